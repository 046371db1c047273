#include "scan/part.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "scan/acts.h"

#define KIND(kind) (1u << SCAN_##kind)
#define OPEN_DOCUMENT (KIND(ODT) | KIND(ODS) | KIND(ODP))
#define OFFICE (KIND(DOCX) | KIND(XLSX))
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
	{ OFFICE, "creator", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ OFFICE, "lastModifiedBy", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ OFFICE, "Manager", NULL, { NULL }, NULL, true, HIDES_AUTHOR },
	{ OFFICE, "Company", NULL, { NULL }, NULL, true, HIDES_COMPANY },
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

struct part {
	struct report *report;
	XML_Parser parser;
	const struct sign *telling;	/* the sign whose text is gathered */
	char text[TEXT_MOST];
	size_t len;
	bool field;	/* it is the field of a text document, which stands in several elements */
	bool data;	/* the part is data of programs: its text is told */
	bool skip;	/* it is told nothing of: what WPS keeps in every file */
	bool acts;	/* the document does something when it is opened */
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

static struct str said(const XML_Char **attributes, const char *name)
{
	const char *value = attribute_of(attributes, name);

	return value != NULL ? str_of(value) : (struct str){ 0 };
}

static void take(struct part *part, enum act act, struct str what)
{
	if (act == ACT_REFUSED)
		part->acts = true;
	else if (act == ACT_TOLD)
		report_words(part->report, HIDES_OUTSIDE, what);
}

/* What an element says of other files and programs. */
static void look_outside(struct part *part, const char *name, const XML_Char **attributes)
{
	struct str target = said(attributes, "Target");
	struct str href = said(attributes, "href");

	if (strcmp(name, "Relationship") == 0 && str_eq_nocase(said(attributes, "TargetMode"), S("External")))
		take(part, act_of_relationship(said(attributes, "Type"), target), target);
	else if (strcmp(name, "Override") == 0 || strcmp(name, "Default") == 0)
		take(part, act_of_type(said(attributes, "ContentType")), target);
	else if (strcmp(name, "fldSimple") == 0)
		take(part, act_of_field(said(attributes, "instr")), said(attributes, "instr"));
	else if (strcmp(name, "ddeLink") == 0 || strcmp(name, "dde-source") == 0 ||
		strcmp(name, "dde-connection-decl") == 0)
		part->acts = true;
	else if ((strcmp(name, "image") == 0 || strcmp(name, "object") == 0 ||
		strcmp(name, "section-source") == 0) && str_search(href, S("://"), 0) < href.len)
		take(part, ACT_TOLD, href);
	else if (strcmp(name, "fldChar") == 0 && str_eq(said(attributes, "fldCharType"), S("begin")))
		part->len = 0;
	part->field = strcmp(name, "instrText") == 0;
}

static void look_for_signs(struct part *part, const char *name, const XML_Char **attributes)
{
	for (size_t i = 0; i < SIGNS; i++) {
		const struct sign *sign = &signs[i];
		const char *told;

		if ((sign->kinds & (1u << part->report->kind)) == 0 ||
			strcmp(name, sign->element) != 0 || !shows(sign, attributes))
			continue;
		if (sign->text) {
			part->telling = sign;
			part->len = 0;
			continue;
		}
		told = sign->told != NULL ? attribute_of(attributes, sign->told) : NULL;
		if (told != NULL)
			report_words(part->report, sign->hidden, str_of(told));
		else
			report_count(part->report, sign->hidden, 1);
	}
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct part *part = context;

	look_outside(part, local(name), attributes);
	look_for_signs(part, local(name), attributes);
	if (part->data)
		part->len = 0;
	if (part->data && strcmp(local(name), "property") == 0)
		part->skip = str_starts(said(attributes, "name"), S("KSO")) ||
			str_eq(said(attributes, "name"), S("ICV"));
	if (part->acts)
		XML_StopParser(part->parser, XML_FALSE);
}

static void on_text(void *context, const XML_Char *text, int len)
{
	struct part *part = context;
	size_t room = sizeof(part->text) - part->len;
	size_t take = (size_t)len < room ? (size_t)len : room;

	if (part->telling == NULL && !part->field && !part->data)
		return;
	memcpy(part->text + part->len, text, take);
	part->len += take;
}

static void on_end(void *context, const XML_Char *name)
{
	struct part *part = context;
	struct str text = { part->text, part->len };
	const struct sign *sign = part->telling;

	if (part->field && strcmp(local(name), "instrText") == 0) {
		take(part, act_of_field(text), text);
		part->field = false;
	} else if (part->data) {
		if (!part->skip)
			report_words(part->report, HIDES_DATA, text);
		part->len = 0;
	} else if (sign != NULL && strcmp(local(name), sign->element) == 0) {
		report_words(part->report, sign->hidden, text);
		part->telling = NULL;
	}
	if (part->acts)
		XML_StopParser(part->parser, XML_FALSE);
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
	const XML_Char *public_id, int internal)
{
	struct part *part = context;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	XML_StopParser(part->parser, XML_FALSE);
}

/* Parts with what programs keep beside the text. */
static bool is_data(struct str name)
{
	return (starts_nocase(name, S("customXml/item")) && !starts_nocase(name, S("customXml/itemProps"))) ||
		str_eq_nocase(name, S("docProps/custom.xml"));
}

struct part *part_begin(struct report *report, struct str name)
{
	struct part *part = calloc(1, sizeof(*part));

	if (part == NULL || (part->parser = XML_ParserCreate(NULL)) == NULL)
		abort();
	part->report = report;
	part->data = is_data(name);
	XML_SetUserData(part->parser, part);
	XML_SetElementHandler(part->parser, on_start, on_end);
	XML_SetCharacterDataHandler(part->parser, on_text);
	XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
	return part;
}

bool part_feed(struct part *part, struct str bytes)
{
	return XML_Parse(part->parser, bytes.data, (int)bytes.len, 0) == XML_STATUS_OK;
}

enum scan part_end(struct part *part, bool whole)
{
	bool well = whole && XML_Parse(part->parser, NULL, 0, 1) == XML_STATUS_OK;
	enum scan scan = part->acts ? SCAN_ACTIVE : well ? SCAN_OK : SCAN_BROKEN;

	XML_ParserFree(part->parser);
	free(part);
	return scan;
}
