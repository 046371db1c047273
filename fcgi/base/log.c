#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define LINE 1024
/* Each byte of a message may take six. */
#define JSON_LINE 8192
/* A request's id and the end of an object. */
#define RESERVE 64

static struct {
	const char *program;	/* NULL: plain text */
	bool journal;		/* which takes the priority off the line */
	char request[LOG_ID + 1];
} form;

void log_format(bool json, const char *program)
{
	form.program = json ? program : NULL;
	form.journal = getenv("JOURNAL_STREAM") != NULL;	/* systemd.exec(5) */
}

void log_request(const char *id)
{
	snprintf(form.request, sizeof(form.request), "%s", id);
}

/* A line as it grows; what has no room is left out whole. */
struct line {
	char *text;
	size_t len;
	size_t most;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	const size_t room = line->most - line->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line->text + line->len, room, format, args);
	va_end(args);
	if (len > 0 && (size_t)len < room)
		line->len += (size_t)len;
}

/* As RFC 8259 section 7 asks; of a text that is no UTF-8 only what is ASCII. */
static void add_json(struct line *line, const char *text)
{
	const bool valid = text_valid(str_of(text));

	add(line, "\"");
	for (const char *c = text; *c != '\0'; c++) {
		const unsigned char byte = (unsigned char)*c;

		if (byte == '"' || byte == '\\')
			add(line, "\\%c", byte);
		else if (byte < ' ' || byte == 0x7f)
			add(line, "\\u%04x", byte);
		else
			add(line, "%c", byte < 0x80 || valid ? *c : '?');
	}
	add(line, "\"");
}

static void add_member(struct line *line, const char *name, const char *text)
{
	add(line, ",\"%s\":", name);
	add_json(line, text);
}

static void end(struct line *line)
{
	line->text[line->len++] = '\n';
	if (write(STDERR_FILENO, line->text, line->len) < 0)
		return;
}

static void write_text(enum log_level level, const char *message, const struct log_field *fields,
	size_t count)
{
	char text[LINE];
	struct line line = { text, 0, sizeof(text) - RESERVE };

	add(&line, "<%d>%s", (int)level, message);
	for (size_t i = 0; i < count; i++)
		if (fields[i].text != NULL)
			add(&line, " %s=%s", fields[i].name, fields[i].text);
		else
			add(&line, " %s=%lld", fields[i].name, (long long)fields[i].number);
	line.most = sizeof(text);
	if (form.request[0] != '\0')
		add(&line, " request=%s", form.request);
	end(&line);
}

static void write_json(enum log_level level, const char *message, const struct log_field *fields,
	size_t count)
{
	const int64_t now = clock_now();
	const struct date date = date_of_day(clock_day(now));
	const int64_t ms = now - clock_day_start(clock_day(now));
	char text[JSON_LINE];
	struct line line = { text, 0, sizeof(text) - RESERVE };

	if (form.journal)
		add(&line, "<%d>", (int)level);
	add(&line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00\",\"level\":\"%s\"", date.year,
		date.month, date.day, (int)(ms / MS_PER_HOUR), (int)(ms / MS_PER_MINUTE % 60),
		(int)(ms / 1000 % 60), (int)(ms % 1000),
		level == LOG_LEVEL_ERROR ? "error" : level == LOG_LEVEL_WARNING ? "warning" : "info");
	add_member(&line, "program", form.program);
	add(&line, ",\"pid\":%d", (int)getpid());
	add_member(&line, "message", message);
	for (size_t i = 0; i < count; i++)
		if (fields[i].text != NULL)
			add_member(&line, fields[i].name, fields[i].text);
		else
			add(&line, ",\"%s\":%lld", fields[i].name, (long long)fields[i].number);
	line.most = sizeof(text);
	if (form.request[0] != '\0')
		add_member(&line, "request", form.request);
	add(&line, "}");
	end(&line);
}

static void say(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
	(form.program != NULL ? write_json : write_text)(level, message, fields, count);
}

/* A message that is too long loses its end. */
static void say_formatted(enum log_level level, const char *format, va_list args)
{
	char message[LINE - 2 * RESERVE];

	if (vsnprintf(message, sizeof(message), format, args) >= 0)
		say(level, message, NULL, 0);
}

#define LOG_FUNCTION(name, level) \
	void name(const char *format, ...) \
	{ \
		va_list args; \
		va_start(args, format); \
		say_formatted(level, format, args); \
		va_end(args); \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)

void log_with(enum log_level level, const char *message, const struct log_field *fields, size_t count)
{
	say(level, message, fields, count);
}
