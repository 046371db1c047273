#include "ctl/process/index_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "search/find.h"

#define LONGEST 8
#define ROWS 10
/* Looks for a text that is long enough. */
#define TRIES 1000

/* The same each time. */
static uint64_t any(uint64_t below)
{
	static uint64_t state = 7;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) % below;
}

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* A document of the whole index, each as likely as the others. */
static const struct segment *any_doc(const struct index *index, uint32_t *doc)
{
	uint64_t all = 0;
	uint64_t at;
	size_t i = 0;

	for (size_t k = 0; k < index->manifest.count; k++)
		all += index->manifest.segments[k].docs;
	if (all == 0)
		return NULL;
	for (at = any(all); at >= index->manifest.segments[i].docs; i++)
		at -= index->manifest.segments[i].docs;
	*doc = (uint32_t)at;
	return &index->segments[i];
}

/* A piece of 1 to LONGEST letters of some text. */
static bool any_word(const struct index *index, struct letters *out)
{
	for (int i = 0; i < TRIES; i++) {
		uint32_t doc = 0;
		const struct segment *segment = any_doc(index, &doc);
		size_t count = 1 + any(LONGEST);
		struct letters text;

		if (segment == NULL)
			return false;
		text = segment_text(segment, doc, (enum section)any(SECTIONS));
		if (text.count < count)
			continue;
		*out = (struct letters){ text.at + any(text.count - count + 1), count, NULL };
		return true;
	}
	return false;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static bool ask(const struct index *index, double *us, uint64_t *looked)
{
	struct query query = { .count = 1, .wanted = 1 };
	struct find find = { .query = &query, .limit = ROWS, .filter = { .kind = DOC_KINDS } };
	struct found found;
	double began;

	if (!any_word(index, &query.terms[0].letters))
		return false;
	began = now_us();
	if (find_docs(index, &find, &found) != OK)
		return false;
	*us = now_us() - began;
	*looked = found.looked > *looked ? found.looked : *looked;
	return true;
}

int index_time(struct ctl *ctl, uint64_t queries)
{
	struct index *index = index_new(ctl->config->paths.search);
	double *times = calloc(queries + 1, sizeof(*times));
	uint64_t asked = 0;
	uint64_t looked = 0;

	if (times == NULL)
		abort();
	if (index_follow(index) == OK)
		while (asked < queries && ask(index, &times[asked], &looked))
			asked++;
	if (asked == queries) {
		qsort(times, queries, sizeof(*times), compare);
		printf("{\"documents\":%" PRIu64 ",\"queries\":%" PRIu64
			",\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"most_ms\":%.3f,\"most_looked_at\":%" PRIu64 "}\n", index_docs(index), queries,
			times[queries / 2] / 1e3, times[queries - 1 - queries / 100] / 1e3,
			times[queries - 1] / 1e3, looked);
	}
	free(times);
	index_free(index);
	return asked == queries ? CTL_DONE : ctl_fail("index: there is no index, or nothing in it");
}
