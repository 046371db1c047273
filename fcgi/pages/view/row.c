#include "pages/view/row.h"

#include "cases/deadline.h"
#include "model/answered.h"
#include "model/letter.h"
#include "pages/view/channel_words.h"
#include "pages/view/wording.h"

#define DEPTS_FRESH_MS 1000

enum status depts_read_lately(struct exchange *exchange, struct depts *depts)
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

/* A deadline is a day: "最迟12月8日答复".  Before a department has it, the day is that of an earlier step. */
static void add_days_left(const struct casework *work, const struct case_record *record, struct value *map)
{
	static const char *const steps[STATE_COUNT] = { [STATE_PENDING] = "审核", [STATE_ACCEPTED] = "交办",
		[STATE_CORRECTING] = "补正", [STATE_CONSULTING] = "回复意见", [STATE_CHARGING] = "缴费" };
	const char *named = steps[record->state] != NULL ? steps[record->state] : "答复";
	struct str step = letter_unserved(record) ? S("送达") : str_of(named);
	struct str day = wording_day(work->arena, record->due, work->now);
	int left = deadline_left(work, record->due);

	map_str(map, "days_text",
		left < 0 ? ARENA_GLUE(work->arena, S("已超过"), day, S("的"), step, S("期限")) :
			ARENA_GLUE(work->arena, S("最迟"), left == 0 ? S("今天") : day, step));
	map_str(map, "days_tone", left < 0 ? S("red") : left > 1 ? S("green") : S("amber"));
}

struct str row_days_taken(const struct casework *work, const struct case_record *record)
{
	struct answered answered;

	/* The letter of a request isn't served yet. */
	if (!answered_of(record, &answered) && (record->channel != CHANNEL_REQUEST || record->answered == 0))
		return (struct str){ 0 };
	answered.days = answered.at != 0 ? answered.days : record->days_taken;
	if (answered.days == 0)
		return answered.late ? S("超期答复") : S("当天答复");
	return ARENA_GLUE(work->arena, S("用时 "), num(work->arena, answered.days), S(" 个工作日"),
		answered.late ? S("（超期）") : S(""));
}

/* What is still to be answered says how long it has; what was answered, how long it took. */
static void add_days(const struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value *map)
{
	bool inside = (viewer->roles & ROLE_STAFF) != 0;
	bool answered = record->state == STATE_ANSWERED || record->state == STATE_CLOSED ||
		record->revising != 0;

	/* Nobody's period runs yet: only staff have something to do. */
	if (letter_unserved(record) && !inside) {
		map_str(map, "days_text", (struct str){ 0 });
		map_str(map, "days_tone", (struct str){ 0 });
		return;
	}
	if (record->due != 0 && !answered) {
		add_days_left(work, record, map);
		return;
	}
	map_str(map, "days_text", answered ? row_days_taken(work, record) : (struct str){ 0 });
	map_str(map, "days_tone", answered && answered_shown(record) != 0 ? S("done") : (struct str){ 0 });
}

/*
 * A draft waiting for its approval is the office's own affair: outside, the case is being worked on, or stays
 * answered while its answer is being revised.  What else it waits for is its asker's to know.
 */
static enum state state_shown(const struct case_record *record, const struct viewer *viewer)
{
	bool asker = (viewer->roles & ROLE_ASKER) != 0;
	bool waits = record->state == STATE_CORRECTING || record->state == STATE_CONSULTING ||
		record->state == STATE_CHARGING;

	if ((viewer->roles & ROLE_STAFF) != 0 || (waits && asker) ||
		(!waits && record->state != STATE_DRAFTED))
		return record->state;
	return record->revising != 0 ? STATE_ANSWERED : STATE_ASSIGNED;
}

/* What was answered badly is not called done before residents. */
static void add_state(const struct case_record *record, const struct viewer *viewer, struct value *map)
{
	enum state state = state_shown(record, viewer);
	bool unhappy = (state == STATE_ANSWERED || state == STATE_CLOSED) && answered_badly(record);
	bool inside = (viewer->roles & ROLE_STAFF) != 0;

	map_str(map, "state", str_of(state_name(state)));
	map_str(map, "state_label", unhappy && !inside ? S("不满意") : str_of(state_label(state)));
	map_str(map, "badge", unhappy ? S("unhappy") : str_of(state_name(state)));
}

void row_view(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map)
{
	struct arena *arena = work->arena;

	map_int(map, "n", (int64_t)record->n);
	map_str(map, "number", case_number(work, record));
	map_str(map, "title", record->title);
	map_str(map, "url", channel_url(arena, record->channel, record->n));
	map_str(map, "channel", str_of(channel_name(record->channel)));
	map_str(map, "channel_label", str_of(channel_label(record->channel)));
	map_bool(map, "is_topic", record->channel == CHANNEL_TOPIC);
	map_bool(map, "is_request", record->channel == CHANNEL_REQUEST);
	map_str(map, "addressee", record->addressee);
	map_str(map, "category", str_of(category_name(record->category)));
	map_str(map, "category_label", str_of(category_label(record->category)));
	add_state(record, viewer, map);
	map_str(map, "dept", record->dept);
	map_str(map, "dept_name", record->dept.len > 0 ? depts_name(depts, record->dept) : record->dept);
	map_str(map, "area", record->area);
	map_str(map, "asker", record->asker);
	map_str(map, "created", wording_instant(arena, record->created));
	map_str(map, "created_text", wording_day(arena, record->created, work->now));
	map_str(map, "created_date", wording_date(arena, record->created));
	map_str(map, "answered_date", wording_date(arena, answered_shown(record)));
	map_int(map, "supports", record->supports);
	map_int(map, "comments", record->comments);
	add_days(work, record, viewer, map);
}
