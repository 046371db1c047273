/*
 * keys: the names of everything in Redis.  All keys of a site begin with its hash tag "{site}:", so that
 * a site lies in one slot of a cluster.  One row a kind of key says its name, type, life, meaning and
 * writer (docs/data-model.md is printed from it); one function a kind makes the full name in the arena.
 * No other file spells a name.  Ends the process when the arena is exhausted.  Depends on: store.
 */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "store/store.h"

enum key {
	KEY_SEQ, KEY_CASE, KEY_THREAD, KEY_COMMENTS, KEY_REFUSED, KEY_HELD, KEY_WAITING, KEY_VOICES,
	KEY_CLAIM, KEY_OPENED, KEY_SAVED, KEY_FILTERS, KEY_SEARCHES, KEY_MENTIONS, KEY_VIEWS,
	KEY_VISITS, KEY_UPSTREAM, KEY_QUEUE, KEY_LIST, KEY_DUE,
	KEY_JOBS, KEY_EVENTS, KEY_OLD_EVENTS, KEY_ANSWERS, KEY_OUTBOX, KEY_OUTBOX_DEAD, KEY_DIGEST,
	KEY_DIGESTS,
	KEY_ARTICLE_SEQ, KEY_ARTICLE, KEY_ARTICLE_DRAFT, KEY_ARTICLE_VERSIONS, KEY_ARTICLE_FILES,
	KEY_ARTICLE_WITHDRAWN, KEY_ARTICLE_LINKS, KEY_ARTICLE_ORIGINS, KEY_CERTIFICATE, KEY_PAGES,
	KEY_ARTICLES, KEY_COLUMN, KEY_COLUMN_ALL, KEY_TALLY, KEY_CONFIRM, KEY_HEARTBEATS, KEY_PURGED,
	KEY_MOVING,
	KEY_RECOUNT, KEY_JOURNAL, KEY_WORK,
	KEY_STAFF, KEY_STAFF_ALL, KEY_KNOWN,
	KEY_SESSIONS, KEY_SETTINGS, KEY_DEPT, KEY_DEPT_ALL, KEY_NUMBERS, KEY_PATTERNS,
	KEY_REPORT, KEY_REPORT_WISH, KEY_REPORT_PROGRESS, KEY_COMPOSING, KEY_FILING, KEY_FOLLOWERS,
	KEY_FOLLOWED, KEY_UNCONFIRMED, KEY_UNWANTED, KEY_TELLING, KEY_PUSH_NEWS, KEY_ONCE, KEY_LIMIT,
	KEY_KEPT_PHOTOS, KEY_HALF_FORM, KEY_DICTIONARIES,
	KEY_KINDS
};

/* A kind of key.  Its name is "{site}:", before, what varies, behind. */
struct key_row {
	const char *before;
	const char *varies;	/* placeholders as they are printed, "<case>"; NULL: nothing varies */
	const char *behind;	/* NULL: nothing */
	const char *type;	/* as Redis's TYPE says it */
	const char *life;	/* when it expires; NULL: never */
	const char *meaning;
	const char *writer;	/* the modules that write it */
};

/* kind < KEY_KINDS */
const struct key_row *key_row(enum key kind);

#define KEY_ARGS struct store *store, struct arena *arena

struct str key_seq(KEY_ARGS);
struct str key_case(KEY_ARGS, uint64_t n);
struct str key_thread(KEY_ARGS, uint64_t n);
struct str key_comments(KEY_ARGS, uint64_t n);
struct str key_refused(KEY_ARGS, uint64_t n);
struct str key_held(KEY_ARGS, uint64_t n);
struct str key_waiting(KEY_ARGS);
struct str key_voices(KEY_ARGS, uint64_t n);
struct str key_claim(KEY_ARGS, uint64_t n);
struct str key_opened(KEY_ARGS);
struct str key_saved(KEY_ARGS, uint64_t n, struct str writer);
struct str key_filters(KEY_ARGS, struct str account);
struct str key_searches(KEY_ARGS, struct str account);
struct str key_mentions(KEY_ARGS, struct str account);
struct str key_views(KEY_ARGS, uint64_t n);	/* of the bucket that has case n */
struct str key_visits(KEY_ARGS);
struct str key_upstream(KEY_ARGS, struct str source);
struct str key_queue(KEY_ARGS, struct str desk);
struct str key_list(KEY_ARGS, struct str index);
struct str key_due(KEY_ARGS, struct str what);
struct str key_jobs(KEY_ARGS);
struct str key_events(KEY_ARGS);
struct str key_old_events(KEY_ARGS);
struct str key_answers(KEY_ARGS);
struct str key_outbox(KEY_ARGS);
struct str key_outbox_dead(KEY_ARGS);
struct str key_digest(KEY_ARGS, struct str date);
struct str key_digests(KEY_ARGS, struct str which);
struct str key_article_seq(KEY_ARGS);
struct str key_article(KEY_ARGS, uint64_t n);
struct str key_article_draft(KEY_ARGS, uint64_t n);
struct str key_article_versions(KEY_ARGS, uint64_t n);
struct str key_article_links(KEY_ARGS, uint64_t n);
struct str key_certificate(KEY_ARGS);
struct str key_pages(KEY_ARGS, struct str date);
struct str key_article_files(KEY_ARGS, uint64_t n);
struct str key_article_withdrawn(KEY_ARGS, uint64_t n);
struct str key_article_origins(KEY_ARGS);
struct str key_articles(KEY_ARGS, struct str index);
struct str key_column(KEY_ARGS, struct str id);
struct str key_column_all(KEY_ARGS);
struct str key_tally(KEY_ARGS, struct str period);
struct str key_confirm(KEY_ARGS);
struct str key_heartbeats(KEY_ARGS);
struct str key_purged(KEY_ARGS);
struct str key_recount(KEY_ARGS);
struct str key_journal(KEY_ARGS, struct str token);
struct str key_work(KEY_ARGS, struct str month);
struct str key_staff(KEY_ARGS, struct str id);
struct str key_staff_all(KEY_ARGS);
struct str key_known(KEY_ARGS, struct str id);
struct str key_sessions(KEY_ARGS, struct str id);
struct str key_settings(KEY_ARGS);
struct str key_dept(KEY_ARGS, struct str id);
struct str key_dept_all(KEY_ARGS);
struct str key_report(KEY_ARGS, struct str year);
struct str key_report_wish(KEY_ARGS, struct str year);
struct str key_report_progress(KEY_ARGS, struct str year);
struct str key_composing(KEY_ARGS);
struct str key_filing(KEY_ARGS, struct str year_dept);
struct str key_numbers(KEY_ARGS, struct str dept);
struct str key_patterns(KEY_ARGS);
struct str key_followers(KEY_ARGS, uint64_t n);
struct str key_followed(KEY_ARGS, uint64_t n);
struct str key_unconfirmed(KEY_ARGS, uint64_t n, struct str follower);
struct str key_unwanted(KEY_ARGS, struct str follower);
struct str key_telling(KEY_ARGS);
struct str key_push(KEY_ARGS, struct str device);
struct str key_once(KEY_ARGS, struct str token);
struct str key_limit(KEY_ARGS, struct str what);
struct str key_kept_photos(KEY_ARGS, struct str form);
struct str key_half_form(KEY_ARGS, struct str holder);
struct str key_dictionaries(KEY_ARGS);

#define VIEWS_BUCKET 256
/* How long a form that counts once is remembered, for EX: longer than its token is good. */
#define ONCE_SECONDS "172800"

#endif
