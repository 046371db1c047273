/* The administrator's page of how the board's parts are: the facts of /metrics and the doctor, in words. */
#include "pages/staff/system.h"

#include <inttypes.h>
#include <stdio.h>

#include "health/facts.h"
#include "pages/respond.h"
#include "pages/site.h"

#define MIB ((int64_t)1 << 20)
#define GIB_TENTH (MIB * 1024 / 10)

static const char *const health_labels[] = { [HEALTH_OK] = "正常", [HEALTH_WARN] = "请留意",
	[HEALTH_BAD] = "有故障", [HEALTH_UNSEEN] = "不明" };

static void add_checks(struct value *view, const struct facts *facts, const struct casework *work)
{
	struct value *list = map_list(view, "checks");
	enum health worst = HEALTH_OK;
	bool all_well = true;

	for (enum check check = 0; check < CHECK_COUNT; check++) {
		struct value *map = list_map(list);
		struct str why = { 0 };
		enum health health = facts_judge(facts, work, check, &why);

		map_str(map, "check", str_of(check_name(check)));
		map_str(map, "check_label", str_of(check_label(check)));
		map_str(map, "health", str_of(health_name(health)));
		map_str(map, "health_label", str_of(health_labels[health]));
		map_bool(map, "is_ok", health == HEALTH_OK);
		map_bool(map, "is_warn", health == HEALTH_WARN);
		map_bool(map, "is_bad", health == HEALTH_BAD);
		map_str(map, "why", why);
		worst = health_worse(worst, health);
		all_well = all_well && health == HEALTH_OK;
	}
	map_str(view, "status", str_of(health_name(worst)));
	map_bool(view, "all_well", all_well);
}

/* "3 秒前", "12 分钟前", "5 小时前", or the time. */
static struct str ago(const struct casework *work, int64_t at)
{
	const int64_t ms = work->now > at ? work->now - at : 0;

	if (at == 0)
		return S("从未");
	if (ms < MS_PER_MINUTE)
		return arena_printf(work->arena, "%" PRId64 " 秒前", ms / 1000);
	if (ms < MS_PER_HOUR)
		return arena_printf(work->arena, "%" PRId64 " 分钟前", ms / MS_PER_MINUTE);
	if (ms < MS_PER_DAY)
		return arena_printf(work->arena, "%" PRId64 " 小时前", ms / MS_PER_HOUR);
	return clock_minute(work->arena, at);
}

static struct str moment_text(const struct facts *facts, const struct casework *work, int64_t at)
{
	return facts->beats_told ? ago(work, at) : S("不明");
}

static void add_processes(struct value *view, const struct facts *facts, const struct casework *work)
{
	static const char *const labels[PROCESS_COUNT] = { [PROCESS_JOBS] = "定时任务",
		[PROCESS_NOTIFY] = "通知发送", [PROCESS_INDEX] = "搜索索引" };
	struct value *list = map_list(view, "processes");

	for (enum process process = 0; process < PROCESS_COUNT; process++) {
		struct value *map = list_map(list);

		map_str(map, "process", str_of(process_name(process)));
		map_str(map, "process_label", str_of(labels[process]));
		map_int(map, "beat", facts->beats[process].at);
		map_str(map, "beat_text", moment_text(facts, work, facts->beats[process].at));
		map_int(map, "done", facts->beats[process].done);
		map_str(map, "done_text", moment_text(facts, work, facts->beats[process].done));
	}
}

/* "812 MiB", "3.4 GiB" */
static struct str size_text(struct arena *arena, int64_t bytes)
{
	const int64_t tenths = bytes / GIB_TENTH;

	if (bytes < 1024 * MIB)
		return arena_printf(arena, "%" PRId64 " MiB", bytes / MIB);
	return arena_printf(arena, "%" PRId64 ".%" PRId64 " GiB", tenths / 10, tenths % 10);
}

static void add_figure(struct value *list, const char *label, struct str text)
{
	struct value *map = list_map(list);

	map_str(map, "figure_label", str_of(label));
	map_str(map, "figure_text", text);
}

static void add_stored(struct value *list, const struct facts *facts, const struct casework *work)
{
	struct arena *arena = work->arena;

	add_figure(list, "Redis 内存", facts->memory_most > 0 ?
		arena_printf(arena, "%.*s，上限 %.*s", STR_ARG(size_text(arena, facts->memory)),
			STR_ARG(size_text(arena, facts->memory_most))) :
		arena_printf(arena, "%.*s，未设上限", STR_ARG(size_text(arena, facts->memory))));
	add_figure(list, "数据文件", size_text(arena, facts->aof_bytes));
	if (!facts->outbox_told)
		return;
	add_figure(list, "待发通知", facts->outbox_oldest > 0 ?
		arena_printf(arena, "%" PRId64 " 条，最早一条 %.*s", facts->outbox_waiting,
			STR_ARG(ago(work, facts->outbox_oldest))) :
		arena_printf(arena, "%" PRId64 " 条", facts->outbox_waiting));
	add_figure(list, "未送达的通知", arena_printf(arena, "%" PRId64 " 条", facts->outbox_dead));
}

static struct str lag_text(struct arena *arena, const struct index_facts *index)
{
	if (!index->up)
		return S("没有");
	if (index->lag_ms < 0)
		return S("不明");
	return index->lag_ms == 0 ? S("没有落后") :
		arena_printf(arena, "落后 %" PRId64 " 秒", index->lag_ms / 1000);
}

static void add_figures(struct exchange *exchange, const struct facts *facts, const struct casework *work)
{
	struct value *list = map_list(exchange->reply->view, "figures");
	struct arena *arena = exchange->arena;

	if (facts->redis)
		add_stored(list, facts, work);
	if (facts->disk_free >= 0)
		add_figure(list, "磁盘剩余", size_text(arena, facts->disk_free));
	add_figure(list, "公众搜索索引", lag_text(arena, &facts->index));
	add_figure(list, "工作人员搜索索引", lag_text(arena, &facts->inside));
	add_figure(list, "正在处理的照片", arena_printf(arena, "%d 张，最多同时 %d 张", facts->slots_busy,
		facts->slots));
	add_figure(list, "登录失败", arena_printf(arena, "%llu 次（程序启动以来）",
		(unsigned long long)counters_logins_failed(exchange->site->counters)));
	add_figure(list, "程序", arena_printf(arena, "wenzheng " WENZHENG_VERSION "，%.*s 启动",
		STR_ARG(clock_minute(arena, exchange->site->started))));
}

enum status staff_system_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct facts facts;

	facts_read(&work, exchange->site->index, exchange->site->inside, &facts);
	map_str(view, "at", clock_rfc3339(exchange->arena, work.now));
	map_str(view, "at_text", clock_minute(exchange->arena, work.now));
	add_checks(view, &facts, &work);
	add_processes(view, &facts, &work);
	add_figures(exchange, &facts, &work);
	respond_page(exchange, "staff_system", S("系统状态"), "system");
	return OK;
}
