#include "pages/case/case.h"

#include "cases/act.h"
#include "drafts/lease.h"
#include "drafts/opened.h"
#include "participation/comment.h"
#include "participation/held.h"
#include "model/work_order.h"
#include "pages/case/answer_link.h"
#include "pages/case/autosave_view.h"
#include "pages/case/departments.h"
#include "pages/case/duplicates.h"
#include "pages/case/open.h"
#include "pages/case/panel.h"
#include "pages/case/parts.h"
#include "pages/case/request.h"
#include "pages/case/review.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/entry.h"
#include "pages/view/photos.h"
#include "pages/view/request_clock.h"
#include "pages/view/wording.h"
#include "privacy/wordlist.h"
#include "staff/audit.h"
#include "web/qr.h"

/* Held posts shown at once. */
#define HELD_SHOWN 30

/* One case being shown. */
struct shown {
	struct exchange *exchange;
	struct casework work;
	const struct staff_case_page *page;
	struct case_record record;
	struct value *thread;
	struct staff_names names;
	struct autosave saved;
	const struct result *dept_ids;	/* NULL: the first round isn't over */
	struct staff_ids ids;		/* accounts that the page names */
	bool named;			/* the second round is over too */
	struct comments_page comments_page;
	struct comments_part comments;
	struct merged_part merged;
	struct already_part already;
	struct applicant_part filings;
	struct value *held;
	int64_t held_total;
	struct str holder;	/* who has the lease, and until when (ms) */
	int64_t until;
	bool opened;		/* a reviewer has had this page before */
	struct value *view;
};

static const struct viewer *me(const struct shown *shown)
{
	return &shown->exchange->session->viewer;
}

/*
 * First the case and what is found by its number; then departments, names, and what this person saved of an
 * answer.
 */
static void ask(void *self, struct batch *batch)
{
	struct shown *shown = self;
	struct casework *work = &shown->work;

	if (shown->dept_ids == NULL) {
		case_ask(work, batch, shown->page->n);
		dept_ask_ids(work, batch);
		lease_ask(work, batch, shown->page->n);
		opened_ask(work, batch, shown->page->n);
		held_ask(work, batch, shown->page->n, HELD_SHOWN);
	} else if (!shown->named) {
		autosave_ask(work, batch, shown->record.n, me(shown)->id);
		staff_names_ask(work, batch, shown->dept_ids, &shown->ids);
	}
}

/* Names what else the page needs, now that the case is read. */
static void want(struct shown *shown)
{
	const struct case_record *record = &shown->record;

	staff_ids_add(&shown->ids, shown->holder);
	staff_ids_add(&shown->ids, record->owner);
	staff_ids_add(&shown->ids, record->draft_by);
	staff_ids_add(&shown->ids, record->entered_by);
	staff_ids_add(&shown->ids, record->last_by);
	staff_ids_add_thread(&shown->ids, shown->thread);
	shown->comments.record = record;
	if (record->channel == CHANNEL_TOPIC && case_may(&shown->work, record, ACTION_MERGE, me(shown))) {
		shown->already.record = record;
		shown->already.title = record->title;
		shown->already.text = thread_question(shown->thread);
	}
	if (record->channel == CHANNEL_REQUEST)
		shown->filings.record = record;
}

static enum status take(void *self, const struct result *results)
{
	struct shown *shown = self;
	struct casework *work = &shown->work;

	if (shown->dept_ids != NULL) {
		shown->named = true;
		staff_names_take(work, shown->dept_ids, &shown->ids, results + 1, &shown->names);
		return autosave_open(work, &shown->record, me(shown)) ?
			autosave_take(work, &results[0], &shown->saved) :
			OK;
	}
	TRY(case_take(work, shown->page->n, results, &shown->record, &shown->thread));
	if (!staff_may_open(&shown->record, me(shown)))
		return ERR_NOT_FOUND;
	shown->dept_ids = &results[2];
	lease_read(work, &results[3], &shown->holder, &shown->until);
	shown->opened = opened_read(&results[5]);
	held_take(work, &results[6], HELD_SHOWN, &shown->held, &shown->held_total);
	want(shown);
	return OK;
}

