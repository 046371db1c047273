/* A server on a unix socket that says what it is told and keeps what it hears. */
#ifndef TESTS_HEARD_RIG_H
#define TESTS_HEARD_RIG_H

#include "store/store.h"

/*
 * A process that gives the replies in turn, one for each message, then reads one more and hangs up; likewise
 * on each further link.  False if it can't be started.
 */
bool heard_start(const char *const *replies, size_t count);
void heard_stop(void);

/* How often it has heard the words; also when it was stopped. */
int heard_times(const char *words);

/* A link to it, by which so many replicas must have a commit; heard_unlink frees it. */
struct store *heard_link(int replicas);
void heard_unlink(struct store *store);

/* Set-up and end of a group of tests. */
int heard_make_folder(void **state);
int heard_drop_folder(void **state);

#endif
