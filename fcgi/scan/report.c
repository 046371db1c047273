#include "scan/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void report_count(struct report *report, enum hidden hidden, int64_t times)
{
	report->lines[hidden].count += times;
}

/* The longest beginning of at most size bytes that ends with a whole character of UTF-8. */
static size_t whole(struct str s, size_t size)
{
	if (s.len <= size)
		return s.len;
	while (size > 0 && ((unsigned char)s.data[size] & 0xc0) == 0x80)
		size--;
	return size;
}

void report_words(struct report *report, enum hidden hidden, struct str words)
{
	struct report_line *line = &report->lines[hidden];
	size_t have = strlen(line->words);
	size_t room = SCAN_WHAT - have;
	char *out = line->words + have;

	words = str_trim(words);
	if (words.len == 0)
		return;
	line->count++;
	if (have > 0) {
		if (room < strlen("、"))
			return;
		memcpy(out, "、", strlen("、"));
		out += strlen("、");
		room -= strlen("、");
	}
	words.len = whole(words, room);
	for (size_t i = 0; i < words.len; i++)
		out[i] = (unsigned char)words.data[i] < ' ' ? ' ' : words.data[i];
	out[words.len] = '\0';
}

size_t report_print(const struct report *report, char *out, size_t room)
{
	size_t len = (size_t)snprintf(out, room, "%s\n", scan_kind_row(report->kind)->name);

	for (int i = 0; i < HIDDEN_KINDS && len < room; i++) {
		const struct report_line *line = &report->lines[i];

		if (line->words[0] != '\0')
			len += (size_t)snprintf(out + len, room - len, "%s\t%s\n",
				hidden_name((enum hidden)i), line->words);
		else if (line->count > 0)
			len += (size_t)snprintf(out + len, room - len, "%s\t%" PRId64 " 处\n",
				hidden_name((enum hidden)i), line->count);
	}
	return len < room ? len : room - 1;
}
