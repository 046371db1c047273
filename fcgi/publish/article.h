/*
 * article: one published or drafted piece of information as it lies in Redis: its hash, its draft, its
 * versions.  A version never changes.  Which lists it stands in and when the jobs must look at it follow from
 * its hash alone (article_places).  ERR_NOT_FOUND for a number that is no article.  Depends on:
 * publish/article_text, publish/article_lifecycle, publish/emergency, publish/picks, publish/policy,
 * attachments/attachment, store/members.
 */
#ifndef PUBLISH_ARTICLE_H
#define PUBLISH_ARTICLE_H

#include "model/derive.h"
#include "publish/article_lifecycle.h"
#include "publish/article_text.h"
#include "publish/emergency.h"
#include "publish/picks.h"
#include "publish/policy.h"
#include "store/members.h"

/* Times are ms since 1970 UTC; 0: hasn't happened. */
struct article {
	uint64_t n;
	int64_t version;	/* of the record: grows with each change */
	enum article_state state;
	enum takedown takedown;
	struct str column;	/* of the published version; of none yet: of the draft */
	struct str title;	/* likewise */
	struct str summary;	/* likewise */
	struct str draft_title;	/* of a revision, where it differs */
	struct str dept;	/* whose it is: of the account that created it; may be empty */
	struct str created_by;
	int64_t created;
	struct str editors;	/* who wrote in the draft since the last version, with commas between */
	int64_t edited;
	struct str submitted_by;
	int64_t submitted;
	struct str reviewer;	/* account that is asked to review it, by a link (links/review_token) */
	struct str answered;	/* kinds of findings (article_check) that who submitted it answers for */
	struct str reason;	/* why it was sent back, or taken down */
	struct str draft_hash;	/* article_text_hash of the draft */
	struct str approved_hash;	/* of the draft that was approved and waits for its time */
	struct str reviewed_by;	/* of that, or of the published version */
	int64_t reviewed;
	int64_t scheduled;	/* when it goes out */
	int64_t published;	/* the first version */
	int64_t revised;	/* the latest version, when it isn't the first */
	int64_t versions;	/* published ones */
	int64_t expires;	/* of the published version */
	int64_t report;		/* the year of which it is the report; 0: it is none */
	int64_t taken_down;
	int64_t files_due;	/* when the jobs remove files that it needs no more; 0: it has none */
	struct str origin;	/* address on an older portal, from which it was taken in */
	int64_t taken;		/* when that was */
	struct str moved_to;	/* path or address, of TAKEDOWN_MOVED */
	int64_t links_next;	/* when the jobs look at its links out of the site; 0: it has none */
	int64_t links_broken;	/* since when one of them is broken; 0: none */
	struct policy policy;	/* of the published version */
	struct str cases;	/* likewise: the topics that it lists (publish/picks) */
	struct emergency emergency;	/* the latest publication without a review */
};

/* Whether the public sees its latest version in lists. */
bool article_listed(const struct article *article);

/* When its latest version was published; 0: none was. */
int64_t article_latest(const struct article *article);

/* A version as it was published. */
struct article_version {
	int64_t version;	/* from 1 */
	int64_t at;		/* ms */
	struct str written_by;	/* account ids with commas between; the reviewer is none of them */
	struct str reviewed_by;	/* empty: an emergency publication */
	struct str hash;	/* article_text_hash of bytes */
	struct str seal;	/* id in the chain of seals; empty: not sealed */
	struct str bytes;	/* article_text_print */
	struct article_text text;
};

/* The fields of its hash. */
extern const struct member_table article_members;

enum status article_from(uint64_t n, const struct result *pairs, struct article *out);
void article_write(struct casework *work, struct batch *batch, const struct article *before,
	const struct article *after);

enum status article_read(struct casework *work, uint64_t n, struct article *out);
/* Many in one round trip; a missing one has n 0. */
enum status article_read_many(struct casework *work, const uint64_t *numbers, size_t count,
	struct article *out);
/* The same under WATCH, in a step of a transaction (store/transaction). */
enum status article_read_watched(struct casework *work, const uint64_t *numbers, size_t count,
	struct article *out);
/* The number of the newest article; 0 when there is none. */
enum status article_last(struct casework *work, uint64_t *last);
/*
 * One round trip: the article and a version of it (0: the latest).  ERR_NOT_FOUND also when there is no such
 * version.
 */
enum status article_read_version(struct casework *work, uint64_t n, int64_t version, struct article *article,
	struct article_version *out);
/* The two halves of it: two commands, and their results. */
void article_ask_version(struct casework *work, struct batch *batch, uint64_t n, int64_t version);
enum status article_take_version(struct casework *work, uint64_t n, const struct result *results,
	struct article *article, struct article_version *out);
/*
 * Many versions in one round trip; of one that isn't there, or is broken, the version is 0.  Texts may be
 * large: ask for few.
 */
struct article_ask {
	uint64_t n;
	int64_t version;	/* from 1 */
};
enum status article_read_versions(struct casework *work, const struct article_ask *asks, size_t count,
	struct article_version *out);
/* One round trip: the article and its draft; *bytes empty when it has none. */
enum status article_read_draft(struct casework *work, uint64_t n, struct article *article, struct str *bytes,
	struct article_text *text);
/*
 * What an editor goes on from: the draft, else the latest version without its note, time and withdrawals.
 * One round trip more in that case.
 */
enum status article_read_text(struct casework *work, uint64_t n, struct article *article,
	struct article_text *text);
/* The entry of its list of versions. */
struct str article_print_version(struct arena *arena, const struct article_version *version);
/* What is told of a version beside the others. */
struct article_step {
	int64_t version;
	int64_t at;		/* ms */
	struct str note;	/* what it changed */
};
/* The latest versions, at most limit of them, newest first.  Their texts take no memory of the request. */
enum status article_history(struct casework *work, const struct article *article, size_t limit,
	struct article_step *out, size_t *count);

#define ARTICLE_PLACES (13 + POLICY_PLACES + PICKS_MOST + EMERGENCY_PLACES)
/* Where it stands (lists are indexes of key_articles), by its hash alone; gives their number. */
size_t article_places(struct arena *arena, const struct article *article,
	struct derive_entry out[ARTICLE_PLACES]);
/* The index of a column's published articles, and of a state's. */
struct str article_index_column(struct arena *arena, struct str column);
struct str article_index_state(struct arena *arena, enum article_state state);
#define ARTICLES_ALL "all"		/* every listed one, by its publication */
#define ARTICLES_DOWN "down"		/* taken down, by when */
#define ARTICLES_RELEASE "due:release"	/* what the jobs do with them, by when */
#define ARTICLES_EXPIRE "due:expire"
#define ARTICLES_LINKS "due:links"
#define ARTICLES_FILES "due:files"
#define ARTICLES_BROKEN "links:broken"	/* with a broken link, by since when */
#define ARTICLES_TITLES "titles"	/* every listed one, by article_title_score */
/* A number for a title; two titles have the same one with a chance of 2^-48. */
int64_t article_title_score(struct arena *arena, struct str title);
#define ARTICLES_REPORTS "reports"	/* yearly reports, drafts too, by their year */

#endif
