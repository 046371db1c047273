/*
 * publish: puts the waiting draft of a case into its thread as the next answer, sealed and linked to the chain.
 * Part of a commit: WATCHes the chain's end, so that two answers never claim the same place.  Depends on: cases/commit, crypt/token.
 */
#ifndef CASES_PUBLISH_H
#define CASES_PUBLISH_H

#include "cases/commit.h"

enum status publish_answer(struct case_edit *edit);

#endif
