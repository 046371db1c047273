/*
 * file_view: a file that goes with an article or an answer: what pages and their JSON tell of it, and how it
 * is sent.  Depends on: attachments/attachment, web/reply.
 */
#ifndef PAGES_FILE_VIEW_H
#define PAGES_FILE_VIEW_H

#include "attachments/attachment.h"
#include "pages/site.h"

/* Adds name, kind, media, size, size_text and sha256. */
void file_view(struct arena *arena, const struct attachment *file, struct value *map);
/* Adds what hides in it, as attachments/examine says it: found [{label, what}]; false when nothing does. */
bool file_found_view(struct arena *arena, struct str found, struct value *map);
/*
 * Replies with it: nginx sends what lies at the address inside.  shown: PDF and pictures open in the browser;
 * anything else is saved.
 */
void file_send(struct exchange *exchange, const struct attachment *file, struct str inside, bool shown);

#endif
