/*
 * aof: Redis's append-only files as one moment, while Redis writes them and may write them anew.  The list
 * (manifest) is read, every file it names is opened, and the list is read again: when it is the same, the
 * open files belong together and stay readable, whatever Redis renames or deletes.  What is written
 * meanwhile goes behind the size taken then; that size is cut back to the last whole transaction, so the
 * files load without repair.  Needs nothing of Redis itself: BGSAVE and a replication stream would need
 * @admin rights, and BGSAVE up to twice the memory.  Source: redis.io, Persistence ("Backing up AOF").
 * Depends on: ctl/ctl.
 */
#ifndef CTL_BACKUP_AOF_H
#define CTL_BACKUP_AOF_H

#include <stdint.h>

#include "base/arena.h"

#define AOF_FOLDER "appendonlydir"
#define AOF_MANIFEST "wenzheng.aof.manifest"
#define AOF_FILES 64

struct aof_file {
	const char *name;
	int fd;
	int64_t size;	/* bytes that belong to it */
};

/* The list names them in order; aof_close closes them. */
struct aof {
	struct str manifest;	/* the list, without what Redis is about to delete */
	size_t count;
	struct aof_file files[AOF_FILES];
};

/*
 * Opens the files in this folder; memory is the arena's.  CTL_DONE, or says what is wrong and gives
 * CTL_FAILED: no list, a file missing or damaged, or a list that changed at each of some tries.
 */
int aof_open(struct arena *arena, const char *folder, struct aof *aof);
void aof_close(struct aof *aof);

#endif
