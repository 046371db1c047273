/*
 * review_token: the signed link by which one account reviews one draft of an article without signing in, on a
 * phone.  It names the bytes of the draft and when they were submitted, so it opens no other draft, and none
 * that was decided on.  Whoever has it can review in that account's name: never store or log it.  Depends on:
 * crypt/token, model/casework.
 */
#ifndef LINKS_REVIEW_TOKEN_H
#define LINKS_REVIEW_TOKEN_H

#include "model/casework.h"

#define REVIEW_LINK_DAYS 7

struct review_claims {
	uint64_t article;
	struct str account;	/* of the reviewer */
	struct str hash;	/* SHA-256 of the draft, base64url */
	int64_t submitted;	/* ms; the link dies REVIEW_LINK_DAYS later */
};

/* The link's path, "/review/…".  ERR_INTERNAL when no key signs. */
enum status review_token_path(struct casework *work, const struct review_claims *claims, struct str *path);
/* ERR_TOKEN for what is no such link, or one that has expired. */
enum status review_token_open(struct casework *work, struct str token, struct review_claims *claims);

#endif
