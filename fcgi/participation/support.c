#include "participation/support.h"

#include "participation/person.h"

struct support {
	struct str person;
	struct limit network;
	int64_t supports;	/* afterwards */
};

static enum status add_support(void *context, struct case_edit *edit)
{
	struct support *support = context;

	support->supports = edit->before.supports;
	TRY(person_add(edit, support->person, PERSON_SUPPORTS, &support->network, 1));
	support->supports = ++edit->after.supports;
	return OK;
}

enum status case_support(struct casework *work, uint64_t n, struct str person, int64_t *supports)
{
	struct support support = {
		.person = person,
		.network = limit_of_network(work, "support.a.",
		work->config->limits.supports_per_address_hour, 3600),
	};
	struct case_record after;
	enum status status = commit_case(work, n, add_support, &support, &after);

	*supports = support.supports;
	return status;
}
