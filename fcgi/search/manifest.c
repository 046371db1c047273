#include "search/manifest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"

#define MAGIC "wzidx-01"

/* The file: this, then for each segment a row and its bits, then segment_sum of all that. */
struct head {
	char magic[8];
	char position[48];
	uint64_t count;
};

struct row {
	uint64_t number;
	uint32_t docs;
	uint32_t dead;
};

/* Bytes of the bits, so that the next row is aligned. */
static size_t bits_size(uint32_t docs)
{
	return ((size_t)docs + 63) / 64 * 8;
}

static char *path_in(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

void manifest_add(struct manifest *manifest, uint64_t number, uint32_t docs)
{
	struct manifest_segment *segments;

	segments = reallocarray(manifest->segments, manifest->count + 1, sizeof(*segments));
	if (segments == NULL)
		abort();
	manifest->segments = segments;
	segments[manifest->count] = (struct manifest_segment){ .number = number, .docs = docs,
		.bits = calloc(1, bits_size(docs) + 1) };
	if (segments[manifest->count++].bits == NULL)
		abort();
}

void manifest_free(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->count; i++)
		free(manifest->segments[i].bits);
	free(manifest->segments);
	*manifest = (struct manifest){ 0 };
}

static bool parse(struct str bytes, struct manifest *out)
{
	size_t at = sizeof(struct head);
	struct head head;
	uint64_t sum;

	if (bytes.len < sizeof(head) + sizeof(sum))
		return false;
	bytes.len -= sizeof(sum);
	memcpy(&head, bytes.data, sizeof(head));
	memcpy(&sum, bytes.data + bytes.len, sizeof(sum));
	if (memcmp(head.magic, MAGIC, sizeof(head.magic)) != 0 || sum != segment_sum(bytes.data, bytes.len) ||
		memchr(head.position, '\0', sizeof(head.position)) == NULL || head.count > MANIFEST_SEGMENTS)
		return false;
	memcpy(out->position, head.position, sizeof(head.position));
	for (uint64_t i = 0; i < head.count; i++) {
		struct row row;

		if (bytes.len - at < sizeof(row))
			return false;
		memcpy(&row, bytes.data + at, sizeof(row));
		at += sizeof(row);
		if (bytes.len - at < bits_size(row.docs))
			return false;
		manifest_add(out, row.number, row.docs);
		out->segments[i].dead = row.dead;
		memcpy(out->segments[i].bits, bytes.data + at, bits_size(row.docs));
		at += bits_size(row.docs);
	}
	return at == bytes.len;
}

bool manifest_read(const char *folder, struct manifest *out)
{
	char *path = path_in(folder, MANIFEST_NAME);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct str bytes;
	bool good;

	free(path);
	*out = (struct manifest){ 0 };
	if (fd < 0)
		return false;
	good = file_map(fd, &bytes);
	close(fd);
	if (!good)
		return false;
	good = parse(bytes, out);
	munmap((void *)(uintptr_t)bytes.data, bytes.len);
	if (!good)
		manifest_free(out);
	return good;
}

/* What is written, with its sum at the end. */
static struct str print(const struct manifest *manifest)
{
	struct head head = { .count = manifest->count };
	size_t len = sizeof(head) + sizeof(uint64_t);
	uint64_t sum;
	char *bytes;
	char *at;

	memcpy(head.magic, MAGIC, sizeof(head.magic));
	memcpy(head.position, manifest->position, sizeof(head.position));
	for (size_t i = 0; i < manifest->count; i++)
		len += sizeof(struct row) + bits_size(manifest->segments[i].docs);
	at = bytes = malloc(len);
	if (bytes == NULL)
		abort();
	at = (char *)mempcpy(at, &head, sizeof(head));
	for (size_t i = 0; i < manifest->count; i++) {
		const struct manifest_segment *segment = &manifest->segments[i];
		struct row row = { segment->number, segment->docs, segment->dead };

		at = (char *)mempcpy(at, &row, sizeof(row));
		at = (char *)mempcpy(at, segment->bits, bits_size(segment->docs));
	}
	sum = segment_sum(bytes, (size_t)(at - bytes));
	memcpy(at, &sum, sizeof(sum));
	return (struct str){ bytes, len };
}

bool manifest_write(const char *folder, const struct manifest *manifest)
{
	char *path = path_in(folder, MANIFEST_NAME);
	char *beside = path_in(folder, MANIFEST_NAME ".new");
	struct str bytes = print(manifest);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	bool written = fd >= 0 && file_write(fd, bytes);

	if (fd >= 0 && close(fd) != 0)
		written = false;
	if (written)
		written = file_own_as(beside, folder) && rename(beside, path) == 0;
	free((void *)(uintptr_t)bytes.data);
	free(path);
	free(beside);
	return written;
}

bool manifest_look(const char *folder, struct manifest_mark *out)
{
	char *path = path_in(folder, MANIFEST_NAME);
	struct stat info;
	bool there = stat(path, &info) == 0;

	free(path);
	if (there)
		*out = (struct manifest_mark){ info.st_ino,
			(int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, info.st_size };
	return there;
}
