/*
 * purge: empties nginx's cache, so that what was taken back is in no stored page.  The folders with the pages
 * are exchanged for empty ones, so it costs as much for a million pages as for one; a child process removes
 * the old ones.  A page that was being made while it was taken back could be stored just afterwards: its
 * maker sees by the mark that it is too old to be kept, and the child purges again shortly after for those
 * already on their way.  Failures are logged; the cache's bounded stale window then ends what is left.
 *
 * folders: one cache folder (levels=1) for each nginx, with commas between them and nothing else.
 * Depends on: store/store.
 */
#ifndef STORE_PURGE_H
#define STORE_PURGE_H

#include <stdint.h>

#include "store/store.h"

/*
 * Takes every page out of the caches now, and once more 400 ms and 1,200 ms later in the background.  A
 * folder that can't be exchanged (a file system without renameat2's RENAME_EXCHANGE) is emptied page by page.
 */
void purge_cache(const char *folders);

/*
 * Changes with every purge_cache of the folders, by whichever process (and now and then without one): a page
 * made from what was read after one mark may be kept only while the mark is the same.  0 when there is no
 * folder.
 */
int64_t purge_mark(const char *folders);

/*
 * For the caches of other machines: a change that hides something leaves a mark in Redis, and wenzhengctl
 * purge there looks whether it is another than before.  *told is empty while nothing was hidden; fails as
 * store_run.
 */
void purge_tell(struct store *store, struct batch *changes);
enum status purge_told(struct store *store, struct arena *arena, struct str *told);

#endif
