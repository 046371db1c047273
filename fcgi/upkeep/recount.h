/*
 * recount: derives queues, lists, what the jobs will do and tallies anew from the cases, what each account
 * did from the events, and how many held posts wait from the posts; reports, or corrects, what differs in
 * Redis.  For the operator's command.
 * Depends on: upkeep/finding, upkeep/ledger, upkeep/waiting, model/derive.
 */
#ifndef UPKEEP_RECOUNT_H
#define UPKEEP_RECOUNT_H

#include "upkeep/finding.h"

/* To be raised when what derives from a case, article or event changes: the jobs then redo it once. */
#define RECOUNT_VERSION 3

/*
 * Compares, and with mend set also corrects each wrong entry.  Safe beside running workers, whatever they
 * commit, and may be killed anywhere.  Memory doesn't grow with the number of cases.  An entry may be told of
 * twice when Redis reorders a set meanwhile.  ERR_ALREADY while another recount runs, or was killed less than
 * a minute ago; ERR_NOT_NOW when it was held up for over a minute and must be run anew.  One that mended to
 * its end is noted with RECOUNT_VERSION.  ERR_DAMAGED for a packed case that can't be read, and nothing is
 * counted without it; and for a file of old events, without which all but what accounts did is counted, which
 * is noted as an end.  The log says which.
 */
enum status recount_run(struct casework *work, bool mend, struct recount *recount);

/* Whether none has mended to its end since RECOUNT_VERSION was raised. */
enum status recount_owed(struct casework *work, bool *owed);

#endif
