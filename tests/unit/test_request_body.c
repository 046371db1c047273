/* A request's body and its form: read whole, up to their limits, or not at all (web/body). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "request_rig.h"

#define FORM_DATA "multipart/form-data; boundary=x"
#define PART(name, value) "--x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

static const char FORM[] = "application/x-www-form-urlencoded";

static void bodies_are_read_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *sentence;
		const char *type;
		const char *length;
		struct str body;
		bool broken;
		enum status status;
	} rows[] = {
		{ "a form", FORM, "3", { "a=1", 3 }, false, OK },
		{ "a form that names its charset", "application/x-www-form-urlencoded; charset=UTF-8", "3",
			{ "a=1", 3 }, false, OK },
		{ "the type in capitals", "Application/X-WWW-Form-Urlencoded", "3", { "a=1", 3 }, false, OK },
		{ "no body", NULL, NULL, { "", 0 }, false, OK },
		{ "a body of no length", FORM, "0", { "", 0 }, false, OK },
		{ "shorter than it said", FORM, "5", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "cut off by a dying connection", FORM, "5", { "a=1", 3 }, true, ERR_MALFORMED },
		{ "an error instead of the end", FORM, "3", { "a=1", 3 }, true, ERR_MALFORMED },
		{ "longer than it said", FORM, "2", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "a body that said nothing of its length", FORM, NULL, { "a=1", 3 }, false, ERR_MALFORMED },
		{ "a length that is no number", FORM, "3x", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "a negative length", FORM, "-3", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "a length that overflows", FORM, "99999999999999999999", { "a=1", 3 }, false,
			ERR_MALFORMED },
		{ "another charset", "application/x-www-form-urlencoded; charset=gbk", "3", { "a=1", 3 },
			false, ERR_MEDIA },
		{ "JSON", "application/json", "2", { "{}", 2 }, false, ERR_MEDIA },
		{ "a form with files", FORM_DATA, "57", { PART("a", "1") "--x--", 57 }, false, OK },
		{ "one that is broken", FORM_DATA, "3", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "one shorter than it said", FORM_DATA, "58", { PART("a", "1") "--x--", 57 }, false,
			ERR_MALFORMED },
		{ "one longer than it said", FORM_DATA, "57", { PART("a", "1") "--x--\r\n", 59 }, false,
			ERR_MALFORMED },
		{ "one of more than twice its limit", FORM_DATA, "602", { "a=1", 3 }, false, ERR_TOO_LARGE },
		{ "another multipart", "multipart/mixed; boundary=x", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "no boundary", "multipart/form-data", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "a type that only begins alike", "application/x-www-form-urlencodedx", "3", { "a=1", 3 },
			false, ERR_MEDIA },
		{ "no type", NULL, "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "a NUL byte", FORM, "3", { "a=\0", 3 }, false, ERR_MALFORMED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sent sent = { .method = "POST", .uri = "/topics", .type = rows[i].type,
					   .length = rows[i].length, .body = rows[i].body,
					   .broken = rows[i].broken };
		struct request request;
		enum status status = read_sent(*state, sent, &request);

		if (status != rows[i].status)
			fail_msg("%s: status %d", rows[i].sentence, (int)status);
		assert_str("the path is known whatever the body", request.path, "/topics");
		if (status == OK && rows[i].body.len > 0)
			assert_str(rows[i].sentence, field_get(request.form, "a"), "1");
	}
}

/*
 * At the limit everything is there; past it the text still is, and the request says that files are missing.
 */
static void a_form_with_too_much_in_it_keeps_its_text(void **state)
{
	const struct str head = S(
		PART("a", "1") "--x\r\nContent-Disposition: form-data; name=\"p\"; filename=\"1\"\r\n\r\n");

	for (size_t size = 300; size <= 600; size += 300) {
		struct buf body = buf_in(*state);
		struct sent sent = { .method = "POST", .uri = "/topics", .type = FORM_DATA };
		struct request request;

		buf_add(&body, head);
		while (body.len < size - S("\r\n--x--").len)
			buf_byte(&body, 'p');
		buf_add(&body, S("\r\n--x--"));
		sent.body = buf_str(&body);
		sent.length = size == 300 ? "300" : "600";
		assert_int_equal(read_sent(*state, sent, &request), OK);
		assert_str("the text", field_get(request.form, "a"), "1");
		assert_int_equal(request.uploads_cut, size == 600);
		assert_int_equal(request.uploads != NULL, size == 300);
	}
}

