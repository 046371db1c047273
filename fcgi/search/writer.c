#include "search/writer.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "disk/file.h"
#include "search/folder.h"

/* What waits for the next segment, at most: its making takes 32 bytes a letter. */
#define PENDING_LETTERS ((size_t)2 << 20)
#define PENDING_DOCS 8192
#define ARENA_BYTES ((size_t)64 << 20)

/* Segments of one size are merged when there are so many of them; a merge makes none larger than that. */
#define MERGE_LEAST 8
#define MERGED_DOCS 262144
static const uint32_t tiers[] = { 256, 2048, 16384, 131072 };

struct writer {
	int lock;
	struct index *index;	/* as it will be at the next commit */
	struct manifest_mark mark;	/* of the manifest that this process wrote or found */
	bool whole;		/* the index can be gone on with */
	bool sounded;		/* each byte was looked at */
	bool sweep;		/* there may be files that no manifest names */
	uint64_t next;		/* number of the next segment */
	uint64_t fresh;		/* from this number on no manifest on the disk names a segment */
	struct arena *arena;	/* of what waits */
	struct doc *pending;
	size_t count;
	size_t letters;
};

/* The number of a segment's file name, or false. */
static bool number_of(const char *name, uint64_t *number)
{
	struct str text = str_of(name);

	return str_ends(text, S(".segment")) &&
		str_to_u64(str_sub(text, 0, text.len - strlen(".segment")), INT64_MAX, number);
}

static bool is_named(const struct writer *writer, uint64_t number)
{
	const struct manifest *manifest = &writer->index->manifest;

	for (size_t i = 0; i < manifest->count; i++)
		if (manifest->segments[i].number == number)
			return true;
	return false;
}

/* Looks at the files' names; removes those of no use, with remove. */
static void look_at_files(struct writer *writer, bool remove)
{
	DIR *folder = opendir(writer->index->folder);
	const struct dirent *entry;
	uint64_t number;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (!number_of(entry->d_name, &number))
			continue;
		if (remove && !is_named(writer, number))
			unlinkat(dirfd(folder), entry->d_name, 0);
		if (number >= writer->next)
			writer->next = number + 1;
	}
	if (folder != NULL)
		closedir(folder);
}

enum status writer_open(const char *folder, struct writer **out)
{
	struct writer *writer;
	int lock;

	if (!folder_make(folder))
		return ERR_INTERNAL;
	if (!folder_lock(folder, &lock)) {
		enum status status = lock >= 0 && errno == EWOULDBLOCK ? ERR_ALREADY : ERR_INTERNAL;

		if (lock >= 0)
			close(lock);
		return status;
	}
	writer = calloc(1, sizeof(*writer));
	if (writer == NULL || (writer->pending = calloc(PENDING_DOCS, sizeof(*writer->pending))) == NULL)
		abort();
	writer->lock = lock;
	writer->index = index_new(folder);
	writer->arena = arena_new(ARENA_BYTES);
	writer->whole = index_follow(writer->index) == OK;
	writer->mark = writer->index->mark;
	writer->sweep = true;
	writer->next = 1;
	look_at_files(writer, false);
	writer->fresh = writer->next;
	*out = writer;
	return OK;
}

void writer_free(struct writer *writer)
{
	if (writer == NULL)
		return;
	index_free(writer->index);
	arena_free(writer->arena);
	free(writer->pending);
	close(writer->lock);
	free(writer);
}

bool writer_holds(const struct writer *writer)
{
	return folder_holds(writer->index->folder, writer->lock);
}

/* Every byte once; then whether somebody touched a file. */
static bool undamaged(struct writer *writer)
{
	const struct index *index = writer->index;
	struct manifest_mark mark;

	if (!manifest_look(index->folder, &mark) || !manifest_same(&mark, &writer->mark))
		return false;
	for (size_t i = 0; i < index->manifest.count; i++)
		if (!segment_untouched(&index->segments[i]) ||
			(!writer->sounded && !segment_sound(&index->segments[i])))
			return false;
	writer->sounded = true;
	return true;
}

