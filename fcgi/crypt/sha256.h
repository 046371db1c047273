/*
 * sha256: mbedTLS's SHA-256 by the names that it has since version 3; Debian 12 has version 2.28.
 */
#ifndef CRYPT_SHA256_H
#define CRYPT_SHA256_H

#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR < 3
#define mbedtls_sha256 mbedtls_sha256_ret
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret
#endif

#endif
