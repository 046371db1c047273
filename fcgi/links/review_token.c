#include "links/review_token.h"

#include "base/clock.h"
#include "crypt/token.h"

enum status review_token_path(struct casework *work, const struct review_claims *claims, struct str *path)
{
	struct value *map = value_map(work->arena);
	struct str token;

	map_int(map, "article", (int64_t)claims->article);
	map_str(map, "account", claims->account);
	map_str(map, "hash", claims->hash);
	map_int(map, "submitted", claims->submitted);
	TRY(token_sign(work->arena, work->keys, TOKEN_REVIEW_LINK, map,
		claims->submitted + REVIEW_LINK_DAYS * MS_PER_DAY, &token));
	*path = arena_join(work->arena, S("/review/"), token);
	return OK;
}

enum status review_token_open(struct casework *work, struct str token, struct review_claims *claims)
{
	struct value *map;

	if (token_verify(work->arena, work->keys, TOKEN_REVIEW_LINK, token, work->now, &map) != OK)
		return ERR_TOKEN;
	*claims = (struct review_claims){ .article = (uint64_t)map_get_int(map, "article", 0),
		.account = map_get_str(map, "account"), .hash = map_get_str(map, "hash"),
		.submitted = map_get_int(map, "submitted", 0) };
	return claims->article != 0 && claims->account.len > 0 && claims->hash.len > 0 ? OK : ERR_TOKEN;
}
