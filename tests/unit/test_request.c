/* What the door lets in and what it turns away: web/request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "web/request.h"

#define FORM_DATA "multipart/form-data; boundary=x"
#define PART(name, value) "--x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

/* One request as a web server would hand it over. */
struct sent {
	const char *method;
	const char *uri;
	const char *accept;
	const char *type;
	const char *length;
	const char *cookie;
	const char *agent;
	const char *host;
	const char *scheme;
	const char *elder;
	struct str body;
	size_t body_read;
	bool broken;		/* the connection dies after the body's bytes */
};

static const char *sent_param(void *self, const char *name)
{
	const struct sent *sent = self;
	const struct {
		const char *name;
		const char *value;
	} params[] = {
		{ "REQUEST_METHOD", sent->method }, { "REQUEST_URI", sent->uri },	  { "HTTP_ACCEPT", sent->accept },
		{ "CONTENT_TYPE", sent->type },	    { "CONTENT_LENGTH", sent->length },	  { "HTTP_COOKIE", sent->cookie },
		{ "HTTP_USER_AGENT", sent->agent }, { "HTTP_HOST", sent->host },	  { "REQUEST_SCHEME", sent->scheme },
		{ "WZ_ELDER", sent->elder },	    { "REMOTE_ADDR", "192.0.2.7" },
	};

	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (strcmp(params[i].name, name) == 0)
			return params[i].value;
	return NULL;
}

/* In pieces of at most seven bytes, as a slow network brings them. */
static long sent_read(void *self, char *bytes, size_t size)
{
	struct sent *sent = self;
	size_t left = sent->body.len - sent->body_read;
	size_t piece = size < 7 ? size : 7;

	if (left == 0)
		return sent->broken ? -1 : 0;
	if (piece > left)
		piece = left;
	memcpy(bytes, sent->body.data + sent->body_read, piece);
	sent->body_read += piece;
	return (long)piece;
}

static const struct request_limits limits = { .body = 200, .upload = 300, .fields = 4, .uri = 100 };

static int set_up(void **state)
{
	*state = arena_new((size_t)4 << 20);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static enum status read_sent(struct arena *arena, struct sent sent, struct request *out)
{
	const struct gateway gateway = { sent_param, sent_read, &sent };

	if (sent.method == NULL)
		sent.method = "GET";
	return request_read(arena, &gateway, &limits, out);
}

static void assert_str(const char *sentence, struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("%s: got \"%.*s\", wanted \"%s\"", sentence, STR_ARG(got), wanted);
}

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

		assert_int_equal(read_sent(*state, (struct sent){ .uri = "/", .accept = rows[i].accept }, &request), OK);
		if (request.wants_json != rows[i].json)
			fail_msg("Accept: %s gave %d", rows[i].accept ? rows[i].accept : "(none)", request.wants_json);
	}
}

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
		{ "a form that names its charset", "application/x-www-form-urlencoded; charset=UTF-8", "3", { "a=1", 3 }, false, OK },
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
		{ "a length that overflows", FORM, "99999999999999999999", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "another charset", "application/x-www-form-urlencoded; charset=gbk", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "JSON", "application/json", "2", { "{}", 2 }, false, ERR_MEDIA },
		{ "a form with files", FORM_DATA, "57", { PART("a", "1") "--x--", 57 }, false, OK },
		{ "one that is broken", FORM_DATA, "3", { "a=1", 3 }, false, ERR_MALFORMED },
		{ "one shorter than it said", FORM_DATA, "58", { PART("a", "1") "--x--", 57 }, false, ERR_MALFORMED },
		{ "one longer than it said", FORM_DATA, "57", { PART("a", "1") "--x--\r\n", 59 }, false, ERR_MALFORMED },
		{ "one of more than twice its limit", FORM_DATA, "602", { "a=1", 3 }, false, ERR_TOO_LARGE },
		{ "another multipart", "multipart/mixed; boundary=x", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "no boundary", "multipart/form-data", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "a type that only begins alike", "application/x-www-form-urlencodedx", "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "no type", NULL, "3", { "a=1", 3 }, false, ERR_MEDIA },
		{ "a NUL byte", FORM, "3", { "a=\0", 3 }, false, ERR_MALFORMED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sent sent = { .method = "POST", .uri = "/topics", .type = rows[i].type,
					   .length = rows[i].length, .body = rows[i].body, .broken = rows[i].broken };
		struct request request;
		enum status status = read_sent(*state, sent, &request);

		if (status != rows[i].status)
			fail_msg("%s: status %d", rows[i].sentence, (int)status);
		assert_str("the path is known whatever the body", request.path, "/topics");
		if (status == OK && rows[i].body.len > 0)
			assert_str(rows[i].sentence, field_get(request.form, "a"), "1");
	}
}

