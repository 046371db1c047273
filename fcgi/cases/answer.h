/*
 * answer: publishes the waiting draft of a case as the next answer of its thread, sealed and linked to the
 * chain of seals.  Part of a commit; watches the chain's end, so that two answers never take the same place
 * in it.  Of a request its letter is issued, and those to third parties whose view was not followed
 * (政府信息公开条例 2019, article 32).  Depends on: cases/letter_issue, model/answer_seal.
 */
#ifndef CASES_ANSWER_H
#define CASES_ANSWER_H

#include "cases/attempt.h"

/* ERR_AWAY, ERR_INTERNAL without a signing key; of a request also what cases/letter_issue refuses. */
enum status answer_publish(struct attempt *attempt, struct case_edit *edit);
/* Whether the letters of the draft as it stands would find room in the case: else as letters_check_room. */
enum status answer_check_room(struct attempt *attempt, const struct case_edit *edit);

#endif
