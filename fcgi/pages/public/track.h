/*
 * track: finding a case of one's own by number and query code.  Handlers, as the route table names them.
 * Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_TRACK_H
#define PAGES_PUBLIC_TRACK_H

#include "web/route.h"

enum status track_query(struct exchange *exchange);
enum status track_find(struct exchange *exchange);
enum status track_find_again(struct exchange *exchange);
/* The short link of a receipt's QR code, which leads to the tracking link. */
enum status track_scanned(struct exchange *exchange);

#endif
