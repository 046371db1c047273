#include "crypt/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/encode.h"
#include "crypt/keyring.h"
#include "crypt/random.h"

/* More keys than a century of yearly rotations needs. */
#define KEYS_MAX 1024
#define LOCK_NAME ".lock"
#define KID_BYTES 8
#define LOAD_MEMORY ((size_t)16 * 1024 * 1024)

/* The folder, opened and locked until it is closed. */
struct folder {
	int dir;
	int lock;
};

static enum status fail(const char *why, const char **problem)
{
	*problem = why;
	return ERR_INTERNAL;
}

/* Names the folder in *problem, which is overwritten by the next one. */
static enum status name_folder(const char *dir, const char *why, const char **problem)
{
	static char text[PATH_MAX + 128];

	snprintf(text, sizeof(text), "the keys folder %s %s", dir, why);
	return fail(text, problem);
}

/* The same with errno. */
static enum status refuse(const char *dir, const char *what, const char **problem)
{
	char why[128];

	snprintf(why, sizeof(why), "%s: %s", what, strerror(errno));
	return name_folder(dir, why, problem);
}

/* A command that root runs leaves a lock that the worker's account, which owns the folder, can open. */
static int open_lock(const struct folder *folder, const struct stat *about)
{
	int lock = openat(folder->dir, LOCK_NAME, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (lock >= 0 && geteuid() == 0 && fchown(lock, about->st_uid, about->st_gid) != 0) {
		close(lock);
		return -1;
	}
	return lock;
}

static enum status folder_open(const char *dir, struct folder *folder, const char **problem)
{
	struct stat about;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return refuse(dir, "can't be made", problem);
	folder->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->dir < 0)
		return refuse(dir, "can't be opened", problem);
	if (fstat(folder->dir, &about) != 0 || (about.st_mode & 077) != 0) {
		close(folder->dir);
		return name_folder(dir, "is open to others (mode must be 0700)", problem);
	}
	folder->lock = open_lock(folder, &about);
	while (folder->lock >= 0 && flock(folder->lock, LOCK_EX) != 0) {
		if (errno != EINTR) {
			close(folder->lock);
			folder->lock = -1;
		}
	}
	if (folder->lock < 0) {
		refuse(dir, "can't be locked", problem);
		close(folder->dir);
		return ERR_INTERNAL;
	}
	return OK;
}

static void folder_close(struct folder *folder)
{
	close(folder->lock);
	close(folder->dir);
}

void keys_free(struct keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < keys->count; i++)
		p256_free(keys->list[i].p256);
	if (keys->list != NULL)
		mbedtls_platform_zeroize(keys->list, keys->room * sizeof(*keys->list));
	free(keys->list);
	free(keys->dir);
	free(keys);
}

static int by_creation(const void *left, const void *right)
{
	const struct key *a = left;
	const struct key *b = right;

	if (a->created != b->created)
		return a->created < b->created ? -1 : 1;
	return strcmp(a->kid, b->kid);
}

/* Room for count keys; the old list is wiped, which realloc wouldn't. */
static bool reserve(struct keys *keys, size_t count)
{
	size_t room = keys->room * 2 > count ? keys->room * 2 : count + 8;
	struct key *list;

	if (count <= keys->room)
		return true;
	list = count > KEYS_MAX ? NULL : calloc(room, sizeof(*list));
	if (list == NULL)
		return false;
	if (keys->count > 0) {
		memcpy(list, keys->list, keys->count * sizeof(*list));
		mbedtls_platform_zeroize(keys->list, keys->count * sizeof(*list));
	}
	free(keys->list);
	keys->list = list;
	keys->room = room;
	return true;
}

static bool kid_known(const struct keys *keys, const struct key *key)
{
	for (size_t i = 0; i + 1 < keys->count; i++)
		if (strcmp(keys->list[i].kid, key->kid) == 0)
			return true;
	return false;
}

static enum status read_file(struct folder *folder, struct arena *arena, const char *name, struct keys *keys,
	const char **problem)
{
	struct key *key;

	if (!reserve(keys, keys->count + 1))
		return fail("the keys folder holds too many keys", problem);
	key = &keys->list[keys->count++];
	TRY(keyfile_read(folder->dir, arena, name, key, problem));
	if (kid_known(keys, key))
		return fail("two key files have the same kid", problem);
	return OK;
}

