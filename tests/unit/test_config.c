/* The operator's settings: base/config. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/config.h"
#include "scratch.h"

static enum status load(struct str text, const char *state_folder, struct config **config,
	const char **problem)
{
	struct scratch file = scratch_open(text);
	enum status status = config_load(file.path, state_folder, config, problem);

	scratch_close(&file);
	return status;
}

static void an_empty_file_gives_the_defaults(void **state)
{
	struct config *config;
	const char *problem;

	(void)state;
	assert_int_equal(load(S(""), NULL, &config, &problem), OK);
	assert_string_equal(config->paths.state, "var");
	assert_string_equal(config->paths.keys, "var/keys");
	assert_string_equal(config->paths.cache, "var/cache");
	assert_string_equal(config->redis.socket, "var/run/redis.sock");
	assert_string_equal(config->redis.password_file, "var/redis.pass");
	assert_string_equal(config->worker.socket, "var/run/wenzheng.sock");
	assert_string_equal(config->paths.templates, "htdocs/templates");
	assert_string_equal(config->paths.holidays, "conf/holidays.csv");
	assert_string_equal(config->paths.holidays_local, "");
	assert_string_equal(config->paths.words, "conf/words.txt");
	assert_string_equal(config->paths.themes, "conf/themes.txt");
	assert_string_equal(config->paths.targets, "var/targets.conf");
	assert_int_equal(config->notify.timeout_ms, 10000);
	assert_int_equal(config->notify.retry_ms, 30000);
	assert_int_equal(config->notify.tries, 12);
	assert_string_equal(config->site.domain, "");
	assert_int_equal(config->worker.processes, 0);
	assert_int_equal(config->worker.body_limit, 131072);
	assert_int_equal(config->redis.timeout_ms, 3000);
	assert_true(config->cases.approval_topic);
	assert_int_equal(config->cases.review_days, 1);
	assert_int_equal(config->cases.dispatch_days, 1);
	assert_int_equal(config->cases.return_days, 1);
	assert_int_equal(config->cases.returns_most, 2);
	assert_int_equal(config->cases.opinion_days, 2);
	assert_int_equal(config->cases.consult_days, 5);
	assert_int_equal(config->cases.other_days, 7);
	assert_int_equal(config->cases.extend_total_days, 15);
	assert_int_equal(config->cases.close_days, 15);
	assert_int_equal(config->cases.retention_days, 1095);
	assert_int_equal(config->limits.posts_per_device_hour, 5);
	assert_int_equal(config->limits.posts_per_phone_day, 5);
	assert_int_equal(config->limits.comments_per_device_hour, 20);
	assert_int_equal(config->limits.posts_per_address_hour, 200);
	assert_int_equal(config->limits.photos_per_address_hour, 400);
	assert_int_equal(config->limits.login_failures, 5);
	assert_int_equal(config->limits.pow_cost, 2000);
	assert_string_equal(config->letters.addressees, "市长信箱,部门");
	assert_string_equal(config->site.areas, "");
	assert_string_equal(config->office.address, "");
	config_free(config);
}

static void settings_are_taken_with_their_comments_passed_over(void **state)
{
	static const char
		text[] = "\xef\xbb\xbf# 注释\n; another\n\n[site]\nid = yunchuan\nname=云川问政 ; 名称\n"
			 "domain = www.example.gov.cn:8443\n[cases]\napproval_topic = off\n"
			 "consult_days=90\r\n[limits]\npow_cost = 0\n";
	struct config *config;
	const char *problem;

	(void)state;
	assert_int_equal(load(S(text), NULL, &config, &problem), OK);
	assert_string_equal(config->site.id, "yunchuan");
	assert_string_equal(config->site.name, "云川问政");
	assert_string_equal(config->site.domain, "www.example.gov.cn:8443");
	assert_false(config->cases.approval_topic);
	assert_int_equal(config->cases.consult_days, 90);
	assert_int_equal(config->limits.pow_cost, 0);
	config_free(config);
}

static void paths_start_at_the_state_folder(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		const char *state_folder;
		const char *keys;
	} rows[] = {
		{ "the file's state folder", S("[paths]\nstate=/srv/a\n"), NULL, "/srv/a/keys" },
		{ "the option goes before the file", S("[paths]\nstate=/srv/a\n"), "/srv/b", "/srv/b/keys" },
		{ "another name within it", S("[paths]\nkeys=k/x\n"), "/srv/b", "/srv/b/k/x" },
		{ "an absolute path stays", S("[paths]\nkeys=/etc/keys\n"), "/srv/b", "/etc/keys" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config *config;
		const char *problem;

		if (load(rows[i].text, rows[i].state_folder, &config, &problem) != OK ||
		    strcmp(config->paths.keys, rows[i].keys) != 0)
			fail_msg("%s", rows[i].sentence);
		config_free(config);
	}
}

static void a_bad_setting_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *sentence;
		struct str text;
		const char *problem;
	} rows[] = {
		{ "an unknown key", S("[site]\nname=x\nfont=red\n"),
			"line 3: [site] font is not a setting" },
		{ "a colour's name", S("[site]\ncolour=red\n"), "line 2: [site] colour must be a colour like" },
		{ "no colour", S("[site]\ncolour=#14539g\n"), "line 2: [site] colour must be a colour like" },
		{ "a key of another section", S("[site]\nsocket=x\n"), "line 2: [site] socket is not" },
		{ "SMS whose links would lead nowhere", S("[notices]\nsms=on\n"),
			"line 2: [notices] sms needs [site] domain" },
		{ "e-mail likewise", S("[notices]\nmail=on\n"), "mail needs [site] domain" },
		{ "push likewise", S("[site]\nname=x\n[notices]\npush=on\n"),
			"line 4: [notices] push needs [site] domain" },
		{ "an identification code of nine digits", S("[site]\nidcode=123456789\n"),
			"line 2: [site] idcode must be the ten digits" },
		{ "one with a letter", S("[site]\nidcode=123456789x\n"), "idcode must be the ten digits" },
		{ "an unknown section", S("[sites]\nname=x\n"), "line 2: [sites] name is not" },
		{ "no section", S("name=x\n"), "line 1: [] name is not" },
		{ "a key twice", S("[site]\nname=x\n\nname=y\n"),
			"line 4: [site] name is set a second time" },
		{ "a line that is neither", S("[site]\nname\n"), "line 2: is neither" },
		{ "a section left open", S("\n[site\n"), "line 2: is neither" },
		{ "the first of two bad lines", S("[site]\nx\ny=1\n"), "line 2: is neither" },
		{ "the first of two bad settings", S("[site]\ny=1\nx\n"), "line 2: [site] y" },
		{ "an indented line is no continuation", S("[site]\nname=x\n  y\n"), "line 3: is neither" },
		{ "a word for a number", S("[worker]\nprocesses=many\n"),
			"line 2: [worker] processes must be a whole" },
		{ "a number too large", S("[worker]\nprocesses=257\n"), "from 0 to 256" },
		{ "a number too small", S("[redis]\ntimeout_ms=9\n"), "from 10 to 60000" },
		{ "a negative number", S("[worker]\nprocesses=-1\n"), "from 0 to 256" },
		{ "a number with a unit", S("[redis]\ntimeout_ms=3s\n"), "must be a whole number" },
		{ "no number", S("[redis]\ntimeout_ms=\n"), "must be a whole number" },
		{ "a number past 64 bits", S("[redis]\ntimeout_ms=99999999999999999999\n"),
			"must be a whole number" },
		{ "a switch that is neither", S("[cases]\napproval_topic=maybe\n"), "must be on or off" },
		{ "a site id with a brace", S("[site]\nid=a}b\n"), "line 2: [site] id must be 1 to 32" },
		{ "a site id in capitals", S("[site]\nid=Yunchuan\n"), "line 2: [site] id must be" },
		{ "no site id", S("[site]\nid=\n"), "line 2: [site] id must be" },
		{ "a site id of 33 letters", S("[site]\nid=abcdefghijklmnopqrstuvwxyzabcdefg\n"),
			"must be 1 to 32" },
		{ "a prefix in Chinese", S("[site]\nnumber_prefix=云\n"), "at most 8 upper-case" },
		{ "an address for a host name", S("[site]\ndomain=https://www.example.gov.cn/\n"),
			"a host name alone" },
		{ "bad UTF-8", S("[site]\nname=\xce\xca\n"), "line 2: [site] name is not plain UTF-8" },
		{ "an escape character", S("[site]\nname=\x1b[31m\n"), "line 2: [site] name is not plain" },
		{ "an area without a name", S("[site]\nareas=城南街道,,云梯乡\n"),
			"must be names of 1 to 20" },
		{ "no addressee", S("[letters]\naddressees=\n"),
			"line 2: [letters] addressees must be names" },
		{ "an empty addressee", S("[letters]\naddressees=市长信箱,,部门\n"),
			"must be names of 1 to 20" },
		{ "a comma at the end", S("[letters]\naddressees=市长信箱,\n"), "must be names of 1 to 20" },
		{ "an addressee of 21 characters",
			S("[letters]\naddressees=市市市市市市市市市市市市市市市市市市市市市\n"),
			"must be names of 1 to 20" },
		{ "a sentinel without a port", S("[redis]\nsentinels=10.0.0.1\n"),
			"line 2: [redis] sentinels must be addresses with ports" },
		{ "a sentinel by a name", S("[redis]\nsentinels=redis.example.com:26379\n"),
			"must be addresses with ports" },
		{ "a sentinel's port too large", S("[redis]\nsentinels=10.0.0.1:65536\n"),
			"must be addresses with ports" },
		{ "a sentinel that is empty", S("[redis]\nsentinels=10.0.0.1:1,,10.0.0.2:1\n"),
			"must be addresses with ports" },
		{ "a comma behind the sentinels", S("[redis]\nsentinels=10.0.0.1:1,\n"),
			"must be addresses with ports" },
		{ "an IPv6 address without brackets", S("[redis]\nsentinels=fd00::1:26379\n"),
			"must be addresses with ports" },
		{ "ten sentinels", S("[redis]\nsentinels=[::1]:1,[::1]:2,[::1]:3,[::1]:4,[::1]:5,[::1]:6,"
			"[::1]:7,[::1]:8,[::1]:9,[::1]:10\n"), "must be addresses with ports" },
		{ "a node of a cluster by a name", S("[redis]\ncluster=redis.example.com:6379\n"),
			"line 2: [redis] cluster must be addresses with ports" },
		{ "a listener by a name", S("[worker]\nlisten=localhost:9000\nweb_servers=10.0.0.1\n"),
			"[worker] listen must be an IPv4 address with a port" },
		{ "a listener of IPv6", S("[worker]\nlisten=[fd00::1]:9000\nweb_servers=10.0.0.1\n"),
			"[worker] listen must be an IPv4 address with a port" },
		{ "a listener for everybody", S("[worker]\nlisten=10.0.0.2:9000\n"),
			"[worker] listen needs web_servers" },
		{ "a web server by a name", S("[worker]\nlisten=10.0.0.2:9000\nweb_servers=10.0.0.1, nginx\n"),
			"[worker] listen needs web_servers" },
		{ "a comma behind the web servers", S("[worker]\nlisten=10.0.0.2:9000\nweb_servers=10.0.0.1,\n"),
			"[worker] listen needs web_servers" },
		{ "a cluster and sentinels", S("[redis]\ncluster=10.0.0.1:6379\nsentinels=10.0.0.1:26379\n"),
			"line 2: [redis] cluster excludes sentinels" },
		{ "more replicas than there may be", S("[redis]\nreplicas=6\n"), "from 0 to 5" },
		{ "an empty path", S("[paths]\nwords=\n"), "line 2: [paths] words must not be empty" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config *config = NULL;
		const char *problem = "";

		if (load(rows[i].text, NULL, &config, &problem) != ERR_MALFORMED || config != NULL ||
		    strstr(problem, rows[i].problem) == NULL)
			fail_msg("%s: %s", rows[i].sentence, problem);
	}
}

/* What was told, a line each. */
static void note(void *context, const char *problem)
{
	char *told = context;
	size_t len = strlen(told);
	const char *line = strstr(problem, ", line ");

	snprintf(told + len, 2048 - len, "%s\n", line != NULL ? line + strlen(", line ") : problem);
}

