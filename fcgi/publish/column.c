#include "publish/column.h"

#include "base/text.h"
#include "model/department.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/members.h"
#include "store/transaction.h"

static const struct member_row rows[] = {
#define ROW(field, type, member, meaning) MEMBER_ROW(field, type, struct column, member, meaning)
	ROW("v", INT, version, "version; grows by one with each change"),
	ROW("name", STR, name, "name"),
	ROW("parent", STR, parent, "column above it"),
	ROW("type", STR, type, "ColumnType of the meta tags"),
	ROW("description", STR, description, "what stands in it"),
	ROW("keywords", STR, keywords, "keywords"),
	ROW("depts", STR, depts, "departments that may publish in it; none and no accounts: all"),
	ROW("accounts", STR, accounts, "accounts that may publish in it"),
	ROW("required", STR, required, "what its articles must tell"),
	ROW("days", INT, days, "days in which something new must appear"),
	ROW("order", INT, order, "place among its siblings"),
	ROW("closed", BOOL, closed, "takes no new articles"),
#undef ROW
};
const struct member_table column_members = { rows, sizeof(rows) / sizeof(rows[0]) };

bool column_id_valid(struct str id)
{
	return dept_id_valid(id);
}

static enum status column_from(struct str id, const struct result *pairs, struct column *out)
{
	*out = (struct column){ 0 };
	if (pairs->type != RESULT_LIST || pairs->count == 0)
		return ERR_NOT_FOUND;
	members_read(&column_members, pairs, out);
	out->id = id;
	return OK;
}

enum status column_read(struct casework *work, struct str id, struct column *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (!column_id_valid(id))
		return ERR_NOT_FOUND;
	BATCH(&batch, S("HGETALL"), key_column(work->store, work->arena, id));
	TRY(store_run(work->store, &batch, &results));
	return column_from(id, &results[0], out);
}

const struct column *columns_find(const struct columns *columns, struct str id)
{
	for (size_t i = 0; i < columns->count; i++)
		if (str_eq(columns->list[i].id, id))
			return &columns->list[i];
	return NULL;
}

size_t columns_trail(const struct columns *columns, const struct column *column,
	const struct column *out[COLUMN_DEPTH])
{
	size_t count = 0;

	for (; column != NULL && count < COLUMN_DEPTH; column = columns_find(columns, column->parent))
		out[count++] = column;
	return count;
}

/* Adds to out those below a parent, each followed by what is below it. */
static void add_below(const struct columns *all, struct str parent, size_t level, struct columns *out)
{
	for (size_t i = 0; i < all->count && level <= COLUMN_DEPTH; i++)
		if (str_eq(all->list[i].parent, parent)) {
			out->list[out->count++] = all->list[i];
			add_below(all, all->list[i].id, level + 1, out);
		}
}

static enum status take_all(struct casework *work, bool watched, const struct result *ids,
	struct columns *out)
{
	struct str *keys = arena_array(work->arena, ids->count + 1, sizeof(*keys));
	struct columns all = { arena_array(work->arena, ids->count + 1, sizeof(*all.list)), 0 };
	struct result *hashes;

	*out = (struct columns){ arena_array(work->arena, ids->count + 1, sizeof(*all.list)), 0 };
	for (size_t i = 0; i < ids->count; i++)
		keys[i] = key_column(work->store, work->arena, ids->items[i].str);
	TRY(members_fetch(work->store, work->arena, watched, keys, ids->count, &hashes));
	for (size_t i = 0; i < ids->count; i++)
		if (column_from(ids->items[i].str, &hashes[i], &all.list[all.count]) == OK)
			all.count++;
	add_below(&all, (struct str){ 0 }, 1, out);
	return OK;
}

enum status columns_read(struct casework *work, struct columns *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGE"), key_column_all(work->store, work->arena), S("0"), S("-1"));
	TRY(store_run(work->store, &batch, &results));
	return take_all(work, false, &results[0], out);
}

