/*
 * wenzhengctl demo: fills a fresh site with sample departments, accounts and messages, replayed step by step.
 */
#include "ctl/demo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cases/act.h"
#include "cases/action.h"
#include "cases/submit.h"
#include "model/submission.h"
#include "links/tracking.h"
#include "model/department.h"
#include "participation/support.h"
#include "participation/comment.h"
#include "participation/held.h"
#include "participation/views.h"
#include "ctl/demo_articles.h"
#include "ctl/lines.h"
#include "publish/column.h"
#include "staff/account.h"

#define MEMORY ((size_t)256 << 20)

static const struct viewer jobs = { .roles = ROLE_JOBS, .id = { "jobs", 4 } };
static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "demo", 4 } };

/* A sample message, or article, and what has become of it so far. */
struct message {
	const struct value *object;
	struct str key;
	uint64_t n;
	bool supported;
};

enum event_kind { EVENT_SUBMIT, EVENT_STEP, EVENT_COMMENT, EVENT_ARTICLE };

/*
 * One event.  Those of all messages are replayed in the order of time, so that numbers and seals are in
 * that order too.
 */
struct event {
	int64_t at;
	size_t order;	/* among those of one moment */
	enum event_kind kind;
	struct message *message;
	const struct value *object;
};

struct demo {
	struct ctl *ctl;
	const char *dir;
	struct arena *arena;	/* holds the files' contents */
	struct value *depts;
	struct value *staff;
	struct value *messages;
	struct value *articles;
	struct message *cases;
	struct event *events;
	size_t event_count;
	int64_t now;
	struct str password;
};

static int load(struct demo *demo, const char *name, struct value **list)
{
	const char *path = arena_printf(demo->arena, "%s/%s", demo->dir, name).data;
	struct lines *lines = lines_open(path);
	struct value *object;
	const char *problem = "";
	enum line line;

	if (lines == NULL)
		return ctl_fail("%s: %s", path, strerror(errno));
	*list = value_list(demo->arena);
	while ((line = lines_next(lines, demo->arena, &object, &problem)) == LINE_OBJECT)
		list_value(*list, object);
	if (line == LINE_BAD)
		ctl_fail("%s:%" PRIu64 ": %s", path, lines->number, problem);
	else if (lines_failed(lines))
		ctl_fail("%s: %s", path, strerror(errno));
	else
		problem = NULL;
	lines_close(lines);
	return problem == NULL ? CTL_DONE : CTL_FAILED;
}

static struct str joined(struct arena *arena, const struct value *list, struct str between)
{
	struct buf out = buf_in(arena);

	for (const struct member *m = list != NULL ? list->first : NULL; m != NULL; m = m->next) {
		if (m != list->first)
			buf_add(&out, between);
		buf_add(&out, m->value.str);
	}
	return buf_str(&out);
}

static int add_depts(struct demo *demo)
{
	for (const struct member *m = demo->depts->first; m != NULL; m = m->next) {
		struct dept dept = {
			.id = map_get_str(&m->value, "id"),
			.name = map_get_str(&m->value, "name"),
			.phone = map_get_str(&m->value, "phone"),
			.number_pattern = map_get_str(&m->value, "number_pattern"),
			.review_body = map_get_str(&m->value, "review_body"),
			.review_url = map_get_str(&m->value, "review_url"),
			.court = map_get_str(&m->value, "court"),
			.phrases = joined(demo->arena, map_get(&m->value, "phrases"), S("\n---\n")),
		};
		enum status status;

		/* Departments are listed in the order in which they were made. */
		ctl_next(demo->ctl);
		demo->ctl->work.now = demo->now++;
		status = dept_add(&demo->ctl->work, &dept, S(ACCOUNT_OPERATOR));
		if (status == ERR_ALREADY)
			status = dept_change(&demo->ctl->work, &dept, S(ACCOUNT_OPERATOR));
		if (status != OK)
			return ctl_fail_status(demo->ctl, dept.id.len > 0 ? dept.id.data : "a department",
				status);
	}
	return CTL_DONE;
}

