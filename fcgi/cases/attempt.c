#include "cases/attempt.h"

enum status attempt_refuse(struct attempt *attempt, enum status status, struct str why)
{
	attempt->why = why;
	return status;
}

enum status attempt_refuse_field(struct attempt *attempt, const char *field, struct str why)
{
	if (attempt->act->wrong != NULL)
		*attempt->act->wrong = field;
	return attempt_refuse(attempt, ERR_INVALID, why);
}
