#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* One write a line, so that lines of several workers don't mix. */
static void line(int priority, const char *format, va_list args)
{
	char text[1024];
	int head = snprintf(text, sizeof(text), "<%d>", priority);
	int len = vsnprintf(text + head, sizeof(text) - (size_t)head - 1, format, args);
	size_t end;

	if (len < 0)
		return;
	end = (size_t)head + (size_t)len;
	if (end > sizeof(text) - 2)
		end = sizeof(text) - 2;
	text[end] = '\n';
	if (write(STDERR_FILENO, text, end + 1) < 0)
		return;
}

#define LOG_FUNCTION(name, priority) \
	void name(const char *format, ...) \
	{ \
		va_list args; \
		va_start(args, format); \
		line(priority, format, args); \
		va_end(args); \
	}

LOG_FUNCTION(log_error, 3)
LOG_FUNCTION(log_warn, 4)
LOG_FUNCTION(log_info, 6)
