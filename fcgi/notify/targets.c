#include "notify/targets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/text.h"
#include "ini/ini_file.h"
#include "model/department.h"

/* The keys of a section. */
static const struct row {
	const char *key;
	size_t offset;
	const char *text;	/* the default */
} rows[] = {
	{ "type", offsetof(struct target, type_name), "json" },
	{ "url", offsetof(struct target, url), "" },
	{ "command", offsetof(struct target, command), "" },
	{ "kinds", offsetof(struct target, kinds_text), "all" },
	{ "dept", offsetof(struct target, dept), "" },
	{ "account", offsetof(struct target, account), "" },
	{ "link", offsetof(struct target, link_text), "" },
	{ "secret", offsetof(struct target, secret), "" },
	{ "ca", offsetof(struct target, ca), "" },
	{ "allow_private", offsetof(struct target, private_text), "off" },
	{ "template", offsetof(struct target, template), "" },
	{ "encoding", offsetof(struct target, encoding_text), "json" },
	{ "header", offsetof(struct target, header), "" },
	{ "accept", offsetof(struct target, accept), "" },
	{ "from", offsetof(struct target, from), "" },
	{ "user", offsetof(struct target, user), "" },
	{ "password", offsetof(struct target, password), "" },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

struct reading {
	struct targets *targets;
	int lines[TARGETS_MOST];	/* on which each begins */
	bool seen[ROW_COUNT];	/* keys of the section being read */
	bool refused;	/* a section was, and its lines are passed over */
	char wrong[64];	/* that section */
};

static char *copy(const char *text)
{
	char *new = strdup(text);

	if (new == NULL)
		abort();
	return new;
}

static char **field(struct target *target, const struct row *row)
{
	return (char **)(void *)((char *)target + row->offset);
}

static struct target *new_target(struct reading *reading, const char *name, int line)
{
	struct target *target = &reading->targets->list[reading->targets->count];

	reading->lines[reading->targets->count++] = line;
	target->name = copy(name);
	for (size_t i = 0; i < ROW_COUNT; i++)
		*field(target, &rows[i]) = copy(rows[i].text);
	memset(reading->seen, 0, sizeof(reading->seen));
	return target;
}

/*
 * The section of that name, which must be the one being read or a new one; NULL after saying once what is
 * wrong.
 */
static struct target *section_target(struct ini_reading *ini, const char *section)
{
	struct reading *reading = ini->context;
	struct targets *targets = reading->targets;
	struct target *last = targets->count > 0 ? &targets->list[targets->count - 1] : NULL;
	const char *why;

	if (last != NULL && strcmp(last->name, section) == 0)
		return last;
	if (!dept_id_valid(str_of(section)))
		why = "is no name of a target: 1 to 32 of a-z, 0-9, '-' and '_'";
	else if (target_find(targets, section) != NULL)
		why = "stands there twice";
	else if (targets->count == TARGETS_MOST)
		why = "is one target too many";
	else
		return new_target(reading, section, ini->line);
	if (!reading->refused || strcmp(reading->wrong, section) != 0)
		ini_refuse(ini, "[%.40s] %s", section, why);
	reading->refused = true;
	snprintf(reading->wrong, sizeof(reading->wrong), "%s", section);
	return NULL;
}

static void take_line(struct ini_reading *ini, const char *section, const char *key, const char *value)
{
	struct reading *reading = ini->context;
	struct target *target = section_target(ini, section);
	size_t i = 0;

	if (target == NULL)
		return;
	while (i < ROW_COUNT && strcmp(rows[i].key, key) != 0)
		i++;
	if (i == ROW_COUNT) {
		ini_refuse(ini, "[%.40s] has a key that no target has: %.40s", section, key);
	} else if (reading->seen[i]) {
		ini_refuse(ini, "[%.40s] sets a key a second time: %s", section, key);
	} else if (!text_valid(str_of(value)) || !text_plain(str_of(value), false)) {
		ini_refuse(ini, "[%.40s] has a value that is not plain UTF-8 text: %s", section, key);
	} else {
		reading->seen[i] = true;
		free(*field(target, &rows[i]));
		*field(target, &rows[i]) = copy(value);
	}
}

static enum status read_targets(FILE *file, const char *name, const struct problem_listener *to,
	struct targets *targets)
{
	struct reading reading = { .targets = targets };
	struct ini_reading ini = { .name = name, .file = file, .to = to, .take = take_line,
		.context = &reading };

	ini_read(&ini);
	for (size_t i = 0; i < targets->count; i++) {
		const char *bad = target_check(&targets->list[i]);

		ini.line = reading.lines[i];
		if (bad != NULL)
			ini_refuse(&ini, "[%s] %s", targets->list[i].name, bad);
	}
	return ini.wrong ? ERR_MALFORMED : OK;
}

enum status targets_read(const char *file, const struct problem_listener *to, struct targets **out)
{
	struct targets *targets = calloc(1, sizeof(*targets));
	enum status status = OK;
	struct stat info;
	FILE *stream;

	if (targets == NULL)
		abort();
	stream = fopen(file, "re");
	if (stream == NULL && errno != ENOENT) {
		problem_tell(to, "%.400s: %s", file, strerror(errno));
		status = ERR_NOT_FOUND;
	} else if (stream != NULL && (fstat(fileno(stream), &info) != 0 || (info.st_mode & S_IRWXO) != 0)) {
		problem_tell(to, "%.400s holds secrets: chmod o-rwx it", file);
		status = ERR_FORBIDDEN;
	} else if (stream != NULL) {
		status = read_targets(stream, file, to, targets);
	}
	if (stream != NULL)
		fclose(stream);
	if (status == OK)
		*out = targets;
	else
		targets_free(targets);
	return status;
}

enum status targets_load(const char *file, struct targets **out, const char **problem)
{
	static char first[PROBLEM_BYTES];
	const struct problem_listener to = problem_first(first);

	*problem = first;
	return targets_read(file, &to, out);
}

void targets_free(struct targets *targets)
{
	if (targets == NULL)
		return;
	for (size_t i = 0; i < targets->count; i++) {
		struct target *target = &targets->list[i];

		for (size_t k = 0; k < ROW_COUNT; k++) {
			char **text = field(target, &rows[k]);

			explicit_bzero(*text, strlen(*text));
			free(*text);
		}
		free(target->words);
		free(target->name);
	}
	free(targets);
}

const struct target *target_find(const struct targets *targets, const char *name)
{
	for (size_t i = 0; i < targets->count; i++)
		if (strcmp(targets->list[i].name, name) == 0)
			return &targets->list[i];
	return NULL;
}
