/*
 * redis: the doctor's look at Redis: whether it answers, keeps what it is told, and has room left. 
 * All of it is from INFO, and for one Redis on this machine from its file and command line, since
 * CONFIG GET would show passwords too.  Depends on: ctl/doctor/exam, store/info.
 */
#ifndef CTL_DOCTOR_REDIS_H
#define CTL_DOCTOR_REDIS_H

#include "ctl/doctor/exam.h"

void redis_look(struct exam *exam);

#endif
