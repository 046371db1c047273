/*
 * source: what the index is made of and what its results show: topics, letters and articles as Redis has
 * them, many in one round trip, each asked whether the public may see it (model/access,
 * publish/article_access).  The index holds nothing else, and no result is shown that wasn't asked again.  Depends on: cases/merge,
 * publish/article_access, search/segment_build.
 */
#ifndef SEARCH_SOURCE_H
#define SEARCH_SOURCE_H

#include "model/access.h"
#include "publish/article_access.h"
#include "search/segment_build.h"

/* The newest of a case's comments that are searched. */
#define SOURCE_COMMENTS 50

#define SOURCE_ARTICLE ((uint64_t)1 << 63)

/* The id of a document: a case's number, or an article's with that bit. */
static inline uint64_t source_case(uint64_t n)
{
	return n;
}

static inline uint64_t source_article(uint64_t n)
{
	return n | SOURCE_ARTICLE;
}

struct source {
	uint64_t id;
	bool visible;	/* to the public, on a page and in lists; the rest is filled only then */
	/* of a case, as the public sees it */
	struct case_record record;
	struct value *thread;	/* with the newest published comments behind it */
	/* of a merged case that source_lead was asked about: the one that is worked on instead */
	struct case_record into;
	/* of an article */
	struct article article;
	struct article_text text;
};

/* Of a visible one. */
enum doc_kind source_kind(const struct source *source);

/* One round trip. */
enum status source_read(struct casework *work, const uint64_t *ids, size_t count, struct source *out);

/*
 * Fills where merged cases lead; one that leads to nothing the public may see is no more visible.  A round
 * trip for each that is merged.
 */
enum status source_lead(struct casework *work, struct source *sources, size_t count);

/* The texts of a source, by section: a title, and of the others none or several. */
void source_texts(struct arena *arena, const struct source *source, struct str out[SECTIONS]);

/* What the index has of a visible one; in the arena. */
void source_doc(struct arena *arena, const struct source *source, struct doc *out);

const char *doc_kind_name(enum doc_kind kind);
const char *doc_kind_label(enum doc_kind kind);
bool doc_kind_parse(struct str name, enum doc_kind *out);

#endif
