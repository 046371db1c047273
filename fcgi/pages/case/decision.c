/*
 * The letters that go with a request for information, to be read and printed: by staff, and by the applicant,
 * whose first opening of a letter is recorded as its service.
 */
#include "pages/case/decision.h"

#include "links/tracking.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/document.h"
#include "pages/view/letter_opening.h"
#include "pages/view/present.h"
#include "pages/view/staff_view.h"
#include "privacy/sealed.h"
#include "staff/audit.h"
#include "web/qr.h"

/* A request, whoever reads of it, and under which path. */
struct sheet {
	struct exchange *exchange;
	struct casework work;
	struct case_record record;
	struct value *thread;	/* as the viewer sees it */
	const struct viewer *viewer;
	struct str back;	/* the page of the case */
	struct str path;
	struct str name;	/* of the applicant, as far as it is shown */
	struct documents documents;
	const struct document *document;	/* the one that is shown */
};

/* The one that was asked for, by id or by the name of its kind (then the latest), else the latest of all. */
static const struct document *choose(const struct documents *documents, struct str wanted)
{
	uint64_t id = 0;
	bool by_id = str_to_u64(wanted, INT64_MAX, &id);

	for (size_t i = documents->count; i > 0; i--) {
		const struct document *document = &documents->list[i - 1];

		if (by_id ? document->entry != NULL && document->sent.id == (int64_t)id :
			wanted.len == 0 || str_eq(wanted, str_of(letter_name(document->kind))))
			return document;
	}
	return NULL;
}

static enum status find_document(struct sheet *sheet)
{
	if (sheet->record.channel != CHANNEL_REQUEST)
		return ERR_NOT_FOUND;
	documents_find(&sheet->record, sheet->thread, &sheet->documents);
	sheet->document = choose(&sheet->documents, field_get(sheet->exchange->request->query, "letter"));
	return sheet->document != NULL ? OK : ERR_NOT_FOUND;
}

/* Whoever scans it from the paper learns whether the answer is genuine. */
static enum status add_seal(const struct sheet *sheet, struct value *view)
{
	struct arena *arena = sheet->work.arena;
	struct str version = map_get_str(view, "answer_version");
	struct str url = ARENA_GLUE(arena, site_origin(sheet->exchange), S("/verify?case="),
		num(arena, (int64_t)sheet->record.n), S("&version="),
		version.len > 0 ? version : num(arena, sheet->record.answers));
	struct str svg;

	map_str(view, "verify_url", url);
	TRY(qr_svg(arena, url, &svg));
	map_str(sheet->exchange->reply->frame, "qr_svg", svg);
	return OK;
}

/* The sheet on which service in person is signed for (送达回证), for staff. */
static bool as_return(const struct sheet *sheet)
{
	return (sheet->viewer->roles & ROLE_STAFF) != 0 &&
		str_eq(field_get(sheet->exchange->request->query, "as"), S("return"));
}

static enum status show(struct sheet *sheet)
{
	struct exchange *exchange = sheet->exchange;
	struct value *view = exchange->reply->view;
	bool staff = (sheet->viewer->roles & ROLE_STAFF) != 0;
	struct depts depts;
	struct document_case of = { .work = &sheet->work, .record = &sheet->record, .thread = sheet->thread,
		.name = sheet->name, .depts = &depts };

	TRY(depts_read_lately(exchange, &depts));
	TRY(present_case(&sheet->work, &sheet->record, sheet->thread, sheet->viewer, &depts,
		map_map(view, "case")));
	map_str(view, "path", sheet->path);
	map_str(view, "back", sheet->back);
	map_bool(view, "is_desk", staff);
	document_view(&of, &sheet->documents, sheet->document, view);
	documents_view(&sheet->work, &sheet->documents, view);
	map_bool(view, "as_return", as_return(sheet));
	map_bool(view, "may_return", staff && sheet->document->entry != NULL && !as_return(sheet));
	if (sheet->document->kind == LETTER_ANSWER && !as_return(sheet))
		TRY(add_seal(sheet, view));
	respond_page(exchange, "decision", str_of(letter_label(sheet->document->kind)),
		staff ? "desk" : "track");
	return OK;
}

static enum status open_staff(struct exchange *exchange, struct sheet *sheet)
{
	struct value *thread;
	uint64_t n = 0;

	*sheet = (struct sheet){ .exchange = exchange, .work = site_work(exchange),
		.viewer = &exchange->session->viewer };
	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(&sheet->work, n, &sheet->record, &thread, NULL));
	if (!staff_may_open(&sheet->record, sheet->viewer))
		return ERR_NOT_FOUND;
	sheet->thread = thread_visible(exchange->arena, &sheet->record, thread, sheet->viewer);
	sheet->back = arena_printf(exchange->arena, "/staff/cases/%llu", (unsigned long long)n);
	sheet->path = arena_join(exchange->arena, sheet->back, S("/decision"));
	sheet->name = sheet->record.asker;
	return find_document(sheet);
}

enum status staff_decision_show(struct exchange *exchange)
{
	struct sheet sheet;
	struct str token;

	TRY(open_staff(exchange, &sheet));
	if (contact_visible(&sheet.record, sheet.viewer) && letter_to_applicant(sheet.document->kind)) {
		TRY(site_form_token(exchange, "staff", &token));
		map_str(exchange->reply->view, "form", token);
	}
	return show(&sheet);
}

/* With the applicant's name, as it is sent; that it was read is recorded first. */
enum status staff_decision_named(struct exchange *exchange)
{
	struct sealed_contact contact;
	struct sheet sheet;

	TRY(open_staff(exchange, &sheet));
	if (!contact_visible(&sheet.record, sheet.viewer))
		return ERR_FORBIDDEN;
	TRY(audit_contact(&sheet.work, &sheet.record, sheet.viewer));
	TRY(sealed_read(&sheet.work, &sheet.record, &contact));
	sheet.name = contact.name;
	return show(&sheet);
}

static enum status open_track(struct exchange *exchange, struct sheet *sheet, struct viewer *viewer)
{
	struct value *thread;
	enum status status;

	*sheet = (struct sheet){ .exchange = exchange, .work = site_work(exchange), .viewer = viewer };
	status = tracking_open(&sheet->work, exchange->params[0], &sheet->record, &thread, viewer);
	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	sheet->thread = thread_visible(exchange->arena, &sheet->record, thread, viewer);
	sheet->back = arena_join(exchange->arena, S("/t/"), exchange->params[0]);
	sheet->path = arena_join(exchange->arena, sheet->back, S("/decision"));
	sheet->name = sheet->record.asker;
	return find_document(sheet);
}

enum status tracking_decision(struct exchange *exchange)
{
	struct sheet sheet;
	struct viewer viewer;

	TRY(open_track(exchange, &sheet, &viewer));
	if (sheet.document->entry != NULL)
		TRY(letter_opened(exchange, &sheet.work, &sheet.record, &viewer, &sheet.document->sent));
	TRY(find_document(&sheet));
	return show(&sheet);
}
