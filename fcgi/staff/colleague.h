/*
 * colleague: an account as its colleagues name it, by id or by name, and as the rules of casework see it.
 * Depends on: staff/account, model/access.
 */
#ifndef STAFF_COLLEAGUE_H
#define STAFF_COLLEAGUE_H

#include "model/access.h"
#include "staff/account.h"

/*
 * The account of that id, else the only one of that name.  ERR_NOT_FOUND when there is none, or several of
 * the name.  A name costs a look at every account of the house, so it is for what people do by hand.
 */
enum status colleague_find(struct casework *work, struct str word, struct account *out);
struct viewer account_viewer(const struct account *account);

#endif
