#include "publish/policy.h"

#include <inttypes.h>

#include "base/named.h"
#include "base/text.h"

static const struct named validities[VALIDITIES] = {
	[VALIDITY_NONE] = { "", "" },
	[VALIDITY_VALID] = { "valid", "有效" },
	[VALIDITY_AMENDED] = { "amended", "已修改" },
	[VALIDITY_REPEALED] = { "repealed", "废止" },
	[VALIDITY_EXPIRED] = { "expired", "失效" },
	[VALIDITY_PENDING] = { "pending", "尚未施行" },
};
NAMED(policy_validity, validities, VALIDITIES)

static const struct named interpretation_kinds[INTERPRETATION_KINDS] = {
	[INTERPRETATION_NONE] = { "", "" },
	[INTERPRETATION_DEPARTMENT] = { "department", "部门解读" },
	[INTERPRETATION_GRAPHIC] = { "graphic", "图解" },
	[INTERPRETATION_QUESTIONS] = { "questions", "问答" },
	[INTERPRETATION_EXPERT] = { "expert", "专家解读" },
	[INTERPRETATION_MEDIA] = { "media", "媒体解读" },
};
NAMED(interpretation_kind, interpretation_kinds, INTERPRETATION_KINDS)

/* No document of this state is older; ten years ahead is a slip of the pen. */
#define FIRST_YEAR 1949
#define YEARS_AHEAD 10

static bool fail(struct policy_fault *fault, const char *field, const char *why)
{
	*fault = (struct policy_fault){ field, why };
	return false;
}

uint64_t policy_article(struct str member)
{
	uint64_t n = 0;

	str_to_u64(member, INT64_MAX, &n);
	return n;
}

static bool has_ended(enum policy_validity validity)
{
	return validity == VALIDITY_REPEALED || validity == VALIDITY_EXPIRED;
}

/* Whether that day is yet to come; then *turns is its start if that is sooner. */
static bool is_ahead(struct str day, int64_t now, int64_t *turns)
{
	struct date date;
	int64_t start;

	if (!date_parse(day, &date))
		return false;
	start = clock_day_start(day_of_date(date));
	if (start <= now)
		return false;
	if (*turns == 0 || start < *turns)
		*turns = start;
	return true;
}

enum policy_validity policy_validity_at(const struct article_text *text, int64_t now, int64_t *turns)
{
	enum policy_validity validity = VALIDITY_NONE;

	*turns = 0;
	policy_validity_parse(text->validity, &validity);
	if (has_ended(validity) && is_ahead(text->doc_ends, now, turns))
		validity = VALIDITY_VALID;
	if ((validity == VALIDITY_VALID || validity == VALIDITY_AMENDED) &&
		is_ahead(text->doc_effective, now, turns))
		validity = VALIDITY_PENDING;
	return validity;
}

static bool check_end(const struct article_text *text, enum policy_validity validity,
	struct policy_fault *fault)
{
	struct date end, begin;

	if (text->doc_ends.len == 0)
		return true;
	if (!has_ended(validity))
		return fail(fault, "doc_ends", "填写了废止或者失效日期，效力状态应为废止或者失效；到那一天之前仍显示有效。");
	if (!date_parse(text->doc_ends, &end) || end.year < FIRST_YEAR)
		return fail(fault, "doc_ends", "请填写废止或者失效的日期，例如 2026-12-31。");
	return !date_parse(text->doc_effective, &begin) || day_of_date(end) > day_of_date(begin) ||
		fail(fault, "doc_ends", "废止或者失效的日期应晚于施行日期。");
}

static bool check_dates(const struct article_text *text, int32_t today, struct policy_fault *fault)
{
	int32_t latest = today;
	struct date date;
	int64_t planned;

	if (clock_parse(text->publish_at, &planned) && clock_day(planned) > latest)
		latest = clock_day(planned);
	if (!date_parse(text->doc_issued, &date) || date.year < FIRST_YEAR)
		return fail(fault, "doc_issued", "请填写成文日期，例如 2026-11-29。");
	if (day_of_date(date) > latest)
		return fail(fault, "doc_issued", "成文日期不能晚于发布的日期。");
	if (text->doc_effective.len == 0)
		return true;
	if (!date_parse(text->doc_effective, &date) || date.year < FIRST_YEAR ||
		date.year > date_of_day(latest).year + YEARS_AHEAD)
		return fail(fault, "doc_effective", "请填写施行日期，例如 2026-12-01。");
	return true;
}

