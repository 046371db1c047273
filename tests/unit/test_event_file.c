/* The form of a file of old events: what is read of it is what was written, by this site, or nothing. */
#include "crypt_fixture.h"

#include "lists/event_file.h"

#define EVENTS 12
#define NAMES 4

/* An event as XRANGE gives it. */
static struct result event(struct arena *arena, unsigned i, struct str by)
{
	const struct str pairs[2 * NAMES] = { S("c"), arena_printf(arena, "%u", i), S("a"), S("draft"),
		S("by"), by, S("at"), S("1700000000000") };
	struct result *items = arena_array(arena, 2, sizeof(*items));

	items[0] = (struct result){ .type = RESULT_STR,
		.str = arena_printf(arena, "1700000000%03u-%u", i / 2, i % 2) };
	items[1] = (struct result){ .type = RESULT_LIST, .count = 2 * NAMES,
		.items = arena_array(arena, 2 * NAMES, sizeof(*items)) };
	for (size_t k = 0; k < 2 * NAMES; k++)
		items[1].items[k] = (struct result){ .type = RESULT_STR, .str = pairs[k] };
	return (struct result){ .type = RESULT_LIST, .items = items, .count = 2 };
}

static struct str make(struct fixture *f, struct event_file *file)
{
	struct result events[EVENTS];
	struct str bytes;

	for (unsigned i = 0; i < EVENTS; i++)
		events[i] = event(f->arena, i, S("李\"\\/<"));
	assert_int_equal(event_file_make(f->arena, events, EVENTS, file, &bytes), OK);
	return bytes;
}

static enum status open_file(struct fixture *f, const struct event_file *file, struct str bytes,
	const char **problem)
{
	struct event_lines lines;

	return event_file_open(f->arena, file, bytes, &lines, problem);
}

static void every_event_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	const char *problem = "";
	struct event_lines lines;
	struct event_file file;
	struct str bytes = make(f, &file);

	assert_str(file.first, S("1700000000000-0"));
	assert_str(file.last, S("1700000000005-1"));
	assert_int_equal(event_file_open(f->arena, &file, bytes, &lines, &problem), OK);
	assert_int_equal(lines.count, EVENTS);
	for (unsigned i = 0; i < EVENTS; i++) {
		const struct result was = event(f->arena, i, S("李\"\\/<"));
		struct result entry;
		struct event_id id;
		struct str text;

		assert_true(event_line_id(lines.lines[i], &text, &id));
		assert_str(text, was.items[0].str);
		assert_int_equal(id.seq, i % 2);
		assert_int_equal(event_line_read(f->arena, lines.lines[i], &entry), OK);
		assert_str(entry.items[0].str, was.items[0].str);
		assert_int_equal(entry.items[1].count, 2 * NAMES);
		for (size_t k = 0; k < 2 * NAMES; k++)
			assert_str(entry.items[1].items[k].str, was.items[1].items[k].str);
	}
}

static void an_event_that_would_not_come_back_makes_no_file(void **state)
{
	struct fixture *f = *state;
	struct result events[2] = { event(f->arena, 0, S("zjj1")), event(f->arena, 1, S("\xff")) };
	struct event_file file;
	struct str bytes;

	assert_int_equal(event_file_make(f->arena, events, 2, &file, &bytes), ERR_INVALID);
	assert_str(file.last, S("1700000000000-1"));
}

static void a_file_cut_anywhere_or_with_any_bit_changed_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *problem = "";
	struct event_file file;
	struct str bytes = make(f, &file);

	for (size_t len = 0; len < bytes.len; len++) {
		assert_int_equal(open_file(f, &file, str_sub(bytes, 0, len), &problem), ERR_DAMAGED);
		assert_string_equal(problem, "is cut short");
	}
	for (size_t bit = 0; bit < bytes.len * 8; bit++) {
		char *changed = arena_cstr(f->arena, bytes);

		changed[bit / 8] = (char)(changed[bit / 8] ^ (1 << bit % 8));
		assert_int_equal(open_file(f, &file, (struct str){ changed, bytes.len }, &problem),
			ERR_DAMAGED);
		assert_string_equal(problem, "was changed");
	}
	assert_int_equal(open_file(f, &file, arena_join(f->arena, bytes, S("x")), &problem), ERR_DAMAGED);
}

