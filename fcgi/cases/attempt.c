#include "cases/attempt.h"

enum status attempt_refuse(struct attempt *attempt, enum status status, struct str why)
{
	attempt->why = why;
	return status;
}
