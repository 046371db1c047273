/*
 * checksum: tells whether a file of this room is as it was written.  Not against people who want to deceive.
 * Pure.
 */
#ifndef SUGGEST_CHECKSUM_H
#define SUGGEST_CHECKSUM_H

#include <stdint.h>

#include "base/str.h"

/* FNV-1a over 8 bytes at once; bytes beyond the last multiple of 8 don't count. */
uint64_t checksum(struct str bytes);

#endif
