/*
 * message_template: what an SMS provider wants to be sent, as the operator writes it: JSON or form text
 * with {phone}, {number}, {event}, {url}, {stop}, {text}, {code}, {site} in it.  Each value is escaped as
 * its place needs.  Pure functions; results in the arena.  Depends on: base/json_print.
 */
#ifndef NOTIFY_MESSAGE_TEMPLATE_H
#define NOTIFY_MESSAGE_TEMPLATE_H

#include "base/arena.h"

enum template_kind { TEMPLATE_JSON, TEMPLATE_FORM };

struct template_value {
	const char *name;	/* NULL ends the list */
	struct str value;
};

/* The names of placeholders are lower-case letters between braces; false when one is none of values. */
bool message_template_fill(struct arena *arena, enum template_kind kind, struct str template,
	const struct template_value *values, struct str *out);

/* Whether it has only known placeholders, and is JSON if it is to be. */
bool message_template_valid(enum template_kind kind, struct str template);

#endif
