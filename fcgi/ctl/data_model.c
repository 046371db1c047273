/*
 * wenzhengctl data-model: prints what Redis holds, from the tables of store/keys, model/record and others
 * that map hashes to structs (store/members), and the ones below.
 */
#include "ctl/data_model.h"

#include <stdio.h>

#include "model/record.h"
#include "publish/article.h"
#include "publish/column.h"
#include "report/filing.h"
#include "report/frozen/wish.h"
#include "report/texts.h"
#include "store/keys.h"

/*
 * What is in a key: fields of a hash or of a stream's entries, members of a list's JSON objects or of a
 * string's one, members of a sorted set or set.  The fields of KEY_CASE are those of model/record.
 */
static const struct content_row {
	enum key key;
	const char *name;
	const char *type;
	const char *meaning;
} contents[] = {
	{ KEY_THREAD, "id", "integer", "number within the case; held posts are counted with them" },
	{ KEY_THREAD, "kind", "name",
		"question, followup, answer, event, opinion, note, draft, letter or service" },
	{ KEY_THREAD, "at", "integer", "when, ms" },
	{ KEY_THREAD, "text", "text", "masked" },
	{ KEY_THREAD, "photos", "list", "of {id, w, h}: file name, width, height" },
	{ KEY_THREAD, "files", "list", "of {id, name, kind, size, hash, found}: files that go with an answer, as in "
		"an article; found: what hides in one, JSON list of {finding, what}" },
	{ KEY_THREAD, "dept", "text", "department that answered, gave its opinion or was acted on" },
	{ KEY_THREAD, "left", "text", "of an event: department that the case went from" },
	{ KEY_THREAD, "late", "boolean", "of an event: past the time limit of the department that the case went from" },
	{ KEY_THREAD, "days", "integer",
		"of an event: working days that were asked for or added; of a letter: that it gives" },
	{ KEY_THREAD, "version", "integer", "of an answer: 1 is the first" },
	{ KEY_THREAD, "seal", "text", "of an answer: id of its entry in answers" },
	{ KEY_THREAD, "reason", "text", "of a revised answer: why" },
	{ KEY_THREAD, "outcome", "name", "of the answer to a request" },
	{ KEY_THREAD, "more", "text", "of the same: what its outcome must say besides" },
	{ KEY_THREAD, "told", "text", "of the same: what a third party that objected is told" },
	{ KEY_THREAD, "grounds", "text", "of the same: codes of what it rests on (law/outcome)" },
	{ KEY_THREAD, "asked", "boolean", "of the same: a third party was asked before it" },
	{ KEY_THREAD, "letter", "name", "of a letter or its service: which kind (model/letter)" },
	{ KEY_THREAD, "no", "text", "of a letter: its number" },
	{ KEY_THREAD, "to", "text", "of a letter: who gets it, if not the applicant; for staff only" },
	{ KEY_THREAD, "organ", "text", "of a letter: name of the department when it issued it" },
	{ KEY_THREAD, "review", "text", "of a letter with remedies: who reviews the decision" },
	{ KEY_THREAD, "reviewurl", "text", "of the same: where online" },
	{ KEY_THREAD, "court", "text", "of the same: where it is sued against" },
	{ KEY_THREAD, "until", "integer", "of a letter: the day that it names, ms" },
	{ KEY_THREAD, "of", "integer", "of a service: id of the letter" },
	{ KEY_THREAD, "way", "name", "of a service: how" },
	{ KEY_THREAD, "on", "integer", "of a service: the day that counts, ms" },
	{ KEY_THREAD, "signed", "integer", "of a service by post: the day on which it was signed for, ms" },
	{ KEY_THREAD, "mail", "text", "of a service by post: its number at the post; for staff only" },
	{ KEY_THREAD, "basis", "name", "of the notice of a fee: by what (law/fee)" },
	{ KEY_THREAD, "count", "integer", "of the same: items or pages" },
	{ KEY_THREAD, "earlier", "integer", "of the same, by items: those of the month before it" },
	{ KEY_THREAD, "action", "name", "of an event or note: the transition" },
	{ KEY_THREAD, "by", "text", "of an event or opinion: who; for staff only" },
	{ KEY_THREAD, "rating", "integer", "of a rating" },
	{ KEY_THREAD, "into", "integer", "of a merge: the other case; for staff only" },
	{ KEY_THREAD, "again", "1", "of an assignment: another department had it before" },
	{ KEY_THREAD, "resumed", "1", "of a payment or correction: it took back that the request had lapsed" },
	{ KEY_THREAD, "final", "1", "of an assignment: it can't be returned" },
	{ KEY_THREAD, "unmasked", "text", "of an accept: kinds of personal data left in clear; for staff only" },
	{ KEY_THREAD, "file", "text", "of the removal of a file that went with an answer: its name; for staff only" },
	{ KEY_THREAD, "consenter", "text", "of an extension: who consented; for staff only" },
	{ KEY_THREAD, "about", "name",
		"of a consultation or appeal: which; of a letter: id of the one that it follows" },
	{ KEY_THREAD, "result", "name", "of a consultation or appeal: how it ended" },
	{ KEY_THREAD, "hash", "text", "of an archive: what its package and its seal say, SHA-256 in hex" },
	{ KEY_COMMENTS, "id", "integer", "as in the thread" },
	{ KEY_COMMENTS, "kind", "name", "comment" },
	{ KEY_COMMENTS, "at", "integer", "when it was sent, ms" },
	{ KEY_COMMENTS, "text", "text", "masked" },
	{ KEY_COMMENTS, "photos", "list", "as in the thread" },
	{ KEY_COMMENTS, "dept", "text", "of an official one: the department" },
	{ KEY_COMMENTS, "by", "text", "of an official one: the account that wrote it; for staff only" },
	{ KEY_COMMENTS, "kept", "boolean", "it was reported and kept: it can't be reported again" },
	{ KEY_REFUSED, "id", "integer", "as in the thread" },
	{ KEY_REFUSED, "kind", "name", "note" },
	{ KEY_REFUSED, "at", "integer", "when it was refused, ms" },
	{ KEY_REFUSED, "action", "name", "refuse" },
	{ KEY_REFUSED, "by", "text", "account that refused it" },
	{ KEY_REFUSED, "reason", "text", "why" },
	{ KEY_REFUSED, "text", "text", "what was refused, masked" },
	{ KEY_HELD, "<id>", "JSON object", "{id, kind, at, text, photos, dept, by, marks}: marks as in waiting; of a reported comment, "
		"under its id, also place in comments and reporters, keyed hashes" },
	{ KEY_WAITING, "<mark>", "member", "c or r (reports) and the case, or kind of sender and keyed hash; score: how many posts wait" },
	{ KEY_VOICES, "<hash>", "member", "s or c, then the keyed hash of a device" },
	{ KEY_OPENED, "<case>", "member", "a case" },
	{ KEY_SAVED, "text", "text", "the answer so far" },
	{ KEY_SAVED, "reason", "text", "reason of a revision" },
	{ KEY_SAVED, "outcome", "name", "outcome of a request" },
	{ KEY_SAVED, "more", "text", "what that outcome must say besides" },
	{ KEY_SAVED, "told", "text", "what a third party that objected is told" },
	{ KEY_SAVED, "grounds", "text", "codes of what it rests on" },
	{ KEY_SAVED, "at", "integer", "when it was saved, ms" },
	{ KEY_FILTERS, "<desk>", "text", "the query string that asks for it" },
	{ KEY_SEARCHES, "<name>", "text", "the query string that asks for it" },
	{ KEY_MENTIONS, "<case>", "member", "a case; score: when, ms" },
	{ KEY_PAGES, "<page>", "integer", "visits, by the page's pattern in the route table" },
	{ KEY_PAGES, "<page> slow", "integer", "of them longer than 15 seconds" },
	{ KEY_VIEWS, "<case>", "integer", "how often it was read" },
	{ KEY_VISITS, "<period>", "integer", "by year and month: 2026, 2026-11" },
	{ KEY_UPSTREAM, "<number>", "integer", "the case" },
	{ KEY_QUEUE, "<case>", "member", "a case, or case/id of a held post; score: due, ms" },
	{ KEY_QUEUE, "review, dispatch, approve, callback", "desk",
		"posts to review, to assign, to approve, to call back" },
	{ KEY_QUEUE, "dept:<department>", "desk", "what a department must answer, or give its opinion on" },
	{ KEY_QUEUE, "<desk>~age", "desk", "the same; score: when it was sent, ms" },
	{ KEY_QUEUE, "<desk>~supports", "desk",
		"the same but for review; score: the most supporters first, of equals the oldest (model/derive)" },
	{ KEY_LIST, "<case>", "member", "a case; score: the time or figure that orders the list" },
	{ KEY_LIST, "new, hot, answered", "list",
		"public topics; of another channel with its name before: letter:new" },
	{ KEY_LIST, "cat:<category>, dept:<department>", "list", "the same by category and by department" },
	{ KEY_LIST, "waiting, returned, low, declined", "list",
		"no answer yet; sent back twice or more; rated 1 or 2; requests that were declined" },
	{ KEY_LIST, "owed:<department>", "list", "what it has not answered yet, by due time" },
	{ KEY_LIST, "phone:<hash>, filer:<hash>", "list",
		"cases by the start of a phone number's keyed hash, requests of one applicant" },
	{ KEY_LIST, "figure:<figure>", "list",
		"requests behind a figure of the yearly report, as the tallies name them; open: not ended" },
	{ KEY_LIST, "merged:<case>", "list", "what was merged into that case" },
	{ KEY_DUE, "<case>", "member", "a case; score: when, ms, or from when the configured days count" },
	{ KEY_DUE, "remind, lapse, close, erase, archive", "job",
		"reminders, missed corrections, closing, erasing contact data, of requests after archiving" },
	{ KEY_JOBS, "proved", "integer", "latest time that the clock was proved to have, ms" },
	{ KEY_JOBS, "suspect", "0 or 1", "the clock leapt and nobody confirmed it: the jobs wait" },
	{ KEY_JOBS, "dated", "1", "documents of an older version know when their validity changes" },
	{ KEY_JOBS, "built", "text", "how far due lists of older states are built: a case, or all" },
	{ KEY_JOBS, "recounted", "integer", "the version of the last recount: RECOUNT_VERSION of upkeep/recount" },
	{ KEY_JOBS, "seals", "kept", "jobs of this version ran: answers' seals are stored in their short form" },
	{ KEY_JOBS, "unarchived", "integer", "requests whose archive package is due and not written" },
	{ KEY_JOBS, "packed", "integer", "cases that were packed so far; one that was packed twice counts twice" },
	{ KEY_JOBS, "trained", "integer", "how many cases there were when a dictionary was last made or tried" },
	{ KEY_HEARTBEATS, "<process>", "integer", "when jobs, notify or index last went round, ms" },
	{ KEY_HEARTBEATS, "<process>:done", "integer",
		"the same of the last time that all was done" },
	{ KEY_DICTIONARIES, "<id>", "bytes", "a dictionary (RFC 8878 section 5); the id is 1 for the first" },
	{ KEY_EVENTS, "c", "integer", "the case; 0: none" },
	{ KEY_EVENTS, "a", "name", "action" },
	{ KEY_EVENTS, "by", "text", "who" },
	{ KEY_EVENTS, "f", "text", "state before; of an account: roles before" },
	{ KEY_EVENTS, "t", "text", "state after; of an account: roles after; of a report: its year" },
	{ KEY_EVENTS, "d", "text", "department concerned; of an account or column: its id; of an article: article/<article>; of a move: the file; of a copy or erasure: the ground (law/personal)" },
	{ KEY_EVENTS, "at", "integer", "when, ms" },
	{ KEY_OLD_EVENTS, "last", "text", "id of the file's last event" },
	{ KEY_OLD_EVENTS, "count", "integer", "its events" },
	{ KEY_OLD_EVENTS, "size", "integer", "bytes" },
	{ KEY_OLD_EVENTS, "hash", "text", "SHA-256 of the file, base64url" },
	{ KEY_OLD_EVENTS, "seal", "text", "SHA-256 of its seal, a JWS beside it, base64url" },
	{ KEY_ANSWERS, "c", "integer", "of an answer: the case" },
	{ KEY_ANSWERS, "a", "integer", "of an article's version: the article" },
	{ KEY_ANSWERS, "v", "integer", "version of the answer or article" },
	{ KEY_ANSWERS, "s", "bytes",
		"of an answer: what of its seal isn't said by c and v, each with its length before it: kid, dept, time, the "
		"hashes question, answer and previous, signature; printed in this order it is the JWS again" },
	{ KEY_ANSWERS, "jws", "text",
		"of an article, or of an answer sealed before the jobs of this version ran: its seal, with the claims case, version, question, answer, dept, time, previous; of an article: kind, article, version, text, time, previous" },
	{ KEY_OUTBOX, "k", "name", "kind of notice" },
	{ KEY_OUTBOX, "c", "integer", "the case or article" },
	{ KEY_OUTBOX, "d", "text", "department" },
	{ KEY_OUTBOX, "n", "integer", "assignment for which an answer link is made" },
	{ KEY_OUTBOX, "at", "integer", "when, ms" },
	{ KEY_OUTBOX, "to", "text", "the only target that gets it; empty: all that want it" },
	{ KEY_OUTBOX, "o", "text", "id of the dead letter that is sent again" },
	{ KEY_OUTBOX, "a", "text", "account that is asked to review an article" },
	{ KEY_OUTBOX, "x", "text", 
		"of a warning by the site check: what fails, and when; of a push message: the browser's hash" },
	{ KEY_OUTBOX_DEAD, "id", "text", "id of the message and its target" },
	{ KEY_OUTBOX_DEAD, "origin", "text", "id of the first try, when it was sent again" },
	{ KEY_OUTBOX_DEAD, "target", "text", "section of targets.conf" },
	{ KEY_OUTBOX_DEAD, "kind", "name", "kind of notice" },
	{ KEY_OUTBOX_DEAD, "case", "integer", "the case or article" },
	{ KEY_OUTBOX_DEAD, "dept", "text", "department" },
	{ KEY_OUTBOX_DEAD, "assignment", "integer", "as n of the outbox" },
	{ KEY_OUTBOX_DEAD, "account", "text", "as a of the outbox" },
	{ KEY_OUTBOX_DEAD, "about", "text", "as x of the outbox" },
	{ KEY_OUTBOX_DEAD, "at", "integer", "when it was written, ms" },
	{ KEY_OUTBOX_DEAD, "died", "integer", "when it was given up, ms" },
	{ KEY_OUTBOX_DEAD, "tries", "integer", "how often it was tried" },
	{ KEY_OUTBOX_DEAD, "error", "text", "what the last try met" },
	{ KEY_ARTICLE_DRAFT, "<member>", "text",
		"column, title, summary, body (CommonMark), source, author, keywords, publish_at, expires, note, cases, attachments (a JSON object)" },
	{ KEY_ARTICLE_LINKS, "url", "text", "a link that failed" },
	{ KEY_ARTICLE_LINKS, "why", "text", "why, in Chinese" },
	{ KEY_ARTICLE_LINKS, "since", "integer", "first failure in a row, ms" },
	{ KEY_ARTICLE_LINKS, "failures", "integer", "in a row; from 3 on it is broken" },
	{ KEY_ARTICLE_FILES, "<attachment>", "text", "by its id a JSON list of {finding, what} (scan/hidden), empty when nothing hides" },
	{ KEY_ARTICLE_WITHDRAWN, "<attachment>", "text", "by its id why" },
	{ KEY_ARTICLE_VERSIONS, "version", "integer", "1 is the first" },
	{ KEY_ARTICLE_VERSIONS, "at", "integer", "when it was published, ms" },
	{ KEY_ARTICLE_VERSIONS, "written_by", "text", "accounts that wrote in it, by comma; of an imported one, as the older portal names them" },
	{ KEY_ARTICLE_VERSIONS, "reviewed_by", "text", "account that approved these bytes; none of those; empty: an emergency publication" },
	{ KEY_ARTICLE_VERSIONS, "hash", "text", "SHA-256 of text, base64url" },
	{ KEY_ARTICLE_VERSIONS, "seal", "text", "id of its entry in answers" },
	{ KEY_ARTICLE_VERSIONS, "text", "text", "the draft as it was approved, byte for byte" },
	{ KEY_ARTICLE_ORIGINS, "<address>", "integer", "the article" },
	{ KEY_ARTICLES, "<article>", "member",
		"an article; score: publication, or when it came into its state, ms; in `titles` a hash of its title" },
	{ KEY_COLUMN_ALL, "<column>", "member", "id; score: its place" },
	{ KEY_TALLY, "in.<channel>.<category>", "integer", "received, by when it came" },
	{ KEY_TALLY, "lead.<channel>.<category>", "integer", "first assigned" },
	{ KEY_TALLY, "done.<channel>.<category>", "integer", "answered; once reopened, when answered again" },
	{ KEY_TALLY, "ontime.<channel>.<category>", "integer", "answered in time" },
	{ KEY_TALLY, "days.<channel>.<category>", "integer", "sum of working days to the first answer" },
	{ KEY_TALLY, "rate<rating>.<channel>.<category>", "integer", "rated, by latest rating" },
	{ KEY_TALLY, "<figure>@<department>.<channel>", "integer", "those of a department" },
	{ KEY_TALLY, "asked.request.<applicant>", "integer", "requests received by law" },
	{ KEY_TALLY, "<outcome>.request.<applicant>", "integer", "requests concluded so" },
	{ KEY_TALLY, "fee.request.<applicant>", "integer", "yuan paid for handling requests" },
	{ KEY_TALLY, "appeal.request.<kind>-<result>", "integer",
		"appeals that ended so; pending: begun, less those that ended" },
	{ KEY_JOURNAL, "c", "integer", "the case" },
	{ KEY_JOURNAL, "<period>/<field>", "integer", "what was added to that field of a tally" },
	{ KEY_WORK, "<action>@<account>", "integer", "how often" },
	{ KEY_NUMBERS, "<year>", "integer", "the last number" },
	{ KEY_PATTERNS, "<pattern>", "text", "department" },
	{ KEY_COMPOSING, "<year>", "member", "a year" },
	{ KEY_STAFF, "name", "text", "name" },
	{ KEY_STAFF, "roles", "text", "roles, by comma" },
	{ KEY_STAFF, "dept", "text", "department of a clerk" },
	{ KEY_STAFF, "disabled", "1 or empty", "signs in no more" },
	{ KEY_STAFF, "epoch", "integer", "ends older sessions when it grows" },
	{ KEY_STAFF, "fresh", "text", "roles given lately, not yet good for a second pair of eyes" },
	{ KEY_STAFF, "fresh_until", "integer", "until then, ms" },
	{ KEY_STAFF, "password", "text", "yescrypt hash" },
	{ KEY_STAFF, "passwords", "text", "hashes of earlier passwords, newest first, blanks between" },
	{ KEY_STAFF, "password_at", "integer", "when its owner chose the password, ms; 0: somebody else set it" },
	{ KEY_STAFF, "totp", "text", "sealed secret of the second factor" },
	{ KEY_STAFF, "totp_pending", "text", "sealed secret that is being enrolled" },
	{ KEY_STAFF, "totp_step", "integer", "step of the last code that was used" },
	{ KEY_STAFF, "recovery", "text", "keyed hashes of the recovery codes that are left, blanks between" },
	{ KEY_STAFF, "last_login", "integer", "ms" },
	{ KEY_STAFF, "login_before", "integer", "the sign-in before that one, ms" },
	{ KEY_STAFF, "failed", "integer", "failed sign-ins since the last one" },
	{ KEY_STAFF, "failed_before", "integer", "failed sign-ins between the last two" },
	{ KEY_STAFF_ALL, "<account>", "member", "id of an account" },
	{ KEY_KNOWN, "<hash>", "member", "keyed hash of a device; score: latest sign-in, ms" },
	{ KEY_SESSIONS, "<session>", "member", "id, begin (ms) and network, blanks between; score: last request, ms" },
	{ KEY_SETTINGS, "totp_roles", "text", "roles that must have a second factor, by comma" },
	{ KEY_DEPT, "name", "text", "name" },
	{ KEY_DEPT, "phone", "text", "telephone" },
	{ KEY_DEPT, "phrases", "text", "standard phrases, one a line" },
	{ KEY_DEPT, "pattern", "text", "of the numbers of its letters, with {year} and {n}" },
	{ KEY_DEPT, "review", "text", "who reviews its decisions" },
	{ KEY_DEPT, "reviewurl", "text", "where a review is applied for online" },
	{ KEY_DEPT, "court", "text", "where its decisions are sued against" },
	{ KEY_DEPT, "closed", "0 or 1", "gets no new cases" },
	{ KEY_DEPT_ALL, "<department>", "member", "id; score: when it was made, ms" },
};