static uint32_t roles_of(struct demo *demo, const struct value *person)
{
	uint32_t roles = 0;

	roles_parse(joined(demo->arena, map_get(person, "roles"), S(",")), &roles);
	return roles;
}

/* Accounts that exist stay as they are. */
static int add_staff(struct demo *demo)
{
	for (const struct member *m = demo->staff->first; m != NULL; m = m->next) {
		struct account account = {
			.id = map_get_str(&m->value, "id"),
			.name = map_get_str(&m->value, "name"),
			.dept = map_get_str(&m->value, "dept"),
			.roles = roles_of(demo, &m->value),
		};
		enum status status;

		ctl_next(demo->ctl);
		status = account_add(&demo->ctl->work, &account, demo->password, S(ACCOUNT_OPERATOR));
		if (status == ERR_ALREADY)
			fprintf(stderr, "%.*s: there is such an account already, it stays as it is\n",
				STR_ARG(account.id));
		else if (status == ERR_INVALID)
			return ctl_fail("%.*s: the account's data or the password is not acceptable",
				STR_ARG(account.id));
		else if (status != OK)
			return ctl_fail_status(demo->ctl, "an account", status);
	}
	return CTL_DONE;
}

static void add_event(struct demo *demo, enum event_kind kind, struct message *message,
	const struct value *object)
{
	demo->events[demo->event_count] = (struct event){
		.at = demo->now - map_get_int(object, "minutes_ago", 0) * MS_PER_MINUTE,
		.order = demo->event_count,
		.kind = kind,
		.message = message,
		.object = object,
	};
	demo->event_count++;
}

static const struct member *first_of(const struct value *object, const char *list)
{
	const struct value *value = map_get(object, list);

	return value != NULL && value->type == VALUE_LIST ? value->first : NULL;
}

static size_t count_of(const struct value *object, const char *list)
{
	const struct value *value = map_get(object, list);

	return value != NULL && value->type == VALUE_LIST ? value->count : 0;
}

static int by_time(const void *left, const void *right)
{
	const struct event *a = left;
	const struct event *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void plan(struct demo *demo)
{
	size_t room = 0;
	size_t i = 0;

	for (const struct member *m = demo->messages->first; m != NULL; m = m->next)
		room += 1 + count_of(&m->value, "steps") + count_of(&m->value, "comments");
	room += demo->articles->count;
	demo->cases = arena_array(demo->arena, demo->messages->count + demo->articles->count + 1,
		sizeof(*demo->cases));
	demo->events = arena_array(demo->arena, room + 1, sizeof(*demo->events));
	for (const struct member *m = demo->messages->first; m != NULL; m = m->next, i++) {
		struct message *message = &demo->cases[i];

		*message = (struct message){ .object = &m->value, .key = map_get_str(&m->value, "key") };
		add_event(demo, EVENT_SUBMIT, message, &m->value);
		for (const struct member *s = first_of(&m->value, "steps"); s != NULL; s = s->next)
			add_event(demo, EVENT_STEP, message, &s->value);
		for (const struct member *c = first_of(&m->value, "comments"); c != NULL; c = c->next)
			add_event(demo, EVENT_COMMENT, message, &c->value);
	}
	for (const struct member *m = demo->articles->first; m != NULL; m = m->next, i++) {
		demo->cases[i] = (struct message){ .object = &m->value,
			.key = map_get_str(&m->value, "title") };
		add_event(demo, EVENT_ARTICLE, &demo->cases[i], &m->value);
	}
	qsort(demo->events, demo->event_count, sizeof(*demo->events), by_time);
}

static const struct value *find_person(const struct demo *demo, struct str id)
{
	for (const struct member *m = demo->staff->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "id"), id))
			return &m->value;
	return NULL;
}

