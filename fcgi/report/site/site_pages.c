#include "report/site/site_pages.h"

#include "base/clock.h"
#include "base/ratio.h"
#include "store/keys.h"

/* Parts in a thousand of the visits: when the site fails, and when it is warned. */
#define FAILS 50
#define WARNS 10
/* Fewer slow visits say nothing. */
#define SLOW_LEAST 3
#define PAGES_MOST 256
#define SLOW S(" slow")

static struct str key_of(struct casework *work, int32_t day)
{
	return key_pages(work->store, work->arena, clock_date(work->arena, clock_day_start(day)));
}

enum status site_pages_add(struct casework *work, const struct site_page *rows, size_t count)
{
	struct str key = key_of(work, clock_day(work->now));
	struct batch batch = batch_in(work->arena);

	for (size_t i = 0; i < count; i++) {
		BATCH(&batch, S("HINCRBY"), key, rows[i].page, num(work->arena, rows[i].visits));
		if (rows[i].slow > 0)
			BATCH(&batch, S("HINCRBY"), key, arena_join(work->arena, rows[i].page, SLOW),
				num(work->arena, rows[i].slow));
	}
	BATCH(&batch, S("EXPIRE"), key,
		num(work->arena, (SITE_PAGES_DAYS + 1) * MS_PER_DAY / 1000));
	return store_commit(work->store, &batch, NULL);
}

/* The pages of a week, summed up. */
struct week {
	struct site_page pages[PAGES_MOST];
	size_t count;
};

static void add(struct week *week, struct str page, int64_t visits, int64_t slow)
{
	size_t i = 0;

	while (i < week->count && !str_eq(week->pages[i].page, page))
		i++;
	if (i == PAGES_MOST)
		return;
	if (i == week->count)
		week->pages[week->count++].page = page;
	week->pages[i].visits += visits;
	week->pages[i].slow += slow;
}

static enum status read_week(struct site_look *look, struct week *week)
{
	struct casework *work = look->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (int32_t day = 0; day < SITE_PAGES_DAYS; day++)
		BATCH(&batch, S("HGETALL"), key_of(work, look->today - day));
	TRY(store_run(work->store, &batch, &results));
	for (size_t day = 0; day < SITE_PAGES_DAYS; day++)
		for (size_t i = 0; i + 1 < results[day].count; i += 2) {
			struct str field = results[day].items[i].str;
			int64_t number;

			if (!str_to_i64(results[day].items[i + 1].str, &number))
				continue;
			if (str_ends(field, SLOW))
				add(week, str_sub(field, 0, field.len - SLOW.len), 0, number);
			else
				add(week, field, number, 0);
		}
	return OK;
}

enum status site_pages_look(struct site_look *look)
{
	struct arena *arena = look->work->arena;
	struct week *week = ARENA_NEW(arena, struct week);
	size_t told = 0;

	TRY(read_week(look, week));
	for (size_t i = 0; i < week->count && told < SITE_PAGES_TOLD; i++) {
		const struct site_page *page = &week->pages[i];
		int64_t share = ratio(page->slow, 1000, page->visits);

		if (page->slow < SLOW_LEAST || share < WARNS)
			continue;
		told++;
		site_find(look, (struct site_finding){ .who = S("系统管理员"), .link = S("/staff/check"),
			.fails = share >= FAILS ? look->today : look->today + look->indicator->warn,
			.what = ARENA_GLUE(arena, S("页面 "), page->page, S("：近7天"),
				num(arena, page->visits), S("次访问中有"), num(arena, page->slow),
				S("次超过15秒")) }, 0);
	}
	return OK;
}