/* Hashes whose module has a table of their fields, and the fields beside these. */
static const struct hash_row {
	enum key key;
	const struct member_table *members;
	const char *others;	/* a row as it is printed; NULL: none */
} hashes[] = {
	{ KEY_ARTICLE, &article_members, NULL },
	{ KEY_COLUMN, &column_members, NULL },
	{ KEY_REPORT, &texts_members, NULL },
	{ KEY_REPORT_WISH, &wish_members, NULL },
	{ KEY_FILING, &filing_members,
		"| `<part>.<row>.<column>` | integer | a cell of the form (report/form); of money in fen |" },
};

static void print_name(const struct key_row *row)
{
	printf("`%s%s%s`", row->before, row->varies != NULL ? row->varies : "",
		row->behind != NULL ? row->behind : "");
}

static void print_keys(void)
{
	puts("## Keys\n\n| key | type | expires | what | written by |\n|---|---|---|---|---|");
	for (enum key key = 0; key < KEY_KINDS; key++) {
		const struct key_row *row = key_row(key);

		fputs("| ", stdout);
		print_name(row);
		printf(" | %s | %s | %s | %s |\n", row->type, row->life != NULL ? row->life : "–",
			row->meaning, row->writer);
	}
	puts("\n`wenzhengctl recount` (upkeep/recount) also repairs queues, lists, due lists, tallies, `work`\n"
	     "and `waiting`.");
}

