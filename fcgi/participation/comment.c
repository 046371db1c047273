#include "participation/comment.h"

#include <inttypes.h>

#include "participation/held.h"
#include "participation/person.h"

enum { LIMIT_DEVICE, LIMIT_NETWORK, LIMITS };

struct comment {
	struct str person;
	struct limit limits[LIMITS];
	struct held_post post;
};

static enum status add_comment(void *context, struct case_edit *edit)
{
	struct comment *comment = context;

	TRY(person_add(edit, comment->person, PERSON_COMMENTS, comment->limits, LIMITS));
	TRY(held_check(edit, &comment->post));
	held_add(edit, &comment->post);
	return OK;
}

enum status case_comment(struct casework *work, uint64_t n, struct str person, struct str body)
{
	const struct config *config = work->config;
	struct comment comment = {
		.person = person,
		.limits[LIMIT_DEVICE] = limit_of(work, "comment.", person,
			config->limits.comments_per_device_hour, 3600),
		.limits[LIMIT_NETWORK] = limit_of_network(work, "comment.a.",
			config->limits.comments_per_address_hour, 3600),
		.post = { .kind = "comment", .text = body, .waiting = {
			{ arena_printf(work->arena, "c%" PRIu64, n), config->limits.waiting_per_case,
				ERR_NOT_NOW },
			{ held_mark(work, "d", person), config->limits.waiting_per_device, ERR_TOO_MANY },
		} },
	};
	struct case_record after;

	if (work->network.len > 0)
		comment.post.waiting[2] = (struct held_limit){ held_mark(work, "a", work->network),
			config->limits.waiting_per_address, ERR_TOO_MANY };
	return commit_case(work, n, add_comment, &comment, &after);
}
