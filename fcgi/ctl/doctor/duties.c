#include "ctl/doctor/duties.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "lists/event_log.h"
#include "lists/queue_ages.h"
#include "notify/dead_letter.h"
#include "notify/outbox.h"
#include "upkeep/archive.h"

/* So many desks are named; the rest is counted. */
#define DESKS_NAMED 5
/* Messages that wait for one target. */
#define MANY_WAITING 100
/* Events are moved once a day. */
#define EVENTS_LATE_DAYS 7

static bool unread(struct exam *exam, enum status status)
{
	if (status != OK)
		exam_add(exam, HEALTH_UNSEEN, "not looked at: %s", ctl_why(status));
	return status != OK;
}

void duties_desks(struct exam *exam)
{
	struct queue_age *ages;
	int64_t waiting = 0;
	int64_t overdue = 0;
	size_t named = 0;
	size_t count;

	if (exam_away(exam) || unread(exam, queue_ages(&exam->work, &ages, &count)))
		return;
	for (size_t i = 0; i < count; i++) {
		waiting += ages[i].waiting;
		overdue += ages[i].overdue;
		if (ages[i].overdue == 0 || named++ >= DESKS_NAMED)
			continue;
		exam_add(exam, HEALTH_WARN,
			"%.*s: %" PRId64 " of %" PRId64 " are overdue, the first since %.*s",
			STR_ARG(ages[i].desk.name), ages[i].overdue, ages[i].waiting,
			STR_ARG(clock_minute(exam->ctl->arena, ages[i].soonest)));
	}
	if (named > DESKS_NAMED)
		exam_add(exam, HEALTH_WARN, "%zu more desks have overdue cases", named - DESKS_NAMED);
	if (overdue > 0)
		exam_advise(exam, "%" PRId64 " in all; the supervisors' page shows them: /staff", overdue);
	exam_well(exam, "%" PRId64 " wait, none is overdue", waiting);
}

void duties_deliveries(struct exam *exam)
{
	struct value *targets;
	struct value *letters;
	int64_t dead = 0;

	if (exam_away(exam) || unread(exam, outbox_targets(&exam->work, &targets)) ||
		unread(exam, dead_letters_read(&exam->work, 1, &letters, &dead)))
		return;
	for (const struct member *m = targets->first; m != NULL; m = m->next) {
		const int64_t waiting = map_get_int(&m->value, "waiting", 0);
		const int64_t failed = map_get_int(&m->value, "failed", 0);

		if (failed == 0 && waiting < MANY_WAITING)
			continue;
		exam_add(exam, HEALTH_WARN,
			"%.*s: %" PRId64 " messages wait, %" PRId64 " of them failed once",
			STR_ARG(map_get_str(&m->value, "target")), waiting + failed, failed);
		exam_advise(exam, "wenzhengctl notify test NAME says what is wrong; notify forget for one that is no more");
	}
	if (dead > 0) {
		exam_add(exam, HEALTH_WARN, "%" PRId64 " messages could not be delivered", dead);
		exam_advise(exam, "the administrator's page of undelivered messages shows why, and sends them again");
	}
	exam_well(exam, "nothing waits longer than it should");
}

void duties_upkeep(struct exam *exam)
{
	uint64_t unarchived = 0;
	int64_t oldest = 0;
	int64_t days;

	if (exam_away(exam) || unread(exam, archive_waiting(&exam->work, &unarchived)) ||
		unread(exam, event_log_oldest(&exam->work, &oldest)))
		return;
	days = oldest > 0 && oldest < exam->work.now ? (exam->work.now - oldest) / MS_PER_DAY : 0;
	if (unarchived > 0) {
		exam_add(exam, HEALTH_WARN, "%" PRIu64 " requests past their retention could not be archived", unarchived);
		exam_advise(exam, "see the jobs' log, and the folder %s", exam->config->requests.archive_dir);
	}
	if (days > exam->config->cases.events_days + EVENTS_LATE_DAYS) {
		exam_add(exam, HEALTH_WARN,
			"the oldest event in Redis is %" PRId64 " days old, and %d are kept there", days,
			exam->config->cases.events_days);
		exam_advise(exam, "see the jobs' log, and the folder %s", exam->config->cases.events_dir);
	}
	exam_well(exam, "the oldest event in Redis is %" PRId64 " days old; nothing waits to be archived",
		days);
}