static enum status read_files(struct folder *folder, struct arena *arena, struct keys *keys,
	const char **problem)
{
	int again = dup(folder->dir);
	DIR *listing = again < 0 ? NULL : fdopendir(again);
	enum status status = OK;
	struct dirent *entry;

	if (listing == NULL) {
		if (again >= 0)
			close(again);
		return fail("the keys folder can't be listed", problem);
	}
	rewinddir(listing);
	while (status == OK && (entry = readdir(listing)) != NULL) {
		struct str name = str_of(entry->d_name);

		if (!str_starts(name, S(".")) && str_ends(name, S(".json")))
			status = read_file(folder, arena, entry->d_name, keys, problem);
	}
	closedir(listing);
	if (status == OK && keys->count > 0)
		qsort(keys->list, keys->count, sizeof(*keys->list), by_creation);
	return status;
}

/* Makes, writes and appends a key newer than every other, even where the clock has gone back. */
static enum status make_key(struct folder *folder, struct arena *arena, struct keys *keys, enum key_use use,
	const char **problem)
{
	unsigned char kid[KID_BYTES];
	struct str text;
	struct key *key;

	if (!reserve(keys, keys->count + 1))
		return fail("the keys folder holds too many keys", problem);
	key = &keys->list[keys->count];
	*key = (struct key){ .use = use, .state = KEY_ACTIVE, .created = clock_now() };
	if (keys->count > 0 && key->created <= keys->list[keys->count - 1].created)
		key->created = keys->list[keys->count - 1].created + 1;
	random_bytes(kid, sizeof(kid));
	text = hex(arena, (struct str){ (char *)kid, sizeof(kid) });
	memcpy(key->kid, text.data, text.len);
	key->secret_len = keyfile_secret_size(use);
	if (key_on_curve(use)) {
		p256_make_secret(key->secret);
		key->p256 = p256_private(key->secret);
	} else {
		random_bytes(key->secret, key->secret_len);
	}
	keys->count++;
	return keyfile_write(folder->dir, arena, key, problem);
}

static enum status make_missing(struct folder *folder, struct arena *arena, struct keys *keys,
	const char **problem)
{
	for (enum key_use use = 0; use < KEY_USE_COUNT; use++)
		if (keys_newest(keys, use) == NULL)
			TRY(make_key(folder, arena, keys, use, problem));
	return OK;
}

/* Reads the locked folder.  The caller frees *out, on failure too. */
static enum status snapshot(const char *dir, struct folder *folder, struct arena *arena, struct keys **out,
	const char **problem)
{
	struct keys *keys = *out = calloc(1, sizeof(*keys));

	if (keys == NULL || (keys->dir = strdup(dir)) == NULL)
		return fail("out of memory", problem);
	return read_files(folder, arena, keys, problem);
}

/* What is done with a folder's keys while it is locked. */
struct job {
	enum status (*run)(struct folder *folder, struct arena *arena, struct keys *keys, struct job *job,
		const char **problem);
	enum key_use use;
	enum key_state state;
	struct str kid;
	struct keys **keep;	/* takes the snapshot, when not NULL */
};

static enum status with_folder(const char *dir, struct job *job, const char **problem)
{
	struct arena *arena = arena_new(LOAD_MEMORY);
	struct keys *keys = NULL;
	struct folder folder;
	enum status status = folder_open(dir, &folder, problem);

	if (status != OK)
		goto err0;
	status = snapshot(dir, &folder, arena, &keys, problem);
	if (status == OK)
		status = job->run(&folder, arena, keys, job, problem);
	folder_close(&folder);
	if (status == OK && job->keep != NULL)
		*job->keep = keys;
	else
		keys_free(keys);
err0:
	arena_free(arena);
	return status;
}

static enum status run_load(struct folder *folder, struct arena *arena, struct keys *keys, struct job *job,
	const char **problem)
{
	(void)job;
	TRY(make_missing(folder, arena, keys, problem));
	/* The folder can't change until the lock is released. */
	if (fstat(folder->dir, &keys->seen) != 0)
		return fail("the keys folder can't be read", problem);
	return OK;
}

enum status keys_load(const char *dir, struct keys **out, const char **problem)
{
	struct job job = { .run = run_load, .keep = out };

	return with_folder(dir, &job, problem);
}

bool keys_changed(const struct keys *keys)
{
	struct stat now;

	return stat(keys->dir, &now) != 0 ||
	       now.st_ino != keys->seen.st_ino || now.st_dev != keys->seen.st_dev ||
	       now.st_mtim.tv_sec != keys->seen.st_mtim.tv_sec ||
	       now.st_mtim.tv_nsec != keys->seen.st_mtim.tv_nsec;
}

static enum status run_new(struct folder *folder, struct arena *arena, struct keys *keys, struct job *job,
	const char **problem)
{
	return make_key(folder, arena, keys, job->use, problem);
}

