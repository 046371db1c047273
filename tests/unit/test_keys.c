#include "crypt_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/json_print.h"
#include "crypt/contact.h"
#include "crypt/encode.h"
#include "crypt/keyed_hash.h"
#include "crypt/token.h"

static size_t count(const struct fixture *f)
{
	return keys_list(f->arena, f->keys)->count;
}

static const char *path_of(struct fixture *f, const char *use)
{
	const struct value *list = keys_list(f->arena, f->keys);

	for (const struct member *m = list->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "use"), str_of(use)))
			return arena_cstr(f->arena, map_get_str(&m->value, "file"));
	fail();
	return NULL;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* keys_load fails with a problem that has this in it. */
static void assert_problem(struct fixture *f, const char *part)
{
	struct keys *keys = NULL;
	const char *problem = "";

	assert_int_equal(keys_load(f->dir, &keys, &problem), ERR_INTERNAL);
	assert_null(keys);
	assert_non_null(strstr(problem, part));
}

static void a_fresh_folder_gets_one_key_of_each_use(void **state)
{
	struct fixture *f = *state;
	struct stat about;

	assert_int_equal(count(f), KEY_USE_COUNT);
	assert_int_equal(stat(f->dir, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	for (enum key_use use = 0; use < KEY_USE_COUNT; use++) {
		enum key_use parsed;

		assert_int_equal(stat(path_of(f, key_use_name(use)), &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
		assert_true(key_use_parse(str_of(key_use_name(use)), &parsed));
		assert_int_equal(parsed, use);
	}
	fixture_reload(f);
	assert_int_equal(count(f), KEY_USE_COUNT);
}

static void a_missing_folder_is_made_and_a_missing_parent_is_a_problem(void **state)
{
	struct fixture *f = *state;
	struct keys *keys;
	const char *problem = "";
	char *inner = arena_cstr(f->arena, arena_printf(f->arena, "%s/in/ner", f->dir));

	assert_int_equal(keys_load(inner, &keys, &problem), ERR_INTERNAL);
	assert_non_null(strstr(problem, "can't be made: No such file or directory"));
}

static void a_lock_that_root_makes_belongs_to_the_owner_of_the_folder(void **state)
{
	struct fixture *f = *state;
	const char *lock = arena_cstr(f->arena, arena_printf(f->arena, "%s/.lock", f->dir));
	struct stat about;

	if (geteuid() != 0)
		skip();
	assert_true(unlink(lock) == 0 && chown(f->dir, 1234, 1235) == 0);
	fixture_reload(f);
	assert_true(stat(lock, &about) == 0 && about.st_uid == 1234 && about.st_gid == 1235);
}

static void processes_that_start_together_make_one_set(void **state)
{
	struct fixture *f = *state;
	char *dir = arena_cstr(f->arena, arena_printf(f->arena, "%s/race", f->dir));
	pid_t children[8];

	for (int i = 0; i < 8; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			struct keys *keys;
			const char *problem;

			_exit(keys_load(dir, &keys, &problem) == OK ? 0 : 1);
		}
	}
	for (int i = 0; i < 8; i++) {
		int result = -1;

		assert_int_equal(waitpid(children[i], &result, 0), children[i]);
		assert_int_equal(result, 0);
	}
	{
		struct keys *keys;
		const char *problem;
		const struct value *list;

		assert_int_equal(keys_load(dir, &keys, &problem), OK);
		list = keys_list(f->arena, keys);
		assert_int_equal(list->count, KEY_USE_COUNT);
		for (const struct member *m = list->first; m != NULL; m = m->next)
			unlink(arena_cstr(f->arena, map_get_str(&m->value, "file")));
		unlink(arena_cstr(f->arena, arena_printf(f->arena, "%s/.lock", dir)));
		assert_int_equal(rmdir(dir), 0);
		keys_free(keys);
	}
}

static void two_processes_making_keys_at_once_lose_none(void **state)
{
	struct fixture *f = *state;
	pid_t child = fork();
	struct str kid;
	const char *problem;

	if (child == 0) {
		for (int i = 0; i < 20; i++)
			if (key_new(f->dir, KEY_SIGN, f->arena, &kid, &problem) != OK)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < 20; i++)
		assert_int_equal(key_new(f->dir, KEY_SIGN, f->arena, &kid, &problem), OK);
	{
		int result = -1;

		waitpid(child, &result, 0);
		assert_int_equal(result, 0);
	}
	fixture_reload(f);
	assert_int_equal(count(f), KEY_USE_COUNT + 40);
	{
		const struct value *list = keys_list(f->arena, f->keys);
		int64_t last = -1;

		for (const struct member *m = list->first; m != NULL; m = m->next) {
			assert_true(map_get_int(&m->value, "created", 0) > last);
			last = map_get_int(&m->value, "created", 0);
		}
	}
}

static void every_change_is_noticed_however_quick(void **state)
{
	struct fixture *f = *state;
	struct str kid;
	const char *problem;

	assert_false(keys_changed(f->keys));
	for (int i = 0; i < 50; i++) {
		assert_int_equal(key_new(f->dir, KEY_SIGN, f->arena, &kid, &problem), OK);
		assert_true(keys_changed(f->keys));
		fixture_reload(f);
		assert_false(keys_changed(f->keys));
		assert_int_equal(key_set_state(f->dir, kid, KEY_RETIRED, &problem), OK);
		assert_true(keys_changed(f->keys));
		fixture_reload(f);
	}
}

/*
 * So a change within one tick of the kernel's clock, or after it was set back, can't leave the time as it
 * was.
 */
static void the_folders_time_only_moves_on(void **state)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = 4000000000, .tv_nsec = 999999999 } };
	struct fixture *f = *state;
	struct stat about;

	assert_int_equal(utimensat(AT_FDCWD, f->dir, times, 0), 0);
	fixture_new(f, KEY_SIGN);
	assert_int_equal(stat(f->dir, &about), 0);
	assert_int_equal(about.st_mtim.tv_sec, 4000000001);
	assert_int_equal(about.st_mtim.tv_nsec, 0);
}

