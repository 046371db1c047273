#include "pages/publish/policies.h"

#include "base/clock.h"
#include "base/text.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/publish/article_feed.h"
#include "pages/publish/policy_view.h"

/* Years that the form offers at most, and the first that a query may name. */
#define YEARS_OFFERED 60
#define YEAR_FIRST 1949
#define YEAR_LAST 2199

/* What the query asks for. */
struct asked {
	struct policy_filter filter;
	int year;		/* 0: any */
	struct str before;
};

static bool take_text(struct exchange *exchange, const char *name, size_t most, struct str *out)
{
	*out = text_tidy(exchange->arena, field_get(exchange->request->query, name), false);
	return text_length(*out) <= most;
}

static enum status take_query(struct exchange *exchange, struct asked *asked)
{
	struct str year = field_get(exchange->request->query, "year");
	uint64_t n = 0;

	*asked = (struct asked){ .before = field_get(exchange->request->query, "before") };
	if (!take_text(exchange, "body", ARTICLE_DOC_BODY_MAX, &asked->filter.body) ||
		!take_text(exchange, "number", ARTICLE_DOC_NUMBER_MAX, &asked->filter.number) ||
		!policy_validity_parse(field_get(exchange->request->query, "validity"),
			&asked->filter.validity))
		return ERR_MALFORMED;
	if (year.len > 0 && (!str_to_u64(year, YEAR_LAST, &n) || n < YEAR_FIRST))
		return ERR_MALFORMED;
	asked->year = (int)n;
	return OK;
}

static int64_t year_start(int year)
{
	int64_t start = clock_day_start(day_of_date((struct date){ year, 1, 1 }));

	return start > 0 ? start : 0;
}

static enum status read_page(struct casework *work, const struct asked *asked, struct articles_page *page)
{
	struct str index = policy_index(work->arena, &asked->filter);
	struct articles_span span = { year_start(asked->year), year_start(asked->year + 1) };
	size_t kept = 0;

	if (asked->year != 0)
		TRY(articles_within(work, index, asked->before, &span, page));
	else
		TRY(articles_list(work, index, asked->before, ARTICLES_A_PAGE, false, page));
	if (asked->filter.number.len == 0 || asked->filter.body.len == 0)
		return OK;
	/* A number is of one body, or of a few: those of others are left out of its list. */
	for (size_t i = 0; i < page->count; i++)
		if (str_eq(page->rows[i].policy.body, asked->filter.body))
			page->rows[kept++] = page->rows[i];
	page->count = kept;
	return OK;
}

/* From the year of the oldest document on, the newest first. */
static enum status add_years(struct casework *work, int chosen, struct value *view)
{
	struct str index = policy_index(work->arena, &(struct policy_filter){ .validity = VALIDITY_NONE });
	int year = date_of_day(clock_day(work->now)).year;
	struct value *list = map_list(view, "years");
	int64_t oldest;

	TRY(articles_oldest(work, index, &oldest));
	for (size_t i = 0; i < YEARS_OFFERED && year >= date_of_day(clock_day(oldest)).year; i++, year--) {
		struct value *map = list_map(list);

		map_int(map, "year", year);
		map_bool(map, "chosen", year == chosen);
	}
	return OK;
}

static void add_asked(struct exchange *exchange, const struct asked *asked)
{
	struct value *view = exchange->reply->view;
	struct value *filter = map_map(view, "filter");
	struct value *list = map_list(view, "validities");

	map_str(filter, "year", asked->year != 0 ? num(exchange->arena, asked->year) : S(""));
	map_str(filter, "body", asked->filter.body);
	map_str(filter, "number", asked->filter.number);
	map_str(filter, "validity", str_of(policy_validity_name(asked->filter.validity)));
	map_bool(view, "narrowed", asked->year != 0 || asked->filter.body.len > 0 ||
		asked->filter.number.len > 0 || asked->filter.validity != VALIDITY_NONE);
	for (int i = VALIDITY_VALID; i < VALIDITIES; i++) {
		struct value *map = list_map(list);

		map_str(map, "name", str_of(policy_validity_name((enum policy_validity)i)));
		map_str(map, "label", str_of(policy_validity_label((enum policy_validity)i)));
		map_bool(map, "chosen", i == (int)asked->filter.validity);
	}
}

enum status policies_list(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct articles_page page;
	struct asked asked;
	struct value *list;

	TRY(take_query(exchange, &asked));
	TRY(read_page(&work, &asked, &page));
	add_asked(exchange, &asked);
	TRY(add_years(&work, asked.year, view));
	list = map_list(view, "policies");
	for (size_t i = 0; i < page.count; i++)
		policy_row_view(exchange->arena, &page.rows[i], list_map(list));
	map_int(view, "total", page.total);
	map_str(view, "next", page.next);
	map_bool(view, "later", asked.before.len > 0);
	respond_page(exchange, "policies", S("政策文件库"), "columns");
	/* What anybody can type is kept by no cache and no search engine. */
	exchange->reply->cacheable = asked.filter.body.len == 0 && asked.filter.number.len == 0;
	return OK;
}

enum status policies_feed(struct exchange *exchange)
{
	return article_feed_send(exchange, S(POLICIES_OPENED), S("政策文件"), S("policies"));
}
