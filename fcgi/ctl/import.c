/* wenzhengctl import: messages of an older system, one JSON object a line, by the same rules as a post. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cases/act.h"
#include "cases/dept.h"
#include "ctl/ctl.h"
#include "ctl/lines.h"

#define ID_MAX 64
#define PHONE_MAX 20
#define SOURCE_MAX 64
#define MAP_MAX 64
#define TOLD_EVERY_LINES 1000
#define TOLD_EVERY_MS 1000

static const struct viewer importer = { .roles = ROLE_OPERATOR, .id = { "import", 6 } };

/* Whose the messages of a label are. */
struct owner {
	struct str label;
	struct str dept;
};

struct import {
	struct ctl *ctl;
	struct lines *lines;
	char source[SOURCE_MAX + 16];
	struct owner owners[MAP_MAX];
	size_t owner_count;
	struct str dept;	/* of all other labels; empty: none given */
	bool publish;
	uint64_t fresh, repeated, completed, bad;
	int64_t told;		/* when progress was last shown */
	bool drawn;		/* progress stands on a terminal's last line */
};

/* One line as it should become a case. */
struct message {
	struct submission in;
	struct str reply;
	struct str dept;
	int64_t replied;
};

static bool bad(struct import *import, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void leave_progress(struct import *import)
{
	if (import->drawn)
		fputc('\n', stderr);
	import->drawn = false;
}

/* "FILE:17: …"; returns false for the caller to pass on. */
static bool bad(struct import *import, const char *format, ...)
{
	va_list args;

	leave_progress(import);
	fprintf(stderr, "%s:%" PRIu64 ": ", import->lines->path, import->lines->number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	import->bad++;
	return false;
}

/* What a text field may be; min 0: it may be absent. */
struct text_rule {
	const char *name;
	size_t min;	/* characters */
	size_t max;
	bool lines;
};

static const struct text_rule id_rule = { "id", 1, ID_MAX, false };
static const struct text_rule title_rule = { "title", TITLE_MIN, TITLE_MAX, false };
static const struct text_rule body_rule = { "body", BODY_MIN, BODY_MAX, true };
static const struct text_rule area_rule = { "area", 0, AREA_MAX, false };
static const struct text_rule name_rule = { "name", 0, NAME_MAX, false };
static const struct text_rule phone_rule = { "phone", 0, PHONE_MAX, false };
static const struct text_rule label_rule = { "label", 0, NAME_MAX, false };
static const struct text_rule reply_rule = { "reply", ANSWER_MIN, ANSWER_MAX, true };

/* A text field, tidied and measured. */
static bool take_text(struct import *import, const struct value *object, const struct text_rule *rule, struct str *out)
{
	const struct value *member = map_get(object, rule->name);
	size_t length;

	*out = (struct str){ 0 };
	if (member == NULL || member->type == VALUE_NULL)
		return rule->min == 0 || bad(import, "%s is missing", rule->name);
	if (member->type != VALUE_STR)
		return bad(import, "%s is not a text", rule->name);
	*out = text_tidy(import->ctl->arena, member->str, rule->lines);
	length = text_length(*out);
	if (length < rule->min || length > rule->max)
		return bad(import, "%s is %zu characters, must be %zu–%zu", rule->name, length, rule->min, rule->max);
	if (!text_plain(*out, rule->lines))
		return bad(import, "%s has control characters", rule->name);
	return true;
}

/* Texts and numbers both serve as ids. */
static bool take_id(struct import *import, const struct value *object, struct str *out)
{
	const struct value *member = map_get(object, "id");

	if (member == NULL || member->type != VALUE_INT)
		return take_text(import, object, &id_rule, out);
	*out = num(import->ctl->arena, member->integer);
	return true;
}

static bool take_time(struct import *import, const struct value *object, const char *name, int64_t *out)
{
	struct str text = map_get_str(object, name);

	if (!clock_parse(text, out))
		return bad(import, "%s is not a time such as 2026-11-23 09:05:00", name);
	if (*out <= 0 || *out > import->ctl->work.now)
		return bad(import, "%s lies in the future or before 1970", name);
	return true;
}

/* What the title says it is; a reviewer can correct it. */
static enum category guess_category(struct str title)
{
	static const struct {
		const char *word;
		enum category category;
	} words[] = {
		{ "投诉", CATEGORY_COMPLAINT },	{ "举报", CATEGORY_COMPLAINT },	 { "违规", CATEGORY_COMPLAINT },
		{ "建议", CATEGORY_SUGGESTION }, { "咨询", CATEGORY_CONSULT },	 { "请问", CATEGORY_CONSULT },
		{ "何时", CATEGORY_CONSULT },	{ "能否", CATEGORY_CONSULT },	 { "求助", CATEGORY_HELP },
		{ "请求", CATEGORY_HELP },	{ "希望", CATEGORY_HELP },	 { "要求", CATEGORY_HELP },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_search(title, str_of(words[i].word), 0) < title.len)
			return words[i].category;
	return CATEGORY_OTHER;
}

static bool take_category(struct import *import, const struct value *object, struct submission *in)
{
	const struct value *member = map_get(object, "category");

	in->category = guess_category(in->title);
	if (member == NULL || member->type == VALUE_NULL)
		return true;
	return (member->type == VALUE_STR && category_parse(member->str, &in->category)) ||
	       bad(import, "category is none of consult, complaint, suggestion, help, other");
}

static struct str owner_of(const struct import *import, struct str label)
{
	for (size_t i = 0; i < import->owner_count; i++)
		if (str_eq(import->owners[i].label, label))
			return import->owners[i].dept;
	return import->dept;
}

static bool take_reply(struct import *import, const struct value *object, struct message *message)
{
	struct str label;

	if (map_get(object, "reply") == NULL || map_get(object, "reply")->type == VALUE_NULL)
		return true;
	if (!take_text(import, object, &reply_rule, &message->reply) ||
	    !take_text(import, object, &label_rule, &label) ||
	    !take_time(import, object, "reply_time", &message->replied))
		return false;
	if (message->replied < message->in.at)
		return bad(import, "reply_time lies before time");
	message->dept = owner_of(import, label);
	return message->dept.len > 0 || bad(import, "has a reply, but neither --dept nor --map says whose");
}

static bool take_message(struct import *import, const struct value *object, struct message *message)
{
	struct submission *in = &message->in;

	*message = (struct message){ .in = { .channel = CHANNEL_TOPIC, .source = str_of(import->source) } };
	return take_id(import, object, &in->upstream_no) && take_time(import, object, "time", &in->at) &&
	       take_text(import, object, &title_rule, &in->title) &&
	       take_text(import, object, &body_rule, &in->body) &&
	       take_text(import, object, &area_rule, &in->area) &&
	       take_text(import, object, &name_rule, &in->name) &&
	       take_text(import, object, &phone_rule, &in->phone) && take_category(import, object, in) &&
	       take_reply(import, object, message);
}

/* The step that brings a case nearer to what the line says; false when it is there. */
static bool next_step(const struct import *import, const struct message *message, const struct case_record *record,
	struct act *act)
{
	bool replied = message->reply.len > 0;
	bool own = record->last_by.len == 0 || str_eq(record->last_by, importer.id);

	*act = (struct act){ .by = &importer, .version = record->version, .at = message->in.at };
	/* What people have taken up since is theirs. */
	if (!own)
		return false;
	switch (record->state) {
	case STATE_PENDING:
		act->action = ACTION_ACCEPT;
		return replied || import->publish;
	case STATE_ACCEPTED:
		act->action = ACTION_ASSIGN;
		act->dept = message->dept;
		return replied;
	case STATE_ASSIGNED:
		act->action = ACTION_DRAFT;
		act->text = message->reply;
		act->at = message->replied;
		return replied;
	case STATE_DRAFTED:
		act->action = ACTION_APPROVE;
		act->at = message->replied;
		return replied;
	default:
		return false;
	}
}

static enum status bring_on(struct import *import, const struct message *message, uint64_t n, bool *moved)
{
	struct casework *work = &import->ctl->work;
	struct case_record record;
	struct act act;
	struct str why;

	*moved = false;
	TRY(case_read(work, n, &record, NULL, NULL));
	while (next_step(import, message, &record, &act)) {
		TRY(case_act(work, n, &act, &record, &why));
		*moved = true;
	}
	return OK;
}

static enum status take_in(struct import *import, const struct message *message)
{
	struct receipt receipt;
	bool moved;

	TRY(case_submit(&import->ctl->work, &message->in, &receipt));
	TRY(bring_on(import, message, receipt.n, &moved));
	import->fresh += !receipt.repeated;
	import->repeated += receipt.repeated;
	import->completed += receipt.repeated && moved;
	return OK;
}

static void tell_progress(struct import *import)
{
	bool terminal = isatty(STDERR_FILENO) == 1;
	int64_t now = clock_now();

	if (terminal ? now - import->told < TOLD_EVERY_MS : import->lines->number % TOLD_EVERY_LINES != 0)
		return;
	import->told = now;
	import->drawn = terminal;
	fprintf(stderr, "%s%" PRIu64 " lines: %" PRIu64 " new, %" PRIu64 " there already, %" PRIu64 " bad%s",
		terminal ? "\r" : "", import->lines->number, import->fresh, import->repeated, import->bad,
		terminal ? "" : "\n");
}

static int import_lines(struct import *import)
{
	struct value *object;
	struct message message;
	const char *problem;
	enum line line;

	while ((line = lines_next(import->lines, import->ctl->arena, &object, &problem)) != LINE_END) {
		enum status status = OK;

		if (line == LINE_BAD)
			bad(import, "%s", problem);
		else if (take_message(import, object, &message))
			status = take_in(import, &message);
		if (status == ERR_AWAY || status == ERR_INTERNAL)
			return ctl_fail("%s:%" PRIu64 ": %s; what stands before this line is in, run it again to go on",
				import->lines->path, import->lines->number, ctl_why(status));
		if (status != OK)
			bad(import, "%s", ctl_why(status));
		tell_progress(import);
		ctl_next(import->ctl);
	}
	leave_progress(import);
	if (ferror(import->lines->file))
		return ctl_fail("%s: %s", import->lines->path, strerror(errno));
	printf("%" PRIu64 " lines: %" PRIu64 " new, %" PRIu64 " there already (%" PRIu64 " of them completed), %" PRIu64
	       " bad\n", import->lines->number, import->fresh, import->repeated, import->completed, import->bad);
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
		struct owner owner = { str_trim(str_sub(pair, 0, equals)), str_trim(str_sub(pair, equals + 1, pair.len)) };

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

static int read_options(struct import *import)
{
	struct ctl *ctl = import->ctl;
	const char *path = ctl->words[0];
	const char *slash = strrchr(path, '/');
	const char *source = ctl_value(ctl, "source");
	const char *dept = ctl_value(ctl, "dept");

	if (source == NULL)
		source = slash != NULL ? slash + 1 : path;
	if (source[0] == '\0' || strlen(source) > SOURCE_MAX || !text_valid(str_of(source)))
		return ctl_fail("a source's name has 1 to %d bytes of UTF-8; --source NAME gives another", SOURCE_MAX);
	snprintf(import->source, sizeof(import->source), "import:%s", source);
	import->publish = ctl_flag(ctl, "publish");
	import->dept = str_of(dept);
	if (dept != NULL && check_dept(import, import->dept) != CTL_DONE)
		return CTL_FAILED;
	return read_map(import);
}

static int run(struct ctl *ctl)
{
	struct import import = { .ctl = ctl, .told = clock_now() };
	int result = read_options(&import);

	if (result != CTL_DONE)
		return result;
	ctl_next(ctl);
	import.lines = lines_open(ctl->words[0]);
	if (import.lines == NULL)
		return ctl_fail("%s: %s", ctl->words[0], strerror(errno));
	result = import_lines(&import);
	lines_close(import.lines);
	return result;
}

const struct ctl_command ctl_import[] = {
	{ "import", "FILE", 1, 1, CTL_SITE, run, "Take in messages, one JSON object a line",
		"Each line: id, time, title, body; if there is one, reply and reply_time; if known, label, category, name,\n"
		"phone, area.  Times are YYYY-MM-DD HH:MM:SS at the site.  A line is taken in whole or not at all; a bad one\n"
		"is named with its number and the rest goes on (exit status 1 then).  Run again, a file goes on where it was\n"
		"interrupted: a line whose source and id are there already gives no second case.\n", {
		{ "dept", "DEPT", "whose the replies are" },
		{ "map", "MAP", "whose they are by label: LABEL=DEPT,LABEL=DEPT …" },
		{ "source", "NAME", "tells files apart; default: the file's name" },
		{ "publish", NULL, "messages without a reply skip the review; else they wait for it" } } },
	{ 0 },
};
