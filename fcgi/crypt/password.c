#include "crypt/password.h"

#include <crypt.h>
#include <errno.h>
#include <liboath/oath.h>
#include <stdlib.h>

#include "base/buf.h"
#include "crypt/encode.h"
#include "crypt/random.h"

#define PREFIX "$y$"
#define COST 5
#define SALT_BYTES 16

#define TOTP_BYTES 20
#define TOTP_DIGITS 6
#define TOTP_STEP 30

/* What an unknown account's password is hashed with, so that it takes as long as a known one's. */
static const char dummy_setting[] = "$y$j9T$........................";

/* crypt_r's working memory with the password as a C string: 32 KiB of secrets, too much for a stack. */
struct work {
	struct crypt_data data;
	char password[CRYPT_MAX_PASSPHRASE_SIZE + 1];
};

static void work_free(struct work *work)
{
	explicit_bzero(work, sizeof(*work));
	free(work);
}

/* NULL when the password has a NUL or is longer than crypt_r takes. */
static struct work *work_new(struct str password)
{
	struct work *work;

	if (password.len >= CRYPT_MAX_PASSPHRASE_SIZE || str_find(password, '\0', 0) < password.len)
		return NULL;
	work = calloc(1, sizeof(*work));
	if (work == NULL)
		arena_give_up();
	if (password.len > 0)
		memcpy(work->password, password.data, password.len);
	return work;
}

/* A hash, or a text that begins with '*' for a bad setting.  Memory that is short mustn't look like a wrong password. */
static struct str hash_of(struct work *work, const char *setting)
{
	const char *made;

	errno = 0;
	made = crypt_r(work->password, setting, &work->data);
	if (made[0] == '*' && errno == ENOMEM) {
		work_free(work);
		arena_give_up();
	}
	return str_of(made);
}

enum status password_hash(struct arena *arena, struct str password, struct str *hash)
{
	char salt[SALT_BYTES];
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct work *work = work_new(password);
	struct str made = { 0 };

	if (work == NULL)
		return ERR_INVALID;
	random_bytes(salt, sizeof(salt));
	if (crypt_gensalt_rn(PREFIX, COST, salt, sizeof(salt), setting, sizeof(setting)) != NULL)
		made = hash_of(work, setting);
	if (str_starts(made, S(PREFIX)))
		*hash = arena_str(arena, made);
	else
		made.len = 0;
	work_free(work);
	return made.len > 0 ? OK : ERR_INTERNAL;
}

bool password_check(struct str password, struct str hash)
{
	char setting[CRYPT_OUTPUT_SIZE];
	bool known = str_starts(hash, S(PREFIX)) && hash.len < sizeof(setting) &&
		     str_find(hash, '\0', 0) == hash.len;
	struct work *work = work_new(password);
	bool fits;

	if (work == NULL)
		return false;
	if (known) {
		memcpy(setting, hash.data, hash.len);
		setting[hash.len] = '\0';
	}
	fits = same_secret(hash_of(work, known ? setting : dummy_setting), hash);
	work_free(work);
	return known && fits;
}

struct str totp_secret(struct arena *arena)
{
	char bytes[TOTP_BYTES];
	char *text = NULL;
	size_t len = 0;
	struct str secret;

	random_bytes(bytes, sizeof(bytes));
	if (oath_base32_encode(bytes, sizeof(bytes), &text, &len) != OATH_OK)
		abort();
	secret = arena_str(arena, (struct str){ text, len });
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(text, len);
	free(text);
	return secret;
}

/* The code of one step, or false when liboath fails. */
static bool step_matches(const char *key, size_t key_len, int64_t step, struct str code)
{
	char right[TOTP_DIGITS + 1];
	bool same;

	if (step < 0 || oath_totp_generate(key, key_len, (time_t)(step * TOTP_STEP), TOTP_STEP,
		OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, right) != OATH_OK)
		return false;
	same = same_secret(code, str_of(right));
	explicit_bzero(right, sizeof(right));
	return same;
}

bool totp_check(struct str secret, struct str code, int64_t now, int64_t last_step, int64_t *step)
{
	int64_t current = now / 1000 / TOTP_STEP;
	char *key = NULL;
	size_t len = 0;
	bool right = false;

	if (secret.len == 0 || oath_base32_decode(secret.data, secret.len, &key, &len) != OATH_OK)
		return false;
	for (int64_t tried = current - 1; tried <= current + 1; tried++) {
		if (step_matches(key, len, tried, code) && tried > last_step && !right) {
			*step = tried;
			right = true;
		}
	}
	explicit_bzero(key, len);
	free(key);
	return right;
}

/* Percent-encodes all but RFC 3986's unreserved characters. */
static void add_encoded(struct buf *buf, struct str s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] != '\0' && strchr(plain, s.data[i]) != NULL)
			buf_byte(buf, s.data[i]);
		else
			buf_printf(buf, "%%%02X", (unsigned char)s.data[i]);
	}
}

struct str totp_uri(struct arena *arena, struct str issuer, struct str account, struct str secret)
{
	struct buf uri = buf_in(arena);

	buf_add(&uri, S("otpauth://totp/"));
	add_encoded(&uri, issuer);
	buf_byte(&uri, ':');
	add_encoded(&uri, account);
	buf_add(&uri, S("?secret="));
	add_encoded(&uri, secret);
	buf_add(&uri, S("&issuer="));
	add_encoded(&uri, issuer);
	buf_printf(&uri, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_STEP);
	return buf_str(&uri);
}
