#include "pages/case/answer_link.h"

#include "cases/act.h"
#include "cases/action.h"
#include "model/lengths.h"
#include "links/answer_token.h"
#include "cases/deadline.h"
#include "drafts/lease.h"
#include "crypt/token.h"
#include "pages/case/autosave_view.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"
#include "photos/enclosed.h"

#define ANSWER { "text", "答复内容", FIELD_TEXT, true, ANSWER_MIN, ANSWER_MAX, NULL, NULL }
#define REASON { "reason", "退回原因", FIELD_TEXT, true, 1, REASON_MAX, NULL, NULL }
#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }

static const struct form_field answer_fields[] = { ANSWER, PHOTOS_FIELD, ENCLOSED_FILE_FIELD, END };
static const struct form answer_form = { "answer", answer_fields };
static const struct form_field return_fields[] = { REASON, END };
static const struct form return_form = { "answer", return_fields };
static const struct form_field page_fields[] = { ANSWER, REASON, PHOTOS_FIELD, ENCLOSED_FILE_FIELD, END };
static const struct form page_form = { "answer", page_fields };
enum { PAGE_ANSWER, PAGE_REASON, PAGE_PHOTOS, PAGE_FILE, PAGE_FIELDS };

/* One answer link being used. */
struct visit {
	struct exchange *exchange;
	struct casework work;
	struct case_record record;
	struct value *thread;
	struct depts depts;
	struct viewer viewer;
	struct str ended;	/* why it opens nothing any more, or empty */
	bool returned;		/* it ended because the department gave the case back */
};

bool answer_link_may(const struct case_record *record, const struct viewer *viewer)
{
	bool own = (viewer->roles & ROLE_CLERK) != 0 && viewer->dept.len > 0 &&
		str_eq(viewer->dept, record->dept);

	return record->state == STATE_ASSIGNED && record->channel != CHANNEL_REQUEST &&
	       (own || (viewer->roles & ROLE_DISPATCHER) != 0);
}

enum status answer_link_make(struct exchange *exchange, const struct case_record *record, struct str *url)
{
	struct casework work = site_work(exchange);
	struct str path;

	TRY(answer_token_path(&work, record, &path));
	*url = arena_join(exchange->arena, site_origin(exchange), path);
	return OK;
}

/* The step that ended the assignment of that number, and when: each such step raises the number by one. */
static enum action ended_by(const struct value *thread, int64_t assignment, int64_t *at)
{
	int64_t number = 0;
	enum action action;

	*at = 0;

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		if (!str_eq(map_get_str(&m->value, "kind"), S("event")) ||
			!action_parse(map_get_str(&m->value, "action"), &action))
			continue;
		if (action != ACTION_ASSIGN && action != ACTION_RETURN && action != ACTION_REASSIGN &&
			action != ACTION_RECALL && action != ACTION_REOPEN)
			continue;
		*at = map_get_int(&m->value, "at", 0);
		if (number++ == assignment)
			return action;
	}
	return ACTION_ASSIGN;
}

static struct str other_assignment(const struct casework *work, enum action by, int64_t at)
{
	struct str what = S("重新交办，原来的链接不再有效。如有疑问，请与交办人员联系。");

	if (by == ACTION_RETURN)
		what = S("由贵单位退回，贵单位不用再办理。交办员会重新交办；如果仍由贵单位承办，会另发新的链接。");
	if (by == ACTION_REASSIGN)
		what = S("改由其他部门办理，贵单位不用再办理。如有疑问，请与交办人员联系。");
	if (by == ACTION_RECALL)
		what = S("由交办员收回，贵单位不用再办理。如有疑问，请与交办人员联系。");
	return ARENA_GLUE(work->arena, S("这一件已于 "), wording_moment(work->arena, at, work->now), S(" "),
		what);
}

/* Why the link that was made for an assignment is over, in words for the department; empty while it lives. */
static struct str end_of(const struct case_record *record)
{
	if (record->state == STATE_DRAFTED)
		return S("答复已经提交，正在审签，不用再次提交。");
	if (record->state == STATE_ANSWERED || record->state == STATE_CLOSED)
		return S("这一件已经答复，感谢您的办理。");
	if (record->state != STATE_ASSIGNED)
		return S("这一件已经不再办理，链接不再有效。");
	return (struct str){ 0 };
}

static enum status open_link(struct exchange *exchange, struct visit *visit)
{
	struct value *claims;
	int64_t assignment;
	struct str dept;

