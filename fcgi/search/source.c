#include "search/source.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "cases/merge.h"
#include "model/answered.h"
#include "search/find.h"
#include "store/keys.h"

/* Commands of a source. */
#define ARTICLE_PARTS 2
#define CASE_PARTS 3

static const struct {
	const char *name;
	const char *label;
} kinds[DOC_KINDS] = { [DOC_TOPIC] = { "topic", "话题" }, [DOC_LETTER] = { "letter", "信件" },
	[DOC_ARTICLE] = { "article", "信息公开" }, [DOC_POLICY] = { "policy", "政策文件" } };

const char *doc_kind_name(enum doc_kind kind)
{
	return kinds[kind].name;
}

const char *doc_kind_label(enum doc_kind kind)
{
	return kinds[kind].label;
}

bool doc_kind_parse(struct str name, enum doc_kind *out)
{
	for (enum doc_kind kind = 0; kind < DOC_KINDS; kind++)
		if (str_eq(name, str_of(kinds[kind].name))) {
			*out = kind;
			return true;
		}
	return false;
}

/* A merged one too: what was asked in it leads to the one that is worked on instead. */
static bool case_shown(const struct case_record *record)
{
	return (record->channel == CHANNEL_TOPIC || record->channel == CHANNEL_LETTER) &&
		case_visible(record, &viewer_public);
}

static void add_comments(struct casework *work, const struct result *list, struct source *out)
{
	struct value *comment;

	for (size_t i = 0; i < list->count; i++)
		if (json_parse(work->arena, list->items[i].str, &comment) == OK &&
			entry_visible(&out->record, comment, &viewer_public))
			list_value(out->thread, comment);
}

static enum status take(struct casework *work, const struct result *results, struct source *out)
{
	uint64_t n = out->id & ~SOURCE_ARTICLE;
	struct article_version version;
	enum status status;

	if ((out->id & SOURCE_ARTICLE) != 0) {
		out->visible = article_take_version(work, n, results, &out->article, &version) == OK &&
			article_listed(&out->article) && article_readable(&out->article);
		out->text = version.text;
		return OK;
	}
	status = case_take(work, n, results, &out->record, &out->thread);
	out->visible = status == OK && case_shown(&out->record);
	if (!out->visible)
		return case_absent(status) ? OK : status;
	out->thread = thread_visible(work->arena, &out->record, out->thread, &viewer_public);
	add_comments(work, &results[CASE_PARTS - 1], out);
	return OK;
}

enum status source_read(struct casework *work, const uint64_t *ids, size_t count, struct source *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++) {
		out[i] = (struct source){ .id = ids[i] };
		if ((ids[i] & SOURCE_ARTICLE) != 0) {
			article_ask_version(work, &batch, ids[i] & ~SOURCE_ARTICLE, 0);
			continue;
		}
		case_ask(work, &batch, ids[i]);
		BATCH(&batch, S("LRANGE"), key_comments(work->store, work->arena, ids[i]),
			num(work->arena, -SOURCE_COMMENTS), S("-1"));
	}
	if (count == 0)
		return OK;
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++) {
		TRY(take(work, results, &out[i]));
		results += (ids[i] & SOURCE_ARTICLE) != 0 ? ARTICLE_PARTS : CASE_PARTS;
	}
	return OK;
}

enum status source_lead(struct casework *work, struct source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct merge_end end;

		if (!sources[i].visible || sources[i].record.state != STATE_MERGED)
			continue;
		TRY(merge_end(work, &sources[i].record, &viewer_public, &end));
		sources[i].into = end.record;
		sources[i].visible = end.record.n != 0;
	}
	return OK;
}

/* Texts one after the other, with a line end between. */
static void add_text(struct buf *buf, struct str text)
{
	if (buf->len > 0 && text.len > 0)
		buf_byte(buf, '\n');
	buf_add(buf, text);
}

void source_texts(struct arena *arena, const struct source *source, struct str out[SECTIONS])
{
	struct buf body = buf_in(arena);
	struct buf answer = buf_in(arena);

	if ((source->id & SOURCE_ARTICLE) != 0) {
		out[SECTION_TITLE] = source->text.title;
		add_text(&body, source->text.summary);
		add_text(&body, source->text.doc_number);
		add_text(&body, source->text.body);
	} else {
		out[SECTION_TITLE] = source->record.title;
		for (const struct member *m = source->thread->first; m != NULL; m = m->next) {
			struct str kind = map_get_str(&m->value, "kind");

			if (str_eq(kind, S("question")) || str_eq(kind, S("followup")))
				add_text(&body, map_get_str(&m->value, "text"));
			else if (str_eq(kind, S("answer")) || str_eq(kind, S("comment")))
				add_text(&answer, map_get_str(&m->value, "text"));
		}
	}
	out[SECTION_BODY] = buf_str(&body);
	out[SECTION_ANSWER] = buf_str(&answer);
}

enum doc_kind source_kind(const struct source *source)
{
	if ((source->id & SOURCE_ARTICLE) != 0)
		return source->article.policy.validity != VALIDITY_NONE ? DOC_POLICY : DOC_ARTICLE;
	return source->record.channel == CHANNEL_TOPIC ? DOC_TOPIC : DOC_LETTER;
}

static uint16_t year_of(int64_t ms)
{
	return (uint16_t)date_of_day(clock_day(ms)).year;
}

void source_doc(struct arena *arena, const struct source *source, struct doc *out)
{
	const struct case_record *record = &source->record;
	const struct article *article = &source->article;
	struct str texts[SECTIONS];

	*out = (struct doc){ .row = { .id = source->id, .kind = (uint8_t)source_kind(source),
		.category = CATEGORY_COUNT } };
	if ((source->id & SOURCE_ARTICLE) != 0) {
		out->row.at = article_latest(article);
		out->row.dept = find_hash(article->dept);
	} else {
		out->row.at = record->created;
		out->row.dept = find_hash(record->dept);
		out->row.area = find_hash(record->area);
		out->row.category = (uint8_t)record->category;
		out->row.supports = (uint32_t)record->supports;
		out->row.answered = record->state == STATE_MERGED ? DOC_LEADS_ON :
			answered_stands(record) ? DOC_ANSWERED : DOC_OPEN;
	}
	out->row.year = year_of(out->row.at);
	source_texts(arena, source, texts);
	for (enum section i = 0; i < SECTIONS; i++)
		out->sections[i] = fold_letters(arena, texts[i], false);
}
