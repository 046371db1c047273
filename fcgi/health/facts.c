#include "health/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

#include "notify/dead_letter.h"
#include "notify/outbox.h"
#include "photos/decoder.h"
#include "search/feed.h"
#include "search/index.h"
#include "store/info.h"
#include "upkeep/clock_guard.h"

#define MIB ((int64_t)1 << 20)

const char *health_name(enum health health)
{
	static const char *const names[] = { [HEALTH_OK] = "ok", [HEALTH_WARN] = "warn", [HEALTH_BAD] = "bad",
		[HEALTH_UNSEEN] = "unseen" };

	return names[health];
}

enum health health_worse(enum health one, enum health other)
{
	if (one == HEALTH_UNSEEN || other == HEALTH_UNSEEN)
		return one == HEALTH_UNSEEN ? other : one;
	return one > other ? one : other;
}

static bool is_ok(struct str info, const char *field)
{
	return str_eq(info_field(info, field), S("ok"));
}

static enum status read_redis(struct casework *work, struct facts *out)
{
	struct str info;

	TRY(info_read(work->store, work->arena, "default", &info));
	out->loading = info_number(info, "loading", 0) != 0;
	out->replica = str_eq(info_field(info, "role"), S("slave"));
	out->replicas = info_number(info, "connected_slaves", 0);
	out->aof_written = info_number(info, "aof_enabled", 0) != 0 && is_ok(info, "aof_last_write_status");
	out->aof_rewritten = is_ok(info, "aof_last_bgrewrite_status");
	out->aof_bytes = info_number(info, "aof_current_size", 0);
	out->memory = info_number(info, "used_memory", 0);
	out->memory_most = info_number(info, "maxmemory", 0);
	return OK;
}

static enum status read_outbox(struct casework *work, struct facts *out)
{
	struct value *letters;

	TRY(outbox_targets(work, &out->outbox));
	for (const struct member *m = out->outbox->first; m != NULL; m = m->next)
		out->outbox_waiting += map_get_int(&m->value, "undelivered", 0);
	if (out->outbox_waiting > 0)
		TRY(outbox_oldest(work, &out->outbox_oldest));
	return dead_letters_read(work, 1, &letters, &out->outbox_dead);
}

static void read_index(struct casework *work, struct index *index, bool redis, struct index_facts *out)
{
	out->lag_ms = -1;
	out->up = index != NULL && index_follow(index) == OK;
	if (out->up && redis && feed_lag(work, str_of(index->manifest.position), &out->lag_ms) != OK)
		out->lag_ms = -1;
}

void facts_read_usable(struct casework *work, struct index *index, struct index *inside, struct facts *out)
{
	struct statvfs about;

	*out = (struct facts){ .disk_free = -1 };
	out->redis = read_redis(work, out) == OK;
	out->beats_told = out->redis && heartbeats_read(work->store, work->arena, out->beats) == OK;
	read_index(work, index, out->redis, &out->index);
	read_index(work, inside, out->redis, &out->inside);
	if (statvfs(work->config->paths.state, &about) == 0) {
		out->disk_free = (int64_t)about.f_bavail * (int64_t)about.f_frsize;
		out->disk_size = (int64_t)about.f_blocks * (int64_t)about.f_frsize;
	}
}

void facts_read(struct casework *work, struct index *index, struct index *inside, struct facts *out)
{
	struct clock_verdict verdict;

	facts_read_usable(work, index, inside, out);
	decoder_count(work, &out->slots, &out->slots_busy);
	if (!out->redis)
		return;
	out->clock_told = clock_guard_read(work, &verdict) == OK;
	if (out->clock_told) {
		out->clock_suspect = verdict.suspect;
		out->jobs_round = verdict.proved;
	}
	out->outbox_told = read_outbox(work, out) == OK;
}

static const struct {
	const char *name;
	const char *label;
} checks[CHECK_COUNT] = {
	[CHECK_REDIS] = { "redis", "数据库 Redis" },
	[CHECK_WRITE] = { "write", "写入与落盘" },
	[CHECK_DISK] = { "disk", "磁盘空间" },
	[CHECK_INDEX] = { "index", "搜索索引" },
	[CHECK_CLOCK] = { "clock", "系统时钟" },
	[CHECK_JOBS] = { "jobs", "定时任务" },
	[CHECK_NOTIFY] = { "notify", "通知发送程序" },
	[CHECK_OUTBOX] = { "outbox", "待发通知" },
};

const char *check_name(enum check check)
{
	return checks[check].name;
}

const char *check_label(enum check check)
{
	return checks[check].label;
}

static enum health judge_redis(const struct facts *facts, const struct casework *work, struct str *why)
{
	(void)work;
	if (facts->loading) {
		*why = S("正在读取数据文件，读完即可使用。");
		return HEALTH_BAD;
	}
	*why = S("连接正常。");
	return HEALTH_OK;
}

static enum health judge_write(const struct facts *facts, const struct casework *work, struct str *why)
{
	const int64_t percent = facts->memory_most > 0 ? facts->memory * 100 / facts->memory_most : 0;

	*why = S("这是从库，不能写入，请检查主从切换。");
	if (facts->replica)
		return HEALTH_BAD;
	*why = S("从库不足，不再接收提交。请检查各台 Redis 和它们之间的网络。");
	if (facts->replicas < work->config->redis.replicas)
		return HEALTH_BAD;
	*why = S("数据没能写入磁盘，不再接收提交。请检查磁盘和 Redis 日志。");
	if (!facts->aof_written)
		return HEALTH_BAD;
	*why = arena_printf(work->arena,
		"内存已用 %" PRId64 "%%，满了就不能提交。请调大 maxmemory 或增加内存。", percent);
	if (percent >= MEMORY_FULL_PERCENT)
		return percent >= 100 ? HEALTH_BAD : HEALTH_WARN;
	*why = S("数据文件上次没能重写，会越来越大。请检查内存和磁盘。");
	if (!facts->aof_rewritten)
		return HEALTH_WARN;
	*why = S("每次提交都已写入磁盘。");
	return HEALTH_OK;
}

