/*
 * seat: what a worker tells its master of the request in hand: since when, until when, on which page.  Owns memory that
 * both share; the master makes it before it forks and believes nothing that it can't check.  Depends on: base/clock.
 */
#ifndef WEB_SEAT_H
#define WEB_SEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seat;

/* Longer names of pages are cut. */
#define SEAT_PAGE 48

/* In the master: count seats in a row, or NULL when the system has no memory. */
struct seat *seats_new(size_t count);
void seats_free(struct seat *seats, size_t count);
struct seat *seat_of(struct seat *seats, size_t i);

/* In the master, before another worker gets it. */
void seat_clear(struct seat *seat);

/* In the worker: a request begins, which is to take most_ms at most; it is for this page; it has ended. */
void seat_begin(struct seat *seat, int64_t most_ms);
void seat_page(struct seat *seat, const char *page);
void seat_end(struct seat *seat);

/* In the master.  Whether a request has begun since seat_clear, and whether one has lasted too long. */
bool seat_used(const struct seat *seat);
bool seat_overdue(const struct seat *seat);
/* What seat_page said of the request in hand; printable ASCII. */
void seat_name_page(const struct seat *seat, char page[SEAT_PAGE]);

#endif
