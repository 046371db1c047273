/*
 * tally_rig: reads the counters that commits keep, of the Redis of casework_rig.
 */
#ifndef TESTS_TALLY_RIG_H
#define TESTS_TALLY_RIG_H

#include <stdint.h>

/* The counter of a period ("all", "2026", "2026-03" …); 0: none. */
int64_t rig_tally(const char *period, const char *field);

#endif
