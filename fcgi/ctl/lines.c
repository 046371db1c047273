#include "ctl/lines.h"

#include <errno.h>
#include <stdlib.h>

static struct lines *lines_new(const char *path)
{
	struct lines *lines = calloc(1, sizeof(*lines));

	if (lines == NULL)
		abort();
	lines->path = path;
	return lines;
}

struct lines *lines_open(const char *path)
{
	FILE *file = fopen(path, "re");
	struct lines *lines;

	if (file == NULL)
		return NULL;
	lines = lines_new(path);
	lines->file = file;
	return lines;
}

/* The whole file on the heap, or NULL. */
static char *read_whole(const char *path, size_t *len, const char **problem)
{
	FILE *file = fopen(path, "re");
	size_t room = 0;
	char *bytes = NULL;

	*len = 0;
	while (file != NULL && !feof(file) && !ferror(file) && *len <= TABLE_BYTES) {
		if (*len == room) {
			room = room > 0 ? room * 2 : 65536;
			bytes = realloc(bytes, room);
			if (bytes == NULL)
				abort();
		}
		*len += fread(bytes + *len, 1, room - *len, file);
	}
	if (file == NULL || ferror(file) || *len > TABLE_BYTES) {
		*problem = *len > TABLE_BYTES ? "the file is larger than 256 MiB" : strerror(errno);
		free(bytes);
		bytes = NULL;
	}
	if (file != NULL)
		fclose(file);
	return bytes;
}

struct lines *lines_open_table(const char *path, const char **problem, const char **unknown)
{
	struct lines *lines = NULL;
	struct table *table;
	size_t len;
	char *bytes = read_whole(path, &len, problem);

	if (bytes == NULL)
		return NULL;
	table = table_new((struct str){ bytes, len }, problem, unknown);
	if (table != NULL) {
		lines = lines_new(path);
		lines->table = table;
	}
	free(bytes);
	return lines;
}

bool lines_failed(const struct lines *lines)
{
	return lines->file != NULL && ferror(lines->file) != 0;
}

void lines_close(struct lines *lines)
{
	if (lines == NULL)
		return;
	if (lines->file != NULL)
		fclose(lines->file);
	if (lines->table != NULL)
		table_free(lines->table);
	free(lines);
}

/*
 * Reads up to the line feed; false at the end of the file.  *len counts what would have been, up to one over
 * the limit.
 */
static bool read_line(struct lines *lines, size_t *len)
{
	int c;

	*len = 0;
	while ((c = getc_unlocked(lines->file)) != EOF && c != '\n')
		if (*len <= LINE_BYTES)
			lines->text[(*len)++] = (char)c;
	if (c == EOF && *len == 0)
		return false;
	lines->number++;
	return true;
}

enum line lines_next(struct lines *lines, struct arena *arena, struct value **object, const char **problem)
{
	struct str text = { lines->text, 0 };

	if (lines->table != NULL)
		return table_next(lines->table, arena, &lines->number, object, problem);
	do
		if (!read_line(lines, &text.len))
			return LINE_END;
	while (str_trim(text).len == 0);
	if (text.len > LINE_BYTES) {
		*problem = "the line is longer than 1 MiB";
		return LINE_BAD;
	}
	if (lines->number == 1 && str_starts(text, S("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.len);
	if (json_parse_foreign(arena, text, object) != OK || (*object)->type != VALUE_MAP) {
		*problem = "not a JSON object in UTF-8";
		return LINE_BAD;
	}
	return LINE_OBJECT;
}
