#include "pages/case/duplicates.h"

#include "pages/view/staff_view.h"
#include "pages/view/channel_words.h"

/*
 * Where this person reads it: at the desk if it is the person's business, else as everybody; empty: nowhere.
 */
static struct str address(struct arena *arena, const struct case_record *source, const struct viewer *viewer)
{
	if (staff_may_open(source, viewer))
		return arena_printf(arena, "/staff/cases/%llu", (unsigned long long)source->n);
	return case_visible(source, &viewer_public) ? channel_url(arena, source->channel, source->n) :
		(struct str){ 0 };
}

static void add_source(struct casework *work, const struct case_record *source, const struct viewer *viewer,
	struct value *map)
{
	map_int(map, "source_n", (int64_t)source->n);
	map_str(map, "source_number", case_number(work, source));
	map_str(map, "source_title", source->title);
	map_str(map, "source_url", address(work->arena, source, viewer));
	map_str(map, "source_state", str_of(state_name(source->state)));
	map_str(map, "source_state_label", str_of(state_label(source->state)));
	map_int(map, "source_supports", source->supports);
	map_int(map, "source_comments", source->comments);
}

void staff_merged_view(const struct merged_part *merged, const struct case_record *record,
	const struct viewer *viewer, struct value *view)
{
	struct value *list = map_list(view, "merged_from");
	int64_t unseen = 0;

	for (size_t i = 0; i < merged->read; i++)
		if (source_visible(&merged->records[i], record, viewer))
			add_source(merged->work, &merged->records[i], viewer, list_map(list));
		else
			unseen++;
	map_int(view, "merged_unseen", unseen);
}

/* What waits for its review itself takes no merge. */
static bool takes_merge(const struct case_record *topic)
{
	return topic->state != STATE_PENDING && topic->state != STATE_CLOSED &&
	       case_visible(topic, &viewer_public);
}

void staff_similar_view(const struct already_part *already, const struct viewer *viewer, struct value *view)
{
	struct value *list = map_list(view, "similar");

	for (size_t i = 0; i < already->count; i++) {
		struct value *map = list_map(list);

		add_source(already->work, &already->list[i].record, viewer, map);
		map_bool(map, "source_identical", already->list[i].identical);
		map_bool(map, "source_merges", takes_merge(&already->list[i].record));
	}
	map_int(view, "identical", (int64_t)already->identical);
}
