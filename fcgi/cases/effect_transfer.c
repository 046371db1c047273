#include "cases/effect_transfer.h"

#include "drafts/lease.h"
#include "model/assist.h"
#include "model/department.h"
#include "photos/enclosed.h"

static enum status check_dept(struct attempt *attempt, struct case_edit *edit, struct dept *dept)
{
	enum status status = dept_read(edit->work, attempt->act->dept, dept);

	if (status == ERR_AWAY)
		return status;
	if (status != OK || dept->closed)
		return attempt_refuse(attempt, ERR_INVALID, S("请选择承办部门。"));
	if (str_eq(dept->id, edit->before.dept))
		return attempt_refuse(attempt, ERR_INVALID, S("这一件已由这个部门承办，请选择其他部门。"));
	return OK;
}

enum status transfer_to(struct attempt *attempt, struct case_edit *edit)
{
	const struct act *act = attempt->act;
	struct case_record *after = &edit->after;
	/* A reopening ends what was told before. */
	bool told = after->deferred && after->due_fixed != 0;
	struct dept dept;

	TRY(check_dept(attempt, edit, &dept));
	if (act->due != 0 && act->due <= edit->at)
		return attempt_refuse(attempt, ERR_INVALID, S("办理期限应晚于今天。"));
	if (act->due != 0 && told)
		return attempt_refuse_field(attempt, "due", S("延迟答复的日期已经告知申请人，不能另行指定。"));
	after->dept = dept.id;
	after->assigned = edit->at;
	after->assignment++;
	/* A request's one extension stays with it, whoever has it. */
	if (after->channel != CHANNEL_REQUEST)
		after->extended = 0;
	after->supervised = after->reminded = 0;
	/* The day of a deferral was told to the applicant. */
	if (!told)
		after->due_fixed = act->due != 0 ? act->due : after->upstream_due;
	return OK;
}

/* What a department wrote is no answer of the next one, but staff may still read it. */
static void keep_draft(struct case_edit *edit)
{
	const struct case_record *before = &edit->before;
	struct value *entry;

	if (before->draft.len == 0)
		return;
	entry = commit_begin_entry(edit, "draft");
	map_str(entry, "dept", before->dept);
	map_str(entry, "by", before->draft_by);
	map_str(entry, "text", before->draft);
	enclosed_add(edit->work->arena, before, entry);
	commit_entry(edit, entry);
}

static void leave(struct case_edit *edit)
{
	struct case_record *after = &edit->after;

	keep_draft(edit);
	record_drop_draft(after);
	/* Whose answer it was is counted, whoever has the case now. */
	if (after->answered != 0 && after->answer_dept.len == 0)
		after->answer_dept = edit->before.dept;
	after->dept = (struct str){ 0 };
	lease_end(edit->work, edit->changes, after->n);
}

/* Back to the dispatcher, who asks for help anew. */
static void give_back(struct case_edit *edit)
{
	leave(edit);
	edit->after.assignment++;
	edit->after.assists = (struct str){ 0 };
}

enum status effect_return(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	give_back(edit);
	edit->after.returns++;
	return OK;
}

enum status effect_recall(struct attempt *attempt, struct case_edit *edit)
{
	(void)attempt;
	give_back(edit);
	return OK;
}

enum status effect_reassign(struct attempt *attempt, struct case_edit *edit)
{
	struct assists assists;
	struct assist *row;

	if (edit->before.channel == CHANNEL_REQUEST && attempt->act->due != 0)
		return attempt_refuse(attempt, ERR_INVALID,
			S("依申请公开的答复期限从收到申请起算，改派时不能另行指定。"));
	leave(edit);
	TRY(transfer_to(attempt, edit));
	if (edit->before.channel == CHANNEL_REQUEST)
		edit->after.due_fixed = edit->before.due_fixed;
	assists_read(&edit->before, &assists);
	row = assists_find(&assists, edit->after.dept);
	if (row != NULL) {
		assists_remove(&assists, row);
		assists_write(edit->work->arena, &assists, &edit->after);
	}
	return OK;
}

void transfer_describe(const struct case_record *before, int64_t at, struct value *event)
{
	map_str(event, "left", before->dept);
	if (before->due != 0 && at > before->due)
		map_bool(event, "late", true);
}
