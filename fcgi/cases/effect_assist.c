#include "cases/effect_assist.h"

#include "model/assist.h"
#include "model/department.h"

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