static void everything_that_is_wrong_is_told_with_its_line(void **state)
{
	struct scratch file = scratch_open(S("[site]\nid = A\nfont = red\nname = a\0b\nname = x\nname = y\n"
		"nonsense\n[redis]\ntimeout_ms = 1\nid = x\n[open\n[cases]\nreview_days = 3\n"
		"[notices]\nsms = on\n"));
	char told[2048] = "";
	const struct problem_listener to = { note, told };
	struct config *config;

	(void)state;
	assert_int_equal(config_read(file.path, NULL, &to, &config), ERR_MALFORMED);
	assert_string_equal(told, "2: [site] id must be 1 to 32 lower-case letters, digits and '-'\n"
		"3: [site] font is not a setting of wenzheng\n"
		"4: is longer than 2046 bytes or holds a NUL\n"
		"6: [site] name is set a second time, first on line 5\n"
		"7: is neither a [section], a comment, nor key = value\n"
		"9: [redis] timeout_ms must be a whole number from 10 to 60000\n"
		"10: [redis] id is not a setting of wenzheng; section [site] has one of that name\n"
		"11: is neither a [section], a comment, nor key = value\n"
		"15: [notices] sms needs [site] domain, for the links in messages\n");
	assert_string_equal(config->site.id, "wenzheng");
	assert_string_equal(config->site.name, "x");
	assert_int_equal(config->cases.review_days, 3);
	assert_non_null(strstr(config_where(config, &config->cases.review_days), "line 13: [cases] r"));
	assert_null(strstr(config_where(config, &config->paths.words), "line"));
	assert_non_null(strstr(config_where(config, &config->paths.words), ": [paths] words"));
	config_free(config);
	scratch_close(&file);
}

