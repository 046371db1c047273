#include "privacy/place.h"

#include "privacy/sealed.h"

static struct str show(struct arena *arena, const struct masking *masking, struct str typed,
	struct str masked)
{
	return typed.len > 0 ? mask_reveal(arena, masking, typed, masked) : masked;
}

static struct value *with_text(struct arena *arena, const struct value *entry, struct str text)
{
	struct value *copy = value_map(arena);

	for (const struct member *m = entry->first; m != NULL; m = m->next)
		if (str_eq(m->key, S("text")))
			map_str(copy, "text", text);
		else
			*value_add(copy, m->key) = m->value;
	return copy;
}

/* As its sender typed it, where masking changed it; else empty. */
static struct str typed_of(struct sealed_contact *contact, const struct value *entry)
{
	struct str kind = map_get_str(entry, "kind");
	const struct str *words = NULL;
	enum action action;

	if (str_eq(kind, S("question")))
		return contact->body;
	if (str_eq(kind, S("note")) && action_parse(map_get_str(entry, "action"), &action))
		words = sealed_words(contact, action);
	return words != NULL ? *words : (struct str){ 0 };
}

void place_show(struct casework *work, const struct viewer *viewer, struct case_record *record,
	const struct value **thread)
{
	struct arena *arena = work->arena;
	struct value *copy = value_list(arena);
	struct masking masking = { .kinds = MASK_PLACE };
	struct sealed_contact contact;

	if (!place_visible(record, viewer) || sealed_read(work, record, &contact) != OK)
		return;
	record->title = show(arena, &masking, contact.title, record->title);
	record->area = show(arena, &masking, contact.area, record->area);
	record->document_no = show(arena, &masking, contact.document_no, record->document_no);
	for (const struct member *m = (*thread)->first; m != NULL; m = m->next) {
		struct str typed = typed_of(&contact, &m->value);

		list_value(copy, typed.len == 0 ? &m->value :
				with_text(arena, &m->value,
					mask_reveal(arena, &masking, typed, map_get_str(&m->value, "text"))));
	}
	*thread = copy;
}
