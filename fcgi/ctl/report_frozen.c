/* wenzhengctl report --compose and --verify. */
#include "ctl/report_frozen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "crypt/encode.h"
#include "ctl/lines.h"
#include "report/frozen/compose.h"
#include "report/frozen/composer.h"
#include "report/frozen.h"
#include "report/frozen/list_entry.h"
#include "report/frozen/lists.h"
#include "staff/account.h"

#define CHUNK_BYTES ((size_t)64 << 20)
#define READ_BYTES ((size_t)64 << 10)

static int read_editor(struct ctl *ctl, const char *id, struct viewer *viewer)
{
	struct account account;
	enum status status = account_read(&ctl->work, str_of(id), &account);

	if (status != OK && !case_absent(status))
		return ctl_fail_status(ctl, id, status);
	if (status != OK || account.disabled)
		return ctl_fail("%s: no such account, or it is disabled", id);
	*viewer = (struct viewer){ .roles = account.roles, .fresh = account.fresh, .id = account.id,
		.dept = account.dept };
	return (viewer->roles & ROLE_EDITOR) != 0 ? CTL_DONE : ctl_fail("%s is no editor", id);
}

static int say_ended(const struct wish *wish)
{
	if (wish->state != WISH_DRAFTED)
		return ctl_fail("%.*s", STR_ARG(wish->why));
	printf("article %" PRIu64 " is the draft; its review goes on at /staff/articles/%" PRIu64 "\n",
		wish->article, wish->article);
	return CTL_DONE;
}

int report_compose_by(struct ctl *ctl, int year, const char *id, const char *note)
{
	struct viewer viewer = { .roles = 0 };
	const struct compose compose = { .year = year, .by = &viewer,
		.note = str_of(note != NULL ? note : "") };
	struct article_refusal refusal;
	struct wish wish = { .version = 0 };
	enum status status;

	if (read_editor(ctl, id, &viewer) != CTL_DONE)
		return CTL_FAILED;
	status = compose_check(&ctl->work, &compose, &refusal);
	if (status != OK && refusal.why.len > 0)
		return ctl_fail("%.*s", STR_ARG(refusal.why));
	if (status == OK)
		status = wish_ask(&ctl->work, year, viewer.id, compose.note);
	if (status == ERR_NOT_NOW)
		return ctl_fail("the report of %d is being composed already", year);
	/* The jobs may have been faster; then it waits for them. */
	if (status == OK)
		status = composer_run(&ctl->work, year, &wish);
	return status == OK ? say_ended(&wish) : ctl_fail_status(ctl, "report", status);
}

/* Lists being held against what there is now. */
struct verifying {
	struct ctl *ctl;
	struct casework chunk;
	int year;
	uint64_t lines;
	uint64_t wrong;
};

static enum status verify_case(struct verifying *verifying, const struct value *line, const char *figure)
{
	uint64_t n = (uint64_t)map_get_int(line, "case", 0);
	struct case_record record;
	enum status status = case_read(&verifying->chunk, n, &record, NULL, NULL);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status == OK && entry_case_holds(&verifying->chunk, &record, verifying->year,
		map_get_str(line, "hash")))
		return OK;
	verifying->wrong++;
	ctl_fail("%s: case %" PRIu64 " %s", figure, n, status == OK ? "was changed since" :
		status == ERR_DAMAGED ? "is damaged" : "is gone");
	return OK;
}

static enum status verify_article(struct verifying *verifying, const struct value *line, const char *figure)
{
	uint64_t n = (uint64_t)map_get_int(line, "article", 0);
	struct article_version version;
	struct article article;
	enum status status = article_read_version(&verifying->chunk, n, map_get_int(line, "version", 0),
		&article, &version);

	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (status == OK && str_eq(article_text_hash(verifying->chunk.arena, version.bytes),
		map_get_str(line, "hash")))
		return OK;
	verifying->wrong++;
	ctl_fail("%s: article %" PRIu64 " %s", figure, n, status == OK ? "was changed since" : "is gone");
	return OK;
}

static enum status verify_line(struct verifying *verifying, const struct value *line, const char *figure)
{
	verifying->lines++;
	if (map_get(line, "case") != NULL)
		return verify_case(verifying, line, figure);
	return map_get(line, "article") != NULL ? verify_article(verifying, line, figure) : OK;
}

/* Whether the file is the one that was frozen. */
static bool same_file(struct ctl *ctl, const char *path, struct str sha256)
{
	struct sha256_run *run = sha256_begin(ctl->arena);
	FILE *file = fopen(path, "r");
	char *bytes = arena_alloc(ctl->arena, READ_BYTES);
	size_t got;

	while (file != NULL && (got = fread(bytes, 1, READ_BYTES, file)) > 0)
		sha256_add(run, (struct str){ bytes, got });
	if (file != NULL)
		fclose(file);
	return str_eq(hex(ctl->arena, sha256_end(ctl->arena, run)), sha256) && file != NULL;
}

static enum status verify_lines(struct verifying *verifying, struct lines *lines, const char *figure)
{
	const char *problem = "";
	struct value *line;
	enum status status = OK;

	while (status == OK &&
		lines_next(lines, verifying->chunk.arena, &line, &problem) == LINE_OBJECT) {
		status = verify_line(verifying, line, figure);
		arena_reset(verifying->chunk.arena);
	}
	return status;
}

static enum status verify_list(struct verifying *verifying, const struct value *list, struct str folder)
{
	struct ctl *ctl = verifying->ctl;
	const char *figure = arena_cstr(ctl->arena, map_get_str(list, "figure"));
	const char *path = arena_cstr(ctl->arena,
		arena_printf(ctl->arena, "%.*s/%s.ndjson", STR_ARG(folder), figure));
	struct lines *lines;
	enum status status;

	if (map_get_int(list, "count", 0) == 0)
		return OK;
	if (!same_file(ctl, path, map_get_str(list, "sha256"))) {
		verifying->wrong++;
		ctl_fail("%s is gone or not the list that was frozen", path);
		return OK;
	}
	lines = lines_open(path);
	if (lines == NULL)
		return ERR_AWAY;
	status = verify_lines(verifying, lines, figure);
	lines_close(lines);
	return status;
}

static enum status verify_all(struct verifying *verifying)
{
	struct casework *work = &verifying->ctl->work;
	struct frozen frozen;
	struct str folder;

	TRY(frozen_read(work, verifying->year, 0, &frozen));
	folder = lists_folder(work, frozen_folder(frozen.data));
	for (const struct member *m = map_get(frozen.data, "lists")->first; m != NULL; m = m->next)
		TRY(verify_list(verifying, &m->value, folder));
	return OK;
}

int report_verify(struct ctl *ctl, int year)
{
	struct verifying verifying = { .ctl = ctl, .chunk = ctl->work, .year = year };
	enum status status;

	verifying.chunk.arena = arena_new(CHUNK_BYTES);
	status = verify_all(&verifying);
	arena_free(verifying.chunk.arena);
	if (status == ERR_NOT_FOUND)
		return ctl_fail("there is no published report of %d", year);
	if (status != OK)
		return ctl_fail_status(ctl, "report", status);
	printf("%" PRIu64 " lines of the lists, %" PRIu64 " wrong\n", verifying.lines, verifying.wrong);
	return verifying.wrong > 0 ? CTL_FAILED : CTL_DONE;
}