/* Three round trips, and one more for each case beyond two that a chain of merges into this one has. */
static enum status read_parts(struct shown *shown)
{
	struct casework *work = &shown->work;
	const struct part parts[] = {
		{ ask, take, shown },
		{ comments_ask, comments_take, &shown->comments },
		{ merged_ask, merged_take, &shown->merged },
		{ already_ask, already_take, &shown->already },
		{ applicant_filings_ask, applicant_filings_take, &shown->filings },
	};

	shown->comments_page = present_comments_asked(shown->exchange);
	shown->comments = (struct comments_part){ .work = work, .viewer = me(shown), .thread = &shown->thread,
		.page = &shown->comments_page };
	shown->merged = merged_part(work, shown->page->n);
	shown->already = (struct already_part){ .work = work, .shelf = shown->exchange->site->shelf,
		.viewer = me(shown) };
	shown->filings.work = work;
	return rounds_run(work->store, work->arena, parts, sizeof(parts) / sizeof(parts[0]));
}

static void add_draft(struct shown *shown)
{
	const struct outcome *outcome = outcome_find(shown->record.draft_outcome);
	struct value *draft;

	if (shown->record.state != STATE_DRAFTED)
		return;
	draft = map_map(shown->view, "draft");
	map_str(draft, "draft_text", shown->record.draft);
	map_str(draft, "draft_by", staff_who(shown->work.arena, &shown->names, shown->record.draft_by));
	map_str(draft, "draft_reason", shown->record.revise_reason);
	if (outcome != NULL) {
		map_str(draft, "draft_outcome", outcome_words(shown->work.arena, outcome));
		map_str(draft, "draft_grounds_label", str_of(outcome->grounds));
	}
	map_str(draft, "draft_grounds", grounds_words(shown->work.arena, shown->record.draft_grounds));
	map_str(draft, "draft_more", shown->record.draft_more);
	map_str(draft, "draft_told", shown->record.draft_told);
	map_bool(draft, "draft_own", (me(shown)->roles & ROLE_APPROVER) != 0 &&
		str_eq(shown->record.draft_by, me(shown)->id));
	map_bool(draft, "draft_early", (me(shown)->fresh & ROLE_APPROVER) != 0);
	map_bool(draft, "may_reject", case_may(&shown->work, &shown->record, ACTION_REJECT, me(shown)));
	photos_waiting_view(&shown->work, &shown->record, shown->thread, me(shown), draft);
}

static void add_held(struct shown *shown)
{
	struct value *rows = map_list(shown->view, "held");

	map_int(shown->view, "held_more", shown->held_total - (int64_t)shown->held->count);
	for (const struct member *m = shown->held->first; m != NULL; m = m->next) {
		struct value *map = list_map(rows);
		struct str text = map_get_str(&m->value, "text");

		map_int(map, "held_id", map_get_int(&m->value, "id", 0));
		map_str(map, "held_kind", map_get_str(&m->value, "kind"));
		map_str(map, "held_label", held_label(map_get_str(&m->value, "kind")));
		map_str(map, "held_at", wording_minute(shown->work.arena, map_get_int(&m->value, "at", 0)));
		map_str(map, "held_text", text);
		map_int(map, "held_reporters", held_reporters(&m->value));
		map_str(map, "held_by", map_get_str(&m->value, "by"));
		map_str(map, "held_dept", depts_name(&shown->names.depts, map_get_str(&m->value, "dept")));
		photos_inside_view(&shown->work, &shown->record, &m->value, false, map);
		map_value(map, "held_words", wordlist_found(shown->work.arena, shown->work.words, text));
	}
	map_bool(shown->view, "may_hold", (me(shown)->roles & ROLE_MODERATOR) != 0);
	map_bool(shown->view, "may_comment", comment_may_official(&shown->record, me(shown)));
	map_str(shown->view, "comment_typed", field_get(shown->exchange->request->form, "comment"));
	staff_reasons(shown->exchange->reply->frame);
}

static void add_claim(struct shown *shown)
{
	struct value *claim;
	struct str holder = shown->holder;
	bool leasable = case_may(&shown->work, &shown->record, ACTION_DRAFT, me(shown));

	if (holder.len > 0) {
		struct str minute = clock_minute(shown->work.arena, shown->until);

		claim = map_map(shown->view, "claim");
		map_str(claim, "holder", holder);
		map_str(claim, "holder_name", staff_who(shown->work.arena, &shown->names, holder));
		map_bool(claim, "mine", str_eq(holder, me(shown)->id));
		map_str(claim, "until", clock_rfc3339(shown->work.arena, shown->until));
		map_str(claim, "until_text", str_sub(minute, S("2026-11-23 ").len, minute.len));
	}
	map_bool(shown->view, "claimable", leasable && holder.len == 0);
}

