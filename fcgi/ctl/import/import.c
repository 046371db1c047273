/* wenzhengctl import: messages of an older system or a higher platform, by the same rules as a post. */
#include "ctl/import/import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "cases/act.h"
#include "cases/submit.h"
#include "cases/upstream.h"
#include "ctl/import/import_row.h"
#include "participation/views.h"

#define DEPTS_BYTES ((size_t)16 << 20)

static const struct viewer importer = { .roles = ROLE_OPERATOR, .id = { "import", 6 } };

/* The step that brings a case nearer to what the line says; false when it is there. */
static bool next_step(const struct import *import, const struct import_row *row,
	const struct case_record *record, struct act *act)
{
	bool replied = row->reply.len > 0;
	bool own = record->last_by.len == 0 || str_eq(record->last_by, importer.id);

	*act = (struct act){ .by = &importer, .version = record->version, .at = row->in.at };
	/* A case that staff have worked on since is left to them. */
	if (!own)
		return false;
	switch (record->state) {
	case STATE_PENDING:
		act->action = ACTION_ACCEPT;
		return replied || import->publish;
	case STATE_ACCEPTED:
		act->action = ACTION_ASSIGN;
		act->dept = row->dept;
		return replied || (import->publish && row->handed);
	case STATE_ASSIGNED:
		act->action = ACTION_DRAFT;
		act->text = row->reply;
		act->outcome = row->outcome;
		act->at = row->replied;
		return replied;
	case STATE_DRAFTED:
		act->action = ACTION_APPROVE;
		act->at = row->replied;
		return replied;
	case STATE_ANSWERED:
		act->action = ACTION_CALLBACK;
		act->result = row->callback;
		act->rating = row->rating;
		act->at = row->replied;
		return row->callback.len > 0 && record->called_back == 0;
	default:
		return false;
	}
}

static enum status bring_on(struct import *import, const struct import_row *row, uint64_t n, bool *moved)
{
	struct casework *work = &import->ctl->work;
	struct case_record record;
	struct act act;
	struct str why;

	*moved = false;
	TRY(case_read(work, n, &record, NULL, NULL));
	while (next_step(import, row, &record, &act)) {
		TRY(case_act(work, n, &act, &record, &why));
		*moved = true;
	}
	return OK;
}

static enum status take_in(struct import *import, const struct import_row *row)
{
	struct receipt receipt;
	bool changed = false;
	bool moved;

	TRY(case_submit(&import->ctl->work, &row->in, &receipt));
	if (receipt.repeated)
		TRY(case_update(&import->ctl->work, receipt.n, &row->in, &changed));
	TRY(bring_on(import, row, receipt.n, &moved));
	if (row->views > 0)
		TRY(case_views_take(&import->ctl->work, receipt.n, row->views, row->in.at));
	import->updated += changed;
	import->fresh += !receipt.repeated;
	import->repeated += receipt.repeated;
	import->completed += receipt.repeated && moved;
	return OK;
}

static enum status take_line(struct import *import, const struct value *object)
{
	struct import_row row;

	return import_row_read(import, object, &row) ? take_in(import, &row) : OK;
}

static int import_lines(struct import *import)
{
	int result = import_each_line(import, take_line);

	if (result != CTL_DONE)
		return result;
	printf("%" PRIu64 " lines: %" PRIu64 " new, %" PRIu64 " there already (%" PRIu64
	       " of them updated, %" PRIu64 " completed), %" PRIu64 " bad\n",
		import->lines->number, import->fresh, import->repeated, import->updated, import->completed,
		import->bad);
	return import->bad > 0 ? CTL_FAILED : CTL_DONE;
}

static int check_dept(struct import *import, struct str id)
{
	struct dept dept;
	enum status status = dept_read(&import->ctl->work, id, &dept);

	if (status == ERR_NOT_FOUND)
		return ctl_fail("%.*s: there is no such department", STR_ARG(id));
	if (status != OK)
		return ctl_fail_status(import->ctl, "the departments", status);
	return dept.closed ? ctl_fail("%.*s: this department takes no new cases", STR_ARG(id)) : CTL_DONE;
}

/* --map "label=dept,label=dept" */
static int read_map(struct import *import)
{
	struct str rest = str_of(ctl_value(import->ctl, "map"));
	struct str pair;

	while (str_cut(&rest, ',', &pair)) {
		size_t equals = str_find(pair, '=', 0);
		struct owner owner = { str_trim(str_sub(pair, 0, equals)),
			str_trim(str_sub(pair, equals + 1, pair.len)) };

		if (import->owner_count == MAP_MAX)
			return ctl_fail("--map has more than %d labels", MAP_MAX);
		if (owner.label.len == 0 || owner.dept.len == 0)
			return ctl_fail("--map takes LABEL=DEPT,LABEL=DEPT …, not %.*s", STR_ARG(pair));
		if (check_dept(import, owner.dept) != CTL_DONE)
			return CTL_FAILED;
		import->owners[import->owner_count++] = owner;
	}
	return CTL_DONE;
}

