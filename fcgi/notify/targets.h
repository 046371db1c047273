/*
 * targets: whom the outbox is delivered to: webhooks and local commands, read by libinih from a file of one
 * section a target in the state folder.  It holds secrets (a robot's address is one), so a file that others
 * may read is refused. The worker never reads it.  Owns its strings.  Depends on: cases/outbox.
 */
#ifndef NOTIFY_TARGETS_H
#define NOTIFY_TARGETS_H

#include "cases/outbox.h"

#define TARGETS_MOST 32
#define TARGET_WORDS 8	/* of a command: its path and arguments */

enum target_type { TARGET_JSON, TARGET_WECOM, TARGET_DINGTALK, TARGET_COMMAND, TARGET_TYPE_COUNT };
const char *target_type_name(enum target_type type);

struct target {
	char *name;		/* [a-z0-9_-]{1,32}: its consumer group */
	char *type_name;
	char *url;
	char *command;
	char *kinds_text;
	char *dept;		/* only what concerns this department; empty: everything */
	char *account;		/* only what is asked of this account; empty: of anybody */
	char *link_text;
	char *secret;		/* signs; empty: the one that `wenzhengctl notify list` shows */
	/* file of certificates to trust instead of the system's; empty: the system's */
	char *ca;
	char *private_text;
	/* Made of the texts above. */
	enum target_type type;
	uint32_t kinds;		/* bits 1 << enum notice_kind */
	bool link;		/* messages carry the answer or review link; only of one department or account */
	bool allow_private;	/* its address may be one of the own network */
	char *argv[TARGET_WORDS + 1];	/* of the command; the words lie in words */
	char *words;
};

struct targets {
	struct target list[TARGETS_MOST];
	size_t count;
};

/* A missing file is no targets.  On failure *problem says in English what is wrong (static storage). */
enum status targets_load(const char *file, struct targets **out, const char **problem);
void targets_free(struct targets *targets);

/* The one of that name, or NULL. */
const struct target *target_find(const struct targets *targets, const char *name);
/* Whether the message is for this target. */
bool target_wants(const struct target *target, const struct notice_event *event);
/* Whether it carries the link by which it is acted on: a review link only to the reviewer's own target. */
bool target_links(const struct target *target, const struct notice_event *event);
/* What signs for it. */
struct str target_secret(struct casework *work, const struct target *target);

#endif