static void add_contact(struct shown *shown)
{
	const struct sealed_contact *contact = shown->page->contact;

	map_bool(shown->view, "may_contact", contact == NULL && contact_visible(&shown->record, me(shown)));
	if (contact != NULL)
		staff_contact_view(&shown->record, contact, shown->view);
}

static enum status add_link(struct shown *shown)
{
	struct str url;
	struct str svg;

	if (!answer_link_may(&shown->record, me(shown)))
		return OK;
	TRY(answer_link_make(shown->exchange, &shown->record, &url));
	map_str(shown->view, "answer_link", url);
	TRY(qr_svg(shown->work.arena, url, &svg));
	map_str(shown->exchange->reply->frame, "answer_qr", svg);
	return OK;
}

/* The standard phrases of the department in charge, for whoever writes the answer. */
static void add_phrases(struct shown *shown)
{
	const struct depts *depts = &shown->names.depts;
	struct value *list = map_list(shown->view, "phrases");

	for (size_t i = 0; i < depts->count; i++)
		if (str_eq(depts->list[i].id, shown->record.dept))
			staff_phrases(depts->list[i].phrases, list);
}

/* 转办件: where a case was handed down from, under which number, and by when it is wanted there. */
static void add_origin(struct shown *shown)
{
	const struct case_record *record = &shown->record;
	struct value *map = map_map(shown->view, "origin");

	map_str(map, "source", record->source);
	map_str(map, "upstream_no", record->upstream_no);
	map_str(map, "upstream_due",
		record->upstream_due != 0 ? clock_date(shown->work.arena, record->upstream_due) :
			(struct str){ 0 });
}

/* What the work order says beyond its content. */
static void add_order(struct shown *shown)
{
	const struct case_record *record = &shown->record;
	struct value *map = map_map(shown->view, "order");
	enum urgency urgency = URGENCY_NORMAL;
	enum via via = VIA_PHONE;
	enum callback callback;

	urgency_parse(record->urgency, &urgency);
	via_parse(record->via, &via);
	map_str(map, "urgency", str_of(urgency_name(urgency)));
	map_str(map, "urgency_label", str_of(urgency_label(urgency)));
	map_str(map, "via", str_of(via_name(via)));
	map_str(map, "via_label", str_of(via_label(via)));
	map_bool(map, "confidential", record->confidential);
	map_bool(map, "reply_wanted", record->reply_wanted);
	if (callback_parse(record->callback, &callback)) {
		map_str(map, "callback", record->callback);
		map_str(map, "callback_label", str_of(callback_label(callback)));
		map_str(map, "called_back", clock_date(shown->work.arena, record->called_back));
	}
	map_str(map, "order_no", record->upstream_no);
	map_str(map, "upstream_due",
		record->upstream_due != 0 ? clock_date(shown->work.arena, record->upstream_due) :
			(struct str){ 0 });
}

static void add_marks(struct shown *shown)
{
	const struct case_record *record = &shown->record;

	map_int(shown->view, "version", record->version);
	map_bool(shown->view, "unverified", record->unverified);
	if (record->channel == CHANNEL_LETTER)
		map_bool(shown->view, "consent", record->consent);
	map_bool(shown->view, "hidden", record->hidden);
	map_bool(shown->view, "is_public", case_visible(record, &viewer_public));
	map_int(shown->view, "supervised", record->supervised);
	map_int(shown->view, "returns", record->returns);
	map_bool(shown->view, "designated", case_designated(&shown->work, record));
	map_str(shown->view, "return_refused", case_obstacle(&shown->work, record, ACTION_RETURN, me(shown)));
	map_int(shown->view, "extended", record->extended);
	map_str(shown->view, "owner", record->owner);
	map_str(shown->view, "owner_name", record->owner.len > 0 ?
		staff_who(shown->work.arena, &shown->names, record->owner) : record->owner);
	if (record->entered_by.len > 0)
		map_str(shown->view, "entered_who",
			staff_who(shown->work.arena, &shown->names, record->entered_by));
	if (record->channel == CHANNEL_HOTLINE)
		add_order(shown);
	if (record->upstream_no.len > 0 && record->channel != CHANNEL_TOPIC &&
		record->channel != CHANNEL_HOTLINE)
		add_origin(shown);
	staff_due_view(&shown->work, record->due, shown->view);
}

