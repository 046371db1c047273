/* wenzhengctl key: the key files of the site. */
#include "ctl/key.h"

#include "crypt/keys.h"

#include <stdio.h>

#include "base/clock.h"

static int make(struct ctl *ctl)
{
	const char *problem = "";
	enum key_use use;
	struct str kid;

	if (!key_use_parse(str_of(ctl->words[0]), &use))
		return ctl_fail("%s: a key is for sign, answer, seal, pow or index", ctl->words[0]);
	if (key_new(ctl->config->paths.keys, use, ctl->arena, &kid, &problem) != OK)
		return ctl_fail("%s: %s", ctl->config->paths.keys, problem);
	printf("%.*s\n", STR_ARG(kid));
	return CTL_DONE;
}

static int list(struct ctl *ctl)
{
	const struct value *keys = keys_list(ctl->arena, ctl->keys);

	for (const struct member *m = keys->first; m != NULL; m = m->next)
		printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(map_get_str(&m->value, "kid")),
			STR_ARG(map_get_str(&m->value, "use")), STR_ARG(map_get_str(&m->value, "state")),
			STR_ARG(clock_minute(ctl->arena, map_get_int(&m->value, "created", 0))),
			STR_ARG(map_get_str(&m->value, "file")));
	return CTL_DONE;
}

static int set_state(struct ctl *ctl, enum key_state state)
{
	const char *problem = "";

	if (key_set_state(ctl->config->paths.keys, str_of(ctl->words[0]), state, &problem) != OK)
		return ctl_fail("%s: %s", ctl->words[0], problem);
	return CTL_DONE;
}

static int retire(struct ctl *ctl)
{
	return set_state(ctl, KEY_RETIRED);
}

static int revoke(struct ctl *ctl)
{
	return set_state(ctl, KEY_REVOKED);
}

const struct ctl_command ctl_key[] = {
	{ "key new", "USE", 1, 1, CTL_CONFIG, make, "Make a key; from then on it signs or seals",
		"USE is sign (tokens), answer (seals on answers), seal (contact data), pow (proof of work), index\n"
		"(names of devices and phones) or push (messages to browsers).  Prints the key's id.  Workers take it up within seconds.\n",
		{ { 0 } } },
	{ "key list", "", 0, 0, CTL_SITE, list, "List the keys",
		"Columns, tabs between: id, use, active or retired or revoked, made, file.\n", { { 0 } } },
	{ "key retire", "KID", 1, 1, CTL_CONFIG, retire, "Let a key only verify or open what it made", NULL,
		{ { 0 } } },
	{ "key revoke", "KID", 1, 1, CTL_CONFIG, revoke, "Let a key do nothing any more",
		"Answers sealed with a revoked key no longer verify, contact data sealed with it can't be read.\n",
		{ { 0 } } },
	{ 0 },
};
