#include "report/yearly.h"

#include "base/clock.h"
#include "model/count.h"
#include "store/keys.h"

/* The counters of requests in one period: received, and ended by outcome; of each kind of applicant. */
struct sums {
	int64_t asked[APPLICANT_COUNT];
	int64_t ended[APPLICANT_COUNT];
};

static int present_year(const struct casework *work)
{
	return date_of_day(clock_day(work->now)).year;
}

bool yearly_valid(const struct casework *work, int year)
{
	return year >= REPORT_FIRST_YEAR && year <= present_year(work);
}

/* The names of all counters, in one fixed order: asked, each outcome, fees; then the appeals. */
struct names {
	struct str *fields;
	size_t count;
};

static size_t asked_at(size_t applicant)
{
	return applicant;
}

static size_t outcome_at(size_t outcome, size_t applicant)
{
	return (1 + outcome) * APPLICANT_COUNT + applicant;
}

static size_t fee_at(size_t applicant)
{
	return outcome_at(outcomes_count, applicant);
}

static size_t appeal_at(size_t kind, size_t result)
{
	return fee_at(APPLICANT_COUNT) + kind * APPEAL_RESULTS + result;
}

static struct names name_counters(struct arena *arena)
{
	struct names names = { .count = appeal_at(APPEAL_KINDS, 0) };
	struct str *fields = arena_array(arena, names.count, sizeof(*fields));

	for (size_t a = 0; a < APPLICANT_COUNT; a++) {
		enum applicant applicant = (enum applicant)a;

		fields[asked_at(a)] = count_figure(arena, S(COUNT_ASKED), applicant);
		fields[fee_at(a)] = count_figure(arena, S(COUNT_FEE), applicant);
		for (size_t o = 0; o < outcomes_count; o++)
			fields[outcome_at(o, a)] = count_figure(arena, str_of(outcomes[o].code), applicant);
	}
	for (size_t k = 0; k < APPEAL_KINDS; k++)
		for (size_t r = 0; r < APPEAL_RESULTS; r++)
			fields[appeal_at(k, r)] = count_appeal(arena, (enum appeal_kind)k,
				(enum appeal_result)r);
	names.fields = fields;
	return names;
}

static void ask(struct casework *work, struct batch *batch, const struct names *names, struct str period)
{
	struct str *args = arena_array(work->arena, names->count + 2, sizeof(*args));

	args[0] = S("HMGET");
	args[1] = key_tally(work->store, work->arena, period);
	memcpy(args + 2, names->fields, names->count * sizeof(*args));
	batch_add(batch, args, names->count + 2);
}

static int64_t counter(const struct result *result, size_t at)
{
	int64_t amount = 0;

	str_to_i64(result->items[at].str, &amount);
	return amount;
}

static void add_sums(struct sums *sums, const struct result *result, int sign)
{
	for (size_t a = 0; a < APPLICANT_COUNT; a++) {
		sums->asked[a] += sign * counter(result, asked_at(a));
		for (size_t o = 0; o < outcomes_count; o++)
			sums->ended[a] += sign * counter(result, outcome_at(o, a));
	}
}

/* Received before the year and not ended then: all that ever was, less what is of this year or later. */
static void fill_requests(struct report_figures *tables, const struct result *year,
	const struct sums *earlier)
{
	for (size_t a = 0; a < APPLICANT_COUNT; a++) {
		struct str column = str_of(applicant_name((enum applicant)a));
		int64_t carried = earlier->asked[a] - earlier->ended[a];
		int64_t came = counter(year, asked_at(a));
		int64_t ended = 0;

		for (size_t o = 0; o < outcomes_count; o++) {
			struct figure *cell = figure_of_request(tables,
				report_outcome_row(tables->form->year, &outcomes[o]), column);

			*cell = (struct figure){ true, cell->amount + counter(year, outcome_at(o, a)) };
			ended += counter(year, outcome_at(o, a));
		}
		*figure_of_request(tables, REPORT_ROW_NEW, column) = (struct figure){ true, came };
		*figure_of_request(tables, REPORT_ROW_CARRIED, column) = (struct figure){ true, carried };
		*figure_of_request(tables, REPORT_ROW_NEXT, column) =
			(struct figure){ true, came + carried - ended };
	}
}

/* periods: all, the year, those after it.  Pending at the end of the year: all until then. */
static int64_t appeals_of(const struct result *periods, size_t count, size_t kind, size_t result)
{
	size_t at = appeal_at(kind, result);
	int64_t amount = counter(&periods[0], at);

	if (result != APPEAL_PENDING)
		return counter(&periods[1], at);
	for (size_t i = 2; i < count; i++)
		amount -= counter(&periods[i], at);
	return amount;
}

static void fill_appeals(struct report_figures *tables, const struct result *periods, size_t count)
{
	for (size_t k = 0; k < APPEAL_KINDS; k++)
		for (size_t r = 0; r < APPEAL_RESULTS; r++)
			figure_set(tables, report_cell_index(tables->form, REPORT_APPEALS,
				str_of(appeal_kind_name((enum appeal_kind)k)),
				str_of(appeal_result_name((enum appeal_result)r))),
				appeals_of(periods, count, k, r));
}

enum status yearly_read(struct casework *work, int year, struct yearly *out)
{
	struct names names = name_counters(work->arena);
	struct batch batch = batch_in(work->arena);
	struct sums earlier = { { 0 }, { 0 } };
	struct result *results;

	*out = (struct yearly){ .tables = { .form = report_form_of(work->arena, year) } };
	ask(work, &batch, &names, S("all"));
	for (int y = year; y <= present_year(work); y++)
		ask(work, &batch, &names, arena_printf(work->arena, "%04d", y));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < batch.count; i++)
		add_sums(&earlier, &results[i], i == 0 ? 1 : -1);
	fill_requests(&out->tables, &results[1], &earlier);
	fill_appeals(&out->tables, results, batch.count);
	for (size_t a = 0; a < APPLICANT_COUNT; a++)
		out->fees += counter(&results[1], fee_at(a)) * FEN_A_YUAN;
	figures_sum(&out->tables);
	return OK;
}
