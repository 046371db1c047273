/*
 * body_links: the links and pictures of an imported article that lead to its old portal.  What this import
 * brings, or an earlier one brought, gets its new address; of a later line the old path stays, which leads on
 * once that line is in; what nobody brings stays as it was and is told.  Depends on: ctl/import/article_line.
 */
#ifndef CTL_BODY_LINKS_H
#define CTL_BODY_LINKS_H

#include "ctl/import/article_line.h"

/* Changes row->text.body of an article whose files lie at number n.  One round trip a link. */
enum status body_links_turn(struct article_import *in, struct article_line *row, uint64_t n);

#endif
