#include "upkeep/archive_view.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/json_print.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "model/lifecycle.h"
#include "model/outcome.h"

/* A number this large is an instant (ms): it is one of the year 2001 at the earliest. */
#define INSTANT_LEAST INT64_C(1000000000000)

struct word {
	const char *name;
	const char *label;
};

static const struct word kinds[] = {
	{ "question", "申请" },
	{ "followup", "补充说明" },
	{ "comment", "评论" },
	{ "answer", "答复" },
	{ "opinion", "协办意见" },
	{ "letter", "文书" },
	{ "service", "送达" },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* The members of an entry; one that isn't here is printed under its own name. */
static const struct word members[] = {
	{ "by", "操作人" },
	{ "dept", "部门" },
	{ "version", "版本" },
	{ "seal", "签名编号" },
	{ "reason", "原因" },
	{ "outcome", "办理结果" },
	{ "rating", "满意度" },
	{ "days", "工作日" },
	{ "again", "重新交办" },
	{ "final", "指定承办" },
	{ "into", "并入" },
	{ "consenter", "同意人" },
	{ "about", "类别" },
	{ "result", "结果" },
	{ "letter", "文书" },
	{ "no", "文号" },
	{ "to", "送达对象" },
	{ "of", "文书" },
	{ "way", "方式" },
	{ "on", "日期" },
	{ "mail", "邮件号" },
	{ "name", "姓名" },
	{ "photos", "照片" },
	{ "hash", "卷宗摘要值" },
};
#define MEMBERS (sizeof(members) / sizeof(members[0]))

static struct str label_of(const struct word *words, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_of(words[i].name)))
			return str_of(words[i].label);
	return name;
}

/* A note tells why the step before it was taken. */
static struct str step_name(struct arena *arena, const struct value *entry)
{
	struct str kind = map_get_str(entry, "kind");
	struct str name = map_get_str(entry, "action");
	bool note = str_eq(kind, S("note"));
	enum action action;

	if (!note && !str_eq(kind, S("event")))
		return label_of(kinds, KINDS, kind);
	if (action_parse(name, &action))
		name = str_of(lifecycle_row(action)->label);
	return note ? arena_join(arena, name, S("：说明")) : name;
}

/* The name behind an id, or the id. */
static struct str name_of(const struct value *file, struct str id)
{
	const struct value *names = map_get(file, "names");

	for (const struct member *m = names != NULL ? names->first : NULL; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "id"), id))
			return map_get_str(&m->value, "name");
	return id;
}

/* What a consultation or an appeal is about, and how it ended: their names have nothing in common. */
static struct str proceeding(struct str name)
{
	enum consult_kind consult;
	enum consult_result reply;
	enum appeal_kind appeal;
	enum appeal_result decision;

	if (consult_kind_parse(name, &consult))
		return str_of(consult_kind_label(consult));
	if (consult_result_parse(name, &reply))
		return str_of(consult_result_label(reply));
	if (appeal_kind_parse(name, &appeal))
		return str_of(appeal_kind_label(appeal));
	return appeal_result_parse(name, &decision) ? str_of(appeal_result_label(decision)) : name;
}

static struct str word(struct arena *arena, const struct value *file, struct str key, struct str text)
{
	if (str_eq(key, S("outcome")) && outcome_find(text) != NULL)
		return outcome_words(arena, outcome_find(text));
	if (str_eq(key, S("about")) || str_eq(key, S("result")))
		return proceeding(text);
	return str_eq(key, S("by")) || str_eq(key, S("dept")) ? name_of(file, text) : text;
}

static struct str member_text(struct arena *arena, const struct value *file, const struct member *m)
{
	const struct value *v = &m->value;

	switch (v->type) {
	case VALUE_NULL:
		return (struct str){ 0 };
	case VALUE_BOOL:
		return v->boolean ? S("是") : S("否");
	case VALUE_INT:
		return v->integer >= INSTANT_LEAST ? clock_minute(arena, v->integer) :
			arena_printf(arena, "%" PRId64, v->integer);
	case VALUE_STR:
		return word(arena, file, m->key, v->str);
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	}
	return json_print(arena, v);
}

/* What the heading of the step says already. */
static bool in_heading(struct str key)
{
	return str_eq(key, S("id")) || str_eq(key, S("kind")) || str_eq(key, S("at")) ||
		str_eq(key, S("action")) || str_eq(key, S("text"));
}

static void add_step(struct arena *arena, const struct value *file, const struct value *entry,
	struct value *step)
{
	struct value *rows = map_list(step, "rows");

	for (const struct member *m = entry->first; m != NULL; m = m->next) {
		struct value *row;

		if (in_heading(m->key))
			continue;
		row = list_map(rows);
		map_str(row, "label", label_of(members, MEMBERS, m->key));
		map_str(row, "text", member_text(arena, file, m));
	}
	map_str(step, "what", step_name(arena, entry));
	map_str(step, "when", clock_minute(arena, map_get_int(entry, "at", 0)));
	map_str(step, "body", map_get_str(entry, "text"));
}

struct value *archive_view(struct arena *arena, const struct value *file)
{
	struct value *view = value_map(arena);
	const struct value *thread = map_get(file, "thread");
	struct value *steps;

	for (const struct member *m = file->first; m != NULL; m = m->next)
		*value_add(view, m->key) = m->value;
	steps = map_list(view, "steps");
	for (const struct member *m = thread != NULL ? thread->first : NULL; m != NULL; m = m->next)
		add_step(arena, file, &m->value, list_map(steps));
	return view;
}
