/*
 * inventory: the list of a backup, FOLDER/backup.ndjson: a line that says what it is, one for each file in
 * the order of tree_compare, and a closing line with counts and the SHA-256 of all lines before it, without
 * which it was cut short.  Memory is that of one line.  Depends on: base/json, crypt/encode.
 */
#ifndef CTL_BACKUP_INVENTORY_H
#define CTL_BACKUP_INVENTORY_H

#include <stdio.h>

#include "base/value.h"
#include "ctl/backup/tree.h"

#define INVENTORY_NAME "backup.ndjson"
#define INVENTORY_FORMAT "wenzheng-backup"
#define SHA256_HEX 65

/* A file of a backup. */
struct inventory_file {
	char path[TREE_PATH];	/* without what encryption adds to the name */
	int64_t size;		/* bytes as they lie in the backup, and their SHA-256 in hex */
	char sha256[SHA256_HEX];
	int64_t original;	/* bytes of what was copied, when it was last changed (ns), its permissions */
	int64_t changed;
	int64_t mode;
};

struct inventory_totals {
	int64_t files;
	int64_t bytes;		/* of the originals */
	int64_t new_files;	/* not linked to those of an earlier backup */
	int64_t new_bytes;
};

struct inventory_writer;

/* NULL, with errno, when it can't be made in the open folder.  head is its first line. */
struct inventory_writer *inventory_create(int folder, const struct value *head);
void inventory_add(struct inventory_writer *writer, const struct inventory_file *file);
/* Writes the closing line; false, with errno, when any line could not be written.  Frees the writer. */
bool inventory_finish(struct inventory_writer *writer, const struct inventory_totals *totals, int64_t now);
/* Frees the writer without the closing line. */
void inventory_abandon(struct inventory_writer *writer);

struct inventory_reader {
	FILE *file;
	struct arena *arena;		/* of one line */
	struct arena *head_arena;
	struct value *head;		/* its first line */
	struct inventory_totals totals;	/* once read to the end */
	char *line;
	size_t room;
	void *hash;
};

/* False when there is none, or its first line is another's.  Close it in any case. */
bool inventory_open(const char *folder, struct inventory_reader *reader);
void inventory_close(struct inventory_reader *reader);

enum inventory_line { INVENTORY_FILE, INVENTORY_END, INVENTORY_BAD };
/* The next file; INVENTORY_END only when the closing line agrees with all before it. */
enum inventory_line inventory_next(struct inventory_reader *reader, struct inventory_file *file);

#endif
