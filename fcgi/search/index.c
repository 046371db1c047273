#include "search/index.h"

#include <stdlib.h>
#include <string.h>

struct index *index_new(const char *folder)
{
	struct index *index = calloc(1, sizeof(*index));

	if (index == NULL || (index->folder = strdup(folder)) == NULL)
		abort();
	return index;
}

static void let_go(struct index *index)
{
	for (size_t i = 0; i < index->manifest.count; i++)
		segment_close(&index->segments[i]);
	free(index->segments);
	index->segments = NULL;
	manifest_free(&index->manifest);
	index->mark = (struct manifest_mark){ 0 };
}

void index_free(struct index *index)
{
	if (index == NULL)
		return;
	let_go(index);
	free(index->folder);
	free(index);
}

/* A segment that is open already changes its owner. */
static bool take(struct index *from, uint64_t number, struct segment *out)
{
	for (size_t i = 0; i < from->manifest.count; i++)
		if (from->segments[i].head != NULL && from->segments[i].number == number) {
			*out = from->segments[i];
			from->segments[i] = (struct segment){ .fd = -1 };
			return true;
		}
	return segment_open(from->folder, number, out);
}

static bool open_segments(struct index *index, struct index *fresh)
{
	fresh->segments = calloc(fresh->manifest.count + 1, sizeof(*fresh->segments));
	if (fresh->segments == NULL)
		abort();
	for (size_t i = 0; i < fresh->manifest.count; i++)
		if (!take(index, fresh->manifest.segments[i].number, &fresh->segments[i]) ||
			fresh->segments[i].head->docs != fresh->manifest.segments[i].docs)
			return false;
	return true;
}

static void put_in_order(struct index *index)
{
	for (size_t i = 0; i < index->manifest.count; i++) {
		uint64_t newest = index->segments[i].head->newest;
		size_t at = i;

		for (; at > 0 && index->segments[index->order[at - 1]].head->newest < newest; at--)
			index->order[at] = index->order[at - 1];
		index->order[at] = i;
	}
}

static bool untouched(const struct index *index)
{
	for (size_t i = 0; i < index->manifest.count; i++)
		if (!segment_untouched(&index->segments[i]))
			return false;
	return true;
}

/* What the manifest says may be gone before it is opened: the writer was faster. */
#define TRIES 3

enum status index_follow(struct index *index)
{
	struct manifest_mark mark;

	for (int i = 0; i < TRIES; i++) {
		struct index fresh = { .folder = index->folder };
		bool opened;

		if (!manifest_look(index->folder, &mark))
			break;
		if (manifest_same(&mark, &index->mark) && untouched(index))
			return OK;
		opened = manifest_read(index->folder, &fresh.manifest) && open_segments(index, &fresh);
		let_go(index);
		*index = fresh;
		if (opened && untouched(index)) {
			index->mark = mark;
			put_in_order(index);
			return OK;
		}
		let_go(index);
	}
	let_go(index);
	return ERR_AWAY;
}

uint64_t index_docs(const struct index *index)
{
	uint64_t docs = 0;

	for (size_t i = 0; i < index->manifest.count; i++)
		docs += index->manifest.segments[i].docs - index->manifest.segments[i].dead;
	return docs;
}