static void add_next(struct shown *shown)
{
	const struct request *request = shown->exchange->request;
	struct str wanted = field_get(request->method == METHOD_POST ? request->form : request->query,
		"desk");
	struct str desk = staff_desk_of(shown->work.arena, &shown->record, me(shown), wanted);

	map_str(shown->view, "desk", desk);
	map_str(shown->view, "desk_label", staff_desk_label(&shown->names, desk));
	if (desk.len > 0)
		map_str(shown->view, "next",
			arena_printf(shown->work.arena, "/staff/queues/%.*s/next?after=%llu", STR_ARG(desk),
				(unsigned long long)shown->record.n));
}

static void add_done(struct shown *shown)
{
	struct str done = field_get(shown->exchange->request->query, "done");
	enum action action;
	uint64_t last = 0;

	if (shown->page->fault == OK && action_parse(done, &action))
		map_str(shown->view, "done", str_of(lifecycle_row(action)->label));
	if (shown->page->fault == OK)
		staff_mended_view(shown->work.arena, shown->thread, me(shown), done, shown->view);
	/* The case before this one, with which that was done. */
	(void)str_to_u64(field_get(shown->exchange->request->query, "last"), INT64_MAX, &last);
	map_int(shown->view, "last", (int64_t)last);
}

/* The answer this person was writing, with its photos; saved_now and saved_gone just after that. */
static void add_saved(struct shown *shown)
{
	struct str now = field_get(shown->exchange->request->query, "saved");

	if (shown->page->values == NULL)
		autosave_view(&shown->work, &shown->saved, shown->view);
	map_str(shown->view, "save_url", arena_printf(shown->work.arena, "/staff/cases/%llu/save",
		(unsigned long long)shown->record.n));
	autosave_enclosed_view(shown->exchange, &shown->record, shown->thread, shown->page->just,
		shown->view);
	if (map_get_bool(shown->view, "noted"))
		return;
	map_bool(shown->view, "saved_now", str_eq(now, S("1")) && shown->saved.at != 0);
	map_bool(shown->view, "saved_gone", str_eq(now, S("0")) && shown->saved.at == 0);
}

/* The text of a form that is no longer offered must not be lost with it. */
static void add_typed(struct shown *shown)
{
	const struct staff_case_page *page = shown->page;

	if (page->form != NULL && page->values != NULL &&
		!case_may(&shown->work, &shown->record, page->form->action, me(shown)))
		respond_typed(shown->exchange, page->values);
}

/* The version of the case goes along hidden: nothing can be said beside it. */
static bool is_unseen(const struct form_field *field)
{
	return strcmp(field->name, "version") == 0;
}

/* The heading of the summary: what is wrong with a field stands beside it, and isn't said twice. */
static struct str fault_of(const struct shown *shown)
{
	const struct staff_case_page *page = shown->page;
	struct str why = page->why;

	for (size_t i = 0; page->values != NULL && page->form->form.fields[i].name != NULL; i++) {
		struct str error = page->values->errors[i];

		if (error.len > 0 && is_unseen(&page->form->form.fields[i]))
			return error;
		if (error.len > 0 && str_eq(error, why))
			why = (struct str){ 0 };
	}
	return why.len > 0 ? why : str_of(status_text(page->fault));
}

/* The wrong fields of the form that was sent, for the summary on top. */
static void add_errors(struct shown *shown)
{
	const struct staff_case_page *page = shown->page;
	struct value *list = map_list(shown->view, "errors");

	if (page->form == NULL || page->values == NULL)
		return;
	for (size_t i = 0; page->form->form.fields[i].name != NULL; i++) {
		const struct form_field *field = &page->form->form.fields[i];
		struct value *map;

		if (page->values->errors[i].len == 0 || is_unseen(field))
			continue;
		map = list_map(list);
		map_str(map, "name",
			arena_printf(shown->work.arena, "%s-%s", action_name(page->form->action),
				field->name));
		map_str(map, "label", str_of(field->label));
		map_str(map, "message", page->values->errors[i]);
	}
}

/* No step was done since the person saw the case: what is wrong is something else. */
static bool saw_this(const struct shown *shown)
{
	int64_t version = 0;

	(void)str_to_i64(field_get(shown->exchange->request->form, "version"), &version);
	return version == shown->record.version;
}

