#include "ctl/doctor/redis.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/doctor/system_file.h"
#include "store/info.h"

#define MIB (1 << 20)
/* What a PING takes at most on a machine that isn't busy. */
#define SLOW_MS 100
/* A command that holds up all others for so long, one time in a hundred. */
#define SLOW_US 50000
#define AWAY_ADVICE "systemctl status wenzheng-redis, and its log; docs/recovery.md when it doesn't start"
#define FEWEST_CLIENTS 1000
/* A replica that far behind, in bytes, or silent for so many seconds. */
#define LAG_BYTES (16 * MIB)
#define SILENT_SECONDS 15

static void look_at_record(struct exam *exam, struct str info)
{
	if (info_number(info, "loading", 0) != 0) {
		exam_add(exam, HEALTH_WARN, "Redis is still reading its file");
		exam_advise(exam, "wait; if it takes longer than usual, see its log");
	}
	if (info_number(info, "aof_enabled", 0) == 0) {
		exam_add(exam, HEALTH_BAD, "appendonly is off: nothing is kept");
		exam_advise(exam, "start Redis with the redis.conf of this version");
	}
	if (!str_eq(info_field(info, "aof_last_write_status"), S("ok"))) {
		exam_add(exam, HEALTH_BAD, "the last write to the append-only file failed");
		exam_advise(exam, "see Redis's log and the disk; docs/recovery.md tells more");
	}
	if (!str_eq(info_field(info, "aof_last_bgrewrite_status"), S("ok"))) {
		exam_add(exam, HEALTH_WARN, "the last rewrite of the append-only file failed: the file only grows");
		exam_advise(exam, "see Redis's log: mostly it is memory (vm.overcommit_memory) or the disk");
	}
}

static void look_at_memory(struct exam *exam, struct str info)
{
	const int64_t used = info_number(info, "used_memory", 0);
	const int64_t most = info_number(info, "maxmemory", 0);
	const struct str policy = info_field(info, "maxmemory_policy");

	if (!str_eq(policy, S("noeviction"))) {
		exam_add(exam, HEALTH_BAD, "maxmemory-policy is %.*s: a full Redis throws cases out", STR_ARG(policy));
		exam_advise(exam, "set maxmemory-policy noeviction in redis.conf, and restart Redis");
	}
	if (most > 0 && used * 100 / most >= MEMORY_FULL_PERCENT) {
		exam_add(exam, used * 100 / most >= MEMORY_OVERFULL_PERCENT ? HEALTH_BAD : HEALTH_WARN,
			"%" PRId64 " of %" PRId64 " MiB are used: a full Redis refuses posts", used / MIB,
			most / MIB);
		exam_advise(exam, "raise maxmemory in redis.conf, or give the machine more (docs/capacity.md)");
	}
}

static void look_at_clients(struct exam *exam, struct str info)
{
	const int64_t refused = info_number(info, "rejected_connections", 0);
	const int64_t most = info_number(info, "maxclients", FEWEST_CLIENTS);

	if (refused > 0) {
		exam_add(exam, HEALTH_WARN, "%" PRId64 " connections were refused since Redis started", refused);
		exam_advise(exam, "find who holds them (%" PRId64 " are open), or raise maxclients",
			info_number(info, "connected_clients", 0));
	}
	if (most < FEWEST_CLIENTS) {
		exam_add(exam, HEALTH_WARN, "Redis takes %" PRId64 " connections at most", most);
		exam_advise(exam, "raise LimitNOFILE of wenzheng-redis.service, or maxclients");
	}
}

/* In place of the slow log, whose entries would show what people wrote. */
static void look_at_commands(struct exam *exam)
{
	struct str latencies;
	struct str command;
	int64_t us;

	if (info_read(exam->work.store, exam->ctl->arena, "latencystats", &latencies) != OK)
		return;
	us = info_slowest(latencies, &command);
	if (us < SLOW_US)
		return;
	exam_add(exam, HEALTH_WARN, "of the commands %.*s one in a hundred takes %" PRId64 " ms: all others wait",
		STR_ARG(command), us / 1000);
	exam_advise(exam, "see what else the machine does: processor, swap; a larger machine if it is neither");
}

/* "ip=10.0.0.2,port=6379,state=online,offset=1,lag=0" → the value of one part. */
static struct str part_of(struct str replica, struct str name)
{
	struct str part;
	struct str key;

	while (str_cut(&replica, ',', &part))
		if (str_cut(&part, '=', &key) && str_eq(key, name))
			return part;
	return (struct str){ 0 };
}

static void look_at_replicas(struct exam *exam, struct str info)
{
	const int wanted = exam->config->redis.replicas;
	const int64_t there = info_number(info, "connected_slaves", 0);
	const int64_t offset = info_number(info, "master_repl_offset", 0);

	if (there < wanted) {
		exam_add(exam, HEALTH_BAD, "%" PRId64 " of %d replicas are connected: nothing can be posted", there,
			wanted);
		exam_advise(exam, "start the missing ones, or lower [redis] replicas");
	}
	for (int i = 0; i < there; i++) {
		char name[32];
		struct str replica;
		int64_t at = 0;
		int64_t lag = 0;

		snprintf(name, sizeof(name), "slave%d", i);
		replica = info_field(info, name);
		str_to_i64(part_of(replica, S("offset")), &at);
		str_to_i64(part_of(replica, S("lag")), &lag);
		if (offset - at <= LAG_BYTES && lag <= SILENT_SECONDS)
			continue;
		exam_add(exam, HEALTH_WARN, "replica %.*s is %" PRId64 " bytes behind, last heard of %" PRId64
			" s ago", STR_ARG(part_of(replica, S("ip"))), offset - at, lag);
		exam_advise(exam, "look at the network between the machines and at that Redis");
	}
}

