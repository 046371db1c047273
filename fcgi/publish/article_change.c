#include "publish/article_change.h"

#include "base/text.h"
#include "model/event.h"
#include "publish/article_draft.h"
#include "publish/article_release.h"
#include "publish/interpretation.h"
#include "store/keys.h"
#include "store/transaction.h"

/* Articles that moved one after the other, at most. */
#define MOVES_MOST 10

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
		return try_refuse(try, ERR_NOT_NOW, NULL, "上一次紧急发布还没有补审，请先由另一位同事补审。");
	if (change->action == ARTICLE_CONFIRM ? !emergency_waits(&try->before.emergency) :
		change->action != ARTICLE_APPROVE || try->before.state != ARTICLE_REVIEW)
		return ERR_NOT_NOW;
	return is_own(&try->before, change) ?
		try_refuse(try, ERR_FORBIDDEN, NULL, "您参与撰写了这篇稿件，须由另一位同事审核。") :
		try_refuse(try, ERR_FORBIDDEN, NULL, "您的审核角色授予还不满 24 小时，暂时不能审核，请由其他同事办理。");
}

/* Whether it is this page: with a query, a part or as JSON it is still no other, and leads round in a circle. */
static bool is_same_page(struct str place, struct str own)
{
	return str_starts(place, own) && (place.len == own.len || place.data[own.len] < '0' ||
		place.data[own.len] > '9');
}

/* "https://" and the name of a host, without an account (RFC 3986, section 3.2). */
static bool is_abroad(struct str place)
{
	const struct str scheme = S("https://");
	struct str rest = str_sub(place, scheme.len, place.len);
	struct str host = str_sub(rest, 0, str_find(rest, '/', 0));

	return str_starts(place, scheme) && host.len > 0 && str_find(host, '@', 0) == host.len;
}

static bool can_move_to(struct article_try *try, struct str place)
{
	struct arena *arena = try->work->arena;
	struct str own = arena_join(arena, S("/articles/"), num(arena, (int64_t)try->n));

	if (is_same_page(place, own) || text_length(place) > ARTICLE_PLACE_MAX || !text_plain(place, false) ||
		str_find(place, ' ', 0) < place.len || str_find(place, '\\', 0) < place.len)
		return false;
	/* "//host" would lead away from the site, and browsers read a backslash as "/". */
	return is_abroad(place) || (str_starts(place, S("/")) && !str_starts(place, S("//")));
}

/* The article of this site to which a place leads; 0: it leads elsewhere. */
static uint64_t article_at(const struct article_try *try, struct str place)
{
	struct str own = arena_join(try->work->arena, S("https://"),
		str_of(try->work->config->site.domain));
	const struct str path = S("/articles/");
	size_t end = path.len;
	uint64_t n = 0;

	if (own.len > S("https://").len && str_starts(place, own))
		place = str_sub(place, own.len, place.len);
	while (end < place.len && place.data[end] >= '0' && place.data[end] <= '9')
		end++;
	if (str_starts(place, path))
		str_to_u64(str_sub(place, path.len, end), INT64_MAX, &n);
	return n;
}

/* Follows where articles have moved from there on; *circle: it leads back here, or further than MOVES_MOST. */
static enum status follow(struct article_try *try, struct str place, bool *circle)
{
	int moves = 0;

	for (uint64_t n = article_at(try, place); n != 0 && n != try->n && moves < MOVES_MOST; moves++) {
		struct article article;

		/* Watched: two articles can't be moved to each other at the same time. */
		TRY(article_read_watched(try->work, &n, 1, &article));
		place = article.n != 0 && article.takedown == TAKEDOWN_MOVED ? article.moved_to : S("");
		n = article_at(try, place);
	}
	*circle = article_at(try, place) == try->n || moves == MOVES_MOST;
	return OK;
}

static enum status take_down(struct article_try *try)
{
	const struct article_change *change = try->change;
	struct article *after = &try->after;
	bool circle = false;

	if (change->takedown != TAKEDOWN_NOTICE && change->takedown != TAKEDOWN_GONE &&
		change->takedown != TAKEDOWN_MOVED)
		return try_refuse(try, ERR_INVALID, "takedown", "请选择撤下的方式。");
	if (change->takedown == TAKEDOWN_MOVED && !can_move_to(try, change->moved_to))
		return try_refuse(try, ERR_INVALID, "moved_to",
			"请填写别的网址：本站路径（以“/”开头）或以 https:// 开头的网址。");
	if (change->takedown == TAKEDOWN_MOVED)
		TRY(follow(try, change->moved_to, &circle));
	if (circle)
		return try_refuse(try, ERR_INVALID, "moved_to",
			"这个网址又转回这一篇，或者转了太多次。请填写信息现在所在的网址。");
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

/* The day has come that the published version of a document names. */
static enum status turn(struct article_try *try)
{
	struct article_version version;
	struct article article;

	TRY(article_read_version(try->work, try->n, 0, &article, &version));
	try->after.policy.validity = policy_validity_at(&version.text, try->work->now,
		&try->after.policy.turns);
	return try->after.policy.turns != try->before.policy.turns ||
		try->after.policy.validity != try->before.policy.validity ? OK : ERR_NOT_NOW;
}

static enum status apply(struct article_try *try)
{
	switch (try->change->action) {
	case ARTICLE_CREATE:
	case ARTICLE_EDIT:
		return draft_write(try);
	case ARTICLE_ATTACH:
		return draft_attach(try);
	case ARTICLE_SUBMIT:
		return draft_submit(try);
	case ARTICLE_RECALL:
		try->after.approved_hash = (struct str){ 0 };
		try->after.scheduled = 0;
		return OK;
	case ARTICLE_REJECT:
		try->after.reason = try->change->reason;
		return OK;
	case ARTICLE_APPROVE:
		return release_approved(try);
	case ARTICLE_RELEASE:
		return release_due(try);
	case ARTICLE_DISCARD:
		return draft_discard(try);
	case ARTICLE_TAKE_DOWN:
		return take_down(try);
	case ARTICLE_EXPIRE:
		return expire(try);
	case ARTICLE_TURN:
		return turn(try);
	case ARTICLE_EMERGENCY:
		return release_at_once(try);
	case ARTICLE_CONFIRM:
		return release_confirm(try);
	case ARTICLE_TAKE_IN:
		return release_taken_in(try);
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
		(try->before.takedown != try->after.takedown || try->before.versions != try->after.versions ||
		try->before.policy.validity != try->after.policy.validity);

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

static enum status step(void *context, struct transaction *transaction)
{
	struct article_try *try = context;
	enum article_state to = article_row(try->change->action)->to;

	try->changes = &transaction->changes;
	try->refusal = (struct article_refusal){ 0 };
	try->before = (struct article){ 0 };
	TRY(try_read(try));
	try->refusal.repeated = try->repeated;
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
	if (try->change->trial)
		*transaction = (struct transaction){ .store = transaction->store,
			.changes = batch_in(try->work->arena) };
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
