#include "publish/article_change.h"

#include "base/clock.h"
#include "base/text.h"
#include "cases/outbox.h"
#include "crypt/token.h"
#include "model/answer_seal.h"
#include "model/event.h"
#include "publish/article_check.h"
#include "publish/article_report.h"
#include "publish/digest.h"
#include "publish/interpretation.h"
#include "publish/outward.h"
#include "store/keys.h"
#include "store/transaction.h"
#include "staff/account.h"

/* A change being tried. */
struct article_try {
	struct casework *work;
	const struct article_change *change;
	struct batch *changes;
	uint64_t n;
	bool repeated;		/* the form was sent before: n is what it made */
	struct article before;
	struct article after;
	struct str bytes;	/* of the draft, as it stands */
	struct article_text text;
	struct article_refusal refusal;
};

static enum status refuse(struct article_try *try, enum status status, const char *field, const char *why)
{
	try->refusal = (struct article_refusal){ str_of(why), field };
	return status;
}

/* The next number, or what the same form made before. */
static enum status read_new(struct article_try *try)
{
	struct casework *work = try->work;
	struct str once = key_once(work->store, work->arena, try->change->once);
	struct str seq = key_article_seq(work->store, work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;
	uint64_t last = 0;

	WATCH(&batch, once, seq);
	BATCH(&batch, S("GET"), once);
	BATCH(&batch, S("GET"), seq);
	TRY(store_run(work->store, &batch, &results));
	try->repeated = try->change->once.len > 0 && str_to_u64(results[1].str, INT64_MAX, &try->n);
	if (try->repeated)
		return article_read(work, try->n, &try->after);
	str_to_u64(results[2].str, INT64_MAX, &last);
	try->n = last + 1;
	BATCH(try->changes, S("SET"), seq, num(work->arena, (int64_t)try->n));
	if (try->change->once.len > 0)
		BATCH(try->changes, S("SET"), once, num(work->arena, (int64_t)try->n), S("EX"),
			S(ONCE_SECONDS));
	return OK;
}

/* The article that has this origin already is the one that it would make. */
static enum status read_taken(struct article_try *try)
{
	struct casework *work = try->work;
	uint64_t n;

	if ((try->change->by->roles & ROLE_OPERATOR) == 0)
		return ERR_FORBIDDEN;
	TRY(article_origin_watch(work, try->change->origin->address, &n));
	if (n != 0) {
		try->repeated = true;
		try->n = n;
		return article_read(work, n, &try->after);
	}
	TRY(read_new(try));
	BATCH(try->changes, S("HSET"), key_article_origins(work->store, work->arena),
		try->change->origin->address, num(work->arena, (int64_t)try->n));
	return OK;
}

static enum status read_old(struct article_try *try)
{
	struct casework *work = try->work;
	struct str key = key_article(work->store, work->arena, try->n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	/* Whoever writes the draft writes the hash too, so to watch the hash is enough. */
	WATCH(&batch, key);
	BATCH(&batch, S("HGETALL"), key);
	BATCH(&batch, S("GET"), key_article_draft(work->store, work->arena, try->n));
	TRY(store_run(work->store, &batch, &results));
	TRY(article_from(try->n, &results[1], &try->before));
	try->bytes = results[2].str;
	return try->bytes.len > 0 ? article_text_parse(work->arena, try->bytes, &try->text) : OK;
}

/* Whether who is about to review it wrote it. */
static bool is_own(const struct article *article, const struct article_change *change)
{
	return change->action == ARTICLE_CONFIRM ? !emergency_others(&article->emergency, change->by->id) :
		article_wrote(article, change->by->id);
}

/* Whether the table lets this person do that now; the release and the expiry are the jobs' own. */
static enum status check_allowed(struct article_try *try)
{
	const struct article_change *change = try->change;

	if (try->before.n != 0 && change->version != try->before.version)
		return ERR_CONFLICT;
	if ((change->by->roles & article_row(change->action)->by) == 0)
		return ERR_FORBIDDEN;
	if (article_may(&try->before, change->action, change->by))
		return OK;
	if (change->action == ARTICLE_EMERGENCY && emergency_waits(&try->before.emergency))
		return refuse(try, ERR_NOT_NOW, NULL, "上一次紧急发布还没有补审，请先由另一位同事补审。");
	if (change->action == ARTICLE_CONFIRM ? !emergency_waits(&try->before.emergency) :
		change->action != ARTICLE_APPROVE || try->before.state != ARTICLE_REVIEW)
		return ERR_NOT_NOW;
	return is_own(&try->before, change) ?
		refuse(try, ERR_FORBIDDEN, NULL, "您参与撰写了这篇稿件，须由另一位同事审核。") :
		refuse(try, ERR_FORBIDDEN, NULL, "您的审核角色授予还不满 24 小时，暂时不能审核，请由其他同事办理。");
}

/* Whether what the draft must have is looked at. */
static bool goes_out(enum article_action action)
{
	return action == ARTICLE_SUBMIT || action == ARTICLE_EMERGENCY || action == ARTICLE_TAKE_IN;
}

static enum status check_column(struct article_try *try, const struct article_text *text)
{
	struct column column;
	enum status status = column_read(try->work, text->column, &column);

