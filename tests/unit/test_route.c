/* Which row answers which address: web/route. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web/route.h"

static enum status answer(struct exchange *exchange)
{
	(void)exchange;
	return OK;
}

static const struct route table[] = {
	{ .method = METHOD_GET, .pattern = "/", .handler = answer, .has_json = true },
	{ .method = METHOD_GET, .pattern = "/topics", .handler = answer, .has_json = true },
	{ .method = METHOD_POST, .pattern = "/topics", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/topics/new", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/topics/:n", .handler = answer, .has_json = true },
	{ .method = METHOD_POST, .pattern = "/topics/:n/support", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/departments/:id", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/t/:token", .handler = answer, .has_json = true },
	{ .method = METHOD_GET, .pattern = "/staff/queues/:desk", .handler = answer },
	{ .method = METHOD_POST, .pattern = "/staff/cases/:n/:id", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/.well-known/jwks.json", .handler = answer },
};

static void each_address_finds_its_row(void **state)
{
	static const struct {
		const char *sentence;
		enum method method;
		const char *path;
		bool json;
		enum status status;
		const char *pattern;
		const char *first;	/* the first placeholder's match */
		const char *second;
	} rows[] = {
		{ "home", METHOD_GET, "/", false, OK, "/", "", "" },
		{ "home's twin", METHOD_GET, "/", true, OK, "/", "", "" },
		{ "a list", METHOD_GET, "/topics", false, OK, "/topics", "", "" },
		{ "HEAD goes where GET goes", METHOD_HEAD, "/topics", false, OK, "/topics", "", "" },
		{ "a word stands before a number", METHOD_GET, "/topics/new", false, OK, "/topics/new", "",
			"" },
		{ "a number", METHOD_GET, "/topics/12", false, OK, "/topics/:n", "12", "" },
		{ "its twin", METHOD_GET, "/topics/12", true, OK, "/topics/:n", "12", "" },
		{ "a number of 18 digits", METHOD_GET, "/topics/123456789012345678", false, OK, "/topics/:n",
			"123456789012345678", "" },
		{ "a number of 19 digits", METHOD_GET, "/topics/1234567890123456789", false, ERR_NOT_FOUND,
			"", "", "" },
		{ "a leading zero", METHOD_GET, "/topics/012", false, ERR_NOT_FOUND, "", "", "" },
		{ "zero", METHOD_GET, "/topics/0", false, ERR_NOT_FOUND, "", "", "" },
		{ "a negative number", METHOD_GET, "/topics/-1", false, ERR_NOT_FOUND, "", "", "" },
		{ "a number with a plus", METHOD_GET, "/topics/+1", false, ERR_NOT_FOUND, "", "", "" },
		{ "full-width digits", METHOD_GET, "/topics/１", false, ERR_NOT_FOUND, "", "", "" },
		{ "a trailing slash", METHOD_GET, "/topics/", false, ERR_NOT_FOUND, "", "", "" },
		{ "a slash after a number", METHOD_GET, "/topics/12/", false, ERR_NOT_FOUND, "", "", "" },
		{ "two slashes", METHOD_GET, "//topics", false, ERR_NOT_FOUND, "", "", "" },
		{ "capitals", METHOD_GET, "/Topics", false, ERR_NOT_FOUND, "", "", "" },
		{ "a longer word", METHOD_GET, "/topicsx", false, ERR_NOT_FOUND, "", "", "" },
		{ "a shorter word", METHOD_GET, "/topic", false, ERR_NOT_FOUND, "", "", "" },
		{ "a row without a twin", METHOD_GET, "/topics/new", true, ERR_NOT_FOUND, "", "", "" },
		{ "an id", METHOD_GET, "/departments/zhu_jian-1", false, OK, "/departments/:id", "zhu_jian-1",
			"" },
		{ "an id of 32", METHOD_GET, "/departments/abcdefghijklmnopqrstuvwxyz012345", false, OK,
			"/departments/:id", "abcdefghijklmnopqrstuvwxyz012345", "" },
		{ "an id of 33", METHOD_GET, "/departments/abcdefghijklmnopqrstuvwxyz0123456", false,
			ERR_NOT_FOUND, "", "", "" },
		{ "an id in capitals", METHOD_GET, "/departments/ZJJ", false, ERR_NOT_FOUND, "", "", "" },
		{ "an id with a dot", METHOD_GET, "/departments/a.b", false, ERR_NOT_FOUND, "", "", "" },
		{ "an empty id", METHOD_GET, "/departments/", false, ERR_NOT_FOUND, "", "", "" },
		{ "a token", METHOD_GET, "/t/eyJh.Ab_-.9", false, OK, "/t/:token", "eyJh.Ab_-.9", "" },
		{ "a token with a plus", METHOD_GET, "/t/a+b", false, ERR_NOT_FOUND, "", "", "" },
		{ "a desk with its department", METHOD_GET, "/staff/queues/dept:zjj", false, OK,
			"/staff/queues/:desk", "dept:zjj", "" },
		{ "two placeholders", METHOD_POST, "/staff/cases/7/accept", false, OK, "/staff/cases/:n/:id",
			"7", "accept" },
		{ "an address that itself ends in .json", METHOD_GET, "/.well-known/jwks", true, OK,
			"/.well-known/jwks.json", "", "" },
		{ "and not without the ending", METHOD_GET, "/.well-known/jwks", false, ERR_NOT_FOUND, "", "",
			"" },
		{ "nothing such", METHOD_GET, "/nothing", false, ERR_NOT_FOUND, "", "", "" },
		{ "a longer path", METHOD_GET, "/topics/12/support/x", false, ERR_NOT_FOUND, "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct request request = { .method = rows[i].method, .path = str_of(rows[i].path),
						 .json_path = rows[i].json };
		const struct route *row = NULL;
		struct str params[ROUTE_PARAMS] = { 0 };
		struct str allow;
		enum status status = route_find(table, sizeof(table) / sizeof(table[0]), &request, &row,
			params, &allow);

		if (status != rows[i].status)
			fail_msg("%s: status %d", rows[i].sentence, (int)status);
		if (status == OK && (strcmp(row->pattern, rows[i].pattern) != 0 ||
				     !str_eq(params[0], str_of(rows[i].first)) ||
				     !str_eq(params[1], str_of(rows[i].second))))
			fail_msg("%s: row %s with \"%.*s\", \"%.*s\"", rows[i].sentence, row->pattern,
				 STR_ARG(params[0]), STR_ARG(params[1]));
	}
}

