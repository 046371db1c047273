#include "store/other_sites.h"

#include "store/keys.h"

/* So many keys are looked at in a step, and so many steps are made: the names of a full Redis mix well. */
#define KEYS_A_STEP "1000"
#define STEPS 20

static bool is_known(struct str id, const char *const *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(id, str_of(known[i])))
			return true;
	return false;
}

/* "{site}:…" → site; false for any other name. */
static bool site_of(struct str key, struct str *site)
{
	size_t end = str_find(key, '}', 0);

	if (!str_starts(key, S("{")) || end + 1 >= key.len || key.data[end + 1] != ':')
		return false;
	*site = str_sub(key, 1, end);
	return true;
}

static bool has_keys(struct store *store, struct arena *arena)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("EXISTS"), key_events(store, arena), key_staff_all(store, arena));
	return store_run(store, &batch, &results) == OK && results[0].integer > 0;
}

enum status other_sites_find(struct store *store, struct arena *arena, const char *const *known, size_t count,
	struct str *id)
{
	struct str own = str_of(store_site(store));
	struct str cursor = S("0");
	struct str other = { 0 };

	*id = other;
	for (int i = 0; i < STEPS; i++) {
		struct batch batch = batch_in(arena);
		struct result *results;
		struct str site;

		BATCH(&batch, S("SCAN"), cursor, S("COUNT"), S(KEYS_A_STEP));
		TRY(store_run(store, &batch, &results));
		if (results[0].count != 2)
			return OK;
		for (size_t k = 0; k < results[0].items[1].count; k++) {
			if (!site_of(results[0].items[1].items[k].str, &site))
				continue;
			if (str_eq(site, own))
				return OK;
			if (!is_known(site, known, count))
				other = site;
		}
		cursor = results[0].items[0].str;
		if (str_eq(cursor, S("0")))
			break;
	}
	/* A small site beside large ones isn't met soon.  Its account may not ask for another site's keys. */
	if (other.len == 0 || has_keys(store, arena))
		return OK;
	*id = other;
	return OK;
}
