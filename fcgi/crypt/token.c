#include "crypt/token.h"

#include <stdio.h>

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"
#include "crypt/keyring.h"

/* Explicit types keep one kind from passing for another (RFC 8725 section 3.11). */
static const char *const token_types[] = {
	[TOKEN_SESSION] = "session+jwt",
	[TOKEN_ANSWER_LINK] = "answer-link+jwt",
	[TOKEN_TRACKING] = "tracking+jwt",
	[TOKEN_FORM] = "form+jwt",
	[TOKEN_DEVICE] = "device+jwt",
	[TOKEN_REVIEW_LINK] = "review-link+jwt",
	[TOKEN_MINE] = "mine+jwt",
};
static const char *const seal_types[] = { [SEAL_ANSWER] = "answer+jws", [SEAL_ARCHIVE] = "archive+jws",
	[SEAL_ARTICLE] = "article+jws", [SEAL_EVENTS] = "events+jws" };

/* A token taken apart, still unverified. */
struct parts {
	struct str input;	/* header "." payload, as signed */
	struct str kid;
	struct str payload;	/* JSON */
	struct str signature;	/* raw */
};

/* base64url(header) "." base64url(payload): the JWS signing input (RFC 7515 section 5.1). */
static struct str signing_input(struct arena *arena, const char *alg, struct str kid, const char *type,
	const struct value *claims)
{
	struct value *header = value_map(arena);
	struct str head;

	map_str(header, "alg", str_of(alg));
	map_str(header, "kid", kid);
	map_str(header, "typ", str_of(type));
	head = arena_join(arena, base64url(arena, json_print(arena, header)), S("."));
	return arena_join(arena, head, base64url(arena, json_print(arena, claims)));
}

static struct str with_signature(struct arena *arena, struct str input, struct str signature)
{
	return arena_join(arena, arena_join(arena, input, S(".")), base64url(arena, signature));
}

/*
 * Whether the header is exactly {"alg","kid","typ"} with the algorithm and type that are asked for: nothing
 * else (such as "crit", "jwk", "jku") is understood, so nothing else may be there.
 */
static bool header_fits(const struct value *header, const char *alg, const char *type)
{
	return header->type == VALUE_MAP && header->count == 3 &&
	       str_eq(map_get_str(header, "alg"), str_of(alg)) &&
	       str_eq(map_get_str(header, "typ"), str_of(type)) && map_get_str(header, "kid").len > 0;
}

static bool take_apart(struct arena *arena, struct str token, const char *alg, const char *type,
	struct parts *parts)
{
	size_t first = str_find(token, '.', 0);
	size_t second = first < token.len ? str_find(token, '.', first + 1) : token.len;
	struct value *header;
	struct str head;

	if (token.len > TOKEN_MAX || second >= token.len || str_find(token, '.', second + 1) < token.len)
		return false;
	if (!base64url_decode(arena, str_sub(token, 0, first), &head) ||
	    !base64url_decode(arena, str_sub(token, first + 1, second), &parts->payload) ||
	    !base64url_decode(arena, str_sub(token, second + 1, token.len), &parts->signature) ||
	    json_parse(arena, head, &header) != OK || !header_fits(header, alg, type))
		return false;
	parts->input = str_sub(token, 0, second);
	parts->kid = map_get_str(header, "kid");
	return true;
}

/* The payload as a map, once the signature has been found right. */
static bool open_payload(struct arena *arena, const struct parts *parts, struct value **claims)
{
	return json_parse(arena, parts->payload, claims) == OK && (*claims)->type == VALUE_MAP;
}

/* Every claim but "exp". */
static struct value *without_exp(struct arena *arena, const struct value *claims)
{
	struct value *rest = value_map(arena);

	for (const struct member *m = claims->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("exp")))
			map_value(rest, arena_cstr(arena, m->key), &m->value);
	return rest;
}

enum status token_sign(struct arena *arena, const struct keys *keys, enum token_kind kind,
	const struct value *claims, int64_t exp, struct str *token)
{
	const struct key *key = keys_newest(keys, KEY_SIGN);
	struct value *all = without_exp(arena, claims);
	struct str input;

	if (key == NULL)
		return ERR_INTERNAL;
	if (exp != 0)
		map_int(all, "exp", (exp + 999) / 1000);
	input = signing_input(arena, "HS256", str_of(key->kid), token_types[kind], all);
	*token = with_signature(arena, input, hmac_sha256(arena, key_secret(key), input));
	return OK;
}

/* Whether "exp", if there is one, is a number of seconds that lies after now (RFC 7519 section 4.1.4). */
static bool still_good(const struct value *claims, int64_t now)
{
	const struct value *exp = map_get(claims, "exp");

	return exp == NULL || (exp->type == VALUE_INT && exp->integer > now / 1000);
}

