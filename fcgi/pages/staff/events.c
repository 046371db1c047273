/* The record of everything that was done, for supervisors. */
#include "pages/staff/events.h"

#include "base/buf.h"
#include "law/personal.h"
#include "lists/event_log.h"
#include "model/event.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "publish/article_change.h"
#include "publish/column.h"
#include "privacy/public_text.h"
#include "staff/audit.h"

#define ROWS_A_PAGE 50
/* How far one request looks back for the events of a single case. */
#define CHUNK 200
#define MOST_CHUNKS 20
/* A whole chunk may be of that case. */
#define ROWS_MOST (ROWS_A_PAGE + CHUNK)

struct search {
	struct casework work;
	struct event_log log;
	struct event_page page;	/* the last one that was read */
	uint64_t n;	/* 0: every case */
	bool opens;	/* who looks may open cases and articles: separated administrators may not */
	const struct value **found;	/* ROWS_MOST at most */
	size_t count;
};

/* A state, or the roles of an account. */
static struct str state_words(struct arena *arena, struct str name)
{
	struct buf out = buf_in(arena);
	enum article_state article_state;
	enum state state;
	uint32_t roles;

	if (state_parse(name, &state))
		return str_of(state_label(state));
	if (article_state_parse(name, &article_state))
		return str_of(article_state_label(article_state));
	if (!roles_parse(name, &roles))
		return name;
	for (unsigned i = 0; i < ROLE_STAFF_COUNT; i++)
		if ((roles & (1u << i)) != 0)
			buf_printf(&out, "%s%s", buf_str(&out).len > 0 ? "、" : "",
				role_label((enum role)(1u << i)));
	return buf_str(&out);
}

/* What the event is about: an account, a daily of an older version, a file of old events, kinds of personal data, or a department if there is one. */
static struct str about_words(struct arena *arena, const struct depts *depts, struct str action,
	struct str about)
{
	const struct str article = S(ARTICLE_ABOUT);

	if (str_eq(action, S(AUDIT_ACCOUNT_REQUIRE)))
		return S("全部账号");
	if (str_starts(action, S(AUDIT_ACCOUNT)) || str_starts(action, S(AUDIT_SIGNIN)))
		return arena_join(arena, S("账号 "), about);
	if (str_starts(action, S("digest-")))
		return arena_join(arena, S("日报 "), about);
	if (str_starts(action, S(COLUMN_EVENT)))
		return arena_join(arena, S("栏目 "), about);
	if (str_starts(about, article))
		return arena_join(arena, S("信息 "), str_sub(about, article.len, about.len));
	if (str_eq(action, S(EVENTS_MOVED)))
		return arena_join(arena, S("文件 "), about);
	if (str_eq(action, S(AUDIT_UNMASK)))
		return hit_labels(arena, about);
	if (personal_words(about).len > 0)
		return personal_words(about);
	return about.len > 0 ? depts_name(depts, about) : about;
}

/* The page of an article or column; empty: it is about something else, or who looks may not open it. */
static struct str about_url(const struct search *search, struct str action, struct str about)
{
	struct arena *arena = search->work.arena;
	const struct str article = S(ARTICLE_ABOUT);

	if (str_starts(about, article))
		return search->opens ? arena_join(arena, S("/staff/articles/"),
			str_sub(about, article.len, about.len)) : S("");
	return str_starts(action, S(COLUMN_EVENT)) ? arena_join(arena, S("/columns/"), about) : S("");
}

static void add_row(struct search *search, const struct staff_names *names, const struct value *event,
	struct value *map)
{
	struct str dept = map_get_str(event, "dept");
	int64_t at = map_get_int(event, "at", 0);

