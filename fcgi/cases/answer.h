/*
 * answer: publishes the waiting draft of a case as the next answer of its thread, sealed and linked to the
 * chain of seals.  Part of a commit; watches the chain's end, so that two answers never take the same place
 * in it. Depends on: cases/commit, model/answer_seal.
 */
#ifndef CASES_ANSWER_H
#define CASES_ANSWER_H

#include "cases/commit.h"

/* ERR_AWAY, ERR_INTERNAL without a signing key. */
enum status answer_publish(struct case_edit *edit);

#endif
