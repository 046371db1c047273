#include "ctl/process/recounting.h"

#include <inttypes.h>

#include "base/log.h"
#include "upkeep/recount.h"

static int recount_now(void *context)
{
	struct recount result = { 0 };
	struct ctl *ctl = context;
	enum status status;

	ctl_relink(ctl);
	log_info("jobs: lists and counters are redone from the cases, as this version counts them");
	status = recount_run(&ctl->work, true, &result);
	if (status != OK) {
		log_warn("jobs: lists and counters could not be redone: %s", ctl_why(status));
		return CTL_FAILED;
	}
	log_info("jobs: %" PRIu64 " cases counted anew, %" PRIu64 " entries mended", result.cases,
		result.wrong);
	return CTL_DONE;
}

enum status recounting_look(struct ctl *ctl, struct child *child, bool wait)
{
	bool owed;

	if (!child_ready(child))
		return OK;
	ctl_next(ctl);
	TRY(recount_owed(&ctl->work, &owed));
	if (owed)
		child_begin(child, recount_now, ctl, "recount");
	if (wait)
		child_wait(child);
	return OK;
}
