/* wenzhengctl verify: the chain of seals, here or downloaded, and the published texts against it. */
#include "ctl/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "ctl/jwks.h"
#include "ctl/lines.h"
#include "crypt/encode.h"
#include "crypt/random.h"
#include "model/answer_seal.h"
#include "publish/article.h"
#include "upkeep/old/check_events.h"

#define SEALS_A_TIME 50	/* each may be of an article with a long text */
#define ARTICLES_A_TIME 200
#define SECRET 16
#define HASH_MAX 64

/* A walk along the chain. */
struct walk {
	struct ctl *ctl;
	struct arena *long_arena;	/* for what outlives a step */
	struct value *jwks;
	struct chain_check check;
	char previous[HASH_MAX];	/* what check.previous_hash points at between steps */
	uint64_t questions;		/* held against their hash */
	uint64_t older;			/* questions without one */
	uint64_t wrong;
	struct events_check events;
	unsigned char secret[SECRET];	/* of the marks */
	uint64_t sealed;		/* sum of the marks of versions that have their seal */
};

/*
 * A number that nobody can foresee for each version: two sums of them agree only if they are of the same
 * versions.  So no list of what was found need be kept.
 */
static uint64_t mark_of(const struct walk *walk, uint64_t n, int64_t version)
{
	unsigned char bytes[SECRET + sizeof(n) + sizeof(version)];
	uint64_t mark;

	memcpy(bytes, walk->secret, SECRET);
	memcpy(bytes + SECRET, &n, sizeof(n));
	memcpy(bytes + SECRET + sizeof(n), &version, sizeof(version));
	memcpy(&mark, sha256(walk->ctl->arena, (struct str){ (char *)bytes, sizeof(bytes) }).data,
		sizeof(mark));
	return mark;
}

/* Checks one seal; messages call it where. */
static bool step(struct walk *walk, struct str jws, const char *where, struct value **claims)
{
	if (chain_step(walk->ctl->arena, walk->jwks, &walk->check, jws, claims) != OK) {
		ctl_fail("%s: the signature is wrong, or it doesn't follow the seal before it", where);
		walk->wrong++;
		return false;
	}
	snprintf(walk->previous, sizeof(walk->previous), "%.*s", STR_ARG(walk->check.previous_hash));
	walk->check.previous_hash = str_of(walk->previous);
	return true;
}

static bool names_itself(const struct value *claims, const struct value *line)
{
	return map_get_int(claims, "case", 0) == map_get_int(line, "case", 0) &&
	       map_get_int(claims, "article", 0) == map_get_int(line, "article", 0) &&
	       map_get_int(claims, "version", 0) == map_get_int(line, "version", 0);
}

static const struct value *find_answer(const struct value *thread, int64_t version)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == version)
			return &m->value;
	return NULL;
}

/* Compares the seal with the texts of its case. */
static enum status compare(struct walk *walk, const struct value *claims, struct str id, const char *where)
{
	struct casework *work = &walk->ctl->work;
	int64_t n = map_get_int(claims, "case", 0);
	struct case_record record;
	struct value *thread;
	const struct value *answer;
	enum status status = n > 0 ? case_read(work, (uint64_t)n, &record, &thread, NULL) : ERR_NOT_FOUND;

	if (status != OK && !case_absent(status))
		return status;
	if (status == ERR_DAMAGED) {
		walk->wrong++;
		ctl_fail("%s: its case is damaged", where);
		return OK;
	}
	answer = status == OK ? find_answer(thread, map_get_int(claims, "version", 0)) : NULL;
	if (answer != NULL && !str_eq(map_get_str(answer, "seal"), id)) {
		walk->wrong++;
		ctl_fail("%s: its answer names another seal", where);
		return OK;
	}
	if (answer != NULL &&
		answer_matches(work->arena, claims, answer_question(work->arena, &record, thread),
			map_get_str(answer, "text")))
		return OK;
	walk->wrong++;
	ctl_fail("%s: %s", where,
		answer == NULL ? "its answer is gone" : "question or answer was changed after sealing");
	return OK;
}

