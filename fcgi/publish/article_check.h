/*
 * article_check: what the system finds in a draft before a person reviews it: personal data, words of the
 * operator's list, dates that can't be, a title that a public article has already, a number (文号) that
 * another document has; and the links to pages of this site that nobody can open, which the pages find
 * (pages/editing/inward).  A broken link or date stops the draft; the others are answered, kind by kind, by
 * whoever submits it.  Two round trips at most, whatever the site holds.  Depends on: privacy/mask,
 * privacy/wordlist, publish/article_access.
 */
#ifndef PUBLISH_ARTICLE_CHECK_H
#define PUBLISH_ARTICLE_CHECK_H

#include "publish/article.h"

enum article_finding_kind { FINDING_PERSONAL, FINDING_WORD, FINDING_DATE, FINDING_LINK, FINDING_TITLE,
	FINDING_NUMBER, FINDING_DOCUMENT, FINDING_KINDS };

struct article_finding {
	enum article_finding_kind kind;
	struct str what;	/* the piece of the text, the word, or the link */
	struct str why;		/* of a link: what a reader would find there; else empty */
};

enum {
	FINDINGS_MOST = 50,		/* further ones are not listed */
	CHECK_TITLES_MOST = 5,		/* articles with the title that are looked at */
};
struct article_findings {
	struct article_finding list[FINDINGS_MOST];
	size_t count;
};

/*
 * Checks what article n (0: not yet one) is about to say, and adds what was found of its links (NULL: nobody
 * looked).
 */
enum status article_check(struct casework *work, uint64_t n, const struct article_text *text,
	const struct article_findings *links, struct article_findings *out);
/* The part of it that reads nothing: personal data, words, dates. */
void article_check_text(struct casework *work, const struct article_text *text, struct article_findings *out);

/* Adds one, once; in a full list the last place is kept for one that stops. */
void article_findings_add(struct article_findings *out, struct article_finding finding);

/* "personal", and for people "个人信息". */
const char *article_finding_name(enum article_finding_kind kind);
const char *article_finding_label(enum article_finding_kind kind);
/* Whether it must be mended; else whoever submits the draft answers for it. */
bool article_finding_stops(enum article_finding_kind kind);
/* The kinds that were found and don't stop, each once, with commas between. */
struct str article_findings_to_answer(struct arena *arena, const struct article_findings *findings);
/* All the kinds that don't stop: the answer of a program that vouches for what it publishes. */
struct str article_findings_all(struct arena *arena);
/* A kind that was found, doesn't stop, and isn't among those answered for; FINDING_KINDS: none. */
enum article_finding_kind article_findings_open(const struct article_findings *findings, struct str answered);
/* The first that stops; NULL: none. */
const struct article_finding *article_findings_stop(const struct article_findings *findings);

#endif
