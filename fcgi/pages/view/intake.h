/*
 * intake: the channels by which a case comes in: what residents send, and what staff write down for those who
 * call, come or write. One row per intake channel; all forms are shown, checked and taken in alike, and
 * no channel has a handler of its own. Depends on: pages/site, cases/submit.
 */
#ifndef PAGES_VIEW_INTAKE_H
#define PAGES_VIEW_INTAKE_H

#include "model/submission.h"
#include "pages/site.h"

struct intake_channel {
	enum channel channel;
	const char *path;	/* where its form is posted; it is shown at path "/new" */
	const char *template;
	const char *title;
	const char *menu;
	uint32_t roles;		/* of whom may post it, as in its routes; 0: everybody */
	struct form form;	/* has the fields title, body, name and phone */
	/* The form as this site or request has it; NULL: form, as it stands. */
	enum status (*form_of)(struct exchange *exchange, const struct form **form);
	/* What the rest of the form says; may mark fields as wrong, and is called when some are. */
	void (*fill)(struct exchange *exchange, struct form_values *values, struct submission *submission);
	/* What the template needs besides; values NULL: not yet sent.  May be NULL. */
	void (*show)(struct exchange *exchange, const struct form *form, const struct form_values *values);
	/*
	 * Shows, beside the form, what was already asked, before it is taken in: sets *any when there is
	 * something.  May be NULL.
	 */
	enum status (*already)(struct exchange *exchange, const struct form_values *values, bool *any);
	/* Values of the form not yet sent; may be NULL. */
	struct value *(*prefill)(struct exchange *exchange);
};

/* ask.c, application.c, hotline.c */
extern const struct intake_channel intake_question, intake_letter, intake_request, intake_request_entry,
	intake_hotline;
/* All of them. */
extern const struct intake_channel *const intake_channels[];
extern const size_t intake_channels_count;

/*
 * Handlers of every way's two routes, whose data it is: the form, what is posted, and that with an expired
 * token.
 */
enum status intake_show(struct exchange *exchange);
enum status intake_take(struct exchange *exchange);
enum status intake_again(struct exchange *exchange);
/* What was already asked: for programs alone, for people beside the form as they filled it. */
enum status intake_already(struct exchange *exchange);
/* Adds the channels by which this member of staff may enter a case: {entry_url, entry_title}. */
void intake_entries(const struct exchange *exchange, struct value *list);
/* A fresh challenge for the proof of work. */
enum status intake_challenge(struct exchange *exchange);

#endif
