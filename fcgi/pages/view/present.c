#include "pages/view/present.h"

#include "participation/comment_pages.h"
#include "cases/deadline.h"
#include "pages/view/application.h"
#include "pages/view/request_clock.h"
#include "pages/view/merged.h"
#include "pages/view/timeline.h"

#define DEPTS_FRESH_MS 1000

enum status present_depts(struct casework *work, struct depts *depts)
{
	return dept_all(work, &depts->list, &depts->count);
}

enum status present_depts_lately(struct exchange *exchange, struct depts *depts)
{
	struct site *site = exchange->site;
	struct casework work = site_work(exchange);
	int64_t age = work.now - site->depts_read;
	enum status status;

	if (site->depts_read == 0 || age < 0 || age >= DEPTS_FRESH_MS) {
		site->depts_read = 0;
		arena_reset(site->depts_arena);
		work.arena = site->depts_arena;
		status = dept_all(&work, &site->depts, &site->depts_count);
		if (status != OK)
			return status;
		site->depts_read = work.now;
	}
	*depts = (struct depts){ site->depts, site->depts_count };
	return OK;
}

/* Where each channel's public pages are, and what its cases and senders are called. */
static const struct channel_words {
	const char *list;
	const char *write;	/* where a new one is written */
	const char *noun;
	const char *sender;
	const char *verb;
} channels[CHANNEL_COUNT] = {
	[CHANNEL_TOPIC] = { "/topics", "/topics/new", "话题", "提问人", "提问" },
	[CHANNEL_LETTER] = { "/letters", "/letters/new", "来信", "写信人", "来信" },
	[CHANNEL_HOTLINE] = { NULL, NULL, "工单", "来电人", "来电" },
	[CHANNEL_REQUEST] = { NULL, "/requests/new", "申请", "申请人", "申请" },
};

struct str present_url(struct arena *arena, enum channel channel, uint64_t n)
{
	if (channels[channel].list == NULL)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, str_of(channels[channel].list), S("/"), num(arena, (int64_t)n));
}

static struct str name_of(const struct depts *depts, struct str id)
{
	return dept_name(depts->list, depts->count, id);
}

struct str present_day(struct arena *arena, int64_t ms, int64_t now)
{
	struct date date = date_of_day(clock_day(ms));

	if (ms == 0)
		return (struct str){ 0 };
	if (date.year == date_of_day(clock_day(now)).year)
		return ARENA_GLUE(arena, num(arena, date.month), S("月"), num(arena, date.day), S("日"));
	return ARENA_GLUE(arena, num(arena, date.year), S("年"), num(arena, date.month), S("月"), num(arena, date.day), S("日"));
}

struct str present_short(struct str minute, const struct casework *work)
{
	const size_t year = S("2026-").len;

	if (!str_eq(str_sub(minute, 0, year), str_sub(clock_date(work->arena, work->now), 0, year)))
		return minute;
	return str_sub(minute, year, minute.len);
}

struct str present_minute(struct arena *arena, int64_t ms)
{
	struct date date = date_of_day(clock_day(ms));

	if (ms == 0)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, num(arena, date.year), S("年"), num(arena, date.month), S("月"), num(arena, date.day), S("日 "),
		str_sub(clock_minute(arena, ms), 11, 16));
}

struct str present_rating(int64_t rating)
{
	static const char *const words[] = { "", "很不满意", "不满意", "一般", "满意", "非常满意" };

	return rating >= 1 && rating <= 5 ? str_of(words[rating]) : (struct str){ 0 };
}

struct str present_instant(struct arena *arena, int64_t ms)
{
	return ms != 0 ? clock_rfc3339(arena, ms) : (struct str){ 0 };
}

static struct str date_or_none(struct arena *arena, int64_t ms)
{
	return ms != 0 ? clock_date(arena, ms) : (struct str){ 0 };
}

