/*
 * public_text: title, question and area of a case as the public is to read them, made from what was typed:
 * masked, but for the hits that a reviewer leaves in clear, and with the reviewer's further words starred.
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
/*
 * keep: the hits that stay in clear, one a line; words: what else is hidden, one a line.  ERR_INVALID if keep
 * names what isn't found there.
 */
enum status texts_public(struct arena *arena, struct str name, const struct str typed[TEXT_FIELDS],
	struct str keep, struct str words, struct str out[TEXT_FIELDS]);

#endif
