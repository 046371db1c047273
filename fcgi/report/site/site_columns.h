/*
 * site_columns: what the site check finds of columns: blank ones, those that rest too long by the rule of
 * their type or their own days, and so many of them that the whole site fails.  Reads the newest article of
 * each column, of a parent also those below it; closed columns may rest.  Depends on: report/site/site_look,
 * publish/column.
 */
#ifndef REPORT_SITE_SITE_COLUMNS_H
#define REPORT_SITE_SITE_COLUMNS_H

#include "report/site/site_look.h"

/* Before the rest: the columns with their newest articles, two round trips. */
enum status site_columns_read(struct site_look *look);

/* One indicator each: by type 工作动态, by types 通知公告 and 政策文件, by the column's own days, blank. */
enum status site_columns_news(struct site_look *look);
enum status site_columns_notices(struct site_look *look);
enum status site_columns_own(struct site_look *look);
enum status site_columns_blank(struct site_look *look);
/* Together: 5 of the first two kinds stale, 10 of any, 5 blank. */
enum status site_columns_few(struct site_look *look);
enum status site_columns_many(struct site_look *look);
enum status site_columns_blanks(struct site_look *look);

#endif
