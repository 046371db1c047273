#include "ini/problem.h"

#include <stdio.h>

void problem_vtell(const struct problem_listener *to, const char *format, va_list args)
{
	char text[PROBLEM_BYTES];

	vsnprintf(text, sizeof(text), format, args);
	to->tell(to->context, text);
}

void problem_tell(const struct problem_listener *to, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	problem_vtell(to, format, args);
	va_end(args);
}

static void keep_first(void *context, const char *problem)
{
	char *first = context;

	if (first[0] == '\0')
		snprintf(first, PROBLEM_BYTES, "%s", problem);
}

struct problem_listener problem_first(char first[PROBLEM_BYTES])
{
	first[0] = '\0';
	return (struct problem_listener){ keep_first, first };
}
