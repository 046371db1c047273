/* What waits where: the start page, a desk's queue, the next case. */
#include "pages/staff/queue.h"

#include "base/text.h"
#include "lists/queue.h"
#include "model/assist.h"
#include "participation/held.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/staff/bulk.h"
#include "pages/staff/mentions.h"
#include "pages/staff/queue_filter.h"
#include "pages/view/intake.h"
#include "pages/view/interpretations.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"
#include "privacy/wordlist.h"

#define ROWS_A_PAGE 30
/* Of a question, in characters: enough to tell what it is about. */
#define EXCERPT 60

static const struct viewer *me(const struct exchange *exchange)
{
	return &exchange->session->viewer;
}

/* A department's desk among others, with what orders them. */
struct dept_desk {
	const struct value *desk;
	int64_t overdue;
	int64_t waiting;
};

static int by_need(const void *a, const void *b)
{
	const struct dept_desk *one = a;
	const struct dept_desk *other = b;

	if (one->overdue != other->overdue)
		return one->overdue > other->overdue ? -1 : 1;
	if (one->waiting != other->waiting)
		return one->waiting > other->waiting ? -1 : 1;
	return 0;
}

/*
 * Who looks after several departments finds them as a table, those first that are overdue with most; the
 * desks of one's own, or the one department, stand large above.
 */
static void add_desks(struct arena *arena, const struct value *desks, struct value *view)
{
	struct dept_desk *depts = arena_array(arena, desks->count + 1, sizeof(*depts));
	struct value *own = map_list(view, "desks");
	struct value *others = map_list(view, "departments");
	size_t count = 0;

	for (const struct member *member = desks->first; member != NULL; member = member->next)
		if (str_starts(map_get_str(&member->value, "desk"), S("dept:")))
			depts[count++] = (struct dept_desk){ &member->value,
				map_get_int(&member->value, "overdue", 0),
				map_get_int(&member->value, "waiting", 0) };
		else
			list_value(own, &member->value);
	if (count > 1)
		qsort(depts, count, sizeof(*depts), by_need);
	for (size_t i = 0; i < count; i++)
		list_value(count > 1 ? others : own, depts[i].desk);
}

enum status staff_queue_overview(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *desks;
	struct str token;

	TRY(queue_overview(&work, me(exchange), &desks));
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "form", token);
	map_str(view, "q", (struct str){ 0 });
	add_desks(exchange->arena, desks, view);
	TRY(mentions_view(exchange, view));
	intake_entries(exchange, map_list(view, "entries"));
	TRY(interpretations_count_view(&work, me(exchange), view));
	respond_page(exchange, "staff_desk", S("待办"), "desk");
	return OK;
}

/* The words of the operator's list in title and question, for whoever reviews it. */
static void add_words(struct casework *work, const struct queue_row *row, struct value *map)
{
	map_value(map, "words", wordlist_found(work->arena, work->words,
		ARENA_GLUE(work->arena, row->record.title, S("\n"), row->question)));
}

/* The held post that the row stands for; gone meanwhile: the row says nothing of it. */
static void add_held(struct casework *work, const struct queue_row *row, struct value *map)
{
	struct str kind;
	struct str text;

	if (row->post == NULL)
		return;
	kind = map_get_str(row->post, "kind");
	text = map_get_str(row->post, "text");
	map_str(map, "held_kind", kind);
	map_str(map, "held_label", held_label(kind));
	map_str(map, "held_text", text);
	map_int(map, "held_reporters", held_reporters(row->post));
	photos_view(work, &row->record, row->post, map);
	photos_base(map,
		ARENA_GLUE(work->arena, S("/staff/cases/"), num(work->arena, (int64_t)row->record.n),
			S("/photos")));
	map_value(map, "words", wordlist_found(work->arena, work->words, text));
}

/* "zjj" of "dept:zjj"; empty for the other desks. */
static struct str dept_of_desk(struct str desk)
{
	const struct str prefix = S("dept:");

	return str_starts(desk, prefix) ? str_sub(desk, prefix.len, desk.len) : (struct str){ 0 };
}

/* Who may look at every department's desk may name any. */
static bool desk_known(const struct staff_names *names, struct str desk)
{
	struct str dept = dept_of_desk(desk);

	return str_starts(desk, S("dept:")) ? depts_find(&names->depts, dept) != NULL :
		!str_eq(staff_desk_label(names, desk), desk);
}

