/*
 * nginx: the doctor's look at the web server: whether the files that it includes are those of this
 * version, and whether the board answers through it.  Depends on: ctl/doctor/exam, notify/link_client.
 */
#ifndef CTL_DOCTOR_NGINX_H
#define CTL_DOCTOR_NGINX_H

#include "ctl/doctor/exam.h"

void nginx_files(struct exam *exam);
void nginx_answer(struct exam *exam);

#endif
