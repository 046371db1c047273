#include "crypt/key.h"

static const char *const use_names[KEY_USE_COUNT] = {
	[KEY_SIGN] = "sign",
	[KEY_ANSWER] = "answer",
	[KEY_SEAL] = "seal",
	[KEY_POW] = "pow",
	[KEY_INDEX] = "index",
	[KEY_PUSH] = "push",
};

static const char *const state_names[] = {
	[KEY_ACTIVE] = "active",
	[KEY_RETIRED] = "retired",
	[KEY_REVOKED] = "revoked",
};

const char *key_use_name(enum key_use use)
{
	return use_names[use];
}

bool key_use_parse(struct str name, enum key_use *out)
{
	for (enum key_use use = 0; use < KEY_USE_COUNT; use++) {
		if (str_eq(name, str_of(use_names[use]))) {
			*out = use;
			return true;
		}
	}
	return false;
}

const char *key_state_name(enum key_state state)
{
	return state_names[state];
}
