#include "web/listen.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>


static char what[256];

static enum status fail(enum status status, const char *path, const char *why, const char **problem)
{
	snprintf(what, sizeof(what), "%s: %s", path, why);
	*problem = what;
	return status;
}

/* Removes what a killed master left behind; a socket that still answers belongs to another. */
static enum status remove_stale(const char *path, const struct sockaddr_un *address, const char **problem)
{
	struct stat found;
	int probe;
	int refused;

	if (lstat(path, &found) != 0)
		return errno == ENOENT ? OK : fail(ERR_INTERNAL, path, strerror(errno), problem);
	if (!S_ISSOCK(found.st_mode))
		return fail(ERR_CONFLICT, path, "is there already and is no socket", problem);
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return fail(ERR_INTERNAL, path, strerror(errno), problem);
	refused = connect(probe, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
		  errno == ECONNREFUSED;
	close(probe);
	if (!refused)
		return fail(ERR_CONFLICT, path, "another worker is serving there", problem);
	return unlink(path) == 0 ? OK : fail(ERR_INTERNAL, path, strerror(errno), problem);
}

enum status server_listen(const char *path, int backlog, int *fd, const char **problem)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	mode_t mask;
	int made;
	int bound;

	if (len == 0 || len >= sizeof(address.sun_path))
		return fail(ERR_INTERNAL, path, "is too long for a unix socket (107 bytes)", problem);
	memcpy(address.sun_path, path, len + 1);
	TRY(remove_stale(path, &address, problem));
	made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (made < 0)
		return fail(ERR_INTERNAL, path, strerror(errno), problem);
	/* The mode must be right from the first moment, so no chmod afterwards. */
	mask = umask(0117);
	bound = bind(made, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (bound != 0 || listen(made, backlog) != 0) {
		fail(ERR_INTERNAL, path, strerror(errno), problem);
		close(made);
		return ERR_INTERNAL;
	}
	*fd = made;
	return OK;
}