enum status token_verify(struct arena *arena, const struct keys *keys, enum token_kind kind, struct str token,
	int64_t now, struct value **claims)
{
	struct parts parts;
	struct value *all;
	const struct key *key;

	if (!take_apart(arena, token, "HS256", token_types[kind], &parts))
		return ERR_TOKEN;
	key = keys_find(keys, KEY_SIGN, parts.kid);
	if (key == NULL || !same_secret(parts.signature, hmac_sha256(arena, key_secret(key), parts.input)) ||
	    !open_payload(arena, &parts, &all) || !still_good(all, now))
		return ERR_TOKEN;
	*claims = without_exp(arena, all);
	return OK;
}

enum status seal_sign(struct arena *arena, const struct keys *keys, enum seal_kind kind,
	const struct value *claims, struct str *jws)
{
	const struct key *key = keys_newest(keys, KEY_ANSWER);
	unsigned char signature[P256_SIGNATURE_SIZE];
	struct str input;

	if (key == NULL)
		return ERR_INTERNAL;
	input = signing_input(arena, "ES256", str_of(key->kid), seal_types[kind], claims);
	p256_sign(key->p256, sha256(arena, input), signature);
	*jws = with_signature(arena, input, (struct str){ (char *)signature, sizeof(signature) });
	return OK;
}

static enum status seal_open(struct arena *arena, struct p256 *key, const struct parts *parts,
	struct value **claims)
{
	struct value *all;

	if (!p256_verify(key, sha256(arena, parts->input), parts->signature) ||
	    !open_payload(arena, parts, &all))
		return ERR_TOKEN;
	*claims = all;
	return OK;
}

enum status seal_verify(struct arena *arena, const struct keys *keys, enum seal_kind kind, struct str jws,
	struct value **claims)
{
	struct parts parts;
	const struct key *key;

	if (!take_apart(arena, jws, "ES256", seal_types[kind], &parts))
		return ERR_TOKEN;
	key = keys_find(keys, KEY_ANSWER, parts.kid);
	return key == NULL ? ERR_TOKEN : seal_open(arena, key->p256, &parts, claims);
}

/* The JWK with this kid, fit to check ES256 (RFC 7517 section 4, RFC 7518 section 6.2); or NULL. */
static struct p256 *jwk_find(struct arena *arena, const struct value *jwks, struct str kid)
{
	const struct value *list = map_get(jwks, "keys");
	struct str x;
	struct str y;

	if (list == NULL || list->type != VALUE_LIST)
		return NULL;
	for (const struct member *m = list->first; m != NULL; m = m->next) {
		const struct value *jwk = &m->value;

		if (str_eq(map_get_str(jwk, "kid"), kid) && str_eq(map_get_str(jwk, "kty"), S("EC")) &&
		    str_eq(map_get_str(jwk, "crv"), S("P-256")) &&
		    base64url_decode(arena, map_get_str(jwk, "x"), &x) &&
		    base64url_decode(arena, map_get_str(jwk, "y"), &y))
			return p256_public(x, y);
	}
	return NULL;
}

/* The set's key of that name, from what is kept if it is the same. */
static struct p256 *keep(struct arena *arena, const struct value *jwks, struct seal_kept *kept,
	struct str kid)
{
	if (kept->key != NULL && str_eq(str_of(kept->kid), kid))
		return kept->key;
	seal_kept_free(kept);
	/* A longer name would be kept cut, and mean another key. */
	if (kid.len < sizeof(kept->kid) && str_find(kid, '\0', 0) == kid.len)
		kept->key = jwk_find(arena, jwks, kid);
	if (kept->key != NULL)
		snprintf(kept->kid, sizeof(kept->kid), "%.*s", STR_ARG(kid));
	return kept->key;
}

enum status seal_verify_kept(struct arena *arena, const struct value *jwks, struct seal_kept *kept,
	enum seal_kind kind, struct str jws, struct value **claims)
{
	struct parts parts;
	struct p256 *key;

	if (!take_apart(arena, jws, "ES256", seal_types[kind], &parts))
		return ERR_TOKEN;
	key = keep(arena, jwks, kept, parts.kid);
	return key == NULL ? ERR_TOKEN : seal_open(arena, key, &parts, claims);
}

void seal_kept_free(struct seal_kept *kept)
{
	p256_free(kept->key);
	*kept = (struct seal_kept){ 0 };
}

enum status seal_verify_jwks(struct arena *arena, const struct value *jwks, enum seal_kind kind,
	struct str jws, struct value **claims)
{
	struct seal_kept kept = { 0 };
	enum status status = seal_verify_kept(arena, jwks, &kept, kind, jws, claims);

	seal_kept_free(&kept);
	return status;
}
