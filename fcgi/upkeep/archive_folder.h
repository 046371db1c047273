/*
 * archive_folder: the files of archive packages: a folder each, below one that must be there.  A package is
 * written under another name, synced to disk with its folder, and renamed, so that it is there whole or not
 * at all, whenever the process or the machine ends; a lock on the folder lets one writer in at a time and
 * tells it that what lies there half written is nobody's.  Owns no state.  Depends on: base.
 */
#ifndef UPKEEP_ARCHIVE_FOLDER_H
#define UPKEEP_ARCHIVE_FOLDER_H

#include "base/arena.h"
#include "base/status.h"

enum archive_part { ARCHIVE_JSON, ARCHIVE_HTML, ARCHIVE_SEAL, ARCHIVE_PARTS };

/* "case.json", "case.html", "seal.jws" */
extern const char *const archive_part_names[ARCHIVE_PARTS];

struct archive_package {
	struct str parts[ARCHIVE_PARTS];
};

/*
 * Writes the package as folder/name (0700, its files 0600).  One that is there already with the same
 * documents stays as it is, and is on disk afterwards.  ERR_ALREADY when it is there with others; ERR_AWAY
 * when the disk refuses: then *problem says in English what and why (in the arena).
 */
enum status archive_folder_write(struct arena *arena, const char *folder, struct str name,
	const struct archive_package *package, struct str *problem);

/* Reads the package in folder.  ERR_NOT_FOUND when it isn't one, ERR_TOO_LARGE past 64 MiB a file. */
enum status archive_folder_read(struct arena *arena, const char *folder, struct archive_package *package);

#endif
