/* Value trees from JSON text and back: base/json. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/json_print.h"

static int make_arena(void **state)
{
	*state = arena_new((size_t)64 << 20);
	return 0;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static const struct {
	const char *sentence;
	struct str text;
	struct str printed;	/* no data: refused */
} rows[] = {
	{ "an empty map", S("{}"), S("{}") },
	{ "an empty list", S(" [ ] "), S("[]") },
	{ "every type", S("{\"a\":[1,-2,true,false,null,\"x\",{}]}"),
		S("{\"a\":[1,-2,true,false,null,\"x\",{}]}") },
	{ "the order of keys", S("{\"b\":1,\"a\":2,\"c\":3}"), S("{\"b\":1,\"a\":2,\"c\":3}") },
	{ "an empty key", S("{\"\":1}"), S("{\"\":1}") },
	{ "a string alone", S("\"问\""), S("\"问\"") },
	{ "the largest integer", S("[9223372036854775807]"), S("[9223372036854775807]") },
	{ "the smallest integer", S("[-9223372036854775808]"), S("[-9223372036854775808]") },
	{ "an integer too large", S("[9223372036854775808]"), { NULL, 0 } },
	{ "short escapes", S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") },
	{ "other controls as \\u", S("\"\\u0001\\u001f\\u007f\""), S("\"\\u0001\\u001f\x7f\"") },
	{ "the end of a script element", S("\"</script>\""), S("\"\\u003c\\/script>\"") },
	{ "the start of a comment", S("\"<!--\""), S("\"\\u003c!--\"") },
	{ "JavaScript's line ends", S("\"\xe2\x80\xa8\xe2\x80\xa9\""), S("\"\\u2028\\u2029\"") },
	{ "their neighbours", S("\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xa8\""),
		S("\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xa8\"") },
	{ "a pair of surrogate escapes", S("\"\\ud83d\\ude00\""), S("\"\xf0\x9f\x98\x80\"") },
	{ "a lone surrogate escape", S("\"\\ud83d\""), { NULL, 0 } },
	{ "surrogate escapes the wrong way round", S("\"\\ude00\\ud83d\""), { NULL, 0 } },
	{ "an escaped NUL", S("\"a\\u0000b\""), { NULL, 0 } },
	{ "an escaped NUL in a key", S("{\"a\\u0000b\":1}"), { NULL, 0 } },
	{ "a NUL byte in a string", S("\"a\0b\""), { NULL, 0 } },
	{ "a NUL byte behind", S("{}\0"), { NULL, 0 } },
	{ "a line feed in a string", S("\"a\nb\""), { NULL, 0 } },
	{ "bad UTF-8", S("\"\xff\""), { NULL, 0 } },
	{ "an overlong slash", S("\"\xc0\xaf\""), { NULL, 0 } },
	{ "a surrogate's bytes", S("\"\xed\xa0\x80\""), { NULL, 0 } },
	{ "a character cut by the end", S("\"\xe4\xb8"), { NULL, 0 } },
	{ "a key twice", S("{\"a\":1,\"a\":2}"), { NULL, 0 } },
	{ "a key twice, once escaped", S("{\"a\":1,\"\\u0061\":2}"), { NULL, 0 } },
	{ "a fraction", S("[1.5]"), { NULL, 0 } },
	{ "an exponent", S("[1e2]"), { NULL, 0 } },
	{ "a leading zero", S("[01]"), { NULL, 0 } },
	{ "a plus", S("[+1]"), { NULL, 0 } },
	{ "hexadecimal", S("[0x1]"), { NULL, 0 } },
	{ "not a number", S("[NaN]"), { NULL, 0 } },
	{ "a comma too many", S("[1,]"), { NULL, 0 } },
	{ "a comma missing", S("[1 2]"), { NULL, 0 } },
	{ "an unquoted key", S("{a:1}"), { NULL, 0 } },
	{ "single quotes", S("{'a':1}"), { NULL, 0 } },
	{ "a comment", S("[1/*x*/]"), { NULL, 0 } },
	{ "two texts", S("{}{}"), { NULL, 0 } },
	{ "something behind", S("{} x"), { NULL, 0 } },
	{ "an escape that there isn't", S("\"\\x41\""), { NULL, 0 } },
	{ "an escape in capitals", S("\"\\N\""), { NULL, 0 } },
	{ "an escape of three digits", S("\"\\u041\""), { NULL, 0 } },
	{ "escapes of each length", S("\"\\u007f\\u0080\\u07ff\\u0800\\uFFFF\\uDBFF\\uDFFF\""),
		S("\"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf\"") },
	{ "a high surrogate before a character", S("\"\\ud83dx\""), { NULL, 0 } },
	{ "a high surrogate before another escape", S("\"\\ud83d\\n\""), { NULL, 0 } },
	{ "two high surrogates", S("\"\\ud83d\\ud83d\""), { NULL, 0 } },
	{ "minus zero", S("[-0]"), S("[0]") },
	{ "a minus alone", S("[-]"), { NULL, 0 } },
	{ "one below the smallest integer", S("[-9223372036854775809]"), { NULL, 0 } },
	{ "an integer of many digits", S("[99999999999999999999999999]"), { NULL, 0 } },
	{ "a word too long", S("[truer]"), { NULL, 0 } },
	{ "a word too short", S("[tru]"), { NULL, 0 } },
	{ "a word in capitals", S("[True]"), { NULL, 0 } },
	{ "a form feed for a blank", S("[\f1]"), { NULL, 0 } },
	{ "a list closed as a map", S("[1}"), { NULL, 0 } },
	{ "a key without a value", S("{\"a\"}"), { NULL, 0 } },
	{ "a number for a key", S("{1:1}"), { NULL, 0 } },
	{ "a comma first", S("{,\"a\":1}"), { NULL, 0 } },
	{ "cut short", S("{\"a\":"), { NULL, 0 } },
	{ "a byte order mark", S("\xef\xbb\xbf{}"), { NULL, 0 } },
	{ "blanks only", S("  "), { NULL, 0 } },
	{ "nothing", S(""), { NULL, 0 } },
	{ "no pointer at all", { NULL, 0 }, { NULL, 0 } },
};

static void each_text_is_read_and_written_or_refused(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool good = rows[i].printed.data != NULL;
		struct value *tree = NULL;
		enum status status = json_parse(*state, rows[i].text, &tree);

		if (status != (good ? OK : ERR_MALFORMED) || (tree != NULL) != good)
			fail_msg("%s", rows[i].sentence);
		if (good && !str_eq(json_print(*state, tree), rows[i].printed))
			fail_msg("%s: %.*s", rows[i].sentence, STR_ARG(json_print(*state, tree)));
	}
}