static enum health judge_disk(const struct facts *facts, const struct casework *work, struct str *why)
{
	const int floor = work->config->limits.disk_floor_mb;

	if (facts->disk_free < 0)
		return HEALTH_UNSEEN;
	if (facts->disk_free < floor * MIB) {
		*why = S("空间不足，已停止接收提交。请立即清理。");
		return HEALTH_BAD;
	}
	if (facts->disk_size > 0 && facts->disk_free * 100 / facts->disk_size < DISK_LITTLE_PERCENT) {
		*why = S("空间不多了，请清理或扩容。");
		return HEALTH_WARN;
	}
	*why = S("空间充足。");
	return HEALTH_OK;
}

static enum health judge_index(const struct facts *facts, const struct casework *work, struct str *why)
{
	const int64_t beat = facts->beats[PROCESS_INDEX].at;

	*why = S("还没有索引，搜索暂不可用。请检查 wenzheng-index 服务。");
	if (!facts->index.up || !facts->inside.up)
		return HEALTH_WARN;
	*why = S("索引落后，新内容暂时搜不到。请检查 wenzheng-index 服务。");
	if (facts->index.lag_ms > INDEX_LATE_MS || facts->inside.lag_ms > INDEX_LATE_MS ||
		(facts->beats_told && work->now - beat > PROCESS_GONE_MS))
		return HEALTH_WARN;
	*why = S("与数据一致。");
	return HEALTH_OK;
}

static enum health judge_clock(const struct facts *facts, const struct casework *work, struct str *why)
{
	(void)work;
	if (facts->clock_suspect) {
		*why = S("时钟可疑，定时任务已暂停。请校准时间，或执行 wenzhengctl clock accept 确认。");
		return HEALTH_BAD;
	}
	*why = S("可信。");
	return HEALTH_OK;
}

static enum health judge_jobs(const struct facts *facts, const struct casework *work, struct str *why)
{
	const int64_t done = facts->beats[PROCESS_JOBS].done;

	*why = S("催办、办结、清理到期信息都停了。请检查 wenzheng-jobs 服务和日志。");
	if (work->now - facts->jobs_round > JOBS_GONE_MS)
		return HEALTH_BAD;
	*why = S("最近没有完整运行过一轮。请检查 wenzheng-jobs 服务和日志。");
	if (work->now - facts->jobs_round > JOBS_LATE_MS || work->now - done > JOBS_LATE_MS)
		return HEALTH_WARN;
	*why = S("每分钟运行一轮。");
	return HEALTH_OK;
}

static enum health judge_notify(const struct facts *facts, const struct casework *work, struct str *why)
{
	if (work->now - facts->beats[PROCESS_NOTIFY].at > PROCESS_GONE_MS) {
		*why = S("没有运行，通知发不出去。请检查 wenzheng-notify 服务和日志。");
		return HEALTH_WARN;
	}
	*why = S("运行正常。");
	return HEALTH_OK;
}

static enum health judge_outbox(const struct facts *facts, const struct casework *work, struct str *why)
{
	*why = S("有通知多次发送失败，请在“通知”页查看原因。");
	if (facts->outbox_dead > 0)
		return HEALTH_WARN;
	*why = S("有通知长时间发不出去，请检查对方服务。");
	if (facts->outbox_oldest > 0 && work->now - facts->outbox_oldest > OUTBOX_LATE_MS)
		return HEALTH_WARN;
	*why = S("没有积压。");
	return HEALTH_OK;
}

/* Whether there is something to judge by.  While Redis reads its file it answers INFO, but nothing of it holds yet. */
static bool is_told(const struct facts *facts, enum check check)
{
	switch (check) {
	case CHECK_DISK:
		return true;
	case CHECK_CLOCK:
		return facts->clock_told;
	case CHECK_JOBS:
		return facts->clock_told && facts->beats_told;
	case CHECK_NOTIFY:
		return facts->beats_told;
	case CHECK_OUTBOX:
		return facts->outbox_told;
	case CHECK_REDIS:
		return facts->redis;
	default:
		return facts->redis && !facts->loading;
	}
}

enum health facts_judge(const struct facts *facts, const struct casework *work, enum check check,
	struct str *why)
{
	static enum health (*const judges[CHECK_COUNT])(const struct facts *, const struct casework *,
		struct str *) = {
		[CHECK_REDIS] = judge_redis, [CHECK_WRITE] = judge_write, [CHECK_DISK] = judge_disk,
		[CHECK_INDEX] = judge_index, [CHECK_CLOCK] = judge_clock, [CHECK_JOBS] = judge_jobs,
		[CHECK_NOTIFY] = judge_notify, [CHECK_OUTBOX] = judge_outbox };

	if (!facts->redis && (check == CHECK_REDIS || check == CHECK_WRITE)) {
		*why = S("连不上数据库，不能提交。请检查 wenzheng-redis 服务和日志。");
		return HEALTH_BAD;
	}
	*why = facts->redis ? S("数据库没能给出有关数据，情况不明。请查看 wenzheng 服务的日志。") :
		S("连不上数据库，情况不明。");
	return is_told(facts, check) ? judges[check](facts, work, why) : HEALTH_UNSEEN;
}
