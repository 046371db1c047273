/*
 * staff_columns: the admin's pages of the columns (栏目): the tree, a form for a new one, and a form that
 * renames, moves, orders, closes and reopens one.  Who loses a race gets what the other saved beside what
 * they typed.  Depends on: publish/column, model/department, staff/account, pages/editing/article_forms.
 */
#ifndef PAGES_EDITING_STAFF_COLUMNS_H
#define PAGES_EDITING_STAFF_COLUMNS_H

#include "web/route.h"

enum status staff_columns_list(struct exchange *exchange);
enum status staff_columns_new(struct exchange *exchange);	/* ?parent=ID */
enum status staff_columns_add(struct exchange *exchange);
enum status staff_columns_add_again(struct exchange *exchange);
enum status staff_columns_show(struct exchange *exchange);
enum status staff_columns_change(struct exchange *exchange);
enum status staff_columns_change_again(struct exchange *exchange);

#endif
