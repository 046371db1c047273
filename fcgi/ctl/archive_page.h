/*
 * archive_page: the page of an archive package, rendered by the site's template "archive".  Keeps the parsed
 * templates until the process ends; they are read when the first page is asked for.  Depends on:
 * upkeep/archive, web/template.
 */
#ifndef CTL_ARCHIVE_PAGE_H
#define CTL_ARCHIVE_PAGE_H

#include "upkeep/archive.h"

/* Works while config lives. */
struct archive_printer archive_page_printer(const struct config *config);

#endif
