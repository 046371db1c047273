/*
 * tel: finds the telephone numbers in a published text, so that a phone can dial them: mobile numbers,
 * landlines with their area code, local ones behind 电话, and hotlines such as 12345.  Digits that are part
 * of a longer run, a date, an amount or a document's number are none.  Depends on: base/value.
 */
#ifndef PAGES_VIEW_TEL_H
#define PAGES_VIEW_TEL_H

#include "base/value.h"

/* Adds the text to the list, piece by piece: {text, tel}; tel: what to dial, empty if it is no number. */
void tel_parts(struct value *list, struct str text);

#endif
