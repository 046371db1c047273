/*
 * half_form: what a resident typed into a form that was refused, sealed (AES-256-GCM) for half an hour, so
 * that the form can be shown at an address of its own.  A key of its own for each form and device, whose name
 * tells neither; it is no part of a case.  Depends on: store, crypt/contact.
 */
#ifndef DRAFTS_HALF_FORM_H
#define DRAFTS_HALF_FORM_H

#include "model/casework.h"

#define HALF_FORM_SECONDS 1800
/* Bytes of plain text; what is longer isn't kept. */
#define HALF_FORM_MOST ((size_t)32 << 10)

/* Keeps plain for whoever comes with the same text holder; ERR_TOO_LARGE. */
enum status half_form_keep(struct casework *work, struct str holder, struct str plain);
/* ERR_NOT_FOUND: nothing is kept for this holder, or no longer. */
enum status half_form_read(struct casework *work, struct str holder, struct str *plain);
enum status half_form_drop(struct casework *work, struct str holder);

#endif
