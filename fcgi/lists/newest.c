#include "lists/newest.h"

#include "lists/walk.h"
#include "store/keys.h"

/* The answers to case_ask for the members of one list. */
static enum status take_cases(struct casework *work, const struct result *members, const struct result *cases,
	struct newest *list)
{
	for (size_t i = 0; i < members->count; i++) {
		struct newest_row *row = &list->rows[list->count];
		enum status status = case_take(work, ranked_case(members->items[i].str), &cases[2 * i],
			&row->record, &row->thread);

		if (status != OK && !case_absent(status))
			return status;
		if (status == OK && case_visible(&row->record, &viewer_public))
			list->count++;
	}
	return OK;
}

enum status newest_read(struct casework *work, struct newest *lists, size_t count)
{
	struct batch heads = batch_in(work->arena);
	struct batch cases = batch_in(work->arena);
	struct result *members;
	struct result *found;

	for (size_t i = 0; i < count; i++) {
		lists[i].count = 0;
		BATCH(&heads, S("ZREVRANGE"),
			key_list(work->store, work->arena, str_of(tab_name(lists[i].tab))), S("0"),
			num(work->arena, NEWEST_ROWS - 1));
	}
	TRY(store_run(work->store, &heads, &members));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < members[i].count; j++)
			case_ask(work, &cases, ranked_case(members[i].items[j].str));
	if (cases.count == 0)
		return OK;
	TRY(store_run(work->store, &cases, &found));
	for (size_t i = 0; i < count; i++) {
		TRY(take_cases(work, &members[i], found, &lists[i]));
		found += 2 * members[i].count;
	}
	return OK;
}
