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
/*
 * Whether a decision with that outcome says what a third party must be told whose objection it doesn't
 * follow: what is disclosed, and why (条例 article 32); TOLD_MIN to TOLD_MAX characters.
 */
bool answer_tells(const struct case_record *record, struct str outcome, struct str told);
#define ANSWER_TOLD_LACKING "第三方不同意公开而决定公开的，请写明告知第三方的内容和理由，10 至 500 字。"
/* Whether the letters of the draft as it stands would find room in the case: else as letters_check_room. */
enum status answer_check_room(struct attempt *attempt, const struct case_edit *edit);

#endif
