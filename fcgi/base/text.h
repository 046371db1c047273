/*
 * text: what residents type, as UTF-8 (RFC 3629).  Checks, counts and folds; results live in the caller's
 * arena.  Nothing here fails on valid UTF-8; callers check validity first.  Depends on: base/arena,
 * utf8proc.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

/* Well-formed UTF-8: no overlong forms, surrogates, or code points past U+10FFFF. */
bool text_valid(struct str s);

/*
 * No control characters but tab and line feed (and carriage return when lines is true), no U+FFFE/U+FFFF,
 * no bidirectional overrides (U+202A–202E, U+2066–2069): they make text read other than it is.
 */
bool text_plain(struct str s, bool lines);

/*
 * Steps over the code point at *at < s.len and returns it; -1 (and one byte) where the text is no UTF-8.
 */
int32_t text_point(struct str s, size_t *at);

/* Code points in s, which must be valid. */
size_t text_length(struct str s);

/* The first n code points of s. */
struct str text_first(struct str s, size_t n);

/*
 * As people meant it: CRLF and CR become LF, NFC, blanks (ASCII, U+3000, U+00A0, zero-width) off both
 * ends and off line ends, at most one empty line in a row.  For one-line fields (lines false) every
 * run of blanks and line ends becomes one space.
 */
struct str text_tidy(struct arena *arena, struct str s, bool lines);

/* NFKC_Casefold (zero-width characters gone, full-width digits narrow): for matching, never for showing. */
struct str text_fold(struct arena *arena, struct str s);

/* A number as it is meant, of a phone or a code: folded, and blanks, dashes of all kinds and brackets go. */
struct str text_number(struct arena *arena, struct str s);

#endif
