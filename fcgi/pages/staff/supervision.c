/*
 * What supervisors look after: the lists of what needs a push, who has how much to do, and CSV of each list.
 */
#include "pages/staff/supervision.h"

#include "base/csv_print.h"
#include "cases/act.h"
#include "lists/articles.h"
#include "lists/queue.h"
#include "lists/supervision.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/interpretations.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

#define ROWS_SHOWN 100
/* Those who did most in the month; of the others the page tells how many they are and how much they did. */
#define LOADS_SHOWN 50
#define ROWS_SENT 5000
#define CSV_CHUNK 100
#define CHUNK_BYTES ((size_t)32 << 20)

static const struct viewer *me(const struct exchange *exchange)
{
	return &exchange->session->viewer;
}

static enum status read_list(const struct exchange *exchange, enum supervision *watch)
{
	struct str name = field_get(exchange->request->query, "list");

	*watch = WATCH_OVERDUE;
	return name.len == 0 || supervision_parse(name, watch) ? OK : ERR_MALFORMED;
}

static enum status read_cases(struct casework *work, const struct supervision_row *rows, size_t count,
	struct case_record **out)
{
	uint64_t *numbers = arena_array(work->arena, count + 1, sizeof(*numbers));

	*out = arena_array(work->arena, count + 1, sizeof(**out));
	for (size_t i = 0; i < count; i++)
		numbers[i] = rows[i].n;
	return case_read_many(work, numbers, count, *out);
}

static int64_t due_of(const struct supervision_row *row, const struct case_record *record)
{
	return row->desk.len > 0 ? row->place.score : record->due;
}

static void add_row(struct exchange *exchange, struct casework *work, const struct staff_names *names,
	const struct supervision_row *row, const struct case_record *record, struct value *map)
{
	row_view(work, record, me(exchange), &names->depts, map);
	map_int(map, "version", record->version);
	map_str(map, "desk", row->desk);
	map_str(map, "desk_label", staff_desk_label(names, row->desk));
	map_bool(map, "is_held", row->held);
	map_int(map, "supervised", record->supervised);
	map_int(map, "next_level", record->supervised >= 2 ? 3 : 2);
	map_bool(map, "yellow", record->supervised == 2);
	map_bool(map, "red", record->supervised == 3);
	map_int(map, "returns", record->returns);
	map_int(map, "rating", record->rating);
	map_str(map, "rating_label", wording_rating(record->rating));
	map_bool(map, "may_supervise", !row->held && case_may(work, record, ACTION_SUPERVISE, me(exchange)));
	staff_due_view(work, due_of(row, record), map);
}

static void add_lists(struct value *view, enum supervision chosen, const int64_t counts[WATCH_COUNT])
{
	struct value *list = map_list(view, "lists");

	for (int i = 0; i < WATCH_COUNT; i++) {
		struct value *map = list_map(list);

		map_str(map, "name", str_of(supervision_name((enum supervision)i)));
		map_str(map, "label", str_of(supervision_label((enum supervision)i)));
		map_int(map, "count", counts[i]);
		map_bool(map, "current", i == (int)chosen);
	}
}

static enum status add_rows(struct exchange *exchange, struct casework *work, const struct staff_names *names,
	enum supervision watch)
{
	const struct field *query = exchange->request->query;
	struct value *view = exchange->reply->view;
	struct value *list = map_list(view, "rows");
	const struct supervision_ask ask = { .watch = watch, .after = field_get(query, "after"),
		.desk = field_get(query, "desk"), .limit = ROWS_SHOWN + 1 };
	struct case_record *records;
	struct supervision_row *rows;
	size_t count;

