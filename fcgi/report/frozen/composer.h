/*
 * composer: composes the reports that are wished for (report/frozen/wish), one at a time on a machine, in a
 * process that may take its time.  Killed in between it leaves nothing half: the wish still stands, and the
 * next run begins anew, or finds that the draft was made.  A case that changed meanwhile makes it begin anew;
 * whatever else stands in the way ends the wish with its reason.  Depends on: report/frozen/compose,
 * report/frozen/wish, staff/account.
 */
#ifndef REPORT_FROZEN_COMPOSER_H
#define REPORT_FROZEN_COMPOSER_H

#include "report/frozen/wish.h"

/*
 * Waits while another process composes, then does what is wished for that year, if still anything is; *ended
 * is the wish then.  A process of root goes on as the owner of the reports' folder.  ERR_AWAY when Redis went
 * away or that folder is out of reach: the wish stands.
 */
enum status composer_run(struct casework *work, int year, struct wish *ended);

#endif
