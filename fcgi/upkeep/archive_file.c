#include "upkeep/archive_file.h"

#include "base/clock.h"
#include "model/appeal.h"
#include "law/outcome.h"
#include "privacy/sealed.h"
#include "staff/staff_names.h"

/* Rows being gathered under one heading. */
struct rows {
	struct arena *arena;
	struct value *list;
};

static struct rows rows_of(struct value *file, const char *name)
{
	return (struct rows){ file->arena, map_list(file, name) };
}

/* What was never said has no row. */
static void add(struct rows *rows, const char *name, const char *label, struct str text)
{
	struct value *row;

	if (text.len == 0)
		return;
	row = list_map(rows->list);
	map_str(row, "name", str_of(name));
	map_str(row, "label", str_of(label));
	map_str(row, "text", text);
}

static void add_time(struct rows *rows, const char *name, const char *label, int64_t at)
{
	if (at != 0)
		add(rows, name, label, clock_minute(rows->arena, at));
}

static void add_number(struct rows *rows, const char *name, const char *label, int64_t number)
{
	if (number != 0)
		add(rows, name, label, num(rows->arena, number));
}

static struct str outcome_text(struct arena *arena, struct str code)
{
	const struct outcome *outcome = outcome_find(code);

	return outcome != NULL ? outcome_words(arena, outcome) : code;
}

/* other: the request that it repeats; n 0: none. */
static struct str declined_text(struct casework *work, const struct case_record *record,
	const struct case_record *other)
{
	const char *label = decline_label(record->declined);
	struct str words = label != NULL ? str_of(label) : record->declined;

	return other->n == 0 ? words :
		ARENA_GLUE(work->arena, words, S("（"), case_number(work, other), S("）"));
}

static void add_register(struct casework *work, const struct case_record *record,
	const struct case_record *other, const struct staff_names *names, struct value *file)
{
	struct rows rows = rows_of(file, "register");

	add(&rows, "number", "编号", case_number(work, record));
	add(&rows, "mode", "接收方式", str_of(mode_label(record->mode)));
	add_time(&rows, "created", "提交时间", record->created);
	add_time(&rows, "received", "收到申请", record->received);
	add_time(&rows, "accepted", "受理", record->accepted);
	if (record->dept.len > 0)
		add(&rows, "dept", "承办部门", depts_name(&names->depts, record->dept));
	add_time(&rows, "corrected", "通知补正", record->corrected);
	add_number(&rows, "extended", "延长工作日", record->extended);
	add_time(&rows, "due", "答复期限", record->first_due);
	add_time(&rows, "answered", "首次答复", record->answered);
	add_time(&rows, "revised", "修订答复", record->revised);
	add(&rows, "outcome", "办理结果", outcome_text(work->arena, record->outcome));
	add(&rows, "declined", "不予受理", declined_text(work, record, other));
	add(&rows, "state", "状态", str_of(state_label(record->state)));
	add_time(&rows, "closed", "办结", record->closed);
	add_number(&rows, "rating", "满意度", record->rating);
}

static void add_applicant(const struct case_record *record, const struct sealed_contact *contact,
	struct value *file)
{
	struct rows rows = rows_of(file, "applicant");
	enum paper paper;

	add(&rows, "applicant", "申请人类别", str_of(applicant_label(record->applicant)));
	add(&rows, "name", "姓名或名称", contact->name);
	if (paper_parse(contact->paper, &paper))
		add(&rows, "paper", "证件类型", str_of(paper_label(paper)));
	add(&rows, "paper_no", "证件号码", contact->paper_no);
	add(&rows, "person", "联系人", contact->person);
	add(&rows, "phone", "联系电话", contact->phone);
	add(&rows, "address", "通信地址", contact->address);
	add(&rows, "email", "电子邮箱", contact->email);
}

/* As it was typed; the record has what masking left of it. */
static struct str typed(struct str sealed, struct str masked)
{
	return sealed.len > 0 ? sealed : masked;
}

