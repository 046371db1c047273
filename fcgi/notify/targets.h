/*
 * targets: whom the outbox is delivered to: webhooks and local commands for departments and staff, an SMS
 * provider or mail server for senders of cases; read by libinih from a file of one section a target in the
 * state folder.  It holds secrets (a robot's address is one), so a file that others may read is refused.
 * The worker never reads it.  Owns its strings.  Depends on: ini/problem, notify/target.
 */
#ifndef NOTIFY_TARGETS_H
#define NOTIFY_TARGETS_H

#include "ini/problem.h"
#include "notify/target.h"

#define TARGETS_MOST 32

struct targets {
	struct target list[TARGETS_MOST];
	size_t count;
};

/* A missing file is no targets.  Tells of everything that is wrong; then *out is left alone. */
enum status targets_read(const char *file, const struct problem_listener *to, struct targets **out);
/* The same.  On failure *problem says in English what is wrong (static storage). */
enum status targets_load(const char *file, struct targets **out, const char **problem);
void targets_free(struct targets *targets);

/* The one of that name, or NULL. */
const struct target *target_find(const struct targets *targets, const char *name);

#endif
