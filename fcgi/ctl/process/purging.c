/* wenzhengctl purge: the process that empties a cache which other machines' workers can't reach. */
#include "ctl/process/purging.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "ctl/process/stopping.h"
#include "store/purge.h"

/* Between looks: a page that was taken back is shown elsewhere so much longer. */
#define LOOK_MS 200
/* Once nobody knows for so long what was taken back, the cache is emptied, and again each time as much later. */
#define DEAF_MS 60000

/* What the process keeps between looks. */
struct purging {
	struct ctl *ctl;
	struct store *store;
	char last[64];		/* what the latest purge left */
	bool begun;
	bool deaf;		/* Redis doesn't answer */
	int64_t heard;		/* when it answered last, or the cache was emptied since, by clock_steady() */
};

static void empty(const struct purging *purging, const char *why)
{
	log_info("purge: %s", why);
	purge_cache(purging->ctl->config->paths.cache);
}

/* What happened while this process didn't run isn't known: so it begins with a purge. */
static void hear(struct purging *purging, struct str mark)
{
	char text[sizeof(purging->last)];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(mark));
	if (!purging->begun)
		empty(purging, "begins with an empty cache");
	else if (strcmp(text, purging->last) != 0)
		empty(purging, "something was taken back");
	memcpy(purging->last, text, sizeof(text));
	if (purging->deaf)
		log_info("purge: Redis answers again");
	purging->begun = true;
	purging->deaf = false;
	purging->heard = clock_steady();
}

static void miss(struct purging *purging)
{
	if (!purging->deaf)
		log_warn("purge: waiting for Redis");
	purging->deaf = true;
	if (clock_steady() - purging->heard < DEAF_MS)
		return;
	empty(purging, "Redis has not answered for a minute: what was taken back meanwhile is not known");
	purging->heard = clock_steady();
}

static void look(struct purging *purging)
{
	struct str mark;

	ctl_next(purging->ctl);
	if (purge_told(purging->store, purging->ctl->arena, &mark) == OK)
		hear(purging, mark);
	else
		miss(purging);
}

static int purge(struct ctl *ctl)
{
	struct purging purging = { .ctl = ctl, .store = store_of(ctl->config), .heard = clock_steady() };

	stopping_begin(ctl);
	while (!stopping) {
		look(&purging);
		stopping_rest(LOOK_MS);
	}
	store_free(purging.store);
	return CTL_DONE;
}

const struct ctl_command ctl_purge[] = {
	{ "purge", "", 0, 0, CTL_CONFIG, purge,
		"Empty this machine's page cache when another machine takes something back; runs until it is stopped",
		"For machines whose cache not every worker can reach.  It begins with an empty cache, and empties it as well\n"
		"once a minute while Redis doesn't answer.  It needs none of the site's keys.\n",
		{ { 0 } } },
	{ 0 },
};