static void forget_pending(struct writer *writer)
{
	writer->count = 0;
	writer->letters = 0;
	arena_reset(writer->arena);
}

const char *writer_position(struct writer *writer)
{
	/* A step that failed left them: its events come again. */
	forget_pending(writer);
	writer->whole = writer->whole && undamaged(writer);
	return writer->whole ? writer->index->manifest.position : NULL;
}

void writer_begin_anew(struct writer *writer)
{
	struct index *index = writer->index;

	for (size_t i = 0; i < index->manifest.count; i++)
		segment_close(&index->segments[i]);
	manifest_free(&index->manifest);
	/* Keeps what the readers have; attempts that failed, on a full disk perhaps, leave nothing. */
	manifest_read(index->folder, &index->manifest);
	look_at_files(writer, true);
	manifest_free(&index->manifest);
	writer->fresh = writer->next;
	forget_pending(writer);
	writer->whole = true;
	writer->sounded = true;
	writer->sweep = true;
}

void writer_drop(struct writer *writer, uint64_t id)
{
	struct index *index = writer->index;

	for (size_t i = 0; i < index->manifest.count; i++) {
		struct manifest_segment *segment = &index->manifest.segments[i];
		uint32_t doc;

		if (!segment_find(&index->segments[i], id, &doc) || doc_dead(segment->bits, doc))
			continue;
		segment->bits[doc / 8] |= (unsigned char)(1u << doc % 8);
		segment->dead++;
	}
}

/* A segment that was just written joins the index. */
static bool join(struct writer *writer, uint64_t number)
{
	struct index *index = writer->index;
	char *path = segment_path(index->folder, number);
	bool own = file_own_as(path, index->folder);
	struct segment segment;
	struct segment *segments;

	free(path);
	if (!own || !segment_open(index->folder, number, &segment))
		return false;
	segments = reallocarray(index->segments, index->manifest.count + 2, sizeof(*segments));
	if (segments == NULL)
		abort();
	index->segments = segments;
	segments[index->manifest.count] = segment;
	manifest_add(&index->manifest, number, segment.head->docs);
	return true;
}

static void remove_file(const struct writer *writer, uint64_t number)
{
	char *path = segment_path(writer->index->folder, number);

	unlink(path);
	free(path);
}

/* The readers may have it, unless it was written since the last commit. */
static void leave(struct writer *writer, size_t i)
{
	struct index *index = writer->index;
	size_t behind = index->manifest.count - i - 1;

	if (index->segments[i].number >= writer->fresh)
		remove_file(writer, index->segments[i].number);
	segment_close(&index->segments[i]);
	free(index->manifest.segments[i].bits);
	memmove(&index->segments[i], &index->segments[i + 1], behind * sizeof(*index->segments));
	memmove(&index->manifest.segments[i], &index->manifest.segments[i + 1],
		behind * sizeof(*index->manifest.segments));
	index->manifest.count--;
	writer->sweep = true;
}

static uint32_t living(const struct writer *writer, size_t i)
{
	const struct manifest_segment *segment = &writer->index->manifest.segments[i];

	return segment->docs - segment->dead;
}

/* Which segments are to become one: those of the lowest tier that has enough, or one that is mostly dead. */
static size_t choose(const struct writer *writer, size_t chosen[MERGE_MOST])
{
	const struct manifest *manifest = &writer->index->manifest;

	for (size_t i = 0; i < manifest->count; i++)
		if (manifest->segments[i].dead > manifest->segments[i].docs / 2) {
			chosen[0] = i;
			return 1;
		}
	for (size_t tier = 0; tier < sizeof(tiers) / sizeof(tiers[0]); tier++) {
		size_t count = 0;
		uint32_t docs = 0;

		for (size_t i = 0; i < manifest->count && count < MERGE_MOST; i++) {
			if (living(writer, i) >= tiers[tier] || docs + living(writer, i) > MERGED_DOCS)
				continue;
			docs += living(writer, i);
			chosen[count++] = i;
		}
		if (count >= MERGE_LEAST)
			return count;
	}
	return 0;
}

