#include "publish/article_draft.h"

#include "base/clock.h"
#include "cases/outbox.h"
#include "publish/article_check.h"
#include "publish/article_report.h"
#include "publish/digest.h"
#include "staff/account.h"
#include "store/keys.h"

/* Whether what the draft must have is looked at. */
static bool goes_out(enum article_action action)
{
	return action == ARTICLE_SUBMIT || action == ARTICLE_EMERGENCY || action == ARTICLE_TAKE_IN;
}

enum status draft_check_column(struct article_try *try, const struct article_text *text)
{
	struct column column;
	enum status status = column_read(try->work, text->column, &column);

	if (status == ERR_NOT_FOUND)
		return try_refuse(try, ERR_INVALID, "column", "没有这个栏目，请重新选择。");
	TRY(status);
	if (column.closed)
		return try_refuse(try, ERR_INVALID, "column", "这个栏目已停用，请另选栏目。");
	/* A reviewer passes what an author of the column wrote, an import what stood in it before. */
	if (try->change->action != ARTICLE_APPROVE && try->change->action != ARTICLE_TAKE_IN &&
		!column_takes(&column, try->change->by))
		return try_refuse(try, ERR_INVALID, "column", "您的部门或账号不能在这个栏目发布信息。");
	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++) {
		struct article_text copy = *text;

		if (goes_out(try->change->action) && column_asks(&column, row->name) &&
			article_text_at(&copy, row)->len == 0)
			return try_refuse(try, ERR_INVALID, row->name,
				"这个栏目要求填写这一项，请补充后再送审。");
	}
	return OK;
}

/* What it says of itself as a policy document, or as the interpretation of one. */
enum status draft_check_policy(struct article_try *try, const struct article_text *text)
{
	struct policy_fault fault;

	return policy_check(try->n, text, clock_day(try->work->now), &fault) ? OK :
		try_refuse(try, ERR_INVALID, fault.field, fault.why);
}

/* The topics that it lists, as they are stored. */
static enum status check_cases(struct article_try *try, struct article_text *text)
{
	struct str wrong;
	enum status status = digest_tidy_cases(try->work, &text->cases, &wrong);

	if (status == ERR_INVALID)
		try->refusal = (struct article_refusal){ .why = wrong, .field = "cases" };
	return status;
}

static void add_one_writer(struct article_try *try, struct str account)
{
	struct article *after = &try->after;

	if (account.len == 0 || article_wrote(after, account))
		return;
	after->editors = after->editors.len == 0 ? account :
		ARENA_GLUE(try->work->arena, after->editors, S(","), account);
}

/* Adds the account, and whom it names, to those who wrote in the draft. */
void draft_add_writer(struct article_try *try)
{
	struct str rest = try->change->writers;
	struct str writer;

	add_one_writer(try, try->change->by->id);
	while (str_cut(&rest, ',', &writer))
		add_one_writer(try, writer);
}

/* A year has one report, which the system drafts: nobody writes one, or something else in its place. */
static enum status check_report(struct article_try *try, const struct article_text *text)
{
	uint64_t other = 0;

	if (!article_report_fits(&try->after, text))
		return try_refuse(try, ERR_INVALID, "body", "年度报告由系统生成，请在年度报告页面修改后重新生成送审稿。");
	if (try->change->action == ARTICLE_CREATE && try->after.report != 0)
		TRY(article_report_watch(try->work, (int)try->after.report, &other));
	return other != 0 ? ERR_CONFLICT : OK;
}

/* The text takes the place of the draft. */
static enum status write_text(struct article_try *try, const struct article_text *text)
{
	struct casework *work = try->work;
	struct article *after = &try->after;
	struct str bytes = article_text_print(work->arena, text);

	if (after->versions == 0) {
		after->column = text->column;
		after->title = text->title;
		after->summary = text->summary;
	} else {
		after->draft_title = text->title;
	}
	after->edited = work->now;
	after->answered = (struct str){ 0 };
	after->draft_hash = article_text_hash(work->arena, bytes);
	after->reason = (struct str){ 0 };
	draft_add_writer(try);
	BATCH(try->changes, S("SET"), key_article_draft(work->store, work->arena, try->n), bytes);
	return OK;
}

/* What an editor wrote; its attachments are added and removed one by one. */
enum status draft_write(struct article_try *try)
{
	struct article_text text = *try->change->text;
	struct article *after = &try->after;
	struct article_text old = { 0 };
	struct article article;

