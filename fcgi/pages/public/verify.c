/* Checking published answers: a page for people, the chain of seals and the public keys for programs. */
#include "pages/public/verify.h"

#include "base/buf.h"
#include "base/json_print.h"
#include "model/answer_seal.h"
#include "crypt/token.h"
#include "publish/article_access.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/present.h"
#include "pages/view/wording.h"
#include "pages/view/channel_words.h"

#define CHAIN_LINES 2000
#define CHAIN_ID_MAX 40

/* What came of a check; the name is in the JSON and chooses the words of the page. */
enum verdict { VERDICT_GENUINE, VERDICT_SIGNED, VERDICT_CHANGED, VERDICT_FORGED, VERDICT_UNKNOWN };

static void add_verdict(struct value *view, enum verdict verdict)
{
	static const char *const names[] = { "genuine", "signed", "changed", "forged", "unknown" };

	map_str(view, "verdict", str_of(names[verdict]));
	map_bool(view, arena_printf(view->arena, "is_%s", names[verdict]).data, true);
}

static const struct value *find_answer(const struct value *thread, int64_t version)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) &&
		    map_get_int(&m->value, "version", 0) == version)
			return &m->value;
	return NULL;
}

static void add_claims(struct casework *work, const struct value *claims, const struct depts *depts,
	struct value *view)
{
	struct str dept = map_get_str(claims, "dept");

	map_value(view, "claims", claims);
	map_str(view, "dept_name", depts_name(depts, dept));
	map_str(view, "sealed_when", wording_minute(work->arena, map_get_int(claims, "time", 0) * 1000));
}

/* Holds the seal against what is published now; says nothing of a case that the public may not see. */
static enum status compare(struct casework *work, const struct value *claims, struct value *view)
{
	int64_t n = map_get_int(claims, "case", 0);
	struct case_record record;
	struct value *thread;
	const struct value *answer;
	enum status status = n > 0 ? case_read(work, (uint64_t)n, &record, &thread, NULL) : ERR_NOT_FOUND;
	bool same;

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	answer = status == OK && case_visible(&record, &viewer_public) ?
		find_answer(thread, map_get_int(claims, "version", 0)) : NULL;
	if (answer == NULL) {
		add_verdict(view, VERDICT_SIGNED);
		map_str(view, "url", S(""));	/* there is none: the page names the number instead */
		return OK;
	}
	same = answer_matches(work->arena, claims, answer_question(work->arena, &record, thread),
		map_get_str(answer, "text"));
	add_verdict(view, same ? VERDICT_GENUINE : VERDICT_CHANGED);
	map_int(view, "case", n);
	map_int(view, "version", map_get_int(claims, "version", 0));
	map_str(view, "title", record.title);
	map_str(view, "url", channel_url(work->arena, record.channel, record.n));
	return OK;
}

/* The same for a version of an article. */
static enum status compare_article(struct casework *work, const struct value *claims, struct value *view)
{
	int64_t version = map_get_int(claims, "version", 0);
	struct article_version published;
	struct article article;
	enum status status = article_read_version(work, (uint64_t)map_get_int(claims, "article", 0), version,
		&article, &published);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status != OK || !article_readable(&article)) {
		add_verdict(view, VERDICT_SIGNED);
		map_str(view, "url", S(""));	/* there is none: the page names the number instead */
		return OK;
	}
	add_verdict(view, str_eq(map_get_str(claims, "text"),
		article_text_hash(work->arena, published.bytes)) ? VERDICT_GENUINE : VERDICT_CHANGED);
	map_int(view, "article", (int64_t)article.n);
	map_int(view, "version", version);
	map_str(view, "title", published.text.title);
	map_str(view, "url", ARENA_GLUE(work->arena, S("/articles/"), num(work->arena, (int64_t)article.n)));
	return OK;
}

/* Articles and answers are in one chain. */
static enum status open_seal(struct exchange *exchange, struct str jws, struct value **claims)
{
	if (seal_verify(exchange->arena, exchange->site->keys, SEAL_ANSWER, jws, claims) == OK)
		return OK;
	return seal_verify(exchange->arena, exchange->site->keys, SEAL_ARTICLE, jws, claims);
}

static enum status check_seal(struct exchange *exchange, struct str jws)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *claims;
	struct depts depts;

	map_str(view, "jws", jws);
	if (open_seal(exchange, jws, &claims) != OK) {
		add_verdict(view, VERDICT_FORGED);
		return OK;
	}
	TRY(depts_read_lately(exchange, &depts));
	add_claims(&work, claims, &depts, view);
	return map_get(claims, "article") != NULL ? compare_article(&work, claims, view) :
		compare(&work, claims, view);
}

