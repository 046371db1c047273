#include "publish/emergency.h"

#include "base/clock.h"

void emergency_open(struct emergency *emergency, const struct emergency_facts *facts,
	const struct workdays *calendar, int64_t now)
{
	int32_t last = workdays_add(calendar, clock_day(now), EMERGENCY_REVIEW_DAYS, NULL);

	*emergency = (struct emergency){ .by = facts->by, .at = now, .reason = facts->reason,
		.version = facts->version, .hash = facts->hash, .writers = facts->writers,
		.due = clock_day_start(last + 1) - 1 };
}

void emergency_close(struct emergency *emergency, struct str by, int64_t now)
{
	emergency->due = 0;
	emergency->reviewed_by = by;
	emergency->reviewed = now;
}

bool emergency_waits(const struct emergency *emergency)
{
	return emergency->due != 0;
}

bool emergency_others(const struct emergency *emergency, struct str account)
{
	return !str_lists(emergency->writers, ',', account);
}

size_t emergency_places(const struct emergency *emergency, struct derive_entry out[EMERGENCY_PLACES])
{
	if (!emergency_waits(emergency))
		return 0;
	out[0] = (struct derive_entry){ S(ARTICLES_EMERGENCY), emergency->due };
	return 1;
}
