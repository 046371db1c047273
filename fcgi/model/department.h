/*
 * department: departments (承办单位): id, name, phone, standard phrases.  Depends on: store, model/event.
 */
#ifndef MODEL_DEPARTMENT_H
#define MODEL_DEPARTMENT_H

#include "base/value.h"
#include "model/casework.h"

struct dept {
	struct str id;		/* [a-z0-9_-]{1,32} */
	struct str name;
	struct str phone;
	struct str phrases;	/* standard phrases, separated by a line "---" */
	bool closed;		/* takes no new cases */
	/* What its letters on requests for information need; each may be empty. */
	struct str number_pattern;	/* of their numbers (文号): "云住建公开〔{year}〕{n}号" */
	struct str review_body;		/* 复议机关 */
	struct str review_url;		/* its address online, http or https */
	struct str court;		/* where its decisions are sued against */
};

/* Lengths in characters. */
enum {
	DEPT_PATTERN_MAX = 40,
	DEPT_BODY_MIN = 2, DEPT_BODY_MAX = 60,
	DEPT_URL_MAX = 200,
};

/*
 * Whether it can be a pattern: {year} and {n} once each, neither touching the other or a digit (numbers of
 * two patterns could be equal), no control character, at most DEPT_PATTERN_MAX characters; or empty.
 */
bool dept_pattern_valid(struct str pattern);
/* Whether it can name a body that reviews or a court: one line of that length; or is empty. */
bool dept_body_valid(struct str body);
/* Whether it can be an address online, or is empty. */
bool dept_url_valid(struct str url);

/*
 * A sentence for staff on what the department lacks for a letter, and where to set it; empty: nothing.  Only
 * a decision needs to tell who reviews it and which court (行政复议法 2023, article 20(3)).
 */
struct str dept_missing(struct arena *arena, const struct dept *dept, bool decision);

bool dept_id_valid(struct str id);
/* ERR_NOT_FOUND */
enum status dept_read(struct casework *work, struct str id, struct dept *out);
/*
 * The parts of dept_all, for callers that read more in the same two round trips: first the ids (one command),
 * then a command for each of them; dept_take reads these results.
 */
void dept_ask_ids(struct casework *work, struct batch *batch);
void dept_ask(struct casework *work, struct batch *batch, const struct result *ids);
void dept_take(struct casework *work, const struct result *ids, const struct result *results,
	struct dept **out, size_t *count);
/* All, in order of making. */
enum status dept_all(struct casework *work, struct dept **out, size_t *count);

/* All departments, read once a request.  Without any, ids stand for names. */
struct depts {
	struct dept *list;
	size_t count;
};
enum status depts_read(struct casework *work, struct depts *depts);
/* A department, or NULL when it isn't among them. */
const struct dept *depts_find(const struct depts *depts, struct str id);
/* The name of a department, or its id when it isn't among them. */
struct str depts_name(const struct depts *depts, struct str id);

/* The actions of events on departments (model/event), which are about the department's id. */
#define DEPT_ADD "dept-add"
#define DEPT_CHANGE "dept-change"	/* name, phone or phrases */
#define DEPT_CLOSE "dept-close"
#define DEPT_OPEN "dept-open"

/*
 * Makes one; changes all of one but its id.  What is changed is an event; by is an account's id or
 * "operator".  ERR_INVALID for a bad id, empty name, bad pattern, body or address, ERR_NOT_NOW when another
 * department has that pattern (its numbers would repeat), ERR_ALREADY when it was made before, ERR_NOT_FOUND
 * when there is none to change.
 */
enum status dept_add(struct casework *work, const struct dept *dept, struct str by);
enum status dept_change(struct casework *work, const struct dept *dept, struct str by);

#endif
