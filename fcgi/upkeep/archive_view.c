#include "upkeep/archive_view.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_print.h"
#include "law/fee.h"
#include "model/appeal.h"
#include "model/consult.h"
#include "model/letter.h"
#include "model/lifecycle.h"
#include "law/outcome.h"
#include "privacy/mask_kind.h"
#include "store/store.h"

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
	{ "draft", "未采用的答复稿" },
	{ "letter", "文书" },
	{ "service", "送达" },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Steps of the thread that are no actions of the lifecycle. */
static const struct word other_steps[] = {
	{ "archive", "归档" },
	{ "blur", "模糊照片" },
	{ "drop", "删除照片" },
	{ "drop_file", "删除附件" },
	{ "refuse", "不公开评论或补充" },
};
#define STEPS (sizeof(other_steps) / sizeof(other_steps[0]))

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
	{ "resumed", "恢复办理" },
	{ "final", "指定承办" },
	{ "into", "并入" },
	{ "consenter", "同意人" },
	{ "file", "文件名" },
	{ "about", "类别" },
	{ "result", "结果" },
	{ "letter", "文书" },
	{ "no", "文号" },
	{ "organ", "出具机关" },
	{ "review", "复议机关" },
	{ "reviewurl", "复议网上申请" },
	{ "court", "管辖法院" },
	{ "to", "送达对象" },
	{ "of", "文号" },
	{ "way", "方式" },
	{ "on", "日期" },
	{ "signed", "签收日期" },
	{ "until", "答复期限" },
	{ "mail", "邮件号" },
	{ "basis", "收费方式" },
	{ "count", "件数或页数" },
	{ "earlier", "本月此前件数" },
	{ "more", "依据和说明" },
	{ "told", "告知第三方的内容和理由" },
	{ "grounds", "依据或类别" },
	{ "left", "转出部门" },
	{ "late", "转出时已超期" },
	{ "unmasked", "保留显示的内容" },
	{ "name", "姓名" },
	{ "photos", "照片" },
	{ "files", "附件" },
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
	name = action_parse(name, &action) ? str_of(lifecycle_row(action)->label) :
		label_of(other_steps, STEPS, name);
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

/* Which kinds of hits a reviewer left in clear: "phone,plate". */
static struct str kinds_kept(struct arena *arena, struct str names)
{
	struct str labels = { 0 };
	struct str name;

	while (str_cut(&names, ',', &name)) {
		enum mask_kind kind;

		labels = ARENA_GLUE(arena, labels, labels.len > 0 ? S("、") : S(""),
			mask_kind_parse(name, &kind) ? str_of(mask_kind_label(kind)) : name);
	}
	return labels;
}

static struct str letter_word(struct str key, struct str text)
{
	enum letter letter;
	enum service way;
	enum fee_basis basis;

	if (str_eq(key, S("letter")) && letter_parse(text, &letter))
		return str_of(letter_label(letter));
	if (str_eq(key, S("way")) && service_parse(text, &way))
		return str_of(service_label(way));
	if (str_eq(key, S("basis")) && fee_basis_parse(text, &basis))
		return str_of(fee_basis_label(basis));
	return text;
}

static struct str word(struct arena *arena, const struct value *file, struct str key, struct str text)
{
	if (str_eq(key, S("outcome")) && outcome_find(text) != NULL)
		return outcome_words(arena, outcome_find(text));
	if (str_eq(key, S("about")) || str_eq(key, S("result")))
		return proceeding(text);
	if (str_eq(key, S("grounds")))
		return grounds_words(arena, text);
	if (str_eq(key, S("unmasked")))
		return kinds_kept(arena, text);
	return str_eq(key, S("by")) || str_eq(key, S("dept")) || str_eq(key, S("left")) ?
		name_of(file, text) : letter_word(key, text);
}

/* The letter that an entry is about, by its number. */
static struct str letter_no(struct arena *arena, const struct value *file, int64_t id)
{
	const struct value *thread = map_get(file, "thread");

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (map_get_int(&m->value, "id", 0) == id && map_get_str(&m->value, "no").len > 0)
			return map_get_str(&m->value, "no");
	return num(arena, id);
}

/* A consultation is about a kind of party; the letter that tells how it ended, about another letter. */
static struct str member_label(const struct member *m)
{
	if (str_eq(m->key, S("about")) && m->value.type == VALUE_INT)
		return S("所答文书");
	return label_of(members, MEMBERS, m->key);
}

static struct str number_text(struct arena *arena, const struct value *file, struct str key, int64_t n)
{
	if (str_eq(key, S("of")) || str_eq(key, S("about")))
		return letter_no(arena, file, n);
	if (str_eq(key, S("on")) || str_eq(key, S("signed")) || str_eq(key, S("until")))
		return clock_date(arena, n);
	return n >= INSTANT_LEAST ? clock_minute(arena, n) : num(arena, n);
}

/* The photos or files of an entry, which lie beside the package. */
static struct str enclosed_text(struct arena *arena, const struct value *list)
{
	struct buf out = buf_in(arena);

	for (const struct member *m = list->first; m != NULL; m = m->next) {
		const struct value *one = &m->value;
		struct str name = map_get_str(one, "name");

		buf_add(&out, out.len > 0 ? S("；") : S(""));
		buf_add(&out, name.len > 0 ? name : map_get_str(one, "id"));
		if (name.len > 0)
			buf_printf(&out, "（%lld 字节，SHA-256 %.*s）",
				(long long)map_get_int(one, "size", 0), STR_ARG(map_get_str(one, "hash")));
	}
	return buf_str(&out);
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
		return number_text(arena, file, m->key, v->integer);
	case VALUE_STR:
		return word(arena, file, m->key, v->str);
	case VALUE_LIST:
		if (str_eq(m->key, S("files")) || str_eq(m->key, S("photos")))
			return enclosed_text(arena, v);
		break;
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
		map_str(row, "label", member_label(m));
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
