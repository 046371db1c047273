#include "publish/article_check.h"

#include "base/clock.h"
#include "privacy/mask.h"
#include "privacy/wordlist.h"
#include "publish/article_access.h"
#include "store/keys.h"

static const struct {
	const char *name;
	const char *label;
	bool stops;
} kinds[FINDING_KINDS] = {
	[FINDING_PERSONAL] = { "personal", "个人信息", false },
	[FINDING_WORD] = { "word", "敏感词", false },
	[FINDING_DATE] = { "date", "不存在的日期", true },
	[FINDING_LINK] = { "link", "打不开的本站链接", true },
	[FINDING_TITLE] = { "title", "已有同名信息", false },
	[FINDING_NUMBER] = { "number", "已有这个文号的文件", false },
	[FINDING_DOCUMENT] = { "document", "找不到所指的政策文件", true },
};

/* Documents of one 文号 that are looked up, and documents that a text can name. */
#define CHECK_SAME_MOST 2
#define DOCUMENTS_NAMED 2

const char *article_finding_name(enum article_finding_kind kind)
{
	return kinds[kind].name;
}

const char *article_finding_label(enum article_finding_kind kind)
{
	return kinds[kind].label;
}

bool article_finding_stops(enum article_finding_kind kind)
{
	return kinds[kind].stops;
}

struct str article_findings_to_answer(struct arena *arena, const struct article_findings *findings)
{
	bool found[FINDING_KINDS] = { false };
	struct str out = { 0 };

	for (size_t i = 0; i < findings->count; i++)
		found[findings->list[i].kind] = true;
	for (int i = 0; i < FINDING_KINDS; i++)
		if (found[i] && !kinds[i].stops)
			out = ARENA_GLUE(arena, out, out.len > 0 ? S(",") : S(""), str_of(kinds[i].name));
	return out;
}

struct str article_findings_all(struct arena *arena)
{
	struct article_findings all = { .count = 0 };

	for (int i = 0; i < FINDING_KINDS; i++)
		all.list[all.count++].kind = (enum article_finding_kind)i;
	return article_findings_to_answer(arena, &all);
}

enum article_finding_kind article_findings_open(const struct article_findings *findings, struct str answered)
{
	for (size_t i = 0; i < findings->count; i++) {
		enum article_finding_kind kind = findings->list[i].kind;

		if (!kinds[kind].stops && !str_lists(answered, ',', str_of(kinds[kind].name)))
			return kind;
	}
	return FINDING_KINDS;
}

const struct article_finding *article_findings_stop(const struct article_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (kinds[findings->list[i].kind].stops)
			return &findings->list[i];
	return NULL;
}

void article_findings_add(struct article_findings *out, struct article_finding finding)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->list[i].kind == finding.kind && str_eq(out->list[i].what, finding.what))
			return;
	if (out->count + (kinds[finding.kind].stops ? 0 : 1) < FINDINGS_MOST)
		out->list[out->count++] = finding;
}

static void add(struct article_findings *out, enum article_finding_kind kind, struct str what)
{
	article_findings_add(out, (struct article_finding){ .kind = kind, .what = what });
}

static bool digit(struct str text, size_t i)
{
	return i < text.len && text.data[i] >= '0' && text.data[i] <= '9';
}

/* The number that ends before *at, or begins there; moves *at over it.  False: none, or above 9999. */
static bool number_before(struct str text, size_t *at, uint64_t *out)
{
	size_t end = *at;

	while (*at > 0 && digit(text, *at - 1))
		(*at)--;
	return str_to_u64(str_sub(text, *at, end), 9999, out);
}

static bool number_at(struct str text, size_t *at, uint64_t *out)
{
	size_t from = *at;

	while (digit(text, *at))
		(*at)++;
	return str_to_u64(str_sub(text, from, *at), 9999, out);
}

static bool can_be(struct arena *arena, uint64_t year, uint64_t month, uint64_t day)
{
	struct date date;

	/* The calendar repeats after 400 years, and date_parse begins with 1900. */
	while (year < 1900)
		year += 400;
	return month <= 12 && day <= 31 && date_parse(arena_printf(arena, "%04d-%02d-%02d", (int)year,
		(int)month, (int)day), &date);
}

/* A date around the 月 at offset month; a month without a year or a day is none. */
static void check_date(struct arena *arena, struct str text, size_t month, struct article_findings *out)
{
	const struct str year_word = S("年");
	const struct str day_word = S("日");
	size_t from = month;
	size_t to = month + S("月").len;
	size_t year_at;
	size_t day_end = to;
	uint64_t m, d, y;
	bool has_year, has_day;

	if (!number_before(text, &from, &m))
		return;
	year_at = from >= year_word.len ? from - year_word.len : 0;
	has_year = str_eq(str_sub(text, year_at, from), year_word) && number_before(text, &year_at, &y) &&
		from - year_word.len - year_at == 4;
	has_day = number_at(text, &day_end, &d) &&
		str_starts(str_sub(text, day_end, text.len), day_word);
	/* Without a year it is a leap year: 2月29日 may be. */
	if ((has_year || has_day) && !can_be(arena, has_year ? y : 2000, m, has_day ? d : 1))
		add(out, FINDING_DATE, str_sub(text, has_year ? year_at : from,
			has_day ? day_end + day_word.len : to));
}

