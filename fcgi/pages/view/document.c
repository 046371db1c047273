#include "pages/view/document.h"

#include "cases/deadline.h"
#include "model/application.h"
#include "law/fee.h"
#include "law/outcome.h"
#include "pages/view/request_clock.h"
#include "pages/view/wording.h"

/* Puts it behind those that were issued before it. */
static void put(struct documents *documents, struct document document)
{
	size_t at = documents->count;

	if (at == sizeof(documents->list) / sizeof(documents->list[0]))
		return;
	for (; at > 0 && documents->list[at - 1].at > document.at; at--)
		documents->list[at] = documents->list[at - 1];
	documents->list[at] = document;
	documents->count++;
}

/* Whether there is one of that kind, issued at that moment; 0: at any. */
static bool has_letter(const struct documents *documents, enum letter kind, int64_t at)
{
	for (size_t i = 0; i < documents->count; i++)
		if (documents->list[i].kind == kind && (at == 0 || documents->list[i].at == at))
			return true;
	return false;
}

/* When the latest answer without a letter was given; 0: each has one. */
static int64_t old_answer(const struct value *thread, const struct documents *documents)
{
	int64_t last = 0;

	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		int64_t at = map_get_int(&m->value, "at", 0);

		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
			!has_letter(documents, LETTER_ANSWER, at))
			last = at;
	}
	return last;
}

/* What was written before letters were kept: the case says when. */
static void find_old(const struct case_record *record, const struct value *thread, struct documents *out)
{
	const struct document old[] = {
		{ .kind = LETTER_CORRECTION,
			.at = has_letter(out, LETTER_CORRECTION, 0) ? 0 : record->corrected },
		{ .kind = LETTER_EXTENSION, .at = has_letter(out, LETTER_EXTENSION, 0) ? 0 :
			request_clock_when(thread, ACTION_EXTEND) },
		{ .kind = LETTER_ANSWER, .at = old_answer(thread, out) },
	};

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (old[i].at != 0)
			put(out, old[i]);
}

void documents_find(const struct case_record *record, const struct value *thread, struct documents *out)
{
	struct letters letters;

	out->count = 0;
	letters_read(record, &letters);
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct document document = { .entry = &m->value, .at = map_get_int(&m->value, "at", 0) };
		const struct letter_sent *sent = letters_by_id(&letters, map_get_int(&m->value, "id", -1));

		if (!str_eq(map_get_str(&m->value, "kind"), S("letter")) ||
			!letter_parse(map_get_str(&m->value, "letter"), &document.kind))
			continue;
		if (sent != NULL)
			document.sent = *sent;
		put(out, document);
	}
	find_old(record, thread, out);
}

static struct str day(struct arena *arena, int64_t ms)
{
	return request_clock_date(arena, ms);
}

static struct str no_of(const struct document *document)
{
	return document->entry != NULL ? map_get_str(document->entry, "no") : (struct str){ 0 };
}

static struct str query_of(struct arena *arena, const struct document *document)
{
	return document->entry != NULL ? arena_join(arena, S("letter="), num(arena, document->sent.id)) :
		arena_join(arena, S("letter="), str_of(letter_name(document->kind)));
}

static struct str service_text(struct arena *arena, const struct letter_sent *sent)
{
	struct str served = day(arena, sent->served);
	struct str starts = day(arena, sent->starts);

	switch (sent->way) {
	case SERVICE_PERSON:
		return ARENA_GLUE(arena, served, S("当面送达"));
	case SERVICE_POST:
		return sent->starts > sent->served ?
			ARENA_GLUE(arena, served, S("交邮，"), starts, S("签收")) :
			ARENA_GLUE(arena, served, S("交邮"));
	case SERVICE_EMAIL:
		return ARENA_GLUE(arena, served, S("发送电子邮件"));
	case SERVICE_ONLINE:
		if (sent->opened == 0)
			return ARENA_GLUE(arena, served, S("在线送达，尚未打开"),
				sent->starts != 0 ? S("；") : S(""), starts,
				sent->starts != 0 ? S("另行送达") : S(""));
		return ARENA_GLUE(arena, served, S("在线送达，"), day(arena, sent->opened), S("首次打开"));
	default:
		return S("尚未送达");
	}
}

/* An answer is withdrawn by the next one. */
static bool is_withdrawn(const struct documents *documents, const struct document *document)
{
	for (const struct document *later = document + 1; later < documents->list + documents->count; later++)
		if (later->kind == LETTER_ANSWER)
			return true;
	return false;
}

