/*
 * keys: the names of everything in Redis (DESIGN: one site is one hash tag).  Each function gives the full
 * name in the arena; no other file spells one.  Depends on: store.
 */
#ifndef STORE_KEYS_H
#define STORE_KEYS_H

#include "store/store.h"

#define KEY_ARGS struct store *store, struct arena *arena

struct str key_seq(KEY_ARGS);
struct str key_case(KEY_ARGS, uint64_t n);
struct str key_thread(KEY_ARGS, uint64_t n);
struct str key_comments(KEY_ARGS, uint64_t n);	/* list: its published comments, in the order they were passed */
struct str key_refused(KEY_ARGS, uint64_t n);	/* list: notes of its refused comments */
struct str key_held(KEY_ARGS, uint64_t n);
struct str key_waiting(KEY_ARGS);		/* zset: how many held posts wait of each sender, as cases/voice marks them */
struct str key_voices(KEY_ARGS, uint64_t n);	/* set: who supported ("s…") and commented ("c…") */
struct str key_claim(KEY_ARGS, uint64_t n);	/* string with expiry: who is working on it */
struct str key_saved(KEY_ARGS, uint64_t n, struct str writer);	/* string with expiry: an answer being written */
struct str key_views(KEY_ARGS, uint64_t n);	/* hash of VIEWS_BUCKET cases' view counts; field n */
struct str key_visits(KEY_ARGS);		/* hash: times that topics were read, by "2026" and "2026-11" */
struct str key_queue(KEY_ARGS, struct str desk);
struct str key_list(KEY_ARGS, struct str index);
struct str key_due(KEY_ARGS, struct str what);	/* zset: cases that the jobs must do something about, by time */
struct str key_jobs(KEY_ARGS);			/* hash: what the jobs know from round to round */
struct str key_events(KEY_ARGS);
struct str key_answers(KEY_ARGS);
struct str key_outbox(KEY_ARGS);		/* stream: what departments are told, a consumer group a target */
struct str key_outbox_dead(KEY_ARGS);		/* list: what could not be delivered, newest first */
struct str key_digest(KEY_ARGS, struct str date);	/* hash: the daily of that date */
struct str key_digests(KEY_ARGS, struct str which);	/* zset: dates of "all" dailies or the "public" ones, by day */
struct str key_tally(KEY_ARGS, struct str period);
struct str key_recount(KEY_ARGS);		/* string with expiry: the token of the recount that runs */
struct str key_journal(KEY_ARGS, struct str token);	/* stream with expiry: changes of tallies while it runs */
struct str key_work(KEY_ARGS, struct str month);	/* hash: what each account did in "2026-11" */
struct str key_staff(KEY_ARGS, struct str id);
struct str key_known(KEY_ARGS, struct str id);	/* zset with expiry: devices that an account signed in from, by time */
struct str key_staff_all(KEY_ARGS);		/* set of account ids */
struct str key_dept(KEY_ARGS, struct str id);
struct str key_dept_all(KEY_ARGS);		/* zset of department ids in order of making */
struct str key_once(KEY_ARGS, struct str token);
struct str key_limit(KEY_ARGS, struct str what);	/* string with expiry: a counter */
struct str key_upstream(KEY_ARGS, struct str source);	/* hash: upstream number → case */

#define VIEWS_BUCKET 256

#endif
