#include "pages/http/reach.h"

#include <string.h>

#include "base/arena.h"
#include "helper/helper.h"
#include "web/landlock.h"

#define PLACES_OF_SYSTEM 8
#define PLACES_OF_SITE 10
#define MEMORY ((size_t)64 * 1024 * 1024)

struct reach {
	struct arena *arena;
	struct landlock_place *places;
	size_t count;
};

static void add(struct reach *reach, const char *path, enum landlock_right right)
{
	if (path != NULL && path[0] != '\0')
		reach->places[reach->count++] = (struct landlock_place){ path, right };
}

/* A program that looks at photos or files (helper/helper), or with "" the folder where a new version of it will be. */
static void add_program(struct reach *reach, const char *program)
{
	char *path = arena_alloc(reach->arena, HELPER_PATH);

	if (helper_path(program, path))
		add(reach, path, LANDLOCK_RUN);
}

static void add_system(struct reach *reach)
{
	add(reach, "/usr", LANDLOCK_RUN);
	add(reach, "/lib", LANDLOCK_RUN);
	add(reach, "/lib64", LANDLOCK_RUN);
	add(reach, "/etc", LANDLOCK_READ);
	add(reach, "/dev/null", LANDLOCK_WRITE);
	add_program(reach, "");
	/* Either may be a link to elsewhere. */
	add_program(reach, "wenzheng-photo");
	add_program(reach, "wenzheng-attachment");
}

static void add_site(struct reach *reach, const struct config *config)
{
	struct str caches = str_of(config->paths.cache);
	struct str cache;

	add(reach, config->redis.password_file, LANDLOCK_READ);
	/* Styles and pictures lie beside the templates. */
	add(reach, arena_cstr(reach->arena, arena_printf(reach->arena, "%s/..", config->paths.templates)),
		LANDLOCK_READ);
	add(reach, config->paths.state, LANDLOCK_WRITE);
	/* Each of the rest may be elsewhere. */
	add(reach, config->paths.keys, LANDLOCK_WRITE);
	add(reach, config->paths.photos, LANDLOCK_WRITE);
	add(reach, config->paths.attachments, LANDLOCK_WRITE);
	add(reach, config->paths.reports, LANDLOCK_READ);
	add(reach, config->paths.search, LANDLOCK_READ);
	add(reach, config->paths.suggest, LANDLOCK_READ);
	add(reach, config->cases.events_dir, LANDLOCK_READ);
	while (str_cut(&caches, ',', &cache))
		add(reach, arena_cstr(reach->arena, cache), LANDLOCK_WRITE);
}

static size_t places_most(const struct site_configs *sites)
{
	size_t most = PLACES_OF_SYSTEM + sites->count * PLACES_OF_SITE;

	/* Of caches there may be as many as have room between commas. */
	for (size_t i = 0; i < sites->count; i++)
		most += strlen(sites->list[i]->paths.cache) / 2 + 1;
	return most;
}

bool reach_limit(const struct site_configs *sites)
{
	struct reach reach = { .arena = arena_new(MEMORY) };
	bool limited;

	reach.places = arena_alloc(reach.arena, places_most(sites) * sizeof(*reach.places));
	add_system(&reach);
	for (size_t i = 0; i < sites->count; i++)
		add_site(&reach, sites->list[i]);
	limited = landlock_enter(reach.places, reach.count);
	arena_free(reach.arena);
	return limited;
}