static void a_socket_s_path_must_fit(void **state)
{
	struct config *config = NULL;
	const char *problem = "";
	char folder[200];
	size_t most = 107 - strlen("/run/wenzheng.sock");

	(void)state;
	memset(folder, 'a', sizeof(folder));
	folder[0] = '/';
	folder[most] = '\0';
	assert_int_equal(load(S(""), folder, &config, &problem), OK);
	config_free(config);
	config = NULL;
	folder[most] = 'a';
	folder[most + 1] = '\0';
	assert_int_equal(load(S(""), folder, &config, &problem), ERR_MALFORMED);
	assert_null(config);
	assert_non_null(strstr(problem, "[worker] socket is too long"));
}

static void the_file_that_ships_is_right(void **state)
{
	struct config *config = NULL;
	const char *problem = "";

	(void)state;
	if (config_load("conf/wenzheng.conf", NULL, &config, &problem) != OK)
		fail_msg("%s", problem);
	assert_string_equal(config->site.id, "yunchuan");
	config_free(config);
}

static void the_default_is_the_file_here_or_else_the_installed_one(void **state)
{
	char *here = getcwd(NULL, 0);

	(void)state;
	assert_string_equal(config_default(), "conf/wenzheng.conf");
	assert_int_equal(chdir("/"), 0);
	assert_string_equal(config_default(), WENZHENG_ETC "/wenzheng.conf");
	assert_int_equal(chdir(here), 0);
	free(here);
}

