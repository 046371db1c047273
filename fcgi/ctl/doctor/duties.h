/*
 * duties: the doctor's look at what waits: cases at the desks, messages in the outbox, what the jobs should
 * have put away.  Depends on: ctl/doctor/exam.
 */
#ifndef CTL_DOCTOR_DUTIES_H
#define CTL_DOCTOR_DUTIES_H

#include "ctl/doctor/exam.h"

void duties_desks(struct exam *exam);
void duties_deliveries(struct exam *exam);
void duties_upkeep(struct exam *exam);

#endif
