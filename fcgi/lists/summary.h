/*
 * summary: the figures that the home page and /metrics show, from the tallies.  Depends on: model/casework.
 */
#ifndef LISTS_SUMMARY_H
#define LISTS_SUMMARY_H

#include "model/casework.h"

#define SUMMARY_DAYS 30

/*
 * Public numbers of topics, a map of integers: since the beginning topics, public (in the list now), leads,
 * answered, answer_rate and on_time_rate in ‰, average_days_tenths (working days); year_topics,
 * year_answered, today_topics; of the last SUMMARY_DAYS days, today included, recent_topics, recent_answered,
 * recent_on_time_rate, recent_average_days_tenths.  One round trip.
 */
enum status summary_read(struct casework *work, struct value **figures);

/* Of all channels since the beginning: [{channel, in, done}].  One round trip. */
enum status summary_channels(struct casework *work, struct value **channels);

#endif
