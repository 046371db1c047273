/*
 * result: what Redis answered, as hiredis builds it in an arena.  Depends on: base, hiredis.
 */
#ifndef STORE_RESULT_H
#define STORE_RESULT_H

#include "base/arena.h"

/* What Redis answered to one command (RESP2). */
enum result_type { RESULT_NIL, RESULT_INT, RESULT_STR, RESULT_LIST, RESULT_ERROR };

struct result {
	enum result_type type;
	int64_t integer;
	struct str str;			/* of RESULT_STR and RESULT_ERROR; also "OK" */
	struct result *items;		/* of RESULT_LIST */
	size_t count;
};

struct redisReader;

/* The next reply that reader reads is a struct result in arena; REDIS_ERR_OOM: it is exhausted. */
void result_into(struct redisReader *reader, struct arena *arena);

#endif
