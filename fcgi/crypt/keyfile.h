/*
 * keyfile: one key as a file, DIR/<use>-<kid>.json, mode 0600.  Reading is strict: a file that others may
 * read, or that isn't exactly what this module writes, is refused.  Writing goes through a second file,
 * renamed and synced to disk; callers hold the folder's lock.  Depends on: crypt/key, crypt/p256, base/json.
 */
#ifndef CRYPT_KEYFILE_H
#define CRYPT_KEYFILE_H

#include "base/arena.h"
#include "base/status.h"
#include "crypt/key.h"
#include "crypt/p256.h"

#define KID_MAX 32
#define SECRET_MAX 64

struct key {
	char kid[KID_MAX + 1];
	enum key_use use;
	enum key_state state;
	int64_t created;	/* ms; strictly later than any older key of the folder */
	unsigned char secret[SECRET_MAX];
	size_t secret_len;
	struct p256 *p256;	/* of a use that is key_on_curve */
};

static inline struct str key_secret(const struct key *key)
{
	return (struct str){ (const char *)key->secret, key->secret_len };
}

/* Bytes of secret that a key of this use has. */
size_t keyfile_secret_size(enum key_use use);

/* "<use>-<kid>.json". */
struct str keyfile_name(struct arena *arena, const struct key *key);

/* Fills *key (p256 included) from the file name in the open folder; *problem says what is wrong with it. */
enum status keyfile_read(int folder, struct arena *arena, const char *name, struct key *key,
	const char **problem);

/* Writes the file, replacing an older one, so that the folder's time of change moves on. */
enum status keyfile_write(int folder, struct arena *arena, const struct key *key, const char **problem);

#endif
