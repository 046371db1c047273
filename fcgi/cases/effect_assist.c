#include "cases/effect_assist.h"

#include "drafts/mention.h"
#include "model/assist.h"
#include "model/department.h"
#include "staff/colleague.h"

/* The row of a department that is asked, again or for the first time; NULL when there are too many. */
static struct assist *row_for(struct assists *assists, struct str dept)
{
	struct assist *row = assists_find(assists, dept);

	if (row == NULL && assists->count < ASSISTS_MOST)
		row = &assists->list[assists->count++];
	return row;
}

enum status effect_assist(struct attempt *attempt, struct case_edit *edit)
{
	struct assists assists;
	struct assist *row;
	struct dept dept;
	enum status status = dept_read(edit->work, attempt->act->dept, &dept);

	if (status == ERR_AWAY)
		return status;
	if (status != OK || dept.closed)
		return attempt_refuse(attempt, ERR_INVALID, S("请选择协办部门。"));
	if (str_eq(dept.id, edit->before.dept))
		return attempt_refuse(attempt, ERR_INVALID, S("这个部门是主办部门，请选择其他部门。"));
	assists_read(&edit->before, &assists);
	row = row_for(&assists, dept.id);
	if (row == NULL)
		return attempt_refuse(attempt, ERR_INVALID, S("协办部门最多 5 个，请先结束其中一个的协办。"));
	/* When it is due, the clock says. */
	*row = (struct assist){ .dept = dept.id, .asked = edit->at, .due = edit->at };
	assists_write(edit->work->arena, &assists, &edit->after);
	return OK;
}

enum status effect_opinion(struct attempt *attempt, struct case_edit *edit)
{
	struct assists assists;
	struct assist *row;
	struct value *entry;

	assists_read(&edit->before, &assists);
	row = assists_find(&assists, edit->concerns);
	if (row == NULL)
		return attempt_refuse(attempt, ERR_INVALID, S("这个部门没有协办这一件，请选择正在协办的部门。"));
	row->due = 0;
	assists_write(edit->work->arena, &assists, &edit->after);
	entry = commit_begin_entry(edit, "opinion");
	map_str(entry, "dept", edit->concerns);
	map_str(entry, "by", attempt->act->by->id);
	map_str(entry, "text", attempt->act->text);
	commit_entry(edit, entry);
	return OK;
}

enum status effect_release(struct attempt *attempt, struct case_edit *edit)
{
	struct assists assists;
	struct assist *row;

	assists_read(&edit->before, &assists);
	row = assists_find(&assists, attempt->act->dept);
	if (row == NULL)
		return attempt_refuse(attempt, ERR_INVALID, S("请选择一个正在协办的部门。"));
	assists_remove(&assists, row);
	assists_write(edit->work->arena, &assists, &edit->after);
	return OK;
}

static struct str quoted(struct arena *arena, const char *before, struct str name, const char *behind)
{
	return ARENA_GLUE(arena, str_of(before), name, str_of(behind));
}

/* One who is named by @ finds the case among what concerns this account. */
static enum status mention(struct attempt *attempt, struct case_edit *edit, struct str name)
{
	struct casework *work = edit->work;
	struct account account;
	struct viewer viewer;
	enum status status = colleague_find(work, name, &account);

	if (status == ERR_NOT_FOUND)
		return attempt_refuse_field(attempt, "note", quoted(work->arena, "没有找到“", name,
			"”。请写完整的姓名或账号，后面空一格；同名的请写账号。"));
	TRY(status);
	viewer = account_viewer(&account);
	if (account.disabled || !case_inside(&edit->before, &viewer))
		return attempt_refuse_field(attempt, "note", quoted(work->arena, "“", name,
			"”不能查看这一件，请不要在备注里提醒。"));
	mention_add(work, edit->changes, account.id, edit->after.n, edit->at);
	return OK;
}

enum status effect_remark(struct attempt *attempt, struct case_edit *edit)
{
	struct str names[MENTIONS_MOST];
	size_t count = mentions_in(attempt->act->note, names);

	for (size_t i = 0; i < count; i++)
		TRY(mention(attempt, edit, names[i]));
	return OK;
}

enum status effect_take(struct attempt *attempt, struct case_edit *edit)
{
	edit->after.owner = attempt->act->by->id;
	return OK;
}

enum status effect_give(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct account account;
	enum status status = colleague_find(work, attempt->act->to, &account);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status != OK || account.disabled || (account.roles & ROLE_CLERK) == 0 ||
		!str_eq(account.dept, edit->before.dept))
		return attempt_refuse_field(attempt, "to", quoted(work->arena, "本部门没有承办员“",
			attempt->act->to, "”。请写完整的姓名或账号，同名的请写账号。"));
	edit->after.owner = account.id;
	if (!str_eq(account.id, attempt->act->by->id))
		mention_add(work, edit->changes, account.id, edit->after.n, edit->at);
	return OK;
}

void owner_settle(struct case_edit *edit)
{
	if (!str_eq(edit->after.dept, edit->before.dept) || edit->after.state == STATE_ACCEPTED)
		edit->after.owner = (struct str){ 0 };
}