static void a_file_that_holds_other_events_than_are_noted_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *problem = "";
	struct event_file file;
	struct str bytes = make(f, &file);
	struct event_file others[4] = { file, file, file, file };

	others[0].first = S("1700000000000-1");
	others[1].last = S("1700000000006-0");
	others[2].count--;
	others[3].count++;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(open_file(f, &others[i], bytes, &problem), ERR_DAMAGED);
}

static enum status check(struct fixture *f, const struct value *jwks, const struct event_file *file,
	struct str previous, struct str jws)
{
	struct event_seals seals = { .jwks = jwks, .site = S("yunchuan"), .previous = previous };
	const char *problem = "";
	enum status status = event_file_check(f->arena, &seals, file, jws, &problem);

	seal_kept_free(&seals.kept);
	return status;
}

static void a_seal_holds_for_its_file_its_site_and_its_place_in_the_chain_alone(void **state)
{
	struct fixture *f = *state;
	const struct value *jwks = keys_jwks(f->arena, f->keys);
	struct event_file file;
	struct event_file other;
	struct str jws;

	(void)make(f, &file);
	assert_int_equal(event_file_sign(f->arena, f->keys, S("yunchuan"), &file, S("before"), &jws), OK);
	assert_int_equal(check(f, jwks, &file, S("before"), jws), OK);
	assert_int_equal(check(f, jwks, &file, S(""), jws), ERR_TOKEN);
	assert_int_equal(check(f, jwks, &file, S("before"), str_sub(jws, 0, jws.len - 1)), ERR_TOKEN);
	other = file;
	other.count++;
	assert_int_equal(check(f, jwks, &other, S("before"), jws), ERR_TOKEN);
	other = file;
	other.hash = file.seal;
	assert_int_equal(check(f, jwks, &other, S("before"), jws), ERR_TOKEN);
	assert_int_equal(event_file_sign(f->arena, f->keys, S("hongcun"), &file, S("before"), &jws), OK);
	assert_int_equal(check(f, jwks, &file, S("before"), jws), ERR_TOKEN);
}

static void a_seal_by_another_key_or_of_another_kind_is_refused(void **state)
{
	struct fixture *f = *state;
	const struct value *jwks = keys_jwks(f->arena, f->keys);
	struct value *claims = value_map(f->arena);
	struct event_file file;
	void *another = NULL;
	struct str jws;

	(void)make(f, &file);
	assert_int_equal(fixture_start(&another), 0);
	assert_int_equal(event_file_sign(f->arena, ((struct fixture *)another)->keys, S("yunchuan"), &file,
		S(""), &jws), OK);
	assert_int_equal(fixture_end(&another), 0);
	assert_int_equal(check(f, jwks, &file, S(""), jws), ERR_TOKEN);
	assert_int_equal(seal_sign(f->arena, f->keys, SEAL_ANSWER, claims, &jws), OK);
	assert_int_equal(check(f, jwks, &file, S(""), jws), ERR_TOKEN);
}

static void ids_are_ordered_as_redis_orders_them(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "1-2", true }, { "0-0", true }, { "1700000000000-18446744073709551615", true },
		{ "", false }, { "1", false }, { "1-", false }, { "-1", false }, { "1-2-3", false },
		{ "1-x", false },
	};
	struct event_id ids[4];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (event_id_parse(str_of(rows[i].text), &ids[0]) != rows[i].good)
			fail_msg("%s", rows[i].text);
	event_id_parse(S("9-10"), &ids[0]);
	event_id_parse(S("9-11"), &ids[1]);
	event_id_parse(S("10-0"), &ids[2]);
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			assert_int_equal(event_id_compare(ids[i], ids[k]), (i > k) - (i < k));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(every_event_comes_back_as_it_was),
		IN_FOLDER(an_event_that_would_not_come_back_makes_no_file),
		IN_FOLDER(a_file_cut_anywhere_or_with_any_bit_changed_is_refused),
		IN_FOLDER(a_file_that_holds_other_events_than_are_noted_is_refused),
		IN_FOLDER(a_seal_holds_for_its_file_its_site_and_its_place_in_the_chain_alone),
		IN_FOLDER(a_seal_by_another_key_or_of_another_kind_is_refused),
		cmocka_unit_test(ids_are_ordered_as_redis_orders_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
