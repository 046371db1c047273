/*
 * report_rig: years that balance, for tests of report/: a real one, and random ones of which each carries
 * over what the one before left.
 */
#ifndef TESTS_REPORT_RIG_H
#define TESTS_REPORT_RIG_H

#include "report/check.h"

/* Every leaf cell is zero; the sums are filled. */
struct report_figures rig_empty_year(struct arena *arena, int year);
/* The balanced year of a real county, in the form of 2021. */
struct report_figures rig_real_year(struct arena *arena);
/* A random year after that one (NULL: the first). */
struct report_figures rig_random_year(struct arena *arena, int year, const struct report_figures *before,
	unsigned *seed);
/* A draft of it, with texts that nothing is wrong with. */
struct report_draft rig_draft(const struct report_figures *figures, const struct report_figures *before);

/* Sets a cell by its id; asserts that there is one. */
void rig_set(struct report_figures *figures, const char *id, int64_t amount);
int64_t rig_get(const struct report_figures *figures, const char *id);

#endif
