#include "publish/article.h"

#include "attachments/attachment.h"
#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"
#include "store/keys.h"
#include "store/members.h"

#define TITLE_BYTES 6
/* Versions that are read at once where only their notes are wanted, and the room for their texts. */
#define CHUNK_VERSIONS 4
#define CHUNK_BYTES ((size_t)64 << 20)

static bool parse_state(struct str name, void *member)
{
	return article_state_parse(name, member);
}

static struct str print_state(const void *member)
{
	return str_of(article_state_name(*(const enum article_state *)member));
}

static bool parse_takedown(struct str name, void *member)
{
	return takedown_parse(name, member);
}

static struct str print_takedown(const void *member)
{
	enum takedown takedown = *(const enum takedown *)member;

	return takedown != TAKEDOWN_NONE ? str_of(takedown_name(takedown)) : (struct str){ 0 };
}

static const struct member_names state_names = { parse_state, print_state };
static const struct member_names takedown_names = { parse_takedown, print_takedown };

static bool parse_validity(struct str name, void *member)
{
	return policy_validity_parse(name, member);
}

static struct str print_validity(const void *member)
{
	return str_of(policy_validity_name(*(const enum policy_validity *)member));
}

static bool parse_kind(struct str name, void *member)
{
	return interpretation_kind_parse(name, member);
}

static struct str print_kind(const void *member)
{
	return str_of(interpretation_kind_name(*(const enum interpretation_kind *)member));
}

static const struct member_names validity_names = { parse_validity, print_validity };
static const struct member_names kind_names = { parse_kind, print_kind };

static const struct member_row rows[] = {
#define ROW(field, type, member, meaning) MEMBER_ROW(field, type, struct article, member, meaning)
	ROW("v", INT, version, "version of the record; grows by one with each change"),
	MEMBER_ROW_NAME("st", state_names, struct article, state, "how far its draft has come"),
	MEMBER_ROW_NAME("down", takedown_names, struct article, takedown, "how it was taken off"),
	ROW("col", STR, column, "column"),
	ROW("title", STR, title, "title of the published version, or of the first draft"),
	ROW("sum", STR, summary, "summary, likewise"),
	ROW("dtitle", STR, draft_title, "title of the draft of a revision"),
	ROW("dept", STR, dept, "department of the account that created it"),
	ROW("cby", STR, created_by, "account that created it"),
	ROW("at", INT, created, "when it was created, ms"),
	ROW("eds", STR, editors, "accounts that wrote in the draft since the last version"),
	ROW("edat", INT, edited, "when the draft was last written, ms"),
	ROW("sby", STR, submitted_by, "account that submitted it for review"),
	ROW("sat", INT, submitted, "when it was submitted for review, ms"),
	ROW("rask", STR, reviewer, "account that was asked to review it by a link"),
	ROW("answered", STR, answered, "kinds of findings that whoever submitted the draft answers for"),
	ROW("why", STR, reason, "why it was sent back or taken off"),
	ROW("dh", STR, draft_hash, "SHA-256 of the draft, base64url"),
	ROW("ah", STR, approved_hash, "SHA-256 of the draft that was approved and waits for its time"),
	ROW("rby", STR, reviewed_by, "account that approved it"),
	ROW("rat", INT, reviewed, "when it was approved, ms"),
	ROW("sched", INT, scheduled, "when the approved draft goes out, ms"),
	ROW("pub", INT, published, "when its first version was published, ms"),
	ROW("rev", INT, revised, "when its latest version was, if that isn't the first, ms"),
	ROW("vers", INT, versions, "published versions"),
	ROW("exp", INT, expires, "when the published version expires, ms"),
	ROW("downat", INT, taken_down, "when it was taken off, ms"),
	ROW("fdue", INT, files_due, "when the jobs remove files that it needs no more, ms"),
	ROW("origin", STR, origin, "address on the older portal from which it was taken in"),
	ROW("taken", INT, taken, "when it was taken in, ms"),
	ROW("moved", STR, moved_to, "where it went"),
	ROW("report", INT, report, "year of which it is the report"),
	MEMBER_ROW_NAME("valid", validity_names, struct article, policy.validity,
		"validity of the policy document that it is"),
	ROW("turns", INT, policy.turns, "when the document's dates change its validity, ms"),
	ROW("no", STR, policy.number, "number of the document (文号)"),
	ROW("body", STR, policy.body, "body that issued the document"),
	ROW("issued", INT, policy.issued, "day of issue of the document, ms"),
	ROW("succ", INT, policy.successor, "article that took the document's place"),
	ROW("opened", INT, policy.opened, "when it was first public as a document, ms"),
	ROW("idue", INT, policy.due, "last moment for the document's interpretation, ms"),
	ROW("iover", BOOL, policy.settled,
		"its days were over when it came here: nobody is asked to interpret it"),
	ROW("iat", INT, policy.explained, "since when a public article interprets the document, ms"),
	ROW("expl", INT, policy.explains, "document that it interprets"),
	MEMBER_ROW_NAME("kind", kind_names, struct article, policy.kind, "kind of interpretation"),
	ROW("explat", INT, policy.explains_at, "since when it is public as that interpretation, ms"),
	ROW("cases", STR, cases, "topics that the published version lists, by comma"),
	ROW("lnext", INT, links_next, "when the jobs look at its links out of the site next, ms"),
	ROW("lbad", INT, links_broken, "since when one of them is broken, ms"),
	ROW("emby", STR, emergency.by, "account that published a version without a review"),
	ROW("emat", INT, emergency.at, "when that was, ms"),
	ROW("emwhy", STR, emergency.reason, "why it was published without a review"),
	ROW("emvers", INT, emergency.version, "which version it was"),
	ROW("emhash", STR, emergency.hash, "SHA-256 of that version, base64url"),
	ROW("emeds", STR, emergency.writers, "accounts that wrote or published it"),
	ROW("emdue", INT, emergency.due, "last moment for its review, ms; absent: it was reviewed"),
	ROW("emrby", STR, emergency.reviewed_by, "account that reviewed it afterwards"),
	ROW("emrat", INT, emergency.reviewed, "when it was reviewed, ms"),
#undef ROW
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))
const struct member_table article_members = { rows, ROW_COUNT };
_Static_assert(ROW_COUNT <= MEMBERS_MOST, "members_write has room for every field");