	map_str(map, "id", map_get_str(event, "id"));
	map_str(map, "at", clock_rfc3339(search->work.arena, at));
	map_str(map, "at_text", clock_minute(search->work.arena, at));
	map_int(map, "case", map_get_int(event, "case", 0));
	map_str(map, "action", map_get_str(event, "action"));
	map_str(map, "action_label", staff_action_label(map_get_str(event, "action")));
	map_str(map, "by", map_get_str(event, "by"));
	map_str(map, "by_name", staff_who(search->work.arena, names, map_get_str(event, "by")));
	map_str(map, "from", map_get_str(event, "from"));
	map_str(map, "to", map_get_str(event, "to"));
	map_str(map, "from_label", state_words(search->work.arena, map_get_str(event, "from")));
	map_str(map, "to_label", state_words(search->work.arena, map_get_str(event, "to")));
	map_bool(map, "moved", map_get_str(map, "from_label").len > 0 &&
		!str_eq(map_get_str(event, "from"), map_get_str(event, "to")));
	map_str(map, "dept", dept);
	map_bool(map, "link", search->opens && map_get_int(event, "case", 0) != 0);
	map_str(map, "about_url", about_url(search, map_get_str(event, "action"), dept));
	map_str(map, "dept_name",
		about_words(search->work.arena, &names->depts, map_get_str(event, "action"), dept));
}

/* Finds the events that fit, up to what can't be read; search->page.next is where to go on. */
static enum status find(struct search *search, struct str before)
{
	size_t chunks = search->n != 0 ? MOST_CHUNKS : 1;
	struct event_page *page = &search->page;

	page->next = before;
	for (size_t i = 0; i < chunks && search->count < ROWS_A_PAGE && !page->lost; i++) {
		TRY(event_log_read(&search->log, page->next, search->n != 0 ? CHUNK : ROWS_A_PAGE, page));
		for (const struct member *m = page->events->first; m != NULL; m = m->next)
			if (search->n == 0 || map_get_int(&m->value, "case", 0) == (int64_t)search->n)
				search->found[search->count++] = &m->value;
		if (page->next.len == 0)
			break;
	}
	return OK;
}

/* How far back was looked for a case of which nothing was found yet. */
static void add_looked(struct search *search, struct value *view)
{
	struct event_id id;
	bool told = search->count == 0 && !search->page.lost && event_id_parse(search->page.next, &id);

	map_str(view, "looked_to", told ? clock_rfc3339(search->work.arena, (int64_t)id.ms) : S(""));
	if (told)
		map_str(view, "looked_to_text", clock_minute(search->work.arena, (int64_t)id.ms));
}

/* From when to when the record can't be read behind these rows. */
static void add_lost(struct search *search, struct value *view)
{
	struct event_id first;
	struct event_id last;

	map_bool(view, "lost", search->page.lost);
	if (!search->page.lost || !event_id_parse(search->page.first, &first) ||
		!event_id_parse(search->page.last, &last))
		return;
	map_str(view, "lost_from", clock_rfc3339(search->work.arena, (int64_t)first.ms));
	map_str(view, "lost_from_text", clock_minute(search->work.arena, (int64_t)first.ms));
	map_str(view, "lost_to", clock_rfc3339(search->work.arena, (int64_t)last.ms));
	map_str(view, "lost_to_text", clock_minute(search->work.arena, (int64_t)last.ms));
}

static enum status add_rows(struct search *search, struct value *rows)
{
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;

	for (size_t i = 0; i < search->count; i++)
		staff_ids_add(&ids, map_get_str(search->found[i], "by"));
	TRY(staff_names_read(&search->work, &ids, &names));
	for (size_t i = 0; i < search->count; i++)
		add_row(search, &names, search->found[i], list_map(rows));
	return OK;
}

enum status staff_events_show(struct exchange *exchange)
{
	const struct field *query = exchange->request->query;
	struct value *view = exchange->reply->view;
	struct str text = field_get(query, "case");
	struct search search = { .work = site_work(exchange) };

	search.log.work = &search.work;
	search.opens = (exchange->session->viewer.roles & ~(uint32_t)(ROLE_AUDITOR | ROLE_SECURITY)) != 0;
	search.found = arena_array(exchange->arena, ROWS_MOST, sizeof(*search.found));
	map_str(view, "wanted", text);
	if (text.len > 0 && !staff_case_of(&search.work, text, &search.n))
		map_bool(view, "bad_number", true);
	else
		TRY(find(&search, field_get(query, "before")));
	TRY(add_rows(&search, map_list(view, "events")));
	add_lost(&search, view);
	add_looked(&search, view);
	map_str(view, "next", search.page.next);
	map_bool(view, "later", field_get(query, "before").len > 0);
	respond_page(exchange, "staff_events", S("记录"), "events");
	return OK;
}
