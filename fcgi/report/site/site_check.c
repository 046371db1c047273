#include "report/site/site_check.h"

#include <inttypes.h>

#include "lists/articles.h"
#include "lists/supervision.h"
#include "model/record.h"
#include "report/site/site_columns.h"
#include "report/site/site_pages.h"
#include "store/keys.h"

/* An article may go out so much later than planned: the jobs make a round each minute. */
#define RELEASE_LATE (10 * MS_PER_MINUTE)
#define ANSWER_MONTHS 3
#define REPLY_MONTHS 2
#define HOME_DAYS 14

static enum status look_home(struct site_look *look)
{
	struct casework *work = look->work;
	const struct str keys[] = { key_articles(work->store, work->arena, S(ARTICLES_ALL)),
		key_list(work->store, work->arena, S("new")),
		key_list(work->store, work->arena, S("answered")) };
	int64_t times[sizeof(keys) / sizeof(keys[0])];
	int64_t newest = 0;

	TRY(site_newest(work, keys, sizeof(keys) / sizeof(keys[0]), times));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (times[i] > newest)
			newest = times[i];
	site_find(look, (struct site_finding){ .what = S("首页"), .since = newest, .who = S("信息编辑"),
		.fails = newest != 0 ? clock_day(newest) + HOME_DAYS : look->today, .link = S("/") },
		HOME_DAYS);
	return OK;
}

static struct str case_people(struct site_look *look, const struct case_record *record)
{
	if (record->state == STATE_PENDING)
		return S("审核人员");
	if (record->state == STATE_ACCEPTED)
		return S("交办人员");
	return depts_name(&look->depts, record->dept);
}

/* Letters and topics; hotline items and requests for information have rules of their own. */
static enum status look_messages(struct site_look *look)
{
	struct casework *work = look->work;
	uint64_t numbers[SITE_CASES_LOOKED];
	struct supervision_row *rows;
	struct case_record *records;
	size_t told = 0;
	size_t count;

	TRY(supervision_read(work, &(struct supervision_ask){ .watch = WATCH_OLD,
		.limit = SITE_CASES_LOOKED }, &rows, &count));
	records = arena_array(work->arena, count + 1, sizeof(*records));
	for (size_t i = 0; i < count; i++)
		numbers[i] = rows[i].n;
	TRY(case_read_many(work, numbers, count, records));
	for (size_t i = 0; i < count && told < SITE_CASES_TOLD; i++) {
		const struct case_record *record = &records[i];
		int32_t fails = site_months_later(clock_day(rows[i].place.score), ANSWER_MONTHS);

		if (record->n == 0 || (record->channel != CHANNEL_TOPIC && record->channel != CHANNEL_LETTER))
			continue;
		told++;
		site_find(look, (struct site_finding){ .what = arena_join(work->arena, S("留言 "),
			case_number(work, record)), .since = rows[i].place.score, .fails = fails,
			.who = case_people(look, record),
			.link = arena_printf(work->arena, "/staff/cases/%" PRIu64, record->n) }, 0);
	}
	return OK;
}

/* Without any reply so far: since the receipt of the oldest case that waits. */
static enum status look_replies(struct site_look *look)
{
	struct casework *work = look->work;
	const struct str keys[] = { key_list(work->store, work->arena, S("answered")),
		key_list(work->store, work->arena, S("letter:answered")) };
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t times[2];
	int64_t since;

	TRY(site_newest(work, keys, 2, times));
	since = times[0] > times[1] ? times[0] : times[1];
	if (since == 0) {
		BATCH(&batch, S("ZRANGE"), key_list(work->store, work->arena, S("waiting")), S("0"), S("0"),
			S("WITHSCORES"));
		TRY(store_run(work->store, &batch, &results));
		if (results[0].count < 2 || !str_to_i64(results[0].items[1].str, &since))
			return OK;
	}
	site_find(look, (struct site_finding){ .what = S("公开答复"), .since = since,
		.who = S("承办部门、审核人员"), .link = S("/topics?tab=answered"),
		.fails = site_months_later(clock_day(since), REPLY_MONTHS) }, 0);
	return OK;
}

