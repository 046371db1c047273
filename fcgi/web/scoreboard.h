/*
 * scoreboard: what each worker tells its master of the request in hand: by when it must be done, and for
 * which site and page it is.  Owns memory that both share; the master makes it before it forks, and checks
 * what it reads, since a broken worker may have written anything.  Depends on: base/clock, base/log.
 */
#ifndef WEB_SCOREBOARD_H
#define WEB_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"

/* A request for which no site is known yet. */
#define SCORE_NO_SITE SIZE_MAX

/* One worker's place. */
struct worker_score;

/* Longer names of pages are cut. */
#define SCORE_PAGE 48

/* In the master: an array of count places, or NULL when the system has no memory. */
struct worker_score *scoreboard_new(size_t count);
void scoreboard_free(struct worker_score *scoreboard, size_t count);
struct worker_score *scoreboard_of(struct worker_score *scoreboard, size_t i);

/* In the master, before another worker gets the place. */
void score_clear(struct worker_score *score);

/*
 * In the worker: a request begins, which may take most_ms; it is for that site and this page, and has this
 * id; it has ended.
 */
void score_begin(struct worker_score *score, int64_t most_ms);
void score_site(struct worker_score *score, size_t site);
void score_page(struct worker_score *score, const char *page);
void score_request(struct worker_score *score, const char *id);
void score_end(struct worker_score *score);

/*
 * In the master: whether a request has begun since score_clear, whether one is in hand, and whether it takes
 * longer than it may.
 */
bool score_used(const struct worker_score *score);
bool score_busy(const struct worker_score *score);
bool score_overdue(const struct worker_score *score);
/*
 * What score_site, score_page and score_request said of the request in hand; the page in printable ASCII, the
 * id in letters and digits, else "".
 */
size_t score_site_of(const struct worker_score *score);
void score_page_name(const struct worker_score *score, char page[SCORE_PAGE]);
void score_request_id(const struct worker_score *score, char id[LOG_ID + 1]);

#endif
