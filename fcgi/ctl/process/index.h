/*
 * index: wenzhengctl's command that keeps the search index; it runs until it is stopped.  Depends on:
 * ctl/ctl, search/feed.
 */
#ifndef CTL_PROCESS_INDEX_H
#define CTL_PROCESS_INDEX_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_index[];

#endif
