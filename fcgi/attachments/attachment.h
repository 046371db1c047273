/*
 * attachment: the files that go with an article, as its text names them: a JSON list in one member of
 * article_text, so that what is reviewed and sealed covers each file by its SHA-256.  Pure.  Depends on:
 * base/json, scan/hidden.
 */
#ifndef ATTACHMENTS_ATTACHMENT_H
#define ATTACHMENTS_ATTACHMENT_H

#include "base/status.h"
#include "base/value.h"
#include "scan/hidden.h"

#define ATTACHMENTS_MOST 20
/* Characters of a file's name. */
#define ATTACHMENT_NAME_MAX 120
#define ATTACHMENT_BYTES_MAX ((size_t)50 << 20)

struct attachment {
	struct str id;		/* crypt/random */
	struct str name;	/* as its editor called it; only for the download */
	enum scan_kind kind;
	int64_t size;		/* bytes */
	struct str hash;	/* base64url of the SHA-256 of the file */
};

/* A file of earlier versions that the public shall get from these no more, once the version is published. */
struct withdrawal {
	struct str id;
	struct str name;
	struct str hash;
	struct str reason;
};

struct attachments {
	struct attachment list[ATTACHMENTS_MOST];
	size_t count;
	struct withdrawal withdrawn[ATTACHMENTS_MOST];
	size_t withdrawals;
};

/* One file as a map: {id, name, kind, size, hash}; false for a map that is none. */
void attachment_write(const struct attachment *file, struct value *map);
bool attachment_read(const struct value *map, struct attachment *out);
/* What stands in the text; anything attachments_print didn't make reads as nothing. */
void attachments_parse(struct arena *arena, struct str text, struct attachments *out);
struct str attachments_print(struct arena *arena, const struct attachments *attachments);
/* Without what it withdraws: as the next version begins. */
struct str attachments_settled(struct arena *arena, struct str text);
/* NULL: none of that id. */
const struct attachment *attachments_find(const struct attachments *attachments, struct str id);

/*
 * A name as it is kept: without folders, blanks at its ends and control characters, cut to
 * ATTACHMENT_NAME_MAX; empty when nothing is left.
 */
struct str attachment_name(struct arena *arena, struct str sent);
/* Whether the name ends as files of that kind do: else somebody may take it for another kind. */
bool attachment_name_fits(struct str name, enum scan_kind kind);

#endif
