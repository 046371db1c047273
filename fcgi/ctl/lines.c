#include "ctl/lines.h"

#include <stdlib.h>

struct lines *lines_open(const char *path)
{
	FILE *file = fopen(path, "re");
	struct lines *lines;

	if (file == NULL)
		return NULL;
	lines = calloc(1, sizeof(*lines));
	if (lines == NULL)
		abort();
	lines->path = path;
	lines->file = file;
	return lines;
}

void lines_close(struct lines *lines)
{
	if (lines == NULL)
		return;
	fclose(lines->file);
	free(lines);
}

/* Reads up to the line feed; false at the end of the file.  *len counts what would have been, up to one over the limit. */
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

	do
		if (!read_line(lines, &text.len))
			return LINE_END;
	while (str_trim(text).len == 0);
	if (text.len > LINE_BYTES) {
		*problem = "the line is longer than 64 KiB";
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
