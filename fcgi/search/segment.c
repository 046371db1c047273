#include "search/segment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"

uint64_t segment_sum(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t sum = len;
	uint64_t word = 0;

	for (; len >= sizeof(word); at += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
		sum ^= sum >> 29;
	}
	word = 0;
	memcpy(&word, at, len);
	return (sum ^ word) * 0x9e3779b97f4a7c15u;
}

char *segment_path(const char *folder, uint64_t number)
{
	char *path;

	if (asprintf(&path, "%s/%" PRIu64 ".segment", folder, number) < 0)
		abort();
	return path;
}

/* A part of the file, by its offset; parts are aligned. */
static const void *part(const struct segment *segment, uint64_t offset)
{
	return segment->bytes + offset;
}

/* Whether count things of a size lie within the file at an offset. */
static bool fits(const struct segment_head *head, uint64_t offset, uint64_t count, uint64_t size)
{
	return offset % 8 == 0 && offset <= head->size && count <= (head->size - offset) / size;
}

static bool head_valid(const struct segment_head *head, uint64_t size)
{
	return memcmp(head->magic, SEGMENT_MAGIC, sizeof(head->magic)) == 0 &&
		head->size == size &&
		head->head_check == segment_sum(head, offsetof(struct segment_head, head_check)) &&
		head->signature == fold_signature() &&
		fits(head, head->rows, head->docs, sizeof(struct doc_row)) &&
		fits(head, head->standings, head->docs, sizeof(uint32_t)) &&
		fits(head, head->letters, head->letter_count, sizeof(uint16_t)) &&
		fits(head, head->ids, head->docs, sizeof(struct doc_id)) &&
		fits(head, head->lists, head->lists_size, 1) &&
		fits(head, head->keys, head->key_count, sizeof(uint32_t)) && head->key_count < head->size &&
		fits(head, head->places, head->key_count + 1, sizeof(uint64_t));
}

static int64_t stamp_of(const struct stat *info)
{
	return (int64_t)info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec;
}

bool segment_open(const char *folder, uint64_t number, struct segment *out)
{
	char *path = segment_path(folder, number);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct segment_head *head = malloc(sizeof(*head));
	struct stat info;
	struct str bytes;

	free(path);
	*out = (struct segment){ .fd = -1 };
	if (head == NULL)
		abort();
	/* The head is read, not mapped: opening meets no file that is cut. */
	if (fd >= 0 && fstat(fd, &info) == 0 &&
		pread(fd, head, sizeof(*head), 0) == (ssize_t)sizeof(*head) &&
		head_valid(head, (uint64_t)info.st_size) && file_map(fd, &bytes)) {
		*out = (struct segment){ head, (const unsigned char *)bytes.data, fd, stamp_of(&info),
			number };
		if (bytes.len == head->size)
			return true;
		munmap((void *)(uintptr_t)bytes.data, bytes.len);
	}
	if (fd >= 0)
		close(fd);
	free(head);
	*out = (struct segment){ .fd = -1 };
	return false;
}

void segment_close(struct segment *segment)
{
	if (segment->head == NULL)
		return;
	munmap((void *)(uintptr_t)segment->bytes, segment->head->size);
	close(segment->fd);
	free(segment->head);
	*segment = (struct segment){ .fd = -1 };
}

bool segment_untouched(const struct segment *segment)
{
	struct stat info;

	return fstat(segment->fd, &info) == 0 && info.st_nlink > 0 && stamp_of(&info) == segment->stamp;
}

bool segment_sound(const struct segment *segment)
{
	const size_t head = sizeof(*segment->head);

	return segment->head->check == segment_sum(part(segment, head), segment->head->size - head);
}

const struct doc_row *segment_row(const struct segment *segment, uint32_t doc)
{
	return (const struct doc_row *)part(segment, segment->head->rows) + doc;
}

uint32_t segment_standing(const struct segment *segment, uint32_t doc)
{
	return ((const uint32_t *)part(segment, segment->head->standings))[doc];
}

uint32_t segment_seek_standing(const struct segment *segment, uint64_t standing)
{
	uint32_t low = 0;
	uint32_t high = segment->head->docs;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (segment_standing(segment, middle) > standing)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct letters segment_text(const struct segment *segment, uint32_t doc, enum section section)
{
	const struct doc_row *row = segment_row(segment, doc);
	const uint16_t *letters = part(segment, segment->head->letters);
	uint64_t from = row->text;

	for (enum section i = 0; i < section; i++)
		from += row->len[i];
	if (from > segment->head->letter_count || row->len[section] > segment->head->letter_count - from)
		return (struct letters){ 0 };
	return (struct letters){ letters + from, row->len[section], NULL };
}

uint32_t segment_key(const struct segment *segment, size_t at)
{
	return ((const uint32_t *)part(segment, segment->head->keys))[at];
}

size_t segment_seek_key(const struct segment *segment, uint32_t key)
{
	size_t low = 0;
	size_t high = segment->head->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (segment_key(segment, middle) < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void open_list(const struct segment *segment, size_t at, struct postings *out)
{
	const struct segment_head *head = segment->head;
	const uint64_t *places = part(segment, head->places);

	if (places[at] <= places[at + 1] && places[at + 1] <= head->lists_size)
		postings_open(out, part(segment, head->lists + places[at]), places[at + 1] - places[at]);
	else
		postings_open(out, NULL, 0);
}

uint32_t segment_docs(const struct segment *segment, size_t at)
{
	struct postings list;

	open_list(segment, at, &list);
	return list.count;
}

void segment_list(const struct segment *segment, uint32_t key, struct postings *out)
{
	size_t at = segment_seek_key(segment, key);

	if (at < segment->head->key_count && segment_key(segment, at) == key)
		open_list(segment, at, out);
	else
		postings_open(out, NULL, 0);
}

bool segment_find(const struct segment *segment, uint64_t id, uint32_t *doc)
{
	const struct doc_id *ids = part(segment, segment->head->ids);
	size_t low = 0;
	size_t high = segment->head->docs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ids[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == segment->head->docs || ids[low].id != id || ids[low].doc >= segment->head->docs)
		return false;
	*doc = (uint32_t)ids[low].doc;
	return true;
}
