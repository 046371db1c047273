#include "crypt/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"

#define FILE_MAX 1024
/* The file being written; the lock makes it one at a time. */
#define NEW_NAME ".new"

static const size_t secret_sizes[KEY_USE_COUNT] = {
	[KEY_SIGN] = 32,
	[KEY_ANSWER] = P256_SECRET_SIZE,
	[KEY_SEAL] = 32,
	[KEY_POW] = 64,
	[KEY_INDEX] = 32,
	[KEY_PUSH] = P256_SECRET_SIZE,
};

static bool state_parse(struct str name, enum key_state *out)
{
	for (enum key_state state = KEY_ACTIVE; state <= KEY_REVOKED; state++) {
		if (str_eq(name, str_of(key_state_name(state)))) {
			*out = state;
			return true;
		}
	}
	return false;
}

/* Key ids are used in file names, in URLs and before a '.', so they are plain letters and digits. */
static bool kid_valid(struct str kid)
{
	for (size_t i = 0; i < kid.len; i++) {
		char c = kid.data[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			return false;
	}
	return kid.len > 0 && kid.len <= KID_MAX;
}

size_t keyfile_secret_size(enum key_use use)
{
	return secret_sizes[use];
}

struct str keyfile_name(struct arena *arena, const struct key *key)
{
	return arena_printf(arena, "%s-%s.json", key_use_name(key->use), key->kid);
}

/* Names the file in *problem, which is overwritten by the next one. */
static enum status refuse(const char *name, const char *why, const char **problem)
{
	static char text[256];

	snprintf(text, sizeof(text), "key file %s: %s", name, why);
	*problem = text;
	return ERR_INTERNAL;
}

static bool fill(struct arena *arena, struct str text, struct key *key)
{
	struct value *tree;
	struct str kid;
	struct str secret;

	if (json_parse(arena, text, &tree) != OK || tree->type != VALUE_MAP || tree->count != 5)
		return false;
	kid = map_get_str(tree, "kid");
	key->created = map_get_int(tree, "created", -1);
	if (!kid_valid(kid) || key->created < 0 ||
	    !key_use_parse(map_get_str(tree, "use"), &key->use) ||
	    !state_parse(map_get_str(tree, "state"), &key->state) ||
	    !base64url_decode(arena, map_get_str(tree, "secret"), &secret) ||
	    secret.len != secret_sizes[key->use])
		return false;
	memcpy(key->kid, kid.data, kid.len);
	memcpy(key->secret, secret.data, secret.len);
	key->secret_len = secret.len;
	if (key_on_curve(key->use))
		key->p256 = p256_private(key->secret);
	return !key_on_curve(key->use) || key->p256 != NULL;
}

/* Reads at most size bytes; -1 on error. */
static ssize_t read_all(int file, char *out, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(file, out + len, size - len);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

enum status keyfile_read(int folder, struct arena *arena, const char *name, struct key *key,
	const char **problem)
{
	int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *text = arena_alloc(arena, FILE_MAX);
	struct stat about;
	ssize_t len = -1;

	*key = (struct key){ 0 };
	if (file < 0)
		return refuse(name, strerror(errno), problem);
	if (fstat(file, &about) == 0 && S_ISREG(about.st_mode))
		len = read_all(file, text, FILE_MAX);
	close(file);
	if (len < 0)
		return refuse(name, "can't be read", problem);
	if ((about.st_mode & 077) != 0)
		return refuse(name, "others may read it (mode must be 0600)", problem);
	if (!fill(arena, (struct str){ text, (size_t)len }, key))
		return refuse(name, "isn't a key", problem);
	if (!str_eq(keyfile_name(arena, key), str_of(name)))
		return refuse(name, "holds another key than its name says", problem);
	return OK;
}

static struct str print(struct arena *arena, const struct key *key)
{
	struct value *tree = value_map(arena);

	map_str(tree, "kid", str_of(key->kid));
	map_str(tree, "use", str_of(key_use_name(key->use)));
	map_str(tree, "state", str_of(key_state_name(key->state)));
	map_int(tree, "created", key->created);
	map_str(tree, "secret", base64url(arena, key_secret(key)));
	return arena_join(arena, json_print(arena, tree), S("\n"));
}

/* A key that root makes with wenzhengctl gets the owner of the folder, since the worker must read it. */
static bool give_away(int folder, int file)
{
	struct stat about;

	if (geteuid() != 0)
		return true;
	return fstat(folder, &about) == 0 && fchown(file, about.st_uid, about.st_gid) == 0;
}

static bool write_new(int folder, struct str text)
{
	int file;
	bool written;

	/* A file left by a crash would keep its mode, so no secret is written into it. */
	unlinkat(folder, NEW_NAME, 0);
	file = openat(folder, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	written = give_away(folder, file) && write(file, text.data, text.len) == (ssize_t)text.len &&
		fsync(file) == 0;
	return close(file) == 0 && written;
}

/*
 * Two changes within one tick of the kernel's clock would give the folder the same time, and keys_changed
 * would miss the second: so the time is set to a later one.
 */
static bool move_time_on(int folder, struct timespec before)
{
	struct stat about;
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, before };

	if (fstat(folder, &about) != 0)
		return false;
	if (about.st_mtim.tv_sec > before.tv_sec ||
	    (about.st_mtim.tv_sec == before.tv_sec && about.st_mtim.tv_nsec > before.tv_nsec))
		return true;
	times[1].tv_nsec++;
	if (times[1].tv_nsec == 1000000000) {
		times[1].tv_nsec = 0;
		times[1].tv_sec++;
	}
	return futimens(folder, times) == 0;
}

enum status keyfile_write(int folder, struct arena *arena, const struct key *key, const char **problem)
{
	const char *name = arena_cstr(arena, keyfile_name(arena, key));
	struct stat about;

	if (fstat(folder, &about) != 0 || !write_new(folder, print(arena, key)) ||
	    renameat(folder, NEW_NAME, folder, name) != 0 || !move_time_on(folder, about.st_mtim) ||
	    fsync(folder) != 0)
		return refuse(name, "can't be written", problem);
	return OK;
}
