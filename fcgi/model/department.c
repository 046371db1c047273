#include "model/department.h"

#include "base/buf.h"
#include "base/text.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

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

/* Whether mark stands in text exactly once. */
static bool once(struct str text, struct str mark)
{
	size_t at = str_search(text, mark, 0);

	return at < text.len && str_search(text, mark, at + mark.len) == text.len;
}

/*
 * Whether a digit or the other mark touches that mark: "{year}1{n}" prints what "{year}{n}" prints of another
 * number.
 */
static bool touched(struct str pattern, struct str mark)
{
	size_t at = str_search(pattern, mark, 0);
	char before = at > 0 ? pattern.data[at - 1] : ' ';
	char behind = at + mark.len < pattern.len ? pattern.data[at + mark.len] : ' ';

	return (before >= '0' && before <= '9') || (behind >= '0' && behind <= '9') || before == '}' ||
		behind == '{';
}

bool dept_pattern_valid(struct str pattern)
{
	return pattern.len == 0 || (once(pattern, S("{year}")) && once(pattern, S("{n}")) &&
		!touched(pattern, S("{year}")) && !touched(pattern, S("{n}")) &&
		text_length(pattern) <= DEPT_PATTERN_MAX && text_plain(pattern, false) &&
		str_find(pattern, '\n', 0) == pattern.len);
}

bool dept_body_valid(struct str body)
{
	size_t length = text_length(body);

	return length == 0 || (length >= DEPT_BODY_MIN && length <= DEPT_BODY_MAX &&
		text_plain(body, false) && str_find(body, '\n', 0) == body.len);
}

bool dept_url_valid(struct str url)
{
	return url.len == 0 || ((str_starts(url, S("https://")) || str_starts(url, S("http://"))) &&
		text_length(url) <= DEPT_URL_MAX && text_plain(url, false) && str_find(url, ' ',
			0) == url.len);
}

struct str dept_missing(struct arena *arena, const struct dept *dept, bool decision)
{
	struct buf lacks = buf_in(arena);

	if (dept->number_pattern.len == 0)
		buf_add(&lacks, S("文号格式、"));
	if (decision && dept->review_body.len == 0)
		buf_add(&lacks, S("复议机关、"));
	if (decision && dept->court.len == 0)
		buf_add(&lacks, S("管辖法院、"));
	if (lacks.len == 0)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, dept->name, S("还没有设置"), str_sub(buf_str(&lacks), 0, lacks.len - 3),
		S("，不能出具文书。请管理员在“部门”页面设置。"));
}

