#include "web/scoreboard.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"

struct worker_score {
	_Atomic uint64_t requests;
	_Atomic int64_t until;	/* of clock_steady; 0: no request in hand */
	_Atomic size_t site;
	char page[SCORE_PAGE];
	char request[LOG_ID + 1];
};

struct worker_score *scoreboard_new(size_t count)
{
	void *memory = mmap(NULL, count * sizeof(struct worker_score), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void scoreboard_free(struct worker_score *scoreboard, size_t count)
{
	munmap(scoreboard, count * sizeof(*scoreboard));
}

struct worker_score *scoreboard_of(struct worker_score *scoreboard, size_t i)
{
	return scoreboard + i;
}

void score_clear(struct worker_score *score)
{
	atomic_store(&score->requests, 0);
	atomic_store(&score->until, 0);
	memset(score->page, 0, sizeof(score->page));
}

void score_begin(struct worker_score *score, int64_t most_ms)
{
	score_page(score, "");
	score_request(score, "");
	score_site(score, SCORE_NO_SITE);
	atomic_fetch_add(&score->requests, 1);
	atomic_store(&score->until, clock_steady() + most_ms);
}

void score_site(struct worker_score *score, size_t site)
{
	atomic_store(&score->site, site);
}

void score_page(struct worker_score *score, const char *page)
{
	snprintf(score->page, sizeof(score->page), "%s", page);
}

void score_request(struct worker_score *score, const char *id)
{
	snprintf(score->request, sizeof(score->request), "%s", id);
}

void score_end(struct worker_score *score)
{
	atomic_store(&score->until, 0);
}

bool score_used(const struct worker_score *score)
{
	return atomic_load(&score->requests) > 0;
}

bool score_busy(const struct worker_score *score)
{
	return atomic_load(&score->until) != 0;
}

bool score_overdue(const struct worker_score *score)
{
	int64_t until = atomic_load(&score->until);

	return until != 0 && until <= clock_steady();
}

size_t score_site_of(const struct worker_score *score)
{
	return atomic_load(&score->site);
}

void score_page_name(const struct worker_score *score, char page[SCORE_PAGE])
{
	memcpy(page, score->page, SCORE_PAGE);
	page[SCORE_PAGE - 1] = '\0';
	for (size_t i = 0; page[i] != '\0'; i++)
		if (page[i] <= ' ' || page[i] > '~')
			page[i] = '?';
}

void score_request_id(const struct worker_score *score, char id[LOG_ID + 1])
{
	memcpy(id, score->request, LOG_ID + 1);
	id[LOG_ID] = '\0';
	for (size_t i = 0; id[i] != '\0'; i++)
		if (!isalnum((unsigned char)id[i]))
			id[0] = '\0';
}
