/*
 * json_print: a value tree as JSON text (RFC 8259).  Ends the process when the arena is exhausted, else
 * can't fail. Depends on: base/value, base/buf.
 */
#ifndef BASE_JSON_PRINT_H
#define BASE_JSON_PRINT_H

#include "base/value.h"

/*
 * The tree as compact JSON, safe inside a script element: '/' is written "\/", '<' "\u003c", and
 * U+2028 and U+2029 as escapes.  Its strings must be valid UTF-8; bytes that aren't pass as they are.
 */
struct str json_print(struct arena *arena, const struct value *value);

#endif