	if (status == ERR_NOT_FOUND)
		return refuse(try, ERR_INVALID, "column", "没有这个栏目，请重新选择。");
	TRY(status);
	if (column.closed)
		return refuse(try, ERR_INVALID, "column", "这个栏目已停用，请另选栏目。");
	/* A reviewer passes what an author of the column wrote, an import what stood in it before. */
	if (try->change->action != ARTICLE_APPROVE && try->change->action != ARTICLE_TAKE_IN &&
		!column_takes(&column, try->change->by))
		return refuse(try, ERR_INVALID, "column", "您的部门或账号不能在这个栏目发布信息。");
	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++) {
		struct article_text copy = *text;

		if (goes_out(try->change->action) && column_asks(&column, row->name) &&
			article_text_at(&copy, row)->len == 0)
			return refuse(try, ERR_INVALID, row->name, "这个栏目要求填写这一项，请补充后再送审。");
	}
	return OK;
}

/* What it says of itself as a policy document, or as the interpretation of one. */
static enum status check_policy(struct article_try *try, const struct article_text *text)
{
	struct policy_fault fault;

	return policy_check(try->n, text, clock_day(try->work->now), &fault) ? OK :
		refuse(try, ERR_INVALID, fault.field, fault.why);
}

/* The topics that it lists, as they are stored. */
static enum status check_cases(struct article_try *try, struct article_text *text)
{
	struct str wrong;
	enum status status = digest_tidy_cases(try->work, &text->cases, &wrong);

	if (status == ERR_INVALID)
		try->refusal = (struct article_refusal){ wrong, "cases" };
	return status;
}

static void add_one_editor(struct article_try *try, struct str account)
{
	struct article *after = &try->after;

	if (account.len == 0 || article_wrote(after, account))
		return;
	after->editors = after->editors.len == 0 ? account :
		ARENA_GLUE(try->work->arena, after->editors, S(","), account);
}

/* Adds the account, and whom it names, to those who wrote in the draft. */
static void add_editor(struct article_try *try)
{
	struct str rest = try->change->writers;
	struct str writer;

	add_one_editor(try, try->change->by->id);
	while (str_cut(&rest, ',', &writer))
		add_one_editor(try, writer);
}

/* A year has one report, which the system drafts: nobody writes one, or something else in its place. */
static enum status check_report(struct article_try *try, const struct article_text *text)
{
	uint64_t other = 0;

	if (!article_report_fits(&try->after, text))
		return refuse(try, ERR_INVALID, "body", "年度报告由系统生成，请在年度报告页面修改后重新生成送审稿。");
	if (try->change->action == ARTICLE_CREATE && try->after.report != 0)
		TRY(article_report_watch(try->work, (int)try->after.report, &other));
	return other != 0 ? ERR_CONFLICT : OK;
}

/* The text takes the place of the draft. */
static enum status write_draft(struct article_try *try, const struct article_text *text)
{
	struct casework *work = try->work;
	struct article *after = &try->after;
	struct str bytes = article_text_print(work->arena, text);

	if (after->versions == 0) {
		after->column = text->column;
		after->title = text->title;
		after->summary = text->summary;
	} else {
		after->draft_title = text->title;
	}
	after->edited = work->now;
	after->answered = (struct str){ 0 };
	after->draft_hash = article_text_hash(work->arena, bytes);
	after->reason = (struct str){ 0 };
	add_editor(try);
	BATCH(try->changes, S("SET"), key_article_draft(work->store, work->arena, try->n), bytes);
	return OK;
}

/* What an editor wrote; its attachments are added and removed one by one. */
static enum status take_text(struct article_try *try)
{
	struct article_text text = *try->change->text;
	struct article *after = &try->after;
	struct article_text old = { 0 };
	struct article article;

