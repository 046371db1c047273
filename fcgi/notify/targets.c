#include "notify/targets.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/text.h"
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

static char problem_text[512];

struct reading {
	struct targets *targets;
	bool seen[ROW_COUNT];	/* keys of the section being read */
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

static int wrong(const char *section, const char *what)
{
	if (problem_text[0] == '\0')
		snprintf(problem_text, sizeof(problem_text), "[%.40s] %s", section, what);
	return 0;
}

static struct target *new_target(struct reading *reading, const char *name)
{
	struct target *target = &reading->targets->list[reading->targets->count++];

	target->name = copy(name);
	for (size_t i = 0; i < ROW_COUNT; i++)
		*field(target, &rows[i]) = copy(rows[i].text);
	memset(reading->seen, 0, sizeof(reading->seen));
	return target;
}

/*
 * The section of that name, which must be the one being read or a new one; NULL after saying what is wrong.
 */
static struct target *section_target(struct reading *reading, const char *section)
{
	struct targets *targets = reading->targets;
	struct target *last = targets->count > 0 ? &targets->list[targets->count - 1] : NULL;

	if (last != NULL && strcmp(last->name, section) == 0)
		return last;
	if (!dept_id_valid(str_of(section)))
		wrong(section, "is no name of a target: 1 to 32 of a-z, 0-9, '-' and '_'");
	else if (target_find(targets, section) != NULL)
		wrong(section, "stands there twice");
	else if (targets->count == TARGETS_MOST)
		wrong(section, "is one target too many");
	else
		return new_target(reading, section);
	return NULL;
}

static int take_line(void *user, const char *section, const char *key, const char *value)
{
	struct reading *reading = user;
	struct target *target = section_target(reading, section);
	size_t i = 0;

	if (target == NULL)
		return 0;
	while (i < ROW_COUNT && strcmp(rows[i].key, key) != 0)
		i++;
	if (i == ROW_COUNT)
		return wrong(section, "has a key that no target has");
	if (reading->seen[i])
		return wrong(section, "sets a key a second time");
	if (!text_valid(str_of(value)) || !text_plain(str_of(value), false))
		return wrong(section, "has a value that is not plain UTF-8 text");
	reading->seen[i] = true;
	free(*field(target, &rows[i]));
	*field(target, &rows[i]) = copy(value);
	return 1;
}

static enum status read_targets(FILE *file, const char *name, struct targets *targets)
{
	struct reading reading = { .targets = targets };
	int line = ini_parse_file(file, take_line, &reading);
	char what[256];

	if (line != 0) {
		memcpy(what, problem_text, sizeof(what));
		what[sizeof(what) - 1] = '\0';
		snprintf(problem_text, sizeof(problem_text), "%s, line %d: %s", name, line,
			what[0] != '\0' ? what : "is neither a [section], a comment, nor key = value");
		return ERR_MALFORMED;
	}
	for (size_t i = 0; i < targets->count; i++) {
		const char *bad = target_check(&targets->list[i]);

		if (bad != NULL) {
			snprintf(problem_text, sizeof(problem_text), "%s: [%s] %s", name,
				targets->list[i].name, bad);
			return ERR_MALFORMED;
		}
	}
	return OK;
}

enum status targets_load(const char *file, struct targets **out, const char **problem)
{
	struct targets *targets = calloc(1, sizeof(*targets));
	enum status status = OK;
	struct stat info;
	FILE *stream;

	if (targets == NULL)
		abort();
	problem_text[0] = '\0';
	*problem = problem_text;
	stream = fopen(file, "re");
	if (stream == NULL && errno != ENOENT) {
		snprintf(problem_text, sizeof(problem_text), "%s: %s", file, strerror(errno));
		status = ERR_NOT_FOUND;
	} else if (stream != NULL && (fstat(fileno(stream), &info) != 0 || (info.st_mode & S_IRWXO) != 0)) {
		snprintf(problem_text, sizeof(problem_text), "%s holds secrets: chmod o-rwx it", file);
		status = ERR_FORBIDDEN;
	} else if (stream != NULL) {
		status = read_targets(stream, file, targets);
	}
	if (stream != NULL)
		fclose(stream);
	if (status == OK)
		*out = targets;
	else
		targets_free(targets);
	return status;
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
