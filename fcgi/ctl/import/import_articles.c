#include "ctl/import/import_articles.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/import/article_line.h"
#include "ctl/import/body_links.h"
#include "publish/article_change.h"
#include "publish/digest.h"

#define KEPT_BYTES ((size_t)16 << 20)
#define PATH_BYTES 4096
#define LINES_FILE "articles.ndjson"
#define MAP_FILE "columns.map"
/* How often a line's files are stored anew because another article took their number. */
#define RACES 10

/* A trial stores nothing: what a line before it would have taken in is there already. */
static void count(struct article_import *in, const struct article_origin *origin, bool repeated)
{
	if (!repeated && in->trial)
		repeated = !address_set_add(&in->tried, origin->address);
	in->import.repeated += repeated;
	in->import.fresh += !repeated;
}

/* The topics that a digest lists, as they are stored. */
static enum status check_cases(struct casework *work, struct article_text *text,
	struct article_refusal *refusal)
{
	struct str wrong;
	enum status status = digest_tidy_cases(work, &text->cases, &wrong);

	if (status == ERR_INVALID)
		*refusal = (struct article_refusal){ .why = wrong, .field = "cases" };
	return status;
}

/* The commit of one line, whose files lie at the number that it is to get (0: it has none). */
static enum status commit(struct article_import *in, struct article_line *row, uint64_t number)
{
	struct casework *work = &in->import.ctl->work;
	const struct viewer importer = { .roles = ROLE_OPERATOR, .id = S("import"), .dept = row->dept };
	struct article_text text;
	const struct article_change change = { .action = ARTICLE_TAKE_IN, .by = &importer, .text = &text,
		.origin = &row->origin, .found = row->files.found, .trial = in->trial, .number = number,
		.seen = str_lists(row->answered, ',', S(ANSWERS_HIDDEN)) };
	struct article_refusal refusal = { .field = NULL };
	struct article article;
	uint64_t n = 0;
	enum status status;

	status = body_links_turn(in, row, number);
	text = row->text;
	text.attachments = attachments_print(work->arena, &row->files.about);
	if (status == OK)
		status = check_cases(work, &text, &refusal);
	if (status == OK)
		status = article_change(work, &n, &change, &article, &refusal);
	/* When Redis went away in the commit, it may name them. */
	if (status != ERR_AWAY && (status != OK || refusal.repeated))
		line_files_drop(in, &row->files, number);
	if (status == ERR_INVALID && refusal.why.len > 0) {
		import_bad(&in->import, "%s: %.*s", refusal.field != NULL ? refusal.field : "article",
			STR_ARG(refusal.why));
		return OK;
	}
	TRY(status);
	count(in, &row->origin, refusal.repeated);
	if (!refusal.repeated && !in->trial)
		line_files_sweep(in, &row->files, n, work->now);
	return OK;
}

/* Its files first, at the next number; ERR_CONFLICT when another article took it meanwhile. */
static enum status take_with_files(struct article_import *in, struct article_line *row)
{
	enum status status;
	uint64_t n;

	TRY(article_origin_taken(&in->import.ctl->work, row->origin.address, &n));
	if (n != 0) {
		count(in, &row->origin, true);
		return OK;
	}
	TRY(article_last(&in->import.ctl->work, &n));
	n++;
	return line_files_take(in, &row->files, n, row->answered, &status) ? commit(in, row, n) : status;
}

/* import is the first member of what this command keeps. */
static enum status take_line(struct import *import, const struct value *object)
{
	struct article_import *in = (struct article_import *)import;
	struct article_line row;
	enum status status;

	if (!article_line_read(in, object, &row, &status))
		return status;
	if (row.files.about.count == 0)
		return commit(in, &row, 0);
	for (int race = 0; race < RACES; race++) {
		status = take_with_files(in, &row);
		if (status != ERR_CONFLICT)
			return status;
	}
	return status;
}

