#include "law/outcome.h"

#include "base/buf.h"
#include "base/text.h"

#define ACT "《中华人民共和国政府信息公开条例》"
#define ROW_ON(of, row, words, says, rests) \
	.code = (of), .group = (row), .label = (words), .decision = (says), .basis = (rests)
#define ROW(of, row, words, says, rests) ROW_ON(of, row, words, says, ACT rests)

const struct outcome outcomes[] = {
	{ ROW("granted.public", "（一）予以公开", "予以公开", "您申请的政府信息已主动公开。",
		"第三十六条第（一）项"),
		.which = "已主动公开", .more = "获取该信息的方式和途径" },
	{ ROW("granted", "（一）予以公开", "予以公开", "您申请的政府信息予以公开。", "第三十六条第（二）项"),
		.old_basis = ACT "第三十六条第（一）项、第（二）项" },
	{ ROW("partial", "（二）部分公开", "部分公开", "您申请的政府信息中，能够公开的部分予以公开，其余部分不予公开。",
		"第三十七条"),
		.note = "（区分处理的，只计这一情形，不计其他情形）", .remedy = REMEDY_PARTLY,
		.grounds = "不予公开部分的依据", .more = "不予公开的部分",
		.old_more = "不予公开的部分和依据" },
	{ ROW("deny.secret", "（三）不予公开", "1.属于国家秘密", "您申请的政府信息属于国家秘密，不予公开。",
		"第十四条、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST },
	{ ROW("deny.law", "（三）不予公开", "2.其他法律行政法规禁止公开",
		"您申请的政府信息是法律、行政法规禁止公开的，不予公开。", "第十四条、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST },
	{ ROW("deny.safety", "（三）不予公开", "3.危及“三安全一稳定”",
		"您申请的政府信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开。",
		"第十四条、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST },
	{ ROW("deny.third_party", "（三）不予公开", "4.保护第三方合法权益",
		"您申请的政府信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，不予公开。",
		"第十五条、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST,
			.consulted_basis = ACT "第十五条、第三十二条、第三十六条第（三）项" },
	{ ROW("deny.internal", "（三）不予公开", "5.属于三类内部事务信息",
		"您申请的信息属于行政机关内部事务信息，不予公开。", "第十六条第一款、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST },
	{ ROW("deny.process", "（三）不予公开", "6.属于四类过程性信息",
		"您申请的信息属于行政机关履行行政管理职能过程中形成的过程性信息，不予公开。",
		"第十六条第二款、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST, .grounds = "过程性信息的类别", .more = "说明",
		.more_optional = true, .old_more = "属于哪一类（讨论记录、过程稿、磋商信函、请示报告）" },
	{ ROW("deny.file", "（三）不予公开", "7.属于行政执法案卷", "您申请的信息属于行政执法案卷信息，不予公开。",
		"第十六条第二款、第三十六条第（三）项"),
		.remedy = REMEDY_REVIEW_FIRST },
	{ ROW("deny.query", "（三）不予公开", "8.属于行政查询事项",
		"您申请的信息属于行政查询事项，请依照有关法律、行政法规的规定办理查询。", "第三十六条第（七）项") },
	{ ROW("none.not_found", "（四）无法提供", "1.本机关不掌握相关政府信息",
		"经检索，您申请的政府信息不存在。", "第三十六条第（四）项"),
		.which = "经检索不存在" },
	{ ROW("none.not_held", "（四）无法提供", "1.本机关不掌握相关政府信息",
		"您申请的政府信息不属于本机关负责公开。", "第三十六条第（五）项"),
		.old_basis = ACT "第三十六条第（四）项、第（五）项",
		.old_decision = "本机关不掌握您申请的政府信息，无法提供。",
		.which = "不由本机关公开", .more = "负责公开的机关的名称和联系方式" },
	{ ROW("none.not_made", "（四）无法提供", "2.没有现成信息需要另行制作",
		"您申请的内容没有现成信息，需要另行加工、分析，无法提供。", "第三十八条") },
	{ ROW("none.unclear", "（四）无法提供", "3.补正后申请内容仍不明确",
		"您的申请经补正后内容仍不明确，无法提供。",
		"第二十九条、第三十条") },
	{ ROW("skip.petition", "（五）不予处理", "1.信访举报投诉类申请",
		"您以信息公开申请的形式进行信访、投诉、举报，不作为政府信息公开申请处理，请通过相应渠道提出。",
		"第三十九条第一款") },
	{ ROW("skip.repeat", "（五）不予处理", "2.重复申请", "本机关已就您的申请作出答复，对重复申请不予重复处理。",
		"第三十六条第（六）项") },
	{ ROW("skip.publication", "（五）不予处理", "3.要求提供公开出版物",
		"您申请的是公开出版物，请按告知的途径获取。", "第三十九条第二款") },
	{ ROW("skip.excessive", "（五）不予处理", "4.无正当理由大量反复申请",
		"您申请公开政府信息的数量、频次明显超过合理范围，说明的理由不合理，不予处理。", "第三十五条") },
	{ ROW("skip.reissue", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息",
		"您要求确认或者重新出具已经获取的政府信息，不予处理。", "第二条"),
		.more = "不予处理的理由" },
	{ ROW("other.lapsed", "（六）其他处理",
		"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
		"您在规定的期限内没有补正，视为放弃申请，本机关不再处理。", "第三十条"),
		.by_time = true },
	{ ROW("other.unpaid", "（六）其他处理",
		"2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
		"您逾期没有按收费通知缴纳信息处理费，本机关不再处理。", "第四十二条、国办函〔2020〕109号"),
		.by_time = true },
	/* Its basis is what is typed. */
	{ ROW_ON("other", "（六）其他处理", "3.其他", "您的申请按以下情况处理。", ""), .more = "处理的依据" },
};
const size_t outcomes_count = sizeof(outcomes) / sizeof(outcomes[0]);

const struct outcome *outcome_find(struct str code)
{
	for (size_t i = 0; i < outcomes_count; i++)
		if (str_eq(code, str_of(outcomes[i].code)))
			return &outcomes[i];
	return NULL;
}

struct str outcome_words(struct arena *arena, const struct outcome *outcome)
{
	struct str group = str_of(outcome->group);
	struct str label = str_of(outcome->label);

	return str_ends(group, label) ? group : ARENA_GLUE(arena, group, S("："), label);
}

struct str outcome_choice(struct arena *arena, const struct outcome *outcome)
{
	struct str words = outcome_words(arena, outcome);

	return outcome->which == NULL ? words :
		ARENA_GLUE(arena, words, S("（"), str_of(outcome->which), S("）"));
}

bool outcome_gives(struct str code)
{
	return str_starts(code, S("granted")) || str_eq(code, S("partial"));
}

#define PART(of, words, rests, first) \
	{ .code = (of), .outcome = "partial", .label = (words), .article = (rests), .review_first = (first) }
#define KIND(of, words) { .code = (of), .outcome = "deny.process", .label = (words) }

const struct ground grounds[] = {
	PART("secret", "属于国家秘密", "第十四条", true),
	PART("law", "法律、行政法规禁止公开", "第十四条", true),
	PART("safety", "公开后可能危及国家安全、公共安全、经济安全、社会稳定", "第十四条", true),
	PART("third_party", "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害", "第十五条", true),
	PART("internal", "属于内部事务信息", "第十六条第一款", true),
	PART("process", "属于过程性信息", "第十六条第二款", true),
	PART("file", "属于行政执法案卷信息", "第十六条第二款", true),
	PART("not_found", "经检索不存在", "第三十六条第（四）项", false),
	PART("not_held", "不属于本机关负责公开", "第三十六条第（五）项", false),
	PART("query", "属于行政查询事项", "第三十六条第（七）项", false),
	PART("not_made", "没有现成信息，需要另行加工、分析", "第三十八条", false),
	PART("publication", "属于公开出版物", "第三十九条第二款", false),
	KIND("record", "讨论记录"),
	KIND("draft", "过程稿"),
	KIND("consultation", "磋商信函"),
	KIND("report", "请示报告"),
};
const size_t grounds_count = sizeof(grounds) / sizeof(grounds[0]);

const char *ground_label(struct str code)
{
	for (size_t i = 0; i < grounds_count; i++)
		if (str_eq(code, str_of(grounds[i].code)))
			return grounds[i].label;
	return NULL;
}

bool grounds_have(struct str codes, struct str code)
{
	struct str one;

	while (str_cut(&codes, ',', &one))
		if (str_eq(str_trim(one), code))
			return true;
	return false;
}

struct str grounds_of(struct arena *arena, const struct outcome *outcome, struct str codes)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < grounds_count; i++)
		if (strcmp(grounds[i].outcome, outcome->code) == 0 &&
			grounds_have(codes, str_of(grounds[i].code)))
			buf_printf(&out, "%s%s", out.len > 0 ? "," : "", grounds[i].code);
	return buf_str(&out);
}

struct str grounds_words(struct arena *arena, struct str codes)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < grounds_count; i++) {
		const struct ground *ground = &grounds[i];

		if (!grounds_have(codes, str_of(ground->code)))
			continue;
		buf_printf(&out, "%s%s", out.len > 0 ? "；" : "", ground->label);
		if (ground->article != NULL)
			buf_printf(&out, "（%s）", ground->article);
	}
	return buf_str(&out);
}

/* Whether one of those before it rests on the article too. */
static bool rest_on(struct str codes, const char *article, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (grounds[i].article != NULL && strcmp(grounds[i].article, article) == 0 &&
			grounds_have(codes, str_of(grounds[i].code)))
			return true;
	return false;
}

/* Adds the articles that they rest on, once each, with a 、 before each but the first of out. */
static void add_articles(struct buf *out, struct str codes, bool review_first)
{
	for (size_t i = 0; i < grounds_count; i++) {
		const struct ground *ground = &grounds[i];

		if (ground->article != NULL && ground->review_first == review_first &&
			grounds_have(codes, str_of(ground->code)) && !rest_on(codes, ground->article, i))
			buf_printf(out, "%s%s", out->len > 0 ? "、" : "", ground->article);
	}
}

struct str grounds_basis(struct arena *arena, const struct outcome *outcome, struct str codes,
	bool asked_third_party)
{
	struct buf out = buf_in(arena);

	if (asked_third_party && outcome->consulted_basis != NULL)
		return str_of(outcome->consulted_basis);
	buf_add(&out, str_of(outcome->basis));
	add_articles(&out, codes, true);
	if (asked_third_party && grounds_have(codes, S("third_party")))
		buf_add(&out, S("、第三十二条"));
	add_articles(&out, codes, false);
	return buf_str(&out);
}

enum remedy grounds_remedy(struct arena *arena, const struct outcome *outcome, struct str codes,
	struct str *articles)
{
	struct buf out = buf_in(arena);

	*articles = (struct str){ 0 };
	if (outcome->remedy != REMEDY_PARTLY || codes.len == 0)
		return outcome->remedy;
	add_articles(&out, codes, true);
	*articles = buf_str(&out);
	return articles->len > 0 ? REMEDY_PARTLY : REMEDY_EITHER;
}

const char *grounds_lacking(struct arena *arena, const struct outcome *outcome, struct str more,
	struct str codes, struct str *why)
{
	size_t length = text_length(more);

	if (outcome->grounds != NULL && codes.len == 0) {
		*why = arena_printf(arena, "请勾选%s，至少一项。", outcome->grounds);
		return "grounds";
	}
	if (outcome->more != NULL && ((length < MORE_MIN && (length > 0 || !outcome->more_optional)) ||
		length > MORE_MAX)) {
		*why = arena_printf(arena, "这种办理结果要写明%s，2 至 300 字。", outcome->more);
		return "more";
	}
	return NULL;
}
