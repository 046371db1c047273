#include "search/inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "model/assist.h"
#include "store/keys.h"

/* Commands of one case. */
#define PARTS 3
/* Marks of a document: that it is one, channel, state, departments. */
#define MARKS_MOST (4 + ASSISTS_MOST)
/* Letters of a mark: two of the private use area, and one that keeps it from the next. */
#define MARK_LETTERS 3
#define MARK_FIRST 0xe000
#define MARK_SECOND 0xe800
#define MARK_BITS 11
#define MARK_END 1

char *inside_folder(const char *folder)
{
	char *path;

	if (asprintf(&path, "%s/inside", folder) < 0)
		abort();
	return path;
}

static void add_text(struct buf *buf, struct str text)
{
	if (buf->len > 0 && text.len > 0)
		buf_byte(buf, '\n');
	buf_add(buf, text);
}

/* Letters are made for the applicant, with the name. */
static bool is_read(struct str kind)
{
	return !str_eq(kind, S("letter")) && !str_eq(kind, S("service"));
}

static void add_entry(const struct value *entry, struct buf *asked, struct buf *rest)
{
	struct str kind = map_get_str(entry, "kind");
	bool question = str_eq(kind, S("question")) || str_eq(kind, S("followup"));

	if (is_read(kind))
		add_text(question ? asked : rest, map_get_str(entry, "text"));
}

static enum status take(struct casework *work, uint64_t n, const struct result *results, struct inside *out)
{
	struct buf asked = buf_in(work->arena);
	struct buf rest = buf_in(work->arena);
	const struct result *comments = &results[PARTS - 1];
	struct value *thread;
	struct value *comment;
	enum status status;

	*out = (struct inside){ 0 };
	status = case_take(work, n, results, &out->record, &thread);
	if (status != OK)
		return case_absent(status) ? OK : status;
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		add_entry(&m->value, &asked, &rest);
	for (size_t i = 0; i < comments->count; i++)
		if (json_parse(work->arena, comments->items[i].str, &comment) == OK)
			add_text(&rest, map_get_str(comment, "text"));
	out->texts[SECTION_TITLE] = out->record.title;
	out->texts[SECTION_BODY] = buf_str(&asked);
	out->texts[SECTION_ANSWER] = buf_str(&rest);
	return OK;
}

enum status inside_read(struct casework *work, const uint64_t *numbers, size_t count, struct inside *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++) {
		case_ask(work, &batch, numbers[i]);
		BATCH(&batch, S("LRANGE"), key_comments(work->store, work->arena, numbers[i]),
			num(work->arena, -INSIDE_COMMENTS), S("-1"));
	}
	if (count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		TRY(take(work, numbers[i], &results[PARTS * i], &out[i]));
	return OK;
}

/* Two marks are one by chance once in four million: the record decides then. */
static struct letters mark(struct arena *arena, const char *kind, struct str value)
{
	uint32_t hash = find_hash(arena_join(arena, str_of(kind), value)) >> 1;
	uint16_t *letters = arena_array(arena, MARK_LETTERS, sizeof(*letters));

	letters[0] = (uint16_t)(MARK_FIRST + (hash & ((1u << MARK_BITS) - 1)));
	letters[1] = (uint16_t)(MARK_SECOND + (hash >> MARK_BITS & ((1u << MARK_BITS) - 1)));
	letters[2] = MARK_END;
	return (struct letters){ letters, MARK_LETTERS - 1, NULL };
}

static struct letters any_mark(struct arena *arena)
{
	return mark(arena, "any", S(""));
}

static struct letters channel_mark(struct arena *arena, enum channel channel)
{
	return mark(arena, "channel:", str_of(channel_name(channel)));
}

static struct letters state_mark(struct arena *arena, enum state state)
{
	return mark(arena, "state:", str_of(state_name(state)));
}

static struct letters dept_mark(struct arena *arena, struct str dept)
{
	return mark(arena, "dept:", dept);
}

static size_t marks_of(struct arena *arena, const struct case_record *record, struct letters *marks)
{
	struct assists assists;
	size_t count = 0;

	assists_read(record, &assists);
	marks[count++] = any_mark(arena);
	marks[count++] = channel_mark(arena, record->channel);
	marks[count++] = state_mark(arena, record->state);
	if (record->dept.len > 0)
		marks[count++] = dept_mark(arena, record->dept);
	for (size_t i = 0; i < assists.count; i++)
		marks[count++] = dept_mark(arena, assists.list[i].dept);
	return count;
}

