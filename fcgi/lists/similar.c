#include "lists/similar.h"

#include "base/text.h"
#include "model/access.h"
#include "store/keys.h"

/* Titles have 60 characters at most; folding may lengthen them. */
#define MOST_PAIRS 120
#define LIKE_ENOUGH 300

struct pairs {
	struct str list[MOST_PAIRS];
	size_t count;
};

/* The end of the character that begins at from. */
static size_t next_character(struct str text, size_t from)
{
	size_t at = from + 1;

	while (at < text.len && ((unsigned char)text.data[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void read_pairs(struct arena *arena, struct str title, struct pairs *out)
{
	struct str text = text_fold(arena, title);
	size_t from = 0;

	out->count = 0;
	while (from < text.len && out->count < MOST_PAIRS) {
		size_t middle = next_character(text, from);

		if (middle >= text.len)
			return;
		out->list[out->count++] = str_sub(text, from, next_character(text, middle));
		from = middle;
	}
}

/* Each pair of one counts once against a pair of the other. */
static size_t shared(const struct pairs *one, const struct pairs *other)
{
	bool taken[MOST_PAIRS] = { false };
	size_t count = 0;

	for (size_t i = 0; i < one->count; i++)
		for (size_t k = 0; k < other->count; k++)
			if (!taken[k] && str_eq(one->list[i], other->list[k])) {
				taken[k] = true;
				count++;
				break;
			}
	return count;
}

static int likeness(const struct pairs *one, const struct pairs *other)
{
	size_t all = one->count + other->count;

	return all == 0 ? 0 : (int)(2000 * shared(one, other) / all);
}

int title_likeness(struct arena *arena, struct str one, struct str other)
{
	struct pairs first;
	struct pairs second;

	read_pairs(arena, one, &first);
	read_pairs(arena, other, &second);
	return likeness(&first, &second);
}

/* The closest so far, closest first. */
struct closest {
	struct case_record *records;
	int marks[SIMILAR_MOST];
	size_t count;
};

static void consider(struct closest *closest, const struct case_record *record, int mark)
{
	size_t at = closest->count;

	if (mark < LIKE_ENOUGH)
		return;
	while (at > 0 && closest->marks[at - 1] < mark)
		at--;
	if (at == SIMILAR_MOST)
		return;
	if (closest->count < SIMILAR_MOST)
		closest->count++;
	for (size_t i = closest->count - 1; i > at; i--) {
		closest->records[i] = closest->records[i - 1];
		closest->marks[i] = closest->marks[i - 1];
	}
	closest->records[at] = *record;
	closest->marks[at] = mark;
}

void similar_ask(void *self, struct batch *batch)
{
	struct similar_part *part = self;
	struct casework *work = part->work;

	if (part->record == NULL || part->record->channel != CHANNEL_TOPIC)
		return;
	if (part->rounds == 0)
		BATCH(batch, S("ZREVRANGE"), key_list(work->store, work->arena,
			arena_join(work->arena, S("cat:"), str_of(category_name(part->record->category)))),
			S("0"), num(work->arena, SIMILAR_LOOKED - 1));
	for (size_t i = 0; part->rounds == 1 && i < part->looked; i++)
		BATCH(batch, S("HGETALL"), key_case(work->store, work->arena, part->numbers[i]));
}

static bool takes_merge(const struct case_record *topic, const struct case_record *record)
{
	return topic->n != record->n && topic->state != STATE_CLOSED && topic->category == record->category &&
	       case_visible(topic, &viewer_public);
}

enum status similar_take(void *self, const struct result *results)
{
	struct similar_part *part = self;
	struct arena *arena = part->work->arena;
	struct closest closest = { .records = part->topics };
	struct pairs own;

	if (part->rounds++ == 0) {
		for (size_t i = 0; i < results[0].count; i++)
			if (str_to_u64(results[0].items[i].str, INT64_MAX, &part->numbers[part->looked]))
				part->looked++;
		return OK;
	}
	read_pairs(arena, part->record->title, &own);
	for (size_t i = 0; i < part->looked; i++) {
		struct case_record topic;
		struct pairs other;

		if (record_read(arena, part->numbers[i], &results[i], &topic) != OK ||
			!takes_merge(&topic, part->record))
			continue;
		read_pairs(arena, topic.title, &other);
		consider(&closest, &topic, likeness(&own, &other));
	}
	part->count = closest.count;
	return OK;
}
