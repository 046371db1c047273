/*
 * banned: functions that no C file of the project may call, because they write past their buffer, keep
 * hidden state, read the machine's time zone or locale, or cannot say that they failed.  The compiler's
 * command line includes it before every file; a use doesn't compile.  Use struct str, arena_printf,
 * snprintf, str_to_u64, base/clock, and crypt's random bytes instead.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The headers that declare these names come first: a poisoned name can't be declared afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok
#pragma GCC poison gmtime localtime ctime asctime
#pragma GCC poison atoi atol atof rand srand

#endif
