#include "store/members.h"

#include "base/text.h"
#include "store/transaction.h"

static void set_member(const struct member_row *row, void *to, struct str text)
{
	void *at = (char *)to + row->offset;

	switch (row->type) {
	case MEMBER_INT:
		str_to_i64(text, at);
		break;
	case MEMBER_STR:
		*(struct str *)at = text;
		break;
	case MEMBER_BOOL:
		*(bool *)at = str_eq(text, S("1"));
		break;
	case MEMBER_NAME:
		row->names->parse(text, at);
		break;
	}
}

struct str members_text(struct arena *arena, const struct member_row *row, const void *from)
{
	const void *at = (const char *)from + row->offset;

	switch (row->type) {
	case MEMBER_INT:
		return *(const int64_t *)at != 0 ? num(arena, *(const int64_t *)at) : (struct str){ 0 };
	case MEMBER_STR:
		return *(const struct str *)at;
	case MEMBER_BOOL:
		return *(const bool *)at ? S("1") : (struct str){ 0 };
	case MEMBER_NAME:
		return row->names->print(at);
	}
	return (struct str){ 0 };
}

/* As str_eq, but most are told apart without a call; no field's name is empty. */
static bool is_field(struct str name, struct str field)
{
	return name.len == field.len && name.data[0] == field.data[0] &&
		memcmp(name.data, field.data, name.len) == 0;
}

void members_read(const struct member_table *table, const struct result *pairs, void *to)
{
	/*
	 * Fields come back in the order they were first set, mostly the table's: look from where the last was
	 * found.
	 */
	for (size_t i = 0, row = 0; i + 1 < pairs->count; i += 2)
		for (size_t tries = 0; tries < table->count; tries++, row = (row + 1) % table->count)
			if (is_field(pairs->items[i].str, table->rows[row].field)) {
				set_member(&table->rows[row], to, pairs->items[i + 1].str);
				break;
			}
}

enum status members_fetch(struct store *store, struct arena *arena, bool watched, const struct str *keys,
	size_t count, struct result **hashes)
{
	struct batch batch = batch_in(arena);

	if (count == 0)
		return OK;
	if (watched)
		transaction_watch(&batch, keys, count);
	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HGETALL"), keys[i]);
	TRY(store_run(store, &batch, hashes));
	*hashes += watched;	/* behind the result of WATCH */
	return OK;
}

void members_write(const struct member_table *table, struct batch *batch, struct str key, const void *before,
	const void *after)
{
	struct str set[2 + 2 * MEMBERS_MOST] = { S("HSET"), key };
	struct str del[2 + MEMBERS_MOST] = { S("HDEL"), key };
	size_t sets = 2;
	size_t dels = 2;

	for (size_t i = 0; i < table->count; i++) {
		struct str now = members_text(batch->arena, &table->rows[i], after);
		struct str old = before != NULL ? members_text(batch->arena, &table->rows[i], before) :
			(struct str){ 0 };

		if (str_eq(now, old))
			continue;
		if (now.len == 0) {
			del[dels++] = table->rows[i].field;
			continue;
		}
		set[sets++] = table->rows[i].field;
		set[sets++] = now;
	}
	if (sets > 2)
		batch_add(batch, set, sets);
	if (dels > 2)
		batch_add(batch, del, dels);
}

const char *members_type(const struct member_row *row)
{
	static const char *const types[] = { [MEMBER_INT] = "integer", [MEMBER_STR] = "text",
		[MEMBER_BOOL] = "1 or absent", [MEMBER_NAME] = "name" };

	return types[row->type];
}
