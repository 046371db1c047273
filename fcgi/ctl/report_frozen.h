/*
 * report_frozen: what `wenzhengctl report` does with the report as it is published: has its draft
 * composed, and holds every line of the published inclusion lists against the cases and articles as they
 * are now.  Depends on: ctl/ctl, report/frozen.
 */
#ifndef CTL_REPORT_FROZEN_H
#define CTL_REPORT_FROZEN_H

#include "ctl/ctl.h"

/* Asks for the draft as that account does on the page, and composes it; the exit status. */
int report_compose_by(struct ctl *ctl, int year, const char *account, const char *note);

/*
 * Says each case and article that isn't any more what was counted, and each file that isn't what was frozen;
 * fails when there is one.
 */
int report_verify(struct ctl *ctl, int year);

#endif