enum status key_new(const char *dir, enum key_use use, struct arena *arena, struct str *kid,
	const char **problem)
{
	struct keys *keys = NULL;
	struct job job = { .run = run_new, .use = use, .keep = &keys };

	TRY(with_folder(dir, &job, problem));
	*kid = arena_str(arena, str_of(keys->list[keys->count - 1].kid));
	keys_free(keys);
	return OK;
}

/* Whether key is active and no other of its use is. */
static bool last_active(const struct keys *keys, const struct key *key)
{
	for (const struct key *other = keys->list; other < keys->list + keys->count; other++)
		if (other != key && other->use == key->use && other->state == KEY_ACTIVE)
			return false;
	return key->state == KEY_ACTIVE;
}

static enum status run_set_state(struct folder *folder, struct arena *arena, struct keys *keys,
	struct job *job, const char **problem)
{
	struct key *key = NULL;

	for (size_t i = 0; i < keys->count; i++)
		if (str_eq(str_of(keys->list[i].kid), job->kid))
			key = &keys->list[i];
	if (key == NULL) {
		*problem = "there is no such key";
		return ERR_NOT_FOUND;
	}
	/* Once more into the same state: the first time it may not have reached the disk. */
	if (job->state < key->state) {
		*problem = "a key goes only from active to retired to revoked";
		return ERR_NOT_NOW;
	}
	if (last_active(keys, key)) {
		*problem = "it is the last active key of its use: make a new one first";
		return ERR_NOT_NOW;
	}
	key->state = job->state;
	return keyfile_write(folder->dir, arena, key, problem);
}

enum status key_set_state(const char *dir, struct str kid, enum key_state state, const char **problem)
{
	struct job job = { .run = run_set_state, .state = state, .kid = kid };

	return with_folder(dir, &job, problem);
}

struct value *keys_list(struct arena *arena, const struct keys *keys)
{
	struct value *list = value_list(arena);

	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->list[i];
		struct value *entry = list_map(list);

		map_str(entry, "kid", arena_str(arena, str_of(key->kid)));
		map_str(entry, "use", str_of(key_use_name(key->use)));
		map_str(entry, "state", str_of(key_state_name(key->state)));
		map_int(entry, "created", key->created);
		map_str(entry, "file", arena_printf(arena, "%s/%s-%s.json", keys->dir, key_use_name(key->use),
			key->kid));
	}
	return list;
}

static struct str coordinate(struct arena *arena, const unsigned char *bytes)
{
	return base64url(arena, (struct str){ (const char *)bytes, P256_COORDINATE_SIZE });
}

struct value *keys_jwks(struct arena *arena, const struct keys *keys)
{
	struct value *set = value_map(arena);
	struct value *list = map_list(set, "keys");

	for (const struct key *key = keys_each(keys, KEY_ANSWER, NULL); key != NULL;
	     key = keys_each(keys, KEY_ANSWER, key)) {
		unsigned char x[P256_COORDINATE_SIZE];
		unsigned char y[P256_COORDINATE_SIZE];
		struct value *jwk = list_map(list);

		p256_point(key->p256, x, y);
		map_str(jwk, "kty", S("EC"));
		map_str(jwk, "crv", S("P-256"));
		map_str(jwk, "x", coordinate(arena, x));
		map_str(jwk, "y", coordinate(arena, y));
		map_str(jwk, "kid", arena_str(arena, str_of(key->kid)));
		map_str(jwk, "use", S("sig"));
		map_str(jwk, "alg", S("ES256"));
	}
	return set;
}

/* Tells what is wrong with one file, by its whole path. */
static void check_file(int folder, const char *dir, const char *name, const struct problem_listener *to)
{
	struct arena *arena = arena_new(LOAD_MEMORY);
	const char *problem = "";
	struct key key;

	if (keyfile_read(folder, arena, name, &key, &problem) != OK)
		problem_tell(to, "%.400s: %s", dir, problem);
	p256_free(key.p256);
	mbedtls_platform_zeroize(&key, sizeof(key));
	arena_free(arena);
}

bool keys_check(const char *dir, const struct problem_listener *to)
{
	DIR *listing = opendir(dir);
	struct dirent *entry;
	struct stat about;

	if (listing == NULL && errno == ENOENT)
		return false;
	if (listing == NULL) {
		problem_tell(to, "%.400s: %s", dir, strerror(errno));
		return true;
	}
	if (fstat(dirfd(listing), &about) == 0 && (about.st_mode & 077) != 0)
		problem_tell(to, "%.400s: the keys folder is open to others (mode must be 0700)", dir);
	while ((entry = readdir(listing)) != NULL) {
		struct str name = str_of(entry->d_name);

		if (!str_starts(name, S(".")) && str_ends(name, S(".json")))
			check_file(dirfd(listing), dir, entry->d_name, to);
	}
	closedir(listing);
	return true;
}
