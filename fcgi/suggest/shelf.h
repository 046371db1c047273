/*
 * shelf: the blocks of all topics, as a worker has them open.  Follows what the jobs write
 * (suggest/shelf_writer) by a look at one file before each question.  A list or block that is truncated,
 * damaged or of another version is passed over, which the log is told once.  Owns its mappings.  Depends on:
 * suggest/shelf_list, suggest/mapped.
 */
#ifndef SUGGEST_SHELF_H
#define SUGGEST_SHELF_H

#include "suggest/shelf_list.h"

struct shelf;

/* Opens nothing yet. */
struct shelf *shelf_new(const char *folder);
void shelf_free(struct shelf *shelf);

/* Makes it what the jobs last wrote; the blocks are good until the next call.  None: there is nothing. */
const struct block *shelf_follow(struct shelf *shelf, size_t *count);

#endif
