/*
 * Preloaded into a program by clock.test.mjs: a wall clock that a file moves by so many seconds (MOVED_CLOCK
 * names it), and time that passes sixty times as fast, for it and for sleeps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FASTER 60

static long moved(void)
{
	FILE *file = fopen(getenv("MOVED_CLOCK"), "re");
	long seconds = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%ld", &seconds) != 1)
		seconds = 0;
	fclose(file);
	return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	static int (*real)(clockid_t, struct timespec *);
	static time_t start;

	if (real == NULL)
		real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
	if (real(clock, out) != 0 || clock != CLOCK_REALTIME)
		return clock == CLOCK_REALTIME ? -1 : 0;
	if (start == 0)
		start = out->tv_sec;
	out->tv_sec = start + (out->tv_sec - start) * FASTER + moved();
	return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
	long long ns = ((long long)time->tv_sec * 1000000000 + time->tv_nsec) / FASTER;
	const struct timespec less = { (time_t)(ns / 1000000000), (long)(ns % 1000000000) };

	return clock_nanosleep(CLOCK_MONOTONIC, 0, &less, left);
}
