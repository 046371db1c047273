#include "lists/declined.h"

#include "lists/walk.h"
#include "store/keys.h"

static enum status read_others(struct casework *work, struct declined_page *page)
{
	uint64_t numbers[DECLINED_ROWS];
	struct case_record found[DECLINED_ROWS];
	size_t places[DECLINED_ROWS];
	size_t count = 0;

	for (size_t i = 0; i < page->count; i++)
		if (page->rows[i].duplicate_of != 0) {
			places[count] = i;
			numbers[count++] = page->rows[i].duplicate_of;
		}
	if (count > 0)
		TRY(case_read_many(work, numbers, count, found));
	for (size_t i = 0; i < count; i++)
		page->others[places[i]] = found[i];
	return OK;
}

enum status declined_read(struct casework *work, const struct viewer *viewer, struct str before,
	struct declined_page *page)
{
	struct walk walk = { .key = key_list(work->store, work->arena, S("declined")), .descending = true };
	struct case_record *records;
	struct ranked *rows;
	size_t count;

	memset(page, 0, sizeof(*page));
	TRY(cursor_parse(work->arena, before, &walk.from));
	TRY(walk_chunk(work, &walk, DECLINED_ROWS, &rows, &count));
	TRY(ranked_read_cases(work, rows, count, &records));
	for (size_t i = 0; i < count; i++)
		if (case_inside(&records[i], viewer))
			page->rows[page->count++] = records[i];
	if (!walk.ended && count > 0)
		page->next = cursor_print(work->arena, &rows[count - 1]);
	page->total = walk.total;
	return read_others(work, page);
}

struct str declined_by(const struct case_record *record)
{
	if (record->declined_by.len > 0)
		return record->declined_by;
	return str_eq(record->last_action, str_of(action_name(ACTION_DECLINE))) ? record->last_by :
		(struct str){ 0 };
}
