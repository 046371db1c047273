/*
 * Any bytes as a file of suggestions: the first byte says which kind.  The sum over the file is made right,
 * so that what lies behind it is tried too.  What is accepted must answer.
 */
#include "suggest/classifier.h"
#include "suggest/similar.h"
#include "fresh_arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the readers compute it. */
static void mend_sum(char *bytes, size_t len, size_t place)
{
	uint64_t sum = 14695981039346656037U;

	if (len < place + sizeof(sum))
		return;
	for (size_t i = place + sizeof(sum); i + 8 <= len; i += 8) {
		uint64_t next;

		memcpy(&next, bytes + i, sizeof(next));
		sum = (sum ^ next) * 1099511628211U;
		sum ^= sum >> 29;
	}
	memcpy(bytes + place, &sum, sizeof(sum));
}

static void try_classifier(struct arena *arena, struct str bytes)
{
	struct post_text post = post_text(arena, S("城南路灯不亮"), S("城南大道的路灯坏了一排。"));
	struct guess guesses[GUESSES];
	struct classifier classifier;
	const char *problem;

	if (classifier_read(bytes, &classifier, &problem) == OK)
		classifier_guess(arena, &classifier, &post, guesses);
}

static void try_block(struct arena *arena, struct str bytes)
{
	struct likeness list[3];
	struct block block;
	const char *problem;

	if (block_read(bytes, &block, &problem) == OK)
		similar_find(arena, &(struct similar_query){ &block, 1, S("城南路灯不亮"),
			S("城南大道的路灯坏了一排。"), 0 }, list, 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)256 << 20);
	size_t len = size > 0 ? size - 1 : 0;
	char *bytes = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(bytes, data + 1, len);
	if (size > 0 && data[0] % 2 == 0) {
		mend_sum(bytes, len, 48);
		try_classifier(arena, (struct str){ bytes, len });
	} else {
		mend_sum(bytes, len, 24);
		try_block(arena, (struct str){ bytes, len });
	}
	return 0;
}
