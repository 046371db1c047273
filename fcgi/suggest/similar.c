#include "suggest/similar.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "suggest/checksum.h"

static const char magic[8] = "WZALIKE1";
static const struct gram_kind triples = { 0, 3, 3 };

/* A hash's high part, for which a block knows where its grams start. */
#define STARTS 4096
#define START_OF(hash) ((hash) >> 20)
/* A posting of a title has this bit beside the post's place. */
#define IN_TITLE 0x8000U
/* A run that every eighth post has says nothing, unless there are few posts. */
#define COMMON_SHARE 8
#define COMMON_LEAST 100
/* On a young board a run says as much as among so many posts: two that are alike are so there too. */
#define POSTS_LEAST 1000

struct header {
	char magic[8];
	uint32_t version;
	uint32_t posts;
	uint32_t grams;
	uint32_t postings;
	uint64_t checksum;	/* of all that follows */
};

/* Bytes of the parts after the header, one behind the other: each but the last has a multiple of 4. */
static size_t numbers_size(const struct header *h)
{
	return h->posts * sizeof(uint64_t);
}

static size_t file_size(const struct header *h)
{
	size_t size = sizeof(*h) + numbers_size(h) + (STARTS + 1) * sizeof(uint32_t) +
		((size_t)h->grams * 2 + 1) * sizeof(uint32_t) + h->postings * sizeof(uint16_t);

	return (size + 7) / 8 * 8;
}

static struct block block_at(const struct header *h, const char *bytes)
{
	struct block block = { .posts = h->posts, .numbers = (const void *)(bytes + sizeof(*h)) };

	block.starts = (const void *)(bytes + sizeof(*h) + numbers_size(h));
	block.grams = block.starts + STARTS + 1;
	block.places = block.grams + h->grams;
	block.postings = (const void *)(block.places + h->grams + 1);
	return block;
}

/* A gram of a post while the block is built: hash above, posting below,
	so that they sort as they are stored. */
struct entries {
	uint64_t *list;
	size_t count;
	size_t room;
};

static int by_value(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a;
	uint64_t other = *(const uint64_t *)b;

	return one < other ? -1 : one > other;
}

static void entries_add(struct entries *entries, uint64_t hash, uint32_t posting)
{
	if (entries->count == entries->room) {
		entries->room = entries->room > 0 ? entries->room * 2 : 65536;
		entries->list = realloc(entries->list, entries->room * sizeof(*entries->list));
		if (entries->list == NULL)
			abort();
	}
	entries->list[entries->count++] = hash >> 32 << 32 | posting;
}

struct sides {
	struct grams title;
	struct grams body;
};

static struct sides sides_of(struct arena *arena, struct str title, struct str body)
{
	return (struct sides){ grams_of(arena, gram_text(arena, title), triples),
		grams_of(arena, gram_text(arena, text_first(body, SIMILAR_CHARACTERS)), triples) };
}

static void add_post(struct arena *scratch, const struct indexed_post *post, size_t place,
	struct entries *entries)
{
	struct sides sides = sides_of(scratch, post->title, post->body);

	for (size_t i = 0; i < sides.title.count; i++)
		entries_add(entries, sides.title.list[i].hash, (uint32_t)place << 1 | 1);
	for (size_t i = 0; i < sides.body.count; i++)
		if (grams_find(&sides.title, sides.body.list[i].hash) == NULL)
			entries_add(entries, sides.body.list[i].hash, (uint32_t)place << 1);
}

static uint32_t count_grams(const struct entries *entries)
{
	uint32_t count = 0;

	for (size_t i = 0; i < entries->count; i++)
		count += i == 0 || entries->list[i] >> 32 != entries->list[i - 1] >> 32;
	return count;
}

