/*
 * person: wenzhengctl export and erase: a copy of what is held on somebody, and its erasure, on that person's
 * request (个人信息保护法 articles 45 and 47).  Both are recorded, with who did it and on which ground.
 * Depends on: upkeep/person, law/personal.
 */
#ifndef CTL_PERSON_PERSON_H
#define CTL_PERSON_PERSON_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_person[];

#endif
