#include "crypt/p256.h"

#include <mbedtls/ecdsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/random.h"

struct p256 {
	mbedtls_ecp_group group;
	mbedtls_mpi secret;
	mbedtls_ecp_point point;
};

static int random_source(void *unused, unsigned char *out, size_t len)
{
	(void)unused;
	random_bytes(out, len);
	return 0;
}

/* Where the input can't be wrong mbedTLS fails only when memory is short: then the process ends. */
static void must(int result)
{
	if (result != 0) {
		fprintf(stderr, "<2>p256: mbedTLS failed with -0x%x\n", (unsigned)-result);
		abort();
	}
}

static struct p256 *key_new(void)
{
	struct p256 *key = calloc(1, sizeof(*key));

	must(key == NULL);
	mbedtls_ecp_group_init(&key->group);
	mbedtls_mpi_init(&key->secret);
	mbedtls_ecp_point_init(&key->point);
	must(mbedtls_ecp_group_load(&key->group, MBEDTLS_ECP_DP_SECP256R1));
	return key;
}

void p256_free(struct p256 *key)
{
	if (key == NULL)
		return;
	mbedtls_ecp_point_free(&key->point);
	mbedtls_mpi_free(&key->secret);
	mbedtls_ecp_group_free(&key->group);
	free(key);
}

void p256_make_secret(unsigned char secret[P256_SECRET_SIZE])
{
	struct p256 *key = key_new();

	must(mbedtls_ecp_gen_privkey(&key->group, &key->secret, random_source, NULL));
	must(mbedtls_mpi_write_binary(&key->secret, secret, P256_SECRET_SIZE));
	p256_free(key);
}

struct p256 *p256_private(const unsigned char secret[P256_SECRET_SIZE])
{
	struct p256 *key = key_new();

	must(mbedtls_mpi_read_binary(&key->secret, secret, P256_SECRET_SIZE));
	if (mbedtls_ecp_check_privkey(&key->group, &key->secret) != 0) {
		p256_free(key);
		return NULL;
	}
	must(mbedtls_ecp_mul(&key->group, &key->point, &key->secret, &key->group.G, random_source, NULL));
	return key;
}

/* A point as bytes: 4, x, y (SEC 1, section 2.3.3). */
#define POINT_SIZE (1 + 2 * P256_COORDINATE_SIZE)
#define UNCOMPRESSED 4

struct p256 *p256_public(struct str x, struct str y)
{
	unsigned char bytes[POINT_SIZE] = { UNCOMPRESSED };
	struct p256 *key;

	if (x.len != P256_COORDINATE_SIZE || y.len != P256_COORDINATE_SIZE)
		return NULL;
	memcpy(bytes + 1, x.data, x.len);
	memcpy(bytes + 1 + x.len, y.data, y.len);
	key = key_new();
	must(mbedtls_ecp_point_read_binary(&key->group, &key->point, bytes, sizeof(bytes)));
	if (mbedtls_ecp_check_pubkey(&key->group, &key->point) != 0) {
		p256_free(key);
		return NULL;
	}
	return key;
}

void p256_point(const struct p256 *key, unsigned char x[P256_COORDINATE_SIZE],
	unsigned char y[P256_COORDINATE_SIZE])
{
	unsigned char bytes[POINT_SIZE];
	size_t len;

	must(mbedtls_ecp_point_write_binary(&key->group, &key->point, MBEDTLS_ECP_PF_UNCOMPRESSED, &len,
		bytes, sizeof(bytes)));
	memcpy(x, bytes + 1, P256_COORDINATE_SIZE);
	memcpy(y, bytes + 1 + P256_COORDINATE_SIZE, P256_COORDINATE_SIZE);
}

void p256_sign(struct p256 *key, struct str digest, unsigned char signature[P256_SIGNATURE_SIZE])
{
	mbedtls_mpi r;
	mbedtls_mpi s;

	mbedtls_mpi_init(&r);
	mbedtls_mpi_init(&s);
	must(mbedtls_ecdsa_sign_det_ext(&key->group, &r, &s, &key->secret, (const unsigned char *)digest.data,
		digest.len, MBEDTLS_MD_SHA256, random_source, NULL));
	must(mbedtls_mpi_write_binary(&r, signature, P256_SIGNATURE_SIZE / 2));
	must(mbedtls_mpi_write_binary(&s, signature + P256_SIGNATURE_SIZE / 2, P256_SIGNATURE_SIZE / 2));
	mbedtls_mpi_free(&r);
	mbedtls_mpi_free(&s);
}

bool p256_verify(struct p256 *key, struct str digest, struct str signature)
{
	const unsigned char *bytes = (const unsigned char *)signature.data;
	mbedtls_mpi r;
	mbedtls_mpi s;
	bool right;

	if (signature.len != P256_SIGNATURE_SIZE)
		return false;
	mbedtls_mpi_init(&r);
	mbedtls_mpi_init(&s);
	must(mbedtls_mpi_read_binary(&r, bytes, P256_SIGNATURE_SIZE / 2));
	must(mbedtls_mpi_read_binary(&s, bytes + P256_SIGNATURE_SIZE / 2, P256_SIGNATURE_SIZE / 2));
	right = mbedtls_ecdsa_verify(&key->group, (const unsigned char *)digest.data, digest.len, &key->point,
		&r, &s) == 0;
	mbedtls_mpi_free(&r);
	mbedtls_mpi_free(&s);
	return right;
}
