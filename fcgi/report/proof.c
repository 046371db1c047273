#include "report/proof.h"

#include <inttypes.h>

#include "base/clock.h"
#include "report/overall.h"
#include "store/keys.h"

/* Behind every case's number in the order of bytes. */
#define LAST_MEMBER "99999999999999999999"

/* A stretch of time. */
struct span {
	int64_t from;
	int64_t to;
};

/* A proof being put together. */
struct plan {
	struct casework *work;
	struct proof *proof;
	struct span year;
};

static int64_t start_of(int year)
{
	return clock_day_start(day_of_date((struct date){ year, 1, 1 }));
}

static void add_part(struct plan *plan, struct str figure, struct span span, int64_t before,
	enum appeal_kind kind)
{
	struct proof *proof = plan->proof;

	proof->parts[proof->count++] = (struct proof_part){
		.list = key_list(plan->work->store, plan->work->arena, count_list(plan->work->arena, figure)),
		.from = span.from, .to = span.to, .before = before, .kind = kind,
	};
}

static void add_outcome(struct plan *plan, const struct outcome *outcome, enum applicant applicant,
	struct span span, int64_t before)
{
	add_part(plan, count_figure(plan->work->arena, str_of(outcome->code), applicant), span, before,
		APPEAL_KINDS);
}

/* Open now and received before the moment; ended since and received before it. */
static void add_carried(struct plan *plan, enum applicant applicant, int64_t moment)
{
	add_part(plan, count_figure(plan->work->arena, S(COUNT_OPEN), applicant),
		(struct span){ 0, moment }, 0, APPEAL_KINDS);
	for (size_t o = 0; o < outcomes_count; o++)
		add_outcome(plan, &outcomes[o], applicant, (struct span){ moment, INT64_MAX }, moment);
}

static void add_requests(struct plan *plan, const struct report_cell *cell, int year,
	enum applicant applicant)
{
	struct str row = cell->row->id;

	if (str_eq(row, REPORT_ROW_NEW))
		add_part(plan, count_figure(plan->work->arena, S(COUNT_ASKED), applicant), plan->year, 0,
			APPEAL_KINDS);
	else if (str_eq(row, REPORT_ROW_CARRIED))
		add_carried(plan, applicant, plan->year.from);
	else if (str_eq(row, REPORT_ROW_NEXT))
		add_carried(plan, applicant, plan->year.to);
	else
		for (size_t o = 0; o < outcomes_count; o++)
			if (str_eq(row, REPORT_ROW_CONCLUDED) ||
				str_eq(row, report_outcome_row(year, &outcomes[o])))
				add_outcome(plan, &outcomes[o], applicant, plan->year, 0);
}

/* Pending still and recorded before the year's end; decided since and recorded before it. */
static void add_pending(struct plan *plan, enum appeal_kind kind)
{
	int64_t end = plan->year.to;

	add_part(plan, count_appeal(plan->work->arena, kind, APPEAL_PENDING), (struct span){ 0, end }, 0,
		kind);
	for (size_t r = 0; r < APPEAL_RESULTS; r++)
		if (r != APPEAL_PENDING)
			add_part(plan, count_appeal(plan->work->arena, kind, (enum appeal_result)r),
				(struct span){ end, INT64_MAX }, end, kind);
}

static void add_appeals(struct plan *plan, const struct report_cell *cell, enum appeal_kind kind)
{
	enum appeal_result only = APPEAL_RESULTS;

	appeal_result_parse(cell->column->id, &only);
	for (size_t r = 0; r < APPEAL_RESULTS; r++) {
		if (!cell->column->is_sum && only != (enum appeal_result)r)
			continue;
		if (r == APPEAL_PENDING)
			add_pending(plan, kind);
		else
			add_part(plan, count_appeal(plan->work->arena, kind, (enum appeal_result)r),
				plan->year, 0, kind);
	}
}

static void add_fees(struct plan *plan)
{
	for (size_t a = 0; a < APPLICANT_COUNT; a++)
		add_part(plan, count_figure(plan->work->arena, S(COUNT_FEE), (enum applicant)a),
			plan->year, 0, APPEAL_KINDS);
}

static bool plan_cell(struct plan *plan, const struct report_cell *cell, int year)
{
	enum applicant applicant = APPLICANT_COUNT;
	enum appeal_kind kind;

	if (cell->block->part == REPORT_APPEALS && appeal_kind_parse(cell->row->id, &kind)) {
		add_appeals(plan, cell, kind);
		return true;
	}
	if (cell->block->part != REPORT_REQUESTS)
		return false;
	applicant_parse(cell->column->id, &applicant);
	for (size_t a = 0; a < APPLICANT_COUNT; a++)
		if (cell->column->is_sum || applicant == (enum applicant)a)
			add_requests(plan, cell, year, (enum applicant)a);
	return true;
}

/* Most parts are empty: one look at all of them saves a walk of each. */
static enum status count_parts(struct casework *work, struct proof *proof)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < proof->count; i++)
		BATCH(&batch, S("ZCOUNT"), proof->parts[i].list, num(work->arena, proof->parts[i].from),
			proof->parts[i].to == INT64_MAX ? S("+inf") :
				arena_printf(work->arena, "(%" PRId64, proof->parts[i].to));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < proof->count; i++)
		proof->parts[i].length = results[i].integer;
	return OK;
}

/* "12:1772416800000-17~3": a part, and a place in its list. */
static enum status go_on(struct casework *work, struct proof *proof, struct str cursor)
{
	struct str part;
	uint64_t at;

