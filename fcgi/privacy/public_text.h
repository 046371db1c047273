/*
 * public_text: title, question and area of a case as the public is to read them, made from what was typed:
 * masked, but for the hits that a reviewer leaves in clear, and with what the reviewer hides besides starred.
 * Pure functions; results in the arena.  Depends on: privacy/mask, privacy/sealed.
 */
#ifndef PRIVACY_PUBLIC_TEXT_H
#define PRIVACY_PUBLIC_TEXT_H

#include "privacy/sealed.h"

enum text_field { TEXT_TITLE, TEXT_BODY, TEXT_AREA, TEXT_FIELDS };

/* As they were typed: sealed where masking changed them, else as they are public; body is the public one. */
void texts_typed(const struct sealed_contact *contact, const struct case_record *record, struct str body,
	struct str typed[TEXT_FIELDS]);
/* A hit as forms name it: field, kind, and bytes of the typed text: "body.door.12.18". */
struct str hit_name(struct arena *arena, enum text_field field, const struct value *span);
/* The kinds of the hits in keep (their names, one a line), each once: "door,mobile". */
struct str hit_kinds(struct arena *arena, struct str keep);
/* The same kinds as people call them: "门牌号、手机号". */
struct str hit_labels(struct arena *arena, struct str kinds);
/* What a reviewer decided beside the rules.  Places are bytes of the typed text, so they hold for that alone. */
struct review_marks {
	struct str keep;	/* the hits that stay in clear, one a line, as hit_name */
	struct str hide;	/* places that are hidden too: "body.12.18", blanks between; MARKS_MOST of them */
	struct str words;	/* what is hidden wherever it was typed, one a line */
};
#define MARKS_MOST 200
/* ERR_INVALID if keep names what isn't found there, or hide what isn't in the texts. */
enum status texts_public(struct arena *arena, struct str name, const struct str typed[TEXT_FIELDS],
	const struct review_marks *marks, struct str out[TEXT_FIELDS]);

#endif
