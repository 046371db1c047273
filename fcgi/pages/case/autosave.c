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

/* The case's page with the text that can't be saved; programs get the bare failure. */
static enum status show_again(struct exchange *exchange, const struct staff_case_page *page)
{
	if (exchange->request->wants_json)
		return respond_refuse(exchange, page->fault, page->why);
	return staff_case_page(exchange, page);
}

static struct str words_for(enum status fault)
{
	return fault == ERR_NOT_NOW ?
		S("这一件现在不由您答复，草稿没有保存。您写的内容还在这一页，需要的话请先复制。") :
		fault == ERR_AWAY ? S("系统正忙，照片和附件没有添加。您写的内容还在，请过一会儿再试。") :
			S("答复太长了，请精简后再保存。");
}

/* ERR_CONFLICT when the case left the department while somebody wrote: then *values are for show_gone. */
static enum status begin(struct exchange *exchange, struct casework *work, struct case_record *record,
	const struct action_form **form, struct form_values *values)
{
	enum status opened = staff_case_left(exchange, work, record);

	if (opened != OK && opened != ERR_CONFLICT)
		return opened;
	*form = autosave_form(work, record, me(exchange));
	form_check(exchange->arena,
		&(*form != NULL ? *form : action_form_of(ACTION_DRAFT, record->channel))->form,
		exchange->request, values);
	return opened;
}

static enum status show_gone(struct exchange *exchange, uint64_t n, const struct form_values *values)
{
	return staff_case_gone(exchange, n, values, photos_came(exchange) ?
		S("草稿没有保存，选好的照片和附件没有添加") : S("草稿没有保存"));
}

/* What is saved may lack anything yet. */
static void forget_errors(struct form_values *values)
{
	for (size_t i = 0; values->form->fields[i].name != NULL; i++)
		values->errors[i] = (struct str){ 0 };
}

/* Only what is wrong with its photos and files is told. */
static enum status show_refused(struct exchange *exchange, const struct case_record *record,
	const struct action_form *form, struct form_values *values, enum status fault)
{
	const char *field = autosave_enclose_fault(values);
	struct str why;

	if (fault == ERR_NOT_NOW || field == NULL)
		return show_again(exchange, &(struct staff_case_page){ .n = record->n, .form = form,
			.values = values, .fault = fault, .why = words_for(fault) });
	why = form_error(values, field);
	if (exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	forget_errors(values);
	form_fault(values, field, why);
	return staff_case_page(exchange, &(struct staff_case_page){
		.n = record->n, .form = form, .values = values, .fault = fault,
		.why = autosave_enclose_failed(values) });
}

enum status staff_autosave_save(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct action_form *form;
	struct form_values values;
	struct case_record record;
	struct autosave saved;
	struct autosave_enclosing enclosing = { .by = me(exchange) };
	enum status status = begin(exchange, &work, &record, &form, &values);

	if (status == ERR_CONFLICT)
		return show_gone(exchange, record.n, &values);
	TRY(status);
	if (form == NULL)
		return show_again(exchange, &(struct staff_case_page){ .n = record.n,
			.form = action_form_of(ACTION_DRAFT, record.channel), .values = &values,
			.fault = ERR_NOT_NOW, .why = words_for(ERR_NOT_NOW) });
	if (!autosave_received(exchange, &values, &saved))
		return show_again(exchange, &(struct staff_case_page){ .n = record.n, .form = form,
			.values = &values, .fault = ERR_INVALID, .why = words_for(ERR_INVALID) });
	TRY(autosave_write(&work, record.n, me(exchange)->id, &saved));
	status = autosave_enclose(exchange, record.n, &values, &enclosing);
	if (status != OK)
		return show_refused(exchange, &record, form, &values, status);
	map_int(exchange->reply->view, "case", (int64_t)record.n);
	autosave_view(&work, &saved, exchange->reply->view);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/staff/cases/"), num(exchange->arena, (int64_t)record.n),
			saved.at != 0 ? S("?saved=1&desk=") : S("?saved=0&desk="),
			staff_desk_of(exchange->arena, &record, me(exchange),
				field_get(exchange->request->form, "desk")),
			autosave_enclosed_place(exchange->arena, &enclosing)),
		200);
}

enum status staff_autosave_again(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct action_form *form;
	struct form_values values;
	struct case_record record;
	struct str missed = { 0 };
	enum status status = begin(exchange, &work, &record, &form, &values);

	if (status == ERR_CONFLICT)
		return show_gone(exchange, record.n, &values);
	TRY(status);
	forget_errors(&values);
	if (form != NULL)
		missed = autosave_enclose_missed(exchange, &values);
	return show_again(exchange, &(struct staff_case_page){ .n = record.n,
		.form = form != NULL ? form : action_form_of(ACTION_DRAFT, record.channel), .values = &values,
		.fault = ERR_TOKEN, .why = missed.len > 0 ?
			ARENA_GLUE(exchange->arena, S("这个页面打开太久了。您写的内容还在，"), missed) :
			S("这个页面打开太久了。您写的内容还在，请再保存一次。") });
}
