/*
 * lost_code: a new query code for the sender who lost it: asked for by the case's number and the phone
 * number that was given with it, and sent by SMS to that number alone.  The old code and the links made of
 * it end.  Depends on: cases/commit, cases/outbox, model/phone_index, privacy/limit.
 */
#ifndef PARTICIPATION_LOST_CODE_H
#define PARTICIPATION_LOST_CODE_H

#include "model/casework.h"

/*
 * Both as typed.  ERR_NOT_FOUND when they don't belong together, which the caller tells nobody;
 * ERR_TOO_MANY past the limits of network, number and phone, which are counted whether they do.
 */
enum status lost_code_renew(struct casework *work, struct str number, struct str phone);

#endif