/* Before a department has it, the time left is for an earlier step, and the words say which. */
static void add_days_left(const struct casework *work, const struct case_record *record, struct value *map)
{
	static const char *const steps[STATE_COUNT] = { [STATE_PENDING] = "审核", [STATE_ACCEPTED] = "交办",
		[STATE_CORRECTING] = "补正", [STATE_CONSULTING] = "征求意见" };
	struct str step = str_of(steps[record->state]);
	int left = deadline_left(work, record->due);
	struct str text = ARENA_GLUE(work->arena, step, S("今天到期"));
	const char *tone = "amber";

	if (left < 0) {
		text = ARENA_GLUE(work->arena, step, S("已超期 "), num(work->arena, -left), S(" 个工作日"));
		tone = "red";
	} else if (left > 0) {
		text = ARENA_GLUE(work->arena, step, S("还剩 "), num(work->arena, left), S(" 个工作日"));
		tone = left > 1 ? "green" : "amber";
	}
	map_str(map, "days_text", text);
	map_str(map, "days_tone", str_of(tone));
}

static struct str days_taken(const struct casework *work, const struct case_record *record)
{
	bool late = record->first_due != 0 && record->answered > record->first_due;

	if (record->answered == 0)
		return (struct str){ 0 };
	if (record->days_taken == 0)
		return late ? S("超期答复") : S("当天答复");
	return ARENA_GLUE(work->arena, S("用时 "), num(work->arena, record->days_taken), S(" 个工作日"), late ? S("（超期）") : S(""));
}

/* What is still to be answered says how long it has; what was answered, how long it took. */
static void add_days(const struct casework *work, const struct case_record *record, struct value *map)
{
	bool answered = record->state == STATE_ANSWERED || record->state == STATE_CLOSED || record->revising != 0;

	if (record->due != 0 && !answered) {
		add_days_left(work, record, map);
		return;
	}
	map_str(map, "days_text", answered ? days_taken(work, record) : (struct str){ 0 });
	map_str(map, "days_tone", answered && record->answered != 0 ? S("done") : (struct str){ 0 });
}

/*
 * A draft waiting for its approval is the office's own affair: outside, the case is being worked on, or stays answered
 * while its answer is being revised.  What else it waits for is its asker's to know.
 */
static enum state state_shown(const struct case_record *record, const struct viewer *viewer)
{
	bool asker = (viewer->roles & ROLE_ASKER) != 0;
	bool waits = record->state == STATE_CORRECTING || record->state == STATE_CONSULTING;

	if ((viewer->roles & ROLE_STAFF) != 0 || (waits && asker) || (!waits && record->state != STATE_DRAFTED))
		return record->state;
	return record->revising != 0 ? STATE_ANSWERED : STATE_ASSIGNED;
}

void present_row(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map)
{
	struct arena *arena = work->arena;

	map_int(map, "n", (int64_t)record->n);
	map_str(map, "number", case_number(work, record));
	map_str(map, "title", record->title);
	map_str(map, "url", present_url(arena, record->channel, record->n));
	map_str(map, "channel", str_of(channel_name(record->channel)));
	map_str(map, "channel_label", str_of(channel_label(record->channel)));
	map_bool(map, "is_topic", record->channel == CHANNEL_TOPIC);
	map_bool(map, "is_request", record->channel == CHANNEL_REQUEST);
	map_str(map, "addressee", record->addressee);
	map_str(map, "category", str_of(category_name(record->category)));
	map_str(map, "category_label", str_of(category_label(record->category)));
	map_str(map, "state", str_of(state_name(state_shown(record, viewer))));
	map_str(map, "state_label", str_of(state_label(state_shown(record, viewer))));
	map_str(map, "dept", record->dept);
	map_str(map, "dept_name", record->dept.len > 0 ? name_of(depts, record->dept) : record->dept);
	map_str(map, "area", record->area);
	map_str(map, "asker", record->asker);
	map_str(map, "created", present_instant(arena, record->created));
	map_str(map, "created_text", present_day(arena, record->created, work->now));
	map_str(map, "created_date", date_or_none(arena, record->created));
	map_str(map, "answered_date", date_or_none(arena, record->answered));
	map_int(map, "supports", record->supports);
	map_int(map, "comments", record->comments);
	add_days(work, record, map);
}

