/*
 * answer_seal: the seal on published answers and their hash chain.  A seal's claims: case, version, question
 * and answer (SHA-256 of their UTF-8 text as published, base64url), dept, time (seconds), previous (SHA-256
 * of the previous seal's compact form, base64url; empty for the first).  Depends on: crypt/token, store.
 */
#ifndef MODEL_ANSWER_SEAL_H
#define MODEL_ANSWER_SEAL_H

#include "crypt/token.h"
#include "model/record.h"

/* What a seal says of an answer; the texts as published. */
struct answer_claims {
	uint64_t n;
	int64_t version;
	struct str title;
	struct str question;
	struct str answer;
	struct str dept;
	int64_t at;		/* ms */
	struct str previous;	/* the seal before in the chain, a compact JWS; empty: this is the first */
};

/* Signs it: a compact JWS.  ERR_INTERNAL without a signing key. */
enum status answer_sign(struct arena *arena, const struct keys *keys, const struct answer_claims *says,
	struct str *jws);

/* Where the chain ends. */
struct chain_end {
	struct str previous;	/* the last seal, or empty */
	struct str id;		/* id for the next stream entry, so that its owner can name it */
	bool keeps;		/* an answer's seal is added in its short form (chain_keep) */
};
/*
 * From now on answers' seals are stored as their hashes and signature.  An earlier version doesn't find such a
 * seal and would seal as if it were the first: so only the jobs say this, who are started when no process of
 * one runs any more.
 */
enum status chain_keep(struct casework *work);
/* In a step of a transaction: reads it under WATCH, so that two seals never take the same place. */
enum status chain_end(struct casework *work, struct chain_end *end);
/* What the next seal says as "previous": base64url of the SHA-256 of the seal before it, or empty. */
struct str chain_link(struct arena *arena, struct str previous);
/* Adds the seal of a version of what kind and number tell: "c" a case, "a" an article. */
void chain_add(struct casework *work, struct batch *changes, const struct chain_end *end, struct str kind,
	uint64_t n, int64_t version, struct str jws);

/* The compact JWS of a seal by its stream id.  ERR_NOT_FOUND also when it is there for another answer. */
enum status answer_seal(struct casework *work, struct str id, uint64_t n, int64_t version, struct str *jws);
/* The same of whatever kind and number tell, as in chain_add. */
enum status chain_seal(struct casework *work, struct str id, struct str kind, uint64_t n, int64_t version,
	struct str *jws);
/* Seals after the given stream id (empty: from the start), in order: [{id, case or
 * article, version, jws}]. */
enum status answer_chain(struct casework *work, struct str after, size_t limit, struct value **seals);

/* One line of the chain checked against the line before it. */
struct chain_check {
	struct str previous_hash;	/* base64url SHA-256 of the previous jws, empty at the start */
	uint64_t count;
	struct seal_kept kept;	/* the caller frees it */
};
/* ERR_TOKEN when the signature or the link is wrong.  claims tells what it says. */
enum status chain_step(struct arena *arena, const struct value *jwks, struct chain_check *check,
	struct str jws, struct value **claims);
/* The question of a case as its seals take it: the title as published, a line feed, the text as published. */
struct str answer_question(struct arena *arena, const struct case_record *record, const struct value *thread);
/*
 * What is kept with a case of its title and question, so that a bit that flips in Redis is found before an
 * answer seals it: the first 128 bits of the SHA-256 of what a seal would take, base64url.
 */
struct str answer_question_hash(struct arena *arena, struct str title, struct str body);
/* Whether the texts are those the claims were made for. */
bool answer_matches(struct arena *arena, const struct value *claims, struct str question, struct str answer);

#endif
