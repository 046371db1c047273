#include "pages/view/merged.h"

#include "cases/merge.h"
#include "pages/view/wording.h"

/* The answer in force, as the viewer may read it. */
static void add_answer(struct casework *work, const struct case_record *end, const struct value *seen,
	const struct depts *depts, struct value *map)
{
	const struct value *answer = NULL;

	for (const struct member *m = seen->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
			map_get_int(&m->value, "version", 0) == end->answers)
			answer = &m->value;
	map_str(map, "answer_text", answer != NULL ? map_get_str(answer, "text") : (struct str){ 0 });
	map_str(map, "answer_who",
		answer != NULL ? depts_name(depts, map_get_str(answer, "dept")) :
				 (struct str){ 0 });
	map_str(map, "answer_when",
		answer != NULL ? wording_minute(work->arena, map_get_int(answer, "at", 0)) :
				 (struct str){ 0 });
}

enum status merged_add(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	const struct depts *depts, struct value *map)
{
	struct merge_end end = { 0 };
	struct value *other;

	if (record->state == STATE_MERGED)
		TRY(merge_end(work, record, viewer, &end));
	map_bool(map, "merged", record->state == STATE_MERGED);
	map_int(map, "merged_into", (int64_t)end.record.n);
	map_bool(map, "merged_over", end.over);
	if (end.record.n == 0)
		return OK;
	other = map_map(map, "merged_case");
	row_view(work, &end.record, viewer, depts, other);
	add_answer(work, &end.record, thread_visible(work->arena, &end.record, end.thread, viewer), depts,
		other);
	return OK;
}
