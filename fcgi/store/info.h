/*
 * info: what Redis says of itself (INFO).  Depends on: store.
 */
#ifndef STORE_INFO_H
#define STORE_INFO_H

#include "store/store.h"

/*
 * A section, "latencystats" or the like, or with "default" those that INFO gives by itself, as text in
 * the arena. ERR_AWAY.
 */
enum status info_read(struct store *store, struct arena *arena, const char *section, struct str *info);

/* The value of a field, "redis_version" or the like; empty when there is none. */
struct str info_field(struct str info, const char *name);
/* The same as a number; otherwise when there is none. */
int64_t info_number(struct str info, const char *name, int64_t otherwise);

/*
 * Of the section "latencystats" (Redis 7): the command whose p99 is the largest, and that time in µs; 0 when
 * there is none.
 */
int64_t info_slowest(struct str latencies, struct str *command);

#endif
