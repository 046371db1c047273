#include "crypt_fixture.h"

#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <mbedtls/pkcs5.h>

#include "base/json_print.h"
#include "crypt/challenge.h"
#include "crypt/encode.h"

#define NOW INT64_C(1780000000000)
#define GOOD_FOR INT64_C(600000)
/* As few rounds as keep the search short. */
#define COST 3
#define TRIES 10000

static struct value *challenge(struct fixture *f)
{
	struct value *made;

	assert_int_equal(challenge_new(f->arena, f->keys, COST, NOW + GOOD_FOR, &made), OK);
	return made;
}

/* What the widget does: counts up until the derived key begins as the challenge says. */
static struct str solve(struct fixture *f, const struct value *made, uint32_t *tried)
{
	const struct value *p = map_get(made, "parameters");
	unsigned char password[20];
	unsigned char derived[32];
	struct str prefix;
	struct str nonce;
	struct str salt;
	mbedtls_md_context_t md;

	assert_true(hex_decode(f->arena, map_get_str(p, "keyPrefix"), &prefix));
	assert_true(hex_decode(f->arena, map_get_str(p, "nonce"), &nonce));
	assert_true(hex_decode(f->arena, map_get_str(p, "salt"), &salt));
	assert_int_equal(prefix.len, 16);
	assert_int_equal(nonce.len, 16);
	memcpy(password, nonce.data, nonce.len);
	mbedtls_md_init(&md);
	assert_int_equal(mbedtls_md_setup(&md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1), 0);
	for (*tried = 0; *tried < TRIES; ++*tried) {
		for (int i = 0; i < 4; i++)
			password[16 + i] = (unsigned char)(*tried >> (24 - 8 * i));
		mbedtls_pkcs5_pbkdf2_hmac(&md, password, sizeof(password), (const unsigned char *)salt.data,
			salt.len, (unsigned)map_get_int(p, "cost", 0), sizeof(derived), derived);
		if (memcmp(derived, prefix.data, prefix.len) == 0)
			break;
	}
	mbedtls_md_free(&md);
	assert_true(*tried < TRIES);
	return hex(f->arena, (struct str){ (char *)derived, sizeof(derived) });
}

static struct str base64_of(struct fixture *f, struct str text)
{
	size_t room = text.len * 2 + 8;
	unsigned char *out = arena_alloc(f->arena, room);
	const unsigned char *bytes = (const unsigned char *)text.data;
	size_t len;

	assert_int_equal(mbedtls_base64_encode(out, room, &len, bytes, text.len), 0);
	return (struct str){ (char *)out, len };
}

/* The widget's field; its time is a number with a fraction. */
static struct str field(struct fixture *f, struct str challenge_text, struct str derived)
{
	return base64_of(f, arena_printf(f->arena, "{\"challenge\":%.*s,\"solution\":{\"counter\":7,"
		"\"derivedKey\":\"%.*s\",\"time\":548.3}}", STR_ARG(challenge_text), STR_ARG(derived)));
}

static enum status check(struct fixture *f, struct str text, int64_t now)
{
	struct str nonce = S("untouched");
	enum status status = challenge_check(f->arena, f->keys, text, now, &nonce);

	assert_true((status == OK) != str_eq(nonce, S("untouched")));
	return status;
}

/* text with its first part old replaced by new. */
static struct str swap(struct fixture *f, struct str text, const char *old, const char *new)
{
	size_t at = str_search(text, str_of(old), 0);

	assert_true(at < text.len);
	return arena_printf(f->arena, "%.*s%s%.*s", (int)at, text.data, new,
		(int)(text.len - at - strlen(old)), text.data + at + strlen(old));
}

static void a_solved_challenge_passes_and_gives_its_nonce(void **state)
{
	struct fixture *f = *state;
	struct value *made = challenge(f);
	uint32_t tried;
	struct str derived = solve(f, made, &tried);
	struct str text = field(f, json_print(f->arena, made), derived);
	struct str nonce;

	assert_int_equal(challenge_check(f->arena, f->keys, text, NOW, &nonce), OK);
	assert_str(nonce, map_get_str(map_get(made, "parameters"), "nonce"));
}

static void challenges_take_work_and_differ(void **state)
{
	struct fixture *f = *state;
	uint32_t first;
	uint32_t second;
	struct value *one = challenge(f);
	struct value *two = challenge(f);

	solve(f, one, &first);
	solve(f, two, &second);
	assert_in_range(first, 100, 1000);
	assert_in_range(second, 100, 1000);
	assert_false(str_eq(map_get_str(map_get(one, "parameters"), "nonce"),
		map_get_str(map_get(two, "parameters"), "nonce")));
	assert_false(str_eq(map_get_str(map_get(one, "parameters"), "salt"),
		map_get_str(map_get(two, "parameters"), "salt")));
}

static void a_challenge_ends_at_exactly_its_time(void **state)
{
	struct fixture *f = *state;
	struct value *made = challenge(f);
	uint32_t tried;
	struct str text = field(f, json_print(f->arena, made), solve(f, made, &tried));

	assert_int_equal(check(f, text, NOW + GOOD_FOR - 1), OK);
	assert_int_equal(check(f, text, NOW + GOOD_FOR), ERR_TOKEN);
}

