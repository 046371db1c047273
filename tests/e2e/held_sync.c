/*
 * Preloaded into Redis by fault_kill.test.mjs: a disk that doesn't say that it has synced while the file that
 * HELD_SYNC names is there.  What waits for it writes a byte to that file.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

int fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
	const char *path = getenv("HELD_SYNC");
	bool told = false;
	int held;

	while ((held = open(path, O_WRONLY | O_CLOEXEC)) >= 0) {
		if (!told && write(held, "w", 1) == 1)
			told = true;
		close(held);
		usleep(10000);
	}
	return real(fd);
}
