/*
 * tree: the files below a folder, in an order that is the same at each walk; and folders made and removed.
 * Memory grows with the names of one folder at a time.  Failures leave errno.  Depends on: base/arena.
 */
#ifndef CTL_BACKUP_TREE_H
#define CTL_BACKUP_TREE_H

#include <stdbool.h>
#include <sys/types.h>

#define TREE_PATH 4096

/* Writes a path as printf does; one that is too long becomes empty, which names no file: false, with errno. */
bool tree_path(char out[TREE_PATH], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Called with each regular file's path below the folder; false ends the walk. */
typedef bool tree_visit(void *context, const char *path);

/*
 * Visits all regular files, in the order of tree_compare; what vanishes meanwhile is passed over, and so is
 * a link, which stderr says.
 * False when the visit gave that, or, with errno, when one can't be read (*failed is then its path).
 */
bool tree_walk(const char *folder, tree_visit *visit, void *context, char failed[TREE_PATH]);

/* Compares two paths folder by folder, those of redis/ first. */
int tree_compare(const char *a, const char *b);

/* Makes the folders above the file of that path in the open folder. */
bool tree_make_above(int folder, const char *path, mode_t mode);

/* Removes a folder and all in it; true also when there is none. */
bool tree_remove(const char *folder);

/* Whether the folder has anything in it; false also when there is none. */
bool tree_filled(const char *folder);

#endif
