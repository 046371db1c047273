/*
 * article_release: how a draft becomes a version that the public sees, as steps of publish/article_change: by
 * a review, at its time, in an emergency, or taken in from an older portal.  Each version is sealed.  A step
 * that refuses says why in the try.  Depends on: publish/article_draft, model/answer_seal.
 */
#ifndef PUBLISH_ARTICLE_RELEASE_H
#define PUBLISH_ARTICLE_RELEASE_H

#include "publish/article_try.h"

/* Of the bytes that the reviewer saw; later, when the draft names a time. */
enum status release_approved(struct article_try *try);
/* Of the bytes that were approved, when their time has come. */
enum status release_due(struct article_try *try);
/* Without a review, and the review that follows. */
enum status release_at_once(struct article_try *try);
enum status release_confirm(struct article_try *try);
enum status release_taken_in(struct article_try *try);

#endif
