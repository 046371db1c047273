/*
 * jwks: the public keys that a command checks seals with, from a file.  Depends on: ctl/ctl, base/json.
 */
#ifndef CTL_JWKS_H
#define CTL_JWKS_H

#include "base/value.h"

/* A JWK set as /.well-known/jwks.json gives it; says what is wrong and gives CTL_FAILED if it isn't one. */
int jwks_read(struct arena *arena, const char *path, struct value **jwks);

#endif
