#include "ctl/doctor/portal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/doctor/fragment.h"
#include "ctl/doctor/system_file.h"

static const struct {
	const char *name;
	void (*check)(struct str text, const struct problem_listener *to);
} files[] = {
	{ "header.html", fragment_check },
	{ "footer.html", fragment_check },
	{ "portal.css", fragment_check_style },
};

struct look {
	struct exam *exam;
	struct str path;
};

static void tell(void *context, const char *problem)
{
	const struct look *look = context;

	exam_add(look->exam, HEALTH_WARN, "%.*s: %s", STR_ARG(look->path), problem);
}

void portal_look(struct exam *exam)
{
	const struct str folder = str_of(exam->config->paths.portal);
	struct arena *arena = exam->ctl->arena;
	struct stat about;

	if (stat(folder.data, &about) != 0)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct look look = { exam, ARENA_GLUE(arena, folder, S("/"), str_of(files[i].name)) };
		const struct problem_listener to = { tell, &look };

		if (access(look.path.data, R_OK) != 0) {
			exam_add(exam, HEALTH_WARN, "%.*s: %s", STR_ARG(look.path), strerror(errno));
			exam_advise(exam, "its place on the pages stays empty; ask the portal's team for it");
			continue;
		}
		files[i].check(system_file(arena, look.path.data), &to);
	}
	exam_well(exam, "browsers take all of header.html, footer.html and portal.css in %.*s", STR_ARG(folder));
}