static void the_list_tells_no_secrets(void **state)
{
	struct fixture *f = *state;
	const struct value *list = keys_list(f->arena, f->keys);
	struct str text = json_print(f->arena, list);

	for (const struct member *m = list->first; m != NULL; m = m->next)
		assert_int_equal(m->value.count, 5);
	assert_int_equal(str_search(text, S("secret"), 0), text.len);
}

static void states_only_go_forward(void **state)
{
	struct fixture *f = *state;
	struct str old = fixture_kid(f, "sign", "active");
	const char *problem = "";

	assert_int_equal(key_set_state(f->dir, old, KEY_RETIRED, &problem), ERR_NOT_NOW);
	assert_int_equal(key_set_state(f->dir, old, KEY_REVOKED, &problem), ERR_NOT_NOW);
	assert_int_equal(key_set_state(f->dir, old, KEY_ACTIVE, &problem), ERR_NOT_NOW);
	assert_int_equal(key_set_state(f->dir, S("nosuchkid"), KEY_RETIRED, &problem), ERR_NOT_FOUND);
	fixture_new(f, KEY_SIGN);
	fixture_set(f, old, KEY_RETIRED);
	assert_int_equal(key_set_state(f->dir, old, KEY_ACTIVE, &problem), ERR_NOT_NOW);
	assert_int_equal(key_set_state(f->dir, old, KEY_RETIRED, &problem), OK);
	fixture_set(f, old, KEY_REVOKED);
	assert_int_equal(key_set_state(f->dir, old, KEY_RETIRED, &problem), ERR_NOT_NOW);
	assert_str(fixture_kid(f, "sign", "revoked"), old);
	assert_int_equal(count(f), KEY_USE_COUNT + 1);
}

static void a_key_with_an_active_successor_may_be_revoked_at_once(void **state)
{
	struct fixture *f = *state;
	struct str old = fixture_kid(f, "answer", "active");

	fixture_new(f, KEY_ANSWER);
	fixture_set(f, old, KEY_REVOKED);
	assert_str(fixture_kid(f, "answer", "revoked"), old);
}

static void key_files_that_others_may_read_are_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(chmod(path_of(f, "sign"), 0640), 0);
	assert_problem(f, "0600");
	assert_int_equal(chmod(path_of(f, "sign"), 0600), 0);
	fixture_reload(f);
	assert_int_equal(chmod(f->dir, 0750), 0);
	assert_problem(f, "0700");
	assert_int_equal(chmod(f->dir, 0700), 0);
	fixture_reload(f);
}

static void broken_key_files_are_refused(void **state)
{
	static const char *const broken[] = {
		"", "{}", "[]", "null", "{\"kid\":\"x\"",
		/* a secret that is too short, bad base64url, and of a wrong type */
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,\"secret\":\"AAAA\"}",
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,\"secret\":\"+++\"}",
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,\"secret\":7}",
		/* an unknown use, an unknown state, no time, a member too many */
		"{\"kid\":\"%s\",\"use\":\"Sign\",\"state\":\"active\",\"created\":1,"
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"alive\",\"created\":1,"
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"active\",\"created\":\"1\","
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"{\"kid\":\"%s\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,\"more\":1,"
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		/* no P-256 number: zero */
		"{\"kid\":\"%s\",\"use\":\"answer\",\"state\":\"active\",\"created\":1,"
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		/* right in itself, but another key than the name says */
		"{\"kid\":\"abc\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,"
			"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
	};
	struct fixture *f = *state;
	const char *path = path_of(f, "sign");
	const char *kid = arena_cstr(f->arena, fixture_kid(f, "sign", "active"));

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct str text = str_of(broken[i]);
		size_t at = str_search(text, S("%s"), 0);

		if (at < text.len)
			text = arena_printf(f->arena, "%.*s%s%.*s", (int)at, text.data, kid,
				(int)(text.len - at - 2), text.data + at + 2);
		write_file(path, arena_cstr(f->arena, text));
		assert_problem(f, "key file sign-");
	}
}

