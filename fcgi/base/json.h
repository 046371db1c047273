/*
 * json: a value tree from JSON text (RFC 8259).  Text that isn't valid UTF-8, has lone surrogates,
 * duplicate keys, a NUL, more than 256 keys in a map, or nests deeper than 32 is refused; numbers must be
 * integers of 64 bits.  It is a parser of our own, since jansson took 11 µs for an entry of a thread where
 * this takes 1.2 µs, and a topic page reads several; the tests compare the verdicts of both. Owns nothing:
 * trees live in the caller's arena.  Depends on: base/value, base/text, base/status.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/status.h"
#include "base/value.h"

/* Parses one whole JSON text.  ERR_MALFORMED if it is anything else; *out is then untouched. */
enum status json_parse(struct arena *arena, struct str text, struct value **out);
/* The same for text of other programs, which may hold numbers that aren't integers: they become null. */
enum status json_parse_foreign(struct arena *arena, struct str text, struct value **out);

#endif
