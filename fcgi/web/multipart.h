/*
 * multipart: the body of a form that carries files (RFC 7578, boundaries as in RFC 2046 section 5.1.1).
 * Strict: text is UTF-8, nothing is decoded but what browsers escape in a file's name, nothing stands outside
 * the parts, and every size has a limit.
 * Uploads refer to the bytes of the body, which must live as long as they.  Depends on: web/fields,
 * base/text.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/fields.h"

/*
 * Bytes of one part's headers, of a field's name, and of what is kept of a file's: of a longer one its end.
 * Disks know names of up to 255 UTF-16 units, 765 bytes, and three times as many if each is escaped.
 */
#define MULTIPART_HEAD_MAX 8192
#define MULTIPART_NAME_MAX 64
#define MULTIPART_FILENAME_MAX 1024

/* A file. */
struct upload {
	struct str name;	/* of the form's field */
	struct str filename;	/* that it had with its sender: nothing to trust, may hold CR, LF and quotes */
	struct str bytes;
	struct upload *next;
};

struct multipart_limits {
	size_t parts;
	size_t text;		/* bytes of all fields that aren't files */
};

struct multipart {
	struct field *fields;	/* in order of appearance, copied */
	struct upload *uploads;	/* files that were chosen; an empty file control is no upload */
	struct str cut_field;	/* of the file in which a cut body ends, or empty */
};

/* Whether type is multipart/form-data with a sound boundary, which then is *boundary. */
bool multipart_boundary(struct str type, struct str *boundary);

/*
 * With cut set body is only the beginning of what was sent: the file it ends in is left out, a field it ends
 * in is ERR_TOO_LARGE.  ERR_MALFORMED, ERR_TOO_LARGE past a limit, ERR_MEDIA for text in another charset.
 */
enum status multipart_parse(struct arena *arena, struct str boundary, struct str body, bool cut,
	const struct multipart_limits *limits, struct multipart *out);

#endif
