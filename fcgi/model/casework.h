/*
 * casework: what the rules of casework need to hand, put together once for each request or command.
 * Owns nothing.
 */
#ifndef MODEL_CASEWORK_H
#define MODEL_CASEWORK_H

#include "base/config.h"
#include "base/workdays.h"
#include "crypt/keys.h"
#include "store/store.h"

struct wordlist;

struct casework {
	struct arena *arena;
	struct store *store;
	const struct keys *keys;
	const struct config *config;
	const struct workdays *calendar;
	const struct wordlist *words;
	struct str network;	/* of the visitor, as ceilings count it (address_network); empty: nobody's */
	int64_t now;		/* ms since 1970 UTC */
};

#endif
