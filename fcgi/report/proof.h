/*
 * proof: the requests behind a computed figure of a year's report (tables 三 and 四, the fees), read from the
 * lists of model/count a chunk at a time: memory doesn't grow with the figure, and no case is read that
 * isn't in one of its lists.
 *  - What was received, ended, decided or paid in the year: the figure's list between the year's first and
 *    last moment.  A sum is the lists of its parts, one after the other.
 *  - What was carried over a moment (二, 四; 尚未审结 at the year's end): what is open now and came before
 *    the moment, then what ended since the moment and came before it.  The latter looks at all that ended
 *    since, which for last year's report is some months' requests.
 * What enters or leaves a list meanwhile may be missed, as by any reader of a list.  Depends on: report/form,
 * lists/walk, model/count.
 */
#ifndef REPORT_PROOF_H
#define REPORT_PROOF_H

#include "lists/walk.h"
#include "model/count.h"
#include "report/form.h"

/* The figure of the fees, which is no cell. */
#define PROOF_FEES "6.fees"

/* A stretch of one list. */
struct proof_part {
	struct str list;	/* key */
	int64_t from;		/* ms: scores from this one on … */
	int64_t to;		/* … to those before this one */
	int64_t before;		/* only what came before this moment; 0: all */
	enum appeal_kind kind;	/* which appeal came; APPEAL_KINDS: the request */
	int64_t length;		/* rows in the stretch when the proof began */
};

#define PROOF_PARTS 256
struct proof {
	struct proof_part *parts;
	size_t count;
	size_t at;		/* the part being read; count: it has ended */
	struct walk walk;	/* of that part, once begun */
	bool begun;
	struct ranked last;	/* the row looked at last, of that part */
};

struct proof_row {
	struct case_record record;
	int64_t at;		/* when it counts, ms */
};

/* What the figure counts, in a sentence; empty for what is no figure that cases give. */
struct str proof_rule(struct arena *arena, int year, struct str id);

/*
 * Begins the proof of a figure, from a cursor on that proof_cursor gave (empty: from its beginning).
 * ERR_NOT_FOUND for what is no figure that cases give, ERR_MALFORMED for a bad cursor.
 */
enum status proof_begin(struct casework *work, int year, struct str id, struct str cursor, struct proof *out);

/*
 * The next rows, at most `most`, in the arena of work, which needn't be that of proof_begin.  It looks at
 * PROOF_LOOKED at most, so there may be none although it hasn't ended.
 */
#define PROOF_LOOKED 1000
enum status proof_next(struct casework *work, struct proof *proof, size_t most, struct proof_row *rows,
	size_t *count);
static inline bool proof_ended(const struct proof *proof)
{
	return proof->at == proof->count;
}
/* Where to go on, of a proof that hasn't ended. */
struct str proof_cursor(struct arena *arena, const struct proof *proof);

#endif
