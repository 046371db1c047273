/*
 * review: what the reviewer compares: the text as it was typed, what masking hides of it and what the word
 * list found. Depends on: privacy/mask, privacy/sealed, privacy/wordlist.
 */
#ifndef PAGES_CASE_REVIEW_H
#define PAGES_CASE_REVIEW_H

#include "model/casework.h"
#include "model/record.h"

/*
 * Adds "review" to view: title_pieces and body_pieces [{piece, masked, hit}] of the title and question as
 * typed, "found" (the words of the list), "changed" (whether masking hid anything).  Fails as sealed_read.
 */
enum status staff_review_view(struct casework *work, const struct case_record *record,
	const struct value *thread, struct value *view);

#endif
