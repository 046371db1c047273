#include "report/filing.h"

#include "base/clock.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

static const struct member_row rows[] = {
	MEMBER_ROW("version", INT, struct filing, version, "grows with each change"),
	MEMBER_ROW("by", STR, struct filing, by, "account"),
	MEMBER_ROW("at", INT, struct filing, at, "when, ms"),
	MEMBER_ROW("note", STR, struct filing, note, "note"),
};
const struct member_table filing_members = { rows, sizeof(rows) / sizeof(rows[0]) };

int64_t filing_due(int year)
{
	return clock_day_start(day_of_date((struct date){ year + 1, 2, 1 })) - 1;
}

static struct str key_of(struct casework *work, int year, struct str dept)
{
	return key_filing(work->store, work->arena,
		arena_printf(work->arena, "%d:%.*s", year, STR_ARG(dept)));
}

/* Zeros aren't stored: a filing has every cell. */
static void read_pairs(struct casework *work, int year, struct str dept, const struct result *pairs,
	struct filing *out)
{
	struct report_cell cell;
	int64_t amount;

	*out = (struct filing){ .dept = dept, .figures = { .form = report_form_of(work->arena, year) } };
	members_read(&filing_members, pairs, out);
	for (size_t i = 0; i < out->figures.form->cell_count && out->version > 0; i++) {
		cell = report_cell_at(out->figures.form, i);
		if (!report_cell_is_sum(&cell))
			figure_set(&out->figures, i, 0);
	}
	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		if (report_cell_find(out->figures.form, pairs->items[i].str, &cell) &&
			str_to_i64(pairs->items[i + 1].str, &amount))
			figure_set(&out->figures, cell.index, amount);
}

enum status filings_read(struct casework *work, int year, const struct dept *depts, size_t count,
	struct filing *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HGETALL"), key_of(work, year, depts[i].id));
	if (count > 0)
		TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		read_pairs(work, year, depts[i].id, &results[i], &out[i]);
	return OK;
}

enum status filing_read(struct casework *work, int year, struct str dept, struct filing *out)
{
	struct dept one = { .id = dept };

	return filings_read(work, year, &one, 1, out);
}

static void write_cells(struct casework *work, struct batch *batch, struct str key,
	const struct report_figures *figures)
{
	for (size_t i = 0; i < figures->form->cell_count; i++) {
		struct report_cell cell = report_cell_at(figures->form, i);

		if (!report_cell_is_sum(&cell) && figures->cells[i].amount != 0)
			BATCH(batch, S("HSET"), key, report_cell_id(work->arena, &cell),
				num(work->arena, figures->cells[i].amount));
	}
}

/* A filing being saved. */
struct save {
	struct casework *work;
	const struct filing *filing;
};

static enum status save_step(void *context, struct transaction *transaction)
{
	const struct save *save = context;
	struct casework *work = save->work;
	struct filing after = *save->filing;
	int year = after.figures.form->year;
	struct str key = key_of(work, year, after.dept);
	struct batch batch = batch_in(work->arena);
	struct filing before;
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	read_pairs(work, year, after.dept, &results[1], &before);
	if (before.version != after.version)
		return ERR_CONFLICT;
	after.version++;
	after.at = work->now;
	BATCH(&transaction->changes, S("DEL"), key);
	members_write(&filing_members, &transaction->changes, key, NULL, &after);
	write_cells(work, &transaction->changes, key, &after.figures);
	event_add(work, &transaction->changes, &(struct event){ .action = S(FILING_EVENT), .by = after.by,
		.to = num(work->arena, year), .about = after.dept, .at = work->now });
	return OK;
}

enum status filing_save(struct casework *work, const struct filing *filing)
{
	struct save save = { work, filing };

	for (size_t i = 0; i < filing->figures.form->cell_count; i++) {
		struct report_cell cell = report_cell_at(filing->figures.form, i);

		if (!report_cell_is_sum(&cell) && !filing->figures.cells[i].filled)
			return ERR_INVALID;
	}
	return transaction_run(work->store, work->arena, save_step, &save);
}