static void print_content_head(enum key key)
{
	fputs("\n### ", stdout);
	print_name(key_row(key));
	puts("\n\n| name | type | what |\n|---|---|---|");
}

static void print_case_fields(void)
{
	struct record_field field;

	print_content_head(KEY_CASE);
	for (size_t i = 0; record_field(i, &field); i++)
		printf("| `%s` | %s | %s |\n", field.name, field.type, field.meaning);
	puts("| `zr` | bytes | of a packed case, in place of all the others: they, compressed (store/packed) |\n"
	     "| `zt` | bytes | of a packed case: its thread, compressed, in place of the list |");
}

static void print_hashes(void)
{
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		const struct member_table *members = hashes[i].members;

		print_content_head(hashes[i].key);
		for (size_t k = 0; k < members->count; k++)
			printf("| `%.*s` | %s | %s |\n", STR_ARG(members->rows[k].field),
				members_type(&members->rows[k]), members->rows[k].meaning);
		if (hashes[i].others != NULL)
			puts(hashes[i].others);
	}
}

static void print_contents(void)
{
	puts("\n## What is in them\n\n"
	     "Fields of hashes and of streams' entries, members of JSON objects, members of sets.\n"
	     "A field at its default is not stored.");
	print_case_fields();
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		const struct content_row *row = &contents[i];

		if (i == 0 || contents[i - 1].key != row->key)
			print_content_head(row->key);
		printf("| `%s` | %s | %s |\n", row->name, row->type, row->meaning);
	}
	print_hashes();
}

static int data_model(struct ctl *ctl)
{
	(void)ctl;
	puts("# Data model\n\n"
	     "Everything that is stored in Redis.  Each key begins with the site's hash tag, `{site}:`, left\n"
	     "out below.  Times are milliseconds since 1970 UTC.  What stands between angle brackets\n"
	     "varies.  This page is printed by `wenzhengctl data-model`; don't edit it.\n"
	     "tests/e2e/data_model.test.mjs compares the two, and finds nothing in a used Redis that\n"
	     "isn't named here.\n");
	print_keys();
	print_contents();
	return CTL_DONE;
}

const struct ctl_command ctl_data_model[] = {
	{ "data-model", "", 0, 0, CTL_NOTHING, data_model, "Print every key of Redis and what is in it", NULL,
		{ { 0 } } },
	{ 0 },
};
