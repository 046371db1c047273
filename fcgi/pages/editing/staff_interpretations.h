/*
 * staff_interpretations: the policy documents that must still be interpreted (政策解读待办), for editors,
 * reviewers and overseers all of them, for a clerk those of the own department.  Depends on:
 * pages/view/interpretations.
 */
#ifndef PAGES_EDITING_STAFF_INTERPRETATIONS_H
#define PAGES_EDITING_STAFF_INTERPRETATIONS_H

#include "web/route.h"

enum status staff_interpretations_show(struct exchange *exchange);

#endif
