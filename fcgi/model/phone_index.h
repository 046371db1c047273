/*
 * phone_index: how a case is found by its sender's phone number without the number lying anywhere: the record
 * keeps a keyed hash, and a list for each of its 4,096 beginnings names the cases.  Depends on: crypt/keys.
 */
#ifndef MODEL_PHONE_INDEX_H
#define MODEL_PHONE_INDEX_H

#include "model/casework.h"

/* The digits of a number however it was typed: full-width, with blanks, dashes or +86. */
struct str phone_digits(struct arena *arena, struct str typed);

/* Whether those digits can only be meant as a phone number: a mobile one, or one with its area code. */
bool phone_plain(struct str digits);

/* The keyed hash that the record keeps; empty for what has fewer than seven digits. */
struct str phone_index(struct casework *work, struct str typed);

/* The same under each key that was ever used and isn't revoked, newest first: their number. */
#define PHONE_INDEXES 8
size_t phone_indexes(struct casework *work, struct str typed, struct str out[PHONE_INDEXES]);

/* The list in which the case with that hash stands ("phone:Qx"). */
struct str phone_list(struct arena *arena, struct str index);

#endif
