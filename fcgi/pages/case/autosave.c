#include "pages/case/autosave.h"

#include "pages/case/autosave_view.h"
#include "pages/case/case.h"
#include "pages/case/open.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

static const struct viewer *me(struct exchange *exchange)
{
	return &exchange->session->viewer;
}

static struct str words_for(enum status fault)
{
	return fault == ERR_NOT_NOW ?
		S("这一件现在不由您答复，草稿没有保存。您写的内容还在这一页，需要的话请先复制。") :
		fault == ERR_AWAY ? S("系统正忙，照片和附件没有添加。您写的内容还在，请过一会儿再试。") :
			S("答复太长了，请精简后再保存。");
}

/* What came in to be saved. */
struct writing {
	struct exchange *exchange;
	struct casework work;
	struct case_record record;
	const struct action_form *form;	/* of the answer that may be written now, or NULL */
	/* by which it is read: the same, or a revision's, which has every field, if that has no place for it */
	const struct action_form *by;
	struct form_values values;
};

/* ERR_CONFLICT when the case left the department while somebody wrote: then the values are for show_gone. */
static enum status begin(struct exchange *exchange, struct writing *writing)
{
	enum status opened;
	bool revising = str_trim(field_get(exchange->request->form, "reason")).len > 0;

	*writing = (struct writing){ .exchange = exchange, .work = site_work(exchange) };
	opened = staff_case_left(exchange, &writing->work, &writing->record);
	if (opened != OK && opened != ERR_CONFLICT)
		return opened;
	writing->form = autosave_form(&writing->work, &writing->record, me(exchange));
	writing->by = writing->form;
	if (writing->form == NULL || (writing->form->action == ACTION_DRAFT && revising))
		writing->by = action_form_of(ACTION_REVISE, writing->record.channel);
	form_check(exchange->arena, &writing->by->form, exchange->request, &writing->values);
	return opened;
}

static enum status show_gone(const struct writing *writing)
{
	return staff_case_gone(writing->exchange, writing->record.n, &writing->values,
		photos_came(writing->exchange) ? S("草稿没有保存，选好的照片和附件没有添加") :
						 S("草稿没有保存"));
}

/* The case's page with the text that can't be saved; programs get the bare failure. */
static enum status show_again(const struct writing *writing, enum status fault, struct str why)
{
	if (writing->exchange->request->wants_json)
		return respond_refuse(writing->exchange, fault, why);
	return staff_case_page(writing->exchange, &(struct staff_case_page){ .n = writing->record.n,
		.form = writing->by, .values = &writing->values, .fault = fault, .why = why });
}

/* Nothing of this kind may be written now. */
static enum status show_not_now(struct writing *writing)
{
	struct str untaken = autosave_enclose_untaken(writing->exchange, NULL);

	form_forget_errors(&writing->values);
	return show_again(writing, ERR_NOT_NOW,
		arena_join(writing->exchange->arena, words_for(ERR_NOT_NOW), untaken));
}

/* Only what is wrong with its photos and files is told. */
static enum status show_refused(struct writing *writing, enum status fault)
{
	struct form_values *values = &writing->values;
	const char *field = autosave_enclose_fault(values);
	struct str why;

	if (fault == ERR_NOT_NOW)
		return show_not_now(writing);
	if (field == NULL)
		return show_again(writing, fault, words_for(fault));
	why = form_error(values, field);
	form_forget_errors(values);
	form_fault(values, field, why);
	return show_again(writing, fault,
		writing->exchange->request->wants_json ? why : autosave_enclose_failed(values));
}

/* The text of a revision is saved as an answer's now, which has no reason. */
static enum status show_reason(struct writing *writing, const struct autosave_enclosing *enclosing)
{
	form_forget_errors(&writing->values);
	return staff_case_page(writing->exchange, &(struct staff_case_page){ .n = writing->record.n,
		.form = writing->by, .values = &writing->values, .fault = ERR_CONFLICT, .just = enclosing,
		.why = S("这一件现在要重新答复，不再是修订。写的内容已经保存；"
			 "下面没有修订原因这一栏，需要的话请先复制。") });
}

enum status staff_autosave_save(struct exchange *exchange)
{
	struct writing writing;
	struct autosave saved;
	struct autosave_enclosing enclosing = { .by = me(exchange) };
	enum status status = begin(exchange, &writing);
	uint64_t n = writing.record.n;

	if (status == ERR_CONFLICT)
		return show_gone(&writing);
	TRY(status);
	if (writing.form == NULL)
		return show_not_now(&writing);
	if (!autosave_received(exchange, &writing.values, &saved))
		return show_again(&writing, ERR_INVALID, words_for(ERR_INVALID));
	TRY(autosave_write(&writing.work, n, me(exchange)->id, &saved));
	status = autosave_enclose(exchange, n, &writing.values, &enclosing);
	if (status != OK)
		return show_refused(&writing, status);
	if (writing.by != writing.form && saved.reason.len > 0 && !exchange->request->wants_json)
		return show_reason(&writing, &enclosing);
	map_int(exchange->reply->view, "case", (int64_t)n);
	autosave_view(&writing.work, &saved, exchange->reply->view);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/staff/cases/"), num(exchange->arena, (int64_t)n),
			saved.at != 0 ? S("?saved=1&desk=") : S("?saved=0&desk="),
			staff_desk_of(exchange->arena, &writing.record, me(exchange),
				field_get(exchange->request->form, "desk")),
			autosave_enclosed_place(exchange->arena, &enclosing)),
		200);
}

enum status staff_autosave_again(struct exchange *exchange)
{
	struct writing writing;
	struct str missed = { 0 };
	enum status status = begin(exchange, &writing);

	if (status == ERR_CONFLICT)
		return show_gone(&writing);
	TRY(status);
	form_forget_errors(&writing.values);
	if (writing.form != NULL)
		missed = autosave_enclose_missed(exchange, &writing.values);
	return show_again(&writing, ERR_TOKEN, missed.len > 0 ?
		ARENA_GLUE(exchange->arena, S("这个页面打开太久了。您写的内容还在，"), missed) :
		S("这个页面打开太久了。您写的内容还在，请再保存一次。"));
}
