/*
 * keyfile: one key as a file, DIR/<use>-<kid>.json, mode 0600.  Reading is strict: a file that others may
 * read, or that isn't exactly what this module writes, is refused.  Writing goes through a second file,
 * renamed and synced to disk; callers hold the folder's lock.  Depends on: crypt/keyring, base/json.
 */
#ifndef CRYPT_KEYFILE_H
#define CRYPT_KEYFILE_H

#include "crypt/keyring.h"

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
