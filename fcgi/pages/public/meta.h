/*
 * meta: health, metrics, and large type.  Handlers, as the route table names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_META_H
#define PAGES_PUBLIC_META_H

#include "web/route.h"

enum status meta_healthz(struct exchange *exchange);
enum status meta_metrics(struct exchange *exchange);
enum status meta_elder(struct exchange *exchange);

#endif