static struct str event_text(struct casework *work, const struct case_record *record, const struct value *entry,
	const struct depts *depts)
{
	const struct channel_words *words = &channels[record->channel];
	enum action action;
	struct str dept = map_get_str(entry, "dept");

	if (!action_parse(map_get_str(entry, "action"), &action))
		return map_get_str(entry, "action");
	switch (action) {
	case ACTION_ACCEPT:
		return S("审核通过，已受理");
	case ACTION_DECLINE:
		return S("审核后不予受理");
	case ACTION_MERGE:
		return ARENA_GLUE(work->arena, S("与另一件"), str_of(words->noun), S("反映的是同一件事，已合并办理"));
	case ACTION_UNMERGE:
		return S("合并已撤销，恢复单独办理");
	case ACTION_ASSIGN:
		return ARENA_GLUE(work->arena, map_get_bool(entry, "final") ? S("已指定由") :
			map_get_bool(entry, "again") ? S("已转交") : S("已交"), name_of(depts, dept), S("办理"));
	case ACTION_RETURN:
		return ARENA_GLUE(work->arena, dept.len > 0 ? name_of(depts, dept) : S("承办部门"),
			S("退回，正在重新安排承办部门"));
	case ACTION_ASSIST:
		return ARENA_GLUE(work->arena, S("请"), name_of(depts, dept), S("协助办理"));
	case ACTION_EXTEND:
		return S("情况较复杂，办理期限已延长");
	case ACTION_RATE:
		return ARENA_GLUE(work->arena, str_of(words->sender), S("评价："),
			present_rating(map_get_int(entry, "rating", 0)));
	case ACTION_REOPEN:
		return S("答复没有解决问题，重新办理");
	case ACTION_CLOSE:
		return S("已办结");
	case ACTION_CONFIRM:
		return S("已确认收到申请，从这一天起计算答复期限");
	case ACTION_CORRECT:
		return S("申请需要补正，答复期限停止计算");
	case ACTION_SUPPLEMENT:
		return S("收到补正，答复期限重新计算");
	case ACTION_LAPSE:
		return S("逾期没有补正，视为放弃申请");
	case ACTION_CONSULT:
		return S("正在征求有关方面的意见，这段时间不算在答复期限里");
	case ACTION_REPLY:
		return S("征求意见结束，继续办理");
	case ACTION_WITHDRAW:
		return ARENA_GLUE(work->arena, str_of(words->sender), S("撤回了这一件"));
	default:
		return str_of(lifecycle_row(action)->label);
	}
}

static struct str who_of(const struct case_record *record, struct str kind, struct str dept, const struct value *entry)
{
	if (str_eq(kind, S("answer")))
		return dept;
	if (str_eq(kind, S("comment")))
		return map_get_str(entry, "name").len > 0 ? map_get_str(entry, "name") : S("网友");
	return record->asker;
}

static void add_answer(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map)
{
	int64_t version = map_get_int(entry, "version", 0);

	map_int(map, "version", version);
	map_str(map, "reason", map_get_str(entry, "reason"));
	map_str(map, "seal", map_get_str(entry, "seal"));
	map_str(map, "seal_url", ARENA_GLUE(work->arena, S("/verify?case="),
		num(work->arena, (int64_t)record->n), S("&version="), num(work->arena, version)));
	map_bool(map, "current", version == record->answers);
	map_bool(map, "earlier", version < record->answers);
}

void present_photos(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map)
{
	const struct value *photos = map_get(entry, "photos");
	struct value *list;
	int64_t place = 0;

	if (photos == NULL)
		return;
	list = map_list(map, "photos");
	for (const struct member *m = photos->first; m != NULL; m = m->next) {
		struct value *photo = list_map(list);

		map_str(photo, "photo_id", map_get_str(&m->value, "id"));
		map_int(photo, "width", map_get_int(&m->value, "w", 0));
		map_int(photo, "height", map_get_int(&m->value, "h", 0));
		map_str(photo, "alt", ARENA_GLUE(work->arena, str_of(channels[record->channel].sender), S("上传的照片 "),
			num(work->arena, ++place)));
	}
}