/* The seal of an answer that is published; without a version, of the latest. */
static enum status published_seal(struct exchange *exchange, struct str *jws)
{
	struct casework work = site_work(exchange);
	struct str version_text = field_get(exchange->request->query, "version");
	struct case_record record;
	struct value *thread;
	const struct value *answer;
	uint64_t n;
	uint64_t version;

	if (!str_to_u64(field_get(exchange->request->query, "case"), INT64_MAX, &n))
		return ERR_NOT_FOUND;
	TRY(case_read(&work, n, &record, &thread, NULL));
	if (!case_visible(&record, &viewer_public))
		return ERR_NOT_FOUND;
	version = (uint64_t)record.answers;
	if (version_text.len > 0 && !str_to_u64(version_text, INT64_MAX, &version))
		return ERR_NOT_FOUND;
	answer = find_answer(thread, (int64_t)version);
	return answer != NULL ? answer_seal(&work, map_get_str(answer, "seal"), n, (int64_t)version, jws) :
		ERR_NOT_FOUND;
}

/* The seal of a version of an article that the public may read; without a version, of the latest. */
static enum status article_seal(struct exchange *exchange, struct str *jws)
{
	struct casework work = site_work(exchange);
	struct str version_text = field_get(exchange->request->query, "version");
	struct article_version published;
	struct article article;
	uint64_t version = 0;
	uint64_t n;

	if (!str_to_u64(field_get(exchange->request->query, "article"), INT64_MAX, &n) ||
		(version_text.len > 0 && !str_to_u64(version_text, INT32_MAX, &version)))
		return ERR_NOT_FOUND;
	TRY(article_read_version(&work, n, (int64_t)version, &article, &published));
	if (!article_readable(&article))
		return ERR_NOT_FOUND;
	return chain_seal(&work, published.seal, S("a"), n, published.version, jws);
}

enum status verify_show(struct exchange *exchange)
{
	struct value *view = exchange->reply->view;
	struct str jws = str_trim(field_get(exchange->request->query, "seal"));
	bool by_case = field_get(exchange->request->query, "case").len > 0;
	bool by_article = field_get(exchange->request->query, "article").len > 0;
	enum status status = OK;

	map_bool(view, "asked", by_case || by_article || jws.len > 0);
	if (by_case)
		status = published_seal(exchange, &jws);
	else if (by_article)
		status = article_seal(exchange, &jws);
	if (status == ERR_NOT_FOUND)
		add_verdict(view, VERDICT_UNKNOWN);
	else if (status != OK)
		return status;
	else if (jws.len > 0)
		TRY(check_seal(exchange, jws));
	respond_page(exchange, "verify", S("验证答复"), NULL);
	exchange->reply->cacheable = true;
	return OK;
}

enum status verify_jwks(struct exchange *exchange)
{
	exchange->reply->body = json_print(exchange->arena, keys_jwks(exchange->arena, exchange->site->keys));
	exchange->reply->type = S("application/jwk-set+json");
	exchange->reply->cacheable = true;
	return OK;
}

static bool is_stream_id(struct str id)
{
	if (id.len > CHAIN_ID_MAX)
		return false;
	for (size_t i = 0; i < id.len; i++)
		if ((id.data[i] < '0' || id.data[i] > '9') && (id.data[i] != '-' || i == 0))
			return false;
	return true;
}

/* ?after=ID goes on where the page before ended; its Link header (RFC 8288) names the next. */
enum status verify_chain(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str after = field_get(exchange->request->query, "after");
	struct buf lines = buf_in(exchange->arena);
	struct str last = { 0 };
	struct value *seals;

	if (!is_stream_id(after))
		return ERR_MALFORMED;
	TRY(answer_chain(&work, after, CHAIN_LINES, &seals));
	for (const struct member *m = seals->first; m != NULL; m = m->next) {
		const char *kind = map_get(&m->value, "article") != NULL ? "article" : "case";

		buf_printf(&lines, "{\"%s\":%lld,\"version\":%lld,\"jws\":\"%.*s\"}\n", kind,
			(long long)map_get_int(&m->value, kind, 0),
			(long long)map_get_int(&m->value, "version", 0),
			STR_ARG(map_get_str(&m->value, "jws")));
		last = map_get_str(&m->value, "id");
	}
	if (seals->count == CHAIN_LINES)
		reply_header(exchange->reply, S("Link"),
			arena_printf(exchange->arena, "</answers.ndjson?after=%.*s>; rel=\"next\"",
				STR_ARG(last)));
	exchange->reply->body = buf_str(&lines);
	exchange->reply->type = S("application/x-ndjson");
	exchange->reply->cacheable = true;
	return OK;
}
