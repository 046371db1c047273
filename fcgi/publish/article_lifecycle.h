/*
 * article_lifecycle: the one table of what may happen to an article: action, who, from which states, to
 * which.  The editors' pages draw their buttons from it, the change of an article refuses what it doesn't
 * allow.  The state tells how far the present draft has come; what the public sees is the latest published
 * version, until it is taken down.  Pure data; nothing fails.  Depends on: model/lifecycle.
 */
#ifndef PUBLISH_ARTICLE_LIFECYCLE_H
#define PUBLISH_ARTICLE_LIFECYCLE_H

#include "model/lifecycle.h"

enum article_state {
	ARTICLE_NONE,
	ARTICLE_DRAFT,		/* being written or revised */
	ARTICLE_REVIEW,		/* waits for a second person */
	ARTICLE_SCHEDULED,	/* approved, goes out at its time */
	ARTICLE_PUBLISHED,	/* nothing is being changed */
	ARTICLE_DROPPED,	/* never published, thrown away */
	ARTICLE_STATES
};

enum article_action {
	ARTICLE_CREATE,
	ARTICLE_EDIT,
	ARTICLE_ATTACH,		/* adds or removes an attachment of the draft */
	ARTICLE_SUBMIT,
	ARTICLE_RECALL,
	ARTICLE_REJECT,
	ARTICLE_APPROVE,
	ARTICLE_RELEASE,
	ARTICLE_DISCARD,
	ARTICLE_TAKE_DOWN,
	ARTICLE_EXPIRE,
	ARTICLE_TURN,		/* the validity of a document changes by its dates */
	ARTICLE_EMERGENCY,	/* publish without a review (紧急发布) */
	ARTICLE_CONFIRM,	/* review that afterwards (补审) */
	ARTICLE_TAKE_IN,
	ARTICLE_ACTIONS
};

/* How an article was taken off. */
enum takedown {
	TAKEDOWN_NONE,
	TAKEDOWN_NOTICE,	/* its page stays, marked as withdrawn (已撤回) */
	TAKEDOWN_EXPIRED,	/* its page stays, marked as expired */
	TAKEDOWN_GONE,		/* 410 (RFC 9110, section 15.5.11) */
	TAKEDOWN_MOVED,		/* 301 to its new address */
	TAKEDOWNS
};

struct article_row {
	const char *name;	/* in URLs, events and JSON */
	uint32_t by;		/* bits of enum role */
	uint32_t from;		/* bits of states */
	enum article_state to;	/* ARTICLE_NONE: unchanged */
	bool published;		/* only of what has been published and isn't taken down */
	const char *label;	/* on the button */
	const char *done;	/* as the records call it */
	const char *rule;	/* what the table can't say, in English */
};

const struct article_row *article_row(enum article_action action);
bool article_action_parse(struct str name, enum article_action *out);

const char *article_state_name(enum article_state state);
const char *article_state_label(enum article_state state);
bool article_state_parse(struct str name, enum article_state *out);
const char *takedown_name(enum takedown takedown);
const char *takedown_label(enum takedown takedown);
bool takedown_parse(struct str name, enum takedown *out);

#endif