/* The marks, then the text. */
static struct letters marked(struct arena *arena, const struct case_record *record, struct letters text)
{
	struct letters marks[MARKS_MOST];
	size_t count = marks_of(arena, record, marks);
	uint16_t *letters = arena_array(arena, count * MARK_LETTERS + text.count, sizeof(*letters));

	for (size_t i = 0; i < count; i++)
		memcpy(letters + i * MARK_LETTERS, marks[i].at, MARK_LETTERS * sizeof(*letters));
	if (text.count > 0)
		memcpy(letters + count * MARK_LETTERS, text.at, text.count * sizeof(*letters));
	return (struct letters){ letters, count * MARK_LETTERS + text.count, NULL };
}

void inside_doc(struct arena *arena, const struct inside *inside, struct doc *out)
{
	const struct case_record *record = &inside->record;

	*out = (struct doc){ .row = { .id = record->n, .at = record->created,
		.category = (uint8_t)record->category } };
	out->row.year = (uint16_t)date_of_day(clock_day(record->created)).year;
	for (enum section i = 0; i < SECTIONS; i++)
		out->sections[i] = fold_letters(arena, inside->texts[i], false);
	out->sections[SECTION_ANSWER] = marked(arena, record, out->sections[SECTION_ANSWER]);
}

bool inside_asks(const struct inside_asked *asked)
{
	return asked->query.count > 0 || asked->channel != CHANNEL_COUNT || asked->state != STATE_NONE ||
		asked->dept.len > 0 || asked->from != 0 || asked->to != 0;
}

/* What must be found stands first. */
static void want(struct query *query, struct letters letters)
{
	memmove(&query->terms[query->wanted + 1], &query->terms[query->wanted],
		(query->count - query->wanted) * sizeof(query->terms[0]));
	query->terms[query->wanted++] = (struct query_term){ .letters = letters };
	query->count++;
}

static bool inside_own(const struct viewer *viewer, struct str dept)
{
	const struct case_record record = { .n = 1, .dept = dept };

	return case_inside(&record, viewer);
}

static bool concerns(const struct case_record *record, struct str dept)
{
	return str_eq(record->dept, dept) || assisting(record, dept);
}

static bool passes(const struct inside_asked *asked, const struct viewer *viewer,
	const struct case_record *record)
{
	return case_inside(record, viewer) &&
		(asked->channel == CHANNEL_COUNT || record->channel == asked->channel) &&
		(asked->state == STATE_NONE || record->state == asked->state) &&
		(asked->dept.len == 0 || concerns(record, asked->dept));
}

static enum status add_hits(struct casework *work, const struct viewer *viewer,
	const struct inside_asked *asked, const struct found *found, struct inside_found *out)
{
	struct inside *read = arena_array(work->arena, INSIDE_ROWS, sizeof(*read));
	uint64_t numbers[INSIDE_ROWS];

	for (size_t i = 0; i < found->count; i++)
		numbers[i] = found->hits[i].id;
	TRY(inside_read(work, numbers, found->count, read));
	for (size_t i = 0; i < found->count; i++)
		if (passes(asked, viewer, &read[i].record))
			out->rows[out->count++] = read[i];
	out->more = found->more;
	if (found->count > 0)
		out->last = found->hits[found->count - 1];
	return OK;
}

enum status inside_find(struct casework *work, const struct index *index, const struct viewer *viewer,
	const struct inside_asked *asked, struct inside_found *out)
{
	bool everywhere = inside_own(viewer, S(""));
	struct query query = asked->query;
	struct find find = { .query = &query, .limit = INSIDE_ROWS, .after = asked->after,
		.cursor = asked->cursor, .filter = { .kind = DOC_KINDS, .from = asked->from,
		.to = asked->to }, .newest = asked->newest };
	struct found found;

	*out = (struct inside_found){ 0 };
	if (!everywhere && !inside_own(viewer, viewer->dept))
		return OK;
	/* That there are others' isn't even to be seen by the pages. */
	if (!everywhere)
		want(&query, dept_mark(work->arena, viewer->dept));
	if (asked->dept.len > 0)
		want(&query, dept_mark(work->arena, asked->dept));
	if (asked->state != STATE_NONE)
		want(&query, state_mark(work->arena, asked->state));
	if (asked->channel != CHANNEL_COUNT)
		want(&query, channel_mark(work->arena, asked->channel));
	if (query.wanted == 0)
		want(&query, any_mark(work->arena));
	TRY(find_docs(index, &find, &found));
	return add_hits(work, viewer, asked, &found, out);
}
