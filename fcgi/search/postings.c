#include "search/postings.h"

#include <string.h>

/*
 * A list is: how many, times 8, and the sections of all of them, as a varint; of each block but the first the
 * last document before it and where it begins, two numbers of 32 bits; then a varint for each document: the
 * distance to the one before it, times 8, and its sections.
 */

static unsigned char *put_varint(unsigned char *at, uint32_t n)
{
	while (n >= 0x80) {
		*at++ = (unsigned char)(n | 0x80);
		n >>= 7;
	}
	*at++ = (unsigned char)n;
	return at;
}

/* False at the end. */
static bool get_varint(const unsigned char **at, const unsigned char *end, uint32_t *out)
{
	uint32_t n = 0;

	for (unsigned shift = 0; shift < 32 && *at < end; shift += 7) {
		unsigned char byte = *(*at)++;

		n |= (uint32_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*out = n;
			return true;
		}
	}
	return false;
}

static size_t jump_count(uint32_t count)
{
	return count > 0 ? (count - 1) / POSTINGS_BLOCK : 0;
}

size_t postings_pack(const struct posting *list, size_t count, unsigned char *bytes)
{
	uint8_t anywhere = 0;
	uint32_t before = 0;
	unsigned char *jumps;
	unsigned char *body;
	unsigned char *at;

	for (size_t i = 0; i < count; i++)
		anywhere |= list[i].sections;
	jumps = put_varint(bytes, (uint32_t)count << 3 | anywhere);
	body = jumps + jump_count((uint32_t)count) * 8;
	at = body;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && i % POSTINGS_BLOCK == 0) {
			uint32_t jump[2] = { before, (uint32_t)(at - body) };

			memcpy(jumps, jump, sizeof(jump));
			jumps += sizeof(jump);
		}
		at = put_varint(at, (list[i].doc - before) << 3 | list[i].sections);
		before = list[i].doc;
	}
	return (size_t)(at - bytes);
}

static void finish(struct postings *list)
{
	list->doc = POSTINGS_END;
	list->left = 0;
}

void postings_next_far(struct postings *list)
{
	uint32_t step;

	if (list->left == 0 || !get_varint(&list->at, list->end, &step)) {
		finish(list);
		return;
	}
	list->left--;
	list->doc += step >> 3;
	list->sections = (uint8_t)(step & 7);
}

void postings_open(struct postings *list, const unsigned char *bytes, size_t len)
{
	uint32_t head;

	*list = (struct postings){ .at = bytes, .end = len > 0 ? bytes + len : bytes };
	if (len > 0 && get_varint(&list->at, list->end, &head)) {
		list->count = head >> 3;
		list->anywhere = (uint8_t)(head & 7);
	}
	if (jump_count(list->count) * 8 > (size_t)(list->end - list->at))
		list->count = 0;
	if (list->count == 0) {
		finish(list);
		return;
	}
	list->jumps = list->at;
	list->body = list->at + jump_count(list->count) * 8;
	list->at = list->body;
	list->left = list->count;
	postings_next(list);
}

static uint32_t jump_doc(const struct postings *list, size_t i)
{
	uint32_t doc;

	memcpy(&doc, list->jumps + i * 8, sizeof(doc));
	return doc;
}

/* Goes to the last block that may have the document, if that lies ahead. */
static void jump(struct postings *list, uint32_t doc)
{
	size_t low = (list->count - list->left) / POSTINGS_BLOCK;
	size_t high = jump_count(list->count);
	size_t first = low;
	uint32_t offset;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (jump_doc(list, middle) < doc)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == first)
		return;
	memcpy(&offset, list->jumps + (low - 1) * 8 + 4, sizeof(offset));
	if (offset > (size_t)(list->end - list->body)) {
		finish(list);
		return;
	}
	list->doc = jump_doc(list, low - 1);
	list->at = list->body + offset;
	list->left = list->count - (uint32_t)(low * POSTINGS_BLOCK);
	postings_next(list);
}

void postings_seek(struct postings *list, uint32_t doc)
{
	if (list->doc >= doc)
		return;
	/* A step or two is cheaper than the search for a block. */
	for (int i = 0; i < 4 && list->doc < doc; i++)
		postings_next(list);
	if (list->doc < doc && list->left > POSTINGS_BLOCK)
		jump(list, doc);
	while (list->doc < doc)
		postings_next(list);
}
