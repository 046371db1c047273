/*
 * acts: what makes an Office document do something when it is opened, by the words that stand in its XML:
 * types of parts, relationships to other files (ECMA-376 part 2, clause 8.5.3), fields.  Pure.  Depends on:
 * scan/hidden.
 */
#ifndef SCAN_ACTS_H
#define SCAN_ACTS_H

#include "scan/hidden.h"

/* What is said of it: refused, told, or nothing. */
enum act { ACT_NONE, ACT_TOLD, ACT_REFUSED };

/* A part of that content type: programs, ActiveX. */
enum act act_of_type(struct str type);
/*
 * A relationship to a file outside.  A link that a reader clicks is none; a template, a frame or an object
 * from another machine is fetched without asking.
 */
enum act act_of_relationship(struct str type, struct str target);
/* The words of a field, as far as they are read: DDE starts a program, INCLUDE… names another file. */
enum act act_of_field(struct str words);

/* Whether a ends, or begins, with b, whatever the case of ASCII letters. */
bool ends_nocase(struct str a, struct str b);
bool starts_nocase(struct str a, struct str b);

#endif
