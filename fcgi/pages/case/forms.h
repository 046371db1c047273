/*
 * forms: what each action of the staff asks for, as one table: the fields, their limits and words.  The case
 * page draws its forms from it and the same table checks what comes back.  Pure data.  Depends on: web/form,
 * model/lifecycle.
 */
#ifndef PAGES_CASE_FORMS_H
#define PAGES_CASE_FORMS_H

#include "model/lifecycle.h"
#include "web/form.h"

/* The fields of an answer's form that take photos and a file. */
#define ENCLOSED_PHOTO "photo"
#define ENCLOSED_FILE "file"
#define ENCLOSED_FILE_FIELD { .name = ENCLOSED_FILE, .label = "附件", .kind = FIELD_FILE }

struct action_form {
	enum action action;
	uint32_t channels;	/* whose cases it is for: an action may ask for more of some */
	struct form form;
	bool likely;		/* what the desk is there for: its form lies open */
	bool danger;		/* drawn apart, in red */
	const char *hint;	/* what happens then; or "" */
	const char *at_fault;	/* the field beside which a refused value's sentence stands */
};

/* In the order in which the page offers them. */
extern const struct action_form action_forms[];
extern const size_t action_forms_count;

/* The sentence above the form, for a case of that channel. */
struct str action_hint(const struct action_form *form, enum channel channel);
/* The form of an action that staff can take with a case of that channel, or NULL. */
const struct action_form *action_form_of(enum action action, enum channel channel);

#endif
