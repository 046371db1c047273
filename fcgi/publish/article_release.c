#include "publish/article_release.h"

#include "base/clock.h"
#include "cases/outbox.h"
#include "crypt/token.h"
#include "model/answer_seal.h"
#include "publish/article_draft.h"
#include "publish/outward.h"
#include "store/keys.h"

static enum status add_seal(struct article_try *try, struct article_version *version)
{
	struct casework *work = try->work;
	struct value *claims = value_map(work->arena);
	struct chain_end end;
	struct str jws;

	TRY(chain_end(work, &end));
	map_str(claims, "kind", S("article"));
	map_int(claims, "article", (int64_t)try->n);
	map_int(claims, "version", version->version);
	map_str(claims, "text", version->hash);
	map_int(claims, "time", version->at / 1000);
	if (try->change->origin != NULL)
		map_int(claims, "taken_in", work->now / 1000);
	map_str(claims, "previous", chain_link(work->arena, end.previous));
	TRY(seal_sign(work->arena, work->keys, SEAL_ARTICLE, claims, &jws));
	chain_add(work, try->changes, &end, S("a"), try->n, version->version, jws);
	version->seal = end.id;
	return OK;
}

/* The draft becomes the next version, which the public sees. */
static enum status publish(struct article_try *try)
{
	struct casework *work = try->work;
	struct article *after = &try->after;
	int64_t at = try->change->origin != NULL ? try->change->origin->at : work->now;
	struct str links[OUTWARD_MOST];
	struct article_version version = { .version = after->versions + 1, .at = at,
		.written_by = after->editors, .reviewed_by = after->reviewed_by, .hash = after->draft_hash,
		.bytes = try->bytes };

	TRY(add_seal(try, &version));
	BATCH(try->changes, S("RPUSH"), key_article_versions(work->store, work->arena, try->n),
		article_print_version(work->arena, &version));
	BATCH(try->changes, S("DEL"), key_article_draft(work->store, work->arena, try->n));
	if (after->versions++ == 0)
		after->published = at;
	else
		after->revised = at;
	after->column = try->text.column;
	after->title = try->text.title;
	after->summary = try->text.summary;
	after->cases = try->text.cases;
	after->expires = 0;
	clock_parse(try->text.expires, &after->expires);
	/* Another version: its links are looked at anew, and soon. */
	after->links_next = outward_find(work, try->text.body, links) > 0 ? work->now : 0;
	after->links_broken = 0;
	article_files_publish(work, try->changes, &try->text, after);
	BATCH(try->changes, S("DEL"), key_article_links(work->store, work->arena, try->n));
	policy_publish(&after->policy, &try->text, &(struct policy_release){ .at = at,
		.was_public = article_listed(&try->before), .now = work->now, .calendar = work->calendar });
	after->takedown = TAKEDOWN_NONE;
	after->taken_down = after->scheduled = 0;
	after->moved_to = after->reason = after->editors = (struct str){ 0 };
	after->draft_hash = after->approved_hash = after->draft_title = (struct str){ 0 };
	return OK;
}

enum status release_approved(struct article_try *try)
{
	struct article *after = &try->after;
	int64_t at = 0;

	if (!str_eq(try->change->hash, article_text_hash(try->work->arena, try->bytes)))
		return ERR_CONFLICT;
	TRY(draft_check_column(try, &try->text));
	TRY(draft_check_files(try, &try->text));
	after->reviewed = try->work->now;
	after->reviewed_by = try->change->by->id;
	if (clock_parse(try->text.publish_at, &at) && at > try->work->now) {
		after->state = ARTICLE_SCHEDULED;
		after->scheduled = at;
		after->approved_hash = after->draft_hash;
		return OK;
	}
	return publish(try);
}

enum status release_at_once(struct article_try *try)
{
	struct article *after = &try->after;
	struct emergency_facts facts = { .by = try->change->by->id, .reason = try->change->reason,
		.version = after->versions + 1, .hash = after->draft_hash };

	if (try->before.report != 0)
		return try_refuse(try, ERR_NOT_NOW, NULL, "年度报告须由另一位同事审核，不能紧急发布。");
	if (!try->work->config->publish.emergency)
		return try_refuse(try, ERR_FORBIDDEN, NULL, "本站没有开通紧急发布，请送审。");
	TRY(draft_check(try));
	TRY(draft_check_files(try, &try->text));
	draft_add_writer(try);
	facts.writers = after->editors;
	after->reviewed_by = (struct str){ 0 };
	after->reviewed = 0;
	emergency_open(&after->emergency, &facts, try->work->calendar, try->work->now);
	outbox_add(try->work, try->changes, &(struct notice_event){ .kind = NOTICE_EMERGENCY, .n = try->n,
		.dept = after->dept, .at = try->work->now });
	return publish(try);
}

enum status release_confirm(struct article_try *try)
{
	struct article_version version;
	struct article article;

	if (!str_eq(try->change->hash, try->before.emergency.hash))
		return ERR_CONFLICT;
	TRY(article_read_version(try->work, try->n, try->before.emergency.version, &article, &version));
	TRY(draft_check_files(try, &version.text));
	emergency_close(&try->after.emergency, try->change->by->id, try->work->now);
	return OK;
}

/* What hides in its files is kept beside it, as of those that an editor adds. */
static enum status take_files(struct article_try *try)
{
	struct casework *work = try->work;
	struct attachments files;

	attachments_parse(work->arena, try->text.attachments, &files);
	for (size_t i = 0; i < files.count; i++) {
		struct str found = try->change->found[i];

		if (found.len > 0 && !try->change->seen)
			return try_refuse(try, ERR_INVALID, "hidden", 
				"附件里有公众不易看到的内容，须核对后才能收入。");
		article_files_found_set(work, try->changes, try->n, &files.list[i], found);
	}
	return OK;
}

/* What an older portal published goes on as it was: two people are named, and its date stays. */
enum status release_taken_in(struct article_try *try)
{
	const struct article_origin *origin = try->change->origin;
	struct article *after = &try->after;
	enum status status = article_origin_check(try->work, origin, &try->refusal);

	if (status != OK)
		return status;
	try->text = *try->change->text;
	TRY(draft_check_column(try, &try->text));
	TRY(draft_check_policy(try, &try->text));
	TRY(take_files(try));
	try->bytes = article_text_print(try->work->arena, &try->text);
	after->origin = origin->address;
	after->taken = try->work->now;
	after->dept = try->change->by->dept;
	after->created_by = after->editors = origin->written_by;
	after->created = after->edited = after->reviewed = origin->at;
	after->reviewed_by = origin->reviewed_by;
	after->draft_hash = article_text_hash(try->work->arena, try->bytes);
	return publish(try);
}

enum status release_due(struct article_try *try)
{
	if (try->before.scheduled > try->work->now)
		return ERR_NOT_NOW;
	if (!str_eq(try->before.approved_hash, article_text_hash(try->work->arena, try->bytes)))
		return ERR_CONFLICT;
	return publish(try);
}
