#include "scan/pdf.h"

#include <qpdf/qpdf-c.h>

/* More pages than anybody publishes. */
#define PAGES_MOST 20000

static qpdf_oh at(qpdf_data pdf, qpdf_oh from, const char *key)
{
	return qpdf_oh_get_key_if_dict(pdf, from, key);
}

static void note_author(qpdf_data pdf, struct report *report)
{
	qpdf_oh author = at(pdf, at(pdf, qpdf_get_trailer(pdf), "/Info"), "/Author");

	if (qpdf_oh_is_string(pdf, author))
		report_words(report, HIDES_AUTHOR, str_of(qpdf_oh_get_utf8_value(pdf, author)));
}

static void note_catalog(qpdf_data pdf, struct report *report)
{
	qpdf_oh root = qpdf_get_root(pdf);
	qpdf_oh names = at(pdf, root, "/Names");
	qpdf_oh opens = at(pdf, at(pdf, root, "/OpenAction"), "/S");

	if (qpdf_oh_is_dictionary(pdf, at(pdf, names, "/EmbeddedFiles")))
		report_count(report, HIDES_FILES, 1);
	if (qpdf_oh_is_dictionary(pdf, at(pdf, names, "/JavaScript")) ||
		(qpdf_oh_is_name(pdf, opens) &&
			str_eq(str_of(qpdf_oh_get_name(pdf, opens)), S("/JavaScript"))))
		report_count(report, HIDES_SCRIPT, 1);
}

/* Links and the fields of forms are what they seem; the rest somebody wrote or attached. */
static void note_annotation(qpdf_data pdf, qpdf_oh annotation, struct report *report)
{
	qpdf_oh subtype = at(pdf, annotation, "/Subtype");
	struct str name;

	if (!qpdf_oh_is_name(pdf, subtype))
		return;
	name = str_of(qpdf_oh_get_name(pdf, subtype));
	if (str_eq(name, S("/FileAttachment")))
		report_count(report, HIDES_FILES, 1);
	else if (!str_eq(name, S("/Link")) && !str_eq(name, S("/Widget")) && !str_eq(name, S("/Popup")))
		report_count(report, HIDES_COMMENTS, 1);
}

static void note_page(qpdf_data pdf, qpdf_oh page, struct report *report)
{
	qpdf_oh list = at(pdf, page, "/Annots");
	int count = qpdf_oh_is_array(pdf, list) ? qpdf_oh_get_array_n_items(pdf, list) : 0;

	for (int i = 0; i < count; i++)
		note_annotation(pdf, qpdf_oh_get_array_item(pdf, list, i), report);
}

static enum scan scan(qpdf_data pdf, struct str bytes, struct report *report)
{
	int pages;

	if (qpdf_read_memory(pdf, "file", bytes.data, bytes.len, NULL) != QPDF_SUCCESS && qpdf_has_error(pdf))
		return qpdf_get_error_code(pdf, qpdf_get_error(pdf)) == qpdf_e_password ? SCAN_ENCRYPTED :
			SCAN_BROKEN;
	if (qpdf_is_encrypted(pdf))
		return SCAN_ENCRYPTED;
	pages = qpdf_get_num_pages(pdf);
	if (pages > PAGES_MOST)
		return SCAN_COSTLY;
	note_author(pdf, report);
	note_catalog(pdf, report);
	for (int i = 0; i < pages; i++)
		note_page(pdf, qpdf_get_page_n(pdf, (size_t)i), report);
	return pages > 0 && !qpdf_has_error(pdf) ? SCAN_OK : SCAN_BROKEN;
}

enum scan pdf_scan(struct str bytes, struct report *report)
{
	qpdf_data pdf = qpdf_init();
	enum scan result;

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	qpdf_set_attempt_recovery(pdf, QPDF_FALSE);
	report->kind = SCAN_PDF;
	result = scan(pdf, bytes, report);
	qpdf_cleanup(&pdf);
	return result;
}