	*visit = (struct visit){ .exchange = exchange, .work = site_work(exchange) };
	reply_header(exchange->reply, S("X-Robots-Tag"), S("noindex"));
	if (token_verify(exchange->arena, exchange->site->keys, TOKEN_ANSWER_LINK, exchange->params[0],
		    exchange->request->now, &claims) != OK)
		return ERR_TOKEN;
	dept = map_get_str(claims, "dept");
	TRY(case_read(&visit->work, (uint64_t)map_get_int(claims, "case", 0), &visit->record, &visit->thread,
		NULL));
	assignment = map_get_int(claims, "assignment", -1);
	visit->ended = end_of(&visit->record);
	if (visit->record.assignment != assignment || !str_eq(visit->record.dept, dept)) {
		int64_t at;
		enum action by = ended_by(visit->thread, assignment, &at);

		visit->ended = other_assignment(&visit->work, by, at);
		visit->returned = by == ACTION_RETURN;
	}
	visit->viewer = (struct viewer){
		.roles = ROLE_LINK,
		.id = arena_join(exchange->arena, S("link:"), dept),
		.dept = dept,
		.case_n = visit->record.n,
	};
	return OK;
}

static bool asked_for(const struct visit *visit, const char *name)
{
	return field_get(visit->exchange->request->query, name).len > 0;
}

/* What was written meanwhile; not a second time what has gone out. */
static void add_typed(struct visit *visit)
{
	struct form_values values;

	form_check(visit->exchange->arena, &page_form, visit->exchange->request, &values);
	if (str_eq(values.values[PAGE_ANSWER], visit->record.draft))
		values.values[PAGE_ANSWER] = (struct str){ 0 };
	respond_typed(visit->exchange, &values);
}

static enum status show_ended(struct visit *visit, struct str why, enum status fault)
{
	struct exchange *exchange = visit->exchange;

	if (exchange->request->wants_json)
		return respond_refuse(exchange, fault, why);
	exchange->reply->status = status_http(fault);
	map_str(exchange->reply->view, "ended", why);
	map_bool(exchange->reply->view, "sent", asked_for(visit, "sent"));
	map_bool(exchange->reply->view, "returned", visit->returned && asked_for(visit, "returned"));
	if (exchange->request->method == METHOD_POST)
		add_typed(visit);
	respond_page(exchange, "answer_ended", S("答复链接"), NULL);
	return OK;
}

/*
 * ERR_TOKEN and an unknown case look the same: the link opens nothing.  enclosing: what became of what came
 * along; NULL: nothing yet.
 */
static enum status look(struct visit *visit, enum status status, const struct autosave_enclosing *enclosing,
	bool *shown)
{
	*shown = true;
	if (status == ERR_TOKEN || status == ERR_NOT_FOUND)
		return show_ended(visit, S("链接不正确，或者已经过期。请与交办人员联系，重新获取链接。"),
			ERR_TOKEN);
	TRY(status);
	if (visit->ended.len > 0) {
		bool done = asked_for(visit, "sent") || (visit->returned && asked_for(visit, "returned"));
		bool sending = visit->exchange->request->method == METHOD_POST;

		return show_ended(visit, arena_join(visit->work.arena, visit->ended,
			autosave_enclose_untaken(visit->exchange, enclosing)),
			sending ? ERR_CONFLICT : done ? OK : ERR_TOKEN);
	}
	*shown = false;
	return OK;
}

static enum status begin(struct exchange *exchange, struct visit *visit, bool *shown)
{
	return look(visit, open_link(exchange, visit), NULL, shown);
}

static struct str phrases_of(const struct visit *visit)
{
	for (size_t i = 0; i < visit->depts.count; i++)
		if (str_eq(visit->depts.list[i].id, visit->record.dept))
			return visit->depts.list[i].phrases;
	return (struct str){ 0 };
}

/* Both forms stand on the page: what was typed into the one that was sent, what is saved in the other. */
static void fill_page(const struct form_values *values, struct str text, struct form_values *out)
{
	bool returning = values->form == &return_form;
	size_t place = returning ? PAGE_REASON : PAGE_ANSWER;

	*out = (struct form_values){ .arena = values->arena, .form = &page_form, .request = values->request,
		.values = arena_array(values->arena, PAGE_FIELDS, sizeof(*out->values)),
		.errors = arena_array(values->arena, PAGE_FIELDS, sizeof(*out->errors)), .ok = values->ok };
	out->values[PAGE_ANSWER] = text;
	out->values[place] = values->values[0];
	out->errors[place] = values->errors[0];
	if (!returning) {
		out->errors[PAGE_PHOTOS] = form_error(values, ENCLOSED_PHOTO);
		out->errors[PAGE_FILE] = form_error(values, ENCLOSED_FILE);
	}
}

