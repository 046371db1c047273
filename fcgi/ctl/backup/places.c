#include "ctl/backup/places.h"

#include <stdio.h>

#include "base/str.h"

#define FOLDER(member) offsetof(struct config, member)
#define FOR_NGINX 02750
#define OWN 0700

const struct place places[] = {
	{ "archive", FOLDER(requests.archive_dir), OWN },
	{ "attachments", FOLDER(paths.attachments), FOR_NGINX },
	{ "events", FOLDER(cases.events_dir), OWN },
	{ PLACE_KEYS, FOLDER(paths.keys), OWN },
	{ PLACE_PHOTOS, FOLDER(paths.photos), FOR_NGINX },
	{ "reports", FOLDER(paths.reports), FOR_NGINX },
	{ 0 },
};

static const size_t setting_files[PLACE_SETTING_FILES - 1] = { FOLDER(site.emblem), FOLDER(paths.holidays),
	FOLDER(paths.holidays_local), FOLDER(paths.targets), FOLDER(paths.themes), FOLDER(paths.words) };

static const char *text_at(const struct config *config, size_t offset)
{
	return *(char *const *)(const void *)((const char *)config + offset);
}

const char *place_folder(const struct config *config, const struct place *place)
{
	return text_at(config, place->setting);
}

const char *place_setting_file(const struct config *config, const char *file, size_t i)
{
	return i == 0 ? file : text_at(config, setting_files[i - 1]);
}

const char *place_in_state(const struct config *config, const char *path)
{
	size_t len = strlen(config->paths.state);

	return strncmp(path, config->paths.state, len) == 0 && path[len] == '/' ? path + len + 1 : NULL;
}

void place_prefix(const struct site_configs *sites, size_t site, char prefix[TREE_PATH])
{
	prefix[0] = '\0';
	if (site > 0)
		tree_path(prefix, "sites/%s/", sites->list[site]->site.id);
}

/* The path behind "NAME/", or NULL. */
static const char *below(const char *path, const char *name)
{
	size_t len = strlen(name);

	return strncmp(path, name, len) == 0 && path[len] == '/' ? path + len + 1 : NULL;
}

static enum place_found of_site(const struct config *config, const char *path, const char *id, bool first,
	char out[TREE_PATH])
{
	const char *rest = below(path, PLACE_ETC);

	if (rest != NULL) {
		tree_path(out, "%s%s%s", first ? "" : id, first ? "" : "/", rest);
		return PLACE_CONFIGURATION;
	}
	if (config == NULL)
		return PLACE_UNKNOWN;
	rest = below(path, PLACE_SETTINGS);
	if (rest != NULL || (first && below(path, PLACE_REDIS) != NULL)) {
		tree_path(out, "%s/%s", config->paths.state, rest != NULL ? rest : path);
		return rest != NULL ? PLACE_SETTING : PLACE_RESTORED;
	}
	for (const struct place *place = places; place->name != NULL; place++) {
		rest = below(path, place->name);
		if (rest == NULL)
			continue;
		tree_path(out, "%s/%s", place_folder(config, place), rest);
		return PLACE_RESTORED;
	}
	return PLACE_UNKNOWN;
}

enum place_found place_of(const struct site_configs *sites, const char *path, char out[TREE_PATH])
{
	const char *rest = below(path, "sites");
	char id[TREE_PATH];
	size_t len;

	if (rest == NULL)
		return of_site(sites->count > 0 ? sites->list[0] : NULL, path, "", true, out);
	len = strcspn(rest, "/");
	tree_path(id, "%.*s", (int)len, rest);
	return rest[len] == '/' ? of_site(site_configs_find(sites, id), rest + len + 1, id, false, out) :
		PLACE_UNKNOWN;
}
