/*
 * review: what the reviewer compares: the text as it was typed, what masking hides of it, each hit to be left
 * in clear or not, and what the word list found. Depends on: privacy/public_text, privacy/wordlist.
 */
#ifndef PAGES_CASE_REVIEW_H
#define PAGES_CASE_REVIEW_H

#include "model/casework.h"
#include "model/record.h"
#include "web/fields.h"

/* The box that leaves a hit in clear: this, then the hit's name (privacy/public_text). */
#define KEEP_FIELD "keep_"
/* What is hidden by hand (privacy/public_text). */
#define HIDE_FIELD "hide"

/*
 * Adds "review" to view: title_pieces, body_pieces and area_pieces [{piece, masked, hit}] of title, question
 * and place as typed, which say together what was typed and nothing else; a masked one also has keep_field,
 * kept and hit_label of its hit; "hits": [{keep_field, kept, hit_kind, hit_label, hit_text}], what masking
 * hides; "hide"; "found" (the words of the list), "changed" (whether masking hid anything).  What form (may
 * be NULL) ticked and hid is shown again if it was of this version of the case.  Fails as sealed_read.
 */
enum status staff_review_view(struct casework *work, const struct case_record *record,
	const struct value *thread, const struct field *form, struct value *view);

#endif
