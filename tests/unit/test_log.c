/* The lines of the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"

#define ID "0123456789abcdef0123456789abcdef"

static int kept;
static int pipes[2];
static char line[16384];

static void catch_log(void)
{
	assert_int_equal(pipe(pipes), 0);
	kept = dup(STDERR_FILENO);
	dup2(pipes[1], STDERR_FILENO);
}

/* What was written to standard error meanwhile: it fits into the pipe. */
static const char *caught(void)
{
	ssize_t len = read(pipes[0], line, sizeof(line) - 1);

	dup2(kept, STDERR_FILENO);
	close(kept);
	close(pipes[0]);
	close(pipes[1]);
	assert_true(len > 0);
	line[len] = '\0';
	return line;
}

static const struct log_field fields[] = { { "route", "/topics/:n", 0 }, { "ms", NULL, 12 } };

static void a_line_has_its_priority_its_fields_and_the_request_in_hand(void **state)
{
	(void)state;
	catch_log();
	log_error("a %s", "b");
	assert_string_equal(caught(), "<3>a b\n");
	log_request(ID);
	catch_log();
	log_with(LOG_LEVEL_WARNING, "slow request", fields, 2);
	assert_string_equal(caught(), "<4>slow request route=/topics/:n ms=12 request=" ID "\n");
	log_request("");
	catch_log();
	log_info("over");
	assert_string_equal(caught(), "<6>over\n");
}

static void a_message_that_is_too_long_loses_its_end_and_not_the_requests_id(void **state)
{
	char *text = malloc(5000);

	(void)state;
	memset(text, 'x', 4999);
	text[4999] = '\0';
	log_request(ID);
	catch_log();
	log_warn("%s", text);
	assert_true(strlen(caught()) <= 1024);
	assert_non_null(strstr(line, "xxx request=" ID "\n"));
	log_request("");
	free(text);
}

/* The members of a line in JSON; it must be one object and a line end. */
static const struct value *parsed(struct arena *arena)
{
	struct str text = str_of(caught());
	struct value *value = NULL;

	assert_int_equal(text.data[text.len - 1], '\n');
	assert_int_equal(json_parse(arena, str_sub(text, 0, text.len - 1), &value), OK);
	return value;
}

static void as_json_each_line_is_an_object_whatever_is_in_it(void **state)
{
	static const struct {
		const char *message;
		const char *read_as;
	} rows[] = {
		{ "a \"quoted\" \\ word", "a \"quoted\" \\ word" },
		{ "two\nlines\tand \x01", "two\nlines\tand \x01" },
		{ "中文", "中文" },
		{ "no \xff UTF-8", "no ? UTF-8" },
	};
	struct arena *arena = arena_new(1 << 20);
	const struct value *value;
	char *text = malloc(5000);

	(void)state;
	memset(text, '\x01', 4999);
	text[4999] = '\0';
	log_format(true, "wenzheng");
	for (size_t i = 0; i < 4; i++) {
		catch_log();
		log_warn("%s", rows[i].message);
		value = parsed(arena);
		assert_true(str_eq(map_get_str(value, "message"), str_of(rows[i].read_as)));
		assert_true(str_eq(map_get_str(value, "level"), S("warning")));
		assert_null(map_get(value, "request"));
	}
	log_request(ID);
	catch_log();
	log_error("%s", text);
	assert_true(str_eq(map_get_str(parsed(arena), "request"), S(ID)));
	catch_log();
	log_with(LOG_LEVEL_INFO, "m", fields, 2);
	value = parsed(arena);
	assert_int_equal(map_get_int(value, "ms", 0), 12);
	assert_true(str_eq(map_get_str(value, "route"), S("/topics/:n")));
	assert_true(str_eq(map_get_str(value, "program"), S("wenzheng")));
	log_request("");
	log_format(false, NULL);
	free(text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_its_priority_its_fields_and_the_request_in_hand),
		cmocka_unit_test(a_message_that_is_too_long_loses_its_end_and_not_the_requests_id),
		cmocka_unit_test(as_json_each_line_is_an_object_whatever_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
