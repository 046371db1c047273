/*
 * The letters that go with a request for information, to be printed: its answer, its extension, what is to be
 * corrected.
 */
#include "pages/case/decision.h"

#include "cases/tracking.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/present.h"
#include "pages/view/request_clock.h"
#include "pages/view/staff_view.h"
#include "privacy/sealed.h"
#include "staff/audit.h"
#include "web/qr.h"

enum letter { LETTER_ANSWER, LETTER_EXTENSION, LETTER_CORRECTION, LETTERS };

static const struct letter_row {
	const char *name;	/* in the query: ?letter=answer */
	const char *title;
} letters[LETTERS] = {
	[LETTER_ANSWER] = { "answer", "政府信息公开申请答复书" },
	[LETTER_EXTENSION] = { "extension", "政府信息公开申请延期答复告知书" },
	[LETTER_CORRECTION] = { "correction", "政府信息公开申请补正告知书" },
};

/* A request, whoever reads of it, and under which path. */
struct sheet {
	struct exchange *exchange;
	struct casework work;
	struct case_record record;
	struct value *thread;	/* as the viewer sees it */
	const struct viewer *viewer;
	struct str path;
	struct str name;	/* of the applicant, as far as it is shown */
};

static int64_t written(const struct sheet *sheet, enum letter letter)
{
	const struct case_record *record = &sheet->record;

	if (letter == LETTER_ANSWER)
		return record->revised != 0 ? record->revised : record->answered;
	if (letter == LETTER_CORRECTION)
		return record->corrected;
	return record->extended != 0 ? request_clock_when(sheet->thread, ACTION_EXTEND) : 0;
}

/* The one that was asked for, else the first there is. */
static bool choose(const struct sheet *sheet, enum letter *out)
{
	struct str wanted = field_get(sheet->exchange->request->query, "letter");

	for (enum letter i = 0; i < LETTERS; i++)
		if (written(sheet, i) != 0 && (wanted.len == 0 || str_eq(wanted, str_of(letters[i].name)))) {
			*out = i;
			return true;
		}
	return false;
}

static void add_others(const struct sheet *sheet, enum letter letter, struct value *view)
{
	struct value *list = map_list(view, "letters");

	for (enum letter i = 0; i < LETTERS; i++)
		if (i != letter && written(sheet, i) != 0) {
			struct value *map = list_map(list);

			map_str(map, "letter_title", str_of(letters[i].title));
			map_str(map, "letter_url",
				ARENA_GLUE(list->arena, sheet->path, S("?letter="), str_of(letters[i].name)));
		}
}

/* Whoever scans it from the paper learns whether the answer is genuine. */
static enum status add_seal(const struct sheet *sheet, struct value *view)
{
	struct arena *arena = sheet->work.arena;
	struct str url = ARENA_GLUE(arena, site_origin(sheet->exchange), S("/verify?case="),
		num(arena, (int64_t)sheet->record.n), S("&version="), num(arena, sheet->record.answers));
	struct str svg;

	map_str(view, "verify_url", url);
	TRY(qr_svg(arena, url, &svg));
	map_str(sheet->exchange->reply->frame, "qr_svg", svg);
	return OK;
}

static void add_correction(const struct sheet *sheet, struct value *view)
{
	map_str(view, "letter_text", request_clock_note(sheet->thread, ACTION_CORRECT));
	map_int(view, "correct_days", sheet->record.correct_days);
}

static enum status fill(const struct sheet *sheet, enum letter letter, struct value *view)
{
	struct arena *arena = sheet->work.arena;

	map_str(view, "letter", str_of(letters[letter].name));
	map_bool(view, ARENA_GLUE(arena, S("is_"), str_of(letters[letter].name)).data, true);
	map_str(view, "letter_title", str_of(letters[letter].title));
	map_str(view, "letter_date", request_clock_date(arena, written(sheet, letter)));
	map_str(view, "received_text", request_clock_date(arena, sheet->record.received));
	map_str(view, "corrected_text", clock_day(sheet->record.clock) != clock_day(sheet->record.received) ?
		request_clock_date(arena, sheet->record.clock) : (struct str){ 0 });
	map_str(view, "name", sheet->name);
	add_others(sheet, letter, view);
	if (letter == LETTER_CORRECTION)
		add_correction(sheet, view);
	if (letter == LETTER_EXTENSION)
		map_str(view, "letter_text", request_clock_note(sheet->thread, ACTION_EXTEND));
	return letter == LETTER_ANSWER ? add_seal(sheet, view) : OK;
}

static enum status show(struct sheet *sheet)
{
	struct exchange *exchange = sheet->exchange;
	struct value *view = exchange->reply->view;
	enum letter letter;
	struct depts depts;

	if (sheet->record.channel != CHANNEL_REQUEST || !choose(sheet, &letter))
		return ERR_NOT_FOUND;
	TRY(depts_read_lately(exchange, &depts));
	TRY(present_case(&sheet->work, &sheet->record, sheet->thread, sheet->viewer, &depts,
		map_map(view, "case")));
	map_str(view, "path", sheet->path);
	TRY(fill(sheet, letter, view));
	respond_page(exchange, "decision", str_of(letters[letter].title),
		sheet->viewer->case_n != 0 ? "track" : "desk");
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
	sheet->path = arena_printf(exchange->arena, "/staff/cases/%llu/decision", (unsigned long long)n);
	sheet->name = sheet->record.asker;
	return OK;
}

enum status staff_decision_show(struct exchange *exchange)
{
	struct sheet sheet;
	struct str token;

	TRY(open_staff(exchange, &sheet));
	if (contact_visible(&sheet.record, sheet.viewer)) {
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

enum status tracking_decision(struct exchange *exchange)
{
	struct sheet sheet = { .exchange = exchange, .work = site_work(exchange) };
	struct value *thread;
	struct viewer viewer;
	enum status status = tracking_open(&sheet.work, exchange->params[0], &sheet.record, &thread, &viewer);

	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	sheet.viewer = &viewer;
	sheet.thread = thread_visible(exchange->arena, &sheet.record, thread, &viewer);
	sheet.path = ARENA_GLUE(exchange->arena, S("/t/"), exchange->params[0], S("/decision"));
	sheet.name = sheet.record.asker;
	return show(&sheet);
}
