/*
 * fragment: what is wrong with a header or footer that a portal hands over (docs/operating.md: inside the
 * county's portal): what browsers refuse under the site's Content-Security-Policy (conf/nginx/site.conf), and
 * what would break the page round it.  Reads tags and attributes only; it is no validator.  Depends on:
 * ini/problem, base/text.
 */
#ifndef CTL_DOCTOR_FRAGMENT_H
#define CTL_DOCTOR_FRAGMENT_H

#include "base/str.h"
#include "ini/problem.h"

/* Tells each thing that is wrong: "line 3: <script> …", in English. */
void fragment_check(struct str html, const struct problem_listener *to);

/* The same of a stylesheet: what it fetches from other hosts. */
void fragment_check_style(struct str css, const struct problem_listener *to);

#endif
