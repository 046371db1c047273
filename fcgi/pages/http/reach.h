/*
 * reach: the files that the workers of some sites need: of the system what programs and libraries are read
 * from, the sites' templates and Redis passwords, and, to write, their states and nginx's cache.  Depends on:
 * sites, web/landlock.
 */
#ifndef PAGES_HTTP_REACH_H
#define PAGES_HTTP_REACH_H

#include <stdbool.h>

#include "sites/site_configs.h"

/* Keeps this process, for good, from all other files: landlock_enter. */
bool reach_limit(const struct site_configs *sites);

#endif
