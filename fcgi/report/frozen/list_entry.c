#include "report/frozen/list_entry.h"

#include "base/buf.h"
#include "base/json_print.h"
#include "crypt/keyed_hash.h"

#define KEYS_MOST 8

static void add_line(struct buf *out, struct str name, int64_t number)
{
	buf_printf(out, "%.*s=%lld\n", STR_ARG(name), (long long)number);
}

/* What the year counts of the case, and which texts it was: one fact a line. */
static struct str entry_facts(struct arena *arena, const struct case_record *record, int year)
{
	struct derive_tally tallies[DERIVE_TALLIES];
	struct count counts[COUNTS_MOST];
	struct str period = arena_printf(arena, "%04d", year);
	size_t tally_count = derive_tallies(arena, record, tallies);
	size_t count = counts_of(arena, record, counts);
	struct buf out = buf_in(arena);

	buf_printf(&out, "report-entry\n%d\n%llu\n%s\n%s\n%s\n%.*s\n%.*s\n", year,
		(unsigned long long)record->n, channel_name(record->channel),
		category_name(record->category), applicant_name(record->applicant),
		STR_ARG(record->question_hash), STR_ARG(record->title));
	for (size_t i = 0; i < tally_count; i++)
		if (str_eq(tallies[i].period, period))
			add_line(&out, tallies[i].field, tallies[i].amount);
	for (size_t i = 0; i < count; i++) {
		add_line(&out, counts[i].figure, counts[i].amount);
		add_line(&out, S("at"), counts[i].at);
	}
	return buf_str(&out);
}

static struct str print(struct arena *arena, const struct value *map)
{
	return arena_join(arena, json_print(arena, map), S("\n"));
}

struct str entry_case(struct casework *work, const struct case_record *record, int year, int64_t amount)
{
	struct value *map = value_map(work->arena);
	bool request = record->channel == CHANNEL_REQUEST;

	map_int(map, "case", (int64_t)record->n);
	map_int(map, "version", record->version);
	map_str(map, "category", str_of(request ? applicant_name(record->applicant) :
		category_name(record->category)));
	map_str(map, "hash", keys_index(work->arena, work->keys, entry_facts(work->arena, record, year)));
	if (record->question_hash.len > 0 && case_visible(record, &viewer_public))
		map_str(map, "question", record->question_hash);
	if (amount != 1)
		map_int(map, "amount", amount);
	return print(work->arena, map);
}

bool entry_case_holds(struct casework *work, const struct case_record *record, int year, struct str hash)
{
	struct str hashes[KEYS_MOST];
	size_t count = keys_indexes(work->arena, work->keys, entry_facts(work->arena, record, year), hashes,
		KEYS_MOST);

	for (size_t i = 0; i < count; i++)
		if (str_eq(hashes[i], hash))
			return true;
	return false;
}

struct str entry_article(struct arena *arena, const struct article *article,
	const struct article_version *version)
{
	struct value *map = value_map(arena);

	map_int(map, "article", (int64_t)article->n);
	map_int(map, "version", version->version);
	map_str(map, "category", article->column);
	map_str(map, "hash", article_text_hash(arena, version->bytes));
	return print(arena, map);
}

struct str entry_month(struct arena *arena, int year, int month, int64_t amount)
{
	struct value *map = value_map(arena);

	map_str(map, "month", arena_printf(arena, "%04d-%02d", year, month));
	map_str(map, "category", S("visits"));
	map_int(map, "amount", amount);
	return print(arena, map);
}
