/*
 * check: holds every file of a backup against its inventory: nothing is missing, cut or changed.  Reads all
 * bytes.  Depends on: ctl/backup/inventory, ctl/backup/stored.
 */
#ifndef CTL_BACKUP_CHECK_H
#define CTL_BACKUP_CHECK_H

#include "ctl/backup/inventory.h"

/* CTL_DONE, or CTL_FAILED after it named each file that is wrong, and what is.  *totals is what it has. */
int backup_check(const char *folder, struct inventory_totals *totals);

/* Opens the inventory; false after it said why not.  Close the reader in any case. */
bool backup_open(const char *folder, struct inventory_reader *reader);

/* Whether its files are encrypted. */
bool backup_encrypted(const struct inventory_reader *reader);

#endif
