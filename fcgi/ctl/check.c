/* wenzhengctl check-site: what an inspection of the website would find, with the day on which it fails. */
#include "ctl/check.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json_print.h"
#include "report/site/site_check.h"

static void print_line(struct ctl *ctl, const struct site_finding *finding)
{
	struct str day = clock_date(ctl->arena, clock_day_start(finding->fails));
	struct str since = finding->since != 0 ? clock_date(ctl->arena, finding->since) : S("-");

	printf("%s\t%s\t%s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", finding->failing ? "fails" : "warning",
		finding->indicator->id, site_severity_name(finding->indicator->severity), STR_ARG(day),
		STR_ARG(since), STR_ARG(finding->what), STR_ARG(finding->who), STR_ARG(finding->link));
}

static int check(struct ctl *ctl)
{
	struct site_findings findings;
	enum status status = site_check(&ctl->work, &findings);

	if (status != OK)
		return ctl_fail_status(ctl, "check-site", status);
	if (ctl_flag(ctl, "json")) {
		struct value *view = value_map(ctl->arena);
		struct str text;

		site_check_view(&ctl->work, &findings, view);
		text = json_print(ctl->arena, view);
		printf("%.*s\n", STR_ARG(text));
	} else {
		for (size_t i = 0; i < findings.count; i++)
			print_line(ctl, &findings.list[i]);
	}
	return findings.count > 0 ? CTL_FAILED : CTL_DONE;
}

const struct ctl_command ctl_check[] = {
	{ "check-site", "", 0, 0, CTL_SITE, check, "Say what an inspection of the website would find",
		"A line each, tabs between: fails or warning, indicator, severity, the day on which it fails if nobody\n"
		"acts, since when, what, who must act, where.  Exit status 1 if there is any.\n",
		{ { "json", NULL, "as JSON, with the rules and their sources" } } },
	{ 0 },
};
