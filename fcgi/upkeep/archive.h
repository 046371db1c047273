/*
 * archive: the archive package of a request (卷宗): its file as JSON, the same as a page to print, and a seal
 * over both.  What is erased of a request is erased only once its package is on disk (条例 article 45;
 * 行政诉讼法 article 46(2)).  Owns nothing; the page is rendered by whoever knows HTML.  Depends on:
 * upkeep/archive_file, archive_view, archive_folder, crypt/token.
 */
#ifndef UPKEEP_ARCHIVE_H
#define UPKEEP_ARCHIVE_H

#include "model/record.h"
#include "upkeep/archive_folder.h"

/* Renders the page from what archive_view gives; false when it can't, which it has logged. */
struct archive_printer {
	bool (*print)(void *context, struct arena *arena, const struct value *view, struct str *html);
	void *context;
};

/* A package that is on disk. */
struct archive {
	struct case_record record;	/* as it was archived */
	struct str name;		/* of its folder: "YC20261123-00017-3f9a…" */
	struct str hash;		/* SHA-256 of the documents' SHA-256s, in hex; the name has its beginning */
};

/*
 * Writes the package of request n into folder.  The same request gives the same package; another state of it
 * gives another one beside it.  ERR_NOT_FOUND, ERR_INVALID for what is no request, ERR_TOKEN when its contact
 * data can't be opened, ERR_AWAY without Redis.  When the package itself can't be made, *problem says in
 * English why (else empty): ERR_AWAY for the disk, ERR_ALREADY for a damaged package of that name,
 * ERR_INTERNAL for the page or the seal.
 */
enum status archive_write(struct casework *work, uint64_t n, const char *folder,
	const struct archive_printer *printer, struct archive *out, struct str *problem);

/* Whether its seal is by a key of this JWK set and over its documents.  ERR_TOKEN if not. */
enum status archive_check(struct arena *arena, const struct value *jwks,
	const struct archive_package *package);

/*
 * The latest end (ms) of requests that may be erased now: requests.archive_years and cases.retention_days are
 * both over.
 */
int64_t archive_until(const struct casework *work);

/* How many requests a round of the jobs found due and could not archive; kept for /metrics. */
enum status archive_note_waiting(struct casework *work, uint64_t waiting);
enum status archive_waiting(struct casework *work, uint64_t *waiting);

#endif
