/*
 * portal: the doctor's look at the files that a portal handed over for its frame round the residents' pages.
 * Depends on: ctl/doctor/exam, ctl/doctor/fragment.
 */
#ifndef CTL_DOCTOR_PORTAL_H
#define CTL_DOCTOR_PORTAL_H

#include "ctl/doctor/exam.h"

/* Says nothing where there is no such folder ([paths] portal). */
void portal_look(struct exam *exam);

#endif
