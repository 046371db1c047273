/*
 * log: lines on standard error with a syslog priority prefix, as systemd reads them (sd-daemon(3)), or as one
 * JSON object each (log_format); then the prefix is there only where the journal takes it off.  A line that
 * is written while a request is in hand carries the request's id, by which nginx's log and the error page
 * know it too.  One write a line, 1 KiB at most (8 KiB as JSON), so that lines of several processes don't
 * mix.  Never pass bodies, tokens, phone numbers or names.  Fails silently: there is nowhere to say so.
 * Depends on: base/clock, base/text.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The priorities of syslog(3). */
enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6 };

/* How the lines of this process look from now on, and its name in JSON (static storage). */
void log_format(bool json, const char *program);

/* The characters of a request's id. */
#define LOG_ID 32

/* The id of the request in hand, which is kept; "" when there is none. */
void log_request(const char *id);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a line says beside its message: "name=value", in JSON a member of its own. */
struct log_field {
	const char *name;
	const char *text;	/* NULL: the number */
	int64_t number;
};

/* A message with fields, whose texts hold no blanks. */
void log_with(enum log_level level, const char *message, const struct log_field *fields, size_t count);

#endif