/* The texts of a department, by their fields in its hash. */
static const struct {
	struct str field;
	size_t offset;
} texts[] = {
#define ROW(field, member) { S(field), offsetof(struct dept, member) }
	ROW("name", name),
	ROW("phone", phone),
	ROW("phrases", phrases),
	ROW("pattern", number_pattern),
	ROW("review", review_body),
	ROW("reviewurl", review_url),
	ROW("court", court),
#undef ROW
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static struct str text_of(const struct dept *dept, size_t i)
{
	return *(const struct str *)(const void *)((const char *)dept + texts[i].offset);
}

static bool read_pairs(struct str id, const struct result *pairs, struct dept *out)
{
	*out = (struct dept){ .id = id };
	if (pairs->count == 0)
		return false;
	for (size_t i = 0; i < TEXTS; i++)
		*(struct str *)(void *)((char *)out + texts[i].offset) = result_pair(pairs, texts[i].field);
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

void dept_take(struct casework *work, const struct result *ids, const struct result *results,
	struct dept **out, size_t *count)
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

enum status depts_read(struct casework *work, struct depts *depts)
{
	return dept_all(work, &depts->list, &depts->count);
}

const struct dept *depts_find(const struct depts *depts, struct str id)
{
	for (size_t i = 0; i < depts->count; i++)
		if (str_eq(depts->list[i].id, id))
			return &depts->list[i];
	return NULL;
}

struct str depts_name(const struct depts *depts, struct str id)
{
	const struct dept *dept = depts_find(depts, id);

	return dept != NULL ? dept->name : id;
}

/* A department being made or changed. */
struct dept_edit {
	struct casework *work;
	const struct dept *dept;
	struct str by;
	bool adds;
};

static void record_event(const struct dept_edit *edit, struct batch *changes, const char *action)
{
	struct casework *work = edit->work;

	event_add(work, changes, &(struct event){ .action = str_of(action), .by = edit->by,
		.about = edit->dept->id, .at = work->now });
}

static bool same_texts(const struct dept *a, const struct dept *b)
{
	for (size_t i = 0; i < TEXTS; i++)
		if (!str_eq(text_of(a, i), text_of(b, i)))
			return false;
	return true;
}

static void record_change(const struct dept_edit *edit, struct batch *changes, const struct dept *before)
{
	const struct dept *after = edit->dept;

	if (edit->adds)
		record_event(edit, changes, DEPT_ADD);
	else if (!same_texts(before, after))
		record_event(edit, changes, DEPT_CHANGE);
	if (before->closed != after->closed)
		record_event(edit, changes, after->closed ? DEPT_CLOSE : DEPT_OPEN);
}

/*
 * Every pattern belongs for good to the department that had it first: what it numbered with it would else be
 * numbered a second time.
 */
static enum status check_given(const struct dept_edit *edit)
{
	struct casework *work = edit->work;
	struct str key = key_patterns(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, edit->dept->number_pattern);
	TRY(store_run(work->store, &batch, &results));
	return results[1].str.len > 0 && !str_eq(results[1].str, edit->dept->id) ? ERR_NOT_NOW : OK;
}

/* The one it leaves may have been set by a version that didn't keep them. */
static void keep_patterns(const struct dept_edit *edit, const struct dept *before, struct batch *changes)
{
	struct casework *work = edit->work;
	struct str key = key_patterns(work->store, work->arena);

	if (before->number_pattern.len > 0)
		BATCH(changes, S("HSET"), key, before->number_pattern, edit->dept->id);
	if (edit->dept->number_pattern.len > 0)
		BATCH(changes, S("HSET"), key, edit->dept->number_pattern, edit->dept->id);
}

/* No other department has its pattern or had it, closed ones included: numbers would repeat. */
static enum status check_pattern(const struct dept_edit *edit)
{
	struct casework *work = edit->work;
	struct batch ids = batch_in(work->arena);
	struct batch all = batch_in(work->arena);
	struct result *listed;
	struct result *results;
	struct dept *depts;
	struct str *keys;
	size_t count;

	if (edit->dept->number_pattern.len == 0)
		return OK;
	TRY(check_given(edit));
	WATCH(&ids, key_dept_all(work->store, work->arena));
	dept_ask_ids(work, &ids);
	TRY(store_run(work->store, &ids, &listed));
	count = listed[1].count;
	if (count == 0)
		return OK;
	keys = arena_array(work->arena, count, sizeof(*keys));
	for (size_t i = 0; i < count; i++)
		keys[i] = key_dept(work->store, work->arena, listed[1].items[i].str);
	transaction_watch(&all, keys, count);
	dept_ask(work, &all, &listed[1]);
	TRY(store_run(work->store, &all, &results));
	dept_take(work, &listed[1], &results[1], &depts, &count);
	for (size_t i = 0; i < count; i++)
		if (!str_eq(depts[i].id, edit->dept->id) &&
			str_eq(depts[i].number_pattern, edit->dept->number_pattern))
			return ERR_NOT_NOW;
	return OK;
}

static void add_fields(struct batch *changes, struct str key, const struct dept *dept)
{
	struct str words[4 + 2 * TEXTS] = { S("HSET"), key, S("closed"), dept->closed ? S("1") : S("0") };

	for (size_t i = 0; i < TEXTS; i++) {
		words[4 + 2 * i] = texts[i].field;
		words[5 + 2 * i] = text_of(dept, i);
	}
	batch_add(changes, words, sizeof(words) / sizeof(words[0]));
}

static enum status write_dept(void *context, struct transaction *transaction)
{
	const struct dept_edit *edit = context;
	struct casework *work = edit->work;
	const struct dept *dept = edit->dept;
	struct str key = key_dept(work->store, work->arena, dept->id);
	struct batch batch = batch_in(work->arena);
	struct batch *changes = &transaction->changes;
	struct result *results;
	struct dept before;

	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	if (read_pairs(dept->id, &results[1], &before) == edit->adds)
		return edit->adds ? ERR_ALREADY : ERR_NOT_FOUND;
	record_change(edit, changes, &before);
	if (changes->count == 0)
		return OK;
	TRY(check_pattern(edit));
	add_fields(changes, key, dept);
	keep_patterns(edit, &before, changes);
	if (edit->adds)
		BATCH(changes, S("ZADD"), key_dept_all(work->store, work->arena), num(work->arena, work->now),
			dept->id);
	return OK;
}

static enum status commit_dept(struct dept_edit edit)
{
	if (!dept_id_valid(edit.dept->id) || edit.dept->name.len == 0 ||
		!dept_pattern_valid(edit.dept->number_pattern) || !dept_url_valid(edit.dept->review_url) ||
		!dept_body_valid(edit.dept->review_body) || !dept_body_valid(edit.dept->court))
		return ERR_INVALID;
	return transaction_run(edit.work->store, edit.work->arena, write_dept, &edit);
}

enum status dept_add(struct casework *work, const struct dept *dept, struct str by)
{
	return commit_dept((struct dept_edit){ work, dept, by, true });
}

enum status dept_change(struct casework *work, const struct dept *dept, struct str by)
{
	return commit_dept((struct dept_edit){ work, dept, by, false });
}
