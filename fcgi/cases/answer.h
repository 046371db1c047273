/*
 * answer: the seal on published answers and their hash chain.  A seal's claims: case, version, question and answer
 * (SHA-256 of their UTF-8 text as published, base64url), dept, time (seconds), previous (SHA-256 of the previous
 * seal's compact form, base64url; empty for the first).  Depends on: crypt/token, store.
 */
#ifndef CASES_ANSWER_H
#define CASES_ANSWER_H

#include "cases/record.h"

/* The compact JWS of a seal by its stream id. */
enum status answer_seal(struct casework *work, struct str id, struct str *jws);
/* Seals after the given stream id (empty: from the start), in order: [{id, case, version, jws}]. */
enum status answer_chain(struct casework *work, struct str after, size_t limit, struct value **seals);

/* One line of the chain checked against the line before it. */
struct chain_check {
	struct str previous_hash;	/* base64url SHA-256 of the previous jws, empty at the start */
	uint64_t count;
};
/* ERR_TOKEN when the signature or the link is wrong.  claims tells what it says. */
enum status chain_step(struct arena *arena, const struct value *jwks, struct chain_check *check, struct str jws,
	struct value **claims);
/* The question of a case as its seals take it: the title as published, a line feed, the text as published. */
struct str answer_question(struct arena *arena, const struct case_record *record, const struct value *thread);
/* Whether the texts are those the claims were made for. */
bool answer_matches(struct arena *arena, const struct value *claims, struct str question, struct str answer);

#endif
