/*
 * keyring: what a struct keys holds and the ways to find a key in it, for the other files of crypt/ only:
 * nothing above this folder sees a secret.  Everything pointed at belongs to the struct keys.  Depends on:
 * crypt/keyfile.
 */
#ifndef CRYPT_KEYRING_H
#define CRYPT_KEYRING_H

#include <sys/stat.h>

#include "crypt/keyfile.h"

struct keys {
	char *dir;
	struct stat seen;	/* of the folder, after its last change that the list holds */
	struct key *list;	/* in order of creation */
	size_t count;
	size_t room;
};

/* The newest active key of a use, or NULL. */
const struct key *keys_newest(const struct keys *keys, enum key_use use);
/* The key of that use and kid, or NULL if there is none or it is revoked. */
const struct key *keys_find(const struct keys *keys, enum key_use use, struct str kid);
/* The next key of a use that isn't revoked, newest first: after is NULL at first; NULL at the end. */
const struct key *keys_each(const struct keys *keys, enum key_use use, const struct key *after);

#endif
