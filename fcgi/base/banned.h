/*
 * banned: functions that no C file of the project may call, because they write past their buffer, keep
 * hidden state, read the machine's time zone or locale, or cannot say that they failed.  The compiler's
 * command line includes it before every file; a call doesn't compile.  Use struct str, arena_printf,
 * snprintf, str_to_u64, base/clock, and crypt's random bytes instead.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The headers that declare these functions come first, for a declaration looks like a call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) name##_is_banned_see_base_banned_h

#undef strcpy
#define strcpy(...) BANNED(strcpy)
#undef strcat
#define strcat(...) BANNED(strcat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(...) BANNED(gets)
#undef strtok
#define strtok(...) BANNED(strtok)
#undef gmtime
#define gmtime(...) BANNED(gmtime)
#undef localtime
#define localtime(...) BANNED(localtime)
#undef ctime
#define ctime(...) BANNED(ctime)
#undef asctime
#define asctime(...) BANNED(asctime)
#undef atoi
#define atoi(...) BANNED(atoi)
#undef atol
#define atol(...) BANNED(atol)
#undef atof
#define atof(...) BANNED(atof)
#undef rand
#define rand(...) BANNED(rand)
#undef srand
#define srand(...) BANNED(srand)

#endif
