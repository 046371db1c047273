#include "base/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/address.h"
#include "base/text.h"
#include "ini/ini_file.h"

enum kind {
	KIND_TEXT,
	KIND_ID,		/* goes into Redis keys: lower-case letters, digits, '-' */
	KIND_NUMBER_PREFIX,	/* upper-case letters and digits */
	KIND_NAMES,		/* names between commas: at least one, none empty */
	KIND_NAMES_OR_NONE,
	KIND_DOMAIN,		/* a host name, with a port if need be */
	KIND_IDCODE,		/* ten digits, or none */
	KIND_COLOUR,		/* #14539a, or none */
	KIND_HERE,		/* a path, taken from the current folder */
	KIND_HERE_OR_NONE,
	KIND_STATE,		/* a path, taken from the state folder */
	KIND_STATE_PATHS,	/* several of them, with commas between */
	KIND_SOCKET,		/* the same, of a unix socket */
	KIND_ENDPOINTS,		/* addresses with ports, commas between, or none */
	KIND_INT,
	KIND_BOOL,
};

struct row {
	const char *section;
	const char *key;
	enum kind kind;
	size_t offset;
	const char *text;	/* the default of a string */
	const char *installed;	/* of a path: the default where the one of the sources isn't there; or NULL */
	int number;		/* the default of a number or switch */
	int min;
	int max;
};

#define AT(part, name, row_kind) \
	.section = #part, .key = #name, .kind = (row_kind), .offset = offsetof(struct config, part.name)