static void check_personal(struct arena *arena, struct str text, struct article_findings *out)
{
	const struct masking masking = { .kinds = MASK_BIT(MASK_MOBILE) | MASK_BIT(MASK_ID) |
		MASK_BIT(MASK_CARD) };
	struct value *spans;

	mask_text(arena, &masking, text, &spans);
	for (const struct member *m = spans->first; m != NULL; m = m->next)
		add(out, FINDING_PERSONAL, str_sub(text, (size_t)map_get_int(&m->value, "from", 0),
			(size_t)map_get_int(&m->value, "to", 0)));
}

void article_check_text(struct casework *work, const struct article_text *text, struct article_findings *out)
{
	const struct str month = S("月");
	struct str all = ARENA_GLUE(work->arena, text->title, S("\n"), text->summary, S("\n"), text->body);
	struct value *words = wordlist_found(work->arena, work->words, all);

	check_personal(work->arena, all, out);
	for (const struct member *m = words->first; m != NULL; m = m->next)
		add(out, FINDING_WORD, m->value.str);
	for (size_t i = str_search(all, month, 0); i < all.len; i = str_search(all, month, i + month.len))
		check_date(work->arena, all, i, out);
}

/* What the text is held against. */
struct others {
	uint64_t numbers[CHECK_TITLES_MOST + CHECK_SAME_MOST + DOCUMENTS_NAMED];
	size_t titles;		/* with the same title, the first in numbers */
	size_t same;		/* documents of the same 文号, the next */
	size_t documents;	/* that it names, the rest */
	size_t count;
};

static void add_numbers(struct others *others, const struct result *members)
{
	for (size_t i = 0; i < members->count; i++)
		str_to_u64(members->items[i].str, INT64_MAX, &others->numbers[others->count++]);
}

/* The articles of the same title, and the documents of the same 文号. */
static enum status read_lists(struct casework *work, const struct article_text *text, struct others *others)
{
	struct str same = policy_index(work->arena, &(struct policy_filter){ .number = text->doc_number });
	struct str title = num(work->arena, article_title_score(work->arena, text->title));
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGEBYSCORE"), key_articles(work->store, work->arena, S(ARTICLES_TITLES)), title,
		title, S("LIMIT"), S("0"), num(work->arena, CHECK_TITLES_MOST));
	if (text->doc_number.len > 0)
		BATCH(&batch, S("ZREVRANGE"), key_articles(work->store, work->arena, same), S("0"),
			num(work->arena, CHECK_SAME_MOST - 1));
	TRY(store_run(work->store, &batch, &results));
	add_numbers(others, &results[0]);
	others->titles = others->count;
	if (text->doc_number.len > 0)
		add_numbers(others, &results[1]);
	others->same = others->count - others->titles;
	return OK;
}

static void add_documents(const struct article_text *text, struct others *others)
{
	const uint64_t named[DOCUMENTS_NAMED] = { policy_article(text->successor),
		policy_article(text->explains) };

	for (size_t i = 0; i < DOCUMENTS_NAMED; i++)
		if (named[i] != 0)
			others->numbers[others->count + others->documents++] = named[i];
	others->count += others->documents;
}

static bool opens(const struct article *article)
{
	return article->n != 0 && article_opens(article) != OPENS_NOTHING &&
		article_opens(article) != OPENS_GONE;
}

/* Whether it is a document that is public, or may still become one: both may go out together. */
static bool is_document(const struct article *article)
{
	if (article->versions == 0)
		return article->n != 0 && article->state != ARTICLE_DROPPED;
	return opens(article) && article->policy.validity != VALIDITY_NONE;
}

static void compare(struct casework *work, uint64_t n, const struct article_text *text,
	const struct others *others, const struct article *articles, struct article_findings *out)
{
	for (size_t i = 0; i < others->count; i++) {
		struct str number = num(work->arena, (int64_t)others->numbers[i]);

		if (others->numbers[i] == n)
			continue;
		if (i < others->titles) {
			if (articles[i].n != 0 && str_eq(articles[i].title, text->title))
				add(out, FINDING_TITLE, ARENA_GLUE(work->arena, text->title,
					S("（/articles/"), number, S("）")));
		} else if (i < others->titles + others->same) {
			add(out, FINDING_NUMBER, text->doc_number);
		} else if (!is_document(&articles[i])) {
			add(out, FINDING_DOCUMENT, number);
		}
	}
}

enum status article_check(struct casework *work, uint64_t n, const struct article_text *text,
	const struct article_findings *links, struct article_findings *out)
{
	struct others *others = arena_array(work->arena, 1, sizeof(*others));
	struct article *articles;

	*out = (struct article_findings){ .count = 0 };
	article_check_text(work, text, out);
	for (size_t i = 0; links != NULL && i < links->count; i++)
		article_findings_add(out, links->list[i]);
	TRY(read_lists(work, text, others));
	add_documents(text, others);
	articles = arena_array(work->arena, others->count + 1, sizeof(*articles));
	TRY(article_read_many(work, others->numbers, others->count, articles));
	compare(work, n, text, others, articles, out);
	return OK;
}
