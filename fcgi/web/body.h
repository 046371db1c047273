/*
 * body: reads the body of a request, once the route that it is for is known and says what it takes and how
 * much.  What isn't read here is for the caller to drop (web/loop).  Depends on: web/request, web/multipart.
 */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include "web/request.h"

enum body_kind {
	BODY_NONE,
	BODY_FORM,	/* application/x-www-form-urlencoded */
	BODY_MULTIPART,	/* the same, or multipart/form-data with files */
	BODY_SPOOL,	/* the same, with files too large for memory: kept on disk while it is answered */
};

struct body_limits {
	enum body_kind kind;
	size_t text;	/* bytes; of a form with files: of all that isn't a file */
	/* bytes of a form with files; what is over, up to as much again, is read and dropped */
	size_t upload;
	const char *spool;	/* BODY_SPOOL: the folder where it lies meanwhile, under no name */
	size_t fields;
};

/*
 * Fills request->form, uploads and uploads_cut; uploads stay in the arena where they were read.
 * ERR_MALFORMED: a Content-Length that is no number, a body shorter or longer than it says, or text that
 * can't be parsed. ERR_TOO_LARGE: past a limit.  ERR_MEDIA: a body of another kind.  ERR_AWAY: the disk
 * refuses a spooled one.
 */
enum status body_read(const struct gateway *gateway, const struct body_limits *limits,
	struct request *request);

#endif