static void a_missing_file_is_named(void **state)
{
	struct config *config = NULL;
	const char *problem = "";

	(void)state;
	assert_int_equal(config_load("/nowhere/wenzheng.conf", NULL, &config, &problem), ERR_NOT_FOUND);
	assert_null(config);
	assert_non_null(strstr(problem, "/nowhere/wenzheng.conf"));
}

static void a_line_of_2046_bytes_is_whole_and_a_longer_one_refused(void **state)
{
	char text[4096] = "[site]\ncontact=";
	size_t head = strlen(text);
	size_t room = 2046 - strlen("contact=");
	struct config *config = NULL;
	const char *problem = "";

	(void)state;
	memset(text + head, 'a', sizeof(text) - head);
	text[head + room] = '\n';
	assert_int_equal(load((struct str){ text, head + room + 1 }, NULL, &config, &problem), OK);
	assert_int_equal(strlen(config->site.contact), room);
	config_free(config);
	config = NULL;
	memcpy(text + head + room, "a\n", 2);
	assert_int_equal(load((struct str){ text, head + room + 2 }, NULL, &config, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "line 2: is longer than 2046 bytes"));
	assert_int_equal(load(S("[site]\n\nname=a\0b\n"), NULL, &config, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "line 3: is longer than 2046 bytes or holds a NUL"));
	assert_null(config);
}

static void each_nginx_may_have_a_cache_of_its_own(void **state)
{
	struct config *config;
	const char *problem;

	(void)state;
	assert_int_equal(load(S("[paths]\ncache = cache, /srv/nginx2/cache\n"), "/state", &config, &problem),
		OK);
	assert_string_equal(config->paths.cache, "/state/cache,/srv/nginx2/cache");
	config_free(config);
	assert_int_equal(load(S("[paths]\ncache = cache,,x\n"), NULL, &config, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "paths with commas between them"));
	assert_int_equal(load(S("[paths]\ncache = cache,\n"), NULL, &config, &problem), ERR_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_gives_the_defaults),
		cmocka_unit_test(settings_are_taken_with_their_comments_passed_over),
		cmocka_unit_test(paths_start_at_the_state_folder),
		cmocka_unit_test(a_bad_setting_is_refused_with_its_line),
		cmocka_unit_test(everything_that_is_wrong_is_told_with_its_line),
		cmocka_unit_test(a_socket_s_path_must_fit),
		cmocka_unit_test(the_file_that_ships_is_right),
		cmocka_unit_test(the_default_is_the_file_here_or_else_the_installed_one),
		cmocka_unit_test(a_missing_file_is_named),
		cmocka_unit_test(a_line_of_2046_bytes_is_whole_and_a_longer_one_refused),
		cmocka_unit_test(each_nginx_may_have_a_cache_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
