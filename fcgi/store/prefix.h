/*
 * prefix: the site's id, for store/keys.c alone.
 */
#ifndef STORE_PREFIX_H
#define STORE_PREFIX_H

#include "store/store.h"

const char *store_prefix(const struct store *store);

#endif