void documents_view(struct casework *work, const struct documents *documents, struct value *map)
{
	struct arena *arena = work->arena;
	struct value *list = map_list(map, "letters");

	for (size_t i = 0; i < documents->count; i++) {
		const struct document *document = &documents->list[i];
		bool withdrawn = document->kind == LETTER_ANSWER && is_withdrawn(documents, document);
		struct value *row = list_map(list);

		map_int(row, "letter_id", document->sent.id);
		map_str(row, "letter", str_of(letter_name(document->kind)));
		map_str(row, "letter_title", str_of(letter_label(document->kind)));
		map_str(row, "letter_no", no_of(document));
		map_str(row, "letter_date", day(arena, document->at));
		map_str(row, "letter_query", query_of(arena, document));
		map_str(row, "letter_service",
			document->entry != NULL ? service_text(arena, &document->sent) : (struct str){ 0 });
		map_bool(row, "letter_withdrawn", withdrawn);
		map_bool(row, "letter_new",
			document->entry != NULL && document->sent.starts == 0 && !withdrawn);
	}
}

/* The entry of that kind, about that action, that was written in the same step as the letter. */
static const struct value *beside(const struct document_case *of, const struct document *document,
	const char *kind, enum action action)
{
	for (const struct member *m = of->thread->first; m != NULL; m = m->next)
		if (map_get_int(&m->value, "at", 0) == document->at &&
			str_eq(map_get_str(&m->value, "kind"), str_of(kind)) &&
			str_eq(map_get_str(&m->value, "action"), str_of(action_name(action))))
			return &m->value;
	return NULL;
}

/* The steps whose note is what the letter says; ACTION_SUBMIT: it says something else. */
static const enum action steps[LETTERS] = {
	[LETTER_CORRECTION] = ACTION_CORRECT,
	[LETTER_EXTENSION] = ACTION_EXTEND,
	[LETTER_CONSULT] = ACTION_CONSULT,
	[LETTER_CHARGE] = ACTION_CHARGE,
	[LETTER_JUSTIFY] = ACTION_JUSTIFY,
	[LETTER_DEFERRAL] = ACTION_DEFER,
};

static void add_note(const struct document_case *of, const struct document *document, struct value *view)
{
	enum action step = steps[document->kind];
	const struct value *note = beside(of, document, "note", step);

	if (step != ACTION_SUBMIT)
		map_str(view, "letter_text", note != NULL ? map_get_str(note, "text") :
			request_clock_note(of->thread, step));
}

static void add_number(struct value *view, const char *name, int64_t number)
{
	map_str(view, name, num(view->arena, number));
}

static struct str dept_of(const struct document_case *of, const struct document *document)
{
	return document->entry != NULL ? map_get_str(document->entry, "dept") : of->record->dept;
}

static struct dept issuer_of(const struct document_case *of, const struct document *document)
{
	const struct letter_sent *sent = document->entry != NULL ? &document->sent : NULL;

	return request_clock_issuer(of->depts, dept_of(of, document), document->entry,
		letter_online(of->record, sent));
}

/* The days that it gave its reader; of a letter that kept none those of today's rules. */
static int64_t days_of(const struct document *document, int today)
{
	return map_get_int(document->entry, "days", today);
}

static const struct document *answer_before(const struct documents *documents,
	const struct document *document)
{
	const struct document *before = NULL;

	for (size_t i = 0; i < documents->count && &documents->list[i] != document; i++)
		if (documents->list[i].kind == LETTER_ANSWER)
			before = &documents->list[i];
	return before;
}

static const struct value *answer_text(const struct document_case *of, const struct document *document)
{
	const struct value *last = NULL;

	for (const struct member *m = of->thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
			(last == NULL || map_get_int(&m->value, "at", 0) <= document->at))
			last = &m->value;
	return last;
}

static void add_answer(const struct document_case *of, const struct documents *documents,
	const struct document *document, struct value *view)
{
	struct arena *arena = of->work->arena;
	const struct value *answer = answer_text(of, document);
	const struct document *before = answer_before(documents, document);
	struct dept issuer;

	map_bool(view, "withdrawn", is_withdrawn(documents, document));
	map_str(view, "revoked_no", before != NULL ? no_of(before) : (struct str){ 0 });
	map_str(view, "revoked_date", before != NULL ? day(arena, before->at) : (struct str){ 0 });
	if (answer == NULL)
		return;
	map_str(view, "letter_text", map_get_str(answer, "text"));
	add_number(view, "answer_version", map_get_int(answer, "version", 0));
	issuer = issuer_of(of, document);
	request_clock_decision(of->work, of->record, answer, &issuer, view);
}

static void add_told(const struct document_case *of, const struct document *document, struct value *view)
{
	const struct value *answer = answer_text(of, document);
	struct dept issuer = issuer_of(of, document);
	bool reasoned;

	request_clock_told(of->work, &issuer, view);
	if (answer == NULL)
		return;
	/* Answers of earlier versions have no words for a third party of their own. */
	reasoned = map_get_str(answer, "told").len > 0;
	map_bool(view, "reasoned", reasoned);
	map_str(view, "letter_text", map_get_str(answer, reasoned ? "told" : "text"));
	map_bool(view, "partly", str_eq(map_get_str(answer, "outcome"), S("partial")));
}

