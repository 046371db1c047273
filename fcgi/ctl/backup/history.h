/*
 * history: the backups in one folder: their names, the newest, and which are old.  A backup's name is the
 * time, at the site, at which it was begun, so names sort by age.  Depends on: ctl/backup/inventory.
 */
#ifndef CTL_BACKUP_HISTORY_H
#define CTL_BACKUP_HISTORY_H

#include "ctl/backup/inventory.h"

#define HISTORY_NAME 18	/* "2026-12-01T093000", and a NUL */
#define HISTORY_LATEST "latest"

void history_name(int64_t now, char name[HISTORY_NAME]);

/* Makes the link "latest" in the folder lead to this one; false with errno. */
bool history_point(const char *folder, const char *name);

/*
 * Opens the inventory of the newest backup of that site in the folder, and its name; false when there is
 * none.  Close the reader in any case.
 */
bool history_newest(const char *folder, struct str site, char name[HISTORY_NAME],
	struct inventory_reader *reader);

/* Removes what a removal that was killed left; says what can't be. */
void history_clear(const char *folder);

/*
 * Removes all backups of that site but the one just made and the newest others, keep in all; false after it
 * said why.  Warns of those whose name is later than the one just made: a clock was wrong.
 */
bool history_prune(const char *folder, struct str site, const char *made, size_t keep, size_t *removed);

#endif
