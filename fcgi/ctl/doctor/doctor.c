/* wenzhengctl doctor. */
#include "ctl/doctor/doctor.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/json_print.h"
#include "ctl/doctor/configuration.h"
#include "ctl/doctor/duties.h"
#include "ctl/doctor/exam.h"
#include "ctl/doctor/machine.h"
#include "ctl/doctor/nginx.h"
#include "ctl/doctor/portal.h"
#include "ctl/doctor/processes.h"
#include "ctl/doctor/redis.h"
#include "ctl/doctor/times.h"
#include "store/store.h"

static void config_problem(void *context, const char *problem)
{
	exam_add(context, HEALTH_BAD, "%s", problem);
}

static void look_at_config(struct exam *exam)
{
	configuration_check(exam->ctl->config_file, exam->ctl->state, false,
		&(struct problem_listener){ config_problem, exam });
	exam_well(exam, "%s, site %s", exam->ctl->config_file, exam->config->site.id);
}

/* Redis comes before what is read from it. */
static const struct {
	const char *name;
	void (*look)(struct exam *exam);
} areas[] = {
	{ "configuration", look_at_config },
	{ "folders", machine_folders },
	{ "keys", machine_keys },
	{ "disk", machine_disk },
	{ "memory", machine_memory },
	{ "redis", redis_look },
	{ "worker", processes_worker },
	{ "jobs", processes_jobs },
	{ "notifier", processes_notifier },
	{ "index", processes_index },
	{ "nginx files", nginx_files },
	{ "nginx", nginx_answer },
	{ "portal", portal_look },
	{ "clock", times_clock },
	{ "certificate", times_certificate },
	{ "holidays", times_holidays },
	{ "desks", duties_desks },
	{ "deliveries", duties_deliveries },
	{ "upkeep", duties_upkeep },
};

static void print_text(const struct exam *exam)
{
	for (const struct finding *f = exam->first; f != NULL; f = f->next) {
		printf("%-6s %-13s %.*s\n", health_name(f->health), f->area, STR_ARG(f->what));
		if (f->advice.len > 0)
			printf("%-6s %-13s > %.*s\n", "", "", STR_ARG(f->advice));
	}
}

static void print_json(const struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	struct value *view = value_map(arena);
	struct value *list;
	struct str text;

	map_str(view, "status", str_of(health_name(exam_worst(exam))));
	map_str(view, "site", str_of(exam->config != NULL ? exam->config->site.id : ""));
	map_str(view, "time", clock_rfc3339(arena, clock_now()));
	list = map_list(view, "findings");
	for (const struct finding *f = exam->first; f != NULL; f = f->next) {
		struct value *row = list_map(list);

		map_str(row, "area", str_of(f->area));
		map_str(row, "status", str_of(health_name(f->health)));
		map_str(row, "what", f->what);
		map_str(row, "advice", f->advice);
	}
	text = json_print(arena, view);
	printf("%.*s\n", STR_ARG(text));
}

static void forget_problem(void *context, const char *problem)
{
	(void)context;
	(void)problem;
}

/* Nothing can be looked at without a configuration; one that is wrong in places will do. */
static void examine(struct exam *exam)
{
	struct ctl *ctl = exam->ctl;
	const struct problem_listener to = { forget_problem, NULL };

	exam->area = areas[0].name;
	config_read(ctl->config_file, ctl->state, &to, &ctl->config);
	exam->config = ctl->config;
	if (ctl->config == NULL) {
		configuration_check(ctl->config_file, ctl->state, false,
			&(struct problem_listener){ config_problem, exam });
		return;
	}
	ctl->store = store_of(ctl->config);
	exam->work = (struct casework){ .arena = ctl->arena, .store = ctl->store, .config = ctl->config,
		.now = clock_now() };
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
		exam->area = areas[i].name;
		areas[i].look(exam);
	}
}

#define UNKNOWN 3	/* exit status of a monitoring plugin that can't tell */

static int doctor(struct ctl *ctl)
{
	const char *format = ctl_value(ctl, "format");
	struct exam exam = { .ctl = ctl };

	if (format != NULL && strcmp(format, "text") != 0 && strcmp(format, "json") != 0) {
		ctl_fail("doctor: --format takes text or json");
		return CTL_MISUSED;
	}
	examine(&exam);
	if (format != NULL && strcmp(format, "json") == 0)
		print_json(&exam);
	else
		print_text(&exam);
	return exam_worst(&exam) == HEALTH_OK && exam.closed ? UNKNOWN : (int)exam_worst(&exam);
}

const struct ctl_command ctl_doctor[] = {
	{ "doctor", "", 0, 0, CTL_NOTHING, doctor, "Look at machine and site, and say what to do",
		"A line for each area: ok, warn, bad or unseen (not looked at), and below it what to do.  Run it as root or as the\n"
		"account of the board.  Changes nothing.  Exit status as of monitoring plugins: 0 all is well, 1 something to see to\n"
		"(warn), 2 something bad, 3 nothing was seen that is wrong, but this account may not look at all.\n",
		{ { "format", "text|json", "how to print it, text if not given" },
			{ "url", "URL", "where the board is (default: [site] domain)" },
			{ "nginx", "DIR", "where http.conf and site.conf are (default: nginx beside the configuration)" } } },
	{ 0 },
};
