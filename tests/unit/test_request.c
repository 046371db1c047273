/* A request's line and headers: address, method, cookies, what the client accepts (web/request). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "web/request.h"
#include "request_rig.h"

static void addresses_are_decoded_or_refused(void **state)
{
	static const struct {
		const char *sentence;
		const char *uri;
		enum status status;
		const char *path;
	} rows[] = {
		{ "the home page", "/", OK, "/" },
		{ "a plain path", "/topics/12", OK, "/topics/12" },
		{ "the query is no part of the path", "/topics?tab=new", OK, "/topics" },
		{ "an empty query", "/topics?", OK, "/topics" },
		{ "an encoded letter", "/t%6fpics", OK, "/topics" },
		{ "hex digits in either case", "/%e4%B8%ad", OK, "/中" },
		{ "UTF-8 sent raw", "/中", OK, "/中" },
		{ "a plus in a path is a plus", "/a+b", OK, "/a+b" },
		{ "an encoded percent sign isn't decoded twice", "/%2541", OK, "/%41" },
		{ "dots stay as they are", "/a/../b", OK, "/a/../b" },
		{ "%00", "/a%00b", ERR_MALFORMED, NULL },
		{ "an encoded line end", "/a%0ab", ERR_MALFORMED, NULL },
		{ "an encoded slash", "/topics%2f1", ERR_MALFORMED, NULL },
		{ "an encoded backslash", "/topics%5C1", ERR_MALFORMED, NULL },
		{ "a percent sign at the end", "/a%", ERR_MALFORMED, NULL },
		{ "one digit after a percent sign", "/a%4", ERR_MALFORMED, NULL },
		{ "a letter that is no hex digit", "/a%4g", ERR_MALFORMED, NULL },
		{ "an overlong slash", "/%c0%af", ERR_MALFORMED, NULL },
		{ "half a character", "/%e4%b8", ERR_MALFORMED, NULL },
		{ "a surrogate", "/%ed%a0%80", ERR_MALFORMED, NULL },
		{ "raw bytes that are no UTF-8", "/\xff", ERR_MALFORMED, NULL },
		{ "a raw control character", "/a\x01", ERR_MALFORMED, NULL },
		{ "no leading slash", "topics", ERR_MALFORMED, NULL },
		{ "an asterisk", "*", ERR_MALFORMED, NULL },
		{ "nothing", "", ERR_MALFORMED, NULL },
		{ "no address at all", NULL, ERR_MALFORMED, NULL },
		{ "%00 in the query", "/a?b=%00", ERR_MALFORMED, NULL },
		{ "a broken escape in the query", "/a?b=%zz", ERR_MALFORMED, NULL },
		{ "no UTF-8 in the query", "/a?b=%ff", ERR_MALFORMED, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request request;
		enum status status = read_sent(*state, (struct sent){ .uri = rows[i].uri }, &request);

		if (status != rows[i].status)
			fail_msg("%s: status %d", rows[i].sentence, (int)status);
		if (status == OK)
			assert_str(rows[i].sentence, request.path, rows[i].path);
	}
}

static void twins_are_known_by_their_ending(void **state)
{
	static const struct {
		const char *sentence;
		const char *uri;
		const char *path;
		bool json;
	} rows[] = {
		{ "a page", "/topics/1", "/topics/1", false },
		{ "its twin", "/topics/1.json", "/topics/1", true },
		{ "a twin with a query", "/topics.json?tab=new", "/topics", true },
		{ "the home page's twin", "/.json", "/", true },
		{ "an encoded ending", "/topics%2Ejson", "/topics", true },
		{ "json in the query is no twin", "/topics?a=.json", "/topics", false },
		{ "capitals are no twin", "/topics.JSON", "/topics.JSON", false },
		{ "only the last ending goes", "/a.json.json", "/a.json", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request request;

		assert_int_equal(read_sent(*state, (struct sent){ .uri = rows[i].uri }, &request), OK);
		assert_str(rows[i].sentence, request.path, rows[i].path);
		if (request.json_path != rows[i].json || request.wants_json != rows[i].json)
			fail_msg("%s: json_path %d wants_json %d", rows[i].sentence, request.json_path,
				 request.wants_json);
	}
}

static void accept_decides_between_page_and_json(void **state)
{
	static const struct {
		const char *accept;
		bool json;
	} rows[] = {
		{ NULL, false },
		{ "", false },
		{ "*/*", false },
		{ "application/json", true },
		{ "Application/JSON; charset=utf-8", true },
		{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false },
		{ "application/json, text/html", false },
		{ "application/json, text/html;q=0.9", true },
		{ "application/json;q=0.9, text/html", false },
		{ "application/json;q=0", false },
		{ "application/json, */*;q=0.5", true },
		{ "application/json;q=0.001, text/html;q=0", true },
		{ "application/*;q=0.8, text/*;q=0.7", true },
		{ "application/json;q=0.2, application/*, */*;q=0.5", false },
		{ "application/jsonp", false },
		{ "application/json;q=2", false },
		{ "application/json;q=0.5x, text/html;q=0.4", false },
		{ ",,;;q=,", false },
		{ "application/json;q", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request request;

		assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .accept = rows[i].accept },
			&request), OK);
		if (request.wants_json != rows[i].json)
			fail_msg("Accept: %s gave %d", rows[i].accept ? rows[i].accept : "(none)",
				request.wants_json);
	}
}