static enum status merge_once(struct writer *writer, const size_t *chosen, size_t count)
{
	struct segment_source sources[MERGE_MOST];
	struct index *index = writer->index;
	uint64_t number = writer->next;
	uint32_t docs = 0;

	for (size_t i = 0; i < count; i++) {
		sources[i] = (struct segment_source){ &index->segments[chosen[i]],
			index->manifest.segments[chosen[i]].bits };
		docs += living(writer, chosen[i]);
	}
	if (docs > 0) {
		writer->next++;
		if (!segment_merge(index->folder, number, sources, count))
			return ERR_INTERNAL;
	}
	while (count-- > 0)
		leave(writer, chosen[count]);
	return docs == 0 || join(writer, number) ? OK : ERR_INTERNAL;
}

static enum status flush(struct writer *writer)
{
	size_t chosen[MERGE_MOST];
	size_t count;

	if (writer->count > 0) {
		uint64_t number = writer->next++;

		if (!segment_build(writer->index->folder, number, writer->pending, writer->count) ||
			!join(writer, number))
			return ERR_INTERNAL;
		forget_pending(writer);
	}
	while ((count = choose(writer, chosen)) > 0)
		TRY(merge_once(writer, chosen, count));
	return OK;
}

enum status writer_put(struct writer *writer, const struct doc *doc)
{
	struct doc *copy = &writer->pending[writer->count];

	writer_drop(writer, doc->row.id);
	*copy = *doc;
	for (enum section i = 0; i < SECTIONS; i++) {
		uint16_t *letters = arena_array(writer->arena, doc->sections[i].count + 1, sizeof(*letters));

		if (doc->sections[i].count > 0)
			memcpy(letters, doc->sections[i].at, doc->sections[i].count * sizeof(*letters));
		copy->sections[i] = (struct letters){ letters, doc->sections[i].count, NULL };
		writer->letters += doc->sections[i].count;
	}
	writer->count++;
	if (writer->count < PENDING_DOCS && writer->letters < PENDING_LETTERS)
		return OK;
	writer->whole = flush(writer) == OK;
	return writer->whole ? OK : ERR_INTERNAL;
}

static enum status publish(struct writer *writer, struct str position)
{
	struct index *index = writer->index;

	TRY(flush(writer));
	if (position.len >= sizeof(index->manifest.position) || index->manifest.count > MANIFEST_SEGMENTS)
		return ERR_INTERNAL;
	memset(index->manifest.position, 0, sizeof(index->manifest.position));
	memcpy(index->manifest.position, position.data, position.len);
	return manifest_write(index->folder, &index->manifest) ? OK : ERR_INTERNAL;
}

enum status writer_commit(struct writer *writer, struct str position)
{
	writer->whole = publish(writer, position) == OK &&
		manifest_look(writer->index->folder, &writer->mark);
	if (!writer->whole)
		return ERR_INTERNAL;
	if (writer->sweep)
		look_at_files(writer, true);
	writer->sweep = false;
	writer->fresh = writer->next;
	return OK;
}

enum status writer_forget(struct writer *writer, int64_t now)
{
	const struct manifest *manifest = &writer->index->manifest;
	char position[sizeof(manifest->position)];
	size_t i = 0;

	while (i < manifest->count && (manifest->segments[i].dead == 0 ||
		writer->index->segments[i].stamp / 1000000 + WRITER_FORGET_MS > now))
		i++;
	if (i == manifest->count)
		return OK;
	memcpy(position, manifest->position, sizeof(position));
	writer->whole = merge_once(writer, &i, 1) == OK;
	return writer->whole ? writer_commit(writer, str_of(position)) : ERR_INTERNAL;
}

uint64_t writer_docs(const struct writer *writer)
{
	return index_docs(writer->index);
}
