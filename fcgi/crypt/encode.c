#include "crypt/encode.h"

#include <mbedtls/constant_time.h>
#include <mbedtls/md.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypt/sha256.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char hex_letters[] = "0123456789abcdef";

static char letter(uint32_t six, const char *last)
{
	return six < 62 ? letters[six] : last[six - 62];
}

/* Without padding; last are the letters of 62 and 63. */
static struct str encode(struct arena *arena, const char *last, struct str bytes)
{
	char *out = arena_alloc(arena, bytes.len / 3 * 4 + 5);
	size_t len = 0;
	uint32_t bits = 0;
	int held = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		bits = bits << 8 | (unsigned char)bytes.data[i];
		for (held += 8; held >= 6; held -= 6)
			out[len++] = letter(bits >> (held - 6) & 63, last);
	}
	if (held > 0)
		out[len++] = letter(bits << (6 - held) & 63, last);
	return (struct str){ out, len };
}

struct str base64url(struct arena *arena, struct str bytes)
{
	return encode(arena, "-_", bytes);
}

struct str base64(struct arena *arena, struct str bytes)
{
	const char *const padding[] = { "", "", "==", "=" };
	struct str text = encode(arena, "+/", bytes);

	return arena_join(arena, text, str_of(padding[text.len % 4]));
}

/* The six bits that c stands for, when last holds the letters of 62 and 63; or -1. */
static int six_bits(char c, const char *last)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == last[0] ? 62 : c == last[1] ? 63 : -1;
}

/* The four bits of a hex digit in lower case, or -1. */
static int four_bits(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes text without padding; refuses a length no bytes encode to, and bits left over that aren't zero. */
static bool decode(struct arena *arena, const char *last, struct str text, struct str *bytes)
{
	char *out = arena_alloc(arena, text.len / 4 * 3 + 3);
	size_t len = 0;
	uint32_t bits = 0;
	int held = 0;

	if (text.len % 4 == 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int six = six_bits(text.data[i], last);

		if (six < 0)
			return false;
		bits = bits << 6 | (uint32_t)six;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[len++] = (char)(bits >> held & 255);
		}
	}
	if ((bits & ((1U << held) - 1)) != 0)
		return false;
	*bytes = (struct str){ out, len };
	return true;
}

bool base64url_decode(struct arena *arena, struct str text, struct str *bytes)
{
	return decode(arena, "-_", text, bytes);
}

bool base64_decode(struct arena *arena, struct str text, struct str *bytes)
{
	if (text.len % 4 != 0)
		return false;
	for (int padding = 0; padding < 2 && str_ends(text, S("=")); padding++)
		text.len--;
	return decode(arena, "+/", text, bytes);
}

struct str hex(struct arena *arena, struct str bytes)
{
	char *out = arena_alloc(arena, bytes.len * 2 + 1);

	for (size_t i = 0; i < bytes.len; i++) {
		out[2 * i] = hex_letters[(unsigned char)bytes.data[i] >> 4];
		out[2 * i + 1] = hex_letters[bytes.data[i] & 15];
	}
	return (struct str){ out, bytes.len * 2 };
}

bool hex_decode(struct arena *arena, struct str text, struct str *bytes)
{
	char *out = arena_alloc(arena, text.len / 2 + 1);

	if (text.len % 2 != 0)
		return false;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = four_bits(text.data[i]);
		int low = four_bits(text.data[i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (char)(high << 4 | low);
	}
	*bytes = (struct str){ out, text.len / 2 };
	return true;
}

/* mbedTLS fails here only when memory is short or the call is wrong: then the process ends. */
static void must(int result)
{
	if (result != 0) {
		fprintf(stderr, "<2>encode: mbedTLS failed with -0x%x\n", (unsigned)-result);
		abort();
	}
}

struct str sha256(struct arena *arena, struct str bytes)
{
	unsigned char *digest = arena_alloc(arena, SHA256_SIZE);

	must(mbedtls_sha256((const unsigned char *)bytes.data, bytes.len, digest, 0));
	return (struct str){ (char *)digest, SHA256_SIZE };
}

struct sha256_run {
	mbedtls_sha256_context context;
};

struct sha256_run *sha256_begin(struct arena *arena)
{
	struct sha256_run *run = ARENA_NEW(arena, struct sha256_run);

	mbedtls_sha256_init(&run->context);
	must(mbedtls_sha256_starts(&run->context, 0));
	return run;
}

void sha256_add(struct sha256_run *run, struct str bytes)
{
	must(mbedtls_sha256_update(&run->context, (const unsigned char *)bytes.data, bytes.len));
}

struct str sha256_end(struct arena *arena, struct sha256_run *run)
{
	unsigned char *digest = arena_alloc(arena, SHA256_SIZE);

	must(mbedtls_sha256_finish(&run->context, digest));
	mbedtls_sha256_free(&run->context);
	return (struct str){ (char *)digest, SHA256_SIZE };
}

struct str hmac_sha256(struct arena *arena, struct str key, struct str bytes)
{
	const mbedtls_md_info_t *md = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
	unsigned char *digest = arena_alloc(arena, SHA256_SIZE);

	/* It takes memory, unlike the hash alone. */
	if (mbedtls_md_hmac(md, (const unsigned char *)key.data, key.len, (const unsigned char *)bytes.data,
		    bytes.len, digest) != 0)
		arena_give_up();
	return (struct str){ (char *)digest, SHA256_SIZE };
}

bool same_secret(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || mbedtls_ct_memcmp(a.data, b.data, a.len) == 0);
}
