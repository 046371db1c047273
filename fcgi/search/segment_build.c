#include "search/segment_build.h"

#include <stdlib.h>

#include "search/segment_file.h"

#define NONE UINT32_MAX

static void *room_for(size_t count, size_t size)
{
	void *room = calloc(count + 1, size);

	if (room == NULL)
		abort();
	return room;
}

static int compare_ids(const void *a, const void *b)
{
	uint64_t x = ((const struct doc_id *)a)->id;
	uint64_t y = ((const struct doc_id *)b)->id;

	return (x > y) - (x < y);
}

static void write_ids(struct segment_file *out, struct doc_id *ids, size_t count)
{
	qsort(ids, count, sizeof(*ids), compare_ids);
	segment_file_part(out, &out->head.ids);
	segment_file_add(out, ids, count * sizeof(*ids));
}

static void write_row(struct segment_file *out, const struct doc_row *row, uint32_t *standing)
{
	uint32_t bonus = doc_bonus(row);

	*standing = doc_standing(row);
	if (*standing > out->head.newest)
		out->head.newest = *standing;
	if (bonus > out->head.bonus)
		out->head.bonus = bonus;
	segment_file_add(out, row, sizeof(*row));
}

static void write_standings(struct segment_file *out, const uint32_t *standings, size_t count)
{
	segment_file_part(out, &out->head.standings);
	segment_file_add(out, standings, count * sizeof(*standings));
}

static uint64_t letters_of(const struct doc *doc)
{
	uint64_t count = 0;

	for (enum section i = 0; i < SECTIONS; i++)
		count += doc->sections[i].count;
	return count;
}

/* Documents of a segment lie in this order: the highest standing first. */
static int compare_rows(const struct doc_row *a, const struct doc_row *b)
{
	uint32_t x = doc_standing(a);
	uint32_t y = doc_standing(b);

	return x != y ? (x < y) - (x > y) : (a->id < b->id) - (a->id > b->id);
}

static int compare_docs(const void *a, const void *b)
{
	return compare_rows(&(*(const struct doc *const *)a)->row, &(*(const struct doc *const *)b)->row);
}

static void write_docs(struct segment_file *out, const struct doc *const *docs, size_t count)
{
	struct doc_id *ids = room_for(count, sizeof(*ids));
	uint32_t *standings = room_for(count, sizeof(*standings));

	segment_file_part(out, &out->head.rows);
	for (size_t i = 0; i < count; i++) {
		struct doc_row row = docs[i]->row;

		row.text = out->head.letter_count;
		for (enum section k = 0; k < SECTIONS; k++)
			row.len[k] = (uint32_t)docs[i]->sections[k].count;
		out->head.letter_count += letters_of(docs[i]);
		write_row(out, &row, &standings[i]);
		ids[i] = (struct doc_id){ row.id, i };
	}
	write_standings(out, standings, count);
	free(standings);
	segment_file_part(out, &out->head.letters);
	for (size_t i = 0; i < count; i++)
		for (enum section k = 0; k < SECTIONS; k++)
			segment_file_add(out, docs[i]->sections[k].at,
				docs[i]->sections[k].count * sizeof(uint16_t));
	write_ids(out, ids, count);
	free(ids);
}

/* One occurrence: the key above, the document, three bits of its section below. */
static uint64_t occurrence(uint32_t key, size_t doc, enum section section)
{
	return (uint64_t)key << 32 | (uint64_t)doc << 3 | 1u << section;
}

static size_t gather(const struct doc *const *docs, size_t count, uint64_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (enum section k = 0; k < SECTIONS; k++) {
			struct letters text = docs[i]->sections[k];

			for (size_t at = 0; at < text.count; at++) {
				out[n++] = occurrence(key_of_one(text.at[at]), i, k);
				if (at + 1 < text.count)
					out[n++] = occurrence(key_of_two(text.at + at), i, k);
			}
		}
	return n;
}

