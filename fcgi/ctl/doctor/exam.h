/*
 * exam: what the doctor has found so far, area by area, and what it works with.  Findings lie in the arena of
 * the command.  Depends on: ctl/ctl, health/facts.
 */
#ifndef CTL_DOCTOR_EXAM_H
#define CTL_DOCTOR_EXAM_H

#include "ctl/ctl.h"
#include "health/facts.h"

struct finding {
	enum health health;
	const char *area;
	struct str what;
	struct str advice;	/* what to do; may be empty */
	struct finding *next;
};

struct exam {
	struct ctl *ctl;
	const struct config *config;	/* as far as it could be read */
	struct casework work;		/* work.store is NULL while Redis can't be asked */
	const char *area;		/* the one being looked at */
	struct finding *first;
	struct finding *last;
	bool closed;	/* there was something that this account may not look at */
};

/* Adds a finding to the area. */
void exam_add(struct exam *exam, enum health health, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Says what to do about the one that was added last. */
void exam_advise(struct exam *exam, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds that the area is well, unless something was found there. */
void exam_well(struct exam *exam, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds that this account may not look at the area. */
void exam_closed(struct exam *exam);
/* Adds that Redis is away, so that nothing can be said of the area, if it is: then true. */
bool exam_away(struct exam *exam);
/* The worst: HEALTH_OK, HEALTH_WARN or HEALTH_BAD; what couldn't be looked at is no worse than HEALTH_OK. */
enum health exam_worst(const struct exam *exam);

#endif