	if (cursor.len == 0)
		return OK;
	if (!str_cut(&cursor, ':', &part) || !str_to_u64(part, proof->count - 1, &at) || cursor.len == 0)
		return ERR_MALFORMED;
	proof->at = (size_t)at;
	proof->begun = true;
	proof->walk.key = proof->parts[at].list;
	return cursor_parse(work->arena, cursor, &proof->walk.from);
}

static void skip_empty(struct proof *proof)
{
	while (proof->at < proof->count && !proof->begun && proof->parts[proof->at].length == 0)
		proof->at++;
}

enum status proof_begin(struct casework *work, int year, struct str id, struct str cursor, struct proof *out)
{
	struct plan plan = { work, out, { start_of(year), start_of(year + 1) } };
	struct report_cell cell;

	*out = (struct proof){ .parts = arena_array(work->arena, PROOF_PARTS, sizeof(*out->parts)) };
	if (str_eq(id, S(PROOF_FEES)))
		add_fees(&plan);
	else if (!report_cell_find(report_form_of(work->arena, year), id, &cell) ||
		!plan_cell(&plan, &cell, year))
		return ERR_NOT_FOUND;
	TRY(count_parts(work, out));
	TRY(go_on(work, out, cursor));
	skip_empty(out);
	return OK;
}

static void next_part(struct proof *proof)
{
	proof->at++;
	proof->begun = false;
	skip_empty(proof);
}

/* The part's list from its first score on: behind all members of the score before. */
static void begin_part(struct proof *proof)
{
	const struct proof_part *part = &proof->parts[proof->at];

	if (proof->begun)
		return;
	proof->walk = (struct walk){ .key = part->list };
	if (part->from > 0)
		proof->walk.from = (struct cursor){ .set = true, .score = part->from - 1,
			.member = S(LAST_MEMBER) };
	proof->begun = true;
}

/* Whether it came before the part's moment: the request, or its appeal of the part's kind. */
static bool fits(const struct proof_part *part, const struct case_record *record)
{
	struct appeals appeals;

	if (record->n == 0)
		return false;
	if (part->before == 0)
		return true;
	if (part->kind == APPEAL_KINDS)
		return record->received < part->before;
	appeals_read(record, &appeals);
	for (size_t i = 0; i < appeals.count; i++)
		if (appeals.list[i].kind == part->kind)
			return appeals.list[i].since != 0 && appeals.list[i].since < part->before;
	return false;
}

enum status proof_next(struct casework *work, struct proof *proof, size_t most, struct proof_row *rows,
	size_t *count)
{
	size_t looked = 0;

	*count = 0;
	while (!proof_ended(proof) && *count < most && looked < PROOF_LOOKED) {
		const struct proof_part *part = &proof->parts[proof->at];
		struct case_record *records;
		struct ranked *ranked;
		size_t got;
		size_t i;

		begin_part(proof);
		TRY(walk_chunk(work, &proof->walk, most - *count, &ranked, &got));
		TRY(ranked_read_cases(work, ranked, got, &records));
		for (i = 0; i < got && ranked[i].score < part->to; i++) {
			proof->last = ranked[i];
			/* A cursor may be anybody's. */
			if (ranked[i].score >= part->from && fits(part, &records[i]))
				rows[(*count)++] = (struct proof_row){ records[i], ranked[i].score };
		}
		looked += got + 1;
		if (i < got || proof->walk.ended)
			next_part(proof);
	}
	return OK;
}

struct str proof_cursor(struct arena *arena, const struct proof *proof)
{
	int64_t from = proof->parts[proof->at].from;
	const struct ranked start = { .member = S(LAST_MEMBER), .score = from > 0 ? from - 1 : 0 };
	struct str place = cursor_print(arena, proof->begun ? &proof->last : &start);

	return arena_printf(arena, "%zu:%.*s", proof->at, STR_ARG(place));
}

struct str proof_rule(struct arena *arena, int year, struct str id)
{
	struct report_cell cell;

	if (str_starts(id, S("1.")))
		return overall_rule(arena, year, id);
	if (str_eq(id, S(PROOF_FEES)))
		return arena_printf(arena, "%d年内缴纳信息处理费的申请。", year);
	if (!report_cell_find(report_form_of(arena, year), id, &cell))
		return (struct str){ 0 };
	if (cell.block->part == REPORT_APPEALS)
		return arena_printf(arena,
			"%d年内登记复议、诉讼结果的申请；“尚未审结”是%d年底已经登记、还没有结果的。", year, year);
	if (cell.block->part != REPORT_REQUESTS)
		return (struct str){ 0 };
	if (str_eq(cell.row->id, REPORT_ROW_NEW))
		return arena_printf(arena,
			"《中华人民共和国政府信息公开条例》第三十一条规定的收到申请之日在%d年内的申请。", year);
	if (str_eq(cell.row->id, REPORT_ROW_CARRIED))
		return arena_printf(arena, "%d年1月1日以前收到，到那时还没有办结的申请。", year);
	if (str_eq(cell.row->id, REPORT_ROW_NEXT))
		return arena_printf(arena, "%d年底以前收到，到年底还没有办结的申请。", year);
	return arena_printf(arena,
		"%d年内办结的申请：首次答复在%d年内送达，或者在%d年内因逾期不补正、逾期不缴费、撤回而不再处理；"
		"按最近一次的办理结果计入各行。", year, year, year);
}
