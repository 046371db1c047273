#include "staff/staff_names.h"

void staff_ids_add(struct staff_ids *ids, struct str id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (str_eq(ids->list[i], id))
			return;
	if (id.len > 0 && ids->count < STAFF_IDS_MOST)
		ids->list[ids->count++] = id;
}

void staff_ids_add_thread(struct staff_ids *ids, const struct value *thread)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		staff_ids_add(ids, map_get_str(&m->value, "by"));
}

enum status staff_names_read(struct casework *work, const struct staff_ids *ids, struct staff_names *names)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	dept_ask_ids(work, &batch);
	TRY(store_run(work->store, &batch, &results));
	return staff_names_of(work, &results[0], ids, names);
}

void staff_names_ask(struct casework *work, struct batch *batch, const struct result *dept_ids,
	const struct staff_ids *ids)
{
	dept_ask(work, batch, dept_ids);
	account_ask_names(work, batch, ids->list, ids->count);
}

void staff_names_take(struct casework *work, const struct result *dept_ids, const struct staff_ids *ids,
	const struct result *results, struct staff_names *names)
{
	dept_take(work, dept_ids, results, &names->depts.list, &names->depts.count);
	account_take_names(work, ids->list, ids->count, results + dept_ids->count, &names->accounts,
		&names->count);
}

enum status staff_names_of(struct casework *work, const struct result *dept_ids, const struct staff_ids *ids,
	struct staff_names *names)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	staff_names_ask(work, &batch, dept_ids, ids);
	TRY(store_run(work->store, &batch, &results));
	staff_names_take(work, dept_ids, ids, results, names);
	return OK;
}

struct str staff_who(struct arena *arena, const struct staff_names *names, struct str by)
{
	static const enum role others[] = { ROLE_ASKER, ROLE_JOBS, ROLE_OPERATOR, ROLE_PUBLIC };
	const struct str link = S("link:");

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(by, str_of(role_name(others[i]))))
			return str_of(role_label(others[i]));
	if (str_starts(by, link))
		return arena_join(arena,
			depts_name(&names->depts, str_sub(by, link.len, by.len)),
			S("（答复链接）"));
	for (size_t i = 0; i < names->count; i++)
		if (str_eq(names->accounts[i].id, by))
			return names->accounts[i].name;
	return by;
}
