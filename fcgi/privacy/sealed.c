#include "privacy/sealed.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/contact.h"

static struct str place_of(struct casework *work, const struct case_record *record)
{
	return arena_printf(work->arena, "case:%" PRIu64, record->n);
}

/* What is sealed, by its name in the sealed map. */
static const struct {
	const char *key;
	size_t offset;
} members[] = {
#define ROW(member) { #member, offsetof(struct sealed_contact, member) }
	ROW(name),
	ROW(phone),
	ROW(title),
	ROW(body),
	ROW(area),
	ROW(document_no),
	ROW(paper),
	ROW(paper_no),
	ROW(person),
	ROW(address),
	ROW(email),
	ROW(push),
	ROW(purpose),
	ROW(addition),
	ROW(explanation),
#undef ROW
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))

struct str *sealed_words(struct sealed_contact *contact, enum action action)
{
	if (action == ACTION_SUPPLEMENT)
		return &contact->addition;
	return action == ACTION_EXPLAIN ? &contact->explanation : NULL;
}

enum status sealed_write(struct casework *work, struct case_record *record,
	const struct sealed_contact *contact)
{
	struct value *map = value_map(work->arena);

	for (size_t i = 0; i < MEMBERS; i++) {
		const struct str *member = (const void *)((const char *)contact + members[i].offset);

		if (member->len > 0)
			map_str(map, members[i].key, *member);
	}
	if (map->count == 0)
		return OK;
	return contact_seal(work->arena, work->keys, place_of(work, record), json_print(work->arena, map),
		&record->contact);
}

enum status sealed_map(struct casework *work, const struct case_record *record, struct value **map)
{
	struct str plain;

	*map = value_map(work->arena);
	if (record->contact.len == 0)
		return OK;
	TRY(contact_open(work->arena, work->keys, place_of(work, record), record->contact, &plain));
	return json_parse(work->arena, plain, map);
}

enum status sealed_read(struct casework *work, const struct case_record *record,
	struct sealed_contact *contact)
{
	struct value *map;

	*contact = (struct sealed_contact){ 0 };
	TRY(sealed_map(work, record, &map));
	for (size_t i = 0; i < MEMBERS; i++)
		*(struct str *)(void *)((char *)contact + members[i].offset) = map_get_str(map,
			members[i].key);
	return OK;
}

struct masking sealed_masking(struct casework *work, const struct case_record *record)
{
	struct masking masking = { .kinds = MASK_PUBLIC };
	struct sealed_contact contact;

	if (sealed_read(work, record, &contact) == OK)
		masking.name = applicant_person(record->applicant, contact.name, contact.person);
	return masking;
}
