#include "store/keys.h"

/* Rows in the order of enum key. */
static const struct key_row rows[KEY_KINDS] = {
	[KEY_SEQ] = { "seq", NULL, NULL, "string", NULL,
		"number of the newest case, or of the last one reserved", "cases/submit" },
	[KEY_CASE] = { "case:", "<case>", NULL, "hash", NULL, "the case: model/record", "cases/commit" },
	[KEY_THREAD] = { "case:", "<case>", ":thread", "list", NULL,
		"what readers see of it, oldest first, one JSON object an entry",
		"cases/commit, cases/effect, cases/upstream, participation/case_photo" },
	[KEY_COMMENTS] = { "case:", "<case>", ":comments", "list", NULL,
		"its published comments in the order in which they were passed, one JSON object each",
		"participation/comment_pages" },
	[KEY_REFUSED] = { "case:", "<case>", ":refused", "list", NULL,
		"notes of its refused comments, one JSON object each", "participation/comment_pages" },
	[KEY_HELD] = { "held:", "<case>", NULL, "hash", NULL,
		"its follow-ups and comments that wait for review",
		"participation/held, participation/case_photo" },
	[KEY_WAITING] = { "waiting", NULL, NULL, "zset", NULL,
		"how many held posts wait of each sender: keyed hash by number", "participation/held" },
	[KEY_VOICES] = { "voices:", "<case>", NULL, "set", NULL,
		"who supported it (s…) and commented on it (c…, c….1 …), as keyed hashes", "participation/person" },
	[KEY_CLAIM] = { "claim:", "<case>", NULL, "string", "10 minutes", "account that works on it",
		"drafts/lease" },
	[KEY_OPENED] = { "opened", NULL, NULL, "set", NULL,
		"cases that wait for their review and whose page a reviewer has opened", "drafts/opened" },
	[KEY_SAVED] = { "saved:", "<case>:<writer>", NULL, "string", "30 days",
		"an answer being written: a JSON object", "drafts/autosave" },
	[KEY_FILTERS] = { "filters:", "<account>", NULL, "hash", "180 days",
		"how that account last filtered a desk's queue", "drafts/desk_filter" },
	[KEY_SEARCHES] = { "searches:", "<account>", NULL, "hash", NULL,
		"searches that the account has put by", "drafts/saved_search" },
	[KEY_MENTIONS] = { "mentions:", "<account>", NULL, "zset", "180 days",
		"cases in which a colleague named that account, by time", "drafts/mention" },
	[KEY_VIEWS] = { "views:", "<bucket>", NULL, "hash", NULL,
		"how often cases were read: bucket is the case divided by 256", "participation/views" },
	[KEY_VISITS] = { "visits", NULL, NULL, "hash", NULL, "how often topics were read",
		"participation/views" },
	[KEY_UPSTREAM] = { "upstream:", "<source>", NULL, "hash", NULL,
		"cases by the number that a higher platform gave them", "cases/submit" },
	[KEY_QUEUE] = { "queue:", "<desk>", NULL, "zset", NULL,
		"what waits at a desk, by due time, age or supporters: cases, and held posts as case/id",
		"cases/commit, participation/held" },
	[KEY_LIST] = { "list:", "<list>", NULL, "zset", NULL,
		"lists of cases, by the time or the figure that orders them: model/derive", "cases/commit" },
	[KEY_DUE] = { "due:", "<job>", NULL, "zset", NULL,
		"cases for which the jobs must do something, by time", "cases/commit, upkeep/due_lists" },
	[KEY_JOBS] = { "jobs", NULL, NULL, "hash", NULL, "what the jobs keep from round to round",
		"upkeep/clock_guard, upkeep/due_lists, upkeep/due_articles, upkeep/recount" },
	[KEY_EVENTS] = { "events", NULL, NULL, "stream", NULL,
		"what was done: transitions, changes of accounts, departments and articles, looks at contact data",
		"model/event, upkeep/old/move_events" },
	[KEY_OLD_EVENTS] = { "old_events", NULL, NULL, "stream", NULL,
		"the files to which old events were moved, in their order; each by the id of its first event",
		"upkeep/old/move_events" },
	[KEY_ANSWERS] = { "answers", NULL, NULL, "stream", NULL,
		"the chain of seals, one entry a published version",
		"cases/answer, publish/article_change" },
	[KEY_OUTBOX] = { "outbox", NULL, NULL, "stream", NULL,
		"what targets are told; one consumer group a target", "cases/outbox" },
	[KEY_OUTBOX_DEAD] = { "outbox:dead", NULL, NULL, "list", NULL,
		"what could not be delivered, newest first, one JSON object each", "notify/dead_letter" },
	[KEY_DIGEST] = { "digest:", "<date>", NULL, "hash", NULL, "the daily of that date, of an older version",
		"upkeep/old_digests" },
	[KEY_DIGESTS] = { "digests:", "<which>", NULL, "zset", NULL,
		"dates of those dailies by day: all of them (all), the published ones (public)",
		"upkeep/old_digests" },
	[KEY_ARTICLE_SEQ] = { "articles", NULL, NULL, "string", NULL, "number of the newest article",
		"publish/article_change" },
	[KEY_ARTICLE] = { "article:", "<article>", NULL, "hash", NULL, "the article: publish/article",
		"publish/article_change" },
	[KEY_ARTICLE_DRAFT] = { "article:", "<article>", ":draft", "string", NULL,
		"the text that is being written or waits for review, a JSON object", "publish/article_change" },
	[KEY_ARTICLE_VERSIONS] = { "article:", "<article>", ":versions", "list", NULL,
		"its published versions, oldest first, one JSON object each", "publish/article_change" },
	[KEY_CERTIFICATE] = { "certificate", NULL, NULL, "string", NULL,
		"when the web server's certificate expires, ms; 0: the file can't be read", "upkeep/site_warnings" },
	[KEY_PAGES] = { "pages:", "<date>", NULL, "hash", "8 days",
		"how often workers were asked for each public page that day, and how often that took too long",
		"report/site/site_pages" },
	[KEY_ARTICLE_LINKS] = { "article:", "<article>", ":links", "string", NULL,
		"links out of the site that failed when the jobs looked, a JSON list", "publish/outward" },
	[KEY_ARTICLE_FILES] = { "article:", "<article>", ":files", "hash", NULL,
		"what hides in its attachments", "publish/article_files" },
	[KEY_ARTICLE_WITHDRAWN] = { "article:", "<article>", ":withdrawn", "hash", NULL,
		"files of earlier versions that nobody gets any more", "publish/article_files" },
	[KEY_ARTICLE_ORIGINS] = { "article:origins", NULL, NULL, "hash", NULL,
		"addresses that articles had on an older portal", "publish/article_origin" },
	[KEY_ARTICLES] = { "articles:", "<index>", NULL, "zset", NULL,
		"articles by time: shown (all, column:<column>, case:<case> that they list), taken off (down), in a state (state:<state>), due (due:release, due:expire, due:confirm, due:links, due:files), with a broken link (links:broken); yearly reports by year (reports)",
		"publish/article_change" },
	[KEY_COLUMN] = { "column:", "<column>", NULL, "hash", NULL, "a column: publish/column",
		"publish/column" },
	[KEY_COLUMN_ALL] = { "columns", NULL, NULL, "zset", NULL, "ids of all columns, in their order",
		"publish/column" },
	[KEY_TALLY] = { "tally:", "<period>", NULL, "hash", NULL,
		"counters of a period: all, a year, a month or a day", "cases/commit" },
	[KEY_CONFIRM] = { "confirm", NULL, NULL, "string", NULL,
		"written so that replicas are waited for, after what was committed by others", "store/transaction" },
	[KEY_MOVING] = { STORE_MOVING, NULL, NULL, "string", NULL,
		"only while the site is moved to another node of a Redis Cluster: how far it is; nobody writes then",
		"store/site_move" },
	[KEY_HEARTBEATS] = { "heartbeats", NULL, NULL, "hash", NULL,
		"when the processes beside the workers last went round their work", "store/heartbeat" },
	[KEY_PURGED] = { "purged", NULL, NULL, "string", NULL,
		"changes whenever something public was taken back: the caches of other machines are emptied",
		"store/transaction" },
	[KEY_RECOUNT] = { "recount", NULL, NULL, "string", "1 minute", "token of the recount that runs",
		"cases/journal" },
	[KEY_JOURNAL] = { "journal:", "<token>", NULL, "stream", "1 hour",
		"changes of tallies while that recount runs", "cases/journal" },
	[KEY_WORK] = { "work:", "<month>", NULL, "hash", NULL, "how often each account did what in a month",
		"model/event" },
	[KEY_STAFF] = { "staff:", "<account>", NULL, "hash", NULL, "an account",
		"staff/account, staff/second_factor, staff/login" },
	[KEY_STAFF_ALL] = { "staffs", NULL, NULL, "set", NULL, "ids of all accounts", "staff/account" },
	[KEY_KNOWN] = { "known:", "<account>", NULL, "zset", "180 days",
		"devices from which that account signed in, by time", "staff/login" },
	[KEY_SESSIONS] = { "sessions:", "<account>", NULL, "zset", "at most 24 hours",
		"who is signed in to that account, by the last request", "staff/session" },
	[KEY_SETTINGS] = { "settings", NULL, NULL, "hash", NULL, "what administrators set on the pages",
		"staff/factor_rule" },
	[KEY_DEPT] = { "dept:", "<department>", NULL, "hash", NULL, "a department", "model/department" },
	[KEY_DEPT_ALL] = { "depts", NULL, NULL, "zset", NULL,
		"ids of all departments, by when they were made", "model/department" },
	[KEY_NUMBERS] = { "numbers:", "<department>", NULL, "hash", NULL,
		"the last number of a letter that it issued in each year", "cases/letter_issue" },
	[KEY_PATTERNS] = { "patterns", NULL, NULL, "hash", NULL,
		"every pattern of letters' numbers that was ever set, with its department", "model/department" },
	[KEY_REPORT] = { "report:", "<year>", NULL, "hash", NULL, "the words of a year's report",
		"report/texts" },
	[KEY_REPORT_WISH] = { "report:", "<year>", ":wish", "hash", NULL,
		"that the year's report is to be composed, or how that ended", "report/frozen/wish" },
	[KEY_REPORT_PROGRESS] = { "report:", "<year>", ":progress", "string", "1 minute",
		"while it is composed: cases looked at, a blank, all cases", "report/frozen/wish" },
	[KEY_COMPOSING] = { "composing", NULL, NULL, "zset", NULL,
		"years whose report is to be composed, by when that was asked for, ms", "report/frozen/wish" },
	[KEY_FILING] = { "filing:", "<year>:<department>", NULL, "hash", NULL,
		"what a department entered for a year's report", "report/filing" },
	[KEY_FOLLOWERS] = { "case:", "<case>", ":followers", "hash", "1 year after the last one came",
		"who is to be told of a topic's answer: keyed hash of an address, and it sealed",
		"participation/followers" },
	[KEY_FOLLOWED] = { "case:", "<case>", ":followed", "hash", "7 days",
		"those of them whom the outbox is to tell now", "participation/followers" },
	[KEY_UNCONFIRMED] = { "unconfirmed:", "<case>:<follower>", NULL, "string", "3 days",
		"an e-mail address that was typed to be told of that topic's answer, sealed, until its owner confirms it; the follower as a keyed hash",
		"participation/follow_request" },
	[KEY_UNWANTED] = { "unwanted:", "<follower>", NULL, "string", "180 days",
		"that this address wants no mails to confirm such a wish", "participation/follow_request" },
	[KEY_TELLING] = { "telling", NULL, NULL, "zset", NULL,
		"topics whose followers wait to be told, by the time of the answer, ms", "cases/outbox" },
	[KEY_PUSH_NEWS] = { "push:", "<device>", NULL, "string", "7 days",
		"the case that a browser was told of last; the browser as a keyed hash",
		"participation/push_news" },
	[KEY_ONCE] = { "once:", "<token>", NULL, "string", "at most 2 days",
		"what was done with a token that counts once: form, proof of work; the case of a text that a device sent",
		"cases/commit, cases/submit, participation/followup, privacy/proof" },
	[KEY_LIMIT] = { "limit:", "<what>", NULL, "string", "1 hour, or the limit's own window",
		"how often a sender did something; the sender as a keyed hash", "privacy/limit" },
	[KEY_KEPT_PHOTOS] = { "kept:", "<form>", ":photos", "hash", "1 hour",
		"photos sent ahead for a form that isn't sent yet, by id, one JSON object each",
		"photos/kept_photos" },
	[KEY_HALF_FORM] = { "half:", "<holder>", NULL, "string", "30 minutes",
		"a form that was refused, as typed: sealed JSON", "drafts/half_form" },
	[KEY_DICTIONARIES] = { "dictionaries", NULL, NULL, "hash", NULL,
		"what packed cases are unpacked with: dictionaries of Zstandard by id, never changed", "upkeep/old/pack" },
};

