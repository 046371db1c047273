#include "search/simplified.h"

#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/text.h"

/* The blocks of Chinese characters: extension A, the common ones, compatibility forms. */
static const struct block {
	uint32_t first;
	uint32_t last;
} blocks[] = { { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xf900, 0xfaff } };

#define BLOCKS (sizeof(blocks) / sizeof(blocks[0]))
#define LINE 4	/* bytes of one of these characters and the line end */

/* All of them, one a line, so that no word of several is seen in them. */
static void write_lines(char *out)
{
	for (size_t i = 0; i < BLOCKS; i++)
		for (uint32_t point = blocks[i].first; point <= blocks[i].last; point++) {
			*out++ = (char)(0xe0 | point >> 12);
			*out++ = (char)(0x80 | (point >> 6 & 0x3f));
			*out++ = (char)(0x80 | (point & 0x3f));
			*out++ = '\n';
		}
}

static void read_lines(struct str lines, uint16_t *forms, size_t count)
{
	struct str line;

	for (size_t i = 0; i < BLOCKS; i++)
		for (uint32_t point = blocks[i].first; point <= blocks[i].last; point++) {
			size_t at = 0;
			int32_t form;

			if (!str_cut(&lines, '\n', &line) || line.len == 0)
				continue;
			form = text_point(line, &at);
			if (at == line.len && form > 0 && (size_t)form < count && point < count)
				forms[point] = (uint16_t)form;
		}
}

bool simplified_load(uint16_t *forms, size_t count)
{
	opencc_t opencc = opencc_open(OPENCC_DEFAULT_CONFIG_TRAD_TO_SIMP);
	size_t points = 0;
	char *lines;
	char *simple;

	if (opencc == (opencc_t)-1)
		return false;
	for (size_t i = 0; i < BLOCKS; i++)
		points += blocks[i].last - blocks[i].first + 1;
	lines = malloc(points * LINE);
	if (lines == NULL)
		abort();
	write_lines(lines);
	simple = opencc_convert_utf8(opencc, lines, points * LINE);
	if (simple != NULL)
		read_lines(str_of(simple), forms, count);
	free(lines);
	opencc_close(opencc);
	if (simple == NULL)
		return false;
	opencc_convert_utf8_free(simple);
	return true;
}
