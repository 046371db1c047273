/* wenzhengctl report: the yearly report as it stands now, in the format that is asked for. */
#include "ctl/report.h"

#include <stdio.h>

#include "base/json_print.h"
#include "report/annual_print.h"
#include "report/annual_view.h"
#include "web/template.h"

static bool print_json(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = arena_join(ctl->arena, json_print(ctl->arena, view), S("\n"));
	return true;
}

static bool print_csv(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = annual_csv(ctl->arena, view);
	return true;
}

static bool print_markdown(struct ctl *ctl, const struct value *view, struct str *text)
{
	*text = annual_markdown(ctl->arena, view);
	return true;
}

static bool print_html(struct ctl *ctl, const struct value *view, struct str *text)
{
	const char *problem = "";
	struct template_set *set = template_set_load(ctl->config->paths.templates, &problem);
	bool good;

	if (set == NULL) {
		ctl_fail("%s", problem);
		return false;
	}
	good = template_render_alone(set, ctl->arena, "report", view, text);
	template_set_free(set);
	return good;
}

static const struct format {
	const char *name;
	bool (*print)(struct ctl *ctl, const struct value *view, struct str *text);
} formats[] = {
	{ "md", print_markdown },
	{ "json", print_json },
	{ "csv", print_csv },
	{ "html", print_html },
};

static const struct format *find_format(const char *name)
{
	if (name == NULL)
		return &formats[0];
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

static int report(struct ctl *ctl)
{
	const struct format *format = find_format(ctl_value(ctl, "format"));
	struct value *view = value_map(ctl->arena);
	struct annual *annual = ARENA_NEW(ctl->arena, struct annual);
	struct str text = { 0 };
	enum status status;
	uint64_t year;

	if (format == NULL) {
		ctl_fail("no such format: %s; there are md, json, csv and html", ctl_value(ctl, "format"));
		return CTL_MISUSED;
	}
	if (!str_to_u64(str_of(ctl->words[0]), 9999, &year)) {
		ctl_fail("%s is no year", ctl->words[0]);
		return CTL_MISUSED;
	}
	status = annual_read(&ctl->work, (int)year, annual);
	if (status != OK)
		return ctl_fail_status(ctl, ctl->words[0], status);
	annual_view(&ctl->work, annual, view);
	if (!format->print(ctl, view, &text))
		return CTL_FAILED;
	fwrite(text.data, 1, text.len, stdout);
	return CTL_DONE;
}

const struct ctl_command ctl_report[] = {
	{ "report", "YEAR", 1, 1, CTL_SITE, report, "Print a year's report (政府信息公开工作年度报告) as it stands",
		"The figures, what was entered, and what the checks find; nothing is changed.\n",
		{ { "format", "md|json|csv|html", "what to print, md if not given" } } },
	{ 0 },
};
