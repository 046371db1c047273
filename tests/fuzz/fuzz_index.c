/*
 * Any bytes as a file of the search index: the first byte says which, a manifest or a segment.  Sums, sizes
 * and the signature of the table are made right, so that what lies behind them is tried too.  A segment that
 * is opened is searched, and merged.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>

#include "disk/file.h"
#include "search/find.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In memory where there is such a folder. */
static const char *folder_of_this_run(void)
{
	static char folder[32];

	if (folder[0] == '\0') {
		snprintf(folder, sizeof(folder), "%s/fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ?
			"/dev/shm" : "/tmp");
		if (mkdtemp(folder) == NULL)
			abort();
	}
	return folder;
}

static void write_file(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || !file_write(fd, bytes) || close(fd) != 0)
		abort();
}

static void mend_segment(char *bytes, size_t len)
{
	struct segment_head head;

	if (len < sizeof(head))
		return;
	memcpy(&head, bytes, sizeof(head));
	memcpy(head.magic, SEGMENT_MAGIC, sizeof(head.magic));
	head.signature = fold_signature();
	head.size = len;
	head.head_check = segment_sum(&head, offsetof(struct segment_head, head_check));
	memcpy(bytes, &head, sizeof(head));
}

static void search(struct arena *arena, const char *folder, const char *text)
{
	struct index *index = index_new(folder);
	struct find find = { .limit = 10, .filter = { .kind = DOC_KINDS } };
	struct query query;
	struct found found;

	if (query_parse(arena, str_of(text), &query) != QUERY_FINE || index_follow(index) != OK)
		abort();
	find.query = &query;
	(void)find_docs(index, &find, &found);
	index_free(index);
}

static void try_segment(struct arena *arena, const char *folder, char *bytes, size_t len)
{
	static const char *const texts[] = { "路", "路灯", "路灯不亮", "路 灯 -不", "a" };
	char *path = segment_path(folder, 1);
	struct manifest manifest = { .position = "1-0" };
	struct segment segment;
	uint32_t doc;

	mend_segment(bytes, len);
	write_file(path, (struct str){ bytes, len });
	if (segment_open(folder, 1, &segment)) {
		manifest_add(&manifest, 1, segment.head->docs);
		if (!manifest_write(folder, &manifest))
			abort();
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			search(arena, folder, texts[i]);
		segment_find(&segment, 7, &doc);
		segment_sound(&segment);
		if (segment_merge(folder, 2,
			&(struct segment_source){ &segment, manifest.segments[0].bits }, 1)) {
			char *merged = segment_path(folder, 2);

			unlink(merged);
			free(merged);
		}
		segment_close(&segment);
		manifest_free(&manifest);
	}
	unlink(path);
	free(path);
}

static void try_manifest(const char *folder, char *bytes, size_t len)
{
	struct manifest manifest;
	uint64_t sum;
	char path[64];

	if (len >= sizeof(sum)) {
		sum = segment_sum(bytes, len - sizeof(sum));
		memcpy(bytes + len - sizeof(sum), &sum, sizeof(sum));
	}
	snprintf(path, sizeof(path), "%s/" MANIFEST_NAME, folder);
	write_file(path, (struct str){ bytes, len });
	if (manifest_read(folder, &manifest)) {
		if (!manifest_write(folder, &manifest))
			abort();
		manifest_free(&manifest);
	}
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)64 << 20);
	const char *folder = folder_of_this_run();
	size_t len = size > 0 ? size - 1 : 0;
	char *bytes = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(bytes, data + 1, len);
	if (size > 0 && data[0] % 2 == 0)
		try_manifest(folder, bytes, len);
	else
		try_segment(arena, folder, bytes, len);
	return 0;
}
