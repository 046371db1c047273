#include "links/answer_token.h"

#include "base/clock.h"
#include "crypt/token.h"

#define DAYS_AFTER_DUE 30

enum status answer_token_path(struct casework *work, const struct case_record *record, struct str *path)
{
	struct value *claims = value_map(work->arena);
	int64_t due = record->due != 0 ? record->due : work->now;
	struct str token;

	map_int(claims, "case", (int64_t)record->n);
	map_str(claims, "dept", record->dept);
	map_int(claims, "assignment", record->assignment);
	TRY(token_sign(work->arena, work->keys, TOKEN_ANSWER_LINK, claims, due + DAYS_AFTER_DUE * MS_PER_DAY,
		&token));
	*path = arena_join(work->arena, S("/answer/"), token);
	return OK;
}
