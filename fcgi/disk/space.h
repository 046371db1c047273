/*
 * space: whether there is room left where the state lies.  Redis ends when it can't write, so posts are
 * refused while there still is some.  Depends on: nothing.
 */
#ifndef DISK_SPACE_H
#define DISK_SPACE_H

#include <stdbool.h>

/*
 * Whether less than floor_mb MiB are free, for an ordinary account, on the file system of folder.  False when
 * that can't be found out, or floor_mb is 0.
 */
bool disk_short(const char *folder, int floor_mb);

#endif
