#include "ctl/doctor/times.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/certificate.h"
#include "upkeep/clock_guard.h"

/* The State Council's notice for a year comes out in October or November of the year before. */
#define NOTICE_MONTH 11
#define CERTIFICATE_WARN_DAYS 21
#define CERTIFICATE_BAD_DAYS 3

void times_clock(struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	struct clock_verdict verdict;

	if (exam->work.store != NULL && clock_guard_read(&exam->work, &verdict) == OK && verdict.suspect) {
		exam_add(exam, HEALTH_BAD, "it says %.*s, the last sign of life was on %.*s: the jobs stand still",
			STR_ARG(clock_minute(arena, exam->work.now)), STR_ARG(clock_minute(arena,
			verdict.proved)));
		exam_advise(exam, "set the clock right, or confirm it: wenzhengctl clock accept");
	}
	if (!clock_synchronized()) {
		exam_add(exam, HEALTH_WARN, "%.*s, and no time server keeps it right",
			STR_ARG(clock_minute(arena, exam->work.now)));
		exam_advise(exam, "timedatectl set-ntp true, or install chrony");
	}
	exam_well(exam, "%.*s, kept right by time servers", STR_ARG(clock_minute(arena, exam->work.now)));
}

void times_holidays(struct exam *exam)
{
	const struct date today = date_of_day(clock_day(exam->work.now));
	const char *file = exam->config->paths.holidays;
	struct workdays *calendar;
	const char *problem = "";
	int last;

	if (workdays_load(file, NULL, &calendar, &problem) != OK) {
		exam_add(exam, HEALTH_BAD, "%s", problem);
		exam_advise(exam, "put back the file of this version");
		return;
	}
	last = workdays_last_year(calendar);
	workdays_free(calendar);
	if (last < today.year)
		exam_add(exam, HEALTH_BAD, "those of %d are not in %s: time limits are counted wrongly", today.year, file);
	else if (last == today.year && today.month >= NOTICE_MONTH)
		exam_add(exam, HEALTH_WARN, "those of %d are not in %s yet", today.year + 1, file);
	if (exam->last != NULL && exam->last->area == exam->area)
		exam_advise(exam, "add the State Council's notice for %d, reload the worker, restart the jobs, then "
			"wenzhengctl recount --due", last + 1);
	exam_well(exam, "known until the end of %d", last);
}

void times_certificate(struct exam *exam)
{
	const char *file = exam->config->site.certificate;
	int64_t end;
	int64_t days;

	if (file[0] == '\0') {
		exam_add(exam, HEALTH_UNSEEN, "not looked at: [site] certificate names none");
		return;
	}
	if (access(file, R_OK) != 0 || !certificate_end(file, &end)) {
		bool secret = access(file, F_OK) == 0 && access(file, R_OK) != 0;

		exam_add(exam, secret ? HEALTH_UNSEEN : HEALTH_BAD, "%s: %s", file, access(file, R_OK) != 0 ?
			strerror(errno) : "is no certificate (PEM)");
		exam_advise(exam, "[site] certificate must name the file that nginx shows, readable by the jobs");
		return;
	}
	days = (end - exam->work.now) / MS_PER_DAY;
	if (end - exam->work.now < CERTIFICATE_WARN_DAYS * MS_PER_DAY) {
		exam_add(exam, days < CERTIFICATE_BAD_DAYS ? HEALTH_BAD : HEALTH_WARN, "%s %s on %.*s", file,
			end < exam->work.now ? "has expired" : "expires",
			STR_ARG(clock_date(exam->ctl->arena, end)));
		exam_advise(exam, "renew it, and reload nginx");
	}
	exam_well(exam, "%s is good for %" PRId64 " days", file, days);
}