static void add_application(const struct case_record *record, const struct value *thread,
	const struct sealed_contact *contact, struct value *file)
{
	struct rows rows = rows_of(file, "application");
	struct str question = thread->first != NULL ? map_get_str(&thread->first->value, "text") :
		(struct str){ 0 };

	add(&rows, "title", "信息名称", typed(contact->title, record->title));
	add(&rows, "document_no", "文号", typed(contact->document_no, record->document_no));
	add(&rows, "body", "具体描述", typed(contact->body, question));
	add(&rows, "purpose", "用途", contact->purpose);
	add(&rows, "wanted", "获取方式", str_of(wanted_label(record->wanted)));
	add(&rows, "addition", "补正内容", contact->addition);
	add(&rows, "explanation", "说明的理由", contact->explanation);
}

static void add_appeals(const struct case_record *record, struct value *file)
{
	struct rows rows = rows_of(file, "appeals");
	struct appeals appeals;

	appeals_read(record, &appeals);
	for (size_t i = 0; i < appeals.count; i++)
		add(&rows, appeal_kind_name(appeals.list[i].kind), appeal_kind_label(appeals.list[i].kind),
			ARENA_GLUE(rows.arena, str_of(appeal_result_label(appeals.list[i].result)), S("（"),
				clock_date(rows.arena, appeals.list[i].at), S("登记）")));
}

/* Fields of the record that open something or say again, hashed or sealed, what stands here in clear. */
static bool is_secret(const char *field)
{
	static const char *const secrets[] = { "contact", "dev", "tel", "fil", "code" };

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strcmp(field, secrets[i]) == 0)
			return true;
	return false;
}

static void add_record(const struct case_record *record, struct value *file)
{
	struct value *map = map_map(file, "record");
	struct record_field field;

	for (size_t i = 0; record_field(i, &field); i++) {
		struct str text = record_field_text(file->arena, record, i);

		if (text.len > 0 && !is_secret(field.name))
			map_str(map, field.name, text);
	}
}

static bool is_named(const struct value *list, struct str id)
{
	for (const struct member *m = list->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "id"), id))
			return true;
	return false;
}

static void add_name(struct value *list, struct str id, struct str name)
{
	struct value *map;

	if (id.len == 0 || str_eq(id, name) || is_named(list, id))
		return;
	map = list_map(list);
	map_str(map, "id", id);
	map_str(map, "name", name);
}

static void add_names(const struct value *thread, const struct staff_names *names, struct value *file)
{
	struct value *list = map_list(file, "names");

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str dept = map_get_str(&m->value, "dept");
		struct str by = map_get_str(&m->value, "by");

		add_name(list, dept, depts_name(&names->depts, dept));
		add_name(list, by, str_eq(by, str_of(role_name(ROLE_ASKER))) ? S("申请人") :
			staff_who(file->arena, names, by));
	}
}

enum status archive_file(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value **file)
{
	struct value *map = value_map(work->arena);
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;
	struct sealed_contact contact;
	struct case_record other = { 0 };

	if (record->duplicate_of != 0)
		TRY(case_read_many(work, &record->duplicate_of, 1, &other));
	if (other.damaged)
		return ERR_DAMAGED;
	staff_ids_add_thread(&ids, thread);
	TRY(staff_names_read(work, &ids, &names));
	TRY(sealed_read(work, record, &contact));
	map_str(map, "format", S(ARCHIVE_FORMAT));
	map_str(map, "site", str_of(work->config->site.name));
	map_str(map, "host", str_of(work->config->site.host));
	map_int(map, "case", (int64_t)record->n);
	map_str(map, "number", case_number(work, record));
	add_register(work, record, &other, &names, map);
	add_applicant(record, &contact, map);
	add_application(record, thread, &contact, map);
	add_appeals(record, map);
	add_record(record, map);
	add_names(thread, &names, map);
	map_value(map, "thread", thread);
	*file = map;
	return OK;
}
