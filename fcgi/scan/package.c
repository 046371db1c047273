#include "scan/package.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define KIND(kind) (1u << SCAN_##kind)
#define OPEN_DOCUMENT (KIND(ODT) | KIND(ODS) | KIND(ODP))
#define PIECE 65536
/* Of an element's text that is told. */
#define TEXT_MOST 200

/* An element that tells of something hidden; names are without their prefix. */
static const struct sign {
	unsigned kinds;
	const char *element;
	const char *attribute;	/* NULL: the element alone */
	const char *values[3];	/* of the attribute, any of these; the first NULL: any */
	const char *told;	/* the attribute whose value is told; NULL: it is counted */
	bool text;		/* its text is told */
	enum hidden hidden;
} signs[] = {
	{ KIND(XLSX), "sheet", "state", { "hidden", "veryHidden" }, "name", false, HIDES_SHEET },
	{ KIND(XLSX), "row", "hidden", { "1", "true" }, NULL, false, HIDES_ROWS },
	{ KIND(XLSX), "col", "hidden", { "1", "true" }, NULL, false, HIDES_COLUMNS },
	{ KIND(XLSX), "comment", NULL, { NULL }, NULL, false, HIDES_COMMENTS },
	{ KIND(XLSX), "threadedComment", NULL, { NULL }, NULL, false, HIDES_COMMENTS },
	{ KIND(DOCX), "ins", NULL, { NULL }, NULL, false, HIDES_TRACKED },
	{ KIND(DOCX), "del", NULL, { NULL }, NULL, false, HIDES_TRACKED },
	{ KIND(DOCX), "moveFrom", NULL, { NULL }, NULL, false, HIDES_TRACKED },
	{ KIND(DOCX), "vanish", NULL, { NULL }, NULL, false, HIDES_TEXT },
	{ KIND(DOCX), "comment", NULL, { NULL }, NULL, false, HIDES_COMMENTS },
	{ KIND(DOCX) | KIND(XLSX), "creator", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ KIND(DOCX) | KIND(XLSX), "lastModifiedBy", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ KIND(DOCX) | KIND(XLSX), "Manager", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ KIND(DOCX) | KIND(XLSX), "Company", NULL, { NULL }, NULL, true, HIDES_COMPANY },
	{ OPEN_DOCUMENT, "table-properties", "display", { "false" }, NULL, false, HIDES_SHEET },
	{ OPEN_DOCUMENT, "table-row", "visibility", { "collapse", "filter" }, NULL, false, HIDES_ROWS },
	{ OPEN_DOCUMENT, "table-column", "visibility", { "collapse", "filter" }, NULL, false, HIDES_COLUMNS },
	{ OPEN_DOCUMENT, "annotation", NULL, { NULL }, NULL, false, HIDES_COMMENTS },
	{ OPEN_DOCUMENT, "changed-region", NULL, { NULL }, NULL, false, HIDES_TRACKED },
	{ OPEN_DOCUMENT, "hidden-text", NULL, { NULL }, NULL, false, HIDES_TEXT },
	{ OPEN_DOCUMENT, "data-pilot-table", NULL, { NULL }, NULL, false, HIDES_PIVOT },
	{ OPEN_DOCUMENT, "initial-creator", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ OPEN_DOCUMENT, "creator", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ KIND(OFD), "Author", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ KIND(OFD), "Attachment", NULL, { NULL }, NULL, false, HIDES_FILES },
	{ KIND(OFD), "Annot", NULL, { NULL }, NULL, false, HIDES_COMMENTS },
};
#define SIGNS (sizeof(signs) / sizeof(signs[0]))

/* A file in it that tells of something hidden by being there. */
static const struct {
	unsigned kinds;
	const char *folder;
	enum hidden hidden;
} folders[] = {
	{ KIND(DOCX), "word/embeddings/", HIDES_FILES },
	{ KIND(XLSX), "xl/embeddings/", HIDES_FILES },
	{ KIND(XLSX), "xl/pivotCache/", HIDES_PIVOT },
	{ KIND(XLSX), "xl/externalLinks/", HIDES_LINKS },
	{ OPEN_DOCUMENT, "ObjectReplacements/", HIDES_FILES },
};

