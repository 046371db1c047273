#include "model/department.h"

#include "store/keys.h"

#define ID_MAX 32

bool dept_id_valid(struct str id)
{
	if (id.len == 0 || id.len > ID_MAX)
		return false;
	for (size_t i = 0; i < id.len; i++) {
		char c = id.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return true;
}

static bool read_pairs(struct str id, const struct result *pairs, struct dept *out)
{
	*out = (struct dept){ .id = id };
	if (pairs->count == 0)
		return false;
	out->name = result_pair(pairs, S("name"));
	out->phone = result_pair(pairs, S("phone"));
	out->phrases = result_pair(pairs, S("phrases"));
	out->closed = str_eq(result_pair(pairs, S("closed")), S("1"));
	return true;
}

enum status dept_read(struct casework *work, struct str id, struct dept *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!dept_id_valid(id))
		return ERR_NOT_FOUND;
	BATCH(&batch, S("HGETALL"), key_dept(work->store, work->arena, id));
	TRY(store_run(work->store, &batch, &results));
	return read_pairs(id, &results[0], out) ? OK : ERR_NOT_FOUND;
}

void dept_ask_ids(struct casework *work, struct batch *batch)
{
	BATCH(batch, S("ZRANGE"), key_dept_all(work->store, work->arena), S("0"), S("-1"));
}

void dept_ask(struct casework *work, struct batch *batch, const struct result *ids)
{
	for (size_t i = 0; i < ids->count; i++)
		BATCH(batch, S("HGETALL"), key_dept(work->store, work->arena, ids->items[i].str));
}

void dept_take(struct casework *work, const struct result *ids, const struct result *results, struct dept **out,
	size_t *count)
{
	*count = 0;
	*out = arena_array(work->arena, ids->count + 1, sizeof(**out));
	for (size_t i = 0; i < ids->count; i++)
		if (read_pairs(ids->items[i].str, &results[i], &(*out)[*count]))
			(*count)++;
}

enum status dept_all(struct casework *work, struct dept **out, size_t *count)
{
	struct batch ids = batch_in(work->arena);
	struct batch all = batch_in(work->arena);
	struct result *listed;
	struct result *results;

	dept_ask_ids(work, &ids);
	TRY(store_run(work->store, &ids, &listed));
	dept_ask(work, &all, &listed[0]);
	TRY(store_run(work->store, &all, &results));
	dept_take(work, &listed[0], results, out, count);
	return OK;
}

enum status dept_write(struct casework *work, const struct dept *dept)
{
	struct batch batch = batch_in(work->arena);

	if (!dept_id_valid(dept->id) || dept->name.len == 0)
		return ERR_INVALID;
	BATCH(&batch, S("HSET"), key_dept(work->store, work->arena, dept->id), S("name"), dept->name, S("phone"),
		dept->phone, S("phrases"), dept->phrases, S("closed"), dept->closed ? S("1") : S("0"));
	BATCH(&batch, S("ZADD"), key_dept_all(work->store, work->arena), S("NX"), num(work->arena, work->now), dept->id);
	return store_commit(work->store, &batch, NULL);
}

struct str dept_name(const struct dept *depts, size_t count, struct str id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(depts[i].id, id))
			return depts[i].name;
	return id;
}
