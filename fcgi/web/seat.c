#include "web/seat.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"

struct seat {
	_Atomic uint64_t requests;
	_Atomic int64_t until;	/* of clock_steady; 0: no request in hand */
	char page[SEAT_PAGE];
};

struct seat *seats_new(size_t count)
{
	void *memory = mmap(NULL, count * sizeof(struct seat), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void seats_free(struct seat *seats, size_t count)
{
	munmap(seats, count * sizeof(*seats));
}

struct seat *seat_of(struct seat *seats, size_t i)
{
	return seats + i;
}

void seat_clear(struct seat *seat)
{
	atomic_store(&seat->requests, 0);
	atomic_store(&seat->until, 0);
	memset(seat->page, 0, sizeof(seat->page));
}

void seat_begin(struct seat *seat, int64_t most_ms)
{
	seat_page(seat, "");
	atomic_fetch_add(&seat->requests, 1);
	atomic_store(&seat->until, clock_steady() + most_ms);
}

void seat_page(struct seat *seat, const char *page)
{
	snprintf(seat->page, sizeof(seat->page), "%s", page);
}

void seat_end(struct seat *seat)
{
	atomic_store(&seat->until, 0);
}

bool seat_used(const struct seat *seat)
{
	return atomic_load(&seat->requests) > 0;
}

bool seat_overdue(const struct seat *seat)
{
	int64_t until = atomic_load(&seat->until);

	return until != 0 && until <= clock_steady();
}

void seat_name_page(const struct seat *seat, char page[SEAT_PAGE])
{
	memcpy(page, seat->page, SEAT_PAGE);
	page[SEAT_PAGE - 1] = '\0';
	for (size_t i = 0; page[i] != '\0'; i++)
		if (page[i] <= ' ' || page[i] > '~')
			page[i] = '?';
}
