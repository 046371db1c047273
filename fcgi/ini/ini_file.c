#include "ini/ini_file.h"

#include <ini.h>
#include <string.h>

void ini_refuse(struct ini_reading *reading, const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	problem_tell(reading->to, "%.400s, line %d: %s", reading->name, reading->line, what);
	reading->wrong = true;
	reading->owed = false;
}

static void settle(struct ini_reading *reading)
{
	if (reading->owed)
		ini_refuse(reading, "is neither a [section], a comment, nor key = value");
}

/* Whether libinih has to hand it over, or it is an error. */
static bool is_owed(const char *text, int line)
{
	const char *start = text + (line == 1 && strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);

	start += strspn(start, " \t\r\n\f\v");
	if (*start == '\0' || *start == '#' || *start == ';')
		return false;
	return *start != '[' || strchr(start, ']') == NULL;
}

/* libinih's reader: one whole line; one that is too long or no text is refused, not cut. */
static char *next_line(char *text, int room, void *stream)
{
	struct ini_reading *reading = stream;
	bool fits = true;
	int len = 0;
	int c;

	settle(reading);
	while ((c = getc(reading->file)) != EOF && c != '\n')
		if (c == '\0' || len >= room - 2)
			fits = false;
		else
			text[len++] = (char)c;
	if (c == EOF && len == 0 && fits)
		return NULL;
	reading->line++;
	if (!fits) {
		ini_refuse(reading, "is longer than %d bytes or holds a NUL", room - 2);
		len = 0;
	}
	text[len] = '\n';
	text[len + 1] = '\0';
	reading->owed = fits && is_owed(text, reading->line);
	return text;
}

/* libinih's handler: always goes on. */
static int hand_over(void *user, const char *section, const char *key, const char *value)
{
	struct ini_reading *reading = user;

	reading->owed = false;
	reading->take(reading, section, key, value);
	return 1;
}

bool ini_read(struct ini_reading *reading)
{
	int failed;

	ini_stop_on_first_error = false;
	ini_allow_multiline = false;
	ini_use_stack = false;
	ini_max_line = ini_initial_alloc = INI_LINE;
	failed = ini_parse_stream(next_line, reading, hand_over, reading);
	settle(reading);
	if (ferror(reading->file) || (failed != 0 && !reading->wrong))
		ini_refuse(reading, "cannot be read");
	return !reading->wrong;
}
