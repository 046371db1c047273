/*
 * purge: empties nginx's cache folder, so that what was taken back is in no stored page.  A page that was
 * being made while it was taken back could be stored just afterwards: its maker sees by the mark that it
 * is too old to be kept, and a child process sweeps again shortly after for those already on their way.
 * Failures are logged; the cache's bounded stale window then ends what is left.
 */
#ifndef BASE_PURGE_H
#define BASE_PURGE_H

#include <stdint.h>

/* Removes every file below folder now, and once more 400 ms and 1,200 ms later in the background. */
void purge_cache(const char *folder);

/*
 * Changes with every purge_cache of folder, by whichever process (and now and then without one): a page made
 * from what was read after one mark may be kept only while the mark is the same.  0 when there is no folder.
 */
int64_t purge_mark(const char *folder);

#endif
