#include "report/frozen/composer_child.h"

#include "report/frozen/wish.h"

static int compose_year(void *context)
{
	const struct composer_child *child = context;

	return child->compose(child->context, child->year);
}

void composer_child_look(struct composer_child *child, struct casework *work,
	int (*compose)(void *context, int year), void *context)
{
	child->compose = compose;
	child->context = context;
	if (child_ready(&child->child) && wish_next(work, &child->year) == OK && child->year != 0)
		child_begin(&child->child, compose_year, child, "report");
}
