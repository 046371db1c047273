/*
 * virus: asks clamd over its unix socket whether a file is infected (INSTREAM, clamd(8)).  A site without
 * [attachments] clamd asks nobody.  Depends on: base/config.
 */
#ifndef ATTACHMENTS_VIRUS_H
#define ATTACHMENTS_VIRUS_H

#include "base/status.h"
#include "base/str.h"

/*
 * *infected says what it found, wait_ms at most.  ERR_AWAY when the scanner can't be reached, or says neither
 * yes nor no: then nothing may be let through.
 */
enum status virus_scan(const char *socket, struct str bytes, int wait_ms, bool *infected);

#endif
