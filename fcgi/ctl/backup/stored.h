/*
 * stored: one file of a backup: copied with its SHA-256, in clear or through age(1), and back.  Encrypted
 * are single files, so that an unchanged one can be linked to the earlier backup, and the machine that is
 * backed up holds nothing that opens them.  age was taken for that: public keys without a key store, one
 * authenticated stream per file, in Debian.  Depends on: ctl/ctl, crypt/encode, disk/file.
 */
#ifndef CTL_BACKUP_STORED_H
#define CTL_BACKUP_STORED_H

#include "ctl/backup/inventory.h"

/* What age adds to a file's name. */
#define STORED_ENDING ".age"

/* All bytes up to the end of the file. */
#define STORED_ALL INT64_MAX

/*
 * Copies up to limit bytes of an open file, from its beginning, to a new file of the open folder, and fills
 * file's size, sha256 and original.  recipients: a file of age's recipients, or NULL: in clear.  False
 * after it said why; what names the source for that.
 */
bool stored_write(int from, int64_t limit, const char *recipients, int folder, struct inventory_file *file,
	const char *what);

/* Its name in the folder of the backup. */
void stored_name(const struct inventory_file *file, bool encrypted, char name[TREE_PATH]);

/* Why the file isn't as the inventory says, in English; NULL: it is.  root: the open folder of the backup. */
const char *stored_wrong(int root, const char *name, const struct inventory_file *file);

/*
 * Writes the original into an open new file; identity: the file of age's key, NULL: it isn't encrypted.
 * False after it said why.
 */
bool stored_read(int root, const char *name, const char *identity, int to, const char *what);

#endif