/* Sorts by key, 16 bits at a time from the lowest; what has the same key stays in order. */
static void sort(uint64_t *list, uint64_t *other, size_t count)
{
	size_t *starts = room_for(1 << 16, sizeof(*starts));

	for (unsigned shift = 32; shift < 64; shift += 16) {
		size_t sum = 0;
		uint64_t *was = list;

		memset(starts, 0, ((size_t)1 << 16) * sizeof(*starts));
		for (size_t i = 0; i < count; i++)
			starts[list[i] >> shift & 0xffff]++;
		for (size_t i = 0; i < 1 << 16; i++) {
			size_t here = starts[i];

			starts[i] = sum;
			sum += here;
		}
		for (size_t i = 0; i < count; i++)
			other[starts[list[i] >> shift & 0xffff]++] = list[i];
		list = other;
		other = was;
	}
	free(starts);
}

static void write_lists(struct segment_file *out, const uint64_t *list, size_t count, size_t docs)
{
	struct posting *postings = room_for(docs, sizeof(*postings));
	size_t at = 0;

	while (at < count) {
		uint32_t key = (uint32_t)(list[at] >> 32);
		size_t n = 0;

		for (; at < count && (uint32_t)(list[at] >> 32) == key; at++) {
			uint32_t doc = (uint32_t)list[at] >> 3;

			if (n == 0 || postings[n - 1].doc != doc)
				postings[n++] = (struct posting){ .doc = doc };
			postings[n - 1].sections |= (uint8_t)(list[at] & 7);
		}
		segment_file_list(out, key, postings, n);
	}
	free(postings);
}

bool segment_build(const char *folder, uint64_t number, const struct doc *docs, size_t count)
{
	struct segment_file out;
	const struct doc **order = room_for(count, sizeof(*order));
	uint64_t *list;
	uint64_t *other;
	size_t n;

	for (size_t i = 0; i < count; i++)
		order[i] = &docs[i];
	qsort(order, count, sizeof(*order), compare_docs);
	segment_file_begin(&out, folder, number, (uint32_t)count);
	write_docs(&out, order, count);
	list = room_for(out.head.letter_count * 2, sizeof(*list));
	other = room_for(out.head.letter_count * 2, sizeof(*other));
	n = gather(order, count, list);
	free(order);
	/* Two passes: what is sorted lies in the first again. */
	sort(list, other, n);
	free(other);
	segment_file_part(&out, &out.head.lists);
	write_lists(&out, list, n, count);
	free(list);
	return segment_file_end(&out);
}

/* A document of a source. */
struct place {
	uint32_t source;
	uint32_t doc;
};

/*
 * A merge: the documents in their new order, the new numbers of each source's, and where each is among its
 * keys.
 */
struct merge {
	const struct segment_source *sources;
	size_t count;
	uint32_t *numbers[MERGE_MOST];
	size_t at[MERGE_MOST];
	struct place *places;
	uint32_t docs;
	struct segment_file out;
};

/* Goes on to the first document of the source, from there on, that is up to date. */
static void skip_dead(const struct segment_source *source, uint32_t *doc)
{
	while (*doc < source->segment->head->docs && doc_dead(source->dead, *doc))
		++*doc;
}

/* The source whose next document comes first; false when all have ended. */
static bool next_source(const struct merge *merge, const uint32_t *at, uint32_t *out)
{
	const struct doc_row *best = NULL;

	for (uint32_t i = 0; i < merge->count; i++) {
		const struct segment *segment = merge->sources[i].segment;
		const struct doc_row *row;

		if (at[i] >= segment->head->docs)
			continue;
		row = segment_row(segment, at[i]);
		if (best == NULL || compare_rows(row, best) < 0) {
			best = row;
			*out = i;
		}
	}
	return best != NULL;
}

static void number_docs(struct merge *merge)
{
	uint32_t at[MERGE_MOST] = { 0 };
	size_t docs = 0;
	uint32_t from;

	for (size_t i = 0; i < merge->count; i++) {
		const struct segment_source *source = &merge->sources[i];

		docs += source->segment->head->docs;
		merge->numbers[i] = room_for(source->segment->head->docs, sizeof(uint32_t));
		memset(merge->numbers[i], 0xff, source->segment->head->docs * sizeof(uint32_t));
		skip_dead(source, &at[i]);
	}
	merge->places = room_for(docs, sizeof(*merge->places));
	while (next_source(merge, at, &from)) {
		merge->places[merge->docs] = (struct place){ from, at[from] };
		merge->numbers[from][at[from]++] = merge->docs++;
		skip_dead(&merge->sources[from], &at[from]);
	}
}

