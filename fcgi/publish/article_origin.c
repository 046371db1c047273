#include "publish/article_origin.h"

#include "store/keys.h"
#include "store/transaction.h"

#define ASCII_END 0x80

static struct str percent(struct arena *arena, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(arena, s.len * 3 + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c < ASCII_END) {
			out[len++] = (char)c;
			continue;
		}
		out[len++] = '%';
		out[len++] = digits[c >> 4];
		out[len++] = digits[c & 15];
	}
	return (struct str){ out, len };
}

static bool has_blank(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] <= ' ')
			return true;
	return false;
}

struct str article_origin_address(struct arena *arena, struct str address)
{
	size_t scheme = str_search(address, S("://"), 0);
	struct str path = address;

	if (scheme < address.len) {
		size_t host = scheme + S("://").len;

		path = str_sub(address, str_find(address, '/', host), address.len);
	}
	path = percent(arena, str_sub(path, 0, str_find(path, '#', 0)));
	if (!str_starts(path, S("/")) || str_starts(path, S("//")) || path.len < 2 ||
		path.len > ARTICLE_ADDRESS_MAX || has_blank(path))
		return (struct str){ 0 };
	return path;
}

static enum status refuse(struct article_refusal *refusal, const char *field, const char *why)
{
	*refusal = (struct article_refusal){ .why = str_of(why), .field = field };
	return ERR_INVALID;
}

enum status article_origin_check(const struct casework *work, const struct article_origin *origin,
	struct article_refusal *refusal)
{
	if (origin->address.len == 0)
		return refuse(refusal, "address", "请填写原网址。");
	if (origin->at <= 0 || origin->at > work->now)
		return refuse(refusal, "published", "发布时间须在当前时间之前。");
	if (origin->written_by.len == 0)
		return refuse(refusal, "by", "请填写撰写人。");
	if (origin->reviewed_by.len == 0 || str_find(origin->reviewed_by, ',', 0) < origin->reviewed_by.len)
		return refuse(refusal, "reviewer", "请填写一位审核人。");
	if (str_lists(origin->written_by, ',', origin->reviewed_by))
		return refuse(refusal, "reviewer", "审核人不能是撰写人本人。");
	return OK;
}

enum status article_origin_watch(struct casework *work, struct str address, uint64_t *n)
{
	struct str key = key_article_origins(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*n = 0;
	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, address);
	TRY(store_run(work->store, &batch, &results));
	str_to_u64(results[1].str, INT64_MAX, n);
	return OK;
}

enum status article_origin_taken(struct casework *work, struct str address, uint64_t *n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*n = 0;
	BATCH(&batch, S("HGET"), key_article_origins(work->store, work->arena), address);
	TRY(store_run(work->store, &batch, &results));
	str_to_u64(results[0].str, INT64_MAX, n);
	return OK;
}

enum status article_origin_find(struct casework *work, struct str uri, uint64_t *n)
{
	struct str address = article_origin_address(work->arena, uri);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*n = 0;
	if (address.len == 0)
		return OK;
	BATCH(&batch, S("HMGET"), key_article_origins(work->store, work->arena), address,
		str_sub(address, 0, str_find(address, '?', 0)));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < results[0].count && *n == 0; i++)
		str_to_u64(results[0].items[i].str, INT64_MAX, n);
	return OK;
}
