#include "crypt/random.h"

#include "crypt/encode.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* Digits and letters that are not mistaken for each other: no 0 O 1 I L. */
static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
#define ALPHABET_SIZE ((uint32_t)sizeof(alphabet) - 1)

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context generator;
/* Whether this very process seeded the generator; a child has to seed its own. */
static bool seeded;

static _Noreturn void give_up(const char *why)
{
	fprintf(stderr, "<2>random: %s\n", why);
	abort();
}

static void forget_after_fork(void)
{
	seeded = false;
}

static void seed(void)
{
	static bool watching;

	if (!watching && pthread_atfork(NULL, NULL, forget_after_fork) != 0)
		give_up("can't watch for forks");
	if (watching) {
		mbedtls_ctr_drbg_free(&generator);
		mbedtls_entropy_free(&entropy);
	}
	watching = true;
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&generator);
	if (mbedtls_ctr_drbg_seed(&generator, mbedtls_entropy_func, &entropy, NULL, 0) != 0)
		give_up("no entropy");
	seeded = true;
}

void random_bytes(void *out, size_t len)
{
	unsigned char *at = out;

	if (!seeded)
		seed();
	while (len > 0) {
		size_t piece = len < MBEDTLS_CTR_DRBG_MAX_REQUEST ? len : MBEDTLS_CTR_DRBG_MAX_REQUEST;

		if (mbedtls_ctr_drbg_random(&generator, at, piece) != 0)
			give_up("the generator failed");
		at += piece;
		len -= piece;
	}
}

/* Draws again below the largest multiple of bound, so that no number is likelier than another. */
uint32_t random_below(uint32_t bound)
{
	uint32_t excess = (uint32_t)-bound % bound;
	uint32_t drawn;

	do
		random_bytes(&drawn, sizeof(drawn));
	while (drawn < excess);
	return drawn % bound;
}

struct str random_code(struct arena *arena, size_t n)
{
	char *code = arena_alloc(arena, n + 1);

	for (size_t i = 0; i < n; i++)
		code[i] = alphabet[random_below(ALPHABET_SIZE)];
	return (struct str){ code, n };
}

struct str random_id(struct arena *arena)
{
	char bytes[RANDOM_ID_LENGTH / 2];

	random_bytes(bytes, sizeof(bytes));
	return hex(arena, (struct str){ bytes, sizeof(bytes) });
}

bool random_id_valid(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.data[i] >= '0' && s.data[i] <= '9') || (s.data[i] >= 'a' && s.data[i] <= 'f')))
			return false;
	return s.len == RANDOM_ID_LENGTH;
}