	TRY(check_column(try, &text));
	TRY(check_policy(try, &text));
	TRY(check_cases(try, &text));
	if (try->change->action == ARTICLE_CREATE) {
		after->report = try->change->report;
		after->created = try->work->now;
		after->created_by = try->change->by->id;
		after->dept = try->change->by->dept;
	} else {
		TRY(article_read_text(try->work, try->n, &article, &old));
	}
	TRY(check_report(try, &text));
	text.attachments = old.attachments;
	return write_draft(try, &text);
}

static enum status attach(struct article_try *try)
{
	struct article_text text;
	struct article article;
	const char *why;
	enum status status;

	TRY(article_read_text(try->work, try->n, &article, &text));
	status = article_files_apply(try->work, try->changes, try->n, try->change->file, &text, &why);
	if (status == ERR_INVALID)
		return refuse(try, status, "file", why);
	TRY(status);
	TRY(check_report(try, &text));
	return write_draft(try, &text);
}

/* What hides in an attachment must have been looked at. */
static enum status check_files(struct article_try *try, const struct article_text *text)
{
	bool hide;

	TRY(article_files_hide(try->work, try->n, text, &hide));
	return !hide || try->change->seen ? OK :
		refuse(try, ERR_INVALID, "hidden", "附件里有公众不易看到的内容，请逐项核对后勾选，或者更换附件。");
}

/* What the system finds in the draft stops it, or is answered for. */
static enum status check_findings(struct article_try *try)
{
	struct arena *arena = try->work->arena;
	struct article_findings findings;
	const struct article_finding *stop;
	enum article_finding_kind open;
	struct str why;

	TRY(article_check(try->work, try->n, &try->text, &findings));
	stop = article_findings_stop(&findings);
	try->after.answered = article_findings_to_answer(arena, &findings);
	if (stop != NULL) {
		why = ARENA_GLUE(arena, S("请先修改稿件。"),
			str_of(article_finding_label(stop->kind)), S("："),
			stop->what);
		try->refusal = (struct article_refusal){ why, NULL };
		return ERR_INVALID;
	}
	open = article_findings_open(&findings, try->change->answered);
	if (open == FINDING_KINDS)
		return OK;
	why = ARENA_GLUE(arena, S("请核对“"), str_of(article_finding_label(open)),
		S("”的提示，确认可以公开后勾选。"));
	try->refusal = (struct article_refusal){ why, "answered" };
	return ERR_INVALID;
}

/* All that a draft must have before a person reviews it, or takes the place of the review. */
static enum status check_draft(struct article_try *try)
{
	if (try->before.versions > 0 && try->text.note.len == 0)
		return refuse(try, ERR_INVALID, "note", "修订已发布的内容，请填写修订说明。");
	TRY(check_column(try, &try->text));
	TRY(check_policy(try, &try->text));
	return check_findings(try);
}

/* Whoever is asked gets a link, from which the review needs no login. */
static enum status ask_reviewer(struct article_try *try)
{
	struct str id = try->change->reviewer;
	struct account account;
	enum status status;

	if (id.len == 0)
		return OK;
	if (article_wrote(&try->after, id))
		return refuse(try, ERR_INVALID, "reviewer", "审核人不能是参与撰写或者送审的人，请另选一位同事。");
	status = account_read(try->work, id, &account);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status == ERR_NOT_FOUND || account.disabled ||
		(account.roles & ~account.fresh & ROLE_REVIEWER) == 0)
		return refuse(try, ERR_INVALID, "reviewer", "没有能审核稿件的这个账号，请核对后重新填写。");
	try->after.reviewer = account.id;
	outbox_add(try->work, try->changes, &(struct notice_event){ .kind = NOTICE_REVIEW, .n = try->n,
		.dept = account.dept, .account = account.id, .at = try->work->now });
	return OK;
}

static enum status submit(struct article_try *try)
{
	TRY(check_draft(try));
	try->after.submitted = try->work->now;
	try->after.submitted_by = try->change->by->id;
	add_editor(try);
	return ask_reviewer(try);
}

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
	after->links_next = outward_find(work->arena, try->text.body, links) > 0 ? work->now : 0;
	after->links_broken = 0;
	BATCH(try->changes, S("DEL"), key_article_links(work->store, work->arena, try->n));
	policy_publish(&after->policy, &try->text, &(struct policy_release){ .at = at,
		.was_public = article_listed(&try->before), .now = work->now, .calendar = work->calendar });
	after->takedown = TAKEDOWN_NONE;
	after->taken_down = after->scheduled = 0;
	after->moved_to = after->reason = after->editors = (struct str){ 0 };
	after->draft_hash = after->approved_hash = after->draft_title = (struct str){ 0 };
	return OK;
}

static enum status approve(struct article_try *try)
{
	struct article *after = &try->after;
	int64_t at = 0;

