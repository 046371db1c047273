#include "cases/similar.h"

#include "base/text.h"
#include "cases/listing.h"

/* Titles have 60 characters at most; folding may lengthen them. */
#define MOST_PAIRS 120
#define LIKE_ENOUGH 300
#define PAGES 4
#define ROWS_A_PAGE 50

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

/* The likest so far, likest first. */
struct likest {
	struct case_record *records;
	int marks[SIMILAR_MOST];
	size_t count;
};

static void consider(struct likest *likest, const struct case_record *record, int mark)
{
	size_t at = likest->count;

	if (mark < LIKE_ENOUGH)
		return;
	while (at > 0 && likest->marks[at - 1] < mark)
		at--;
	if (at == SIMILAR_MOST)
		return;
	if (likest->count < SIMILAR_MOST)
		likest->count++;
	for (size_t i = likest->count - 1; i > at; i--) {
		likest->records[i] = likest->records[i - 1];
		likest->marks[i] = likest->marks[i - 1];
	}
	likest->records[at] = *record;
	likest->marks[at] = mark;
}

enum status similar_topics(struct casework *work, const struct case_record *record, struct case_record out[SIMILAR_MOST],
	size_t *count)
{
	struct listing listing = { .channel = CHANNEL_TOPIC, .tab = TAB_NEW, .category = record->category, .limit = ROWS_A_PAGE };
	struct likest likest = { .records = out };
	struct pairs own;
	struct listing_page page;

	*count = 0;
	if (record->channel != CHANNEL_TOPIC)
		return OK;
	read_pairs(work->arena, record->title, &own);
	for (int pages = 0; pages < PAGES && (pages == 0 || listing.before.len > 0); pages++) {
		TRY(listing_read(work, &listing, &page));
		for (size_t i = 0; i < page.count; i++) {
			struct pairs other;

			read_pairs(work->arena, page.rows[i].title, &other);
			if (page.rows[i].n != record->n && page.rows[i].state != STATE_CLOSED)
				consider(&likest, &page.rows[i], likeness(&own, &other));
		}
		listing.before = page.next;
	}
	*count = likest.count;
	return OK;
}
