/*
 * crypt_fixture: a fresh keys folder and an arena for each test of fcgi/crypt, taken away afterwards.
 */
#ifndef TESTS_CRYPT_FIXTURE_H
#define TESTS_CRYPT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypt/keys.h"

struct fixture {
	struct arena *arena;
	struct keys *keys;
	char dir[32];
};

static inline void fixture_reload(struct fixture *fixture)
{
	const char *problem = "";

	keys_free(fixture->keys);
	fixture->keys = NULL;
	if (keys_load(fixture->dir, &fixture->keys, &problem) != OK)
		fail_msg("keys_load: %s", problem);
}

static inline int fixture_start(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	*state = fixture;
	fixture->arena = arena_new((size_t)64 * 1024 * 1024);
	memcpy(fixture->dir, "/tmp/wenzheng-keys-XXXXXX", sizeof("/tmp/wenzheng-keys-XXXXXX"));
	if (mkdtemp(fixture->dir) == NULL)
		return -1;
	fixture_reload(fixture);
	return 0;
}

static inline int fixture_end(void **state)
{
	struct fixture *fixture = *state;
	DIR *listing = opendir(fixture->dir);
	struct dirent *entry;

	while ((entry = readdir(listing)) != NULL)
		unlinkat(dirfd(listing), entry->d_name, 0);
	closedir(listing);
	rmdir(fixture->dir);
	keys_free(fixture->keys);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

/* The kid of the first key with this use and state in the folder's list. */
static inline struct str fixture_kid(const struct fixture *fixture, const char *use, const char *state)
{
	const struct value *list = keys_list(fixture->arena, fixture->keys);

	for (const struct member *m = list->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "use"), str_of(use)) &&
		    str_eq(map_get_str(&m->value, "state"), str_of(state)))
			return map_get_str(&m->value, "kid");
	fail_msg("no %s key is %s", use, state);
	return (struct str){ 0 };
}

static inline void fixture_new(struct fixture *fixture, enum key_use use)
{
	const char *problem = "";
	struct str kid;

	assert_int_equal(key_new(fixture->dir, use, fixture->arena, &kid, &problem), OK);
	fixture_reload(fixture);
}

static inline void fixture_set(struct fixture *fixture, struct str kid, enum key_state state)
{
	const char *problem = "";

	assert_int_equal(key_set_state(fixture->dir, kid, state, &problem), OK);
	fixture_reload(fixture);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)

#define assert_str(actual, expected) \
	do { \
		struct str assert_a = (actual); \
		struct str assert_b = (expected); \
		assert_int_equal(assert_a.len, assert_b.len); \
		if (assert_a.len > 0) \
			assert_memory_equal(assert_a.data, assert_b.data, assert_a.len); \
	} while (0)

#endif
