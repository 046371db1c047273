/*
 * enclosed_file: a file that goes with an answer: a document of those that an article takes
 * (attachments/inspect), kept in the case's folder (photos/photo_file).  An entry names it in "files": {id,
 * name, kind, size, hash, found}, the first five as attachments/attachment does, found being what hides in
 * it. Depends on: attachments/inspect, photos/photo_file.
 */
#ifndef PARTICIPATION_ENCLOSED_FILE_H
#define PARTICIPATION_ENCLOSED_FILE_H

#include "attachments/attachment.h"
#include "model/casework.h"

struct enclosed_file {
	struct attachment file;
	struct str found;	/* as attachments/examine says it; empty: nothing hides in it */
};

/*
 * Takes bytes with the name that their sender gave them into the folder of case n, if they may go with an
 * answer.  ERR_INVALID when they may not, ERR_AWAY when nobody can look or the disk refuses: then nothing is
 * kept, and *why is a sentence in Chinese.
 */
enum status enclosed_file_take(struct casework *work, uint64_t n, struct str name, struct str bytes,
	struct enclosed_file *out, struct str *why);

/* As an entry's list names it, and back; false for what is none. */
void enclosed_file_add(struct value *list, const struct enclosed_file *file);
bool enclosed_file_read(const struct value *map, struct enclosed_file *out);

#endif