bool article_listed(const struct article *article)
{
	return article->versions > 0 && article->takedown == TAKEDOWN_NONE;
}

int64_t article_latest(const struct article *article)
{
	return article->revised != 0 ? article->revised : article->published;
}

enum status article_from(uint64_t n, const struct result *pairs, struct article *out)
{
	*out = (struct article){ 0 };
	if (pairs->type != RESULT_LIST || pairs->count == 0)
		return ERR_NOT_FOUND;
	members_read(&article_members, pairs, out);
	out->n = n;
	return OK;
}

void article_write(struct casework *work, struct batch *batch, const struct article *before,
	const struct article *after)
{
	members_write(&article_members, batch, key_article(work->store, work->arena, after->n),
		before->n != 0 ? before : NULL, after);
}

enum status article_read(struct casework *work, uint64_t n, struct article *out)
{
	TRY(article_read_many(work, &n, 1, out));
	return out->n == 0 ? ERR_NOT_FOUND : OK;
}

static enum status read_many(struct casework *work, bool watched, const uint64_t *numbers, size_t count,
	struct article *out)
{
	struct str *keys = arena_array(work->arena, count + 1, sizeof(*keys));
	struct result *hashes;

	for (size_t i = 0; i < count; i++)
		keys[i] = key_article(work->store, work->arena, numbers[i]);
	TRY(members_fetch(work->store, work->arena, watched, keys, count, &hashes));
	for (size_t i = 0; i < count; i++)
		if (article_from(numbers[i], &hashes[i], &out[i]) != OK)
			out[i].n = 0;
	return OK;
}

enum status article_read_many(struct casework *work, const uint64_t *numbers, size_t count,
	struct article *out)
{
	return read_many(work, false, numbers, count, out);
}

enum status article_read_watched(struct casework *work, const uint64_t *numbers, size_t count,
	struct article *out)
{
	return read_many(work, true, numbers, count, out);
}

