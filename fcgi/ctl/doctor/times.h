/*
 * times: the doctor's look at the clock, at the calendar of holidays, and at the web server's certificate.
 * Depends on: ctl/doctor/exam.
 */
#ifndef CTL_DOCTOR_TIMES_H
#define CTL_DOCTOR_TIMES_H

#include "ctl/doctor/exam.h"

void times_clock(struct exam *exam);
void times_holidays(struct exam *exam);
void times_certificate(struct exam *exam);

#endif
