#include "upkeep/old_digests.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "publish/article_change.h"
#include "publish/digest.h"
#include "store/keys.h"

#define CHUNK 50
#define DATE_MOST 11

/* A daily as it lies in Redis. */
struct daily {
	struct str date;
	struct str title;
	struct str body;
	struct str cases;
	struct str edited_by;	/* empty: as the jobs had drafted it */
	struct str released_by;	/* empty: it isn't public */
	int64_t released;
};

static struct str old_key(struct casework *work, const char *date)
{
	return key_digest(work->store, work->arena, str_of(date));
}

/* Plain text as CommonMark (0.30, sections 2.4 and 6.7): marks escaped, a line ended by a hard break. */
static struct str as_commonmark(struct arena *arena, struct str text)
{
	struct buf out = buf_in(arena);
	bool fresh = true;	/* at the beginning of a line */

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool last = i + 1 == text.len || text.data[i + 1] == '\n';

		if (fresh && (c == ' ' || c == '\t'))
			continue;
		if (c == '\n' && !fresh && !last)
			buf_add(&out, S("\\"));
		else if (c != '\0' && strchr("\\`*_{}[]<>()#+-.!|&~=:", c) != NULL)
			buf_add(&out, S("\\"));
		buf_add(&out, (struct str){ &text.data[i], 1 });
		fresh = c == '\n';
	}
	return buf_str(&out);
}

/* ERR_NOT_FOUND when there is none of that date. */
static enum status read_daily(struct casework *work, const char *date, struct daily *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct date day = { 0 };

	BATCH(&batch, S("HGETALL"), old_key(work, date));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return ERR_NOT_FOUND;
	date_parse(str_of(date), &day);
	*out = (struct daily){ .date = str_of(date),
		.title = arena_printf(work->arena, "问政日报 %d年%d月%d日", day.year, day.month, day.day),
		.body = as_commonmark(work->arena, result_pair(&results[0], S("text"))),
		.cases = result_pair(&results[0], S("cases")),
		.edited_by = result_pair(&results[0], S("edited_by")),
		.released_by = result_pair(&results[0], S("released_by")) };
	str_to_i64(result_pair(&results[0], S("released")), &out->released);
	return OK;
}

/* Of what a draft lists, what a draft may list. */
static enum status keep_topics(struct casework *work, struct str *cases)
{
	struct picks before;
	struct picks kept = { .count = 0 };

	picks_read(*cases, &before);
	for (size_t i = 0; i < before.count; i++) {
		struct str one = num(work->arena, (int64_t)before.list[i]);
		struct str wrong;
		enum status status = digest_tidy_cases(work, &one, &wrong);

		if (status == OK)
			picks_add(&kept, before.list[i]);
		else if (status != ERR_INVALID)
			return status;
	}
	*cases = picks_print(work->arena, &kept);
	return OK;
}

/* A published one keeps its date, its two people and its address; the jobs wrote what nobody edited. */
static enum status make_article(struct casework *work, struct daily *daily)
{
	struct str author = daily->edited_by.len > 0 ? daily->edited_by : S("jobs");
	bool public = daily->released_by.len > 0;
	const struct viewer by = { .roles = public ? ROLE_OPERATOR : ROLE_EDITOR,
		.id = public ? S("jobs") : author };
	const struct article_origin origin = { .address = ARENA_GLUE(work->arena, S("/digests/"),
		daily->date), .at = daily->released, .written_by = author,
		.reviewed_by = daily->released_by };
	struct article_text text = { .column = S(DIGEST_COLUMN), .title = daily->title, .body = daily->body,
		.source = str_of(work->config->site.host) };
	const struct article_change change = { .action = public ? ARTICLE_TAKE_IN : ARTICLE_CREATE,
		.by = &by, .text = &text, .origin = public ? &origin : NULL, .once = origin.address };
	struct article_refusal refusal;
	struct article after;
	uint64_t n = 0;

	if (!public)
		TRY(keep_topics(work, &daily->cases));
	text.cases = daily->cases;
	return article_change(work, &n, &change, &after, &refusal);
}

static enum status forget(struct casework *work, const char *date)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("DEL"), old_key(work, date));
	BATCH(&batch, S("ZREM"), key_digests(work->store, work->arena, S("all")), str_of(date));
	BATCH(&batch, S("ZREM"), key_digests(work->store, work->arena, S("public")), str_of(date));
	return store_commit(work->store, &batch, NULL);
}

static enum status move(struct casework *work, const char *date, struct old_digests *done)
{
	struct daily daily;
	enum status status = read_daily(work, date, &daily);

	if (status == OK) {
		status = make_article(work, &daily);
		done->moved += status == OK;
	}
	if (status == OK || status == ERR_NOT_FOUND)
		return forget(work, date);
	if (status == ERR_AWAY)
		return status;
	done->refused++;
	log_error("jobs: the daily of %s can't become an article: %s", date, status_code(status));
	return OK;
}

static enum status need_column(struct casework *work)
{
	const struct column digests = { .id = S(DIGEST_COLUMN), .name = S("微问政消息"),
		.type = S("咨询投诉") };
	struct column column;
	struct str wrong;
	enum status status = column_read(work, digests.id, &column);

	if (status == ERR_NOT_FOUND)
		status = column_put(work, &digests, S("jobs"), &wrong);
	return status == ERR_ALREADY ? OK : status;
}

/* The dates of a chunk, which outlive the arena's contents. */
static enum status read_dates(struct casework *work, uint64_t passed, char dates[CHUNK][DATE_MOST],
	size_t *count)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGE"), key_digests(work->store, work->arena, S("all")),
		num(work->arena, (int64_t)passed), num(work->arena, (int64_t)passed + CHUNK - 1));
	TRY(store_run(work->store, &batch, &results));
	*count = results[0].count;
	for (size_t i = 0; i < *count; i++)
		snprintf(dates[i], DATE_MOST, "%.*s", STR_ARG(results[0].items[i].str));
	return OK;
}

enum status old_digests_run(struct casework *work, struct old_digests *done)
{
	char dates[CHUNK][DATE_MOST];
	uint64_t refused = done->refused;
	size_t count;

	TRY(read_dates(work, 0, dates, &count));
	if (count > 0)
		TRY(need_column(work));
	while (count > 0) {
		for (size_t i = 0; i < count; i++) {
			arena_reset(work->arena);
			TRY(move(work, dates[i], done));
		}
		TRY(read_dates(work, done->refused - refused, dates, &count));
	}
	return OK;
}
