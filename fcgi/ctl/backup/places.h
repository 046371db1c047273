/*
 * places: what of a site belongs into a backup, under which name, and where it goes back to.  The first
 * site's lie at the top of a backup, those of a further one below sites/ID/.  Not in it: what is made again
 * (search, suggest, cache), passwords of Redis (made again at its start), sockets, logs.  Depends on: sites.
 */
#ifndef CTL_BACKUP_PLACES_H
#define CTL_BACKUP_PLACES_H

#include <sys/types.h>

#include "ctl/backup/tree.h"
#include "sites/site_configs.h"

struct place {
	const char *name;	/* in a backup */
	size_t setting;		/* offset in struct config of the folder's path */
	mode_t mode;		/* as scripts/make-state makes it */
};

/* In the order of their names; a NULL name ends them. */
extern const struct place places[];
/* Sealed data can be opened with this one. */
#define PLACE_KEYS "keys"
#define PLACE_PHOTOS "photos"
/* Redis's files of all sites, in the first one's state folder. */
#define PLACE_REDIS "redis"
/* The configuration's files, and those of them that lie in the state folder. */
#define PLACE_ETC "etc"
#define PLACE_SETTINGS "settings"

const char *place_folder(const struct config *config, const struct place *place);

/* Its i-th file that an operator writes, the configuration's own (file) first; may be "". */
#define PLACE_SETTING_FILES 7
const char *place_setting_file(const struct config *config, const char *file, size_t i);

/* The name of a file in the state folder, below it; NULL: it lies elsewhere. */
const char *place_in_state(const struct config *config, const char *path);

/* What stands before the names of a site's files: "" or "sites/ID/". */
void place_prefix(const struct site_configs *sites, size_t site, char prefix[TREE_PATH]);

enum place_found { PLACE_RESTORED, PLACE_SETTING, PLACE_CONFIGURATION, PLACE_UNKNOWN };
/*
 * Where a file of a backup belongs: out is its path on this machine, or, of a configuration's file, below
 * the folder for these.  PLACE_SETTING: in the state folder, where it may have been put already.
 * PLACE_UNKNOWN: of a site or kind that isn't known here.
 */
enum place_found place_of(const struct site_configs *sites, const char *path, char out[TREE_PATH]);

#endif
