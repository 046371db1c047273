/*
 * asan: HAS_ASAN is 1 in a build under the address sanitizer, else 0.  gcc says it by a macro, clang by a
 * feature.
 */
#ifndef BASE_ASAN_H
#define BASE_ASAN_H

#if defined(__has_feature)
#define HAS_ASAN __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#else
#define HAS_ASAN 0
#endif

#endif
