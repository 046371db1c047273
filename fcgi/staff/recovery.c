#include "staff/recovery.h"

#include "base/buf.h"
#include "crypt/keyed_hash.h"
#include "crypt/random.h"

#define CODE_LENGTH 12
#define GROUP 4
/* Index keys under which codes may have been made. */
#define KEYS_MOST 8

/* What is hashed: a code of another account has another hash. */
static struct str named(struct casework *work, struct str id, struct str code)
{
	return ARENA_GLUE(work->arena, S("recovery "), id, S(" "), code);
}

void recovery_make(struct casework *work, struct str id, struct str codes[RECOVERY_CODES],
	struct str *stored)
{
	struct buf out = buf_in(work->arena);

	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		struct str code = random_code(work->arena, CODE_LENGTH);

		if (i > 0)
			buf_byte(&out, ' ');
		buf_add(&out, keys_index(work->arena, work->keys, named(work, id, code)));
		codes[i] = ARENA_GLUE(work->arena, str_sub(code, 0, GROUP), S("-"),
			str_sub(code, GROUP, 2 * GROUP), S("-"), str_sub(code, 2 * GROUP, CODE_LENGTH));
	}
	*stored = buf_str(&out);
}

/* Letters in upper case and digits; the rest is how people write a code down. */
static struct str plain(struct arena *arena, struct str code)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < code.len; i++) {
		char c = code.data[i];

		if (c >= 'a' && c <= 'z')
			buf_byte(&out, (char)(c - 'a' + 'A'));
		else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			buf_byte(&out, c);
	}
	return buf_str(&out);
}

/* The hashes without this one. */
static struct str without(struct arena *arena, struct str hashes, struct str used)
{
	struct buf out = buf_in(arena);
	struct str hash;

	while (str_cut(&hashes, ' ', &hash)) {
		if (str_eq(hash, used))
			continue;
		if (buf_str(&out).len > 0)
			buf_byte(&out, ' ');
		buf_add(&out, hash);
	}
	return buf_str(&out);
}

bool recovery_use(struct casework *work, const struct account *account, struct str code, struct str *left)
{
	struct str typed = plain(work->arena, code);
	struct str hashes[KEYS_MOST];
	size_t count;

	if (typed.len != CODE_LENGTH)
		return false;
	count = keys_indexes(work->arena, work->keys, named(work, account->id, typed), hashes, KEYS_MOST);
	for (size_t i = 0; i < count; i++) {
		if (!str_lists(account->recovery, ' ', hashes[i]))
			continue;
		*left = without(work->arena, account->recovery, hashes[i]);
		return true;
	}
	return false;
}

size_t recovery_left(const struct account *account)
{
	struct str hashes = account->recovery;
	struct str hash;
	size_t count = 0;

	while (str_cut(&hashes, ' ', &hash))
		count++;
	return count;
}