static bool check_document(uint64_t n, const struct article_text *text, enum policy_validity validity,
	int32_t today, struct policy_fault *fault)
{
	uint64_t successor = policy_article(text->successor);

	if (text->doc_number.len == 0)
		return fail(fault, "doc_number", "请填写文号。");
	if (text->doc_body.len == 0)
		return fail(fault, "doc_body", "请填写发文机关。");
	if (text->successor.len > 0 && (successor == 0 || successor == n))
		return fail(fault, "successor", "请填写替代它的另一份文件的信息编号，例如 12。");
	if (text->successor.len > 0 && validity == VALIDITY_VALID)
		return fail(fault, "validity", "已有文件替代它，效力状态应为已修改、废止或者失效。");
	return check_dates(text, today, fault) && check_end(text, validity, fault);
}

static bool check_interpretation(uint64_t n, const struct article_text *text, struct policy_fault *fault)
{
	enum interpretation_kind kind;
	uint64_t explains = policy_article(text->explains);

	if (explains == 0 || explains == n)
		return fail(fault, "explains", "请填写所解读文件的信息编号，例如 12。");
	if (text->kind.len == 0 || !interpretation_kind_parse(text->kind, &kind))
		return fail(fault, "kind", "请选择解读的形式。");
	return true;
}

bool policy_check(uint64_t n, const struct article_text *text, int32_t today, struct policy_fault *fault)
{
	enum policy_validity validity;

	if (!policy_validity_parse(text->validity, &validity) || validity == VALIDITY_PENDING)
		return fail(fault, "validity", "请选择效力状态。");
	if (validity == VALIDITY_NONE && (text->doc_number.len > 0 || text->doc_body.len > 0 ||
		text->doc_issued.len > 0 || text->doc_effective.len > 0 ||
		text->doc_ends.len > 0 || text->successor.len > 0))
		return fail(fault, "validity", "填写了文件的要素，请选择效力状态；不是政策文件的，请清空这些要素。");
	if (validity != VALIDITY_NONE && !check_document(n, text, validity, today, fault))
		return false;
	if (text->explains.len == 0 && text->kind.len == 0)
		return true;
	return check_interpretation(n, text, fault);
}

/* The last moment for the interpretation of what became public at that time. */
static int64_t due_of(const struct policy_release *release)
{
	int32_t day = workdays_add(release->calendar, clock_day(release->at), POLICY_INTERPRET_DAYS, NULL);

	return clock_day_start(day + 1) - 1;
}

void policy_publish(struct policy *policy, const struct article_text *text,
	const struct policy_release *release)
{
	uint64_t explains = policy_article(text->explains);
	struct date date;

	policy->validity = policy_validity_at(text, release->now, &policy->turns);
	policy->number = text->doc_number;
	policy->body = text->doc_body;
	policy->issued = date_parse(text->doc_issued, &date) ? clock_day_start(day_of_date(date)) : 0;
	policy->successor = policy_article(text->successor);
	if (policy->validity == VALIDITY_NONE) {
		policy->opened = policy->due = 0;
		policy->settled = false;
	} else if (policy->opened == 0) {
		policy->opened = release->at;
		policy->due = due_of(release);
		policy->settled = policy->due < release->now;
	}
	if (explains != policy->explains || !release->was_public)
		policy->explains_at = explains != 0 ? release->at : 0;
	policy->explains = explains;
	policy->kind = INTERPRETATION_NONE;
	interpretation_kind_parse(text->kind, &policy->kind);
}

/* The length of the bracket that text has at offset i, and whether it opens; 0: none. */
static size_t bracket_at(struct str text, size_t i, bool *opens)
{
	static const char *const pairs[][2] = { { "〔", "〕" }, { "[", "]" }, { "(", ")" }, { "【", "】" },
		{ "{", "}" }, { "<", ">" }, { "〈", "〉" } };

	for (size_t p = 0; p < sizeof(pairs) / sizeof(pairs[0]); p++)
		for (size_t side = 0; side < 2; side++)
			if (str_starts(str_sub(text, i, text.len), str_of(pairs[p][side]))) {
				*opens = side == 0;
				return strlen(pairs[p][side]);
			}
	return 0;
}

struct str policy_number_key(struct arena *arena, struct str number)
{
	struct str text = text_fold(arena, number);
	struct str out = { 0 };
	size_t done = 0;