static void sizes_are_tried_at_the_limit_and_one_over(void **state)
{
	struct arena *arena = *state;
	struct request request;
	struct sent sent = { .method = "POST", .uri = "/a", .type = FORM };

	sent.body = repeated(arena, "a=", 'x', sent_body_limits.text);
	sent.length = "200";
	assert_int_equal(read_sent(arena, sent, &request), OK);
	assert_int_equal(field_get(request.form, "a").len, sent_body_limits.text - 2);
	sent.body = repeated(arena, "a=", 'x', sent_body_limits.text + 1);
	sent.length = "201";
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .uri = repeated(arena, "/", 'x', sent_limits.uri).data };
	assert_int_equal(read_sent(arena, sent, &request), OK);
	sent = (struct sent){ .uri = repeated(arena, "/", 'x', sent_limits.uri + 1).data };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .uri = "/a?1&2&3&4" };
	assert_int_equal(read_sent(arena, sent, &request), OK);
	sent = (struct sent){ .uri = "/a?1&2&3&4&5" };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .method = "POST", .uri = "/a", .type = FORM, .length = "9",
		.body = S("1&2&3&4&5") };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .uri = "/", .cookie = repeated(arena, "a=", 'x', REQUEST_COOKIE_MAX).data };
	assert_int_equal(read_sent(arena, sent, &request), OK);
	assert_int_equal(field_get(request.cookies, "a").len, REQUEST_COOKIE_MAX - 2);
	sent = (struct sent){ .uri = "/", .cookie = repeated(arena, "a=", 'x', REQUEST_COOKIE_MAX + 1).data };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
}

static void forms_are_decoded(void **state)
{
	static const struct {
		const char *sentence;
		const char *text;
		const char *name;
		const char *value;
	} rows[] = {
		{ "plus is a space", "a=b+c", "a", "b c" },
		{ "an encoded plus is a plus", "a=b%2Bc", "a", "b+c" },
		{ "Chinese", "a=%E4%BD%A0%E5%A5%BD", "a", "你好" },
		{ "an equals sign in the value", "a=b=c", "a", "b=c" },
		{ "an encoded ampersand", "a=b%26c", "a", "b&c" },
		{ "a line end as browsers send it", "a=b%0D%0Ac", "a", "b\r\nc" },
		{ "a name without a value", "a&b=1", "a", "" },
		{ "the first of two wins", "a=1&a=2", "a", "1" },
		{ "an encoded name", "%61=1", "a", "1" },
		{ "whole names are compared", "ab=1&a=2", "a", "2" },
		{ "a name in capitals is another name", "A=1", "a", "" },
		{ "empty pairs are passed over", "&&a=1", "a", "1" },
	};
	struct field *fields;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(fields_parse_urlencoded(*state, str_of(rows[i].text), 10, &fields), OK);
		assert_str(rows[i].sentence, field_get(fields, rows[i].name), rows[i].value);
	}
	assert_int_equal(fields_parse_urlencoded(*state, S(""), 0, &fields), OK);
	assert_null(fields);
}

static void a_body_is_read_only_by_a_route_that_takes_its_kind_and_size(void **state)
{
	static const char bytes[600];
	static const struct {
		const char *sentence;
		enum body_kind kind;
		const char *type;
		const char *length;
		enum status status;
	} rows[] = {
		{ "a form past its limit", BODY_MULTIPART, FORM, "201", ERR_TOO_LARGE },
		{ "JSON where a form is wanted", BODY_MULTIPART, "application/json", "150", ERR_MEDIA },
		{ "JSON past the limit", BODY_MULTIPART, "application/json", "600", ERR_TOO_LARGE },
		{ "far more than there is", BODY_MULTIPART, "application/json", "99999999", ERR_TOO_LARGE },
		{ "files where none are taken", BODY_FORM, FORM_DATA, "150", ERR_MEDIA },
		{ "files past the limit where none are taken", BODY_FORM, FORM_DATA, "201", ERR_TOO_LARGE },
		{ "a form where no body is taken", BODY_NONE, FORM, "150", ERR_MEDIA },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct body_limits taken = { .kind = rows[i].kind, .text = 200, .upload = 300,
			.fields = 4 };
		struct sent sent = { .type = rows[i].type, .length = rows[i].length,
			.body = { bytes, sizeof(bytes) } };
		const struct gateway gateway = { sent_param, sent_read, &sent };
		struct request request = { .arena = *state };

		if (body_read(&gateway, &taken, &request) != rows[i].status || sent.body_read > 0)
			fail_msg("%s: %zu bytes were read", rows[i].sentence, sent.body_read);
	}
}

static void the_headers_are_read_without_the_body(void **state)
{
	static const char *const methods[] = { "GET", "POST", "PUT" };

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		struct sent sent = { .method = methods[i], .uri = "/topics", .type = FORM, .length = "3",
			.body = S("a=1") };
		const struct gateway gateway = { sent_param, sent_read, &sent };
		struct request request;

		assert_int_equal(request_read(*state, &gateway, &sent_limits, &request), OK);
		assert_int_equal(sent.body_read, 0);
		assert_null(request.form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_form_with_too_much_in_it_keeps_its_text, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(bodies_are_read_whole_or_not_at_all, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(sizes_are_tried_at_the_limit_and_one_over, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(forms_are_decoded, request_set_up, request_tear_down),
		cmocka_unit_test_setup_teardown(a_body_is_read_only_by_a_route_that_takes_its_kind_and_size,
			request_set_up, request_tear_down),
		cmocka_unit_test_setup_teardown(the_headers_are_read_without_the_body, request_set_up,
			request_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
