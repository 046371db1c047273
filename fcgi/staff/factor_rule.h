/*
 * factor_rule: which roles must sign in with a second factor (GB/T 22239, 8.1.4.1: two ways of proof for who
 * administers).  An account of such a role that has none can do nothing but set it up, from its next request
 * on.  Depends on: staff/account, store/transaction.
 */
#ifndef STAFF_FACTOR_RULE_H
#define STAFF_FACTOR_RULE_H

#include "staff/account.h"

enum status factor_rule_read(struct casework *work, uint32_t *roles);
/* The two halves of factor_rule_read: one command, and its result. */
void factor_rule_ask(struct casework *work, struct batch *batch);
enum status factor_rule_take(const struct result *result, uint32_t *roles);
/* Records an event with the roles before and after; by is an account's id.  ERR_INVALID: no staff's roles. */
enum status factor_rule_write(struct casework *work, uint32_t roles, struct str by);

#endif