static enum status look_release(struct site_look *look)
{
	struct casework *work = look->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("ZRANGEBYSCORE"), key_articles(work->store, work->arena, S(ARTICLES_RELEASE)),
		S("-inf"), num(work->arena, work->now - RELEASE_LATE), S("WITHSCORES"), S("LIMIT"), S("0"),
		num(work->arena, SITE_ARTICLES_TOLD));
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i + 1 < results[0].count; i += 2) {
		struct site_finding finding = { .what = arena_join(work->arena, S("信息 "),
			results[0].items[i].str), .fails = look->today, .who = S("系统管理员"),
			.link = arena_join(work->arena, S("/staff/articles/"), results[0].items[i].str) };

		if (str_to_i64(results[0].items[i + 1].str, &finding.since))
			finding.fails = clock_day(finding.since);
		site_find(look, finding, 0);
	}
	return OK;
}

/* Of each the day after the last in which it could be interpreted in time. */
static enum status look_interpretations(struct site_look *look)
{
	struct casework *work = look->work;
	struct articles_page page;

	TRY(articles_soonest(work, policy_index_open(work->arena, (struct str){ 0 }), (struct str){ 0 },
		&page));
	for (size_t i = 0; i < page.count; i++) {
		const struct article *article = &page.rows[i];

		site_find(look, (struct site_finding){ .since = article->policy.opened,
			.what = ARENA_GLUE(work->arena, S("政策文件 "), article->policy.number),
			.fails = clock_day(article->policy.due) + 1, .link = S("/staff/interpretations"),
			.who = article->dept.len > 0 ? depts_name(&look->depts, article->dept) :
				S("信息编辑") }, 0);
	}
	return OK;
}

/* Fails on the day after the last in which another person may review it. */
static enum status look_emergencies(struct site_look *look)
{
	struct casework *work = look->work;
	struct articles_page page;

	TRY(articles_soonest(work, S(ARTICLES_EMERGENCY), (struct str){ 0 }, &page));
	for (size_t i = 0; i < page.count; i++)
		site_find(look, (struct site_finding){ .since = page.rows[i].emergency.at,
			.what = arena_join(work->arena, S("紧急发布的信息 "),
				num(work->arena, (int64_t)page.rows[i].n)),
			.fails = clock_day(page.rows[i].emergency.due) + 1, .who = S("信息审核人员"),
			.depts = page.rows[i].dept, .link = arena_join(work->arena, S("/staff/articles/"),
				num(work->arena, (int64_t)page.rows[i].n)) }, 0);
	return OK;
}

/* Those that are broken longest. */
static enum status look_links(struct site_look *look)
{
	struct casework *work = look->work;
	struct articles_page page;

	TRY(articles_soonest(work, S(ARTICLES_BROKEN), (struct str){ 0 }, &page));
	for (size_t i = 0; i < page.count; i++)
		site_find(look, (struct site_finding){ .since = page.rows[i].links_broken,
			.what = arena_join(work->arena, S("信息 "),
				num(work->arena, (int64_t)page.rows[i].n)),
			.fails = clock_day(page.rows[i].links_broken), .who = S("信息编辑"),
			.depts = page.rows[i].dept, .link = arena_join(work->arena, S("/staff/articles/"),
				num(work->arena, (int64_t)page.rows[i].n)) }, 0);
	return OK;
}

/* As the jobs noted it (upkeep/site_warnings); the worker may not read the file. */
static enum status look_certificate(struct site_look *look)
{
	struct casework *work = look->work;
	struct site_finding finding = { .who = S("系统管理员"), .link = S("/staff/check") };
	struct batch batch = batch_in(work->arena);
	struct result *results;
	int64_t end;

