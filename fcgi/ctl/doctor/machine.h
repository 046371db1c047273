/*
 * machine: the doctor's look at the folders of a site, the room on its disks, and the kernel's settings that
 * Redis and the workers depend on.  Depends on: ctl/doctor/exam.
 */
#ifndef CTL_DOCTOR_MACHINE_H
#define CTL_DOCTOR_MACHINE_H

#include "ctl/doctor/exam.h"

void machine_folders(struct exam *exam);
void machine_keys(struct exam *exam);
void machine_disk(struct exam *exam);
void machine_memory(struct exam *exam);

#endif
