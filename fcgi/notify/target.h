/*
 * target: one section of targets.conf (notify/targets): whom messages are delivered to and how; what makes
 * sense in it, and which messages it gets.  Depends on: cases/outbox, notify/message_template.
 */
#ifndef NOTIFY_TARGET_H
#define NOTIFY_TARGET_H

#include "cases/outbox.h"
#include "notify/message_template.h"

#define TARGET_WORDS 8	/* of a command: its path and arguments */

enum target_type { TARGET_JSON, TARGET_WECOM, TARGET_DINGTALK, TARGET_COMMAND, TARGET_SMS, TARGET_MAIL,
	TARGET_PUSH, TARGET_TYPE_COUNT };
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
	/* Of an SMS provider: what it is sent (notify/message_template), … */
	char *template;		/* empty: the JSON that a command gets */
	char *encoding_text;
	char *header;		/* one more header, such as "Authorization: …" */
	char *accept;		/* "code=0": the member of its JSON answer that says it took it; empty: any JSON */
	/* … and of a mail server. */
	char *from;		/* address */
	char *user;
	char *password;
	/* Made of the texts above. */
	enum target_type type;
	uint32_t kinds;		/* bits 1 << enum notice_kind */
	bool link;		/* messages carry the answer or review link; only of one department or account */
	enum template_kind encoding;
	bool allow_private;	/* its address may be one of the own network */
	char *argv[TARGET_WORDS + 1];	/* of the command; the words lie in words */
	char *words;
};

/* Makes the other members of its texts; what is wrong with it, in English, or NULL. */
const char *target_check(struct target *target);

/* Whether the message is for this target. */
bool target_wants(const struct target *target, const struct notice_event *event);
/* Whether it carries the link by which it is acted on: a review link only to the reviewer's own target. */
bool target_links(const struct target *target, const struct notice_event *event);
/* Whether it reaches senders of cases; then by which way. */
bool target_to_senders(const struct target *target);
enum told target_way(const struct target *target);
/* Whether it waits in the site's quiet hours: not for a code that somebody waits for. */
bool target_keeps_quiet(const struct target *target);
/* What signs for it. */
struct str target_secret(struct casework *work, const struct target *target);

#endif