	if (!str_eq(try->change->hash, article_text_hash(try->work->arena, try->bytes)))
		return ERR_CONFLICT;
	TRY(check_column(try, &try->text));
	TRY(check_files(try, &try->text));
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

static enum status publish_at_once(struct article_try *try)
{
	struct article *after = &try->after;
	struct emergency_facts facts = { .by = try->change->by->id, .reason = try->change->reason,
		.version = after->versions + 1, .hash = after->draft_hash };

	if (try->before.report != 0)
		return refuse(try, ERR_NOT_NOW, NULL, "年度报告须由另一位同事审核，不能紧急发布。");
	if (!try->work->config->publish.emergency)
		return refuse(try, ERR_FORBIDDEN, NULL, "本站没有开通紧急发布，请送审。");
	TRY(check_draft(try));
	TRY(check_files(try, &try->text));
	add_editor(try);
	facts.writers = after->editors;
	after->reviewed_by = (struct str){ 0 };
	after->reviewed = 0;
	emergency_open(&after->emergency, &facts, try->work->calendar, try->work->now);
	outbox_add(try->work, try->changes, &(struct notice_event){ .kind = NOTICE_EMERGENCY, .n = try->n,
		.dept = after->dept, .at = try->work->now });
	return publish(try);
}

static enum status confirm(struct article_try *try)
{
	struct article_version version;
	struct article article;

	if (!str_eq(try->change->hash, try->before.emergency.hash))
		return ERR_CONFLICT;
	TRY(article_read_version(try->work, try->n, try->before.emergency.version, &article, &version));
	TRY(check_files(try, &version.text));
	emergency_close(&try->after.emergency, try->change->by->id, try->work->now);
	return OK;
}

/* What an older portal published goes on as it was: two people are named, and its date stays. */
static enum status take_in(struct article_try *try)
{
	const struct article_origin *origin = try->change->origin;
	struct article *after = &try->after;
	enum status status = article_origin_check(try->work, origin, &try->refusal);

	if (status != OK)
		return status;
	try->text = *try->change->text;
	try->bytes = article_text_print(try->work->arena, &try->text);
	TRY(check_column(try, &try->text));
	TRY(check_policy(try, &try->text));
	after->origin = origin->address;
	after->taken = try->work->now;
	after->dept = try->change->by->dept;
	after->created_by = after->editors = origin->written_by;
	after->created = after->edited = after->reviewed = origin->at;
	after->reviewed_by = origin->reviewed_by;
	after->draft_hash = article_text_hash(try->work->arena, try->bytes);
	return publish(try);
}

static enum status release(struct article_try *try)
{
	if (try->before.scheduled > try->work->now)
		return ERR_NOT_NOW;
	if (!str_eq(try->before.approved_hash, article_text_hash(try->work->arena, try->bytes)))
		return ERR_CONFLICT;
	return publish(try);
}

static enum status discard(struct article_try *try)
{
	struct casework *work = try->work;
	struct article *after = &try->after;

	BATCH(try->changes, S("DEL"), key_article_draft(work->store, work->arena, try->n));
	after->draft_hash = after->draft_title = after->editors = (struct str){ 0 };
	if (after->versions > 0)
		after->state = ARTICLE_PUBLISHED;
	return OK;
}

/* Whether it is this page: with a query, a part or as JSON it is still no other, and leads round in a circle. */
static bool is_same_page(struct str place, struct str own)
{
	return str_starts(place, own) && (place.len == own.len || place.data[own.len] < '0' ||
		place.data[own.len] > '9');
}

static bool can_move_to(struct article_try *try, struct str place)
{
	struct arena *arena = try->work->arena;
	struct str own = arena_join(arena, S("/articles/"), num(arena, (int64_t)try->n));

	if (is_same_page(place, own) || text_length(place) > ARTICLE_PLACE_MAX || !text_plain(place, false) ||
		str_find(place, ' ', 0) < place.len || str_find(place, '\\', 0) < place.len)
		return false;
	/* "//host" would lead away from the site, and browsers read a backslash as "/". */
	return str_starts(place, S("https://")) || (str_starts(place, S("/")) && !str_starts(place, S("//")));
}

static enum status take_down(struct article_try *try)
{
	const struct article_change *change = try->change;
	struct article *after = &try->after;