static const struct row rows[] = {
	{ AT(site, id, KIND_ID), .text = "wenzheng" },
	{ AT(site, name, KIND_TEXT), .text = "微问政" },
	{ AT(site, short_name, KIND_TEXT), .text = "" },
	{ AT(site, host, KIND_TEXT), .text = "" },
	{ AT(site, domain, KIND_DOMAIN), .text = "" },
	{ AT(site, idcode, KIND_IDCODE), .text = "" },
	{ AT(site, icp, KIND_TEXT), .text = "" },
	{ AT(site, police, KIND_TEXT), .text = "" },
	{ AT(site, contact, KIND_TEXT), .text = "" },
	{ AT(site, emblem, KIND_HERE_OR_NONE), .text = "" },
	{ AT(site, colour, KIND_COLOUR), .text = "" },
	{ AT(site, areas, KIND_NAMES_OR_NONE), .text = "" },
	{ AT(site, number_prefix, KIND_NUMBER_PREFIX), .text = "WZ" },
	{ AT(site, app, KIND_BOOL), .number = true },
	{ AT(site, certificate, KIND_HERE_OR_NONE), .text = "" },
	{ AT(worker, socket, KIND_SOCKET), .text = "run/wenzheng.sock" },
	{ AT(worker, listen, KIND_TEXT), .text = "" },
	{ AT(worker, web_servers, KIND_TEXT), .text = "" },
	{ AT(worker, sites, KIND_HERE_OR_NONE), .text = "" },
	{ AT(worker, processes, KIND_INT), .number = 0, .min = 0, .max = WORKERS_MAX },
	{ AT(worker, backlog, KIND_INT), .number = 512, .min = 1, .max = 65535 },
	{ AT(worker, body_limit, KIND_INT), .number = 131072, .min = 16384, .max = 16 << 20 },
	{ AT(worker, upload_limit, KIND_INT), .number = 20 << 20, .min = 1 << 20, .max = 40 << 20 },
	{ AT(worker, memory_limit, KIND_INT), .number = 64 << 20, .min = 1 << 20, .max = 1 << 30 },
	{ AT(worker, request_seconds, KIND_INT), .number = 30, .min = 1, .max = 3600 },
	{ AT(log, json, KIND_BOOL), .number = false },
	{ AT(log, slow_ms, KIND_INT), .number = 1000, .min = 0, .max = 60000 },
	{ AT(redis, socket, KIND_SOCKET), .text = "run/redis.sock" },
	{ AT(redis, user, KIND_ID), .text = "wenzheng" },
	{ AT(redis, password_file, KIND_STATE), .text = "redis.pass" },
	{ AT(redis, timeout_ms, KIND_INT), .number = 3000, .min = 10, .max = 60000 },
	{ AT(redis, sentinels, KIND_ENDPOINTS), .text = "" },
	{ AT(redis, cluster, KIND_ENDPOINTS), .text = "" },
	{ AT(redis, master, KIND_ID), .text = "wenzheng" },
	{ AT(redis, replicas, KIND_INT), .number = 0, .min = 0, .max = 5 },
	{ AT(paths, state, KIND_HERE), .text = "var" },
	{ AT(paths, keys, KIND_STATE), .text = "keys" },
	{ AT(paths, photos, KIND_STATE), .text = "photos" },
	{ AT(paths, reports, KIND_STATE), .text = "reports" },
	{ AT(paths, attachments, KIND_STATE), .text = "attachments" },
	{ AT(paths, portal, KIND_STATE), .text = "portal" },
	{ AT(paths, search, KIND_STATE), .text = "search" },
	{ AT(paths, suggest, KIND_STATE), .text = "suggest" },
	{ AT(paths, cache, KIND_STATE_PATHS), .text = "cache" },
	{ AT(paths, templates, KIND_HERE), .text = "htdocs/templates",
		.installed = WENZHENG_SHARE "/htdocs/templates" },
	{ AT(paths, holidays, KIND_HERE), .text = "conf/holidays.csv",
		.installed = WENZHENG_ETC "/holidays.csv" },
	{ AT(paths, holidays_local, KIND_HERE_OR_NONE), .text = "" },
	{ AT(paths, clamd, KIND_HERE_OR_NONE), .text = "" },
	{ AT(paths, words, KIND_HERE), .text = "conf/words.txt",
		.installed = WENZHENG_ETC "/words.txt" },
	{ AT(paths, themes, KIND_HERE), .text = "conf/themes.txt",
		.installed = WENZHENG_ETC "/themes.txt" },
	{ AT(paths, targets, KIND_STATE), .text = "targets.conf" },
	{ AT(cases, approval_topic, KIND_BOOL), .number = true },
	{ AT(cases, review_days, KIND_INT), .number = 1, .min = 1, .max = 30 },
	{ AT(cases, dispatch_days, KIND_INT), .number = 1, .min = 1, .max = 30 },
	{ AT(cases, return_days, KIND_INT), .number = 1, .min = 1, .max = 30 },
	{ AT(cases, returns_most, KIND_INT), .number = 2, .min = 1, .max = 10 },
	{ AT(cases, opinion_days, KIND_INT), .number = 2, .min = 1, .max = 30 },
	{ AT(cases, consult_days, KIND_INT), .number = 5, .min = 1, .max = 90 },
	{ AT(cases, other_days, KIND_INT), .number = 7, .min = 1, .max = 90 },
	{ AT(cases, extend_total_days, KIND_INT), .number = 15, .min = 1, .max = 180 },
	{ AT(cases, close_days, KIND_INT), .number = 15, .min = 1, .max = 365 },
	{ AT(cases, retention_days, KIND_INT), .number = 1095, .min = 1, .max = 36500 },
	{ AT(cases, pack_days, KIND_INT), .number = 30, .min = 0, .max = 36500 },
	{ AT(cases, events_days, KIND_INT), .number = 366, .min = 31, .max = 36500 },
	{ AT(cases, events_dir, KIND_STATE), .text = "events" },
	{ AT(publish, emergency, KIND_BOOL), .number = false },
	{ AT(publish, links_private, KIND_BOOL), .number = false },
	{ AT(notify, timeout_ms, KIND_INT), .number = 10000, .min = 100, .max = 60000 },
	{ AT(notify, retry_ms, KIND_INT), .number = 30000, .min = 10, .max = 3600000 },
	{ AT(notify, tries, KIND_INT), .number = 12, .min = 1, .max = 50 },
	{ AT(notices, sms, KIND_BOOL), .number = false },
	{ AT(notices, mail, KIND_BOOL), .number = false },
	{ AT(notices, push, KIND_BOOL), .number = false },
	{ AT(notices, follow, KIND_BOOL), .number = false },
	{ AT(notices, push_hosts, KIND_TEXT), .text = "fcm.googleapis.com, updates.push.services.mozilla.com, "
		"*.push.apple.com, *.notify.windows.com" },
	{ AT(notices, quiet_from, KIND_INT), .number = 21, .min = 0, .max = 23 },
	{ AT(notices, quiet_until, KIND_INT), .number = 8, .min = 0, .max = 23 },
	{ AT(notices, per_day, KIND_INT), .number = 10, .min = 1, .max = 1000 },
	{ AT(hotline, consult_days, KIND_INT), .number = 3, .min = 1, .max = 90 },
	{ AT(hotline, other_days, KIND_INT), .number = 7, .min = 1, .max = 90 },
	{ AT(hotline, complaint_days, KIND_INT), .number = 15, .min = 1, .max = 90 },
	{ AT(hotline, extend_days, KIND_INT), .number = 10, .min = 1, .max = 180 },
	{ AT(hotline, callback_days, KIND_INT), .number = 1, .min = 1, .max = 90 },
	{ AT(requests, answer_days, KIND_INT), .number = 20, .min = 1, .max = 90 },
	{ AT(requests, extend_days, KIND_INT), .number = 20, .min = 1, .max = 90 },
	{ AT(requests, notice_days, KIND_INT), .number = 7, .min = 1, .max = 30 },
	{ AT(requests, correct_days, KIND_INT), .number = 15, .min = 1, .max = 60 },
	{ AT(requests, consult_days, KIND_INT), .number = 15, .min = 1, .max = 60 },
	/* 行政诉讼法 article 46(2): a lawsuit may come within five years. */
	{ AT(requests, archive_years, KIND_INT), .number = 5, .min = 5, .max = 100 },
	{ AT(requests, archive_dir, KIND_STATE), .text = "archive" },
	{ AT(requests, serve_days, KIND_INT), .number = 5, .min = 1, .max = 60 },
	{ AT(requests, pay_days, KIND_INT), .number = 20, .min = 1, .max = 90 },
	{ AT(requests, resume_days, KIND_INT), .number = 1, .min = 0, .max = 30 },
	{ AT(letters, addressees, KIND_NAMES), .text = "市长信箱,部门" },
	{ AT(office, name, KIND_TEXT), .text = "" },
	{ AT(office, dept, KIND_TEXT), .text = "" },
	{ AT(office, address, KIND_TEXT), .text = "" },
	{ AT(office, hours, KIND_TEXT), .text = "" },
	{ AT(office, phone, KIND_TEXT), .text = "" },
	{ AT(office, fax, KIND_TEXT), .text = "" },
	{ AT(office, email, KIND_TEXT), .text = "" },
	{ AT(staff, separate_admins, KIND_BOOL), .number = false },
	{ AT(staff, password_days, KIND_INT), .number = 0, .min = 0, .max = 366 },
	{ AT(staff, password_kinds, KIND_INT), .number = 1, .min = 1, .max = 4 },
	{ AT(staff, idle_minutes, KIND_INT), .number = 120, .min = 5, .max = 1440 },
	{ AT(staff, session_hours, KIND_INT), .number = 12, .min = 1, .max = 24 },
	{ AT(staff, sessions_most, KIND_INT), .number = 20, .min = 1, .max = 100 },
	{ AT(limits, posts_per_device_hour, KIND_INT), .number = 5, .min = 1, .max = 1000000 },
	{ AT(limits, posts_per_phone_day, KIND_INT), .number = 5, .min = 1, .max = 1000000 },
	{ AT(limits, comments_per_device_hour, KIND_INT), .number = 20, .min = 1, .max = 1000000 },
	{ AT(limits, waiting_per_case, KIND_INT), .number = 200, .min = 1, .max = 1000 },
	{ AT(limits, waiting_per_device, KIND_INT), .number = 20, .min = 1, .max = 1000000 },
	{ AT(limits, waiting_per_address, KIND_INT), .number = 500, .min = 1, .max = 1000000 },
	{ AT(limits, posts_per_address_hour, KIND_INT), .number = 200, .min = 1, .max = 1000000 },
	{ AT(limits, comments_per_address_hour, KIND_INT), .number = 600, .min = 1, .max = 1000000 },
	{ AT(limits, supports_per_address_hour, KIND_INT), .number = 1000, .min = 1, .max = 1000000 },
	{ AT(limits, photos_per_device_hour, KIND_INT), .number = 40, .min = 4, .max = 1000000 },
	{ AT(limits, photos_per_address_hour, KIND_INT), .number = 400, .min = 4, .max = 1000000 },
	{ AT(limits, login_failures, KIND_INT), .number = 5, .min = 1, .max = 1000 },
	{ AT(limits, login_failures_account, KIND_INT), .number = 50, .min = 1, .max = 100000 },
	{ AT(limits, pow_cost, KIND_INT), .number = 2000, .min = 0, .max = 1000000 },
	{ AT(limits, disk_floor_mb, KIND_INT), .number = 64, .min = 0, .max = 1000000 },
};