static void add_return(struct visit *visit, bool returning, struct value *view)
{
	struct casework *work = &visit->work;
	const struct case_record *record = &visit->record;

	map_bool(view, "returning", returning);
	map_bool(view, "may_return", case_may(work, record, ACTION_RETURN, &visit->viewer));
	map_str(view, "return_refused", case_obstacle(work, record, ACTION_RETURN, &visit->viewer));
	map_str(view, "return_until", wording_day(work->arena, deadline_return(work, record), work->now));
	map_str(view, "return_url",
		ARENA_GLUE(work->arena, S("/answer/"), visit->exchange->params[0], S("/return")));
}

static enum status show(struct visit *visit, const struct form_values *values, enum status fault,
	struct str why, const struct autosave_enclosing *just)
{
	struct exchange *exchange = visit->exchange;
	struct value *prefill = value_map(exchange->arena);
	bool returning = values != NULL && values->form == &return_form;
	struct form_values typed;
	struct autosave saved;
	struct value *view;
	struct value *map;

	TRY(autosave_read(&visit->work, visit->record.n,
		autosave_link_writer(exchange->arena, &visit->record), &saved));
	map_str(prefill, "text", saved.text.len > 0 ? saved.text : visit->record.draft);
	if (values != NULL)
		fill_page(values, map_get_str(prefill, "text"), &typed);
	TRY(depts_read(&visit->work, &visit->depts));
	TRY(respond_form(exchange, &(struct form_page){
		.template = "answer_form", .title = "填写答复", .form = &page_form, .prefill = prefill,
		.values = values != NULL ? &typed : NULL, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	view = exchange->reply->view;
	add_return(visit, returning, view);
	map = map_map(view, "case");
	TRY(present_comments(exchange, &visit->work, &visit->record, &visit->viewer, &visit->thread, map));
	TRY(present_case(&visit->work, &visit->record, visit->thread, &visit->viewer, &visit->depts, map));
	if (values == NULL || returning)
		autosave_view(&visit->work, &saved, view);
	autosave_enclosed_view(exchange, &visit->record, visit->thread, just, view);
	photos_base(view, ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("/photos")));
	staff_due_view(&visit->work, visit->record.due, view);
	staff_phrases(phrases_of(visit), map_list(view, "phrases"));
	map_int(view, "version", visit->record.version);
	map_bool(view, "designated", case_designated(&visit->work, &visit->record));
	map_str(view, "save_url",
		ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("/save")));
	map_bool(view, "saved_now", field_get(exchange->request->query, "saved").len > 0 &&
		!map_get_bool(view, "noted"));
	return OK;
}

enum status answer_link_show(struct exchange *exchange)
{
	struct visit visit;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	return shown ? OK : show(&visit, NULL, OK, (struct str){ 0 }, NULL);
}

enum status answer_link_photo(struct exchange *exchange)
{
	struct visit visit;
	enum status status = open_link(exchange, &visit);

	if (status == ERR_TOKEN || (status == OK && visit.ended.len > 0))
		return ERR_NOT_FOUND;
	TRY(status);
	return photos_send(exchange, &visit.work, &visit.record, visit.thread, &visit.viewer);
}

static enum status show_again(struct exchange *exchange, const struct form *form)
{
	struct visit visit;
	struct form_values values;
	struct str missed = { 0 };
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, form, exchange->request, &values);
	if (form == &answer_form)
		missed = autosave_enclose_missed(exchange, &values);
	return show(&visit, &values, ERR_TOKEN, missed.len > 0 ?
		ARENA_GLUE(exchange->arena, S("这个页面打开太久了。您写的内容还在，"), missed) :
		S("这个页面打开太久了。您写的内容还在，请再提交一次。"), NULL);
}

enum status answer_link_again(struct exchange *exchange)
{
	return show_again(exchange, &answer_form);
}

enum status answer_link_return_again(struct exchange *exchange)
{
	return show_again(exchange, &return_form);
}

static enum status sent(struct visit *visit, const struct case_record *after)
{
	struct exchange *exchange = visit->exchange;

	TRY(lease_drop(&visit->work, after->n, &visit->viewer));
	TRY(autosave_drop(&visit->work, after->n, autosave_link_writer(exchange->arena, after)));
	staff_done_view(&visit->work, after, exchange->reply->view);
	respond_page(exchange, "answer_ended", S("答复链接"), NULL);
	return respond_done(exchange,
		arena_printf(exchange->arena, "/answer/%.*s?sent=1", STR_ARG(exchange->params[0])), 200);
}