static void numbers_of_other_programs_may_be_fractions(void **state)
{
	struct value *tree;

	assert_int_equal(json_parse_foreign(*state, S("{\"a\":1.5,\"b\":[1e3],\"c\":2}"), &tree), OK);
	assert_true(str_eq(json_print(*state, tree), S("{\"a\":null,\"b\":[null],\"c\":2}")));
	assert_int_equal(json_parse_foreign(*state, S("{\"a\":1.5,\"a\":2}"), &tree), ERR_MALFORMED);
}

static struct str nested(struct arena *arena, size_t depth, char open, char close)
{
	struct buf buf = buf_in(arena);

	for (size_t i = 0; i < depth; i++)
		buf_add(&buf, open == '{' && i > 0 ? S("\"a\":{") : (struct str){ &open, 1 });
	for (size_t i = 0; i < depth; i++)
		buf_byte(&buf, close);
	return buf_str(&buf);
}

static void lists_and_maps_nest_32_deep_and_no_deeper(void **state)
{
	struct value *tree;

	assert_int_equal(json_parse(*state, nested(*state, 32, '[', ']'), &tree), OK);
	assert_int_equal(json_parse(*state, nested(*state, 33, '[', ']'), &tree), ERR_MALFORMED);
	assert_int_equal(json_parse(*state, nested(*state, 32, '{', '}'), &tree), OK);
	assert_int_equal(json_parse(*state, nested(*state, 33, '{', '}'), &tree), ERR_MALFORMED);
	assert_int_equal(json_parse(*state, nested(*state, 1000000, '[', ']'), &tree), ERR_MALFORMED);
}

static struct str map_of(struct arena *arena, int count)
{
	struct buf buf = buf_in(arena);

	for (int i = 0; i < count; i++)
		buf_printf(&buf, "%c\"k%d\":%d", i == 0 ? '{' : ',', i, i);
	buf_byte(&buf, '}');
	return buf_str(&buf);
}

static void a_map_has_256_keys_and_no_more(void **state)
{
	struct value *tree;

	assert_int_equal(json_parse(*state, map_of(*state, 256), &tree), OK);
	assert_int_equal(map_get_int(tree, "k255", 0), 255);
	assert_int_equal(json_parse(*state, map_of(*state, 257), &tree), ERR_MALFORMED);
}

static bool has_real(const json_t *from)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_real(from))
		return true;
	json_array_foreach(from, i, member)
		if (has_real(member))
			return true;
	json_object_foreach((json_t *)(uintptr_t)from, key, member)
		if (has_real(member))
			return true;
	return false;
}

/* Whether jansson accepts the text, and if so as the tree that ours, printed, is to it. */
static void compare_with_jansson(struct arena *arena, struct str text)
{
	json_t *theirs = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
	struct value *ours;
	bool good = json_parse(arena, text, &ours) == OK;

	if (good != (theirs != NULL && !has_real(theirs)))
		fail_msg("%s: %.*s", good ? "only we accept" : "only jansson accepts", STR_ARG(text));
	if (good) {
		struct str printed = json_print(arena, ours);
		json_t *again = json_loadb(printed.data, printed.len, JSON_DECODE_ANY, NULL);

		if (!json_equal(theirs, again))
			fail_msg("read differently: %.*s", STR_ARG(text));
		json_decref(again);
	}
	json_decref(theirs);
}

