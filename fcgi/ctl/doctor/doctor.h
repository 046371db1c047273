/*
 * doctor: wenzhengctl doctor, which looks at machine and site and says what to do.  One table of areas; each
 * is a module of this folder.  What it costs doesn't grow with the board.  Depends on: ctl/doctor/exam
 * and the areas.
 */
#ifndef CTL_DOCTOR_DOCTOR_H
#define CTL_DOCTOR_DOCTOR_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_doctor[];

#endif
