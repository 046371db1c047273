/*
 * event_file: the form of a file of old events.  It is one frame of Zstandard (RFC 8878) with a line of JSON
 * an event: its id and then the fields of the stream, as strings, oldest first.  Never changed once it is
 * there.  Its seal, a JWS of its own beside it, says which site's it is, first, last and number of its
 * events, size and SHA-256 of the file, and the SHA-256 of the seal before, so that the seals are a chain.
 * What is read was held against the SHA-256 first.  Depends on: compress/frame, crypt/token, store/result.
 */
#ifndef LISTS_EVENT_FILE_H
#define LISTS_EVENT_FILE_H

#include "crypt/token.h"
#include "store/result.h"

/* No file is larger, nor what is in it, in bytes. */
#define EVENT_FILE_MOST ((size_t)8 << 20)

/* The id of an event, as Redis makes it: "MS-SEQ", by the time when it was added. */
struct event_id {
	uint64_t ms;
	uint64_t seq;
};

bool event_id_parse(struct str text, struct event_id *id);
/* Like strcmp. */
int event_id_compare(struct event_id a, struct event_id b);

/* What is known of a file without it. */
struct event_file {
	struct str first;	/* ids of its first and last event */
	struct str last;
	uint64_t count;
	uint64_t size;		/* bytes */
	struct str hash;	/* SHA-256 of the file, base64url */
	struct str seal;	/* SHA-256 of the seal, base64url */
};

/* Its lines, in the arena. */
struct event_lines {
	struct str *lines;
	size_t count;
};

/*
 * Makes the file of some events, given as XRANGE gives them, and tells all of it but the seal.  ERR_INVALID
 * when an event would not be read as it was: then *file->last is its id.
 */
enum status event_file_make(struct arena *arena, const struct result *events, size_t count,
	struct event_file *file, struct str *bytes);

/* Opens the file.  ERR_DAMAGED when it isn't that one; *problem then says why: "is cut short". */
enum status event_file_open(struct arena *arena, const struct event_file *file, struct str bytes,
	struct event_lines *out, const char **problem);

/* An event of a file as an entry of XRANGE.  ERR_DAMAGED when the line is none. */
enum status event_line_read(struct arena *arena, struct str line, struct result *entry);
/* The id alone; false when the line is none. */
bool event_line_id(struct str line, struct str *text, struct event_id *id);

/* Signs it; previous: the hash of the seal before, empty for the first file.  Tells file->seal. */
enum status event_file_sign(struct arena *arena, const struct keys *keys, struct str site,
	struct event_file *file, struct str previous, struct str *jws);

/* Seals to be checked, in their order. */
struct event_seals {
	const struct value *jwks;
	struct str site;
	struct str previous;	/* what the next one must name; the caller sets it */
	struct seal_kept kept;	/* the caller frees it */
};
/* Whether the seal is by a key of the set, says this of the file, and follows the one before; *problem if not. */
enum status event_file_check(struct arena *arena, struct event_seals *seals, const struct event_file *file,
	struct str jws, const char **problem);

#endif
