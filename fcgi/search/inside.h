/*
 * inside: the staff's search.  An index of its own beside the public one, of all cases in whatever state,
 * with what everybody reads who has business with the case: no contact data, nothing sealed, no letter or its
 * service, which name the applicant.  What it is filtered by stands in it as marks that nobody can type, so
 * that a clerk's search looks at the cases of the own department alone.  Each row is asked again
 * (model/access).  Depends on: search/find, model/access.
 */
#ifndef SEARCH_INSIDE_H
#define SEARCH_INSIDE_H

#include "model/access.h"
#include "search/find.h"

#define INSIDE_ROWS 20
/* The newest of a case's comments that are searched. */
#define INSIDE_COMMENTS 50

/* "FOLDER/inside"; the caller frees it. */
char *inside_folder(const char *folder);

struct inside {
	struct case_record record;
	struct str texts[SECTIONS];	/* title; what its sender wrote; all else */
};

/* One round trip; of a case that isn't there record.n is 0. */
enum status inside_read(struct casework *work, const uint64_t *numbers, size_t count, struct inside *out);
/* What the index has of one that is there; in the arena. */
void inside_doc(struct arena *arena, const struct inside *inside, struct doc *out);

/* CHANNEL_COUNT, STATE_NONE, the empty string and 0 mean any. */
struct inside_asked {
	struct query query;	/* may have no words when there is a filter */
	enum channel channel;
	enum state state;
	struct str dept;	/* in charge or assisting */
	int64_t from;		/* ms: taken in at or after this, and before that */
	int64_t to;
	bool newest;		/* first; else the best */
	bool after;		/* only those behind the cursor */
	struct find_hit cursor;
};

struct inside_found {
	struct inside rows[INSIDE_ROWS];
	size_t count;
	bool more;
	struct find_hit last;	/* of more: where to go on */
};

/* Whether the query or a filter says what to look for. */
bool inside_asks(const struct inside_asked *asked);
/* In an index that follows: what the viewer has business with. */
enum status inside_find(struct casework *work, const struct index *index, const struct viewer *viewer,
	const struct inside_asked *asked, struct inside_found *out);

#endif