/* At the limit everything is there; past it the text still is, and the request says that files are missing. */
static void a_form_with_too_much_in_it_keeps_its_text(void **state)
{
	const struct str head = S(PART("a", "1") "--x\r\nContent-Disposition: form-data; name=\"p\"; filename=\"1\"\r\n\r\n");

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

static struct str repeated(struct arena *arena, const char *start, char c, size_t total)
{
	struct buf text = buf_in(arena);

	buf_add(&text, str_of(start));
	while (text.len < total)
		buf_byte(&text, c);
	return arena_str(arena, buf_str(&text));
}

static void sizes_are_tried_at_the_limit_and_one_over(void **state)
{
	struct arena *arena = *state;
	struct request request;
	struct sent sent = { .method = "POST", .uri = "/a", .type = FORM };

	sent.body = repeated(arena, "a=", 'x', limits.body);
	sent.length = "200";
	assert_int_equal(read_sent(arena, sent, &request), OK);
	assert_int_equal(field_get(request.form, "a").len, limits.body - 2);
	sent.body = repeated(arena, "a=", 'x', limits.body + 1);
	sent.length = "201";
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .uri = repeated(arena, "/", 'x', limits.uri).data };
	assert_int_equal(read_sent(arena, sent, &request), OK);
	sent = (struct sent){ .uri = repeated(arena, "/", 'x', limits.uri + 1).data };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .uri = "/a?1&2&3&4" };
	assert_int_equal(read_sent(arena, sent, &request), OK);
	sent = (struct sent){ .uri = "/a?1&2&3&4&5" };
	assert_int_equal(read_sent(arena, sent, &request), ERR_TOO_LARGE);
	sent = (struct sent){ .method = "POST", .uri = "/a", .type = FORM, .length = "9", .body = S("1&2&3&4&5") };
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
			   field_get(fields_parse_cookie(*state, str_of(rows[i].header), 10), "a"), rows[i].value);
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
	assert_str("a host that is an IPv6 address (RFC 3986 section 3.2.2)", request.host, "[2001:db8::1]:8080");
	sent = (struct sent){ .uri = "/", .host = "a\"><script>", .agent = "x\xff", .scheme = "http", .elder = "0" };
	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a host with markup is dropped", request.host, "");
	assert_str("a browser's name that is no UTF-8 is dropped", request.agent, "");
	assert_false(request.https);
	assert_false(request.elder);
	sent = (struct sent){ .uri = "/", .agent = arena_join(*state, agent, S("中")).data };
	assert_int_equal(read_sent(*state, sent, &request), OK);
	assert_str("a long name is cut between characters", request.agent, agent.data);
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

		assert_int_equal(read_sent(*state, (struct sent){ .method = rows[i].name, .uri = "/" }, &request), OK);
		assert_int_equal(request.method, rows[i].method);
	}
}

static void a_body_that_is_refused_is_read_to_its_end(void **state)
{
	static const char bytes[600];
	static const struct {
		const char *method;
		const char *uri;
		const char *type;
		const char *length;
		size_t read;
		enum status status;
	} rows[] = {
		{ "POST", "/topics", "application/x-www-form-urlencoded", "201", 201, ERR_TOO_LARGE },
		{ "POST", "/topics", "application/json", "150", 150, ERR_MEDIA },
		{ "POST", "/topics", "application/json", "600", 600, ERR_TOO_LARGE },
		{ "POST", "/topics", "application/json", "99999999", 600, ERR_TOO_LARGE },
		{ "POST", "no path", "application/x-www-form-urlencoded", "150", 150, ERR_MALFORMED },
		{ "GET", "/topics", "application/json", "600", 600, OK },
		{ "PUT", "/topics", "application/json", "150", 150, OK },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sent sent = { .method = rows[i].method, .uri = rows[i].uri, .type = rows[i].type, .length = rows[i].length,
			.body = { bytes, rows[i].read } };
		const struct gateway gateway = { sent_param, sent_read, &sent };
		struct request request;

		assert_int_equal(request_read(*state, &gateway, &limits, &request), rows[i].status);
		assert_int_equal(sent.body_read, rows[i].read);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_form_with_too_much_in_it_keeps_its_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(addresses_are_decoded_or_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(twins_are_known_by_their_ending, set_up, tear_down),
		cmocka_unit_test_setup_teardown(accept_decides_between_page_and_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bodies_are_read_whole_or_not_at_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sizes_are_tried_at_the_limit_and_one_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(forms_are_decoded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cookies_with_junk_between_are_still_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(headers_are_cleaned, set_up, tear_down),
		cmocka_unit_test_setup_teardown(methods_are_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_body_that_is_refused_is_read_to_its_end, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
