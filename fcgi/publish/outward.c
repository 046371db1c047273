#include "publish/outward.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/json_print.h"
#include "store/keys.h"
#include "store/transaction.h"

/* Where an address ends: at white space and at what CommonMark or HTML puts behind one. */
static size_t address_end(struct str body, size_t at)
{
	while (at < body.len && (unsigned char)body.data[at] > ' ' && (unsigned char)body.data[at] < 0x80 &&
		strchr("<>\"')]}`\\|^", body.data[at]) == NULL)
		at++;
	while (at > 0 && strchr(".,;:!?", body.data[at - 1]) != NULL)
		at--;
	return at;
}

static bool listed(const struct str *list, size_t count, struct str url)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i], url))
			return true;
	return false;
}

/* What is behind "://" begins with this site's own domain: the link doesn't lead out. */
static bool own(const struct casework *work, struct str rest)
{
	struct str domain = str_of(work->config->site.domain);
	struct str host = str_sub(rest, 0, str_find(rest, '/', 0));

	return domain.len > 0 && str_eq_nocase(host, domain);
}

size_t outward_find(const struct casework *work, struct str body, struct str out[OUTWARD_MOST])
{
	const struct str mark = S("://");
	size_t count = 0;

	for (size_t i = str_search(body, mark, 0); i < body.len && count < OUTWARD_MOST;
		i = str_search(body, mark, i + 1)) {
		bool https = i >= 5 && str_eq(str_sub(body, i - 5, i), S("https"));
		bool http = i >= 4 && str_eq(str_sub(body, i - 4, i), S("http"));
		size_t from = i - (https ? 5 : 4);
		struct str url;

		if (!https && !http)
			continue;
		url = str_sub(body, from, address_end(body, i + mark.len));
		if (url.len > (i - from) + mark.len && !listed(out, count, url) &&
			!own(work, str_sub(url, i - from + mark.len, url.len)))
			out[count++] = arena_str(work->arena, url);
	}
	return count;
}

static size_t parse_failures(struct arena *arena, struct str text, struct outward_failure *out)
{
	struct value *list;
	size_t count = 0;

	if (text.len == 0 || json_parse(arena, text, &list) != OK || list->type != VALUE_LIST)
		return 0;
	for (const struct member *m = list->first; m != NULL && count < OUTWARD_MOST; m = m->next)
		out[count++] = (struct outward_failure){ .url = map_get_str(&m->value, "url"),
			.why = map_get_str(&m->value, "why"), .since = map_get_int(&m->value, "since", 0),
			.failures = map_get_int(&m->value, "failures", 0) };
	return count;
}

static struct str print_failures(struct arena *arena, const struct outward_failure *list, size_t count)
{
	struct value *out = value_list(arena);

	for (size_t i = 0; i < count; i++) {
		struct value *map = list_map(out);

		map_str(map, "url", list[i].url);
		map_str(map, "why", list[i].why);
		map_int(map, "since", list[i].since);
		map_int(map, "failures", list[i].failures);
	}
	return json_print(arena, out);
}

enum status outward_read(struct casework *work, const uint64_t *numbers, size_t count,
	struct outward_failure **lists, size_t *counts)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (count == 0)
		return OK;
	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("GET"), key_article_links(work->store, work->arena, numbers[i]));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++) {
		lists[i] = arena_array(work->arena, OUTWARD_MOST, sizeof(**lists));
		counts[i] = parse_failures(work->arena, results[i].str, lists[i]);
	}
	return OK;
}

/* The failures after this look, those in a row counted on from before; gives their number. */
static size_t count_on(struct casework *work, const struct outward_look *look,
	const struct outward_failure *before, size_t befores, struct outward_failure *out)
{
	size_t count = 0;

	for (size_t i = 0; i < look->count; i++) {
		struct outward_failure now = { look->urls[i], look->why[i], work->now, 1 };

		if (look->why[i].len == 0)
			continue;
		for (size_t k = 0; k < befores; k++)
			if (str_eq(before[k].url, now.url)) {
				now.since = before[k].since;
				now.failures = before[k].failures + 1;
			}
		out[count++] = now;
	}
	return count;
}

struct keeping {
	struct casework *work;
	const struct outward_look *look;
};

/* When to look next, and since when a link is broken. */
static void tell(struct article *article, const struct outward_failure *list, size_t count, int64_t now)
{
	article->links_next = now + (count > 0 ? OUTWARD_AGAIN_DAYS : OUTWARD_DAYS) * MS_PER_DAY;
	article->links_broken = 0;
	for (size_t i = 0; i < count; i++)
		if (list[i].failures >= OUTWARD_FAILURES &&
			(article->links_broken == 0 || list[i].since < article->links_broken))
			article->links_broken = list[i].since;
}

static enum status keep(void *context, struct transaction *transaction)
{
	const struct keeping *keeping = context;
	const struct outward_look *look = keeping->look;
	struct casework *work = keeping->work;
	struct str key = key_article_links(work->store, work->arena, look->n);
	struct derive_entry old[ARTICLE_PLACES];
	struct derive_entry now[ARTICLE_PLACES];
	struct derive_move move = { .key = key_articles, .n = look->n, .old = old, .now = now };
	struct outward_failure *before, *list;
	struct article article, after;
	size_t befores, count;

	TRY(article_read_watched(work, &look->n, 1, &article));
	if (article.n == 0 || article.versions != look->version)
		return OK;
	TRY(outward_read(work, &look->n, 1, &before, &befores));
	list = arena_array(work->arena, OUTWARD_MOST, sizeof(*list));
	count = count_on(work, look, before, befores, list);
	after = article;
	tell(&after, list, count, work->now);
	article_write(work, &transaction->changes, &article, &after);
	if (count > 0)
		BATCH(&transaction->changes, S("SET"), key, print_failures(work->arena, list, count));
	else
		BATCH(&transaction->changes, S("DEL"), key);
	move.olds = article_places(work->arena, &article, old);
	move.nows = article_places(work->arena, &after, now);
	derive_move(work, &transaction->changes, &move);
	return OK;
}

enum status outward_keep(struct casework *work, const struct outward_look *look)
{
	struct keeping keeping = { work, look };

	return transaction_run(work->store, work->arena, keep, &keeping);
}
