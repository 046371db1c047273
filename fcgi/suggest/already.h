/*
 * already: topics that may be about the same matter as a text: for its writer those that the public sees, for
 * the reviewer those that wait too.  The shelf may be behind by a minute, so each is asked again whether this
 * viewer may see it (model/access).  Says nothing when nothing is much alike; to the public it speaks less
 * readily.  Depends on: suggest/shelf, model/access, store/rounds.
 */
#ifndef SUGGEST_ALREADY_H
#define SUGGEST_ALREADY_H

#include "model/access.h"
#include "store/rounds.h"
#include "suggest/shelf.h"

#define ALREADY_PUBLIC 3
#define ALREADY_STAFF 5
/* Of so many that the shelf finds most alike. */
#define ALREADY_LOOKED 16

struct already {
	struct case_record record;
	struct value *thread;	/* of a public one, as the public sees it */
	bool identical;		/* word for word, title and text */
};

/*
 * As a part of what is read together; one round.  The public's: viewer is viewer_public, and title and text
 * are as they were typed.  A reviewer's: record is set once it is known, with its title and question.
 */
struct already_part {
	struct casework *work;
	struct shelf *shelf;
	const struct viewer *viewer;
	const struct case_record *record;	/* NULL: none */
	struct str title;			/* empty: not wanted, or not yet known */
	struct str text;
	bool asked;
	size_t looked;
	struct likeness alike[ALREADY_LOOKED];
	size_t count;
	struct already list[ALREADY_STAFF];	/* most alike first */
	size_t identical;			/* of those that were looked at, listed or not */
};
void already_ask(void *self, struct batch *batch);
enum status already_take(void *self, const struct result *results);

#endif
