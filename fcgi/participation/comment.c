#include "participation/comment.h"

#include <inttypes.h>

#include "crypt/keyed_hash.h"
#include "participation/comment_pages.h"
#include "participation/held.h"
#include "participation/person.h"

enum { LIMIT_DEVICE, LIMIT_NETWORK, LIMITS };

struct comment {
	struct str person;
	struct str once;
	bool again;	/* it came before, from the same form */
	struct limit limits[LIMITS];
	struct held_post post;
};

static enum status add_comment(void *context, struct case_edit *edit)
{
	struct comment *comment = context;

	TRY(commit_once(edit, comment->once, &comment->again));
	TRY(person_add(edit, comment->person, PERSON_COMMENTS, comment->limits, LIMITS));
	TRY(held_check(edit, &comment->post));
	held_add(edit, &comment->post);
	return OK;
}

/* How many comments, or reports, of the case may wait: a flood of one leaves room for the other. */
static void limit_case(struct casework *work, char kind, uint64_t n, struct held_post *post)
{
	post->waiting[0] = (struct held_limit){ arena_printf(work->arena, "%c%" PRIu64, kind, n),
		work->config->limits.waiting_per_case, ERR_NOT_NOW };
}

/* Who waits for review with it: of the device or account, of the network. */
static void limit_sender(struct casework *work, struct str person, struct str network,
	struct held_post *post)
{
	const struct config *config = work->config;

	post->waiting[1] = (struct held_limit){ held_mark(work, "d", person),
		config->limits.waiting_per_device, ERR_TOO_MANY };
	if (network.len > 0)
		post->waiting[2] = (struct held_limit){ held_mark(work, "a", network),
			config->limits.waiting_per_address, ERR_TOO_MANY };
}

enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body,
	struct str once)
{
	const struct config *config = work->config;
	struct comment comment = {
		.person = person,
		.once = once,
		.limits[LIMIT_DEVICE] = limit_of(work, "comment.", person,
			config->limits.comments_per_device_hour, 3600),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "comment.a.",
			config->limits.comments_per_address_hour, 3600),
		.post = { .kind = "comment", .text = body },
	};
	struct case_record after;
	enum status status;

	limit_case(work, 'c', n, &comment.post);
	limit_sender(work, person, work->network, &comment.post);
	status = commit_case(work, n, add_comment, &comment, &after);
	return status == ERR_ALREADY && comment.again ? OK : status;
}

struct official {
	const struct viewer *by;
	struct str once;
	bool again;
	struct held_post post;
};

static enum status add_official(void *context, struct case_edit *edit)
{
	struct official *official = context;

	if (!comment_may_official(&edit->before, official->by))
		return ERR_FORBIDDEN;
	TRY(commit_once(edit, official->once, &official->again));
	TRY(held_check(edit, &official->post));
	held_add(edit, &official->post);
	edit->action = S("official");
	edit->by = official->by->id;
	return OK;
}

bool comment_may_official(const struct case_record *record, const struct viewer *viewer)
{
	return (viewer->roles & ROLE_CLERK) != 0 && record->channel == CHANNEL_TOPIC &&
		record->dept.len > 0 && str_eq(record->dept, viewer->dept) &&
		case_visible(record, &viewer_public) && record->state != STATE_MERGED;
}

/* The token of a staff page is for all its forms: the same reply from the same page is one, another isn't. */
static struct str once_of(struct casework *work, uint64_t n, struct str body, struct str once)
{
	return once.len == 0 ? once : ARENA_GLUE(work->arena, once, S("/"), num(work->arena, (int64_t)n),
		S("/"), keys_index(work->arena, work->keys, body));
}

enum status case_comment_official(struct casework *work, uint64_t n, const struct viewer *by,
	struct str body, struct str once)
{
	struct official official = { .by = by, .once = once_of(work, n, body, once),
		.post = { .kind = "comment", .text = body, .dept = by->dept, .by = by->id } };
	struct case_record after;
	enum status status;

	/* What residents send, from wherever, never keeps a department from answering them. */
	limit_sender(work, by->id, (struct str){ 0 }, &official.post);
	status = commit_case(work, n, add_official, &official, &after);
	return status == ERR_ALREADY && official.again ? OK : status;
}

bool comment_reportable(const struct value *comment)
{
	return map_get_str(comment, "dept").len == 0 && !map_get_bool(comment, "kept");
}

struct report {
	int64_t id;
	int64_t place;
	struct str person;
	struct limit limits[LIMITS];
	struct held_post post;
};

static enum status add_report(void *context, struct case_edit *edit)
{
	struct report *report = context;
	struct casework *work = edit->work;
	struct comment_found found;

	if (!case_visible(&edit->before, &viewer_public) || edit->before.channel != CHANNEL_TOPIC)
		return ERR_NOT_FOUND;
	TRY(comments_find(edit, report->id, report->place, &found));
	if (!comment_reportable(found.entry))
		return ERR_CONFLICT;
	TRY(limit_check(work, report->limits, LIMITS));
	TRY(held_report(edit, found.entry, found.at, &report->post, held_mark(work, "d", report->person)));
	for (size_t i = 0; i < LIMITS; i++)
		limit_count(edit->changes, &report->limits[i]);
	return OK;
}

enum status case_comment_report(struct casework *work, uint64_t n, int64_t id, int64_t place,
	struct str person)
{
	const struct config *config = work->config;
	struct report report = {
		.id = id,
		.place = place,
		.person = person,
		.limits[LIMIT_DEVICE] = limit_of(work, "report.", person,
			config->limits.comments_per_device_hour, 3600),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "report.a.",
			config->limits.comments_per_address_hour, 3600),
		.post = { .kind = HELD_REPORT },
	};
	struct case_record after;

	limit_case(work, 'r', n, &report.post);
	limit_sender(work, person, work->network, &report.post);
	return commit_case(work, n, add_report, &report, &after);
}