/* Compares the seal with its version, as it was read. */
static void compare_article(struct walk *walk, const struct value *claims, struct str id,
	const struct article_version *version, const char *where)
{
	if (version->version != 0 && str_eq(version->seal, id) && str_eq(map_get_str(claims, "text"),
		article_text_hash(walk->ctl->arena, version->bytes))) {
		walk->sealed += mark_of(walk, (uint64_t)map_get_int(claims, "article", 0),
			map_get_int(claims, "version", 0));
		return;
	}
	walk->wrong++;
	ctl_fail("%s: %s", where,
		version->version != 0 ? "the article was changed after sealing" :
			"its version of the article is gone");
}

/* The versions that the seals of a list name, beside them; of a case's seal none. */
static enum status read_versions(struct walk *walk, const struct value *seals, struct article_version *out)
{
	struct article_ask asks[SEALS_A_TIME];
	size_t count = 0;

	for (const struct member *m = seals->first; m != NULL; m = m->next)
		asks[count++] = (struct article_ask){ (uint64_t)map_get_int(&m->value, "article", 0),
			map_get(&m->value, "article") != NULL ? map_get_int(&m->value, "version", 0) : 0 };
	return article_read_versions(&walk->ctl->work, asks, count, out);
}

static const char *name_seal(struct arena *arena, const struct value *seal)
{
	const char *kind = map_get(seal, "article") != NULL ? "article" : "case";

	return arena_printf(arena, "seal %.*s (%s %" PRId64 ", version %" PRId64 ")",
		STR_ARG(map_get_str(seal, "id")), kind, map_get_int(seal, kind, 0),
		map_get_int(seal, "version", 0))
		.data;
}

/* *last becomes the id of the last seal that was checked; *more says whether there may be others. */
static enum status walk_page(struct walk *walk, char last[HASH_MAX], bool *more)
{
	struct article_version versions[SEALS_A_TIME];
	const struct article_version *version = versions;
	struct value *seals;

	TRY(answer_chain(&walk->ctl->work, str_of(last), SEALS_A_TIME, &seals));
	TRY(read_versions(walk, seals, versions));
	*more = seals->count == SEALS_A_TIME;
	for (const struct member *m = seals->first; m != NULL; m = m->next, version++) {
		const char *where = name_seal(walk->ctl->arena, &m->value);
		struct value *claims;

		if (!step(walk, map_get_str(&m->value, "jws"), where, &claims)) {
			*more = false;
			return OK;
		}
		if (!names_itself(claims, &m->value)) {
			walk->wrong++;
			ctl_fail("%s: the seal names another case", where);
		}
		if (map_get(claims, "article") != NULL)
			compare_article(walk, claims, map_get_str(&m->value, "id"), version, where);
		else
			TRY(compare(walk, claims, map_get_str(&m->value, "id"), where));
		snprintf(last, HASH_MAX, "%.*s", STR_ARG(map_get_str(&m->value, "id")));
	}
	return OK;
}

/*
 * The number of versions, from the first on without a gap, that the thread holds with a seal of the chain.
 */
static enum status count_sealed(struct casework *work, uint64_t n, const struct value *thread,
	int64_t *sealed)
{
	*sealed = 0;
	for (const struct member *m = thread->first; m != NULL; m = m->next) {
		struct str jws;
		enum status status;

		if (!str_eq(map_get_str(&m->value, "kind"), S("answer")) ||
		    map_get_int(&m->value, "version", 0) != *sealed + 1)
			continue;
		status = answer_seal(work, map_get_str(&m->value, "seal"), n, *sealed + 1, &jws);
		if (status != OK && status != ERR_NOT_FOUND)
			return status;
		*sealed += status == OK;
	}
	return OK;
}

/* Every version that a case says it published must be in the chain. */
static enum status check_sealed(struct walk *walk, const struct case_record *record,
	const struct value *thread)
{
	int64_t sealed;

	TRY(count_sealed(&walk->ctl->work, record->n, thread, &sealed));
	if (sealed == record->answers)
		return OK;
	walk->wrong++;
	ctl_fail("case %" PRIu64 ": %" PRId64 " answers published, %" PRId64 " seals in the chain", record->n,
		record->answers, sealed);
	return OK;
}

