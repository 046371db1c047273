#include "search/segment_file.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "disk/file.h"

static void *more(void *old, size_t count, size_t size)
{
	void *room = reallocarray(old, count, size);

	if (room == NULL)
		abort();
	return room;
}

void segment_file_begin(struct segment_file *out, const char *folder, uint64_t number, uint32_t docs)
{
	*out = (struct segment_file){ .path = segment_path(folder, number), .head = { .docs = docs,
		.signature = fold_signature() } };
	memcpy(out->head.magic, SEGMENT_MAGIC, sizeof(out->head.magic));
	out->file = fopen(out->path, "w+xe");
	out->failed = out->file == NULL;
	segment_file_add(out, &out->head, sizeof(out->head));
}

void segment_file_add(struct segment_file *out, const void *bytes, size_t len)
{
	if (out->failed || len == 0)
		return;
	out->failed = fwrite(bytes, 1, len, out->file) != len;
	out->at += len;
}

void segment_file_part(struct segment_file *out, uint64_t *offset)
{
	static const unsigned char nothing[8];

	segment_file_add(out, nothing, (8 - out->at % 8) % 8);
	*offset = out->at;
}

void segment_file_list(struct segment_file *out, uint32_t key, const struct posting *list, size_t count)
{
	size_t len;

	if (out->head.key_count + 2 > out->room) {
		out->room = out->room * 2 + 4096;
		out->keys = more(out->keys, out->room, sizeof(*out->keys));
		out->places = more(out->places, out->room, sizeof(*out->places));
	}
	if (POSTINGS_ROOM(count) > out->bytes_room) {
		out->bytes_room = POSTINGS_ROOM(count) * 2;
		out->bytes = more(out->bytes, out->bytes_room, 1);
	}
	len = postings_pack(list, count, out->bytes);
	out->keys[out->head.key_count] = key;
	out->places[out->head.key_count++] = out->at - out->head.lists;
	segment_file_add(out, out->bytes, len);
}

static void write_keys(struct segment_file *out)
{
	uint64_t none = 0;

	out->head.lists_size = out->at - out->head.lists;
	segment_file_part(out, &out->head.keys);
	segment_file_add(out, out->keys, out->head.key_count * sizeof(*out->keys));
	segment_file_part(out, &out->head.places);
	if (out->places != NULL)
		out->places[out->head.key_count] = out->head.lists_size;
	segment_file_add(out, out->places != NULL ? out->places : &none,
		(out->head.key_count + 1) * sizeof(*out->places));
}

/* The head goes last: without it the file is no segment. */
static bool write_head(struct segment_file *out)
{
	struct str bytes;

	out->head.size = out->at;
	if (fflush(out->file) != 0 || !file_map(fileno(out->file), &bytes))
		return false;
	out->head.check = segment_sum(bytes.data + sizeof(out->head), bytes.len - sizeof(out->head));
	munmap((void *)(uintptr_t)bytes.data, bytes.len);
	out->head.head_check = segment_sum(&out->head, offsetof(struct segment_head, head_check));
	return pwrite(fileno(out->file), &out->head, sizeof(out->head), 0) == (ssize_t)sizeof(out->head);
}

bool segment_file_end(struct segment_file *out)
{
	write_keys(out);
	if (!out->failed)
		out->failed = !write_head(out);
	if (out->file != NULL) {
		if (fclose(out->file) != 0)
			out->failed = true;
		if (out->failed)
			unlink(out->path);
	}
	free(out->path);
	free(out->keys);
	free(out->places);
	free(out->bytes);
	return !out->failed;
}