bool column_takes(const struct column *column, const struct viewer *viewer)
{
	if (column->closed)
		return false;
	if (column->depts.len == 0 && column->accounts.len == 0)
		return true;
	return str_lists(column->accounts, ',', viewer->id) ||
		(viewer->dept.len > 0 && str_lists(column->depts, ',', viewer->dept));
}

bool column_asks(const struct column *column, const char *member)
{
	return str_lists(column->required, ',', str_of(member));
}

static enum status refuse(struct str *wrong, const char *why)
{
	*wrong = str_of(why);
	return ERR_INVALID;
}

/* How many levels there are from it down. */
static size_t depth_below(const struct columns *all, const struct column *column)
{
	size_t most = 0;

	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->list[i].parent, column->id)) {
			size_t below = depth_below(all, &all->list[i]);

			most = below > most ? below : most;
		}
	return most + 1;
}

static enum status check(const struct columns *all, const struct column *column, struct str *wrong)
{
	const struct column *trail[COLUMN_DEPTH];
	const struct column *parent = columns_find(all, column->parent);
	size_t above;

	if (!column_id_valid(column->id))
		return refuse(wrong, "栏目代码由 1 至 32 个小写字母、数字、“-”或“_”组成。");
	if (column->name.len == 0 || text_length(column->name) > COLUMN_NAME_MAX)
		return refuse(wrong, "栏目名称为 1 至 30 个字。");
	if (column->version == 0 && all->count >= COLUMNS_MOST)
		return refuse(wrong, "栏目已达 300 个，请先整理。");
	if (column->parent.len > 0 && parent == NULL)
		return refuse(wrong, "没有这个上级栏目。");
	above = columns_trail(all, parent, trail);
	for (size_t i = 0; i < above; i++)
		if (str_eq(trail[i]->id, column->id))
			return refuse(wrong, "不能移到本栏目自己的下级栏目中。");
	if (above + depth_below(all, column) > COLUMN_DEPTH)
		return refuse(wrong, "栏目最多 4 级。");
	return OK;
}

struct column_edit {
	struct casework *work;
	const struct column *column;
	struct str by;
	struct str wrong;
};

static const char *event_of(const struct column *before, const struct column *after)
{
	if (before == NULL)
		return COLUMN_ADD;
	if (before->closed != after->closed)
		return after->closed ? COLUMN_CLOSE : COLUMN_OPEN;
	return COLUMN_CHANGE;
}

static enum status put(void *context, struct transaction *transaction)
{
	struct column_edit *edit = context;
	struct casework *work = edit->work;
	struct str all_key = key_column_all(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct column after = *edit->column;
	const struct column *before;
	struct columns all;
	struct result *results;

	WATCH(&batch, all_key);
	BATCH(&batch, S("ZRANGE"), all_key, S("0"), S("-1"));
	TRY(store_run(work->store, &batch, &results));
	TRY(take_all(work, true, &results[1], &all));
	before = columns_find(&all, after.id);
	if (before == NULL && after.version != 0)
		return ERR_NOT_FOUND;
	if (before != NULL && after.version == 0)
		return ERR_ALREADY;
	if (before != NULL && before->version != after.version)
		return ERR_CONFLICT;
	TRY(check(&all, &after, &edit->wrong));
	after.version++;
	members_write(&column_members, &transaction->changes, key_column(work->store, work->arena, after.id),
		before, &after);
	BATCH(&transaction->changes, S("ZADD"), all_key, num(work->arena, after.order), after.id);
	event_add(work, &transaction->changes, &(struct event){ .action = str_of(event_of(before, &after)),
		.by = edit->by, .about = after.id, .at = work->now });
	if (before != NULL)
		transaction->purge = work->config->paths.cache;
	return OK;
}

enum status column_put(struct casework *work, const struct column *column, struct str by, struct str *wrong)
{
	struct column_edit edit = { .work = work, .column = column, .by = by };
	enum status status = transaction_run(work->store, work->arena, put, &edit);

	*wrong = edit.wrong;
	return status;
}
