/*
 * casework_rig: a private Redis (real, in a temporary folder, on a unix socket), fresh keys, the real
 * calendar and default rules, for tests of the casework.  One a test program; rig_clean empties it between
 * tests.
 */
#ifndef TESTS_CASEWORK_RIG_H
#define TESTS_CASEWORK_RIG_H

#include "cases/act.h"
#include "cases/submit.h"
#include "model/lengths.h"
#include "model/casework.h"
#include "upkeep/archive.h"

/* cmocka group set-up and tear-down: starts and stops everything. */
int rig_start(void **state);
int rig_stop(void **state);

/* cmocka per-test set-up: the departments "zjj" and "jtj" and nothing else, a clock at 2026-03-02 10:00. */
int rig_clean(void **state);

extern struct casework rig;		/* arena reset by rig_clean */
extern struct config rig_config;

/* Renders a page of an archive package as JSON; rig_config.requests.archive_dir is there and empty at first. */
extern const struct archive_printer rig_printer;

/* A further link to the same Redis, as another worker has; the caller frees it. */
struct store *rig_link(void);

/* Viewers: a moderator, a dispatcher, the clerks of zjj and jtj, two approvers, a supervisor. */
/* Makes the account zjj2, a clerk beside rig_clerk; nobody can sign in to it. */
void rig_colleague(void);
extern const struct viewer rig_moderator, rig_dispatcher, rig_clerk, rig_other_clerk, rig_approver,
	rig_supervisor;
struct viewer rig_asker(uint64_t n);

/* Submits a plain topic; asserts that it went well. */
uint64_t rig_submit(const char *title, const char *body);
/* The case as it is now; asserts that there is one. */
struct case_record read_case(uint64_t n);
/* Asserts that queues, lists and tallies are what the cases say. */
void assert_recount_agrees(void);
/* The events whose action begins so, oldest first: "dept-add operator zjj; dept-close chief zjj". */
struct str rig_events(const char *prefix);
/* Does an action and gives its status; *after as case_act has it. */
enum status rig_act(uint64_t n, const struct act *act, struct case_record *after);
/* Does an action; asserts that it went well. */
void rig_do(uint64_t n, const struct act *act);
/* The time of "2026-03-02 10:00", ms. */
int64_t rig_moment(const char *text);
/* Brings a new topic into that state by the normal steps; gives its number. */
uint64_t rig_case_in(enum state state);
/* The same of a new letter, from a phone number of its own. */
uint64_t rig_letter_in(enum state state, bool consent);
/* The same of a new hotline work order. */
uint64_t rig_order_in(enum state state);
/* The states that cases of every channel can be in come first. */
#define RIG_STATES STATE_CORRECTING

/* The same of a new request for information, by a person, online; none is merged. */
uint64_t rig_request_in(enum state state);
/* The id of the case's latest letter, -1: none; and its service in person today. */
int64_t rig_last_letter(uint64_t n);
void rig_serve(uint64_t n);

#endif
