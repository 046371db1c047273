/*
 * log: lines on standard error with a syslog priority prefix, as systemd reads them (sd-daemon(3)).
 * Never pass bodies, tokens, phone numbers or names.  Fails silently: there is nowhere to say so.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