#define FEWEST_WORKERS 2
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))
#define FOR_EACH_ROW(row) for (const struct row *row = rows; row < rows + ROW_COUNT; row++)

/* Where the settings stand. */
struct config_source {
	char *file;
	int lines[ROW_COUNT];	/* 0: not in the file */
	bool refused[ROW_COUNT];	/* the default is in place of what stands there */
};

/* A row's field in config, by its offset. */
static void *field(struct config *config, const struct row *row)
{
	return (char *)config + row->offset;
}

static bool is_string(const struct row *row)
{
	return row->kind != KIND_INT && row->kind != KIND_BOOL;
}

static char *copy(const char *text)
{
	char *new = strdup(text);

	if (new == NULL)
		abort();
	return new;
}

static bool only(const char *value, const char *allowed, size_t max)
{
	size_t len = strlen(value);

	return len <= max && strspn(value, allowed) == len;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

#define NAME_LENGTH 20

/* Whether the list holds something between its commas everywhere, each at most so many characters. */
static bool all_pieces(struct str list, size_t longest)
{
	struct str name;

	/* str_cut gives no empty piece after a comma at the end, so that is checked by itself. */
	if (list.len == 0 || list.data[list.len - 1] == ',')
		return false;
	while (str_cut(&list, ',', &name)) {
		size_t length = text_length(str_trim(name));

		if (length == 0 || length > longest)
			return false;
	}
	return true;
}

#define ENDPOINTS_MOST 9

static bool all_endpoints(struct str list)
{
	struct endpoint ignored;
	struct str piece;

	/* As above. */
	if (list.len > 0 && list.data[list.len - 1] == ',')
		return false;
	for (int count = 0; str_cut(&list, ',', &piece); count++)
		if (count == ENDPOINTS_MOST || !endpoint_parse(str_trim(piece), &ignored))
			return false;
	return true;
}

/* What is wrong with the string as a value of this kind, or NULL. */
static const char *check_string(enum kind kind, const char *value)
{
	if (!text_valid(str_of(value)) || !text_plain(str_of(value), false))
		return "is not plain UTF-8 text";
	switch (kind) {
	case KIND_ID:
		if (value[0] == '\0' || !only(value, LOWER DIGIT "-", 32))
			return "must be 1 to 32 lower-case letters, digits and '-'";
		return NULL;
	case KIND_NUMBER_PREFIX:
		return only(value, UPPER DIGIT, 8) ? NULL : "must be at most 8 upper-case letters and digits";
	case KIND_NAMES:
	case KIND_NAMES_OR_NONE:
		if (kind == KIND_NAMES_OR_NONE && value[0] == '\0')
			return NULL;
		return all_pieces(str_of(value), NAME_LENGTH) ?
			NULL :
			"must be names of 1 to 20 characters with commas between them";
	case KIND_ENDPOINTS:
		return all_endpoints(str_of(value)) ? NULL :
			"must be addresses with ports, like 10.0.0.1:26379, with commas between them";
	case KIND_STATE_PATHS:
		return all_pieces(str_of(value), INI_LINE) ? NULL : "must be paths with commas between them";
	case KIND_DOMAIN:
		if (!only(value, LOWER UPPER DIGIT ".-:", 253))
			return "must be a host name alone, like www.example.gov.cn";
		return NULL;
	case KIND_IDCODE:
		if (value[0] != '\0' && (strlen(value) != 10 || !only(value, DIGIT, 10)))
			return "must be the ten digits of the website's registration, or empty";
		return NULL;
	case KIND_COLOUR:
		if (value[0] != '\0' && (value[0] != '#' || strlen(value) != 7 ||
			!only(value + 1, "ABCDEF" "abcdef" DIGIT, 6)))
			return "must be a colour like #14539a, or empty";
		return NULL;
	case KIND_HERE:
	case KIND_STATE:
	case KIND_SOCKET:
		return value[0] != '\0' ? NULL : "must not be empty";
	default:
		return NULL;
	}
}

static bool parse_bool(const char *value, bool *out)
{
	static const char *const words[][2] = { { "off", "on" }, { "no", "yes" }, { "false", "true" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (int is = 0; is < 2; is++)
			if (strcmp(value, words[i][is]) == 0) {
				*out = is;
				return true;
			}
	return false;
}

/* Stores the value; returns what is wrong with it, or NULL. */
static const char *set(struct config *config, const struct row *row, const char *value)
{
	static char range[64];
	const char *wrong;
	int64_t number;

	if (row->kind == KIND_BOOL)
		return parse_bool(value, field(config, row)) ? NULL : "must be on or off";
	if (row->kind == KIND_INT) {
		if (str_to_i64(str_of(value), &number) && number >= row->min && number <= row->max) {
			*(int *)field(config, row) = (int)number;
			return NULL;
		}
		snprintf(range, sizeof(range), "must be a whole number from %d to %d", row->min, row->max);
		return range;
	}
	wrong = check_string(row->kind, value);
	if (wrong == NULL) {
		char **text = field(config, row);

		free(*text);
		*text = copy(value);
	}
	return wrong;
}

static const struct row *find_row(const char *section, const char *key)
{
	FOR_EACH_ROW(row)
		if (strcmp(row->section, section) == 0 && strcmp(row->key, key) == 0)
			return row;
	return NULL;
}

/* Another section that has a setting of that name, or NULL. */
static const char *other_section(const char *key)
{
	FOR_EACH_ROW(row)
		if (strcmp(row->key, key) == 0)
			return row->section;
	return NULL;
}

static void refuse_unknown(struct ini_reading *reading, const char *section, const char *key)
{
	const char *other = other_section(key);

	if (other != NULL)
		ini_refuse(reading, "[%.40s] %.60s is not a setting of wenzheng; section [%s] has one of that name",
			section, key, other);
	else
		ini_refuse(reading, "[%.40s] %.60s is not a setting of wenzheng", section, key);
}

static void take_setting(struct ini_reading *reading, const char *section, const char *key, const char *value)
{
	struct config *config = reading->context;
	const struct row *row = find_row(section, key);
	const char *wrong;
	int *line;

	if (row == NULL) {
		refuse_unknown(reading, section, key);
		return;
	}
	line = &config->source->lines[row - rows];
	if (*line != 0) {
		ini_refuse(reading, "[%s] %s is set a second time, first on line %d", section, key, *line);
		return;
	}
	*line = reading->line;
	wrong = set(config, row, value);
	if (wrong != NULL) {
		ini_refuse(reading, "[%s] %s %s", section, key, wrong);
		config->source->refused[row - rows] = true;
	}
}

static enum status read_file(struct config *config, const struct problem_listener *to)
{
	struct ini_reading reading = { .name = config->source->file,
		.file = fopen(config->source->file, "re"), .to = to, .take = take_setting,
		.context = config };
	bool right;

	if (reading.file == NULL) {
		problem_tell(to, "%.400s: %s", reading.name, strerror(errno));
		return ERR_NOT_FOUND;
	}
	right = ini_read(&reading);
	fclose(reading.file);
	return right ? OK : ERR_MALFORMED;
}

static const char *default_text(const struct row *row)
{
	return row->installed != NULL && access(row->text, F_OK) != 0 ? row->installed : row->text;
}

static void set_defaults(struct config *config)
{
	FOR_EACH_ROW(row)
		if (row->kind == KIND_BOOL)
			*(bool *)field(config, row) = row->number != 0;
		else if (row->kind == KIND_INT)
			*(int *)field(config, row) = row->number;
		else
			*(char **)field(config, row) = copy(default_text(row));
}

static char *place(const struct config *config, struct str path)
{
	bool relative = path.data[0] != '/';
	char *whole;

	if (asprintf(&whole, "%s%s%.*s", relative ? config->paths.state : "", relative ? "/" : "",
		    STR_ARG(path)) < 0)
		abort();
	return whole;
}

/* A list of paths, without blanks about them. */
static char *place_each(const struct config *config, struct str list)
{
	char *all = copy("");
	struct str piece;

	while (str_cut(&list, ',', &piece)) {
		char *before = all;
		char *whole = place(config, str_trim(piece));

		if (asprintf(&all, "%s%s%s", before, before[0] != '\0' ? "," : "", whole) < 0)
			abort();
		free(before);
		free(whole);
	}
	return all;
}

static const struct row *row_at(const struct config *config, const void *setting)
{
	FOR_EACH_ROW(row)
		if ((const char *)config + row->offset == setting)
			return row;
	abort();
}

const char *config_where(const struct config *config, const void *setting)
{
	static char text[384];
	const struct row *row = row_at(config, setting);
	int line = config->source->lines[row - rows];

	if (line != 0)
		snprintf(text, sizeof(text), "%.300s, line %d: [%s] %s", config->source->file, line,
			row->section, row->key);
	else
		snprintf(text, sizeof(text), "%.300s: [%s] %s", config->source->file, row->section, row->key);
	return text;
}

/* A value that is wrong where it stands, or together with others. */
static enum status refuse(const struct config *config, const void *setting,
	const struct problem_listener *to, const char *why)
{
	problem_tell(to, "%s %s", config_where(config, setting), why);
	return ERR_MALFORMED;
}

/* Makes the paths that are taken from the state folder whole. */
static enum status place_paths(struct config *config, const struct problem_listener *to)
{
	enum status status = OK;

	FOR_EACH_ROW(row) {
		char **path = field(config, row);
		char *whole;

		if (row->kind != KIND_STATE && row->kind != KIND_STATE_PATHS && row->kind != KIND_SOCKET)
			continue;
		whole = row->kind == KIND_STATE_PATHS ? place_each(config, str_of(*path)) :
			place(config, str_of(*path));
		free(*path);
		*path = whole;
		if (row->kind == KIND_SOCKET &&
			strlen(*path) >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
			char why[320];

			snprintf(why, sizeof(why), "is too long for the path of a unix socket: %.200s", *path);
			status = refuse(config, path, to, why);
		}
	}
	return status;
}

/* A message that is promised has a link, or is never sent. */
static enum status check_promises(const struct config *config, const struct problem_listener *to)
{
	const bool *const promises[] = { &config->notices.sms, &config->notices.mail, &config->notices.push };
	enum status status = OK;

	if (config->site.domain[0] != '\0' ||
		config->source->refused[row_at(config, &config->site.domain) - rows])
		return OK;
	for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++)
		if (*promises[i])
			status = refuse(config, promises[i], to, "needs [site] domain, for the links in messages");
	return status;
}

static enum status check_redis(const struct config *config, const struct problem_listener *to)
{
	if (config->redis.sentinels[0] == '\0' || config->redis.cluster[0] == '\0')
		return OK;
	return refuse(config, &config->redis.cluster, to, "excludes sentinels: name one of them");
}

/* IPv4, because libfcgi compares no other address with those it is told of. */
static bool all_addresses(struct str list)
{
	struct in_addr ignored;
	char address[INET_ADDRSTRLEN];
	struct str piece;
	bool good = list.len > 0 && list.data[list.len - 1] != ',';

	while (good && str_cut(&list, ',', &piece)) {
		piece = str_trim(piece);
		snprintf(address, sizeof(address), "%.*s", STR_ARG(piece));
		good = piece.len < sizeof(address) && inet_pton(AF_INET, address, &ignored) == 1;
	}
	return good;
}

/* FastCGI has no password: whoever may connect may say that he is anybody. */
static enum status check_listen(const struct config *config, const struct problem_listener *to)
{
	struct endpoint here;

	if (config->worker.listen[0] == '\0')
		return OK;
	if (!endpoint_parse(str_of(config->worker.listen), &here) || strchr(here.host, ':') != NULL)
		return refuse(config, &config->worker.listen, to,
			"must be an IPv4 address with a port, like 10.0.0.1:9000, or empty");
	if (!all_addresses(str_of(config->worker.web_servers)))
		return refuse(config, &config->worker.listen, to,
			"needs web_servers: the IPv4 addresses of the machines with nginx");
	return OK;
}

/* What a value of each kind is, for people; whole numbers say their range besides. */
static const char *const kind_words[] = {
	[KIND_TEXT] = "text",
	[KIND_ID] = "1 to 32 lower-case letters, digits and '-'",
	[KIND_NUMBER_PREFIX] = "at most 8 upper-case letters and digits",
	[KIND_NAMES] = "names of 1 to 20 characters, commas between",
	[KIND_NAMES_OR_NONE] = "names of 1 to 20 characters, commas between, or empty",
	[KIND_DOMAIN] = "host name, or empty",
	[KIND_IDCODE] = "ten digits, or empty",
	[KIND_COLOUR] = "colour like #14539a, or empty",
	[KIND_HERE] = "path",
	[KIND_HERE_OR_NONE] = "path, or empty",
	[KIND_STATE] = "path, taken from the state folder",
	[KIND_STATE_PATHS] = "paths, taken from the state folder, commas between",
	[KIND_SOCKET] = "path of a unix socket, taken from the state folder",
	[KIND_ENDPOINTS] = "addresses with ports, at most 9, commas between, or empty",
	[KIND_INT] = "whole number",
	[KIND_BOOL] = "on or off",
};

bool config_setting(size_t i, struct config_setting *setting)
{
	const struct row *row;

	if (i >= ROW_COUNT)
		return false;
	row = &rows[i];
	*setting = (struct config_setting){ .section = row->section, .key = row->key };
	snprintf(setting->type, sizeof(setting->type), "%s", kind_words[row->kind]);
	if (row->kind == KIND_INT) {
		snprintf(setting->type, sizeof(setting->type), "%s from %d to %d", kind_words[KIND_INT],
			row->min, row->max);
		snprintf(setting->value, sizeof(setting->value), "%d", row->number);
	} else if (row->kind == KIND_BOOL) {
		snprintf(setting->value, sizeof(setting->value), "%s", row->number != 0 ? "on" : "off");
	} else {
		snprintf(setting->value, sizeof(setting->value), "%s", row->text);
	}
	return true;
}

bool config_several_redis(const struct config *config)
{
	return config->redis.sentinels[0] != '\0' || config->redis.cluster[0] != '\0';
}

const char *config_default(void)
{
	static const char here[] = "conf/wenzheng.conf";

	return access(here, F_OK) == 0 ? here : WENZHENG_ETC "/wenzheng.conf";
}

/* What is wrong when the settings that could be read are taken together. */
static enum status check_together(struct config *config, const struct problem_listener *to)
{
	static enum status (*const checks[])(const struct config *, const struct problem_listener *) = {
		check_promises, check_redis, check_listen,
	};
	enum status status = place_paths(config, to);

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (checks[i](config, to) != OK)
			status = ERR_MALFORMED;
	return status;
}

enum status config_read(const char *file, const char *state, const struct problem_listener *to,
	struct config **out)
{
	struct config *config = calloc(1, sizeof(*config));
	enum status status;

	if (config == NULL || (config->source = calloc(1, sizeof(*config->source))) == NULL)
		abort();
	config->source->file = copy(file);
	set_defaults(config);
	status = read_file(config, to);
	if (status == ERR_NOT_FOUND) {
		config_free(config);
		*out = NULL;
		return status;
	}
	if (state != NULL) {
		free(config->paths.state);
		config->paths.state = copy(state);
	}
	if (check_together(config, to) != OK)
		status = ERR_MALFORMED;
	*out = config;
	return status;
}

enum status config_load(const char *file, const char *state, struct config **out, const char **problem)
{
	static char first[PROBLEM_BYTES];
	const struct problem_listener to = problem_first(first);
	struct config *config;
	enum status status = config_read(file, state, &to, &config);

	*problem = first;
	if (status == OK)
		*out = config;
	else
		config_free(config);
	return status;
}

const char *config_value_wrong(const char *section, const char *key, const char *value)
{
	const struct row *row = find_row(section, key);

	return row == NULL ? "is not a setting" : check_string(row->kind, value);
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	FOR_EACH_ROW(row)
		if (is_string(row))
			free(*(char **)field(config, row));
	if (config->source != NULL)
		free(config->source->file);
	free(config->source);
	free(config);
}

int config_workers(const struct config *config)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (config->worker.processes > 0)
		return config->worker.processes;
	if (cores > WORKERS_MAX)
		return WORKERS_MAX;
	return cores > FEWEST_WORKERS ? (int)cores : FEWEST_WORKERS;
}