/* Random texts, half of them near to good ones. */
static void jansson_accepts_and_reads_the_same(void **state)
{
	static const char *const pieces[] = {
		"{",
		"}",
		"[",
		"]",
		",",
		":",
		"\"",
		"\"a\":",
		"\"b\":",
		"\"a\"",
		"1",
		"-",
		"0",
		".5",
		"e1",
		"9223372036854775807",
		"true",
		"false",
		"null",
		" ",
		"\n",
		"\\",
		"\\n",
		"\\u00",
		"41",
		"\\ud83d",
		"\\ude00",
		"问",
		"\xe4",
		"\xb8",
		"\xed\xa0\x80",
		"\x01",
		"/",
		"[1,2]",
		"{\"a\":{}}",
		"\"\"",
	};
	static const char good[] =
		"{\"a\":[1,-20,\"\\u95ee\\ud83d\\ude00\\n\"],\"b\":{\"c\":null,\"d\":true},\"e\":\"路灯\"}";
	unsigned seed = 11;

	for (int round = 0; round < 60000; round++) {
		struct buf text = buf_in(*state);

		if (round % 2) {
			size_t at = (size_t)rand_r(&seed) % sizeof(good);
			size_t to = at + (size_t)rand_r(&seed) % 3;

			buf_add(&text, str_sub(S(good), 0, at));
			buf_add(&text,
				str_of(pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]));
			buf_add(&text, str_sub(S(good), to, sizeof(good)));
		} else {
			for (int i = rand_r(&seed) % 8; i >= 0; i--)
				buf_add(&text,
					str_of(pieces[(size_t)rand_r(&seed) %
						(sizeof(pieces) / sizeof(pieces[0]))]));
		}
		compare_with_jansson(*state, buf_str(&text));
		arena_reset(*state);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].text.data != NULL)
			compare_with_jansson(*state, rows[i].text);
}

static void every_prefix_of_a_text_is_refused(void **state)
{
	struct str whole = S("{\"title\":\"路灯\\n不亮\",\"n\":[1,{\"x\":null}],\"ok\":true}");
	struct value *tree;

	for (size_t len = 0; len < whole.len; len++) {
		/* An exact copy, so that the sanitizer sees a byte too many being read. */
		char *exact = malloc(len + 1);

		memcpy(exact, whole.data, len);
		assert_int_equal(json_parse(*state, (struct str){ exact, len }, &tree), ERR_MALFORMED);
		free(exact);
	}
	assert_int_equal(json_parse(*state, whole, &tree), OK);
	assert_true(str_eq(json_print(*state, tree), whole));
}

static void a_view_is_printed(void **state)
{
	struct value *map = value_map(*state);

	map_str(map, "none", (struct str){ 0 });
	map_str(map, "nul", S("a\0b"));
	map_int(map, "least", INT64_MIN);
	map_bool(map, "yes", true);
	map_list(map, "list");
	assert_true(str_eq(json_print(*state, map),
		S("{\"none\":\"\",\"nul\":\"a\\u0000b\",\"least\":-9223372036854775808,"
		  "\"yes\":true,\"list\":[]}")));
}

/* Any bytes that are valid UTF-8 come back as they went. */
static void what_is_printed_is_read_back_the_same(void **state)
{
	static const char *const pieces[] = { "a", "\"", "\\", "/", "<", "\n", "\x01", "\x7f", "问",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xf0\x9f\x98\x80", "\\u0041" };
	unsigned seed = 7;

	for (int round = 0; round < 20000; round++) {
		struct value *map = value_map(*state);
		struct buf text = buf_in(*state);
		struct value *back;

		for (int i = rand_r(&seed) % 20; i > 0; i--)
			buf_add(&text,
				str_of(pieces[(size_t)rand_r(&seed) % (sizeof(pieces) / sizeof(pieces[0]))]));
		map_str(map, "text", buf_str(&text));
		map_value(map, arena_cstr(*state, arena_join(*state, S("key"), buf_str(&text))),
			map_get(map, "text"));
		assert_int_equal(json_parse(*state, json_print(*state, map), &back), OK);
		assert_true(str_eq(map_get_str(back, "text"), buf_str(&text)));
		assert_true(str_eq(back->last->key, map->last->key));
		arena_reset(*state);
	}
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(each_text_is_read_and_written_or_refused),
		IN_ARENA(numbers_of_other_programs_may_be_fractions),
		IN_ARENA(lists_and_maps_nest_32_deep_and_no_deeper),
		IN_ARENA(a_map_has_256_keys_and_no_more),
		IN_ARENA(jansson_accepts_and_reads_the_same),
		IN_ARENA(every_prefix_of_a_text_is_refused),
		IN_ARENA(a_view_is_printed),
		IN_ARENA(what_is_printed_is_read_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