	for (size_t i = 0; i <= text.len;) {
		bool opens = false;
		size_t bracket = i < text.len ? bracket_at(text, i, &opens) : 0;

		if (i < text.len && bracket == 0 && text.data[i] != ' ') {
			i++;
			continue;
		}
		out = ARENA_GLUE(arena, out, str_sub(text, done, i),
			bracket == 0 ? S("") : opens ? S("〔") : S("〕"));
		i += bracket > 0 ? bracket : 1;
		done = i;
	}
	/* Who looks for a document may leave out the last word. */
	if (out.len > 0 && out.data[out.len - 1] >= '0' && out.data[out.len - 1] <= '9')
		return arena_join(arena, out, S("号"));
	return out;
}

static struct str index_of(struct arena *arena, enum policy_validity validity, const char *by,
	struct str group)
{
	const char *of = validity == VALIDITY_NONE ? "any" : policy_validity_name(validity);

	return ARENA_GLUE(arena, S("policies:"), str_of(of), str_of(by), group);
}

struct str policy_index(struct arena *arena, const struct policy_filter *filter)
{
	if (filter->number.len > 0)
		return index_of(arena, filter->validity, ":no:", policy_number_key(arena, filter->number));
	return filter->body.len > 0 ? index_of(arena, filter->validity, ":by:", filter->body) :
		index_of(arena, filter->validity, "", (struct str){ 0 });
}

struct str policy_index_before(struct arena *arena, uint64_t n)
{
	return arena_printf(arena, "policies:before:%" PRIu64, n);
}

struct str policy_index_explaining(struct arena *arena, uint64_t n)
{
	return arena_printf(arena, "policies:explaining:%" PRIu64, n);
}

struct str policy_index_open(struct arena *arena, struct str dept)
{
	return dept.len > 0 ? arena_join(arena, S("policies:open:"), dept) : S("policies:open");
}

/* A list being put together. */
struct list {
	struct arena *arena;
	struct derive_entry *out;
	size_t count;
};

static void add(struct list *list, struct str index, int64_t score)
{
	/* A cursor has no sign. */
	list->out[list->count++] = (struct derive_entry){ index, score > 0 ? score : 0 };
}

/* The lists of documents that filters choose from: of any validity and of its own. */
static void add_filtered(struct list *list, const struct policy *policy)
{
	struct str key = policy_number_key(list->arena, policy->number);
	size_t year = str_search(key, S("〔"), 0);
	size_t serial = str_search(key, S("〕"), year);
	const enum policy_validity which[] = { VALIDITY_NONE, policy->validity };

	for (size_t i = 0; i < 2; i++) {
		add(list, index_of(list->arena, which[i], "", (struct str){ 0 }), policy->issued);
		add(list, index_of(list->arena, which[i], ":by:", policy->body), policy->issued);
		add(list, index_of(list->arena, which[i], ":no:", key), policy->issued);
		if (serial == key.len || serial + S("〕").len == key.len)
			continue;
		add(list, index_of(list->arena, which[i], ":no:", str_sub(key, 0, serial + S("〕").len)),
			policy->issued);
		if (year > 0)
			add(list, index_of(list->arena, which[i], ":no:", str_sub(key, 0, year)),
				policy->issued);
	}
}

/* What is no longer in force needs no interpretation. */
static bool is_asked_for(const struct policy *policy)
{
	return policy->explained == 0 && !policy->settled &&
		!has_ended(policy->validity);
}

static void add_task(struct list *list, const struct policy *policy, struct str dept)
{
	add(list, S(POLICIES_OPENED), policy->opened);
	if (policy->turns != 0)
		add(list, S(POLICIES_TURN), policy->turns);
	if (is_asked_for(policy)) {
		add(list, policy_index_open(list->arena, (struct str){ 0 }), policy->due);
		if (dept.len > 0)
			add(list, policy_index_open(list->arena, dept), policy->due);
	}
	if (policy->explained == 0)
		return;
	add(list, S(POLICIES_EXPLAINED), policy->explained);
	if (policy->explained <= policy->due)
		add(list, S(POLICIES_IN_TIME), policy->explained);
}

size_t policy_places(struct arena *arena, const struct policy *policy, struct str dept,
	struct derive_entry out[POLICY_PLACES])
{
	struct list list = { arena, out, 0 };

	if (policy->validity != VALIDITY_NONE) {
		add_filtered(&list, policy);
		if (policy->successor != 0)
			add(&list, policy_index_before(arena, policy->successor), policy->issued);
		add_task(&list, policy, dept);
	}
	if (policy->explains != 0)
		add(&list, policy_index_explaining(arena, policy->explains), policy->explains_at);
	return list.count;
}
