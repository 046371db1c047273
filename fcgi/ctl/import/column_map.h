/*
 * column_map: into which column of this site an article of an older portal goes, by the name of its old one.
 * A name is looked up in the operator's map, then among the ids and the names of this site's columns.  Owns
 * nothing: all lies in an arena that outlives it.  Depends on: publish/column.
 */
#ifndef CTL_COLUMN_MAP_H
#define CTL_COLUMN_MAP_H

#include "ctl/ctl.h"
#include "publish/column.h"

struct column_pair {
	struct str old;
	struct str id;
};

struct column_map {
	struct columns columns;
	struct column_pair *pairs;
	size_t count;
};
#define COLUMN_PAIRS_MOST 2000

/*
 * Reads the site's columns and, unless path is NULL, a map: OLD=ID on each line, "#" before a remark.
 * CTL_FAILED, after a message with the line, for a column that isn't there.
 */
int column_map_read(struct ctl *ctl, const char *path, struct arena *kept, struct column_map *out);

/* The id of the column that a name means; empty: none, or two columns have the name. */
struct str column_map_find(const struct column_map *map, struct str name);

#endif