enum status article_last(struct casework *work, uint64_t *last)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*last = 0;
	BATCH(&batch, S("GET"), key_article_seq(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	str_to_u64(results[0].str, INT64_MAX, last);
	return OK;
}

struct str article_print_version(struct arena *arena, const struct article_version *version)
{
	struct value *map = value_map(arena);

	map_int(map, "version", version->version);
	map_int(map, "at", version->at);
	map_str(map, "written_by", version->written_by);
	map_str(map, "reviewed_by", version->reviewed_by);
	map_str(map, "hash", version->hash);
	if (version->seal.len > 0)
		map_str(map, "seal", version->seal);
	map_str(map, "text", version->bytes);
	return json_print(arena, map);
}

static enum status parse_version(struct arena *arena, struct str entry, struct article_version *out)
{
	struct value *map;

	TRY(json_parse(arena, entry, &map));
	*out = (struct article_version){ .version = map_get_int(map, "version", 0),
		.at = map_get_int(map, "at", 0), .written_by = map_get_str(map, "written_by"),
		.reviewed_by = map_get_str(map, "reviewed_by"), .hash = map_get_str(map, "hash"),
		.seal = map_get_str(map, "seal"), .bytes = map_get_str(map, "text") };
	return article_text_parse(arena, out->bytes, &out->text);
}

void article_ask_version(struct casework *work, struct batch *batch, uint64_t n, int64_t version)
{
	BATCH(batch, S("HGETALL"), key_article(work->store, work->arena, n));
	BATCH(batch, S("LINDEX"), key_article_versions(work->store, work->arena, n),
		num(work->arena, version > 0 ? version - 1 : -1));
}

enum status article_take_version(struct casework *work, uint64_t n, const struct result *results,
	struct article *article, struct article_version *out)
{
	TRY(article_from(n, &results[0], article));
	if (results[1].type != RESULT_STR)
		return ERR_NOT_FOUND;
	return parse_version(work->arena, results[1].str, out);
}

enum status article_read_version(struct casework *work, uint64_t n, int64_t version, struct article *article,
	struct article_version *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	article_ask_version(work, &batch, n, version);
	TRY(store_run(work->store, &batch, &results));
	return article_take_version(work, n, results, article, out);
}

enum status article_read_versions(struct casework *work, const struct article_ask *asks, size_t count,
	struct article_version *out)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (count == 0)
		return OK;
	for (size_t i = 0; i < count; i++) {
		BATCH(&batch, S("EXISTS"), key_article(work->store, work->arena, asks[i].n));
		BATCH(&batch, S("LINDEX"), key_article_versions(work->store, work->arena, asks[i].n),
			num(work->arena, asks[i].version - 1));
	}
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		if (asks[i].version < 1 || results[2 * i].integer == 0 ||
			results[2 * i + 1].type != RESULT_STR ||
			parse_version(work->arena, results[2 * i + 1].str, &out[i]) != OK)
			out[i] = (struct article_version){ .version = 0 };
	return OK;
}

enum status article_read_draft(struct casework *work, uint64_t n, struct article *article, struct str *bytes,
	struct article_text *text)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGETALL"), key_article(work->store, work->arena, n));
	BATCH(&batch, S("GET"), key_article_draft(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	TRY(article_from(n, &results[0], article));
	*bytes = results[1].str;
	*text = (struct article_text){ 0 };
	return bytes->len > 0 ? article_text_parse(work->arena, *bytes, text) : OK;
}

enum status article_read_text(struct casework *work, uint64_t n, struct article *article,
	struct article_text *text)
{
	struct article_version version;
	struct str bytes;

	TRY(article_read_draft(work, n, article, &bytes, text));
	if (bytes.len > 0 || article->versions == 0)
		return OK;
	TRY(article_read_version(work, n, 0, article, &version));
	*text = version.text;
	text->note = text->publish_at = (struct str){ 0 };
	text->attachments = attachments_settled(work->arena, text->attachments);
	return OK;
}

/* The last chunk of versions that ends before until; chunk's arena is for it alone. */
static enum status read_steps(struct casework *work, struct casework *chunk, uint64_t n, int64_t until,
	struct article_step *out, size_t limit)
{
	struct batch batch = batch_in(chunk->arena);
	struct result *results;

	BATCH(&batch, S("LRANGE"), key_article_versions(work->store, chunk->arena, n),
		num(chunk->arena, until - (int64_t)limit), num(chunk->arena, until - 1));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count != limit)
		return ERR_INTERNAL;
	for (size_t i = 0; i < limit; i++) {
		struct article_version version;

		TRY(parse_version(chunk->arena, results[0].items[limit - 1 - i].str, &version));
		out[i] = (struct article_step){ version.version, version.at,
			arena_str(work->arena, version.text.note) };
	}
	return OK;
}

