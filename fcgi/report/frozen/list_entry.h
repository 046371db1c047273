/*
 * list_entry: one line of a figure's inclusion list: a JSON object that names what was counted, in which
 * version, and a hash by which a later change shows; no text and no person.
 *  - An article's hash is the SHA-256 of its published version's bytes, base64url: what its seal says, and
 *    what anybody computes from "sealed_text" of /articles/N.json.
 *  - A case's hash is an HMAC-SHA-256 under the site's index key (crypt/keyed_hash) over what the year
 *    counts of it: its number, channel, category, applicant, title, the hash of its question, and what it
 *    adds to the year's counters and lists (entry_facts).  Without the key nobody can try guesses against it;
 *    whoever holds the key makes it again from the case as it is now.  What happens to a case later and isn't
 *    counted in that year (closing, a rating next year) leaves it unchanged.
 *  - A public case also has "question", the first 128 bits of the SHA-256 of title, line feed and question as
 *    published, base64url: what anybody computes from /topics/N.json.
 * Pure functions of what they are given.  Depends on: model/derive, publish/article, crypt/keyed_hash.
 */
#ifndef REPORT_FROZEN_LIST_ENTRY_H
#define REPORT_FROZEN_LIST_ENTRY_H

#include "model/derive.h"
#include "publish/article.h"

/* Each ends with a line feed.  amount: what it adds to the figure; 1 isn't written. */
struct str entry_case(struct casework *work, const struct case_record *record, int year, int64_t amount);
struct str entry_article(struct arena *arena, const struct article *article,
	const struct article_version *version);
/* A month's readings, of which no single ones are kept. */
struct str entry_month(struct arena *arena, int year, int month, int64_t amount);

/* Whether a case as it is now has that hash, under any index key that isn't revoked. */
bool entry_case_holds(struct casework *work, const struct case_record *record, int year, struct str hash);

#endif
