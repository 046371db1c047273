#include "ctl/import/import_progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define TOLD_EVERY_LINES 1000
#define TOLD_EVERY_MS 1000

void import_end_progress(struct import *import)
{
	if (import->drawn)
		fputc('\n', stderr);
	import->drawn = false;
}

bool import_bad(struct import *import, const char *format, ...)
{
	va_list args;

	import_end_progress(import);
	fprintf(stderr, "%s:%" PRIu64 ": ", import->lines->path, import->lines->number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	import->bad++;
	return false;
}

void import_tell_progress(struct import *import)
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
