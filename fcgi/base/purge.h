/*
 * purge: empties nginx's cache folder, so that what was taken back is in no stored page.  A page that was
 * being made while it was taken back may be stored just afterwards, so a child process sweeps again
 * shortly after.  Failures are logged; the cache's bounded stale window then ends what is left.
 */
#ifndef BASE_PURGE_H
#define BASE_PURGE_H

/* Removes every file below folder now, and once more 400 ms and 1,200 ms later in the background. */
void purge_cache(const char *folder);

#endif