static bool question_holds(struct arena *arena, const struct case_record *record, const struct value *thread)
{
	struct str text = thread->first != NULL ? map_get_str(&thread->first->value, "text") :
		(struct str){ 0 };

	return record->question_hash.len == 0 ||
	       str_eq(record->question_hash, answer_question_hash(arena, record->title, text));
}

/*
 * A case and its thread as they were at one moment: both are read again when the case changed between the
 * two.
 */
static enum status read_case(struct walk *walk, uint64_t n, struct case_record *record, struct value **thread)
{
	struct casework *work = &walk->ctl->work;

	TRY(case_read(work, n, record, thread, NULL));
	if (!question_holds(work->arena, record, *thread))
		TRY(case_read(work, n, record, thread, NULL));
	return OK;
}

static enum status check_case(struct walk *walk, uint64_t n)
{
	struct case_record record;
	struct value *thread;
	enum status status = read_case(walk, n, &record, &thread);

	if (status == ERR_DAMAGED) {
		walk->wrong++;
		ctl_fail("case %" PRIu64 " is damaged", n);
		return OK;
	}
	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	if (record.question_hash.len > 0)
		walk->questions++;
	else
		walk->older++;
	if (!question_holds(walk->ctl->arena, &record, thread)) {
		walk->wrong++;
		ctl_fail("case %" PRIu64 ": its title or question is not what was taken in", n);
	}
	return record.answers > 0 ? check_sealed(walk, &record, thread) : OK;
}

/* Every version of an article must be in the chain, and there as many as it says. */
static enum status check_article(struct walk *walk, uint64_t n)
{
	struct casework *work = &walk->ctl->work;
	struct article article;
	enum status status = article_read(work, n, &article);

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	for (int64_t version = 1; version <= article.versions; version++) {
		struct article_version published;
		struct str jws;

		status = article_read_version(work, n, version, &article, &published);
		if (status == OK)
			status = chain_seal(work, published.seal, S("a"), n, version, &jws);
		if (status == OK)
			continue;
		if (status != ERR_NOT_FOUND)
			return status;
		walk->wrong++;
		ctl_fail("article %" PRIu64 ": version %" PRId64 " is gone or has no seal in the chain", n,
			version);
	}
	return OK;
}

/*
 * Whether the articles say that they have just the versions whose seals the chain has.  Only if they don't,
 * or something was published meanwhile, is it worth asking each.
 */
static enum status check_articles(struct walk *walk)
{
	uint64_t numbers[ARTICLES_A_TIME];
	struct article *articles;
	uint64_t said = 0;
	uint64_t last;

	TRY(article_last(&walk->ctl->work, &last));
	for (uint64_t next = 1; next <= last; next += ARTICLES_A_TIME) {
		for (size_t i = 0; i < ARTICLES_A_TIME; i++)
			numbers[i] = next + i;
		articles = arena_array(walk->ctl->arena, ARTICLES_A_TIME, sizeof(*articles));
		TRY(article_read_many(&walk->ctl->work, numbers, ARTICLES_A_TIME, articles));
		for (size_t i = 0; i < ARTICLES_A_TIME; i++)
			for (int64_t v = 1; articles[i].n != 0 && v <= articles[i].versions; v++)
				said += mark_of(walk, articles[i].n, v);
		ctl_next(walk->ctl);
	}
	for (uint64_t n = 1; said != walk->sealed && n <= last; n++) {
		TRY(check_article(walk, n));
		ctl_next(walk->ctl);
	}
	return OK;
}

static void tell_file(const char *name, const char *problem)
{
	ctl_fail("the file %s" EVENT_FILE_ENDING " of old events %s", name, problem);
}

static enum status check_events(struct walk *walk)
{
	walk->events.tell = tell_file;
	TRY(check_events_run(&walk->ctl->work, walk->jwks, &walk->events));
	walk->wrong += walk->events.wrong;
	return OK;
}

