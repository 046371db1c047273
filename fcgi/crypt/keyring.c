#include "crypt/keyring.h"

const struct key *keys_newest(const struct keys *keys, enum key_use use)
{
	for (size_t i = keys->count; i-- > 0;)
		if (keys->list[i].use == use && keys->list[i].state == KEY_ACTIVE)
			return &keys->list[i];
	return NULL;
}

const struct key *keys_find(const struct keys *keys, enum key_use use, struct str kid)
{
	for (const struct key *key = keys_each(keys, use, NULL); key != NULL; key = keys_each(keys, use, key))
		if (str_eq(str_of(key->kid), kid))
			return key;
	return NULL;
}

const struct key *keys_each(const struct keys *keys, enum key_use use, const struct key *after)
{
	size_t i = after == NULL ? keys->count : (size_t)(after - keys->list);

	while (i-- > 0)
		if (keys->list[i].use == use && keys->list[i].state != KEY_REVOKED)
			return &keys->list[i];
	return NULL;
}
