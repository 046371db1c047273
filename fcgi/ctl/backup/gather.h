/*
 * gather: copies what belongs into a backup into an open folder, with its inventory.  Redis's files are
 * opened first (ctl/backup/aof), then the other folders are read, whose files are there before anything in
 * Redis names them.  A file that the backup before has unchanged (size, time, permissions) becomes a hard
 * link to that one.  Depends on: ctl/backup/places, ctl/backup/stored.
 */
#ifndef CTL_BACKUP_GATHER_H
#define CTL_BACKUP_GATHER_H

#include "ctl/backup/inventory.h"
#include "sites/site_configs.h"

/* One run; the caller opens and closes. */
struct gathering {
	struct arena *arena;
	bool keys;			/* the folder keys/ too */
	struct site_configs sites;
	const char *recipients;		/* NULL: not encrypted */
	int partial;			/* the open folder that is written */
	struct inventory_writer *writer;
	struct inventory_totals totals;
	struct inventory_reader before;	/* the backup before this one, read beside it */
	int before_folder;		/* -1: there is none, or none that may be linked to */
	struct inventory_file last;	/* of it, read last; no path: there are no more */
	char prefix[TREE_PATH];		/* of the folder that is being walked: in the backup, on this machine */
	char source[TREE_PATH];
};

/* Copies all of it; false after it said why. */
bool gather(struct gathering *gathering);

#endif
