/*
 * tracking: how a sender comes back to a case: by the link of the receipt, or by number and query code.  Both
 * lead to the same receipt; nothing more than the query code is stored for them.  Depends on: crypt/token,
 * model/access.
 */
#ifndef LINKS_TRACKING_H
#define LINKS_TRACKING_H

#include "model/access.h"

struct receipt {
	uint64_t n;
	struct str number;
	struct str code;
	struct str track;	/* tracking token, to be put after /t/ */
	bool repeated;		/* this was the first case again */
	struct str why;		/* on ERR_TOO_MANY: which limit, as a sentence for the sender; else empty */
};

#define QUERY_CODE_LENGTH 10

/* What a token says of the holder of this query code, so that nothing more is stored and a new code ends it. */
struct str tracking_digest(struct arena *arena, struct str code);

/* The receipt of a case that exists; the same each time.  ERR_INTERNAL when the token can't be signed. */
enum status tracking_receipt(struct casework *work, const struct case_record *record,
	struct receipt *receipt);

/*
 * Opens a tracking link: the case, its thread (may be NULL) and its sender as a viewer.  ERR_TOKEN if the
 * token is not one of ours, ERR_NOT_FOUND if the case is gone.
 */
enum status tracking_open(struct casework *work, struct str token, struct case_record *record,
	struct value **thread, struct viewer *viewer);
/* Finds the case by number and query code.  ERR_NOT_FOUND whichever of the two is wrong. */
enum status tracking_find(struct casework *work, struct str number, struct str code, struct receipt *receipt);

/*
 * The path of the QR code on a receipt: "/r/17.ABCDEFGHJK", the case and its query code.  The receipt shows
 * both beside it; it is short so that a poor camera reads it.  A renewed code ends it.
 */
struct str tracking_short(struct arena *arena, const struct receipt *receipt);
/* Its last part; false when it is none. */
bool tracking_short_parse(struct str last, uint64_t *n, struct str *code);
/* As tracking_find. */
enum status tracking_find_short(struct casework *work, uint64_t n, struct str code, struct receipt *receipt);

#endif