static void a_kid_can_not_leave_the_folder(void **state)
{
	struct fixture *f = *state;
	char *path = arena_cstr(f->arena, arena_printf(f->arena, "%s/sign-...json", f->dir));

	write_file(path, "{\"kid\":\"..\",\"use\":\"sign\",\"state\":\"active\",\"created\":1,"
		"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
	assert_int_equal(chmod(path, 0600), 0);
	assert_problem(f, "isn't a key");
}

static void two_files_of_one_kid_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *kid = arena_cstr(f->arena, fixture_kid(f, "sign", "active"));
	char *path = arena_cstr(f->arena, arena_printf(f->arena, "%s/seal-%s.json", f->dir, kid));

	write_file(path, arena_cstr(f->arena, arena_printf(f->arena,
		"{\"kid\":\"%s\",\"use\":\"seal\",\"state\":\"active\",\"created\":1,"
		"\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", kid)));
	assert_int_equal(chmod(path, 0600), 0);
	assert_problem(f, "same kid");
}

static void a_half_written_file_of_a_crash_is_no_key(void **state)
{
	struct fixture *f = *state;
	char *path = arena_cstr(f->arena, arena_printf(f->arena, "%s/.new", f->dir));

	write_file(path, "{\"kid\":\"abc\",\"use");
	assert_int_equal(chmod(path, 0644), 0);
	fixture_new(f, KEY_SEAL);
	assert_int_equal(count(f), KEY_USE_COUNT + 1);
	assert_int_equal(access(path, F_OK), -1);
	for (const struct member *m = keys_list(f->arena, f->keys)->first; m != NULL; m = m->next) {
		struct stat about;

		assert_int_equal(stat(arena_cstr(f->arena, map_get_str(&m->value, "file")), &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
	}
}

static void the_jwk_set_has_every_answer_key_but_revoked_ones(void **state)
{
	struct fixture *f = *state;
	struct str first = fixture_kid(f, "answer", "active");
	const struct value *set;
	struct str bytes;

	fixture_new(f, KEY_ANSWER);
	fixture_set(f, first, KEY_RETIRED);
	set = map_get(keys_jwks(f->arena, f->keys), "keys");
	assert_int_equal(set->count, 2);
	assert_str(map_get_str(&set->last->value, "kid"), first);
	for (const struct member *m = set->first; m != NULL; m = m->next) {
		assert_int_equal(m->value.count, 7);
		assert_str(map_get_str(&m->value, "kty"), S("EC"));
		assert_str(map_get_str(&m->value, "crv"), S("P-256"));
		assert_str(map_get_str(&m->value, "alg"), S("ES256"));
		assert_str(map_get_str(&m->value, "use"), S("sig"));
		assert_true(base64url_decode(f->arena, map_get_str(&m->value, "x"), &bytes));
		assert_int_equal(bytes.len, 32);
		assert_true(base64url_decode(f->arena, map_get_str(&m->value, "y"), &bytes));
		assert_int_equal(bytes.len, 32);
	}
	fixture_set(f, first, KEY_REVOKED);
	assert_int_equal(map_get(keys_jwks(f->arena, f->keys), "keys")->count, 1);
}

static void an_index_name_is_stable_and_keyed(void **state)
{
	struct fixture *f = *state;
	struct str before = keys_index(f->arena, f->keys, S("13800001234"));

	assert_int_equal(before.len, 16);
	fixture_reload(f);
	assert_str(keys_index(f->arena, f->keys, S("13800001234")), before);
	assert_false(str_eq(keys_index(f->arena, f->keys, S("13800001235")), before));
	fixture_new(f, KEY_INDEX);
	assert_false(str_eq(keys_index(f->arena, f->keys, S("13800001234")), before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_fresh_folder_gets_one_key_of_each_use),
		IN_FOLDER(a_missing_folder_is_made_and_a_missing_parent_is_a_problem),
		IN_FOLDER(a_lock_that_root_makes_belongs_to_the_owner_of_the_folder),
		IN_FOLDER(processes_that_start_together_make_one_set),
		IN_FOLDER(two_processes_making_keys_at_once_lose_none),
		IN_FOLDER(every_change_is_noticed_however_quick),
		IN_FOLDER(the_folders_time_only_moves_on),
		IN_FOLDER(the_list_tells_no_secrets),
		IN_FOLDER(states_only_go_forward),
		IN_FOLDER(a_key_with_an_active_successor_may_be_revoked_at_once),
		IN_FOLDER(key_files_that_others_may_read_are_refused),
		IN_FOLDER(broken_key_files_are_refused),
		IN_FOLDER(a_kid_can_not_leave_the_folder),
		IN_FOLDER(two_files_of_one_kid_are_refused),
		IN_FOLDER(a_half_written_file_of_a_crash_is_no_key),
		IN_FOLDER(the_jwk_set_has_every_answer_key_but_revoked_ones),
		IN_FOLDER(an_index_name_is_stable_and_keyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
