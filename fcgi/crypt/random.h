/*
 * random: unpredictable bytes (mbedTLS CTR_DRBG, NIST SP 800-90A).  One generator per process, seeded
 * at first use after a fork, so that workers never share a stream.  Running out of entropy ends the
 * process.  WENZHENG_SEED isn't honoured here: secrets are never repeatable.  Depends on: mbedTLS.
 */
#ifndef CRYPT_RANDOM_H
#define CRYPT_RANDOM_H

#include "base/arena.h"

void random_bytes(void *out, size_t len);

/* A uniform number below bound (bound > 0). */
uint32_t random_below(uint32_t bound);

/* n characters of the 31-letter alphabet without 0 O 1 I L, easy to read aloud and type. */
struct str random_code(struct arena *arena, size_t n);

/*
 * A name that nobody guesses and no two things share, for files and their addresses: 12 random bytes in
 * hexadecimal.
 */
#define RANDOM_ID_LENGTH 24
struct str random_id(struct arena *arena);
/* Whether s could be one. */
bool random_id_valid(struct str s);

#endif
