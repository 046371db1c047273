/*
 * processes: the doctor's look at what must run: workers, jobs, notifier, index.  Depends on:
 * ctl/doctor/exam.
 */
#ifndef CTL_DOCTOR_PROCESSES_H
#define CTL_DOCTOR_PROCESSES_H

#include "ctl/doctor/exam.h"

void processes_worker(struct exam *exam);
void processes_jobs(struct exam *exam);
void processes_notifier(struct exam *exam);
void processes_index(struct exam *exam);

#endif