/* Who did it: an account, or without "by" the asker, or for closing the jobs. */
static struct viewer actor(struct demo *demo, const struct event *event, enum action action)
{
	struct str by = map_get_str(event->object, "by");
	const struct value *person = find_person(demo, by);

	if (person != NULL)
		return (struct viewer){ .roles = roles_of(demo, person), .id = by,
			.dept = map_get_str(person, "dept") };
	if (action == ACTION_CLOSE)
		return jobs;
	return (struct viewer){ .roles = ROLE_ASKER, .id = S("asker"), .case_n = event->message->n };
}

static enum status submit(struct demo *demo, const struct event *event)
{
	const struct value *object = event->object;
	struct submission in = {
		.channel = CHANNEL_TOPIC,
		.title = map_get_str(object, "title"),
		.body = map_get_str(object, "body"),
		.area = map_get_str(object, "area"),
		.name = map_get_str(object, "name"),
		.phone = map_get_str(object, "phone"),
		.anonymous = map_get_bool(object, "anonymous"),
		.once = arena_join(demo->ctl->arena, S("demo."), event->message->key),
		.at = event->at,
	};
	struct receipt receipt;

	if (!category_parse(map_get_str(object, "category"), &in.category))
		return ERR_INVALID;
	TRY(case_submit(&demo->ctl->work, &in, &receipt));
	event->message->n = receipt.n;
	return OK;
}

/* As many people as the sample says support it, as soon as it can be seen; then it has its views too. */
static enum status support(struct demo *demo, struct message *message, const struct case_record *record)
{
	struct casework *work = &demo->ctl->work;
	int64_t supports = map_get_int(message->object, "supports", 0);

	if (message->supported || !case_visible(record, &viewer_public) || record->state == STATE_MERGED)
		return OK;
	message->supported = true;
	for (int64_t i = 0; i < supports; i++) {
		struct str person = arena_printf(work->arena, "demo.%.*s.%" PRId64, STR_ARG(message->key), i);
		int64_t total;

		TRY(case_support(work, message->n, person, &total));
	}
	return case_views_add(work, message->n, map_get_int(message->object, "views", 0));
}

static uint64_t number_of(const struct demo *demo, struct str key)
{
	for (size_t i = 0; i < demo->messages->count; i++)
		if (key.len > 0 && str_eq(demo->cases[i].key, key))
			return demo->cases[i].n;
	return 0;
}

static enum status take_step(struct demo *demo, const struct event *event)
{
	const struct value *object = event->object;
	struct act act = {
		.reason = map_get_str(object, "reason"),
		.note = map_get_str(object, "note"),
		.dept = map_get_str(object, "dept"),
		.text = map_get_str(object, "text"),
		.comment = map_get_str(object, "comment"),
		.days = map_get_int(object, "days", 0),
		.rating = map_get_int(object, "rating", 0),
		.into = number_of(demo, map_get_str(object, "into")),
		.at = event->at,
	};
	struct case_record after;
	struct viewer by;
	struct str why;

	if (!action_parse(map_get_str(object, "action"), &act.action))
		return ERR_INVALID;
	by = actor(demo, event, act.action);
	act.by = &by;
	TRY(case_act(&demo->ctl->work, event->message->n, &act, &after, &why));
	return support(demo, event->message, &after);
}

/* A moderator releases a comment, unless it is to wait for review. */
static enum status comment(struct demo *demo, const struct event *event)
{
	struct casework *work = &demo->ctl->work;
	uint64_t n = event->message->n;
	struct str person = arena_printf(work->arena, "demo.comment.%zu", event->order);
	struct value *held;
	int64_t id = 0;

	TRY(case_comment(work, n, person, map_get_str(event->object, "body"), S("")));
	if (map_get_bool(event->object, "held"))
		return OK;
	TRY(held_list(work, n, &held));
	for (const struct member *m = held->first; m != NULL; m = m->next)
		if (map_get_int(&m->value, "id", 0) > id)
			id = map_get_int(&m->value, "id", 0);
	return held_pass(work, n, id, &operator, (struct str){ 0 });
}