	TRY(supervision_read(work, &ask, &rows, &count));
	map_bool(view, "later", ask.after.len > 0);
	map_str(view, "after", field_get(exchange->request->query, "after"));
	map_str(view, "after_desk", field_get(exchange->request->query, "desk"));
	if (count > ROWS_SHOWN) {
		count = ROWS_SHOWN;
		map_str(view, "next", ARENA_GLUE(work->arena, S("/staff/supervision?list="),
			str_of(supervision_name(watch)), S("&after="),
			cursor_print(work->arena, &rows[count - 1].place), S("&desk="),
			rows[count - 1].desk));
	}
	TRY(read_cases(work, rows, count, &records));
	for (size_t i = 0; i < count; i++)
		if (case_visible(&records[i], me(exchange)))
			add_row(exchange, work, names, &rows[i], &records[i], list_map(list));
	return OK;
}

/* The accounts of the rows that are shown, and the departments. */
static enum status read_names(struct casework *work, const struct supervision_load *loads, size_t shown,
	struct staff_names *names)
{
	struct staff_ids ids = { .count = 0 };

	for (size_t i = 0; i < shown; i++)
		staff_ids_add(&ids, loads[i].by);
	return staff_names_read(work, &ids, names);
}

static void add_loads(struct casework *work, const struct staff_names *names,
	const struct supervision_load *loads, size_t count, struct value *view)
{
	static const char *const fields[WORK_COUNT] = { "review", "dispatch", "draft", "approve", "supervise",
		"other",
		"look" };
	struct value *list = map_list(view, "loads");
	size_t shown = count < LOADS_SHOWN ? count : LOADS_SHOWN;
	int64_t rest = 0;

	for (size_t i = shown; i < count; i++)
		rest += loads[i].all;
	map_int(view, "loads_more", (int64_t)(count - shown));
	map_int(view, "loads_rest", rest);
	for (size_t i = 0; i < shown; i++) {
		struct value *map = list_map(list);

		map_str(map, "by", loads[i].by);
		map_str(map, "by_name", staff_who(work->arena, names, loads[i].by));
		map_int(map, "all", loads[i].all);
		for (int j = 0; j < WORK_COUNT; j++)
			map_int(map, fields[j], loads[i].counts[j]);
	}
}

/* Emergency publications that wait for their review. */
static enum status add_unreviewed(struct casework *work, struct value *view)
{
	int64_t all, late;

	TRY(articles_due(work, S(ARTICLES_EMERGENCY), &all, &late));
	map_int(view, "unreviewed", all);
	map_int(view, "unreviewed_late", late);
	return OK;
}

enum status staff_supervision_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct str month = clock_month(work.arena, work.now);
	struct staff_names names;
	int64_t counts[WATCH_COUNT];
	struct supervision_load *loads;
	size_t count;
	struct value *desks;
	enum supervision watch;
	enum action done;
	struct str token;

	TRY(read_list(exchange, &watch));
	TRY(supervision_loads(&work, month, &loads, &count));
	TRY(read_names(&work, loads, count < LOADS_SHOWN ? count : LOADS_SHOWN, &names));
	TRY(supervision_counts(&work, counts));
	TRY(queue_overview(&work, me(exchange), &desks));
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "form", token);
	map_str(view, "list", str_of(supervision_name(watch)));
	map_str(view, "list_label", str_of(supervision_label(watch)));
	map_int(view, "total", counts[watch]);
	add_lists(view, watch, counts);
	TRY(add_unreviewed(&work, view));
	TRY(add_rows(exchange, &work, &names, watch));
	map_value(view, "desks", desks);
	TRY(interpretations_count_view(&work, me(exchange), view));
	TRY(interpretations_view(&work, me(exchange), (struct str){ 0 }, true, view));
	map_str(view, "month", month);
	add_loads(&work, &names, loads, count, view);
	if (action_parse(field_get(exchange->request->query, "done"), &done))
		map_str(view, "done", str_of(lifecycle_row(done)->label));
	respond_page(exchange, "staff_supervision", S("督办"), "supervision");
	return OK;
}

