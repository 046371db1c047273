#include "crypt/contact.h"

#include <mbedtls/gcm.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypt/encode.h"
#include "crypt/keyring.h"
#include "crypt/random.h"

#define NONCE_SIZE 12
#define TAG_SIZE 16

static void must(int result)
{
	if (result != 0) {
		fprintf(stderr, "<2>contact: mbedTLS failed with -0x%x\n", (unsigned)-result);
		abort();
	}
}

static void gcm_start(mbedtls_gcm_context *gcm, const struct key *key)
{
	mbedtls_gcm_init(gcm);
	must(mbedtls_gcm_setkey(gcm, MBEDTLS_CIPHER_ID_AES, key->secret, (unsigned)key->secret_len * 8));
}

enum status contact_seal(struct arena *arena, const struct keys *keys, struct str place, struct str plain,
	struct str *sealed)
{
	const struct key *key = keys_newest(keys, KEY_SEAL);
	size_t len = NONCE_SIZE + plain.len + TAG_SIZE;
	unsigned char *nonce = arena_alloc(arena, len);
	unsigned char *text = nonce + NONCE_SIZE;
	mbedtls_gcm_context gcm;

	if (key == NULL)
		return ERR_INTERNAL;
	random_bytes(nonce, NONCE_SIZE);
	gcm_start(&gcm, key);
	must(mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, plain.len, nonce, NONCE_SIZE,
		(const unsigned char *)place.data, place.len, (const unsigned char *)plain.data, text,
		TAG_SIZE, text + plain.len));
	mbedtls_gcm_free(&gcm);
	*sealed = arena_printf(arena, "%s.%.*s", key->kid,
		STR_ARG(base64url(arena, (struct str){ (char *)nonce, len })));
	return OK;
}

enum status contact_open(struct arena *arena, const struct keys *keys, struct str place, struct str sealed,
	struct str *plain)
{
	size_t dot = str_find(sealed, '.', 0);
	const struct key *key = keys_find(keys, KEY_SEAL, str_sub(sealed, 0, dot));
	const unsigned char *nonce;
	mbedtls_gcm_context gcm;
	struct str bytes;
	unsigned char *out;
	size_t len;
	int result;

	if (key == NULL || !base64url_decode(arena, str_sub(sealed, dot + 1, sealed.len), &bytes) ||
	    bytes.len < NONCE_SIZE + TAG_SIZE)
		return ERR_TOKEN;
	len = bytes.len - NONCE_SIZE - TAG_SIZE;
	nonce = (const unsigned char *)bytes.data;
	out = arena_alloc(arena, len + 1);
	gcm_start(&gcm, key);
	result = mbedtls_gcm_auth_decrypt(&gcm, len, nonce, NONCE_SIZE, (const unsigned char *)place.data,
		place.len, nonce + NONCE_SIZE + len, TAG_SIZE, nonce + NONCE_SIZE, out);
	mbedtls_gcm_free(&gcm);
	if (result != 0)
		return ERR_TOKEN;
	*plain = (struct str){ (char *)out, len };
	return OK;
}
