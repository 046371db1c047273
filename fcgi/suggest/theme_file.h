/*
 * theme_file: the operator's list of themes, read from its file.  Depends on: suggest/themes.
 */
#ifndef SUGGEST_THEME_FILE_H
#define SUGGEST_THEME_FILE_H

#include "suggest/themes.h"

/* ERR_INVALID: *problem (static) says in English why, with the line if it is one. */
enum status theme_file_read(struct arena *arena, const char *path, struct themes *out, const char **problem);

#endif
