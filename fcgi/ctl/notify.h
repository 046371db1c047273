/*
 * notify: wenzhengctl's commands for the outbox and its targets.  Depends on: ctl/ctl, notify/targets.
 */
#ifndef CTL_NOTIFY_H
#define CTL_NOTIFY_H

#include "ctl/ctl.h"

struct targets;

extern const struct ctl_command ctl_notify[];

/*
 * Reads the targets of the outbox; says what is wrong and gives CTL_FAILED if it can't.  The caller frees
 * them.
 */
int ctl_targets(struct ctl *ctl, struct targets **targets);

#endif