static void fill(const struct entries *entries, const struct header *h, char *bytes)
{
	uint32_t *starts = (uint32_t *)(void *)(bytes + sizeof(*h) + numbers_size(h));
	uint32_t *grams = starts + STARTS + 1;
	uint32_t *places = grams + h->grams;
	uint16_t *postings = (uint16_t *)(places + h->grams + 1);
	uint32_t count = 0;
	uint32_t start = 0;

	for (size_t i = 0; i < entries->count; i++) {
		uint32_t hash = (uint32_t)(entries->list[i] >> 32);
		uint32_t posting = (uint32_t)entries->list[i];

		if (i == 0 || hash != grams[count - 1]) {
			while (start <= START_OF(hash))
				starts[start++] = count;
			grams[count] = hash;
			places[count++] = (uint32_t)i;
		}
		postings[i] = (uint16_t)(posting >> 1 | ((posting & 1) != 0 ? IN_TITLE : 0));
	}
	while (start <= STARTS)
		starts[start++] = count;
	places[count] = (uint32_t)entries->count;
}

#define SCRATCH_BYTES ((size_t)64 << 20)

struct str block_print(struct arena *arena, const struct indexed_post *posts, size_t count)
{
	struct arena *scratch = arena_new(SCRATCH_BYTES);
	struct header header = { .version = BLOCK_VERSION, .posts = (uint32_t)count };
	struct entries entries = { 0 };
	size_t size;
	char *bytes;

	memcpy(header.magic, magic, sizeof(magic));
	for (size_t i = 0; i < count; i++) {
		add_post(scratch, &posts[i], i, &entries);
		arena_reset(scratch);
	}
	arena_free(scratch);
	if (entries.count > 0)
		qsort(entries.list, entries.count, sizeof(*entries.list), by_value);
	header.grams = count_grams(&entries);
	header.postings = (uint32_t)entries.count;
	size = file_size(&header);
	bytes = arena_alloc(arena, size);
	for (size_t i = 0; i < count; i++)
		memcpy(bytes + sizeof(header) + i * sizeof(uint64_t), &posts[i].number, sizeof(uint64_t));
	fill(&entries, &header, bytes);
	free(entries.list);
	header.checksum = checksum((struct str){ bytes + sizeof(header), size - sizeof(header) });
	memcpy(bytes, &header, sizeof(header));
	return (struct str){ bytes, size };
}

static bool ascending(const uint32_t *numbers, size_t count, uint32_t most)
{
	for (size_t i = 0; i < count; i++)
		if (numbers[i] > most || (i > 0 && numbers[i] < numbers[i - 1]))
			return false;
	return true;
}

/* What a checksum that somebody computed anew doesn't tell. */
static bool sound(const struct header *h, const struct block *block)
{
	if (!ascending(block->starts, STARTS + 1, h->grams) || !ascending(block->grams, h->grams,
		UINT32_MAX) ||
		!ascending(block->places, h->grams + 1, h->postings))
		return false;
	for (size_t i = 0; i < h->postings; i++)
		if ((block->postings[i] & ~IN_TITLE) >= h->posts)
			return false;
	return true;
}

enum status block_read(struct str bytes, struct block *out, const char **problem)
{
	struct header header = { 0 };
	struct block block;

	memcpy(&header, bytes.data, bytes.len < sizeof(header) ? bytes.len : sizeof(header));
	*problem = "no file of similar posts";
	if (bytes.len < sizeof(header) || memcmp(header.magic, magic, sizeof(magic)) != 0)
		return ERR_INVALID;
	*problem = "written by another version";
	if (header.version != BLOCK_VERSION)
		return ERR_INVALID;
	*problem = "truncated or too long";
	if (header.posts > BLOCK_POSTS || bytes.len != file_size(&header))
		return ERR_INVALID;
	*problem = "damaged";
	if (checksum(str_sub(bytes, sizeof(header), bytes.len)) != header.checksum)
		return ERR_INVALID;
	block = block_at(&header, bytes.data);
	if (!sound(&header, &block))
		return ERR_INVALID;
	*out = block;
	return OK;
}

struct postings {
	const uint16_t *list;
	size_t count;
};

static struct postings postings_of(const struct block *block, uint64_t hash)
{
	uint32_t high = (uint32_t)(hash >> 32);

