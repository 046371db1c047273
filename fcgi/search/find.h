/*
 * find: the documents that a query asks for, the best first: those with the words in their title before those
 * with them in the text, and these before those with them in the answer; the newer before the older, and each
 * doubling of their supporters counts as half a month.  Exact: a document is found if and only if its folded
 * text has the folded words in one of its sections each.  Depends on: search/index, search/query.
 */
#ifndef SEARCH_FIND_H
#define SEARCH_FIND_H

#include "search/index.h"
#include "search/query.h"

enum find_state { FIND_ANY, FIND_OPEN, FIND_ANSWERED };

/* DOC_KINDS, a category that is none, 0 and the empty string mean any. */
struct find_filter {
	enum doc_kind kind;
	bool by_category;
	uint8_t category;
	struct str dept;
	struct str area;
	uint16_t year;
	enum find_state state;
	int64_t from;	/* ms: at or after this, and before that; 0: any */
	int64_t to;
};

/* The order is by score, then id, the higher first. */
struct find_hit {
	uint64_t score;
	uint64_t id;
};

struct find {
	const struct query *query;
	struct find_filter filter;
	bool after;		/* only those behind this one */
	struct find_hit cursor;
	size_t limit;		/* 1 to FIND_MOST */
	bool newest;		/* first, wherever the words stand; supporters still count */
};
#define FIND_MOST 50

struct found {
	struct find_hit hits[FIND_MOST];
	size_t count;
	bool more;		/* there are more behind them */
	/* all, those before the cursor too; FIND_COUNTED: so many or more, the others aren't counted */
	uint64_t total;
	uint64_t looked;	/* documents that were looked at: what it cost */
};
#define FIND_COUNTED 1000

/* In an index that follows.  ERR_AWAY: somebody cut a file of it meanwhile. */
enum status find_docs(const struct index *index, const struct find *find, struct found *out);

/* What struct doc_row keeps of an id or name; 0: of an empty one. */
uint32_t find_hash(struct str name);

#endif