	BATCH(&batch, S("GET"), key_certificate(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	if (!str_to_i64(results[0].str, &end))
		return OK;
	finding.what = S("网站证书文件（[site] certificate）读不出来");
	if (end != 0)
		finding.what = arena_join(work->arena, S("网站证书有效期至"), clock_date(work->arena, end));
	finding.fails = end != 0 ? clock_day(end) : look->today;
	site_find(look, finding, 0);
	return OK;
}

static enum status look_holidays(struct site_look *look)
{
	int last = workdays_last_year(look->work->calendar);
	struct str what = arena_printf(look->work->arena, "节假日表只到%d年", last);

	site_find(look, (struct site_finding){ .what = what,
		.fails = day_of_date((struct date){ last + 1, 1, 1 }), .who = S("系统管理员"),
		.link = S("/staff/check") }, 0);
	return OK;
}

static enum status look_fields(struct site_look *look)
{
	const struct config *config = look->work->config;
	const struct {
		const char *label;
		struct str value;
	} fields[] = {
		{ "网站标识码（[site] idcode）", str_of(config->site.idcode) },
		{ "ICP备案号（[site] icp）", str_of(config->site.icp) },
		{ "主办单位（[site] host）", str_of(config->site.host) },
		{ "联系方式（[site] contact）", str_of(config->site.contact) },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct site_finding finding = { .what = str_of(fields[i].label), .fails = look->today,
			.who = S("系统管理员"), .link = S("/") };

		/* The id code as shipped is no code. */
		if (fields[i].value.len == 0 || str_eq(fields[i].value, S("0000000000")))
			site_find(look, finding, 0);
	}
	return OK;
}

#define INSPECTION "国办秘函〔2019〕19号"
/* The numbers and periods for columns are those of the form of 2015, on which the later one builds. */
#define SURVEY INSPECTION "、2015年全国政府网站普查评分表"

const struct site_indicator site_indicators[] = {
	{ .id = "home", .source = INSPECTION, .severity = SITE_VETO, .warn = 4,
		.look = look_home, .rule = "首页超过2周未更新",
		.rule_en = "The home page was not updated for 2 weeks" },
	{ .id = "message", .source = INSPECTION, .severity = SITE_VETO, .warn = 31,
		.look = look_messages, .rule = "有效留言超过3个月未答复",
		.rule_en = "A valid message has no answer after 3 months" },
	{ .id = "pages", .source = INSPECTION, .severity = SITE_VETO, .warn = 7,
		.look = site_pages_look, .rule = "一周内5%以上的访问超过15秒打不开（缓存直接给出的不计）",
		.rule_en = "5 % of a week's visits to a page took 15 seconds or more (the cache's don't count)" },
	{ .id = "columns-news", .source = SURVEY, .severity = SITE_VETO, .warn = 10,
		.look = site_columns_few, .rule = "动态要闻、通知公告、政策文件类栏目超期未更新达到5个",
		.rule_en = "5 columns of news, notices and policies are stale" },
	{ .id = "columns-stale", .source = SURVEY, .severity = SITE_VETO, .warn = 10,
		.look = site_columns_many, .rule = "超期未更新的栏目达到10个",
		.rule_en = "10 columns are stale" },
	{ .id = "columns-blank", .source = SURVEY, .severity = SITE_VETO, .warn = 0,
		.look = site_columns_blanks, .rule = "空白栏目达到5个",
		.rule_en = "5 columns are blank" },
	{ .id = "column-blank", .source = SURVEY, .severity = SITE_DEDUCTION, .warn = 0,
		.look = site_columns_blank, .rule = "栏目没有内容",
		.rule_en = "A column is blank" },
	{ .id = "column-news", .source = SURVEY, .severity = SITE_DEDUCTION, .warn = 4,
		.look = site_columns_news, .rule = "工作动态类栏目超过2周（或自定期限）未更新",
		.rule_en = "A news column was not updated for 2 weeks, or its own days" },
	{ .id = "column-notices", .source = SURVEY, .severity = SITE_DEDUCTION, .warn = 14,
		.look = site_columns_notices, .rule = "通知公告、政策文件类栏目超过6个月（或自定期限）未更新",
		.rule_en = "A column of notices or policies was not updated for 6 months, or its own days" },
	{ .id = "reply", .source = INSPECTION, .severity = SITE_DEDUCTION, .warn = 14,
		.look = look_replies, .rule = "超过2个月没有新的公开答复",
		.rule_en = "No new public reply for 2 months" },
	{ .id = "field", .source = "政府网站发展指引", .severity = SITE_DEDUCTION, .warn = 0,
		.look = look_fields, .rule = "网站标识码、ICP备案号、主办单位、联系方式应齐全",
		.rule_en = "Site id code, ICP number, host and contact must be set" },
	{ .id = "interpretation", .source = "政府网站发展指引", .severity = SITE_DEDUCTION, .warn = 2,
		.look = look_interpretations, .rule = "政策文件公开后3个工作日内没有发布解读",
		.rule_en = "A policy document was not interpreted within 3 working days" },
	{ .id = "links", .source = INSPECTION, .severity = SITE_DEDUCTION, .warn = 0,
		.look = look_links, .rule = "信息里的链接打不开（连续3次）",
		.rule_en = "A link of an article failed three times in a row" },
	{ .id = "column-days", .source = "栏目设置", .severity = SITE_OPERATION, .warn = 14,
		.look = site_columns_own, .rule = "栏目超过自定的更新期限未更新",
		.rule_en = "A column is past its own limit of days" },
	{ .id = "release", .source = "发布计划", .severity = SITE_OPERATION, .warn = 0,
		.look = look_release, .rule = "定时发布的信息到时间没有发布",
		.rule_en = "A scheduled article was not released" },
	{ .id = "emergency", .source = "谁公开、谁审查", .severity = SITE_OPERATION, .warn = 3,
		.look = look_emergencies, .rule = "紧急发布的信息1个工作日内没有补审",
		.rule_en = "An emergency publication was not reviewed within one working day" },
	{ .id = "certificate", .source = "网站证书", .severity = SITE_OPERATION, .warn = 31,
		.look = look_certificate, .rule = "网站证书到期",
		.rule_en = "The web server's certificate expires" },
	{ .id = "holidays", .source = "国务院办公厅节假日安排", .severity = SITE_OPERATION, .warn = 31,
		.look = look_holidays, .rule = "节假日表应包含下一年，否则期限只是暂定",
		.rule_en = "The holiday table ends; due dates become provisional" },
};
const size_t site_indicators_count = sizeof(site_indicators) / sizeof(site_indicators[0]);

enum status site_check(struct casework *work, struct site_findings *out)
{
	struct site_look look = { .work = work, .out = out, .today = clock_day(work->now) };

	*out = (struct site_findings){ .list = arena_array(work->arena, SITE_FINDINGS_MOST,
		sizeof(*out->list)) };
	TRY(depts_read(work, &look.depts));
	TRY(site_columns_read(&look));
	for (size_t i = 0; i < site_indicators_count; i++) {
		look.indicator = &site_indicators[i];
		TRY(look.indicator->look(&look));
	}
	return OK;
}

static void add_rule(const struct site_indicator *indicator, struct value *map)
{
	map_str(map, "id", str_of(indicator->id));
	map_str(map, "source", str_of(indicator->source));
	map_str(map, "rule", str_of(indicator->rule));
	map_str(map, "rule_en", str_of(indicator->rule_en));
	map_str(map, "severity", str_of(site_severity_name(indicator->severity)));
	map_str(map, "severity_label", str_of(site_severity_label(indicator->severity)));
}

void site_check_view(struct casework *work, const struct site_findings *findings, struct value *view)
{
	struct value *list = map_list(view, "findings");
	struct value *rules = map_list(view, "rules");

	map_int(view, "failing", (int64_t)findings->failing);
	map_int(view, "warning", (int64_t)(findings->count - findings->failing));
	for (size_t i = 0; i < findings->count; i++) {
		const struct site_finding *finding = &findings->list[i];
		struct value *map = list_map(list);

		add_rule(finding->indicator, map);
		map_str(map, "what", finding->what);
		map_str(map, "since", finding->since != 0 ? clock_date(work->arena, finding->since) :
			(struct str){ 0 });
		map_str(map, "fails", clock_date(work->arena, clock_day_start(finding->fails)));
		map_bool(map, "failing", finding->failing);
		map_str(map, "who", finding->who);
		map_str(map, "link", finding->link);
	}
	for (size_t i = 0; i < site_indicators_count; i++)
		add_rule(&site_indicators[i], list_map(rules));
}
