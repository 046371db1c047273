/*
 * staff_names: the names of departments and accounts for one page, read together.  Owns nothing beyond the
 * arena.  Fails as store_run.  Depends on: model/department, staff/account.
 */
#ifndef STAFF_STAFF_NAMES_H
#define STAFF_STAFF_NAMES_H

#include "model/department.h"
#include "staff/account.h"

/* Accounts that one page names, each once; further ones show by their ids. */
#define STAFF_IDS_MOST 200
struct staff_ids {
	struct str list[STAFF_IDS_MOST];
	size_t count;
};
void staff_ids_add(struct staff_ids *ids, struct str id);
/* Everybody who did something in the thread. */
void staff_ids_add_thread(struct staff_ids *ids, const struct value *thread);

/* All departments, and those accounts that a page names; read once a request. */
struct staff_names {
	struct account *accounts;
	size_t count;
	struct depts depts;
};
/* Two round trips; ids that are no account are left out. */
enum status staff_names_read(struct casework *work, const struct staff_ids *ids, struct staff_names *names);
/*
 * The same in one round trip, by a caller who read the departments' ids along with something else
 * (dept_ask_ids).
 */
enum status staff_names_of(struct casework *work, const struct result *dept_ids, const struct staff_ids *ids,
	struct staff_names *names);
/* The two halves of staff_names_of: its commands, and their results. */
void staff_names_ask(struct casework *work, struct batch *batch, const struct result *dept_ids,
	const struct staff_ids *ids);
void staff_names_take(struct casework *work, const struct result *dept_ids, const struct staff_ids *ids,
	const struct result *results, struct staff_names *names);

/* The name to show for the one who acted: an account, "asker", "link:<dept>", "jobs" … */
struct str staff_who(struct arena *arena, const struct staff_names *names, struct str by);

#endif