static void merge_rows(struct merge *merge)
{
	struct segment_file *out = &merge->out;
	struct doc_id *ids = room_for(merge->docs, sizeof(*ids));
	uint32_t *standings = room_for(merge->docs, sizeof(*standings));

	segment_file_part(out, &out->head.rows);
	for (uint32_t n = 0; n < merge->docs; n++) {
		struct place place = merge->places[n];
		struct doc_row row = *segment_row(merge->sources[place.source].segment, place.doc);

		row.text = out->head.letter_count;
		for (enum section k = 0; k < SECTIONS; k++)
			out->head.letter_count += row.len[k];
		write_row(out, &row, &standings[n]);
		ids[n] = (struct doc_id){ row.id, n };
	}
	write_standings(out, standings, merge->docs);
	free(standings);
	segment_file_part(out, &out->head.letters);
	for (uint32_t n = 0; n < merge->docs; n++)
		for (enum section k = 0; k < SECTIONS; k++) {
			struct place place = merge->places[n];
			struct letters text =
				segment_text(merge->sources[place.source].segment, place.doc, k);

			segment_file_add(out, text.at, text.count * sizeof(*text.at));
		}
	write_ids(out, ids, merge->docs);
	free(ids);
}

static const uint32_t *keys_of(const struct segment *segment)
{
	return (const uint32_t *)(const void *)(segment->bytes + segment->head->keys);
}

/* The lowest key that was not yet merged; false when all were. */
static bool next_key(const struct merge *merge, uint32_t *key)
{
	bool found = false;

	for (size_t i = 0; i < merge->count; i++) {
		const struct segment *segment = merge->sources[i].segment;

		if (merge->at[i] < segment->head->key_count &&
			(!found || keys_of(segment)[merge->at[i]] < *key)) {
			*key = keys_of(segment)[merge->at[i]];
			found = true;
		}
	}
	return found;
}

/* Two ascending lists, of which the first has room for both, become one in it. */
static void merge_postings(struct posting *list, size_t count, const struct posting *more, size_t more_count)
{
	size_t at = count + more_count;

	while (more_count > 0)
		if (count > 0 && list[count - 1].doc > more[more_count - 1].doc)
			list[--at] = list[--count];
		else
			list[--at] = more[--more_count];
}

/* one has room for the documents of one source. */
static size_t merge_list(struct merge *merge, uint32_t key, struct posting *out, struct posting *one)
{
	size_t n = 0;

	for (size_t i = 0; i < merge->count; i++) {
		const struct segment *segment = merge->sources[i].segment;
		struct postings list;
		size_t count = 0;

		if (merge->at[i] == segment->head->key_count || keys_of(segment)[merge->at[i]] != key)
			continue;
		merge->at[i]++;
		for (segment_list(segment, key, &list); list.doc < segment->head->docs; postings_next(&list))
			if (merge->numbers[i][list.doc] != NONE && n + count < merge->docs)
				one[count++] =
					(struct posting){ merge->numbers[i][list.doc], list.sections };
		merge_postings(out, n, one, count);
		n += count;
	}
	return n;
}

bool segment_merge(const char *folder, uint64_t number, const struct segment_source *sources, size_t count)
{
	struct merge merge = { .sources = sources, .count = count };
	struct posting *list;
	struct posting *one;
	uint32_t key = 0;

	number_docs(&merge);
	segment_file_begin(&merge.out, folder, number, merge.docs);
	merge_rows(&merge);
	segment_file_part(&merge.out, &merge.out.head.lists);
	list = room_for(merge.docs, sizeof(*list));
	one = room_for(merge.docs, sizeof(*one));
	while (next_key(&merge, &key)) {
		size_t n = merge_list(&merge, key, list, one);

		if (n > 0)
			segment_file_list(&merge.out, key, list, n);
	}
	free(list);
	free(one);
	free(merge.places);
	for (size_t i = 0; i < count; i++)
		free(merge.numbers[i]);
	return segment_file_end(&merge.out);
}
