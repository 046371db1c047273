/*
 * calendar: the day until which the sender of a case will be answered, for the calendar of a phone (RFC
 * 5545); once it was answered or ended, that this day is cancelled.  Nothing of the case is in it but its
 * number and link.  Depends on: links/tracking, pages/site.
 */
#ifndef PAGES_PUBLIC_CALENDAR_H
#define PAGES_PUBLIC_CALENDAR_H

#include "model/record.h"
#include "web/route.h"

enum status calendar_show(struct exchange *exchange);

/* The day until which an answer is due (ms); 0: none is promised now. */
int64_t calendar_due(const struct case_record *record);

#endif