/* The last value of a directive in a configuration file. */
static struct str directive(struct str text, struct str name)
{
	struct str value = { 0 };
	struct str line;
	struct str word;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		word = str_sub(line, 0, 0);
		while (word.len < line.len && line.data[word.len] != ' ' && line.data[word.len] != '\t')
			word.len++;
		if (str_eq_nocase(word, name))
			value = str_trim(str_sub(line, word.len, line.len));
	}
	return value;
}

/* The same on a command line, words ending with NUL. */
static struct str argument(struct str words, struct str name)
{
	struct str word;
	struct str value = { 0 };

	while (str_cut(&words, '\0', &word))
		if (str_eq_nocase(word, name) && !str_cut(&words, '\0', &value))
			break;
	return value;
}

/* A receipt is given only for what is on the disk. */
static void look_at_sync(struct exam *exam, struct str info)
{
	struct arena *arena = exam->ctl->arena;
	struct str file = info_field(info, "config_file");
	struct str command = arena_printf(arena, "/proc/%" PRId64 "/cmdline", info_number(info,
		"process_id", 0));
	struct str sync;

	if (config_several_redis(exam->config))
		return;
	sync = argument(system_file(arena, command.data), S("--appendfsync"));
	if (sync.len == 0) {
		struct str text = system_file(arena, arena_cstr(arena, file));

		if (file.len > 0 && text.len == 0) {
			exam_add(exam, HEALTH_UNSEEN, "whether each write is synced was not looked at: %.*s isn't for this "
				"account to read", STR_ARG(file));
			return;
		}
		sync = directive(text, S("appendfsync"));
	}
	if (!str_eq(sync, S("always"))) {
		exam_add(exam, HEALTH_BAD, "appendfsync is %.*s: a power cut loses what was confirmed",
			STR_ARG(sync.len > 0 ? sync : S("everysec")));
		exam_advise(exam, "set appendfsync always in %.*s, and restart Redis",
			STR_ARG(file.len > 0 ? file : S("its configuration")));
	}
}

/* A rewrite needs as much room again. */
static void look_at_room(struct exam *exam, struct str info)
{
	const int64_t size = info_number(info, "aof_current_size", 0);
	struct statvfs about;

	if (config_several_redis(exam->config) || statvfs(exam->config->paths.state, &about) != 0)
		return;
	if ((uint64_t)about.f_bavail * about.f_frsize < (uint64_t)size) {
		exam_add(exam, HEALTH_WARN,
			"the append-only file has %" PRId64 " MiB, more than is free on the disk: it "
			"can't be rewritten", size / MIB);
		exam_advise(exam, "make room, or a larger disk");
	}
}

/* Whether the socket or the password is out of reach, which is told without a try. */
static bool is_closed(struct exam *exam)
{
	const struct config *config = exam->config;
	const char *path = config->redis.socket;

	if (!config_several_redis(config) && access(path, W_OK) == 0)
		path = config->redis.password_file;
	if (config_several_redis(config) || access(path, R_OK) == 0)
		return false;
	exam->work.store = NULL;
	if (errno == EACCES) {
		exam_closed(exam);
		return true;
	}
	exam_add(exam, HEALTH_BAD, "%s: %s", path, strerror(errno));
	exam_advise(exam, AWAY_ADVICE);
	return true;
}

void redis_look(struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	int64_t began = clock_steady();
	int64_t took;
	struct str info;

	if (is_closed(exam))
		return;
	if (store_ping(exam->work.store, arena) != OK) {
		exam->work.store = NULL;
		exam_add(exam, HEALTH_BAD, "%s", ctl_away(exam->ctl));
		exam_advise(exam, AWAY_ADVICE);
		return;
	}
	took = clock_steady() - began;
	if (info_read(exam->work.store, arena, "default", &info) != OK) {
		exam_add(exam, HEALTH_BAD, "Redis doesn't say how it is (INFO)");
		exam_advise(exam, "see its log");
		return;
	}
	if (took > SLOW_MS) {
		exam_add(exam, HEALTH_WARN, "a PING took %" PRId64 " ms", took);
		exam_advise(exam, "see what else the machine does: disk, processor, swap");
	}
	look_at_record(exam, info);
	look_at_sync(exam, info);
	look_at_memory(exam, info);
	look_at_room(exam, info);
	look_at_clients(exam, info);
	look_at_commands(exam);
	look_at_replicas(exam, info);
	exam_well(exam, "%.*s answers in %" PRId64 " ms, %.*s used%s, file synced and whole",
		STR_ARG(info_field(info, "redis_version")), took, STR_ARG(info_field(info,
		"used_memory_human")),
		info_number(info, "maxmemory", 0) == 0 ? " (no maxmemory set)" : "");
}