static void add_fault(struct shown *shown)
{
	const struct staff_case_page *page = shown->page;
	struct value *lost;
	struct str action = shown->record.last_action;

	add_typed(shown);
	add_errors(shown);
	if (page->fault == OK)
		return;
	shown->exchange->reply->status = status_http(page->fault);
	map_str(shown->view, "fault", fault_of(shown));
	if (page->fault != ERR_NOT_NOW && (page->fault != ERR_CONFLICT || saw_this(shown)))
		return;
	lost = map_map(shown->view, "lost");
	map_str(lost, "lost_to", staff_who(shown->work.arena, &shown->names, shown->record.last_by));
	map_str(lost, "lost_action", staff_action_label(action.len > 0 ? action : S("submit")));
	map_str(lost, "lost_state", str_of(state_label(shown->record.state)));
}

/* A mark that can't be made, as on a full disk, keeps nobody from reading. */
static enum status add_review(struct shown *shown)
{
	bool reviewing = case_may(&shown->work, &shown->record, ACTION_ACCEPT, me(shown));

	map_bool(shown->view, "reviewing", reviewing);
	if (!reviewing)
		return OK;
	if (!shown->opened)
		(void)opened_note(&shown->work, shown->record.n);
	return staff_review_view(&shown->work, &shown->record, shown->thread, shown->exchange->request->form,
		shown->view);
}

static enum status fill(struct shown *shown)
{
	struct value *map = map_map(shown->view, "case");
	struct str token;

	present_comments_read(&shown->comments_page, map);
	TRY(present_case(&shown->work, &shown->record, shown->thread, me(shown), &shown->names.depts, map));
	TRY(site_form_token(shown->exchange, "staff", &token));
	map_str(shown->view, "form", token);
	add_marks(shown);
	staff_extension_view(&shown->work, &shown->record, shown->thread, shown->view);
	add_fault(shown);
	add_done(shown);
	add_next(shown);
	add_draft(shown);
	staff_history_view(&shown->work, &shown->record, &shown->names, shown->thread, shown->view);
	staff_depts_view(&shown->work, &shown->record,
		thread_visible(shown->work.arena, &shown->record, shown->thread, me(shown)), &shown->names,
		shown->view);
	staff_guesses_view(&shown->work, shown->exchange->site->models, &shown->record, shown->thread,
		&(struct staff_guesser){ me(shown), &shown->names }, shown->view);
	staff_similar_view(&shown->already, me(shown), shown->view);
	staff_merged_view(&shown->merged, &shown->record, me(shown), shown->view);
	add_contact(shown);
	add_phrases(shown);
	TRY(add_review(shown));
	staff_request_view(&shown->work, &shown->filings.filings, me(shown), shown->view);
	add_held(shown);
	add_claim(shown);
	TRY(add_link(shown));
	add_saved(shown);
	staff_panel_view(&(struct staff_panel){
		.work = &shown->work,
		.record = &shown->record,
		.viewer = me(shown),
		.names = &shown->names,
		.answer = entry_latest_answer(shown->thread),
		.saved = &shown->saved,
		.picked = shown->exchange->request->query,
		.form = shown->page->form,
		.values = shown->page->values,
	}, shown->view);
	photos_base(shown->view, arena_printf(shown->work.arena, "/staff/cases/%llu/photos",
		(unsigned long long)shown->record.n));
	return OK;
}

enum status staff_case_page(struct exchange *exchange, const struct staff_case_page *page)
{
	struct shown shown = { .exchange = exchange, .work = site_work(exchange), .page = page,
		.view = exchange->reply->view };

	TRY(read_parts(&shown));
	respond_page(exchange, "staff_case", shown.record.title, "desk");
	return fill(&shown);
}

enum status staff_case_show(struct exchange *exchange)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	return staff_case_page(exchange, &(struct staff_case_page){ .n = n });
}

enum status staff_case_contact(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct sealed_contact contact;

	TRY(staff_case_open(exchange, &work, &record));
	if (!contact_visible(&record, &exchange->session->viewer))
		return ERR_FORBIDDEN;
	TRY(audit_contact(&work, &record, &exchange->session->viewer));
	TRY(sealed_read(&work, &record, &contact));
	return staff_case_page(exchange, &(struct staff_case_page){ .n = record.n, .contact = &contact });
}
