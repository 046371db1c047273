/*
 * answer_token: makes the signed link by which a department answers one case without an account.  It dies on
 * the answer, on another assignment, and thirty days after the due time.  Whoever has it can answer: never
 * store or log it. Depends on: crypt/token, model/record.
 */
#ifndef LINKS_ANSWER_TOKEN_H
#define LINKS_ANSWER_TOKEN_H

#include "model/record.h"

/* The link's path, "/answer/…", for the case as it is assigned now. */
enum status answer_token_path(struct casework *work, const struct case_record *record, struct str *path);

#endif
