/*
 * saved_search: searches that an account has put by under a name, each as the query string that asks for it.
 * They stay until the account forgets them.  No part of any case.  Depends on: store.
 */
#ifndef DRAFTS_SAVED_SEARCH_H
#define DRAFTS_SAVED_SEARCH_H

#include "model/casework.h"

#define SAVED_SEARCHES_MOST 20
#define SAVED_NAME_MAX 20	/* characters */

struct saved_search {
	struct str name;
	struct str query;
};

/* In the order of their names. */
enum status saved_search_read(struct casework *work, struct str account,
	struct saved_search out[SAVED_SEARCHES_MOST], size_t *count);
/* In place of one of this name.  ERR_TOO_MANY: the account has SAVED_SEARCHES_MOST others. */
enum status saved_search_put(struct casework *work, struct str account, const struct saved_search *search);
/* OK also when there is none. */
enum status saved_search_drop(struct casework *work, struct str account, struct str name);

#endif
