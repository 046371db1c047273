/*
 * token_rig: signs, forges and checks tokens, for tests of crypt/token.  What it makes lies in the
 * fixture's arena.
 */
#ifndef TESTS_TOKEN_RIG_H
#define TESTS_TOKEN_RIG_H

#include "crypt_fixture.h"

#include "crypt/token.h"

#define NOW INT64_C(1780000000000)
#define PAYLOAD S("{\"sub\":\"zhang\",\"epoch\":3}")

struct value *claims_of(struct fixture *f);
/* A token, and a seal, of those claims; asserts that they were signed. */
struct str sign(struct fixture *f, enum token_kind kind, int64_t exp);
struct str seal(struct fixture *f);
/* As a session token; asserts that claims are written on success only. */
enum status verify_at(struct fixture *f, struct str token, int64_t now);
void assert_refused(struct fixture *f, struct str token);
enum status open_seal(struct fixture *f, struct str jws);
/* The secret of the active key of a use, as an attacker with the folder would read it. */
struct str secret_of(struct fixture *f, const char *use);
/* A token of this header and payload, with an HMAC by secret. */
struct str forge(struct fixture *f, struct str header, struct str payload, struct str secret);
struct str header_of(struct fixture *f, const char *alg, const char *use, const char *type);

#endif