/* The addressee of letters that name none: the first of the configured ones. */
static struct str first_addressee(const struct config *config)
{
	struct str rest = str_of(config->letters.addressees);
	struct str first = { 0 };

	str_cut(&rest, ',', &first);
	return str_trim(first);
}

/* The command's own arena is emptied after each line; the departments must stay. */
static enum status read_depts(struct import *import, struct arena *kept)
{
	struct casework work = import->ctl->work;

	work.arena = kept;
	return dept_all(&work, &import->depts, &import->dept_count);
}

static int read_options(struct import *import, struct arena *kept)
{
	struct ctl *ctl = import->ctl;
	const char *path = ctl->words[0];
	const char *slash = strrchr(path, '/');
	const char *source = ctl_value(ctl, "source");
	const char *channel = ctl_value(ctl, "channel");
	const char *dept = ctl_value(ctl, "dept");
	enum status status = read_depts(import, kept);

	if (status != OK)
		return ctl_fail_status(ctl, "the departments", status);
	if (channel != NULL && !channel_parse(str_of(channel), &import->channel))
		return ctl_fail("--channel is one of topic, letter, hotline, request, not %s", channel);
	if (source == NULL && import->channel == CHANNEL_HOTLINE)
		source = HOTLINE_SOURCE;
	if (source == NULL)
		source = slash != NULL ? slash + 1 : path;
	if (source[0] == '\0' || strlen(source) > SOURCE_MAX || !text_valid(str_of(source)))
		return ctl_fail("a source's name has 1 to %d bytes of UTF-8; --source NAME gives another",
			SOURCE_MAX);
	snprintf(import->source, sizeof(import->source), "%s%s",
		import->channel == CHANNEL_TOPIC ? "import:" : "", source);
	import->publish = ctl_flag(ctl, "publish");
	import->addressee = first_addressee(ctl->work.config);
	import->dept = str_of(dept);
	if (dept != NULL && check_dept(import, import->dept) != CTL_DONE)
		return CTL_FAILED;
	return read_map(import);
}

static bool open_file(struct import *import, const char *path)
{
	const char *problem = "";
	const char *unknown = "";

	if (!str_ends(str_of(path), S(".csv"))) {
		import->lines = lines_open(path);
		problem = import->lines == NULL ? strerror(errno) : "";
	} else {
		import->lines = lines_open_table(path, &problem, &unknown);
	}
	if (import->lines == NULL)
		ctl_fail("%s: %s", path, problem);
	if (unknown[0] != '\0')
		fprintf(stderr, "%s: columns that are not taken in: %s\n", path, unknown);
	return import->lines != NULL;
}

static int run(struct ctl *ctl)
{
	struct import import = { .ctl = ctl, .told = clock_steady() };
	struct arena *kept = arena_new(DEPTS_BYTES);
	int result = read_options(&import, kept);

	if (result == CTL_DONE && !open_file(&import, ctl->words[0]))
		result = CTL_FAILED;
	if (result == CTL_DONE)
		result = import_lines(&import);
	lines_close(import.lines);
	arena_free(kept);
	return result;
}

const struct ctl_command ctl_import[] = {
	{ "import", "FILE", 1, 1, CTL_SITE, run,
		"Take in messages: one JSON object a line, or a table in CSV",
		"Each line: id, time, title, body; if there is one, reply and reply_time; if known, label, category, name,\n"
		"phone, area, due, addressee (of letters), applicant (of requests), views (of topics: how often it was read).\n"
		"Times are YYYY-MM-DD HH:MM:SS at the site.\n"
		"A FILE.csv, in UTF-8 or GB18030, names its columns in the first row, as 工单编号, 受理时间, 内容, 来电类别,\n"
		"来电人, 来电号码, 办理单位, 截止日, 办理结果, 办结时间 or by the names above.  A line is taken in whole or not at\n"
		"all; a bad one is named with its number and the rest goes on (exit status 1 then).  Run again, a file goes on\n"
		"where it was interrupted: a line whose source and id are there already gives no second case; of a letter, work\n"
		"order or request, what changed in it is taken over as long as it isn't answered.\n",
		{ { "channel", "CHANNEL", "topic (default), letter, hotline or request" },
			{ "dept", "DEPT", "whose the replies are" },
			{ "map", "MAP",
				"whose they are by label: LABEL=DEPT,LABEL=DEPT …; departments' own names are known" },
			{ "source", "NAME",
				"tells where it comes from; default: 12345 for hotline, else the file's name" },
			{ "publish", NULL,
				"messages without a reply skip the review; else they wait for it" } } },
	{ 0 },
};