const struct key_row *key_row(enum key kind)
{
	return &rows[kind];
}

static void copy(char *name, size_t *len, struct str part)
{
	if (part.len > 0)
		memcpy(name + *len, part.data, part.len);
	*len += part.len;
}

/* Names are made many times a request, so they are joined by hand: "{site}:" before varies behind. */
static struct str named(KEY_ARGS, enum key kind, struct str varies)
{
	struct str site = str_of(store_site(store));
	struct str before = str_of(rows[kind].before);
	struct str behind = rows[kind].behind != NULL ? str_of(rows[kind].behind) : (struct str){ 0 };
	char *name = arena_alloc(arena, site.len + before.len + varies.len + behind.len + sizeof("{}:"));
	size_t len = 0;

	copy(name, &len, S("{"));
	copy(name, &len, site);
	copy(name, &len, S("}:"));
	copy(name, &len, before);
	copy(name, &len, varies);
	copy(name, &len, behind);
	return (struct str){ name, len };
}

static struct str numbered(KEY_ARGS, enum key kind, uint64_t n)
{
	return named(store, arena, kind, num(arena, (int64_t)n));
}

struct str key_seq(KEY_ARGS)
{
	return named(store, arena, KEY_SEQ, S(""));
}

struct str key_case(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_CASE, n);
}

