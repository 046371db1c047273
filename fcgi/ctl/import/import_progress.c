#include "ctl/import/import_progress.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define TOLD_EVERY_LINES 1000
#define TOLD_EVERY_MS 1000

static void end_progress(struct import *import)
{
	if (import->drawn)
		fputc('\n', stderr);
	import->drawn = false;
}

__attribute__((format(printf, 2, 0))) static void say(struct import *import, const char *format, va_list args)
{
	end_progress(import);
	fprintf(stderr, "%s:%" PRIu64 ": ", import->lines->path, import->lines->number);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

bool import_bad(struct import *import, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(import, format, args);
	va_end(args);
	import->bad++;
	return false;
}

void import_note(struct import *import, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(import, format, args);
	va_end(args);
}

static void tell_progress(struct import *import)
{
	bool terminal = isatty(STDERR_FILENO) == 1;
	int64_t now = clock_steady();

	if (terminal ? now - import->told < TOLD_EVERY_MS : import->lines->number % TOLD_EVERY_LINES != 0)
		return;
	import->told = now;
	import->drawn = terminal;
	fprintf(stderr, "%s%" PRIu64 " lines: %" PRIu64 " new, %" PRIu64 " there already, %" PRIu64 " bad%s",
		terminal ? "\r" : "", import->lines->number, import->fresh, import->repeated, import->bad,
		terminal ? "" : "\n");
}

bool import_take_text(struct import *import, const struct value *object, const struct text_rule *rule,
	struct str *out)
{
	const struct value *member = map_get(object, rule->name);
	size_t length;

	*out = (struct str){ 0 };
	if (member == NULL || member->type == VALUE_NULL)
		return rule->min == 0 || import_bad(import, "%s is missing", rule->name);
	if (member->type != VALUE_STR)
		return import_bad(import, "%s is not a text", rule->name);
	*out = text_tidy(import->ctl->arena, member->str, rule->lines);
	length = text_length(*out);
	if (length < rule->min || length > rule->max)
		return import_bad(import, "%s is %zu characters, must be %zu–%zu", rule->name, length,
			rule->min, rule->max);
	if (!text_plain(*out, rule->lines))
		return import_bad(import, "%s has control characters", rule->name);
	return true;
}

int import_each_line(struct import *import, import_line_function take_in)
{
	struct value *object;
	const char *problem;
	enum line line;

	while ((line = lines_next(import->lines, import->ctl->arena, &object, &problem)) != LINE_END) {
		enum status status = OK;

		if (line == LINE_BAD)
			import_bad(import, "%s", problem);
		else
			status = take_in(import, object);
		if (status == ERR_AWAY || status == ERR_INTERNAL)
			return ctl_fail("%s:%" PRIu64
					": %s; what stands before this line is in, run it again to go on",
				import->lines->path, import->lines->number,
				import->away != NULL ? import->away : ctl_why(status));
		if (status != OK)
			import_bad(import, "%s", ctl_why(status));
		tell_progress(import);
		ctl_next(import->ctl);
	}
	end_progress(import);
	if (lines_failed(import->lines))
		return ctl_fail("%s: %s", import->lines->path, strerror(errno));
	return CTL_DONE;
}
