#include "links/tracking.h"

#include "base/text.h"
#include "crypt/encode.h"
#include "crypt/token.h"

#define DIGEST_LENGTH 16
/* Of what was typed as a code no more is looked at. */
#define CODE_TYPED_MOST 100

struct str tracking_digest(struct arena *arena, struct str code)
{
	return str_sub(base64url(arena, sha256(arena, code)), 0, DIGEST_LENGTH);
}

enum status tracking_receipt(struct casework *work, const struct case_record *record, struct receipt *receipt)
{
	struct value *claims = value_map(work->arena);

	map_int(claims, "case", (int64_t)record->n);
	map_str(claims, "asker", tracking_digest(work->arena, record->code));
	receipt->n = record->n;
	receipt->number = case_number(work, record);
	receipt->code = record->code;
	receipt->repeated = false;
	return token_sign(work->arena, work->keys, TOKEN_TRACKING, claims, 0, &receipt->track);
}

static struct viewer asker_of(const struct case_record *record)
{
	return (struct viewer){ .roles = ROLE_ASKER, .id = S("asker"), .case_n = record->n };
}

enum status tracking_open(struct casework *work, struct str token, struct case_record *record,
	struct value **thread, struct viewer *viewer)
{
	struct value *claims;
	int64_t n;

	TRY(token_verify(work->arena, work->keys, TOKEN_TRACKING, token, work->now, &claims));
	n = map_get_int(claims, "case", 0);
	if (n <= 0)
		return ERR_TOKEN;
	TRY(case_read(work, (uint64_t)n, record, thread, NULL));
	if (!same_secret(map_get_str(claims, "asker"), tracking_digest(work->arena, record->code)))
		return ERR_TOKEN;
	*viewer = asker_of(record);
	return OK;
}

static bool has_code(struct casework *work, const struct case_record *record, struct str code)
{
	struct str typed = str_trim(text_fold(work->arena, str_sub(code, 0, CODE_TYPED_MOST)));

	return record->code.len > 0 && same_secret(typed, text_fold(work->arena, record->code));
}

enum status tracking_find(struct casework *work, struct str number, struct str code, struct receipt *receipt)
{
	struct case_record record;
	uint64_t n;

	if (!case_number_parse(work, number, &n))
		return ERR_NOT_FOUND;
	TRY(case_read(work, n, &record, NULL, NULL));
	if (!case_number_dated(work, number, &record) || !has_code(work, &record, code))
		return ERR_NOT_FOUND;
	return tracking_receipt(work, &record, receipt);
}

struct str tracking_short(struct arena *arena, const struct receipt *receipt)
{
	return arena_printf(arena, "/r/%llu.%.*s", (unsigned long long)receipt->n, STR_ARG(receipt->code));
}

bool tracking_short_parse(struct str last, uint64_t *n, struct str *code)
{
	size_t dot = str_find(last, '.', 0);

	*code = str_sub(last, dot + 1, last.len);
	return str_to_u64(str_sub(last, 0, dot), INT64_MAX, n) && code->len == QUERY_CODE_LENGTH;
}

enum status tracking_find_short(struct casework *work, uint64_t n, struct str code, struct receipt *receipt)
{
	struct case_record record;

	TRY(case_read(work, n, &record, NULL, NULL));
	return has_code(work, &record, code) ? tracking_receipt(work, &record, receipt) : ERR_NOT_FOUND;
}
