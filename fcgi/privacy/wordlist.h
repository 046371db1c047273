/*
 * wordlist: the operator's word list.  Marks suspicious text for the reviewer; never drops anything.  Owns
 * its compiled patterns (vectorscan over folded text).  Depends on: base/text, vectorscan.
 */
#ifndef PRIVACY_WORDLIST_H
#define PRIVACY_WORDLIST_H

#include "base/status.h"
#include "base/value.h"

struct wordlist;

/* One word a line, # comments.  An absent file is an empty list.  *problem as elsewhere. */
enum status wordlist_load(const char *path, struct wordlist **out, const char **problem);
void wordlist_free(struct wordlist *words);
/* The words of the list that occur in text, each once: a list of strings. */
struct value *wordlist_found(struct arena *arena, const struct wordlist *words, struct str text);

#endif
