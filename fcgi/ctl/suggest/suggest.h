/*
 * suggest: the commands of suggestions.  Depends on: suggest/eval, suggest/teacher, ctl/lines.
 */
#ifndef CTL_SUGGEST_SUGGEST_H
#define CTL_SUGGEST_SUGGEST_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_suggest[];

#endif
