/*
 * queue_ages: how every desk stands against its time limits, for the operator.  Depends on: lists/queue.
 */
#ifndef LISTS_QUEUE_AGES_H
#define LISTS_QUEUE_AGES_H

#include "lists/queue.h"

struct queue_age {
	struct desk desk;
	int64_t waiting;
	int64_t overdue;	/* of them */
	int64_t soonest;	/* ms: the earliest due time; 0: nothing that waits has one */
};

/* One row a desk; two round trips, whatever waits. */
enum status queue_ages(struct casework *work, struct queue_age **ages, size_t *count);

#endif
