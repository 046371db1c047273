#include "ctl/import/article_line.h"

#include "base/clock.h"
#include "base/text.h"
#include "ctl/import/html_body.h"
#include "publish/article_check.h"

#define ADDRESS_TEXT_MAX 2000	/* characters, with scheme and host */
#define NAMES_MAX 200
/* What an article of a trial has for a number: one that no article has yet. */
#define TRIED_NUMBER INT64_MAX

/* Of the members of article_text, in any order. */
static const struct text_rule text_rules[] = {
	{ "title", ARTICLE_TITLE_MIN, ARTICLE_TITLE_MAX, false },
	{ "summary", 0, ARTICLE_SUMMARY_MAX, false },
	{ "body", 0, ARTICLE_BODY_MAX, true },
	{ "source", 0, ARTICLE_NAME_MAX, false },
	{ "author", 0, ARTICLE_NAME_MAX, false },
	{ "keywords", 0, ARTICLE_KEYWORDS_MAX, false },
	{ "expires", 0, 16, false },
	{ "validity", 0, ARTICLE_NAME_MAX, false },
	{ "doc_number", 0, ARTICLE_DOC_NUMBER_MAX, false },
	{ "doc_body", 0, ARTICLE_DOC_BODY_MAX, false },
	{ "doc_issued", 0, 10, false },
	{ "doc_effective", 0, 10, false },
	{ "doc_ends", 0, 10, false },
	{ "successor", 0, ADDRESS_TEXT_MAX, false },
	{ "explains", 0, ADDRESS_TEXT_MAX, false },
	{ "kind", 0, ARTICLE_NAME_MAX, false },
	{ "cases", 0, ARTICLE_CASES_MAX, false },
};
static const struct text_rule html_rule = { "html", 0, LINE_BYTES, true };
static const struct text_rule address_rule = { "address", 1, ADDRESS_TEXT_MAX, false };
static const struct text_rule published_rule = { "published", 1, 19, false };
static const struct text_rule by_rule = { "by", 1, NAMES_MAX, false };
static const struct text_rule reviewer_rule = { "reviewer", 1, NAMES_MAX, false };
static const struct text_rule column_rule = { "column", 1, ARTICLE_TITLE_MAX, false };
static const struct text_rule dept_rule = { "dept", 0, ARTICLE_NAME_MAX, false };
static const struct text_rule answered_rule = { "answered", 0, NAMES_MAX, false };

static bool take_texts(struct import *import, const struct value *object, struct article_text *text)
{
	for (size_t i = 0; i < sizeof(text_rules) / sizeof(text_rules[0]); i++)
		for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
			if (strcmp(row->name, text_rules[i].name) == 0 &&
				!import_take_text(import, object, &text_rules[i], article_text_at(text, row)))
				return false;
	return true;
}

/* A member that nobody knows would be lost without a word. */
static bool check_members(struct import *import, const struct value *object)
{
	static const struct text_rule *const others[] = { &address_rule, &published_rule, &by_rule,
		&reviewer_rule, &column_rule, &dept_rule, &answered_rule, &html_rule };

	for (const struct member *m = object->first; m != NULL; m = m->next) {
		bool known = m->value.type == VALUE_NULL || str_eq(m->key, S("attachments"));

		for (size_t i = 0; i < sizeof(text_rules) / sizeof(text_rules[0]); i++)
			known = known || str_eq(m->key, str_of(text_rules[i].name));
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			known = known || str_eq(m->key, str_of(others[i]->name));
		if (!known)
			return import_bad(import, "%.*s is not known here and would be lost; leave it out",
				STR_ARG(m->key));
	}
	return true;
}

/* The body, in CommonMark or made of HTML; HTML in its place would go out without its tags. */
static bool take_body(struct import *import, const struct value *object, struct str *out)
{
	static const char *const tags[] = { "</p>", "<br", "</div>", "</td>", "</span>" };
	struct arena *arena = import->ctl->arena;
	struct str html;
	struct str body;
	size_t length;

	if (!import_take_text(import, object, &html_rule, &html))
		return false;
	if (out->len > 0 && html.len > 0)
		return import_bad(import, "it has a body and html; there can be only one");
	if (html.len > 0)
		*out = text_tidy(arena, html_body(arena, html), true);
	body = *out;
	length = text_length(body);
	if (length == 0)
		return import_bad(import, html.len > 0 ? "html has no text" : "body is missing");
	if (length < ARTICLE_BODY_MIN || length > ARTICLE_BODY_MAX)
		return import_bad(import, "body is %zu characters, must be %d–%d", length, ARTICLE_BODY_MIN,
			ARTICLE_BODY_MAX);
	for (size_t i = 0; html.len == 0 && i < sizeof(tags) / sizeof(tags[0]); i++)
		if (str_search(body, str_of(tags[i]), 0) < body.len)
			return import_bad(import, "body is HTML, must be CommonMark; HTML goes into html");
	return true;
}