/* By whom what goes with the answer was changed, if that is why it isn't sent. */
static enum status name_winner(struct visit *visit, const struct act *act, struct form_values *values,
	struct str *why)
{
	if (visit->record.version != act->version ||
		enclosed_as_seen(visit->exchange->arena, &visit->record, act->enclosed))
		return OK;
	return autosave_enclosed_winner(&visit->work, &visit->record, &visit->viewer, values, why);
}

enum status answer_link_send(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	struct case_record after;
	struct act act;
	struct autosave_enclosing enclosing;
	struct str why = { 0 };
	const char *wrong = NULL;
	enum status status;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &answer_form, exchange->request, &values);
	act = (struct act){ .action = ACTION_DRAFT, .by = &visit.viewer, .version = visit.record.version,
		.text = form_get(&values, "text"),
		.enclosed = field_get(exchange->request->form, "enclosed"),
		.looked = field_get(exchange->request->form, "looked").len > 0, .wrong = &wrong };
	enclosing = (struct autosave_enclosing){ .by = &visit.viewer, .sending = values.ok ? &act : NULL };
	status = autosave_enclose(exchange, visit.record.n, &values, &enclosing);
	if (status == OK && values.ok)
		status = case_act(&visit.work, visit.record.n, &act, &after, &why);
	if (status == OK && values.ok)
		return sent(&visit, &after);
	if (status == ERR_INVALID && wrong != NULL)
		form_fault(&values, wrong, why);
	/* What goes with the answer may have changed, whether it was sent or not. */
	TRY(look(&visit, open_link(exchange, &visit), &enclosing, &shown));
	if (shown)
		return OK;
	if (status == ERR_CONFLICT)
		TRY(name_winner(&visit, &act, &values, &why));
	why = autosave_enclose_lost(exchange, &enclosing, status, why);
	if (!values.ok || status == ERR_CONFLICT || status == ERR_NOT_NOW || status == ERR_INVALID)
		return show(&visit, &values, status != OK ? status : ERR_INVALID, why, &enclosing);
	return status;
}

enum status answer_link_save(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	struct autosave saved;
	struct autosave_enclosing enclosing = { .by = &visit.viewer };
	enum status status;
	bool shown;

	TRY(begin(exchange, &visit, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &answer_form, exchange->request, &values);
	if (!autosave_received(exchange, &values, &saved))
		return show(&visit, &values, ERR_INVALID, S("答复太长了，请精简后再保存。"), NULL);
	TRY(autosave_write(&visit.work, visit.record.n, autosave_link_writer(exchange->arena, &visit.record),
		&saved));
	status = autosave_enclose(exchange, visit.record.n, &values, &enclosing);
	if (status != OK) {
		/* What is saved may lack anything yet. */
		values.errors[PAGE_ANSWER] = (struct str){ 0 };
		return show(&visit, &values, status, autosave_enclose_failed(&values), NULL);
	}
	map_int(exchange->reply->view, "case", (int64_t)visit.record.n);
	autosave_view(&visit.work, &saved, exchange->reply->view);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("?saved=1"),
			autosave_enclosed_place(exchange->arena, &enclosing)), 200);
}

/* Where the department lands that gave the case back, however often it sends the form. */
static enum status show_returned(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;

	staff_done_view(&visit->work, &visit->record, exchange->reply->view);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/answer/"), exchange->params[0], S("?returned=1")), 200);
}

enum status answer_link_return(struct exchange *exchange)
{
	struct visit visit;
	struct form_values values;
	struct case_record after;
	struct str why;
	enum status opened;
	enum status status;
	bool shown;

	status = open_link(exchange, &visit);
	if (status == OK && visit.returned)
		return show_returned(&visit);
	TRY(look(&visit, status, NULL, &shown));
	if (shown)
		return OK;
	form_check(exchange->arena, &return_form, exchange->request, &values);
	if (!values.ok)
		return show(&visit, &values, ERR_INVALID, (struct str){ 0 }, NULL);
	status = case_act(&visit.work, visit.record.n, &(struct act){
		.action = ACTION_RETURN,
		.by = &visit.viewer,
		.version = visit.record.version,
		.reason = form_get(&values, "reason"),
	}, &after, &why);
	if (status == OK) {
		visit.record = after;
		return show_returned(&visit);
	}
	/* Somebody was first: a second tap of the same finger, or another person. */
	opened = open_link(exchange, &visit);
	if (opened == OK && visit.returned)
		return show_returned(&visit);
	TRY(look(&visit, opened, NULL, &shown));
	if (shown)
		return OK;
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW || status == ERR_INVALID)
		return show(&visit, &values, status, why, NULL);
	return status;
}