static void add_entry(struct casework *work, const struct case_record *record, const struct value *entry,
	const struct depts *depts, struct value *map)
{
	struct str kind = map_get_str(entry, "kind");
	int64_t at = map_get_int(entry, "at", 0);
	bool event = str_eq(kind, S("event"));
	struct str dept = map_get_str(entry, "dept");

	if (dept.len > 0)
		dept = name_of(depts, dept);
	map_int(map, "id", map_get_int(entry, "id", 0));
	map_str(map, "kind", kind);
	map_bool(map, ARENA_GLUE(work->arena, S("is_"), kind).data, true);
	map_str(map, "at", present_instant(work->arena, at));
	map_str(map, "at_text", present_minute(work->arena, at));
	map_str(map, "day_text", present_day(work->arena, at, work->now));
	map_str(map, "text", event ? event_text(work, record, entry, depts) : map_get_str(entry, "text"));
	map_str(map, "dept_name", dept);
	present_photos(work, record, entry, map);
	if (event || str_eq(kind, S("note"))) {
		map_str(map, "action", map_get_str(entry, "action"));
		map_str(map, "by", map_get_str(entry, "by"));
		return;
	}
	map_str(map, "who", who_of(record, kind, dept, entry));
	if (str_eq(kind, S("answer")))
		add_answer(work, record, entry, map);
}

static void add_facts(struct casework *work, const struct case_record *record, struct value *map)
{
	const struct channel_words *words = &channels[record->channel];
	const char *declined = record->declined.len > 0 ? decline_label(record->declined) : NULL;

	map_str(map, "list_url", str_of(words->list));
	map_str(map, "write_url", str_of(words->write));
	map_str(map, "noun", str_of(words->noun));
	map_str(map, "sender", str_of(words->sender));
	map_str(map, "verb", str_of(words->verb));
	map_str(map, "created_when", present_minute(work->arena, record->created));
	map_str(map, "pub_date", record->accepted != 0 ? clock_minute(work->arena, record->accepted) : (struct str){ 0 });
	map_str(map, "accepted_date", date_or_none(work->arena, record->accepted));
	map_str(map, "answered_at", present_instant(work->arena, record->answered));
	map_str(map, "answered_when", present_minute(work->arena, record->answered));
	map_str(map, "taken_text", days_taken(work, record));
	map_str(map, "due_date", date_or_none(work->arena, record->revising != 0 ? 0 : record->due));
	map_bool(map, "provisional", record->provisional);
	map_str(map, "declined", record->declined);
	map_str(map, "declined_label", str_of(declined));
	map_int(map, "rating", record->rating);
	map_str(map, "rating_label", present_rating(record->rating));
	map_int(map, "answers", record->answers);
	map_int(map, "earlier_count", record->answers > 1 ? record->answers - 1 : 0);
}

struct comments_page present_comments_asked(const struct exchange *exchange)
{
	uint64_t before = 0;

	(void)str_to_u64(field_get(exchange->request->query, "before"), INT64_MAX, &before);
	return (struct comments_page){ .before = (int64_t)before };
}

void present_comments_read(const struct comments_page *page, struct value *map)
{
	map_int(map, "older", page->older);
	map_bool(map, "later", page->before > 0);
}

enum status present_comments(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value **thread, struct value *map)
{
	struct comments_page page = present_comments_asked(exchange);

	TRY(comments_join(work, record, viewer, thread, &page));
	present_comments_read(&page, map);
	return OK;
}

enum status present_case(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map)
{
	struct value *seen;
	struct value *entries;

	if (!case_visible(record, viewer))
		return ERR_NOT_FOUND;
	seen = thread_visible(work->arena, record, thread, viewer);
	present_row(work, record, viewer, depts, map);
	add_facts(work, record, map);
	if (record->channel == CHANNEL_REQUEST)
		application_view(work, record, map_map(map, "request"));
	if (record->channel == CHANNEL_REQUEST)
		clockface_view(work, record, seen, viewer, map_map(map, "clock"));
	TRY(merged_add(work, record, viewer, depts, map));
	timeline_add(work, record, record->dept.len > 0 ? name_of(depts, record->dept) : (struct str){ 0 }, map);
	entries = map_list(map, "entries");
	for (const struct member *m = seen->first; m != NULL; m = m->next)
		add_entry(work, record, &m->value, depts, list_map(entries));
	return OK;
}