static void an_unsolved_challenge_is_refused(void **state)
{
	struct fixture *f = *state;
	struct value *made = challenge(f);
	struct str text = json_print(f->arena, made);
	struct str prefix = map_get_str(map_get(made, "parameters"), "keyPrefix");
	uint32_t tried;
	struct str derived = solve(f, challenge(f), &tried);

	assert_int_equal(check(f, field(f, text, S("")), NOW), ERR_TOKEN);
	assert_int_equal(check(f, field(f, text, prefix), NOW), ERR_TOKEN);
	assert_int_equal(check(f, field(f, text, arena_join(f->arena, prefix, prefix)), NOW), ERR_TOKEN);
	/* another challenge's solution */
	assert_int_equal(check(f, field(f, text, derived), NOW), ERR_TOKEN);
}

static void a_changed_challenge_is_refused(void **state)
{
	static const struct {
		const char *old;
		const char *new;
	} rows[] = {
		{ "\"cost\":3", "\"cost\":1" },
		{ "\"cost\":3", "\"cost\":3,\"data\":1" },
		{ "\"cost\":3", "\"cost\":\"3\"" },
		{ "\"cost\":3", "\"cost\":3.0" },
		{ "SHA-256", "SHA-512" },
		{ "\"expiresAt\":1780000600", "\"expiresAt\":1780000601" },
		{ "\"keyLength\":32", "\"keyLength\":16" },
		{ "\"keyPrefix\":\"", "\"keyPrefix\":\"00" },
		{ "\"keySignature\":\"", "\"keySignature\":\"00" },
		{ "\"nonce\":\"", "\"nonce\":\"00" },
		{ "\"salt\":\"", "\"salt\":\"00" },
		{ "\"nonce\":\"", "\"nonce\":\"x\\\",\\\"salt\\\":\\\"" },
		{ "\"signature\":\"", "\"signature\":\"00" },
		{ "\"signature\":", "\"Signature\":" },
		{ "\"parameters\":{", "\"parameters\":[" },
		{ "\"parameters\":", "\"parameter\":" },
	};
	struct fixture *f = *state;
	struct value *made = challenge(f);
	struct str text = json_print(f->arena, made);
	uint32_t tried;
	struct str derived = solve(f, made, &tried);

	assert_int_equal(check(f, field(f, text, derived), NOW), OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str changed = swap(f, text, rows[i].old, rows[i].new);

		assert_int_equal(check(f, field(f, changed, derived), NOW), ERR_TOKEN);
	}
}

static void a_made_up_challenge_is_refused(void **state)
{
	struct fixture *f = *state;
	struct fixture other = { .arena = f->arena };
	struct str text;
	uint32_t tried;
	struct value *made;
	const char *problem;

	/* rightly made, by somebody else's keys */
	memcpy(other.dir, "/tmp/wenzheng-keys-XXXXXX", sizeof("/tmp/wenzheng-keys-XXXXXX"));
	assert_non_null(mkdtemp(other.dir));
	assert_int_equal(keys_load(other.dir, &other.keys, &problem), OK);
	made = challenge(&other);
	text = field(f, json_print(f->arena, made), solve(f, made, &tried));
	assert_int_equal(check(&other, text, NOW), OK);
	assert_int_equal(check(f, text, NOW), ERR_TOKEN);
	for (const struct member *m = keys_list(f->arena, other.keys)->first; m != NULL; m = m->next)
		unlink(arena_cstr(f->arena, map_get_str(&m->value, "file")));
	unlink(arena_cstr(f->arena, arena_printf(f->arena, "%s/.lock", other.dir)));
	assert_int_equal(rmdir(other.dir), 0);
	keys_free(other.keys);
}

static void malformed_fields_are_refused(void **state)
{
	static const char *const texts[] = {
		"", "x", "{}", "[]", "null", "{\"challenge\":{},\"solution\":{}}",
		"{\"challenge\":null,\"solution\":null}",
		/* what the widget sends when it is set to test */
		"{\"challenge\":null,\"solution\":null,\"test\":true}",
		"{\"challenge\":{\"parameters\":{},\"signature\":\"\"},\"solution\":{\"derivedKey\":\"\"}}",
	};
	struct fixture *f = *state;
	char big[4100];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(check(f, base64_of(f, str_of(texts[i])), NOW), ERR_TOKEN);
	assert_int_equal(check(f, S("not base64!"), NOW), ERR_TOKEN);
	memset(big, 'A', sizeof(big));
	assert_int_equal(check(f, (struct str){ big, sizeof(big) }, NOW), ERR_TOKEN);
}

static void a_retired_key_still_counts_and_a_revoked_one_does_not(void **state)
{
	struct fixture *f = *state;
	struct str kid = fixture_kid(f, "pow", "active");
	struct value *made = challenge(f);
	uint32_t tried;
	struct str text = field(f, json_print(f->arena, made), solve(f, made, &tried));

	fixture_new(f, KEY_POW);
	fixture_set(f, kid, KEY_RETIRED);
	assert_int_equal(check(f, text, NOW), OK);
	fixture_set(f, kid, KEY_REVOKED);
	assert_int_equal(check(f, text, NOW), ERR_TOKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_solved_challenge_passes_and_gives_its_nonce),
		IN_FOLDER(challenges_take_work_and_differ),
		IN_FOLDER(a_challenge_ends_at_exactly_its_time),
		IN_FOLDER(an_unsolved_challenge_is_refused),
		IN_FOLDER(a_changed_challenge_is_refused),
		IN_FOLDER(a_made_up_challenge_is_refused),
		IN_FOLDER(malformed_fields_are_refused),
		IN_FOLDER(a_retired_key_still_counts_and_a_revoked_one_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
