/*
 * mapped: files of this room as a reader has them: mapped, so that workers share their pages, and looked at
 * again by what stat(2) says.  They are only ever replaced, never written into.  Depends on: disk/file.
 */
#ifndef SUGGEST_MAPPED_H
#define SUGGEST_MAPPED_H

#include "base/str.h"

struct file_mark {
	uint64_t inode;		/* 0: there is no file */
	int64_t stamp;		/* when it was last written to, ns */
	int64_t size;
};

/* Of folder/name. */
struct file_mark file_mark_of(const char *folder, const char *name);
static inline bool file_mark_same(const struct file_mark *a, const struct file_mark *b)
{
	return a->inode == b->inode && a->stamp == b->stamp && a->size == b->size;
}

/* Maps folder/name; false when it isn't there or is empty. */
bool mapped_open(const char *folder, const char *name, struct str *bytes);
/* Of empty bytes too. */
void mapped_close(struct str *bytes);

#endif
