#include "upkeep/site_warnings.h"

#include <inttypes.h>

#include "base/clock.h"
#include "cases/outbox.h"
#include "crypt/certificate.h"
#include "crypt/encode.h"
#include "report/site/site_check.h"
#include "store/keys.h"
#include "store/transaction.h"

/* How many days ahead people are told; a day of which is told is remembered as long as it can come again. */
static const int32_t ahead[] = { 3, 14 };
#define REMEMBERED_DAYS 30

enum status site_certificate_note(struct casework *work)
{
	const char *file = work->config->site.certificate;
	struct str key = key_certificate(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	int64_t end = 0;

	if (file[0] == '\0') {
		BATCH(&batch, S("DEL"), key);
	} else {
		certificate_end(file, &end);
		BATCH(&batch, S("SET"), key, num(work->arena, end));
	}
	return store_commit(work->store, &batch, NULL);
}

/* A message on its way into the outbox. */
struct telling {
	struct casework *work;
	const struct site_finding *finding;
	struct str once;
	bool told;
};

static struct str words(struct arena *arena, const struct site_finding *finding)
{
	struct str day = clock_date(arena, clock_day_start(finding->fails));

	return arena_printf(arena, "%.*s：如不处理，%.*s起不合格（%s）。请%.*s处理。", STR_ARG(finding->what),
		STR_ARG(day), finding->indicator->rule, STR_ARG(finding->who));
}

/* To each department that it concerns; where there is none, to whoever is told of everything. */
static enum status tell(void *context, struct transaction *transaction)
{
	struct telling *telling = context;
	struct casework *work = telling->work;
	struct notice_event event = { .kind = NOTICE_CHECK, .at = work->now,
		.about = words(work->arena, telling->finding) };
	struct str rest = telling->finding->depts;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, telling->once);
	BATCH(&batch, S("EXISTS"), telling->once);
	TRY(store_run(work->store, &batch, &results));
	telling->told = results[1].integer == 0;
	if (!telling->told)
		return OK;
	BATCH(&transaction->changes, S("SET"), telling->once, S("1"), S("EX"),
		num(work->arena, REMEMBERED_DAYS * (MS_PER_DAY / 1000)));
	do {
		str_cut(&rest, ',', &event.dept);
		outbox_add(work, &transaction->changes, &event);
	} while (rest.len > 0);
	return OK;
}

/* The number of days ahead that has come: the least that is not below what is left; 0: none. */
static int32_t days_ahead(int32_t left)
{
	for (size_t i = 0; i < sizeof(ahead) / sizeof(ahead[0]); i++)
		if (left > 0 && left <= ahead[i])
			return ahead[i];
	return 0;
}

enum status site_warnings_run(struct casework *work, uint64_t *told)
{
	struct site_findings findings;

	TRY(site_check(work, &findings));
	for (size_t i = 0; i < findings.count; i++) {
		const struct site_finding *finding = &findings.list[i];
		int32_t days = days_ahead(finding->fails - clock_day(work->now));
		struct str what = arena_printf(work->arena, "%s %.*s %.*s %" PRId32 " %" PRId32,
			finding->indicator->id, STR_ARG(finding->what), STR_ARG(finding->link),
			finding->fails, days);
		struct telling telling = { work, finding, key_once(work->store, work->arena,
			arena_join(work->arena, S("check:"), base64url(work->arena, sha256(work->arena,
			what)))), false };

		if (days == 0)
			continue;
		TRY(transaction_run(work->store, work->arena, tell, &telling));
		*told += telling.told;
	}
	return OK;
}
