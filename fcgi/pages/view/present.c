#include "pages/view/present.h"

#include "model/answered.h"
#include "pages/view/application.h"
#include "pages/view/channel_words.h"
#include "pages/view/document.h"
#include "pages/view/entry.h"
#include "pages/view/merged.h"
#include "pages/view/photos.h"
#include "pages/view/request_clock.h"
#include "pages/view/standing.h"
#include "pages/view/timeline.h"
#include "pages/view/wording.h"
#include "privacy/place.h"

static void add_facts(struct casework *work, const struct case_record *record, struct value *map)
{
	const struct channel_words *words = channel_words(record->channel);
	const char *declined = record->declined.len > 0 ? decline_label(record->declined) : NULL;

	map_str(map, "list_url", str_of(words->list));
	map_str(map, "write_url", str_of(words->write));
	map_str(map, "noun", str_of(words->noun));
	map_str(map, "unit", str_of(words->unit));
	map_str(map, "sender", str_of(words->sender));
	map_str(map, "verb", str_of(words->verb));
	map_str(map, "created_when", wording_minute(work->arena, record->created));
	map_str(map, "pub_date",
		record->accepted != 0 ? clock_minute(work->arena, record->accepted) : (struct str){ 0 });
	map_str(map, "accepted_date", wording_date(work->arena, record->accepted));
	map_str(map, "answered_at", wording_instant(work->arena, answered_shown(record)));
	map_str(map, "answered_when", wording_minute(work->arena, answered_shown(record)));
	map_str(map, "taken_text", row_days_taken(work, record));
	map_str(map, "due_date", wording_date(work->arena, record->revising != 0 ? 0 : record->due));
	map_bool(map, "provisional", record->provisional);
	map_str(map, "declined", record->declined);
	map_str(map, "declined_label", str_of(declined));
	map_int(map, "rating", record->rating);
	map_str(map, "rating_label", wording_rating(record->rating));
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

enum status present_comments(struct exchange *exchange, struct casework *work,
	const struct case_record *record, const struct viewer *viewer, struct value **thread,
	struct value *map)
{
	struct comments_page page = present_comments_asked(exchange);

	TRY(comments_join(work, record, viewer, thread, &page));
	present_comments_read(&page, map);
	return OK;
}

static void add_clock(struct casework *work, const struct case_record *record, const struct value *seen,
	const struct viewer *viewer, const struct depts *depts, struct value *map)
{
	struct documents documents;

	request_clock_view(work, record, seen, viewer, depts, map);
	documents_find(record, seen, &documents);
	documents_view(work, &documents, map);
}

/* The request that this one repeats; a link for staff who may open it. */
static enum status add_duplicate(struct casework *work, const struct case_record *record,
	const struct viewer *viewer, struct value *map)
{
	struct case_record other = { 0 };

	if (record->duplicate_of != 0)
		TRY(case_read_many(work, &record->duplicate_of, 1, &other));
	map_str(map, "duplicate_number", other.n != 0 ? case_number(work, &other) : (struct str){ 0 });
	map_int(map, "duplicate_n", case_inside(&other, viewer) ? (int64_t)other.n : 0);
	return OK;
}

enum status present_case(struct casework *work, const struct case_record *stored, const struct value *thread,
	const struct viewer *viewer, const struct depts *depts, struct value *map)
{
	struct case_record shown = *stored;
	const struct case_record *record = &shown;
	struct value *seen;
	struct value *entries;
	struct str dept;

	if (!case_visible(record, viewer))
		return ERR_NOT_FOUND;
	place_show(work, viewer, &shown, &thread);
	seen = thread_visible(work->arena, record, thread, viewer);
	row_view(work, record, viewer, depts, map);
	add_facts(work, record, map);
	if (record->channel == CHANNEL_REQUEST)
		application_view(work, record, map_map(map, "request"));
	if (record->channel == CHANNEL_REQUEST)
		add_clock(work, record, seen, viewer, depts, map_map(map, "clock"));
	TRY(merged_add(work, record, viewer, depts, map));
	TRY(add_duplicate(work, record, viewer, map));
	dept = record->dept.len > 0 ? depts_name(depts, record->dept) : (struct str){ 0 };
	standing_view(work, record, dept, map);
	timeline_add(work, record, dept, map);
	entries = map_list(map, "entries");
	for (const struct member *m = seen->first; m != NULL; m = m->next) {
		struct value *item = list_map(entries);

		entry_view(work, record, &m->value, depts, item);
		if (case_inside(record, viewer))
			photos_inside_view(work, record, &m->value,
				entry_visible(record, &m->value, &viewer_public), item);
		else
			photos_view(work, record, &m->value, item);
	}
	return OK;
}
