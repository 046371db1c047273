/*
 * import_articles: "wenzhengctl import-articles": what an older portal published, each article in one
 * transaction with its date, the two people that the portal names, and its old address, which leads to it
 * from then on.  Depends on: ctl/import/article_line, publish/article_change.
 */
#ifndef CTL_IMPORT_ARTICLES_H
#define CTL_IMPORT_ARTICLES_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_import_articles[];

#endif
