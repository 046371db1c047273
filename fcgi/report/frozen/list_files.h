/*
 * list_files: the files of a report's inclusion lists while they are written: one a figure, FIGURE.ndjson,
 * in a folder that gets its name only when all of them are on disk.  Each file's lines, sum and SHA-256 are
 * kept while it grows, so memory doesn't grow with it.  ERR_AWAY when the disk refuses (logged).  Owns the
 * open files, which close with list_files_finish or list_files_drop.  Depends on: crypt/encode.
 */
#ifndef REPORT_FROZEN_LIST_FILES_H
#define REPORT_FROZEN_LIST_FILES_H

#include "base/arena.h"
#include "base/status.h"

/* Cells of the tables, figures of part one, and the fees. */
#define LISTS_MOST 320

/* Behind a folder's name while its files are written. */
#define LIST_FILES_NEW ".new"

struct list_file {
	struct str figure;
	void *file;		/* FILE, once it has a line */
	struct sha256_run *run;
	int64_t count;		/* lines */
	int64_t sum;		/* of their amounts */
	struct str sha256;	/* hex, once finished; of an empty list that of no bytes */
};

struct list_files {
	struct arena *arena;
	struct str folder;	/* where it will be */
	struct list_file list[LISTS_MOST];
	size_t count;
};

/* In the arena, which must outlive it. */
enum status list_files_begin(struct arena *arena, struct str folder, struct list_files *out);
/* A list for that figure, empty at first. */
void list_files_add(struct list_files *files, struct str figure);
/* Adds a line; of a figure that has no list nothing is done. */
enum status list_files_line(struct list_files *files, struct str figure, struct str line, int64_t amount);
/* The list of that figure, or NULL. */
const struct list_file *list_files_find(const struct list_files *files, struct str figure);
/* All files to disk, and the folder to its name. */
enum status list_files_finish(struct list_files *files);
/* Removes the lists in the folder of that path, and it; what can't be removed stays. */
void list_files_remove(const char *path);
/* Gives up: closes and removes what was written. */
void list_files_drop(struct list_files *files);

#endif
