/*
 * writer: the one process that writes the index.  Holds a lock on the folder, so that there is never a
 * second; the kernel lets go of it when the process ends, however it does.  What it changes is seen by the
 * readers at its commit, as one, or never.  Segments are merged as they become many, by their size, so that
 * there are few and a change costs the same however many documents there are.  Files that no manifest names
 * are swept up.  Depends on: search/index.
 */
#ifndef SEARCH_WRITER_H
#define SEARCH_WRITER_H

#include "search/index.h"

struct writer;

/*
 * Makes the folder if it isn't there.  ERR_ALREADY: another process writes.  ERR_INTERNAL: the folder can't
 * be used; errno says why.  The caller frees *out.
 */
enum status writer_open(const char *folder, struct writer **out);
void writer_free(struct writer *writer);
/* False when somebody removed the folder or the lock: another process may write there now. */
bool writer_holds(const struct writer *writer);

/*
 * The event up to which the index knows what happened; NULL when there is no whole index, or somebody
 * damaged it: then it must be written anew.  The first time each byte is looked at.  What was put since the
 * last commit is forgotten: whoever asks begins with that event again.
 */
const char *writer_position(struct writer *writer);

/* Begins an empty index.  The readers keep the old one until the commit. */
void writer_begin_anew(struct writer *writer);

/*
 * A document is new, or changed; it isn't (any more) there.  Between two commits each id may come once.
 * Letters are copied.  ERR_INTERNAL: the disk takes no more; the index must be written anew then.
 */
enum status writer_put(struct writer *writer, const struct doc *doc);
void writer_drop(struct writer *writer, uint64_t id);

/* Shows all that to the readers.  ERR_INTERNAL as of writer_put. */
enum status writer_commit(struct writer *writer, struct str position);

/*
 * Writes one segment anew that has documents out of date and is older than this, so that the text of what was
 * taken off lies on the disk no longer than a day more.  Each segment is written at most once a day for that.
 * now: ms.  ERR_INTERNAL as of writer_put.
 */
#define WRITER_FORGET_MS ((int64_t)24 * 3600 * 1000)
enum status writer_forget(struct writer *writer, int64_t now);

uint64_t writer_docs(const struct writer *writer);

#endif