	if (change->takedown != TAKEDOWN_NOTICE && change->takedown != TAKEDOWN_GONE &&
		change->takedown != TAKEDOWN_MOVED)
		return refuse(try, ERR_INVALID, "takedown", "请选择撤下的方式。");
	if (change->takedown == TAKEDOWN_MOVED && !can_move_to(try, change->moved_to))
		return refuse(try, ERR_INVALID, "moved_to",
			"请填写别的网址：本站路径（以“/”开头）或以 https:// 开头的网址。");
	after->takedown = change->takedown;
	after->taken_down = try->work->now;
	after->reason = change->reason;
	/* So ends a review that finds fault with it. */
	if (article_reviews_emergency(&try->before, change->by))
		emergency_close(&after->emergency, change->by->id, try->work->now);
	after->moved_to = change->takedown == TAKEDOWN_MOVED ? change->moved_to : (struct str){ 0 };
	return OK;
}

static enum status expire(struct article_try *try)
{
	if (try->before.expires == 0 || try->before.expires > try->work->now)
		return ERR_NOT_NOW;
	try->after.takedown = TAKEDOWN_EXPIRED;
	try->after.taken_down = try->work->now;
	return OK;
}

static enum status apply(struct article_try *try)
{
	switch (try->change->action) {
	case ARTICLE_CREATE:
	case ARTICLE_EDIT:
		return take_text(try);
	case ARTICLE_ATTACH:
		return attach(try);
	case ARTICLE_SUBMIT:
		return submit(try);
	case ARTICLE_RECALL:
		try->after.approved_hash = (struct str){ 0 };
		try->after.scheduled = 0;
		return OK;
	case ARTICLE_REJECT:
		try->after.reason = try->change->reason;
		return OK;
	case ARTICLE_APPROVE:
		return approve(try);
	case ARTICLE_RELEASE:
		return release(try);
	case ARTICLE_DISCARD:
		return discard(try);
	case ARTICLE_TAKE_DOWN:
		return take_down(try);
	case ARTICLE_EXPIRE:
		return expire(try);
	case ARTICLE_EMERGENCY:
		return publish_at_once(try);
	case ARTICLE_CONFIRM:
		return confirm(try);
	case ARTICLE_TAKE_IN:
		return take_in(try);
	case ARTICLE_ACTIONS:
		break;
	}
	return ERR_INTERNAL;
}

static void write_places(struct article_try *try)
{
	struct arena *arena = try->work->arena;
	struct derive_entry old[ARTICLE_PLACES];
	struct derive_entry now[ARTICLE_PLACES];
	const struct derive_move move = { .key = key_articles, .n = try->n, .old = old,
		.olds = article_places(arena, &try->before, old), .now = now,
		.nows = article_places(arena, &try->after, now) };

	derive_move(try->work, try->changes, &move);
}

static void write(struct article_try *try, struct transaction *transaction)
{
	struct casework *work = try->work;
	bool shown = try->before.versions > 0 &&
		(try->before.takedown != try->after.takedown || try->before.versions != try->after.versions);

	article_write(work, try->changes, &try->before, &try->after);
	write_places(try);
	event_add(work, try->changes, &(struct event){
		.action = arena_join(work->arena, S(ARTICLE_EVENT),
			str_of(article_row(try->change->action)->name)),
		.by = try->change->by->id, .from = str_of(article_state_name(try->before.state)),
		.to = str_of(article_state_name(try->after.state)),
		.about = arena_join(work->arena, S(ARTICLE_ABOUT), num(work->arena, (int64_t)try->n)),
		.at = work->now });
	if (shown)
		transaction->purge = work->config->paths.cache;
}

static enum status read(struct article_try *try)
{
	switch (try->change->action) {
	case ARTICLE_CREATE:
		return read_new(try);
	case ARTICLE_TAKE_IN:
		return read_taken(try);
	default:
		return read_old(try);
	}
}

static enum status step(void *context, struct transaction *transaction)
{
	struct article_try *try = context;
	enum article_state to = article_row(try->change->action)->to;

	try->changes = &transaction->changes;
	try->refusal = (struct article_refusal){ 0 };
	try->before = (struct article){ 0 };
	TRY(read(try));
	if (try->repeated)
		return OK;
	TRY(check_allowed(try));
	try->after = try->before;
	try->after.n = try->n;
	try->after.version++;
	if (to != ARTICLE_NONE)
		try->after.state = to;
	TRY(apply(try));
	if (try->after.state != ARTICLE_REVIEW)
		try->after.reviewer = (struct str){ 0 };
	TRY(interpretation_follow(try->work, try->changes, &try->before, &try->after));
	write(try, transaction);
	return OK;
}

enum status article_change(struct casework *work, uint64_t *n, const struct article_change *change,
	struct article *after, struct article_refusal *refusal)
{
	struct article_try try = { .work = work, .change = change, .n = *n };
	enum status status = transaction_run(work->store, work->arena, step, &try);

	*refusal = try.refusal;
	if (status != OK)
		return status;
	*n = try.n;
	*after = try.after;
	return OK;
}