static enum status publish(struct demo *demo, const struct event *event)
{
	struct str once = arena_printf(demo->ctl->arena, "demo.article.%zu", event->order);

	return demo_article_publish(&demo->ctl->work, event->object, once);
}

static int replay(struct demo *demo)
{
	static enum status (*const kinds[])(struct demo *demo, const struct event *event) = {
		[EVENT_SUBMIT] = submit, [EVENT_STEP] = take_step, [EVENT_COMMENT] = comment,
		[EVENT_ARTICLE] = publish,
	};

	for (size_t i = 0; i < demo->event_count; i++) {
		const struct event *event = &demo->events[i];
		enum status status;

		ctl_next(demo->ctl);
		demo->ctl->work.now = event->at;
		status = kinds[event->kind](demo, event);
		if (status != OK)
			return ctl_fail("%.*s, %s %.*s: %s", STR_ARG(event->message->key),
				event->kind == EVENT_STEP	     ? "step" :
					event->kind == EVENT_COMMENT ? "comment" :
					event->kind == EVENT_ARTICLE ? "article" :
						"message",
				STR_ARG(map_get_str(event->object, "action")), ctl_why(status));
	}
	return CTL_DONE;
}

static int refuse_unless_empty(struct ctl *ctl)
{
	uint64_t last;
	enum status status = case_last(&ctl->work, &last);

	if (status != OK)
		return ctl_fail_status(ctl, "demo", status);
	return last == 0 ? CTL_DONE :
		ctl_fail("there are cases already; sample data goes only into an empty site");
}

/* Of a site without columns none. */
static int load_articles(struct demo *demo)
{
	struct columns columns;
	enum status status = columns_read(&demo->ctl->work, &columns);

	if (status != OK)
		return ctl_fail_status(demo->ctl, "the columns", status);
	demo->articles = value_list(demo->arena);
	return columns.count > 0 ? load(demo, "articles.ndjson", &demo->articles) : CTL_DONE;
}

static int fill(struct demo *demo)
{
	struct str password;
	bool made;

	if (refuse_unless_empty(demo->ctl) != CTL_DONE ||
		load(demo, "departments.ndjson", &demo->depts) != CTL_DONE ||
		load(demo, "staff.ndjson", &demo->staff) != CTL_DONE ||
		load(demo, "messages.ndjson", &demo->messages) != CTL_DONE ||
		load_articles(demo) != CTL_DONE ||
		ctl_password(demo->ctl, &password, &made) != CTL_DONE)
		return CTL_FAILED;
	demo->password = arena_str(demo->arena, password);
	if (add_depts(demo) != CTL_DONE || add_staff(demo) != CTL_DONE)
		return CTL_FAILED;
	plan(demo);
	if (replay(demo) != CTL_DONE)
		return CTL_FAILED;
	printf("%zu departments, %zu accounts, %zu messages, %zu articles\n", demo->depts->count,
		demo->staff->count, demo->messages->count, demo->articles->count);
	if (made)
		printf("password of these accounts (shown only now): %.*s\n", STR_ARG(demo->password));
	return CTL_DONE;
}

static int run(struct ctl *ctl)
{
	struct demo demo = { .ctl = ctl, .dir = ctl->words[0], .arena = arena_new(MEMORY),
		.now = clock_now() };
	int result = fill(&demo);

	arena_free(demo.arena);
	return result;
}

const struct ctl_command ctl_demo[] = {
	{ "demo", "DIR", 1, 1, CTL_SITE, run, "Fill an empty site with sample data",
		"DIR holds departments.ndjson, staff.ndjson, messages.ndjson and articles.ndjson, such as conf/demo.\n"
		"The articles stay out where there are no columns yet (wenzhengctl column load).\n",
		{ { "password-stdin", NULL,
			"the accounts' password from standard input; else one is made and shown once" } } },
	{ 0 },
};
