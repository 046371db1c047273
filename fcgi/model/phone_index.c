#include "model/phone_index.h"

#include "base/buf.h"
#include "base/text.h"
#include "crypt/keyed_hash.h"

#define TYPED_MAX 60
#define DIGITS_MIN 7
#define MOBILE_DIGITS 11
#define BEGINNING 2

struct str phone_digits(struct arena *arena, struct str typed)
{
	struct str folded = text_fold(arena, text_first(typed, TYPED_MAX));
	struct buf out = buf_in(arena);
	struct str digits;

	for (size_t i = 0; i < folded.len; i++)
		if (folded.data[i] >= '0' && folded.data[i] <= '9')
			buf_byte(&out, folded.data[i]);
	digits = buf_str(&out);
	if (str_starts(digits, S("0086")))
		return str_sub(digits, 4, digits.len);
	if (digits.len == MOBILE_DIGITS + 2 && str_starts(digits, S("861")))
		return str_sub(digits, 2, digits.len);
	return digits;
}

bool phone_plain(struct str digits)
{
	if (digits.len == MOBILE_DIGITS && digits.data[0] == '1')
		return true;
	return digits.len >= 10 && digits.len <= 12 && digits.data[0] == '0';
}

/* What is hashed is marked as a phone, so that nothing else with the same digits has the same hash. */
static struct str hashed_as(struct casework *work, struct str typed)
{
	struct str digits = phone_digits(work->arena, typed);

	return digits.len < DIGITS_MIN ? (struct str){ 0 } : arena_join(work->arena, S("tel:"), digits);
}

struct str phone_index(struct casework *work, struct str typed)
{
	struct str name = hashed_as(work, typed);

	return name.len > 0 ? keys_index(work->arena, work->keys, name) : name;
}

size_t phone_indexes(struct casework *work, struct str typed, struct str out[PHONE_INDEXES])
{
	struct str name = hashed_as(work, typed);

	return name.len > 0 ? keys_indexes(work->arena, work->keys, name, out, PHONE_INDEXES) : 0;
}

struct str phone_list(struct arena *arena, struct str index)
{
	return arena_join(arena, S("phone:"), str_sub(index, 0, BEGINNING));
}