struct str key_thread(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_THREAD, n);
}

struct str key_comments(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_COMMENTS, n);
}

struct str key_refused(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_REFUSED, n);
}

struct str key_held(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_HELD, n);
}

struct str key_waiting(KEY_ARGS)
{
	return named(store, arena, KEY_WAITING, S(""));
}

struct str key_voices(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_VOICES, n);
}

struct str key_claim(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_CLAIM, n);
}

struct str key_opened(KEY_ARGS)
{
	return named(store, arena, KEY_OPENED, S(""));
}

struct str key_saved(KEY_ARGS, uint64_t n, struct str writer)
{
	return named(store, arena, KEY_SAVED, ARENA_GLUE(arena, num(arena, (int64_t)n), S(":"), writer));
}

struct str key_filters(KEY_ARGS, struct str account)
{
	return named(store, arena, KEY_FILTERS, account);
}

struct str key_searches(KEY_ARGS, struct str account)
{
	return named(store, arena, KEY_SEARCHES, account);
}

struct str key_mentions(KEY_ARGS, struct str account)
{
	return named(store, arena, KEY_MENTIONS, account);
}

struct str key_views(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_VIEWS, n / VIEWS_BUCKET);
}

struct str key_visits(KEY_ARGS)
{
	return named(store, arena, KEY_VISITS, S(""));
}