	TRY(draft_check_column(try, &text));
	TRY(draft_check_policy(try, &text));
	TRY(check_cases(try, &text));
	if (try->change->action == ARTICLE_CREATE) {
		after->report = try->change->report;
		after->created = try->work->now;
		after->created_by = try->change->by->id;
		after->dept = try->change->by->dept;
	} else {
		TRY(article_read_text(try->work, try->n, &article, &old));
	}
	TRY(check_report(try, &text));
	text.attachments = old.attachments;
	return write_text(try, &text);
}

enum status draft_attach(struct article_try *try)
{
	struct article_text text, old;
	struct article article;
	const char *why;
	enum status status;

	TRY(article_read_text(try->work, try->n, &article, &old));
	text = old;
	status = article_files_apply(try->work, try->changes, &article, try->change->file, &text, &why);
	if (status == ERR_INVALID)
		return try_refuse(try, status, "file", why);
	TRY(status);
	TRY(check_report(try, &text));
	TRY(article_files_drop(try->work, try->changes, &old, &text, &try->after));
	return write_text(try, &text);
}

/* What hides in an attachment must have been looked at. */
enum status draft_check_files(struct article_try *try, const struct article_text *text)
{
	bool hide;

	TRY(article_files_hide(try->work, try->n, text, &hide));
	return !hide || try->change->seen ? OK :
		try_refuse(try, ERR_INVALID, "hidden", "附件里有公众不易看到的内容，请逐项核对后勾选，或者更换附件。");
}

/* What the system finds in the draft stops it, or is answered for. */
static enum status check_findings(struct article_try *try)
{
	struct arena *arena = try->work->arena;
	struct article_findings findings;
	const struct article_finding *stop;
	enum article_finding_kind open;
	struct str why;

	TRY(article_check(try->work, try->n, &try->text, try->change->links, &findings));
	stop = article_findings_stop(&findings);
	try->after.answered = article_findings_to_answer(arena, &findings);
	if (stop != NULL) {
		why = ARENA_GLUE(arena, S("请先修改稿件。"),
			str_of(article_finding_label(stop->kind)), S("："),
			stop->what, stop->why.len > 0 ? S("（") : S(""), stop->why,
			stop->why.len > 0 ? S("）") : S(""));
		try->refusal = (struct article_refusal){ .why = why, .field = NULL };
		return ERR_INVALID;
	}
	open = article_findings_open(&findings, try->change->answered);
	if (open == FINDING_KINDS)
		return OK;
	why = ARENA_GLUE(arena, S("请核对“"), str_of(article_finding_label(open)),
		S("”的提示，确认可以公开后勾选。"));
	try->refusal = (struct article_refusal){ .why = why, .field = "answered" };
	return ERR_INVALID;
}

/* All that a draft must have before a person reviews it, or takes the place of the review. */
enum status draft_check(struct article_try *try)
{
	if (try->before.versions > 0 && try->text.note.len == 0)
		return try_refuse(try, ERR_INVALID, "note", "修订已发布的内容，请填写修订说明。");
	TRY(draft_check_column(try, &try->text));
	TRY(draft_check_policy(try, &try->text));
	return check_findings(try);
}

/* Whoever is asked gets a link, from which the review needs no login. */
static enum status ask_reviewer(struct article_try *try)
{
	struct str id = try->change->reviewer;
	struct account account;
	enum status status;

	if (id.len == 0)
		return OK;
	if (article_wrote(&try->after, id))
		return try_refuse(try, ERR_INVALID, "reviewer", "审核人不能是参与撰写或者送审的人，请另选一位同事。");
	status = account_read(try->work, id, &account);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status == ERR_NOT_FOUND || account.disabled ||
		(account.roles & ~account.fresh & ROLE_REVIEWER) == 0)
		return try_refuse(try, ERR_INVALID, "reviewer", "没有能审核稿件的这个账号，请核对后重新填写。");
	try->after.reviewer = account.id;
	outbox_add(try->work, try->changes, &(struct notice_event){ .kind = NOTICE_REVIEW, .n = try->n,
		.dept = account.dept, .account = account.id, .at = try->work->now });
	return OK;
}

enum status draft_submit(struct article_try *try)
{
	TRY(draft_check(try));
	try->after.submitted = try->work->now;
	try->after.submitted_by = try->change->by->id;
	draft_add_writer(try);
	return ask_reviewer(try);
}

enum status draft_discard(struct article_try *try)
{
	struct casework *work = try->work;
	struct article *after = &try->after;

	TRY(article_files_drop(work, try->changes, &try->text, &(struct article_text){ 0 }, after));
	BATCH(try->changes, S("DEL"), key_article_draft(work->store, work->arena, try->n));
	after->draft_hash = after->draft_title = after->editors = (struct str){ 0 };
	if (after->versions > 0)
		after->state = ARTICLE_PUBLISHED;
	return OK;
}
