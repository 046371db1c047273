/*
 * attachments_view: how pages and their JSON tell of the files that go with an article.  Depends on:
 * publish/article_files.
 */
#ifndef PAGES_PUBLISH_ATTACHMENTS_VIEW_H
#define PAGES_PUBLISH_ATTACHMENTS_VIEW_H

#include "publish/article.h"

/*
 * Adds to the view, when there are any: attachments [{id, name, url, kind, media, size, size_text, sha256}].
 * Of an earlier version the addresses name it; what was withdrawn has the reason (withdrawn) and no address.
 */
enum status attachments_view(struct casework *work, const struct article *article,
	const struct article_version *version, struct value *map);
/*
 * The same for staff, with attached (whether there are any) and what hides in each: found [{label, what}],
 * and hides if there is anything; what the text withdraws from earlier versions: withdrawals [{id, name,
 * sha256, why}].  base: where they open the files, "/staff/articles/5/attachments/"; query:
 * what comes after their ids.
 */
enum status attachments_inside_view(struct casework *work, uint64_t n, const struct article_text *text,
	struct str base, struct str query, struct value *map);
/*
 * Adds earlier [{id, name, ticked}]: files of earlier versions that the text can withdraw; ticked is that of
 * the id chosen.
 */
enum status attachments_earlier_view(struct casework *work, const struct article *article,
	const struct article_text *text, struct str chosen, struct value *map);

#endif
