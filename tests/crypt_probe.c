/*
 * crypt_probe: a test-only program that lets other implementations meet ours.  Works on a keys folder:
 *   crypt_probe DIR sign KIND CLAIMS EXP     prints a token (EXP in ms, 0 for none)
 *   crypt_probe DIR verify KIND TOKEN NOW    prints the claims, or fails
 *   crypt_probe DIR seal CLAIMS | open JWS | jwks
 *   crypt_probe DIR challenge COST EXP | solved FIELD NOW
 * Exit status: 0 right, 1 refused, 2 called wrongly.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/challenge.h"
#include "crypt/token.h"

struct probe {
	struct arena *arena;
	struct keys *keys;
	char **arg;	/* after the command */
};

static int64_t number(const char *text)
{
	int64_t n = 0;

	if (!str_to_i64(str_of(text), &n))
		exit(2);
	return n;
}

static enum token_kind kind(const char *name)
{
	static const char *const names[] = {
		[TOKEN_SESSION] = "session",
		[TOKEN_ANSWER_LINK] = "answer-link",
		[TOKEN_TRACKING] = "tracking",
		[TOKEN_FORM] = "form",
		[TOKEN_DEVICE] = "device",
		[TOKEN_REVIEW_LINK] = "review-link",
		[TOKEN_MINE] = "mine",
	};

	for (enum token_kind k = TOKEN_SESSION; k <= TOKEN_MINE; k++)
		if (str_eq(str_of(name), str_of(names[k])))
			return k;
	exit(2);
}

static struct value *claims_of(struct probe *probe, const char *text)
{
	struct value *claims;

	if (json_parse(probe->arena, str_of(text), &claims) != OK)
		exit(2);
	return claims;
}

static enum status say(struct str text)
{
	printf("%.*s\n", STR_ARG(text));
	return OK;
}

static enum status say_value(struct probe *probe, const struct value *value)
{
	return say(json_print(probe->arena, value));
}

static enum status sign(struct probe *probe)
{
	struct str token;

	TRY(token_sign(probe->arena, probe->keys, kind(probe->arg[0]), claims_of(probe, probe->arg[1]),
		number(probe->arg[2]), &token));
	return say(token);
}

static enum status verify(struct probe *probe)
{
	struct value *claims;

	TRY(token_verify(probe->arena, probe->keys, kind(probe->arg[0]), str_of(probe->arg[1]),
		number(probe->arg[2]), &claims));
	return say_value(probe, claims);
}

static enum status seal(struct probe *probe)
{
	struct str jws;

	TRY(seal_sign(probe->arena, probe->keys, SEAL_ANSWER, claims_of(probe, probe->arg[0]), &jws));
	return say(jws);
}

static enum status open_seal(struct probe *probe)
{
	struct value *claims;

	TRY(seal_verify(probe->arena, probe->keys, SEAL_ANSWER, str_of(probe->arg[0]), &claims));
	return say_value(probe, claims);
}

static enum status jwks(struct probe *probe)
{
	return say_value(probe, keys_jwks(probe->arena, probe->keys));
}

static enum status challenge(struct probe *probe)
{
	struct value *made;

	TRY(challenge_new(probe->arena, probe->keys, (int)number(probe->arg[0]), number(probe->arg[1]),
		&made));
	return say_value(probe, made);
}

static enum status solved(struct probe *probe)
{
	struct str nonce;

	TRY(challenge_check(probe->arena, probe->keys, str_of(probe->arg[0]), number(probe->arg[1]), &nonce));
	return say(nonce);
}

static const struct {
	const char *name;
	int args;
	enum status (*run)(struct probe *probe);
} commands[] = {
	{ "sign", 3, sign },
	{ "verify", 3, verify },
	{ "seal", 1, seal },
	{ "open", 1, open_seal },
	{ "jwks", 0, jwks },
	{ "challenge", 2, challenge },
	{ "solved", 2, solved },
};

int main(int argc, char **argv)
{
	struct probe probe = { .arg = argv + 3 };
	const char *problem = "";
	int result = 2;

	if (argc < 3)
		return 2;
	if (keys_load(argv[1], &probe.keys, &problem) != OK) {
		fprintf(stderr, "crypt_probe: %s\n", problem);
		return 2;
	}
	probe.arena = arena_new((size_t)16 * 1024 * 1024);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (str_eq(str_of(argv[2]), str_of(commands[i].name)) && argc - 3 == commands[i].args)
			result = commands[i].run(&probe) == OK ? 0 : 1;
	arena_free(probe.arena);
	keys_free(probe.keys);
	return result;
}