/* One XML file being read. */
struct reading {
	struct report *report;
	XML_Parser parser;
	const struct sign *telling;	/* the sign whose text is gathered */
	char text[TEXT_MOST];
	size_t len;
	bool doctype;
};

static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static const char *attribute_of(const XML_Char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(local(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

static bool shows(const struct sign *sign, const XML_Char **attributes)
{
	const char *value;

	if (sign->attribute == NULL)
		return true;
	value = attribute_of(attributes, sign->attribute);
	for (size_t i = 0; value != NULL && i < sizeof(sign->values) / sizeof(sign->values[0]); i++)
		if (sign->values[i] != NULL && strcmp(value, sign->values[i]) == 0)
			return true;
	return false;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *reading = context;

	for (size_t i = 0; i < SIGNS; i++) {
		const struct sign *sign = &signs[i];
		const char *told;

		if ((sign->kinds & (1u << reading->report->kind)) == 0 ||
			strcmp(local(name), sign->element) != 0 || !shows(sign, attributes))
			continue;
		if (sign->text) {
			reading->telling = sign;
			reading->len = 0;
			continue;
		}
		told = sign->told != NULL ? attribute_of(attributes, sign->told) : NULL;
		if (told != NULL)
			report_words(reading->report, sign->hidden, str_of(told));
		else
			report_count(reading->report, sign->hidden, 1);
	}
}

static void on_text(void *context, const XML_Char *text, int len)
{
	struct reading *reading = context;
	size_t room = sizeof(reading->text) - reading->len;
	size_t take = (size_t)len < room ? (size_t)len : room;

	if (reading->telling == NULL)
		return;
	memcpy(reading->text + reading->len, text, take);
	reading->len += take;
}

static void on_end(void *context, const XML_Char *name)
{
	struct reading *reading = context;
	const struct sign *sign = reading->telling;

	if (sign == NULL || strcmp(local(name), sign->element) != 0)
		return;
	report_words(reading->report, sign->hidden, (struct str){ reading->text, reading->len });
	reading->telling = NULL;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
	const XML_Char *public_id, int internal)
{
	struct reading *reading = context;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	reading->doctype = true;
	XML_StopParser(reading->parser, XML_FALSE);
}

/* Unpacks the file and passes it piece by piece; the checksum is libzip's to look at. */
static enum scan read_pieces(zip_file_t *file, XML_Parser parser)
{
	static char piece[PIECE];
	zip_int64_t got;

	while ((got = zip_fread(file, piece, sizeof(piece))) > 0)
		if (XML_Parse(parser, piece, (int)got, 0) != XML_STATUS_OK)
			return SCAN_BROKEN;
	return got == 0 && XML_Parse(parser, piece, 0, 1) == XML_STATUS_OK ? SCAN_OK : SCAN_BROKEN;
}

static enum scan read_xml(zip_t *zip, zip_uint64_t i, struct report *report)
{
	struct reading reading = { .report = report, .parser = XML_ParserCreate(NULL) };
	zip_file_t *file = zip_fopen_index(zip, i, 0);
	enum scan scan = SCAN_BROKEN;

	if (reading.parser == NULL)
		abort();
	XML_SetUserData(reading.parser, &reading);
	XML_SetElementHandler(reading.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reading.parser, on_text);
	XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
	if (file != NULL)
		scan = read_pieces(file, reading.parser);
	if (file != NULL)
		zip_fclose(file);
	XML_ParserFree(reading.parser);
	return scan;
}

/* A file that is no XML must be whole too. */
static enum scan read_through(zip_t *zip, zip_uint64_t i)
{
	static char piece[PIECE];
	zip_file_t *file = zip_fopen_index(zip, i, 0);
	zip_int64_t got = -1;

	if (file == NULL)
		return SCAN_BROKEN;
	while ((got = zip_fread(file, piece, sizeof(piece))) > 0)
		;
	zip_fclose(file);
	return got == 0 ? SCAN_OK : SCAN_BROKEN;
}

static bool has(zip_t *zip, const char *name)
{
	return zip_name_locate(zip, name, 0) >= 0;
}

/* An OpenDocument says what it is in its file "mimetype". */
static bool open_document(zip_t *zip, struct report *report)
{
	char text[64];
	zip_file_t *file = zip_fopen(zip, "mimetype", 0);
	zip_int64_t got;

	if (file == NULL)
		return false;
	got = zip_fread(file, text, sizeof(text));
	zip_fclose(file);
	for (enum scan_kind kind = SCAN_ODT; got > 0 && kind <= SCAN_ODP; kind++)
		if (str_eq(str_trim((struct str){ text, (size_t)got }),
			str_of(scan_kind_row(kind)->media))) {
			report->kind = kind;
			return true;
		}
	return false;
}

static bool find_kind(zip_t *zip, struct report *report)
{
	static const struct {
		const char *file;
		enum scan_kind kind;
	} marks[] = { { "word/document.xml", SCAN_DOCX }, { "xl/workbook.xml", SCAN_XLSX },
		{ "OFD.xml", SCAN_OFD } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (has(zip, marks[i].file) &&
			(marks[i].kind == SCAN_OFD || has(zip, "[Content_Types].xml"))) {
			report->kind = marks[i].kind;
			return true;
		}
	return open_document(zip, report);
}

static bool is_macro(struct str name)
{
	return str_ends(name, S("vbaProject.bin")) || str_ends(name, S("vbaData.xml")) ||
		str_starts(name, S("Basic/")) || str_starts(name, S("Scripts/"));
}

/* What the names and sizes alone tell, before anything is unpacked. */
static enum scan look_over(zip_t *zip, zip_uint64_t count)
{
	uint64_t sum = 0;

	for (zip_uint64_t i = 0; i < count; i++) {
		zip_stat_t info;

		if (zip_stat_index(zip, i, 0, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0 ||
			(info.valid & ZIP_STAT_NAME) == 0)
			return SCAN_BROKEN;
		if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE)
			return SCAN_ENCRYPTED;
		if (is_macro(str_of(info.name)))
			return SCAN_MACROS;
		if (info.size > PACKAGE_BYTES || (sum += info.size) > PACKAGE_BYTES)
			return SCAN_COSTLY;
	}
	return SCAN_OK;
}

static void note_folder(struct str name, struct report *report)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if ((folders[i].kinds & (1u << report->kind)) != 0 &&
			str_starts(name, str_of(folders[i].folder)) && !str_ends(name, S("/")) &&
			!str_ends(name, S(".rels")))
			report_count(report, folders[i].hidden, 1);
}

static bool is_xml(struct str name)
{
	return str_ends(name, S(".xml")) || str_ends(name, S(".rels"));
}

static enum scan look_into(zip_t *zip, zip_uint64_t count, struct report *report)
{
	for (zip_uint64_t i = 0; i < count; i++) {
		struct str name = str_of(zip_get_name(zip, i, 0));
		enum scan scan;

		note_folder(name, report);
		scan = is_xml(name) ? read_xml(zip, i, report) : read_through(zip, i);
		if (scan != SCAN_OK)
			return scan;
	}
	return SCAN_OK;
}

static enum scan scan_zip(zip_t *zip, struct report *report)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	enum scan scan;

	if (count < 0 || count > PACKAGE_FILES)
		return SCAN_COSTLY;
	scan = look_over(zip, (zip_uint64_t)count);
	if (scan != SCAN_OK)
		return scan;
	if (!find_kind(zip, report))
		return SCAN_ARCHIVE;
	return look_into(zip, (zip_uint64_t)count, report);
}

enum scan package_scan(struct str bytes, struct report *report)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.len, 0, &error);
	zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
	enum scan scan;

	if (zip == NULL) {
		if (source != NULL)
			zip_source_free(source);
		return SCAN_BROKEN;
	}
	scan = scan_zip(zip, report);
	zip_discard(zip);
	return scan;
}
