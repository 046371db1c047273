/*
 * inspect: whether a file may go with an article or an answer: asks the virus scanner first, which is made
 * for what attacks, then wenzheng-attachment, then compares the file's name with its content.  Takes as long
 * as both, at most.  Depends on: attachments/examine, attachments/virus, model/casework.
 */
#ifndef ATTACHMENTS_INSPECT_H
#define ATTACHMENTS_INSPECT_H

#include "attachments/attachment.h"
#include "model/casework.h"

/*
 * Of the open file fd, which has these bytes and file->name: OK sets file->kind and, in *found, what hides in
 * it, as examine says it.  ERR_INVALID when it can't be taken, ERR_AWAY when nobody can look now; *why is
 * then a sentence in Chinese.
 */
enum status inspect(struct casework *work, int fd, struct str bytes, struct attachment *file,
	struct str *found, const char **why);

#endif
