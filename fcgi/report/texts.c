#include "report/texts.h"

#include "base/named.h"
#include "model/event.h"
#include "store/keys.h"
#include "store/transaction.h"

static const struct named texts[REPORT_TEXTS] = {
	[TEXT_OPENNESS] = { "openness", "主动公开" },
	[TEXT_REQUESTS] = { "requests", "依申请公开" },
	[TEXT_MANAGEMENT] = { "management", "政府信息管理" },
	[TEXT_PLATFORM] = { "platform", "平台建设" },
	[TEXT_SUPERVISION] = { "supervision", "监督保障" },
	[TEXT_PROBLEMS] = { "problems", "存在的主要问题及改进情况" },
	[TEXT_OTHER] = { "other", "其他需要报告的事项" },
};
NAMED(report_text, texts, REPORT_TEXTS)

#define WORDS(name, which, meaning) MEMBER_ROW(name, STR, struct report_texts, words[which], meaning)

static const struct member_row rows[] = {
	MEMBER_ROW("version", INT, struct report_texts, version, "grows with each change"),
	MEMBER_ROW("by", STR, struct report_texts, by, "account"),
	MEMBER_ROW("at", INT, struct report_texts, at, "when, ms"),
	MEMBER_ROW("writers", STR, struct report_texts, writers, "all accounts that changed it"),
	WORDS("openness", TEXT_OPENNESS, "part one: 主动公开"),
	WORDS("requests", TEXT_REQUESTS, "part one: 依申请公开"),
	WORDS("management", TEXT_MANAGEMENT, "part one: 政府信息管理"),
	WORDS("platform", TEXT_PLATFORM, "part one: 平台建设"),
	WORDS("supervision", TEXT_SUPERVISION, "part one: 监督保障"),
	WORDS("problems", TEXT_PROBLEMS, "part five"),
	WORDS("other", TEXT_OTHER, "part six"),
};
const struct member_table texts_members = { rows, sizeof(rows) / sizeof(rows[0]) };

static struct str key_of(struct casework *work, int year)
{
	return key_report(work->store, work->arena, arena_printf(work->arena, "%d", year));
}

enum status texts_read(struct casework *work, int year, struct report_texts *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_of(work, year));
	TRY(store_run(work->store, &batch, &results));
	*out = (struct report_texts){ 0 };
	members_read(&texts_members, &results[0], out);
	return OK;
}

/* Texts being saved. */
struct save {
	struct casework *work;
	int year;
	const struct report_texts *texts;
};

static enum status save_step(void *context, struct transaction *transaction)
{
	const struct save *save = context;
	struct casework *work = save->work;
	struct report_texts before = { 0 };
	struct report_texts after = *save->texts;
	struct str key = key_of(work, save->year);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	TRY(store_run(work->store, &batch, &results));
	members_read(&texts_members, &results[1], &before);
	if (before.version != after.version)
		return ERR_CONFLICT;
	after.writers = before.writers;
	if (!str_lists(before.writers, ',', after.by))
		after.writers = ARENA_GLUE(work->arena, before.writers,
			before.writers.len > 0 ? S(",") : S(""), after.by);
	after.version++;
	after.at = work->now;
	members_write(&texts_members, &transaction->changes, key, &before, &after);
	event_add(work, &transaction->changes, &(struct event){ .action = S(TEXTS_EVENT), .by = after.by,
		.to = num(work->arena, save->year), .at = work->now });
	return OK;
}

enum status texts_save(struct casework *work, int year, const struct report_texts *words)
{
	struct save save = { work, year, words };

	return transaction_run(work->store, work->arena, save_step, &save);
}
