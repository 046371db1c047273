/*
 * article_text: what one version of an article says, as an editor wrote it and a reviewer read it.  It is
 * kept as the bytes of one JSON object, so that an approval can be bound to exactly these bytes by their
 * SHA-256.  Pure.  Depends on: base/json, crypt/encode.
 */
#ifndef PUBLISH_ARTICLE_TEXT_H
#define PUBLISH_ARTICLE_TEXT_H

#include "base/value.h"
#include "base/status.h"

/* Characters at most. */
enum {
	ARTICLE_TITLE_MIN = 4,
	ARTICLE_TITLE_MAX = 100,
	ARTICLE_SUMMARY_MAX = 300,
	ARTICLE_BODY_MIN = 10,
	ARTICLE_BODY_MAX = 100000,
	ARTICLE_NAME_MAX = 60,		/* source, author */
	ARTICLE_KEYWORDS_MAX = 100,
	ARTICLE_NOTE_MAX = 200,
	ARTICLE_DOC_NUMBER_MAX = 40,
	ARTICLE_DOC_BODY_MAX = 60,
	ARTICLE_CASES_MAX = 600,
};

struct article_text {
	struct str column;	/* its id */
	struct str title;
	struct str summary;
	struct str body;	/* CommonMark 0.30 */
	struct str source;	/* 来源: who says it */
	struct str author;
	struct str keywords;	/* commas between */
	struct str publish_at;	/* "2026-11-29 09:00" at the site; empty: when it is approved */
	struct str expires;	/* the same: from then on it is marked as expired; empty: never */
	struct str note;	/* what this version changes (修订说明); empty in the first */
	/* Of a policy document (publish/policy); of anything else empty. */
	struct str validity;	/* policy_validity_name */
	struct str doc_number;	/* 文号: "云政发〔2020〕3号" */
	struct str doc_body;	/* 发文机关 */
	struct str doc_issued;	/* "2020-03-01": 成文日期 */
	struct str doc_effective;	/* 施行日期; empty: not told */
	struct str doc_ends;	/* the first day on which it is no longer in force, of one that is repealed or expired; empty: at once */
	struct str successor;	/* the number of the article that took its place; empty: none */
	/* Of an interpretation. */
	struct str explains;	/* the number of the article that it interprets */
	struct str kind;	/* interpretation_kind_name */
	struct str attachments;	/* the files that go with it (attachments/attachment) */
	struct str cases;	/* of a digest: the topics that it lists (publish/picks) */
	/* Of a yearly report: its data, a JSON object (report/frozen); no form has it. */
	struct str report;
};

/* The name of each member in JSON and in forms, with its place; ends with a NULL name. */
struct article_text_row {
	const char *name;
	size_t offset;
};
extern const struct article_text_row article_text_rows[];
/* That member. */
struct str *article_text_at(struct article_text *text, const struct article_text_row *row);

/* The bytes that are stored, reviewed and sealed: members that are not empty, in the table's order. */
struct str article_text_print(struct arena *arena, const struct article_text *text);
/* ERR_MALFORMED for what article_text_print didn't make. */
enum status article_text_parse(struct arena *arena, struct str bytes, struct article_text *out);
/* base64url of the SHA-256 of these bytes. */
struct str article_text_hash(struct arena *arena, struct str bytes);

#endif
