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
	*standing = doc_standing(row);
	if (*standing > out->head.newest)
		out->head.newest = *standing;
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

static void write_docs(struct segment_file *out, const struct doc *docs, size_t count)
{
	struct doc_id *ids = room_for(count, sizeof(*ids));
	uint32_t *standings = room_for(count, sizeof(*standings));

	segment_file_part(out, &out->head.rows);
	for (size_t i = 0; i < count; i++) {
		struct doc_row row = docs[i].row;

		row.text = out->head.letter_count;
		for (enum section k = 0; k < SECTIONS; k++)
			row.len[k] = (uint32_t)docs[i].sections[k].count;
		out->head.letter_count += letters_of(&docs[i]);
		write_row(out, &row, &standings[i]);
		ids[i] = (struct doc_id){ row.id, i };
	}
	write_standings(out, standings, count);
	free(standings);
	segment_file_part(out, &out->head.letters);
	for (size_t i = 0; i < count; i++)
		for (enum section k = 0; k < SECTIONS; k++)
			segment_file_add(out, docs[i].sections[k].at,
				docs[i].sections[k].count * sizeof(uint16_t));
	write_ids(out, ids, count);
	free(ids);
}

/* One occurrence: the key above, the document, three bits of its section below. */
static uint64_t occurrence(uint32_t key, size_t doc, enum section section)
{
	return (uint64_t)key << 32 | (uint64_t)doc << 3 | 1u << section;
}

static size_t gather(const struct doc *docs, size_t count, uint64_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (enum section k = 0; k < SECTIONS; k++) {
			struct letters text = docs[i].sections[k];

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
	uint64_t *list;
	uint64_t *other;
	size_t n;

	segment_file_begin(&out, folder, number, (uint32_t)count);
	write_docs(&out, docs, count);
	list = room_for(out.head.letter_count * 2, sizeof(*list));
	other = room_for(out.head.letter_count * 2, sizeof(*other));
	n = gather(docs, count, list);
	/* Two passes: what is sorted lies in the first again. */
	sort(list, other, n);
	free(other);
	segment_file_part(&out, &out.head.lists);
	write_lists(&out, list, n, count);
	free(list);
	return segment_file_end(&out);
}

/* A merge: the new numbers of each source's documents, and where each is among its keys. */
struct merge {
	const struct segment_source *sources;
	size_t count;
	uint32_t *numbers[MERGE_MOST];
	size_t at[MERGE_MOST];
	uint32_t docs;
	struct segment_file out;
};

static void number_docs(struct merge *merge)
{
	for (size_t i = 0; i < merge->count; i++) {
		const struct segment_source *source = &merge->sources[i];
		uint32_t docs = source->segment->head->docs;

		merge->numbers[i] = room_for(docs, sizeof(uint32_t));
		for (uint32_t doc = 0; doc < docs; doc++)
			merge->numbers[i][doc] = doc_dead(source->dead, doc) ? NONE : merge->docs++;
	}
}

static void merge_rows(struct merge *merge)
{
	struct segment_file *out = &merge->out;
	struct doc_id *ids = room_for(merge->docs, sizeof(*ids));
	uint32_t *standings = room_for(merge->docs, sizeof(*standings));
	uint32_t n = 0;

	segment_file_part(out, &out->head.rows);
	for (size_t i = 0; i < merge->count; i++)
		for (uint32_t doc = 0; doc < merge->sources[i].segment->head->docs; doc++) {
			struct doc_row row = *segment_row(merge->sources[i].segment, doc);

			if (merge->numbers[i][doc] == NONE)
				continue;
			row.text = out->head.letter_count;
			for (enum section k = 0; k < SECTIONS; k++)
				out->head.letter_count += row.len[k];
			write_row(out, &row, &standings[n]);
			ids[n] = (struct doc_id){ row.id, n };
			n++;
		}
	write_standings(out, standings, merge->docs);
	free(standings);
	segment_file_part(out, &out->head.letters);
	for (size_t i = 0; i < merge->count; i++)
		for (uint32_t doc = 0; doc < merge->sources[i].segment->head->docs; doc++)
			for (enum section k = 0; k < SECTIONS && merge->numbers[i][doc] != NONE; k++) {
				struct letters text = segment_text(merge->sources[i].segment, doc, k);

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

static size_t merge_list(struct merge *merge, uint32_t key, struct posting *out)
{
	size_t n = 0;

	for (size_t i = 0; i < merge->count; i++) {
		const struct segment *segment = merge->sources[i].segment;
		struct postings list;

		if (merge->at[i] == segment->head->key_count || keys_of(segment)[merge->at[i]] != key)
			continue;
		merge->at[i]++;
		for (segment_list(segment, key, &list); list.doc < segment->head->docs; postings_next(&list))
			if (merge->numbers[i][list.doc] != NONE && n < merge->docs)
				out[n++] = (struct posting){ merge->numbers[i][list.doc], list.sections };
	}
	return n;
}

bool segment_merge(const char *folder, uint64_t number, const struct segment_source *sources, size_t count)
{
	struct merge merge = { .sources = sources, .count = count };
	struct posting *list;
	uint32_t key = 0;

	number_docs(&merge);
	segment_file_begin(&merge.out, folder, number, merge.docs);
	merge_rows(&merge);
	segment_file_part(&merge.out, &merge.out.head.lists);
	list = room_for(merge.docs, sizeof(*list));
	while (next_key(&merge, &key)) {
		size_t n = merge_list(&merge, key, list);

		if (n > 0)
			segment_file_list(&merge.out, key, list, n);
	}
	free(list);
	for (size_t i = 0; i < count; i++)
		free(merge.numbers[i]);
	return segment_file_end(&merge.out);
}
