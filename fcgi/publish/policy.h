/*
 * policy: what makes an article a policy document (政策文件、规范性文件) or the interpretation (政策解读) of
 * one, as rules over its text and the part of its record that follows from the published text: number (文号),
 * issuing body, date of issue, validity, and the days in which it must be interpreted.  A document has no
 * lifecycle of its own: another validity is another version.  Pure.  Depends on: publish/article_text,
 * model/derive.
 * Source: 政府网站发展指引 (an interpretation within three working days, linked both ways).
 */
#ifndef PUBLISH_POLICY_H
#define PUBLISH_POLICY_H

#include "base/workdays.h"
#include "model/derive.h"
#include "publish/article_text.h"

enum policy_validity {
	VALIDITY_NONE,		/* no policy document */
	VALIDITY_VALID,		/* 有效 */
	VALIDITY_AMENDED,	/* 已修改 */
	VALIDITY_REPEALED,	/* 废止 */
	VALIDITY_EXPIRED,	/* 失效 */
	VALIDITY_PENDING,	/* 尚未施行: follows from the day, no editor says so */
	VALIDITIES
};
enum interpretation_kind { INTERPRETATION_NONE, INTERPRETATION_DEPARTMENT, INTERPRETATION_GRAPHIC,
	INTERPRETATION_QUESTIONS, INTERPRETATION_EXPERT, INTERPRETATION_MEDIA, INTERPRETATION_KINDS };

/* The name of the first of each is the empty string. */
const char *policy_validity_name(enum policy_validity validity);
const char *policy_validity_label(enum policy_validity validity);
bool policy_validity_parse(struct str name, enum policy_validity *out);
const char *interpretation_kind_name(enum interpretation_kind kind);
const char *interpretation_kind_label(enum interpretation_kind kind);
bool interpretation_kind_parse(struct str name, enum interpretation_kind *out);

/* Working days after its publication in which a document must be interpreted. */
#define POLICY_INTERPRET_DAYS 3

/* Of the published version, as the article's record holds it.  Times are ms since 1970 UTC. */
struct policy {
	enum policy_validity validity;	/* as of the last change of the record */
	int64_t turns;		/* when its dates make it another; 0: never */
	struct str number;	/* 文号, as it was written */
	struct str body;	/* 发文机关 */
	int64_t issued;		/* the day of issue */
	uint64_t successor;	/* the article that took its place; 0: none */
	int64_t opened;		/* when it was first public as a document */
	int64_t due;		/* the last moment for its interpretation, fixed when it was opened */
	bool settled;		/* its days were over when it came here: nobody is asked to interpret it */
	int64_t explained;	/* since when a public article interprets it; 0: none does */
	uint64_t explains;	/* the document that this article interprets; 0: none */
	enum interpretation_kind kind;
	int64_t explains_at;	/* since when it is public as the interpretation of that document */
};

/* What is wrong with the policy members of a text: the member and a sentence in Chinese. */
struct policy_fault {
	const char *field;
	const char *why;
};
/*
 * Whether article n (0: not yet one) may say so.  A document may have been issued until today, or until its
 * publication if that is planned.  False with the first that is wrong in *fault.
 */
bool policy_check(uint64_t n, const struct article_text *text, int32_t today, struct policy_fault *fault);

/*
 * Whether what the text says is in force at now: not yet before its doc_effective, still before its doc_ends.
 * *turns: the start of the next day on which that changes by itself; 0: none.
 */
enum policy_validity policy_validity_at(const struct article_text *text, int64_t now, int64_t *turns);

/* The number of an article in a member that names one; 0: none. */
uint64_t policy_article(struct str member);

/* A publication as it concerns documents. */
struct policy_release {
	bool was_public;	/* the public could read the version before it */
	int64_t at;		/* when it became public, here or elsewhere before */
	int64_t now;
	const struct workdays *calendar;
};
/* What the record says once this text is published; what becomes a document gets its due day. */
void policy_publish(struct policy *policy, const struct article_text *text,
	const struct policy_release *release);

/* A number in one spelling for comparisons: brackets 〔〕, narrow digits, no blanks, 号 at the end. */
struct str policy_number_key(struct arena *arena, struct str number);

/* What a list of documents is narrowed to; of number and body the number counts. */
struct policy_filter {
	enum policy_validity validity;	/* NONE: any */
	struct str body;		/* empty: any */
	struct str number;		/* "云政发〔2020〕3号", or the beginning "云政发" or "云政发〔2020〕" */
};
/* The index (publish/article) of the documents that pass, by their date of issue. */
struct str policy_index(struct arena *arena, const struct policy_filter *filter);
/* The indexes of the articles whose place a document took, and of those that interpret it. */
struct str policy_index_before(struct arena *arena, uint64_t n);
struct str policy_index_explaining(struct arena *arena, uint64_t n);
/* Of the documents in force that nobody interprets yet, by due time; dept empty: of all departments. */
struct str policy_index_open(struct arena *arena, struct str dept);
#define POLICIES_OPENED "policies:opened"	/* documents, by when they became public */
#define POLICIES_EXPLAINED "policies:explained"	/* interpreted ones, by when */
#define POLICIES_IN_TIME "policies:in-time"	/* those of them that were in time */

#define POLICIES_TURN "due:validity"	/* documents whose validity will change by their dates, by when */

#define POLICY_PLACES 17
/* Where a public article of a department stands by it; gives their number. */
size_t policy_places(struct arena *arena, const struct policy *policy, struct str dept,
	struct derive_entry out[POLICY_PLACES]);

#endif
