#include "scan/pdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

#include "scan/place.h"

/* More pages than anybody publishes. */
#define PAGES_MOST 20000
/* The largest number of an object (ISO 32000-1, annex C.2), and those that wait to be looked at. */
#define OBJECTS_MOST 8388607
#define STACK_MOST ((size_t)1 << 20)

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

static bool is_among(struct str name, const char *const names[])
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return false;
}

/* Actions that run a program or send something (12.6.4), and annotations that play (13): refused. */
static const char *const acting[] = { "/Launch", "/JavaScript", "/SubmitForm", "/ImportData",
	"/RichMediaExecute", "/Rendition", "/Movie", "/Sound", NULL };
static const char *const playing[] = { "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", NULL };
/* Actions that open another file. */
static const char *const leading[] = { "/GoToR", "/GoToE", NULL };

/* The objects that the document reaches from its trailer: a stack of those still to be looked at. */
struct walk {
	qpdf_data pdf;
	struct report *report;
	qpdf_oh *stack;
	size_t count;
	unsigned char *seen;	/* a bit for each number of an indirect object */
	bool acts;
	bool costly;
};

/* Whether it is the first time that this object is met; a direct one always is. */
static bool is_new(struct walk *walk, qpdf_oh object)
{
	int id = qpdf_oh_is_indirect(walk->pdf, object) ? qpdf_oh_get_object_id(walk->pdf, object) : 0;
	unsigned char bit = (unsigned char)(1u << (id & 7));

	if (id <= 0)
		return true;
	if (id > OBJECTS_MOST) {
		walk->costly = true;
		return false;
	}
	if ((walk->seen[id >> 3] & bit) != 0)
		return false;
	walk->seen[id >> 3] |= bit;
	return true;
}

/* Takes over the handle. */
static void push(struct walk *walk, qpdf_oh object)
{
	bool holds = qpdf_oh_is_dictionary(walk->pdf, object) || qpdf_oh_is_array(walk->pdf, object) ||
		qpdf_oh_is_stream(walk->pdf, object);

	if (walk->count == STACK_MOST)
		walk->costly = true;
	if (holds && !walk->costly && is_new(walk, object))
		walk->stack[walk->count++] = object;
	else
		qpdf_oh_release(walk->pdf, object);
}

/* What one member of a dictionary says. */
static void look_at(struct walk *walk, struct str key, qpdf_oh value)
{
	struct str name = { 0 };

	if (qpdf_oh_is_name(walk->pdf, value))
		name = str_of(qpdf_oh_get_name(walk->pdf, value));
	if ((str_eq(key, S("/S")) && is_among(name, acting)) ||
		(str_eq(key, S("/Subtype")) && is_among(name, playing)) || str_eq(key, S("/JS")) ||
		str_eq(key, S("/JavaScript")) || str_eq(key, S("/XFA")))
		walk->acts = true;
	if (str_eq(key, S("/S")) && is_among(name, leading))
		report_count(walk->report, HIDES_OUTSIDE, 1);
	if (str_eq(key, S("/AA")))
		report_count(walk->report, HIDES_ACTIONS, 1);
	if (str_eq(key, S("/EmbeddedFiles")))
		report_count(walk->report, HIDES_FILES, 1);
}

static void look_into(struct walk *walk, qpdf_oh object)
{
	qpdf_data pdf = walk->pdf;
	qpdf_oh members = qpdf_oh_is_stream(pdf, object) ? qpdf_oh_get_dict(pdf, object) : object;

	if (qpdf_oh_is_dictionary(pdf, members)) {
		qpdf_oh_begin_dict_key_iter(pdf, members);
		while (qpdf_oh_dict_more_keys(pdf) && !walk->costly) {
			const char *key = qpdf_oh_dict_next_key(pdf);
			qpdf_oh value = qpdf_oh_get_key(pdf, members, key);

			look_at(walk, str_of(key), value);
			push(walk, value);
		}
	}
	for (int i = 0; qpdf_oh_is_array(pdf, members) && i < qpdf_oh_get_array_n_items(pdf, members); i++)
		push(walk, qpdf_oh_get_array_item(pdf, members, i));
	if (members != object)
		qpdf_oh_release(pdf, members);
	qpdf_oh_release(pdf, object);
}

/* All that the document reaches, however deep it lies. */
static enum scan look_through(qpdf_data pdf, struct report *report)
{
	struct walk walk = { .pdf = pdf, .report = report, .stack = calloc(STACK_MOST, sizeof(*walk.stack)),
		.seen = calloc(OBJECTS_MOST / 8 + 1, 1) };
	bool can = walk.stack != NULL && walk.seen != NULL;

	if (can)
		push(&walk, qpdf_get_trailer(pdf));
	while (can && walk.count > 0 && !walk.costly && !walk.acts)
		look_into(&walk, walk.stack[--walk.count]);
	free(walk.stack);
	free(walk.seen);
	if (!can)
		return SCAN_FAILED;
	return walk.acts ? SCAN_ACTIVE : walk.costly ? SCAN_COSTLY : SCAN_OK;
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
	enum scan found;
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
	report_count(report, HIDES_PLACE, place_count(bytes));
	found = look_through(pdf, report);
	if (found != SCAN_OK)
		return found;
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
