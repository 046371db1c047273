/*
 * problem: what is wrong with a file that an operator wrote, told one thing after the other to whoever
 * listens.  Depends on: nothing.
 */
#ifndef INI_PROBLEM_H
#define INI_PROBLEM_H

#include <stdarg.h>

/* Bytes of the longest that is told, with its NUL; more is cut. */
#define PROBLEM_BYTES 768

/* Who is told of each thing: "FILE, line 3: [site] id must be …", in English, without line end. */
struct problem_listener {
	void (*tell)(void *context, const char *problem);
	void *context;
};

void problem_tell(const struct problem_listener *to, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void problem_vtell(const struct problem_listener *to, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* One that keeps the first thing told; it is empty until then. */
struct problem_listener problem_first(char first[PROBLEM_BYTES]);

#endif
