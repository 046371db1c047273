/*
 * outbox_rig: what a target is told, read from the outbox of casework_rig's Redis.
 */
#ifndef TESTS_OUTBOX_RIG_H
#define TESTS_OUTBOX_RIG_H

#include "casework_rig.h"
#include "cases/outbox.h"
#include "notify/outbox.h"

/* What outbox_take_for gives at most. */
#define MESSAGES_MOST 20

static const struct outbox_rules outbox_test_rules = { .timeout_ms = 20, .retry_ms = 20, .tries = 3 };
/* cmocka per-test set-up: rig_clean, and the target "all" has an outbox. */
int outbox_begin(void **state);
/* What the target gets now. */
size_t outbox_take_for(const char *target, struct notice_event *messages);

#endif
