/*
 * composer_child: the child process in which a report is composed that is wished for (report/frozen/wish), so
 * that its parent's own work isn't delayed.  One at a time; it dies with its parent, and a process that comes
 * later begins anew (report/frozen/composer).  After one that failed it waits a minute.  Depends on:
 * helper/child, report/frozen/wish.
 */
#ifndef REPORT_FROZEN_COMPOSER_CHILD_H
#define REPORT_FROZEN_COMPOSER_CHILD_H

#include "helper/child.h"
#include "model/casework.h"

struct composer_child {
	struct child child;
	int (*compose)(void *context, int year);
	void *context;
	int year;
};

/*
 * Sees whether the child has ended; when none runs and a report is wished for, begins one, in which compose
 * runs; what that gives is its exit status.
 */
void composer_child_look(struct composer_child *child, struct casework *work,
	int (*compose)(void *context, int year), void *context);

#endif