	for (uint32_t i = block->starts[START_OF(high)]; i < block->starts[START_OF(high) + 1]; i++)
		if (block->grams[i] == high)
			return (struct postings){ block->postings + block->places[i],
				block->places[i + 1] - block->places[i] };
	return (struct postings){ 0 };
}

/* How much a run says that so many of all posts have: from 0,
	about 1 for one that a single other post has. */
static double weight(size_t having, size_t posts)
{
	double all = (double)(posts > POSTS_LEAST ? posts : POSTS_LEAST) + 2;

	return having * COMMON_SHARE > posts && having * COMMON_SHARE > COMMON_LEAST ? 0 :
		log(all / ((double)having + 1)) / log(all);
}

/* Half the sum over the runs of each one's title that stand anywhere in the other. */
static void add_gram(const struct postings *found, size_t blocks, bool in_title, double says,
	float *const *degrees)
{
	for (size_t b = 0; b < blocks; b++)
		for (size_t i = 0; i < found[b].count; i++) {
			unsigned sides = (in_title ? 1U : 0U) +
				((found[b].list[i] & IN_TITLE) != 0 ? 1U : 0U);

			degrees[b][found[b].list[i] & ~IN_TITLE] += (float)says * 0.5F * (float)sides;
		}
}

/* Returns how much the grams say in all, those too that no other post has. */
static double add_grams(const struct similar_query *query, const struct grams *grams,
	const struct grams *before, size_t posts, float *const *degrees)
{
	struct postings found[BLOCKS_MOST];
	double all = 0;

	for (size_t i = 0; i < grams->count; i++) {
		uint64_t hash = grams->list[i].hash;
		size_t having = 0;
		double says;

		if (before != NULL && grams_find(before, hash) != NULL)
			continue;
		for (size_t b = 0; b < query->block_count; b++) {
			found[b] = postings_of(&query->blocks[b], hash);
			having += found[b].count;
		}
		says = weight(having > 0 ? having : 1, posts);
		all += says;
		if (says > 0 && having > 0)
			add_gram(found, query->block_count, before == NULL, says, degrees);
	}
	return all;
}

/* Newer posts before older ones that are as alike. */
static size_t insert(struct likeness *list, size_t count, size_t most, struct likeness found)
{
	size_t at = count;

	while (at > 0 && (list[at - 1].degree < found.degree ||
		(!(list[at - 1].degree > found.degree) && list[at - 1].number < found.number)))
		at--;
	if (at == most)
		return count;
	if (count < most)
		count++;
	memmove(list + at + 1, list + at, (count - 1 - at) * sizeof(*list));
	list[at] = found;
	return count;
}

size_t similar_find(struct arena *arena, const struct similar_query *query, struct likeness *list,
	size_t most)
{
	struct sides sides = sides_of(arena, query->title, query->body);
	float **degrees = arena_array(arena, query->block_count + 1, sizeof(*degrees));
	size_t posts = 0;
	size_t count = 0;
	double own;

	for (size_t b = 0; b < query->block_count; b++) {
		degrees[b] = arena_array(arena, query->blocks[b].posts + 1, sizeof(float));
		posts += query->blocks[b].posts;
	}
	own = add_grams(query, &sides.title, NULL, posts, degrees);
	add_grams(query, &sides.body, &sides.title, posts, degrees);
	for (size_t b = 0; b < query->block_count; b++)
		for (size_t i = 0; i < query->blocks[b].posts; i++) {
			struct likeness found = { query->blocks[b].numbers[i], (double)degrees[b][i],
				own > 0 ? (double)degrees[b][i] / own : 0 };

			if (found.degree >= ALIKE_LEAST && found.number != query->except)
				count = insert(list, count, most, found);
		}
	return count;
}

bool similar_speaks(const struct likeness *list, size_t count)
{
	return (count > 0 && list[0].degree >= ALIKE_ONE) ||
	       (count > 0 && list[0].degree >= ALIKE_MOSTLY && list[0].share >= ALIKE_SHARE) ||
	       (count >= ALIKE_COUNT && list[ALIKE_COUNT - 1].degree >= ALIKE_SEVERAL);
}
