#include "ctl/backup/inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"

#define ARENA_BYTES ((size_t)16 << 20)
#define OWNER_ONLY 0600

struct inventory_writer {
	FILE *file;
	struct arena *arena;		/* of one line */
	struct arena *hash_arena;
	struct sha256_run *hash;
};

static void write_line(struct inventory_writer *writer, const struct value *line)
{
	struct str text = arena_join(writer->arena, json_print(writer->arena, line), S("\n"));

	sha256_add(writer->hash, text);
	fwrite(text.data, 1, text.len, writer->file);
	arena_reset(writer->arena);
}

struct inventory_writer *inventory_create(int folder, const struct value *head)
{
	int fd = openat(folder, INVENTORY_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	struct inventory_writer *writer;

	if (file == NULL)
		return NULL;
	writer = calloc(1, sizeof(*writer));
	if (writer == NULL)
		abort();
	writer->file = file;
	writer->arena = arena_new(ARENA_BYTES);
	writer->hash_arena = arena_new(ARENA_BYTES);
	writer->hash = sha256_begin(writer->hash_arena);
	write_line(writer, head);
	return writer;
}

void inventory_add(struct inventory_writer *writer, const struct inventory_file *file)
{
	struct value *line = value_map(writer->arena);

	map_str(line, "path", str_of(file->path));
	map_int(line, "size", file->size);
	map_str(line, "sha256", str_of(file->sha256));
	map_int(line, "original", file->original);
	map_int(line, "changed", file->changed);
	map_int(line, "mode", file->mode);
	write_line(writer, line);
}

bool inventory_finish(struct inventory_writer *writer, const struct inventory_totals *totals, int64_t now)
{
	struct str hash = hex(writer->hash_arena, sha256_end(writer->hash_arena, writer->hash));
	struct value *line = value_map(writer->hash_arena);
	struct str text;
	bool written;

	map_int(line, "files", totals->files);
	map_int(line, "bytes", totals->bytes);
	map_int(line, "new_files", totals->new_files);
	map_int(line, "new_bytes", totals->new_bytes);
	map_str(line, "ended", clock_rfc3339(writer->hash_arena, now));
	map_str(line, "sha256", hash);
	text = json_print(writer->hash_arena, line);
	fprintf(writer->file, "%.*s\n", STR_ARG(text));
	written = fflush(writer->file) == 0 && !ferror(writer->file) && fsync(fileno(writer->file)) == 0;
	writer->hash = NULL;
	inventory_abandon(writer);
	return written;
}

void inventory_abandon(struct inventory_writer *writer)
{
	int kept = errno;

	if (writer == NULL)
		return;
	if (writer->hash != NULL)
		sha256_end(writer->hash_arena, writer->hash);
	fclose(writer->file);
	arena_free(writer->arena);
	arena_free(writer->hash_arena);
	free(writer);
	errno = kept;
}

/* A line and what it says; NULL at the end and for what is no JSON. */
static struct value *read_line(struct inventory_reader *reader, struct arena *arena, struct str *text)
{
	ssize_t len = getline(&reader->line, &reader->room, reader->file);
	struct value *line;

	*text = (struct str){ reader->line, len > 0 ? (size_t)len : 0 };
	if (len <= 0 || json_parse(arena, *text, &line) != OK || line->type != VALUE_MAP)
		return NULL;
	return line;
}

bool inventory_open(const char *folder, struct inventory_reader *reader)
{
	struct str text;
	char *path;

	if (asprintf(&path, "%s/" INVENTORY_NAME, folder) < 0)
		abort();
	*reader = (struct inventory_reader){ .file = fopen(path, "re"), .arena = arena_new(ARENA_BYTES),
		.head_arena = arena_new(ARENA_BYTES) };
	free(path);
	reader->hash = sha256_begin(reader->head_arena);
	if (reader->file == NULL)
		return false;
	reader->head = read_line(reader, reader->head_arena, &text);
	sha256_add(reader->hash, arena_str(reader->head_arena, text));
	return reader->head != NULL &&
		str_eq(map_get_str(reader->head, "format"), S(INVENTORY_FORMAT));
}

void inventory_close(struct inventory_reader *reader)
{
	if (reader->hash != NULL)
		sha256_end(reader->head_arena, reader->hash);
	if (reader->file != NULL)
		fclose(reader->file);
	arena_free(reader->arena);
	arena_free(reader->head_arena);
	free(reader->line);
	*reader = (struct inventory_reader){ 0 };
}

/* The closing line. */
static enum inventory_line end(struct inventory_reader *reader, const struct value *line)
{
	struct str hash = hex(reader->arena, sha256_end(reader->arena, reader->hash));

	reader->hash = NULL;
	reader->totals = (struct inventory_totals){ map_get_int(line, "files", 0),
		map_get_int(line, "bytes", 0), map_get_int(line, "new_files", 0),
		map_get_int(line, "new_bytes", 0) };
	return str_eq(hash, map_get_str(line, "sha256")) ? INVENTORY_END : INVENTORY_BAD;
}

/* A path that leads out of the folder would be written anywhere. */
static bool stays_inside(struct str path)
{
	struct str step;

	if (path.len == 0 || path.len >= TREE_PATH || path.data[0] == '/')
		return false;
	while (str_cut(&path, '/', &step))
		if (step.len == 0 || str_eq(step, S("..")) || str_eq(step, S(".")))
			return false;
	return true;
}

enum inventory_line inventory_next(struct inventory_reader *reader, struct inventory_file *file)
{
	struct value *line;
	struct str text;
	struct str path;
	struct str sha;

	arena_reset(reader->arena);
	line = read_line(reader, reader->arena, &text);
	if (line == NULL || reader->hash == NULL)
		return INVENTORY_BAD;
	if (map_get(line, "files") != NULL)
		return end(reader, line);
	sha256_add(reader->hash, text);
	path = map_get_str(line, "path");
	sha = map_get_str(line, "sha256");
	if (!stays_inside(path) || sha.len != SHA256_HEX - 1)
		return INVENTORY_BAD;
	*file = (struct inventory_file){ .size = map_get_int(line, "size", -1),
		.original = map_get_int(line, "original", -1), .changed = map_get_int(line, "changed", 0),
		.mode = map_get_int(line, "mode", OWNER_ONLY) };
	memcpy(file->path, path.data, path.len);
	memcpy(file->sha256, sha.data, sha.len);
	return INVENTORY_FILE;
}
