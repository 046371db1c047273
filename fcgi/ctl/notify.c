/*
 * wenzhengctl notify: the process that delivers the outbox, and the targets.
 */
#include "ctl/notify.h"

#include <inttypes.h>
#include <stdio.h>

#include "ctl/process/stopping.h"
#include "notify/notifier.h"
#include "notify/outbox.h"

int ctl_targets(struct ctl *ctl, struct targets **targets)
{
	const char *problem = "";

	if (targets_load(ctl->config->paths.targets, targets, &problem) != OK)
		return ctl_fail("%s", problem);
	if ((*targets)->count > 0 && ctl->config->site.domain[0] == '\0') {
		targets_free(*targets);
		return ctl_fail("%s: [site] domain must be set, for the links in messages", ctl->config_file);
	}
	return CTL_DONE;
}

static int deliver(struct ctl *ctl)
{
	struct targets *targets;
	struct notifier *notifier;
	int result = ctl_targets(ctl, &targets);

	if (result != CTL_DONE)
		return result;
	stopping_begin(ctl);
	notifier = notifier_new(&ctl->work, targets);
	notifier_run(notifier, ctl_flag(ctl, "once"), &stopping);
	notifier_free(notifier);
	targets_free(targets);
	return CTL_DONE;
}

static void print_kinds(uint32_t kinds)
{
	for (size_t i = 0; i < NOTICE_COUNT; i++)
		if ((kinds & 1u << i) != 0) {
			fputs(notice_name((enum notice_kind)i), stdout);
			kinds &= ~(1u << i);
			if (kinds != 0)
				putchar(',');
		}
}

static int list(struct ctl *ctl)
{
	struct targets *targets;
	int result = ctl_targets(ctl, &targets);

	if (result != CTL_DONE)
		return result;
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->list[i];

		printf("%s\t%s\t%s\t", target->name, target_type_name(target->type),
			target->dept[0] != '\0' ? target->dept : "-");
		print_kinds(target->kinds);
		printf("\t%s\t%.*s\n", target->link ? "link" : "-",
			STR_ARG(target_secret(&ctl->work, target)));
	}
	targets_free(targets);
	return CTL_DONE;
}

static int test(struct ctl *ctl)
{
	const struct target *target;
	struct targets *targets;
	struct notifier *notifier;
	struct str error;
	int result = ctl_targets(ctl, &targets);

	if (result != CTL_DONE)
		return result;
	target = target_find(targets, ctl->words[0]);
	if (target == NULL || target_to_senders(target) != (ctl->words[1] != NULL)) {
		targets_free(targets);
		return target == NULL ? ctl_fail_status(ctl, ctl->words[0], ERR_NOT_FOUND) :
			ctl_fail("%s: name a number or address for a target of type sms or mail, else none",
				ctl->words[0]);
	}
	notifier = notifier_new(&ctl->work, targets);
	if (!notifier_test(notifier, &ctl->work, target, str_of(ctl->words[1]), &error))
		result = ctl_fail("%s: %.*s", ctl->words[0], STR_ARG(error));
	else
		printf("%s took it\n", ctl->words[0]);
	notifier_free(notifier);
	targets_free(targets);
	return result;
}

static int forget(struct ctl *ctl)
{
	struct targets *targets;
	int result = ctl_targets(ctl, &targets);
	enum status status = ERR_NOT_NOW;

	if (result != CTL_DONE)
		return result;
	if (target_find(targets, ctl->words[0]) == NULL)
		status = outbox_forget(&ctl->work, str_of(ctl->words[0]));
	targets_free(targets);
	if (status == ERR_NOT_NOW)
		return ctl_fail("%s: it still stands in %s", ctl->words[0], ctl->config->paths.targets);
	return status == OK ? CTL_DONE : ctl_fail_status(ctl, ctl->words[0], status);
}

const struct ctl_command ctl_notify[] = {
	{ "notify list", "", 0, 0, CTL_SITE, list, "List whom the notifier tells of what happens",
		"Columns, tabs between: name, type, department, kinds, whether it gets answer links, secret of its signatures.\n",
		{ { 0 } } },
	{ "notify test", "NAME [TO]", 1, 2, CTL_SITE, test, "Send one of them a test message",
		"TO is the mobile number or address, for a target of type sms or mail.\n", { { 0 } } },
	{ "notify forget", "NAME", 1, 1, CTL_SITE, forget,
		"Count no more what waits for one that was taken out of the file", NULL, { { 0 } } },
	/* After the names of two words, which begin with it. */
	{ "notify", "", 0, 0, CTL_SITE, deliver,
		"Tell departments and staff of what happens; runs until it is stopped",
		"Safe to run twice or on two machines; what could not be told while it was away is told then.\n",
		{ { "once", NULL, "only what can be told now, then end" } } },
	{ 0 },
};