static void csv_head(struct buf *out)
{
	static const char *const names[] = { "清单", "编号", "渠道", "标题", "分类", "部门", "状态", "环节",
		"收到", "期限", "剩余时间", "退回次数", "评分", "催督办", "网址" };

	csv_begin(out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		csv_text(out, str_of(names[i]));
	csv_end_row(out);
}

/* The same row that the page shows, so that the two can't tell different things. */
static void csv_row(struct buf *out, struct arena *arena, enum supervision watch, struct str origin,
	const struct value *map)
{
	static const char *const supervised[] = { "", "催办", "黄牌督办", "红牌督办" };
	int64_t due = map_get_int(map, "wait_due", 0);

	csv_text(out, str_of(supervision_label(watch)));
	csv_text(out, map_get_str(map, "number"));
	csv_text(out, map_get_str(map, "channel_label"));
	csv_text(out, map_get_str(map, "title"));
	csv_text(out, map_get_str(map, "category_label"));
	csv_text(out, map_get_str(map, "dept_name"));
	csv_text(out, map_get_bool(map, "is_held") ? S("补充或评论待审") : map_get_str(map, "state_label"));
	csv_text(out, map_get_str(map, "desk_label"));
	csv_text(out, map_get_str(map, "created_date"));
	csv_text(out, due != 0 ? clock_date(arena, due) : (struct str){ 0 });
	csv_text(out, due != 0 ? map_get_str(map, "wait_text") : (struct str){ 0 });
	csv_int(out, map_get_int(map, "returns", 0));
	csv_int(out, map_get_int(map, "rating", 0));
	csv_text(out, str_of(supervised[map_get_int(map, "supervised", 0) & 3]));
	csv_text(out,
		arena_printf(arena, "%.*s/staff/cases/%lld", STR_ARG(origin),
			(long long)map_get_int(map, "n", 0)));
	csv_end_row(out);
}

/* A chunk of rows, whose memory is given back after it. */
static enum status csv_chunk(struct exchange *exchange, struct casework *work,
	const struct staff_names *names, enum supervision watch, const struct supervision_row *rows,
	size_t count, struct buf *out)
{
	struct case_record *records;

	TRY(read_cases(work, rows, count, &records));
	for (size_t i = 0; i < count; i++) {
		struct value *map = value_map(work->arena);

		if (!case_visible(&records[i], me(exchange)))
			continue;
		add_row(exchange, work, names, &rows[i], &records[i], map);
		csv_row(out, work->arena, watch, site_origin(exchange), map);
	}
	return OK;
}

static enum status csv_rows(struct exchange *exchange, const struct staff_names *names,
	enum supervision watch, struct buf *out)
{
	struct casework work = site_work(exchange);
	struct casework chunk = work;
	enum status status = OK;
	struct supervision_row *rows;
	size_t count;

	TRY(supervision_read(&work, &(struct supervision_ask){ .watch = watch, .limit = ROWS_SENT }, &rows,
		&count));
	chunk.arena = arena_new(CHUNK_BYTES);
	for (size_t i = 0; i < count && status == OK; i += CSV_CHUNK) {
		status = csv_chunk(exchange, &chunk, names, watch, rows + i,
			count - i < CSV_CHUNK ? count - i : CSV_CHUNK, out);
		arena_reset(chunk.arena);
	}
	arena_free(chunk.arena);
	return status;
}

enum status staff_supervision_csv(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct buf out = buf_in(exchange->arena);
	struct staff_names names;
	enum supervision watch;

	TRY(read_list(exchange, &watch));
	TRY(staff_names_read(&work, &(struct staff_ids){ .count = 0 }, &names));
	csv_head(&out);
	TRY(csv_rows(exchange, &names, watch, &out));
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/csv; charset=utf-8");
	reply_header(exchange->reply, S("Content-Disposition"),
		arena_printf(exchange->arena, "attachment; filename=\"%s-%.*s.csv\"", supervision_name(watch),
			STR_ARG(clock_date(exchange->arena, work.now))));
	return OK;
}
