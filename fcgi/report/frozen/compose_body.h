/*
 * compose_body: a yearly report as the CommonMark text of its article: the words, part one's figures, and
 * the cells of the tables that aren't zero, so that whoever reviews or reads the article alone misses none.
 * Ends the process when the arena is exhausted.  Depends on: report/annual, report/narrative.
 */
#ifndef REPORT_FROZEN_COMPOSE_BODY_H
#define REPORT_FROZEN_COMPOSE_BODY_H

#include "report/annual.h"

struct str compose_body(struct arena *arena, const struct annual *annual);

#endif