struct str key_upstream(KEY_ARGS, struct str source)
{
	return named(store, arena, KEY_UPSTREAM, source);
}

struct str key_queue(KEY_ARGS, struct str desk)
{
	return named(store, arena, KEY_QUEUE, desk);
}

struct str key_list(KEY_ARGS, struct str index)
{
	return named(store, arena, KEY_LIST, index);
}

struct str key_due(KEY_ARGS, struct str what)
{
	return named(store, arena, KEY_DUE, what);
}

struct str key_jobs(KEY_ARGS)
{
	return named(store, arena, KEY_JOBS, S(""));
}

struct str key_events(KEY_ARGS)
{
	return named(store, arena, KEY_EVENTS, S(""));
}

struct str key_old_events(KEY_ARGS)
{
	return named(store, arena, KEY_OLD_EVENTS, S(""));
}

struct str key_answers(KEY_ARGS)
{
	return named(store, arena, KEY_ANSWERS, S(""));
}

struct str key_outbox(KEY_ARGS)
{
	return named(store, arena, KEY_OUTBOX, S(""));
}

struct str key_outbox_dead(KEY_ARGS)
{
	return named(store, arena, KEY_OUTBOX_DEAD, S(""));
}

struct str key_digest(KEY_ARGS, struct str date)
{
	return named(store, arena, KEY_DIGEST, date);
}

struct str key_digests(KEY_ARGS, struct str which)
{
	return named(store, arena, KEY_DIGESTS, which);
}

struct str key_article_seq(KEY_ARGS)
{
	return named(store, arena, KEY_ARTICLE_SEQ, S(""));
}

struct str key_pages(KEY_ARGS, struct str date)
{
	return named(store, arena, KEY_PAGES, date);
}

struct str key_certificate(KEY_ARGS)
{
	return named(store, arena, KEY_CERTIFICATE, S(""));
}

struct str key_article(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE, n);
}

struct str key_article_draft(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE_DRAFT, n);
}

struct str key_article_files(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE_FILES, n);
}

struct str key_article_withdrawn(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE_WITHDRAWN, n);
}

struct str key_article_versions(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE_VERSIONS, n);
}

struct str key_article_links(KEY_ARGS, uint64_t n)
{
	return numbered(store, arena, KEY_ARTICLE_LINKS, n);
}

struct str key_article_origins(KEY_ARGS)
{
	return named(store, arena, KEY_ARTICLE_ORIGINS, S(""));
}

