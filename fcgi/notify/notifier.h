/*
 * notifier: delivers the outbox to the targets, several messages at once, so that one target that hangs holds
 * up no other. Any number of couriers, on any number of machines, may work on the same outbox.  Depends on:
 * notify/delivery, notify/targets, helper/service.
 */
#ifndef NOTIFY_NOTIFIER_H
#define NOTIFY_NOTIFIER_H

#include <signal.h>

#include "notify/targets.h"

struct notifier;

/* targets must outlive it. */
struct notifier *notifier_new(const struct casework *work, const struct targets *targets);
void notifier_free(struct notifier *notifier);

/*
 * Delivers what is written and what is to be tried again, and trims from the outbox what every target has,
 * until *stopped; once: until nothing is left that may be tried now.  What is on its way then is waited for.
 * Empties the arena of work.  Tells systemd's watchdog that it goes on (sd_notify(3)).
 */
void notifier_run(struct notifier *notifier, bool once, const volatile sig_atomic_t *stopped);

/*
 * Sends this target a message that says it is a test, one for senders to this number or address (else
 * empty); on failure *error says why, in the arena of work.
 */
bool notifier_test(struct notifier *notifier, struct casework *work, const struct target *target,
	struct str to, struct str *error);

#endif
