#include "pages/view/standing.h"

#include "cases/deadline.h"
#include "model/answered.h"
#include "pages/view/channel_words.h"
#include "pages/view/row.h"
#include "pages/view/wording.h"

static struct str day(const struct casework *work, int64_t at)
{
	return wording_day(work->arena, at, work->now);
}

/* "，最迟12月8日答复", "，已超过12月8日的答复期限"; empty without a time limit. */
static struct str limit(const struct casework *work, const struct case_record *record, struct str step,
	struct str *tone)
{
	int left = deadline_left(work, record->due);

	if (record->due == 0)
		return (struct str){ 0 };
	if (left < 0) {
		*tone = S("red");
		return ARENA_GLUE(work->arena, S("，已超过"), day(work, record->due), S("的"), step,
			S("期限"));
	}
	*tone = left > 1 ? (struct str){ 0 } : S("amber");
	return ARENA_GLUE(work->arena, S("，最迟"), day(work, record->due), step);
}

static struct str answered(struct casework *work, const struct case_record *record, struct str dept,
	struct str *tone)
{
	bool again = record->revised > record->answered;
	int64_t latest = answered_latest(record);
	struct answered counted;
	struct str told = ARENA_GLUE(work->arena, dept, S("已于"), day(work, latest),
		again ? S("再次答复") : S("答复"));
	struct str sender = str_of(channel_words(record->channel)->sender);

	if (answered_badly(record))
		return ARENA_GLUE(work->arena, told, S("，"), sender, S("不满意"));
	if (answered_of(record, &counted) && counted.on_time)
		*tone = S("good");
	if (record->rating > 0 && record->rated >= latest)
		return ARENA_GLUE(work->arena, told, S("，"), sender, S("评价："),
			wording_rating(record->rating));
	if (again || record->days_taken == 0)
		return told;
	return ARENA_GLUE(work->arena, told, S("，"), row_days_taken(work, record));
}

static struct str under_way(struct casework *work, const struct case_record *record, struct str dept,
	struct str *tone)
{
	struct str by = limit(work, record, S("答复"), tone);

	if (record->answers > 0)
		return ARENA_GLUE(work->arena, S("原来的答复没有解决问题，"), dept, S("正在重新办理"), by);
	return ARENA_GLUE(work->arena, S("已于"), day(work, record->assigned), S("交"), dept, S("办理"), by);
}

static struct str sentence(struct casework *work, const struct case_record *record, struct str dept,
	struct str *tone)
{
	switch (record->state) {
	case STATE_ACCEPTED:
		return ARENA_GLUE(work->arena, S("已于"), day(work, record->accepted), S("受理"),
			limit(work, record, S("交办"), tone));
	case STATE_ASSIGNED:
		return under_way(work, record, dept, tone);
	case STATE_DRAFTED:
		return record->revising != 0 ? answered(work, record, dept, tone) :
			under_way(work, record, dept, tone);
	case STATE_ANSWERED:
	case STATE_CLOSED:
		return record->answers > 0 ? answered(work, record, dept, tone) :
			str_of(state_label(record->state));
	default:
		return str_of(state_label(record->state));
	}
}

void standing_view(struct casework *work, const struct case_record *record, struct str dept,
	struct value *map)
{
	struct str tone = { 0 };
	struct str text = sentence(work, record, dept, &tone);

	map_str(map, "standing", ARENA_GLUE(work->arena, text, S("。")));
	map_str(map, "standing_tone", tone);
}