struct str key_articles(KEY_ARGS, struct str index)
{
	return named(store, arena, KEY_ARTICLES, index);
}

struct str key_column(KEY_ARGS, struct str id)
{
	return named(store, arena, KEY_COLUMN, id);
}

struct str key_column_all(KEY_ARGS)
{
	return named(store, arena, KEY_COLUMN_ALL, S(""));
}

struct str key_tally(KEY_ARGS, struct str period)
{
	return named(store, arena, KEY_TALLY, period);
}

struct str key_confirm(KEY_ARGS)
{
	return named(store, arena, KEY_CONFIRM, S(""));
}

struct str key_heartbeats(KEY_ARGS)
{
	return named(store, arena, KEY_HEARTBEATS, S(""));
}

struct str key_purged(KEY_ARGS)
{
	return named(store, arena, KEY_PURGED, S(""));
}

struct str key_recount(KEY_ARGS)
{
	return named(store, arena, KEY_RECOUNT, S(""));
}

struct str key_journal(KEY_ARGS, struct str token)
{
	return named(store, arena, KEY_JOURNAL, token);
}

struct str key_work(KEY_ARGS, struct str month)
{
	return named(store, arena, KEY_WORK, month);
}

struct str key_staff(KEY_ARGS, struct str id)
{
	return named(store, arena, KEY_STAFF, id);
}

struct str key_staff_all(KEY_ARGS)
{
	return named(store, arena, KEY_STAFF_ALL, S(""));
}

struct str key_known(KEY_ARGS, struct str id)
{
	return named(store, arena, KEY_KNOWN, id);
}

struct str key_sessions(KEY_ARGS, struct str id)
{
	return named(store, arena, KEY_SESSIONS, id);
}

struct str key_settings(KEY_ARGS)
{
	return named(store, arena, KEY_SETTINGS, S(""));
}

struct str key_dept(KEY_ARGS, struct str id)
{
	return named(store, arena, KEY_DEPT, id);
}

struct str key_dept_all(KEY_ARGS)
{
	return named(store, arena, KEY_DEPT_ALL, S(""));
}

struct str key_numbers(KEY_ARGS, struct str dept)
{
	return named(store, arena, KEY_NUMBERS, dept);
}

struct str key_patterns(KEY_ARGS)
{
	return named(store, arena, KEY_PATTERNS, S(""));
}

struct str key_report(KEY_ARGS, struct str year)
{
	return named(store, arena, KEY_REPORT, year);
}

struct str key_report_wish(KEY_ARGS, struct str year)
{
	return named(store, arena, KEY_REPORT_WISH, year);
}

struct str key_report_progress(KEY_ARGS, struct str year)
{
	return named(store, arena, KEY_REPORT_PROGRESS, year);
}

struct str key_composing(KEY_ARGS)
{
	return named(store, arena, KEY_COMPOSING, S(""));
}

struct str key_filing(KEY_ARGS, struct str year_dept)
{
	return named(store, arena, KEY_FILING, year_dept);
}

struct str key_followers(struct store *store, struct arena *arena, uint64_t n)
{
	return numbered(store, arena, KEY_FOLLOWERS, n);
}

struct str key_followed(struct store *store, struct arena *arena, uint64_t n)
{
	return numbered(store, arena, KEY_FOLLOWED, n);
}

struct str key_unconfirmed(struct store *store, struct arena *arena, uint64_t n, struct str follower)
{
	return named(store, arena, KEY_UNCONFIRMED,
		ARENA_GLUE(arena, num(arena, (int64_t)n), S(":"), follower));
}

struct str key_unwanted(struct store *store, struct arena *arena, struct str follower)
{
	return named(store, arena, KEY_UNWANTED, follower);
}

struct str key_telling(struct store *store, struct arena *arena)
{
	return named(store, arena, KEY_TELLING, S(""));
}

struct str key_push(KEY_ARGS, struct str device)
{
	return named(store, arena, KEY_PUSH_NEWS, device);
}

struct str key_once(KEY_ARGS, struct str token)
{
	return named(store, arena, KEY_ONCE, token);
}

struct str key_limit(KEY_ARGS, struct str what)
{
	return named(store, arena, KEY_LIMIT, what);
}

struct str key_kept_photos(KEY_ARGS, struct str form)
{
	return named(store, arena, KEY_KEPT_PHOTOS, form);
}

struct str key_half_form(KEY_ARGS, struct str holder)
{
	return named(store, arena, KEY_HALF_FORM, holder);
}

struct str key_dictionaries(KEY_ARGS)
{
	return named(store, arena, KEY_DICTIONARIES, (struct str){ 0 });
}
