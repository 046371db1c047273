#include "search/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"

static char *path_in(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

bool folder_make(const char *folder)
{
	char *parent = path_in(folder, "..");
	bool made = mkdir(folder, 0750) == 0;

	made = made ? file_own_as(folder, parent) : errno == EEXIST;
	free(parent);
	return made;
}

bool folder_lock(const char *folder, int *lock)
{
	char *path = path_in(folder, "lock");
	bool own;

	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	own = *lock >= 0 && file_own_as(path, folder);
	free(path);
	return own && flock(*lock, LOCK_EX | LOCK_NB) == 0;
}

bool folder_holds(const char *folder, int lock)
{
	char *path = path_in(folder, "lock");
	struct stat held;
	struct stat there;
	bool holds = fstat(lock, &held) == 0 && stat(path, &there) == 0 && held.st_ino == there.st_ino &&
		held.st_dev == there.st_dev;

	free(path);
	return holds;
}
