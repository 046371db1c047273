/*
 * meta: health, metrics, large type, the service worker and the manifest.  Handlers, as the route table
 * names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_META_H
#define PAGES_PUBLIC_META_H

#include "web/route.h"

enum status meta_healthz(struct exchange *exchange);
enum status meta_metrics(struct exchange *exchange);
enum status meta_elder(struct exchange *exchange);
/* The service worker (htdocs/static/offline.js, told.js), as far as the site wants one. */
enum status meta_worker(struct exchange *exchange);
enum status meta_manifest(struct exchange *exchange);

#endif
