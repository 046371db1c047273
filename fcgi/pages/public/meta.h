/*
 * meta: large type, the service worker, the manifest and the city's brand.  Handlers, as the route table
 * names them.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_META_H
#define PAGES_PUBLIC_META_H

#include "web/route.h"

enum status meta_elder(struct exchange *exchange);
/* The service worker (htdocs/static/offline.js, told.js), as far as the site wants one. */
enum status meta_worker(struct exchange *exchange);
enum status meta_manifest(struct exchange *exchange);
/* Style sheet and emblem of pages/brand. */
enum status meta_brand(struct exchange *exchange);

#endif
