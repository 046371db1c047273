#include "disk/space.h"

#include <sys/statvfs.h>

bool disk_short(const char *folder, int floor_mb)
{
	struct statvfs about;

	if (floor_mb <= 0 || statvfs(folder, &about) != 0)
		return false;
	return about.f_bavail / 1024 * about.f_frsize / 1024 < (unsigned long)floor_mb;
}