enum status article_history(struct casework *work, const struct article *article, size_t limit,
	struct article_step *out, size_t *count)
{
	size_t all = (size_t)article->versions < limit ? (size_t)article->versions : limit;
	struct casework chunk = *work;
	enum status status = OK;

	chunk.arena = arena_new(CHUNK_BYTES);
	for (*count = 0; *count < all && status == OK;) {
		size_t left = all - *count;
		size_t now = left < CHUNK_VERSIONS ? left : CHUNK_VERSIONS;

		status = read_steps(work, &chunk, article->n, article->versions - (int64_t)*count,
			out + *count, now);
		*count += now;
		arena_reset(chunk.arena);
	}
	arena_free(chunk.arena);
	return status;
}

struct str article_index_column(struct arena *arena, struct str column)
{
	return arena_join(arena, S("column:"), column);
}

struct str article_index_state(struct arena *arena, enum article_state state)
{
	return arena_join(arena, S("state:"), str_of(article_state_name(state)));
}

int64_t article_title_score(struct arena *arena, struct str title)
{
	struct str hash = sha256(arena, title);
	int64_t score = 0;

	/* Scores of sorted sets are exact below 2^53. */
	for (size_t i = 0; i < TITLE_BYTES; i++)
		score = score << 8 | (unsigned char)hash.data[i];
	return score;
}

/* When it came into its present state. */
static int64_t state_time(const struct article *article)
{
	switch (article->state) {
	case ARTICLE_DRAFT:
		return article->edited;
	case ARTICLE_REVIEW:
		return article->submitted;
	case ARTICLE_SCHEDULED:
		return article->scheduled;
	case ARTICLE_PUBLISHED:
		return article_latest(article);
	case ARTICLE_NONE:
	case ARTICLE_DROPPED:
	case ARTICLE_STATES:
		break;
	}
	return 0;
}

size_t article_places(struct arena *arena, const struct article *article,
	struct derive_entry out[ARTICLE_PLACES])
{
	size_t count = 0;

	if (article->n == 0 || article->state == ARTICLE_NONE)
		return 0;
	if (article->files_due != 0)
		out[count++] = (struct derive_entry){ S(ARTICLES_FILES), article->files_due };
	if (article->state == ARTICLE_DROPPED)
		return count;
	out[count++] = (struct derive_entry){ article_index_state(arena, article->state),
		state_time(article) };
	if (article_listed(article)) {
		out[count++] = (struct derive_entry){ S(ARTICLES_ALL), article->published };
		out[count++] =
			(struct derive_entry){ article_index_column(arena, article->column),
			article->published };
		out[count++] = (struct derive_entry){ S(ARTICLES_TITLES),
			article_title_score(arena, article->title) };
		count += policy_places(arena, &article->policy, article->dept, out + count);
		count += picks_places(arena, article->cases, article->published, out + count);
	}
	if (article->report != 0)
		out[count++] = (struct derive_entry){ S(ARTICLES_REPORTS), article->report };
	if (article_listed(article) && article->links_next != 0)
		out[count++] = (struct derive_entry){ S(ARTICLES_LINKS), article->links_next };
	if (article_listed(article) && article->links_broken != 0)
		out[count++] = (struct derive_entry){ S(ARTICLES_BROKEN), article->links_broken };
	if (article_listed(article) && article->expires != 0)
		out[count++] = (struct derive_entry){ S(ARTICLES_EXPIRE), article->expires };
	count += emergency_places(&article->emergency, out + count);
	if (article->takedown != TAKEDOWN_NONE)
		out[count++] = (struct derive_entry){ S(ARTICLES_DOWN), article->taken_down };
	if (article->state == ARTICLE_SCHEDULED)
		out[count++] = (struct derive_entry){ S(ARTICLES_RELEASE), article->scheduled };
	return count;
}
