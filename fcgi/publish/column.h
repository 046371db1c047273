/*
 * column: the sections (栏目) in which articles stand: a tree of a few levels, each with what the site's meta
 * tags say of it (政府网站发展指引), who may publish in it and how often it must be updated.  A closed column
 * takes no new articles; those in it stay.  Columns are few, so a change of the tree may read all of them.
 * Depends on: model/event, store/members, store/transaction.
 */
#ifndef PUBLISH_COLUMN_H
#define PUBLISH_COLUMN_H

#include "model/access.h"
#include "store/members.h"

enum {
	COLUMNS_MOST = 300,
	COLUMN_DEPTH = 4,	/* levels at most */
	COLUMN_NAME_MAX = 30,	/* characters */
	COLUMN_TEXT_MAX = 200,	/* characters of description and keywords */
	COLUMN_DAYS_MAX = 3660,
	COLUMN_ORDER_STEP = 10,	/* between siblings at first, so that one can be put between two */
};

struct column {
	struct str id;		/* [a-z0-9_-]{1,32} */
	int64_t version;	/* grows with each change */
	struct str name;
	struct str parent;	/* its id; empty: a first level */
	struct str type;	/* ColumnType of the meta tags: 工作动态, 政策文件 … */
	struct str description;
	struct str keywords;
	struct str depts;	/* ids with commas between of those that may publish; empty, as accounts: any */
	struct str accounts;
	struct str required;	/* members of article_text that it asks for, with commas between */
	int64_t days;		/* in which something new must appear; 0: no such rule */
	int64_t order;		/* among its siblings */
	bool closed;
};

/* All of them: by their order, parents before children. */
struct columns {
	struct column *list;
	size_t count;
};

/* The fields of its hash. */
extern const struct member_table column_members;

enum status column_read(struct casework *work, struct str id, struct column *out);
enum status columns_read(struct casework *work, struct columns *out);
/* NULL when there is none of that id. */
const struct column *columns_find(const struct columns *columns, struct str id);
/* Its level, 1 for the first; from it up to the root out gets COLUMN_DEPTH columns at most. */
size_t columns_trail(const struct columns *columns, const struct column *column,
	const struct column *out[COLUMN_DEPTH]);

/* Whether this member of staff may draft in it, as its lists say; a closed one takes nothing. */
bool column_takes(const struct column *column, const struct viewer *viewer);
/* Whether it asks for that member of article_text. */
bool column_asks(const struct column *column, const char *member);

bool column_id_valid(struct str id);

/* The actions of events on columns, which are about the column's id. */
#define COLUMN_EVENT "column-"
#define COLUMN_ADD "column-add"
#define COLUMN_CHANGE "column-change"
#define COLUMN_CLOSE "column-close"
#define COLUMN_OPEN "column-open"

/*
 * Makes a column (version 0), or changes all of one but its id; by is an account's id or "operator".
 * ERR_INVALID for a bad id, an empty name, a parent that isn't there or below itself, one level too many, too
 * many columns; *wrong says so in Chinese.  ERR_ALREADY when it was made before, ERR_NOT_FOUND when there is
 * none to change, ERR_CONFLICT when somebody changed it meanwhile.
 */
enum status column_put(struct casework *work, const struct column *column, struct str by, struct str *wrong);

#endif