static void add_row(struct exchange *exchange, struct casework *work, const struct staff_names *names,
	const struct queue_row *row, struct value *map)
{
	struct str desk = exchange->params[0];

	row_view(work, &row->record, me(exchange), &names->depts, map);
	map_int(map, "version", row->record.version);
	map_int(map, "held", row->held);
	if (row->record.channel == CHANNEL_LETTER)
		map_bool(map, "consent", row->record.consent);
	map_bool(map, "is_assist", assisting(&row->record, dept_of_desk(desk)));
	map_int(map, "extension_days", row->record.state == STATE_ASSIGNED ? row->record.asked_days : 0);
	map_int(map, "opinions_owed", assists_owed(&row->record));
	map_bool(map, "is_held", row->held >= 0);
	map_bool(map, "unverified", row->record.unverified && row->record.state == STATE_PENDING);
	map_int(map, "supervised", row->record.supervised);
	staff_due_view(work, row->due, map);
	if (row->held >= 0)
		add_held(work, row, map);
	else if (row->record.state == STATE_PENDING)
		add_words(work, row, map);
	if (row->held >= 0)
		return;
	map_str(map, "excerpt", text_first(row->question, EXCERPT));
	map_bool(map, "cut", text_length(row->question) > EXCERPT);
	map_str(map, "owner_name", row->record.owner.len > 0 ?
		staff_who(exchange->arena, names, row->record.owner) : row->record.owner);
	map_str(map, "claimed_by", row->holder);
	map_str(map, "claimed_name",
		row->holder.len > 0 ? staff_who(exchange->arena, names, row->holder) : row->holder);
}

/* Of the accounts only those that are working on a case of the page. */
static enum status read_names(struct casework *work, const struct queue_page *page, struct staff_names *names)
{
	struct staff_ids ids = { .count = 0 };

	for (size_t i = 0; i < page->count; i++) {
			staff_ids_add(&ids, page->rows[i].holder);
			staff_ids_add(&ids, page->rows[i].record.owner);
	}
	return staff_names_of(work, page->dept_ids, &ids, names);
}

enum status staff_queue_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct str desk = exchange->params[0];
	struct queue_ask ask = { .desk = desk, .viewer = me(exchange), .limit = ROWS_A_PAGE,
		.after = field_get(exchange->request->query, "after") };
	struct staff_names names;
	struct queue_page page;
	struct value *rows;
	struct str token;
	enum action done;

	TRY(queue_filter_asked(exchange, desk, &ask.filter));
	TRY(queue_read(&work, &ask, &page));
	TRY(read_names(&work, &page, &names));
	if (!desk_known(&names, desk))
		return ERR_NOT_FOUND;
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "desk", desk);
	map_str(view, "desk_label", staff_desk_label(&names, desk));
	map_int(view, "total", page.total);
	map_str(view, "form", token);
	staff_bulk_view(&names, desk, me(exchange), NULL, view);
	rows = map_list(view, "rows");
	for (size_t i = 0; i < page.count; i++)
		add_row(exchange, &work, &names, &page.rows[i], list_map(rows));
	map_str(view, "next", page.next);
	if (page.next.len > 0)
		map_str(view, "next_url", ARENA_GLUE(exchange->arena, map_get_str(view, "page_url"),
			S("&after="), page.next));
	map_bool(view, "later", field_get(exchange->request->query, "after").len > 0);
	staff_reasons(exchange->reply->frame);
	if (action_parse(field_get(exchange->request->query, "done"), &done))
		map_str(view, "done", str_of(lifecycle_row(done)->label));
	respond_page(exchange, "staff_queue",
		arena_join(exchange->arena, staff_desk_label(&names, desk), S("待办")), "desk");
	return OK;
}

enum status staff_queue_next(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str desk = exchange->params[0];
	struct queue_ask ask = { .desk = desk, .viewer = me(exchange),
		.after = field_get(exchange->request->query, "place") };
	struct str ended = { 0 };
	struct str rest;
	uint64_t after = 0;
	uint64_t next;
	enum action done;

	(void)str_to_u64(field_get(exchange->request->query, "after"), INT64_MAX, &after);
	TRY(queue_filter_kept(exchange, desk, &ask.filter));
	TRY(queue_next(&work, &ask, after, &next, &rest));
	if (action_parse(field_get(exchange->request->query, "done"), &done))
		ended = arena_printf(exchange->arena, "&last=%llu&done=%s", (unsigned long long)after,
			action_name(done));
	if (next == 0 && rest.len > 0)
		reply_see(exchange->reply,
			ARENA_GLUE(exchange->arena, S("/staff/queues/"), desk, S("?after="), rest, ended));
	else if (next == 0)
		reply_see(exchange->reply,
			ARENA_GLUE(exchange->arena, S("/staff/queues/"), desk,
				ended.len > 0 ? S("?") : ended, ended));
	else
		reply_see(exchange->reply, arena_printf(exchange->arena,
			"/staff/cases/%llu?desk=%.*s%.*s", (unsigned long long)next, STR_ARG(desk),
			STR_ARG(ended)));
	return OK;
}
