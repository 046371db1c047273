#include "pages/remembered.h"

#include "base/buf.h"
#include "crypt/encode.h"
#include "crypt/token.h"
#include "pages/site.h"

#define COOKIE "wz_mine"
#define SECONDS (366 * 86400)

struct item {
	uint64_t n;
	struct str digest;
};

/* "17.Digest,12.Digest" of a cookie that this site signed; of any other none. */
static size_t read_items(const struct exchange *exchange, struct item items[REMEMBERED_MOST])
{
	struct str cookie = field_get(exchange->request->cookies, COOKIE);
	struct value *claims;
	struct str list, piece;
	size_t count = 0;

	if (token_verify(exchange->arena, exchange->site->keys, TOKEN_MINE, cookie, exchange->request->now,
		    &claims) != OK)
		return 0;
	list = map_get_str(claims, "cases");
	while (count < REMEMBERED_MOST && str_cut(&list, ',', &piece)) {
		size_t dot = str_find(piece, '.', 0);

		items[count].digest = str_sub(piece, dot + 1, piece.len);
		count += str_to_u64(str_sub(piece, 0, dot), INT64_MAX, &items[count].n);
	}
	return count;
}

enum status remembered_add(struct exchange *exchange, const struct receipt *receipt)
{
	struct value *claims = value_map(exchange->arena);
	struct buf list = buf_in(exchange->arena);
	struct item items[REMEMBERED_MOST];
	size_t count = read_items(exchange, items);
	size_t kept = 1;
	struct str cookie;

	if (exchange->session != NULL)
		return OK;
	buf_printf(&list, "%llu.%.*s", (unsigned long long)receipt->n,
		STR_ARG(tracking_digest(exchange->arena, receipt->code)));
	for (size_t i = 0; i < count && kept < REMEMBERED_MOST; i++) {
		if (items[i].n == receipt->n)
			continue;
		buf_printf(&list, ",%llu.%.*s", (unsigned long long)items[i].n, STR_ARG(items[i].digest));
		kept++;
	}
	map_str(claims, "cases", buf_str(&list));
	TRY(token_sign(exchange->arena, exchange->site->keys, TOKEN_MINE, claims,
		exchange->request->now + (int64_t)SECONDS * 1000, &cookie));
	reply_cookie(exchange->reply, exchange->request, S(COOKIE), cookie, "Lax", SECONDS);
	return OK;
}

enum status remembered_read(struct exchange *exchange, struct case_record *records, size_t *count)
{
	struct casework work = site_work(exchange);
	struct item items[REMEMBERED_MOST];
	struct case_record all[REMEMBERED_MOST];
	uint64_t numbers[REMEMBERED_MOST];
	size_t most = read_items(exchange, items);

	*count = 0;
	for (size_t i = 0; i < most; i++)
		numbers[i] = items[i].n;
	if (most > 0)
		TRY(case_read_many(&work, numbers, most, all));
	for (size_t i = 0; i < most; i++)
		if (all[i].n != 0 && same_secret(items[i].digest,
			tracking_digest(exchange->arena, all[i].code)))
			records[(*count)++] = all[i];
	return OK;
}

void remembered_forget(struct exchange *exchange)
{
	reply_cookie(exchange->reply, exchange->request, S(COOKIE), S(""), "Lax", 0);
}
