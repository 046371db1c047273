/*
 * keys: the site's key files, one a key, in the state's keys folder (folder 0700, files 0600):
 * DIR/<use>-<kid>.json = {"kid","use","state","created","secret"}.  Uses: "sign" (HS256 tokens),
 * "answer" (ES256 seals), "seal" (AES-256-GCM contact data), "pow" (two HMAC keys of the challenge),
 * "index" (keyed hashes of devices and phones), "push" (ES256 before push services, crypt/vapid).  States:
 * active (the newest active one signs or seals), retired (only verifies or opens; a push key still signs for
 * the subscriptions made under it), revoked (neither).  A struct keys is a read-only snapshot that owns and
 * wipes its secrets; keys_changed tells when to load anew.  Depends on: crypt/keyfile,
 * crypt/keyring, ini/problem.
 */
#ifndef CRYPT_KEYS_H
#define CRYPT_KEYS_H

#include "base/status.h"
#include "base/value.h"
#include "crypt/key.h"
#include "ini/problem.h"

struct keys;

/*
 * Loads every key of dir, making the folder and one key of each use that has no active one.
 * Safe to call from several processes at once (a lock file; files appear by rename, synced to disk).
 * On failure *problem says why in English (static storage).
 */
enum status keys_load(const char *dir, struct keys **out, const char **problem);
void keys_free(struct keys *keys);

/*
 * Looks at the folder and each of its files, and changes nothing: tells of all for which keys_load would
 * refuse them.  False when there is no such folder, which keys_load would make.
 */
bool keys_check(const char *dir, const struct problem_listener *to);

/* Whether the folder's files changed since keys was loaded (a stat of the folder, cheap). */
bool keys_changed(const struct keys *keys);

/* Operator commands.  key_new writes a new active key and gives its kid. */
enum status key_new(const char *dir, enum key_use use, struct arena *arena, struct str *kid,
	const char **problem);
/*
 * Only active → retired → revoked, and the same again, which a failure may have cut off.  Retiring or
 * revoking the last active key of a use is refused (ERR_NOT_NOW).
 */
enum status key_set_state(const char *dir, struct str kid, enum key_state state, const char **problem);
/* [{kid, use, state, created (ms), file}] in order of creation; no secrets. */
struct value *keys_list(struct arena *arena, const struct keys *keys);

/* The public halves of every answer key that isn't revoked, as a JWK set (RFC 7517, RFC 7518 section 6.2). */
struct value *keys_jwks(struct arena *arena, const struct keys *keys);

#endif
