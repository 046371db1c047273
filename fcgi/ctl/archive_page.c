#include "ctl/archive_page.h"

#include "base/log.h"
#include "web/template.h"

static const struct template_set *templates(const char *folder)
{
	static struct template_set *set;
	const char *problem = "";

	if (set == NULL)
		set = template_set_load(folder, &problem);
	if (set == NULL)
		log_error("archive: %s", problem);
	return set;
}

static bool print(void *context, struct arena *arena, const struct value *view, struct str *html)
{
	const struct template_set *set = templates(context);

	return set != NULL && template_render_alone(set, arena, "archive", view, html);
}

struct archive_printer archive_page_printer(const struct config *config)
{
	return (struct archive_printer){ print, config->paths.templates };
}