static int take_lines(struct article_import *in)
{
	const struct import *import = &in->import;
	int result = import_each_line(&in->import, take_line);

	if (result != CTL_DONE)
		return result;
	printf("%" PRIu64 " lines: %" PRIu64 " new, %" PRIu64 " there already, %" PRIu64 " bad\n",
		import->lines->number, import->fresh, import->repeated, import->bad);
	return import->bad > 0 ? CTL_FAILED : CTL_DONE;
}

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The folder that a file lies in. */
static int open_folder(struct arena *kept, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash == NULL ? S(".") : slash == path ? S("/") :
		str_sub(str_of(path), 0, (size_t)(slash - path));

	return open(arena_cstr(kept, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The addresses that the lines will bring; what is wrong with a line is told when it is taken in. */
static bool read_addresses(struct article_import *in, const char *path)
{
	struct arena *arena = in->import.ctl->arena;
	struct lines *lines = lines_open(path);
	struct value *object;
	const char *problem;
	enum line line;

	if (lines == NULL)
		return false;
	while ((line = lines_next(lines, arena, &object, &problem)) != LINE_END) {
		if (line == LINE_OBJECT)
			address_set_add(&in->brought,
				article_origin_address(arena, map_get_str(object, "address")));
		arena_reset(arena);
	}
	lines_close(lines);
	return true;
}

/* The lines, and the map of columns: beside them in a folder, or by --map. */
static int open_files(struct article_import *in, struct arena *kept)
{
	struct ctl *ctl = in->import.ctl;
	const char *path = ctl->words[0];
	const char *map = ctl_value(ctl, "map");
	struct casework work = ctl->work;
	enum status status;

	if (is_folder(path)) {
		const char *beside = arena_printf(kept, "%s/" MAP_FILE, path).data;
		struct stat about;

		if (map == NULL && stat(beside, &about) == 0)
			map = beside;
		path = arena_printf(kept, "%s/" LINES_FILE, path).data;
	}
	work.arena = kept;
	status = dept_all(&work, &in->import.depts, &in->import.dept_count);
	if (status != OK)
		return ctl_fail_status(ctl, "the departments", status);
	if (column_map_read(ctl, map, kept, &in->map) != CTL_DONE)
		return CTL_FAILED;
	in->import.lines = lines_open(path);
	in->folder = open_folder(kept, path);
	return in->import.lines != NULL && in->folder >= 0 && read_addresses(in, path) ? CTL_DONE :
		ctl_fail("%s: %s", path, strerror(errno));
}

static int run(struct ctl *ctl)
{
	const char *answered = ctl_value(ctl, "answered");
	struct article_import in = { .import = { .ctl = ctl, .told = clock_steady() }, .folder = -1,
		.trial = ctl_flag(ctl, "dry-run"), .answered = str_of(answered != NULL ? answered : "") };
	struct arena *kept = arena_new(KEPT_BYTES);
	int result = open_files(&in, kept);

	if (result == CTL_DONE)
		result = take_lines(&in);
	lines_close(in.import.lines);
	address_set_free(&in.tried);
	address_set_free(&in.brought);
	if (in.folder >= 0)
		close(in.folder);
	arena_free(kept);
	return result;
}

const struct ctl_command ctl_import_articles[] = {
	{ "import-articles", "DIR|FILE", 1, 1, CTL_SITE, run,
		"Take in what an older portal published: one JSON object a line",
		"Each line: address (path or URL on the old portal), published (YYYY-MM-DD HH:MM at the site), column,\n"
		"title, body (CommonMark) or html, by and reviewer (accounts or names; two people); if there is one, summary,\n"
		"source, author, keywords, dept, expires; of a policy document validity, doc_number, doc_body, doc_issued,\n"
		"doc_effective, doc_ends, successor; of an interpretation explains, kind; of a digest cases, numbers of\n"
		"topics.  explains and successor are numbers here or old addresses of lines before.  attachments: a list\n"
		"of paths below the folder of the lines' file, or of {file, name, address}; each file is inspected as an\n"
		"upload is, and what hides in one is told and must be answered for, by --answered or the line's own member\n"
		"answered.  Links to addresses that the import brings get the new ones; others of the old portal are told\n"
		"and stay.  A DIR has the lines in " LINES_FILE " and may have a map in " MAP_FILE ".\n"
		"An article is published with its date and sealed as of now; its old address leads to it, unless a page of\n"
		"this site has that address.  A line is taken in whole or not at all, also where it has another member; a bad\n"
		"one is named with its number and the rest goes on (exit status 1 then).  Run again, a file goes on where\n"
		"it was interrupted: an address that is there already gives no second article, and changes none.\n",
		{ { "map", "FILE", "which column an old one is: OLD=ID on each line; ids and names here are known" },
			{ "dry-run", NULL, "checks every line and file, says the same, and stores nothing" },
			{ "answered", "KINDS",
				"takes in what holds personal data, words of the list, hidden things: personal,word,hidden" } } },
	{ 0 },
};
