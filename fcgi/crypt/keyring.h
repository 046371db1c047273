/*
 * keyring: what a struct keys holds and the ways to find a key in it, for the other files of crypt/ only:
 * nothing above this folder sees a secret.  Everything pointed at belongs to the struct keys.
 * Depends on: crypt/keys, crypt/p256.
 */
#ifndef CRYPT_KEYRING_H
#define CRYPT_KEYRING_H

#include <sys/stat.h>

#include "crypt/keys.h"
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
	struct p256 *p256;	/* of a KEY_ANSWER */
};

struct keys {
	char *dir;
	struct stat seen;	/* of the folder, after its last change that the list holds */
	struct key *list;	/* in order of creation */
	size_t count;
	size_t room;
};

static inline struct str key_secret(const struct key *key)
{
	return (struct str){ (const char *)key->secret, key->secret_len };
}

/* The newest active key of a use, or NULL. */
const struct key *keys_newest(const struct keys *keys, enum key_use use);
/* The key of that use and kid, or NULL if there is none or it is revoked. */
const struct key *keys_find(const struct keys *keys, enum key_use use, struct str kid);
/* The next key of a use that isn't revoked, newest first: after is NULL at first; NULL at the end. */
const struct key *keys_each(const struct keys *keys, enum key_use use, const struct key *after);

#endif
