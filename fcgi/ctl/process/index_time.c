#include "ctl/process/index_time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "search/inside.h"

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

/* The queries that one of the two indexes is asked. */
struct asking {
	const char *name;
	struct index *index;
	bool newest;	/* first, as its pages ask */
	double *times;	/* us, of each query */
	uint64_t looked;	/* documents, at most */
};

static bool ask(struct asking *asking, double *us)
{
	struct query query = { .count = 1, .wanted = 1 };
	struct find find = { .query = &query, .limit = ROWS, .filter = { .kind = DOC_KINDS },
		.newest = asking->newest };
	struct found found;
	double began;

	if (!any_word(asking->index, &query.terms[0].letters))
		return false;
	began = now_us();
	if (find_docs(asking->index, &find, &found) != OK)
		return false;
	*us = now_us() - began;
	asking->looked = found.looked > asking->looked ? found.looked : asking->looked;
	return true;
}

static bool ask_all(struct asking *asking, uint64_t queries)
{
	uint64_t asked = 0;

	if (index_follow(asking->index) == OK)
		while (asked < queries && ask(asking, &asking->times[asked]))
			asked++;
	qsort(asking->times, asked, sizeof(*asking->times), compare);
	return asked == queries;
}

static void print(const struct asking *asking, uint64_t queries)
{
	const double *times = asking->times;

	printf("\"%s\":{\"documents\":%" PRIu64 ",\"queries\":%" PRIu64 ",\"p50_ms\":%.3f,", asking->name,
		index_docs(asking->index), queries, times[queries / 2] / 1e3);
	printf("\"p99_ms\":%.3f,\"most_ms\":%.3f,\"most_looked_at\":%" PRIu64 "}",
		times[queries - 1 - queries / 100] / 1e3, times[queries - 1] / 1e3, asking->looked);
}

int index_time(struct ctl *ctl, uint64_t queries)
{
	char *inside = inside_folder(ctl->config->paths.search);
	struct asking asking[] = {
		{ .name = "public", .index = index_new(ctl->config->paths.search) },
		{ .name = "staff", .index = index_new(inside), .newest = true },
	};
	bool asked = true;

	for (size_t i = 0; i < 2; i++) {
		asking[i].times = calloc(queries + 1, sizeof(*asking[i].times));
		if (asking[i].times == NULL)
			abort();
		asked = asked && ask_all(&asking[i], queries);
	}
	for (size_t i = 0; i < 2 && asked; i++) {
		putchar(i == 0 ? '{' : ',');
		print(&asking[i], queries);
	}
	if (asked)
		puts("}");
	for (size_t i = 0; i < 2; i++) {
		free(asking[i].times);
		index_free(asking[i].index);
	}
	free(inside);
	return asked ? CTL_DONE : ctl_fail("index: there is no index, or nothing in it");
}
