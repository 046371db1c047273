/* What goes back over the wire: web/reply. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "web/reply.h"

static struct templates *templates;
static char folder[] = "/tmp/test-reply-XXXXXX";

static void put(const char *name, const char *text)
{
	char file[128];
	FILE *out;

	snprintf(file, sizeof(file), "%s/%s", folder, name);
	out = fopen(file, "w");
	if (out == NULL)
		abort();
	fputs(text, out);
	fclose(out);
}

static int load_templates(void **state)
{
	const char *problem;

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	put("layout.html", "{{%AUTOESCAPE context=\"HTML\"}}<title>{{site}}</title>{{>PAGE}}");
	put("topic.html", "{{%AUTOESCAPE context=\"HTML\"}}<h1>{{title}}</h1>");
	return templates_load(folder, &templates, &problem) == OK ? 0 : -1;
}

static int drop_templates(void **state)
{
	char file[128];

	(void)state;
	templates_free(templates);
	snprintf(file, sizeof(file), "%s/layout.html", folder);
	unlink(file);
	snprintf(file, sizeof(file), "%s/topic.html", folder);
	unlink(file);
	return rmdir(folder);
}

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

static bool holds(struct str text, const char *part)
{
	return str_search(text, str_of(part), 0) < text.len;
}

static struct reply topic(struct arena *arena)
{
	struct reply reply;

	reply_init(&reply, arena);
	reply.template = "topic";
	map_str(reply.view, "title", S("</script><b>路灯"));
	map_str(reply.frame, "site", S("微问政"));
	return reply;
}

static void assert_bytes(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("got\n%.*s\nwanted\n%s", STR_ARG(got), wanted);
}

static void one_view_becomes_a_page_or_json(void **state)
{
	struct request request = { .method = METHOD_GET };
	struct reply reply = topic(*state);

	assert_bytes(reply_bytes(&reply, &request, templates),
		     "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 63\r\n"
		     "Cache-Control: no-store\r\n\r\n"
		     "<title>微问政</title><h1>&lt;/script&gt;&lt;b&gt;路灯</h1>");
	reply = topic(*state);
	request.wants_json = request.json_path = true;
	assert_bytes(reply_bytes(&reply, &request, templates),
		"Status: 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 41\r\n"
		"Cache-Control: no-store\r\n\r\n"
		"{\"title\":\"\\u003c\\/script>\\u003cb>路灯\"}");
}

static void head_says_the_length_and_sends_nothing(void **state)
{
	struct request request = { .method = METHOD_HEAD };
	struct reply reply = topic(*state);
	struct str bytes = reply_bytes(&reply, &request, templates);

	assert_true(holds(bytes, "Content-Length: 63\r\n"));
	assert_true(str_ends(bytes, S("\r\n\r\n")));
}

static void only_plain_public_pages_may_be_kept(void **state)
{
	static const struct {
		const char *sentence;
		enum method method;
		bool json_path;
		bool wants_json;
		bool cacheable;
		int status;
		bool cookie;
		bool kept;
	} rows[] = {
		{ "a public page", METHOD_GET, false, false, true, 0, false, true },
		{ "the same without a body", METHOD_HEAD, false, false, true, 0, false, true },
		{ "its twin", METHOD_GET, true, true, true, 0, false, true },
		{ "JSON by Accept at the page's address", METHOD_GET, false, true, true, 0, false, false },
		{ "a personal page", METHOD_GET, false, false, false, 0, false, false },
		{ "a page that isn't there", METHOD_GET, false, false, true, 404, false, false },
		{ "an answer to a POST", METHOD_POST, false, false, true, 0, false, false },
		{ "a page with a cookie", METHOD_GET, false, false, true, 0, true, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct request request = { .method = rows[i].method, .json_path = rows[i].json_path,
						 .wants_json = rows[i].wants_json };
		struct reply reply = topic(*state);
		struct str bytes;

		reply.cacheable = rows[i].cacheable;
		reply.status = rows[i].status;
		if (rows[i].cookie)
			reply_cookie(&reply, &request, S("a"), S("1"), "Lax", -1);
		bytes = reply_bytes(&reply, &request, templates);
		if (holds(bytes, "\r\nCache-Control: no-store\r\n") == rows[i].kept ||
			holds(bytes,
				"\r\nCache-Control: public, max-age=1, stale-while-revalidate=1, stale-if-error=600\r\n") !=
				rows[i].kept)
			fail_msg("%s: %.*s", rows[i].sentence, STR_ARG(bytes));
	}
}

static void after_a_post_comes_a_303_to_this_site(void **state)
{
	static const struct {
		const char *path;
		const char *location;
	} rows[] = {
		{ "/", "/" },
		{ "/t/abc?new=1", "/t/abc?new=1" },
		{ "//evil.example", "/" },
		{ "/\\evil.example", "/" },
		{ "https://evil.example/", "/" },
		{ "javascript:alert(1)", "/" },
		{ "/a\r\nSet-Cookie: a=1", "/" },
		{ "/a\tb", "/" },
		{ "", "/" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct request request = { .method = METHOD_POST };
		struct reply reply;
		char wanted[256];

		reply_init(&reply, *state);
		reply_see(&reply, str_of(rows[i].path));
		snprintf(wanted, sizeof(wanted),
			"Status: 303 See Other\r\nLocation: %s\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n",
			rows[i].location);
		assert_bytes(reply_bytes(&reply, &request, templates), wanted);
	}
}

static void cookies_are_as_safe_as_the_connection_allows(void **state)
{
	struct request request = { .method = METHOD_GET };
	struct reply reply = topic(*state);

	reply_cookie(&reply, &request, S("wz_staff"), S("abc"), "Strict", -1);
	request.https = true;
	reply_cookie(&reply, &request, S("wz_device"), S("def"), "Lax", 31536000);
	reply_cookie(&reply, &request, S("wz_gone"), S(""), "Lax", 0);
	assert_true(holds(reply_bytes(&reply, &request, templates),
		"\r\nSet-Cookie: wz_staff=abc; Path=/; HttpOnly; SameSite=Strict\r\n"
		"Set-Cookie: wz_device=def; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000; Secure\r\n"
		"Set-Cookie: wz_gone=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure\r\n\r\n"));
}

static void errors_carry_what_the_caller_needs(void **state)
{
	const struct request request = { .method = METHOD_GET };
	struct reply reply = topic(*state);
	struct str bytes;

	reply.status = 429;
	reply.retry_after = 60;
	reply_header(&reply, S("Allow"), S("GET"));
	bytes = reply_bytes(&reply, &request, templates);
	assert_true(str_starts(bytes, S("Status: 429 Too Many Requests\r\n")));
	assert_true(holds(bytes, "\r\nRetry-After: 60\r\nAllow: GET\r\n\r\n"));
}

static void bytes_of_other_kinds_go_as_they_are(void **state)
{
	const struct request request = { .method = METHOD_GET, .wants_json = true };
	struct reply reply;

	reply_init(&reply, *state);
	reply.body = S("GIF89a\0");
	reply.type = S("image/gif");
	reply.cacheable = true;
	assert_true(str_eq(reply_bytes(&reply, &request, templates),
		S("Status: 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 7\r\nCache-Control: public, "
		  "max-age=1, stale-while-revalidate=1, stale-if-error=600\r\n\r\nGIF89a\0")));
}

static void a_page_that_fails_says_so(void **state)
{
	const struct request request = { .method = METHOD_GET };
	struct reply reply = topic(*state);
	struct str bytes;

	reply.template = "missing";
	reply.cacheable = true;
	bytes = reply_bytes(&reply, &request, templates);
	assert_true(str_starts(bytes, S("Status: 500 Internal Server Error\r\nContent-Type: text/plain")));
	assert_true(holds(bytes, "no-store"));
	assert_true(str_ends(bytes, str_of(status_text(ERR_INTERNAL))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_view_becomes_a_page_or_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(head_says_the_length_and_sends_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_plain_public_pages_may_be_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(after_a_post_comes_a_303_to_this_site, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cookies_are_as_safe_as_the_connection_allows, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(errors_carry_what_the_caller_needs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bytes_of_other_kinds_go_as_they_are, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_page_that_fails_says_so, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, load_templates, drop_templates);
}