static bool take_column(struct article_import *in, const struct value *object, struct str *out)
{
	struct str name;

	if (!import_take_text(&in->import, object, &column_rule, &name))
		return false;
	*out = column_map_find(&in->map, name);
	return out->len > 0 || import_bad(&in->import, "%.*s is no column of this site; --map FILE says which it is",
		STR_ARG(name));
}

static bool take_dept(struct import *import, const struct value *object, struct str *out)
{
	struct str name;

	if (!import_take_text(import, object, &dept_rule, &name))
		return false;
	*out = name;
	for (size_t i = 0; i < import->dept_count; i++)
		if (str_eq(import->depts[i].id, name) || str_eq(import->depts[i].name, name)) {
			*out = import->depts[i].id;
			return true;
		}
	return name.len == 0 || import_bad(import, "%.*s is no department", STR_ARG(name));
}

static bool take_origin(struct import *import, const struct value *object, struct article_line *row)
{
	struct article_origin *origin = &row->origin;
	struct str address;
	struct str published;

	if (!import_take_text(import, object, &address_rule, &address) ||
		!import_take_text(import, object, &published_rule, &published) ||
		!import_take_text(import, object, &by_rule, &origin->written_by) ||
		!import_take_text(import, object, &reviewer_rule, &origin->reviewed_by))
		return false;
	row->base = address;
	origin->address = article_origin_address(import->ctl->arena, address);
	if (origin->address.len == 0)
		return import_bad(import, "address is not a path such as /info/1036/5.htm, of at most %d bytes",
			ARTICLE_ADDRESS_MAX);
	if (!clock_parse(published, &origin->at) || origin->at <= 0 || origin->at > import->ctl->work.now)
		return import_bad(import, "published is not a time such as 2020-03-02 08:59, in the past");
	return !str_lists(origin->written_by, ',', origin->reviewed_by) ||
		import_bad(import, "by and reviewer are the same person");
}

/* Of an article that was taken in before, the old address; else a number of one here. */
static bool take_link(struct article_import *in, const char *name, struct str *member, enum status *status)
{
	struct import *import = &in->import;
	struct str address;
	uint64_t n = 0;

	if (member->len == 0 || str_to_u64(*member, INT64_MAX, &n))
		return true;
	*status = article_origin_find(&import->ctl->work, *member, &n);
	address = article_origin_address(import->ctl->arena, *member);
	if (n == 0 && address_set_has(&in->tried, address))
		n = TRIED_NUMBER;
	*member = num(import->ctl->arena, (int64_t)n);
	return *status == OK && (n != 0 ||
		import_bad(import, "%s: no article with this address has been taken in before", name));
}

/* What the operator answers for, and what the line says besides. */
static bool take_answered(struct article_import *in, const struct value *object, struct str *out)
{
	if (!import_take_text(&in->import, object, &answered_rule, out))
		return false;
	*out = ARENA_GLUE(in->import.ctl->arena, in->answered, S(","), *out);
	return true;
}

static bool check_findings(struct article_import *in, const struct article_text *text, struct str answered)
{
	struct article_findings findings = { .count = 0 };
	const struct article_finding *stop;
	enum article_finding_kind open;

	article_check_text(&in->import.ctl->work, text, &findings);
	stop = article_findings_stop(&findings);
	if (stop != NULL)
		return import_bad(&in->import, "%s: %.*s", article_finding_name(stop->kind),
			STR_ARG(stop->what));
	open = article_findings_open(&findings, answered);
	for (size_t i = 0; i < findings.count; i++)
		if (open != FINDING_KINDS && findings.list[i].kind == open)
			return import_bad(&in->import, "%s: %.*s; --answered %s takes it in nevertheless",
				article_finding_name(open), STR_ARG(findings.list[i].what),
				article_finding_name(open));
	return true;
}

bool article_line_read(struct article_import *in, const struct value *object, struct article_line *row,
	enum status *status)
{
	struct import *import = &in->import;
	struct article_text *text = &row->text;
	int64_t expires;

	*status = OK;
	*row = (struct article_line){ .dept = { 0 } };
	if (!check_members(import, object) || !take_texts(import, object, text) ||
		!take_body(import, object, &text->body) ||
		!take_column(in, object, &text->column) || !take_dept(import, object, &row->dept) ||
		!take_origin(import, object, row) ||
		!take_answered(in, object, &row->answered) ||
		!line_files_read(in, object, &row->files))
		return false;
	if (text->expires.len > 0 && !clock_parse(text->expires, &expires))
		return import_bad(import, "expires is not a time such as 2020-03-02 08:59");
	return take_link(in, "explains", &text->explains, status) &&
		take_link(in, "successor", &text->successor, status) &&
		check_findings(in, text, row->answered);
}