static void cookies_with_junk_between_are_still_read(void **state)
{
	static const struct {
		const char *sentence;
		const char *header;
		const char *value;	/* of the cookie a */
	} rows[] = {
		{ "one cookie", "a=1", "1" },
		{ "the second", "b=2; a=1", "1" },
		{ "no blank after the semicolon", "b=2;a=1", "1" },
		{ "quotes go", "a=\"1\"", "1" },
		{ "an equals sign in the value", "a=1=2", "1=2" },
		{ "no percent-decoding", "a=%31", "%31" },
		{ "an empty value", "a=", "" },
		{ "junk before", ";;=;x;=y; a=1", "1" },
		{ "a blank inside the value", "a=1 2; a=3", "3" },
		{ "a comma in the value", "a=1,2", "" },
		{ "a backslash in the value", "a=\\", "" },
		{ "bytes beyond ASCII", "a=\xe4\xb8\xad; a=2", "2" },
		{ "a control character", "a=\x01", "" },
		{ "half a quote", "a=\"1", "" },
		{ "a name with a blank in it", "a b=1; a=2", "2" },
		{ "the first of two wins", "a=1; a=2", "1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_str(rows[i].sentence,
			field_get(fields_parse_cookie(*state, str_of(rows[i].header), 10), "a"),
			rows[i].value);
	assert_str("at most so many", field_get(fields_parse_cookie(*state, S("b=1; c=2; a=3"), 2), "a"), "");
}

static void headers_are_cleaned(void **state)
{
	struct request request;
	struct sent sent = { .uri = "/", .host = "wz.example.gov.cn:8080", .agent = "MicroMessenger/8.0",
			     .scheme = "https", .elder = "1" };
	struct str agent = repeated(*state, "", 'x', 255);

	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a host with a port", request.host, "wz.example.gov.cn:8080");
	assert_str("the browser", request.agent, "MicroMessenger/8.0");
	assert_str("the address", request.address, "192.0.2.7");
	assert_true(request.https);
	assert_true(request.elder);
	sent = (struct sent){ .uri = "/", .host = "[2001:db8::1]:8080" };
	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a host that is an IPv6 address (RFC 3986 section 3.2.2)", request.host,
		"[2001:db8::1]:8080");
	sent = (struct sent){ .uri = "/", .host = "a\"><script>", .agent = "x\xff", .scheme = "http",
		.elder = "0" };
	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a host with markup is dropped", request.host, "");
	assert_str("a browser's name that is no UTF-8 is dropped", request.agent, "");
	assert_false(request.https);
	assert_false(request.elder);
	sent = (struct sent){ .uri = "/", .agent = arena_join(*state, agent, S("中")).data };
	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a long name is cut between characters", request.agent, agent.data);
}

static void the_time_that_the_server_in_front_tells_is_checked(void **state)
{
	static const char *const others[] = { NULL, "", "1764417633", "1764417633.1", "x.123", "1.x23",
		"99999999999.000", "99999999999999999999.000" };
	struct request request;

	assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .since = "1764417633.012" },
		&request), OK);
	assert_int_equal(request.since, 1764417633012);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .since = others[i] },
			&request), OK);
		assert_int_equal(request.since, request.now);
	}
}

static void an_id_of_the_request_is_taken_if_it_is_one(void **state)
{
	static const char *const others[] = { NULL, "", "0123456789abcdef0123456789abcde",
		"0123456789abcdef0123456789abcdefa", "0123456789abcdef 123456789abcdef",
		"0123456789abcdef0123456789abcdeg" };
	const char *id = "0123456789abcdef0123456789abcdef";
	struct request request;

	assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .id = id }, &request), OK);
	assert_string_equal(request.id, id);
	assert_int_equal(read_sent(*state, (struct sent){ .uri = "no path", .id = id }, &request),
		ERR_MALFORMED);
	assert_string_equal(request.id, id);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .id = others[i] },
			&request), OK);
		assert_string_equal(request.id, "");
	}
}

static void methods_are_known(void **state)
{
	static const struct {
		const char *name;
		enum method method;
	} rows[] = {
		{ "GET", METHOD_GET },	   { "HEAD", METHOD_HEAD }, { "POST", METHOD_POST },
		{ "DELETE", METHOD_OTHER }, { "get", METHOD_OTHER }, { "GETX", METHOD_OTHER },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request request;

		assert_int_equal(read_sent(*state, (struct sent){ .method = rows[i].name, .uri = "/" },
			&request), OK);
		assert_int_equal(request.method, rows[i].method);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_are_decoded_or_refused, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(twins_are_known_by_their_ending, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(accept_decides_between_page_and_json, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(cookies_with_junk_between_are_still_read, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(headers_are_cleaned, request_set_up, request_tear_down),
		cmocka_unit_test_setup_teardown(an_id_of_the_request_is_taken_if_it_is_one, request_set_up,
			request_tear_down),
		cmocka_unit_test_setup_teardown(the_time_that_the_server_in_front_tells_is_checked,
			request_set_up, request_tear_down),
		cmocka_unit_test_setup_teardown(methods_are_known, request_set_up, request_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