static void a_wrong_method_names_the_right_ones(void **state)
{
	static const struct {
		enum method method;
		const char *path;
		const char *allow;
	} rows[] = {
		{ METHOD_OTHER, "/topics", "GET, HEAD, POST" },
		{ METHOD_POST, "/topics/12", "GET, HEAD" },
		{ METHOD_GET, "/topics/12/support", "POST" },
		{ METHOD_HEAD, "/topics/12/support", "POST" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct request request = { .method = rows[i].method, .path = str_of(rows[i].path) };
		const struct route *row = NULL;
		struct str params[ROUTE_PARAMS];
		struct str allow;

		assert_int_equal(route_find(table, sizeof(table) / sizeof(table[0]), &request, &row, params,
			&allow),
			ERR_METHOD);
		if (!str_eq(allow, str_of(rows[i].allow)))
			fail_msg("%s: Allow: %.*s", rows[i].path, STR_ARG(allow));
	}
}

static void a_token_may_be_2048_long_and_no_longer(void **state)
{
	char path[3 + 2049 + 1] = "/t/";
	struct request request = { .method = METHOD_GET };
	const struct route *row;
	struct str params[ROUTE_PARAMS];
	struct str allow;

	(void)state;
	memset(path + 3, 'a', 2049);
	request.path = (struct str){ path, 3 + 2048 };
	assert_int_equal(route_find(table, sizeof(table) / sizeof(table[0]), &request, &row, params, &allow),
		OK);
	request.path = (struct str){ path, 3 + 2049 };
	assert_int_equal(route_find(table, sizeof(table) / sizeof(table[0]), &request, &row, params, &allow),
			 ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_finds_its_row),
		cmocka_unit_test(a_wrong_method_names_the_right_ones),
		cmocka_unit_test(a_token_may_be_2048_long_and_no_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
