/*
 * certificate: until when the certificates of a PEM file are valid, as the web server shows them to visitors.
 * Depends on: mbedTLS (X.509).
 */
#ifndef CRYPT_CERTIFICATE_H
#define CRYPT_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

/* The end (ms since 1970 UTC) of the first one to expire in the file.  False: it can't be read. */
bool certificate_end(const char *file, int64_t *end);

#endif