static enum status walk_store(struct walk *walk)
{
	char last[HASH_MAX] = "";
	bool more = true;
	uint64_t cases;

	random_bytes(walk->secret, sizeof(walk->secret));
	while (more) {
		TRY(walk_page(walk, last, &more));
		ctl_next(walk->ctl);
	}
	TRY(case_last(&walk->ctl->work, &cases));
	for (uint64_t n = 1; n <= cases; n++) {
		TRY(check_case(walk, n));
		ctl_next(walk->ctl);
	}
	TRY(check_articles(walk));
	return check_events(walk);
}

static int walk_lines(struct walk *walk, struct lines *lines)
{
	struct value *object;
	struct value *claims;
	const char *problem = "";
	enum line line = LINE_OBJECT;

	while (walk->wrong == 0 &&
		(line = lines_next(lines, walk->ctl->arena, &object, &problem)) != LINE_END) {
		const char *where = arena_printf(walk->ctl->arena, "%s:%" PRIu64, lines->path, lines->number)
			.data;

		if (line == LINE_BAD) {
			walk->wrong++;
			ctl_fail("%s: %s", where, problem);
		} else if (step(walk, map_get_str(object, "jws"), where, &claims) &&
			!names_itself(claims, object)) {
			walk->wrong++;
			ctl_fail("%s: the seal names another case", where);
		}
		ctl_next(walk->ctl);
	}
	return lines_failed(lines) ? ctl_fail("%s: %s", lines->path, strerror(errno)) : CTL_DONE;
}

static int walk_file(struct walk *walk, const char *path)
{
	struct lines *lines = lines_open(path);
	int result;

	if (lines == NULL)
		return ctl_fail("%s: %s", path, strerror(errno));
	result = walk_lines(walk, lines);
	lines_close(lines);
	return result;
}

static int walk_all(struct walk *walk)
{
	const char *file = walk->ctl->words[0];
	enum status status;

	if (file != NULL)
		return walk_file(walk, file);
	status = walk_store(walk);
	return status == OK ? CTL_DONE : ctl_fail_status(walk->ctl, "verify", status);
}

static int run(struct ctl *ctl)
{
	struct walk walk = { .ctl = ctl, .long_arena = arena_new((size_t)64 << 20) };
	const char *jwks = ctl_value(ctl, "jwks");
	/* With a file and public keys anybody can check, without the site. */
	bool alone = ctl->words[0] != NULL && jwks != NULL;
	int result = ctl_need(ctl, alone ? CTL_NOTHING : CTL_SITE);

	if (result == CTL_DONE && jwks != NULL)
		result = jwks_read(walk.long_arena, jwks, &walk.jwks);
	else if (result == CTL_DONE)
		walk.jwks = keys_jwks(walk.long_arena, ctl->keys);
	if (result == CTL_DONE)
		result = walk_all(&walk);
	seal_kept_free(&walk.check.kept);
	arena_free(walk.long_arena);
	if (result != CTL_DONE)
		return result;
	printf("%" PRIu64 " seals in order, %" PRIu64 " wrong", walk.check.count, walk.wrong);
	if (ctl->words[0] == NULL)
		printf("; every published answer was held against its seal, %" PRIu64
		       " questions against their hash (%" PRIu64 " older ones have none)",
			walk.questions, walk.older);
	if (walk.events.files > 0)
		printf("; %" PRIu64 " files of old events, %" PRIu64 " of them wrong", walk.events.files,
			walk.events.wrong);
	putchar('\n');
	return walk.wrong > 0 ? CTL_FAILED : CTL_DONE;
}

const struct ctl_command ctl_verify[] = {
	{ "verify", "[FILE]", 0, 1, CTL_NOTHING, run, "Check the chain of sealed answers",
		"Without FILE: the chain of the site, every published question and answer against its seal, every question\n"
		"against the hash kept of it, and the files of old events against their seals.\n"
		"With FILE: an answers.ndjson downloaded from the beginning; with --jwks too it needs nothing of the site.\n",
		{ { "jwks", "FILE",
			"check with these public keys (/.well-known/jwks.json) instead of the site's" } } },
	{ 0 },
};