static void add_consult(const struct document_case *of, const struct document *document, struct value *view)
{
	const struct value *event = beside(of, document, "event", ACTION_CONSULT);
	enum consult_kind kind = CONSULT_THIRD;

	if (event != NULL)
		consult_kind_parse(map_get_str(event, "about"), &kind);
	map_bool(view, ARENA_GLUE(view->arena, S("asks_"), str_of(consult_kind_name(kind))).data, true);
	add_number(view, "consult_days", days_of(document, of->work->config->requests.consult_days));
}

static void add_charge(const struct document_case *of, const struct document *document, struct value *view)
{
	const struct value *event = beside(of, document, "event", ACTION_CHARGE);
	enum fee_basis basis = FEE_ITEMS;

	add_number(view, "yuan", of->record->charge_yuan);
	add_number(view, "pay_days", days_of(document, of->work->config->requests.pay_days));
	if (event == NULL)
		return;
	fee_basis_parse(map_get_str(event, "basis"), &basis);
	map_bool(view, "by_pages", basis == FEE_PAGES);
	add_number(view, "count", map_get_int(event, "count", 0));
	add_number(view, "earlier", map_get_int(event, "earlier", 0));
}

/* Who was asked: the reader of the letter that this one follows. */
static struct str party_of(const struct documents *documents, const struct document *document)
{
	int64_t about = document->entry != NULL ? map_get_int(document->entry, "about", 0) : 0;

	for (size_t i = 0; i < documents->count; i++)
		if (documents->list[i].entry != NULL && documents->list[i].sent.id == about)
			return map_get_str(documents->list[i].entry, "to");
	return (struct str){ 0 };
}

static void add_receipt(const struct document_case *of, const struct document *document, struct value *view)
{
	const struct case_record *record = of->record;

	map_str(view, "received_way", str_of(mode_label(record->mode)));
	map_bool(view, "by_post", record->mode == MODE_POST);
	map_bool(view, "by_confirmation", record->mode == MODE_ONLINE || record->mode == MODE_FAX ||
		record->mode == MODE_PLAIN);
	add_number(view, "answer_days", days_of(document, of->work->config->requests.answer_days));
}

/* The day on which the correction had come that the letter speaks of; 0: none had. */
static int64_t corrected_on(const struct document_case *of, const struct document *document)
{
	int64_t came = request_clock_when(of->thread, ACTION_SUPPLEMENT);

	if (came == 0 || came > document->at)
		return 0;
	/* It may have been written down later than it came: the clock knows, until a reopening sets it anew. */
	return request_clock_when(of->thread, ACTION_REOPEN) > came ? came : of->record->clock;
}

static void add_common(const struct document_case *of, const struct document *document, struct value *view)
{
	struct arena *arena = of->work->arena;
	const struct case_record *record = of->record;

	map_str(view, "letter", str_of(letter_name(document->kind)));
	map_bool(view, ARENA_GLUE(arena, S("is_"), str_of(letter_name(document->kind))).data, true);
	map_str(view, "letter_query", query_of(arena, document));
	map_str(view, "letter_title", str_of(letter_label(document->kind)));
	map_str(view, "letter_no", no_of(document));
	map_str(view, "letter_date", day(arena, document->at));
	map_str(view, "letter_service", document->entry != NULL ? service_text(arena, &document->sent) :
		(struct str){ 0 });
	map_str(view, "organ", issuer_of(of, document).name);
	map_str(view, "you", str_of(applicant_you(record->applicant)));
	map_str(view, "received_text", day(arena, record->received));
	map_str(view, "corrected_text", day(arena, corrected_on(of, document)));
	map_str(view, "until_text", document->entry != NULL && map_get_int(document->entry, "until", 0) != 0 ?
		day(arena, map_get_int(document->entry, "until", 0)) : (struct str){ 0 });
}

void document_view(const struct document_case *of, const struct documents *documents,
	const struct document *document, struct value *view)
{
	struct str name = of->name;

	add_common(of, document, view);
	add_note(of, document, view);
	switch (document->kind) {
	case LETTER_RECEIPT:
		add_receipt(of, document, view);
		break;
	case LETTER_CORRECTION:
		add_number(view, "correct_days", of->record->correct_days);
		break;
	case LETTER_EXTENSION:
		add_number(view, "extended_days", of->record->extended);
		break;
	case LETTER_CONSULT:
		name = map_get_str(document->entry, "to");
		add_consult(of, document, view);
		break;
	case LETTER_CHARGE:
		add_charge(of, document, view);
		break;
	case LETTER_ANSWER:
		add_answer(of, documents, document, view);
		break;
	case LETTER_TOLD:
		name = party_of(documents, document);
		add_told(of, document, view);
		break;
	default:
		break;
	}
	map_str(view, "name", name);
	/* To others than the applicant the matter is told as the public may know it. */
	map_str(view, "matter", letter_to_applicant(document->kind) ? (struct str){ 0 } : of->record->title);
	wording_lines(map_list(view, "letter_lines"), map_get_str(view, "letter_text"));
}
