#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/address.h"
#include "helper/service.h"

#define NO_ADDRESS "this machine has no such address"

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

/* One that was kept through a restart; listening anew gives it the backlog of today. */
static enum status take_kept(int kept, const char *where, int backlog, int *fd, const char **problem)
{
	*fd = kept;
	return listen(kept, backlog) == 0 ? OK : fail(ERR_INTERNAL, where, strerror(errno), problem);
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
	made = service_kept((const struct sockaddr *)&address, sizeof(address));
	if (made >= 0)
		return take_kept(made, path, backlog, fd, problem);
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
	service_keep(made);
	*fd = made;
	return OK;
}

/* What an accepted connection inherits, and when it is accepted (tcp(7)); seconds but for the last. */
static bool set_options(int fd)
{
	const struct {
		int level;
		int name;
		int value;
	} options[] = {
		/* Connections of a worker that was stopped just now don't hold up the next one. */
		{ SOL_SOCKET, SO_REUSEADDR, 1 },
		/* Who connects and says nothing takes no worker; one whose machine is gone frees his. */
		{ IPPROTO_TCP, TCP_DEFER_ACCEPT, 5 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, 5 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 5 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 3 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, 20000 },
	};
	bool set = true;

	for (size_t i = 0; set && i < sizeof(options) / sizeof(options[0]); i++)
		set = setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int)) == 0;
	return set;
}

static bool read_address(const char *text, struct sockaddr_in *address)
{
	struct endpoint endpoint;

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	if (!endpoint_parse(str_of(text), &endpoint) ||
		inet_pton(AF_INET, endpoint.host, &address->sin_addr) != 1)
		return false;
	address->sin_port = htons((uint16_t)endpoint.port);
	return true;
}

enum status server_listen_far(const char *address, int backlog, int *fd, const char **problem)
{
	struct sockaddr_in here;
	int made;

	if (!read_address(address, &here))
		return fail(ERR_MALFORMED, address, "is no IPv4 address with a port", problem);
	made = service_kept((const struct sockaddr *)&here, sizeof(here));
	if (made >= 0)
		return take_kept(made, address, backlog, fd, problem);
	made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (made < 0)
		return fail(ERR_INTERNAL, address, strerror(errno), problem);
	if (!set_options(made) ||
		bind(made, (const struct sockaddr *)&here, sizeof(here)) != 0 || listen(made, backlog) != 0) {
		enum status status = fail(errno == EADDRINUSE ? ERR_CONFLICT : ERR_INTERNAL, address,
			errno == EADDRNOTAVAIL ? NO_ADDRESS : strerror(errno), problem);

		close(made);
		return status;
	}
	service_keep(made);
	*fd = made;
	return OK;
}

bool server_has_address(const char *address)
{
	struct sockaddr_in here;
	int fd;
	bool has;

	if (!read_address(address, &here))
		return false;
	/* Of any port: only the address is asked for. */
	here.sin_port = 0;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	has = fd >= 0 &&
		(bind(fd, (const struct sockaddr *)&here, sizeof(here)) == 0 || errno != EADDRNOTAVAIL);
	if (fd >= 0)
		close(fd);
	return has;
}

bool server_is_near(int fd)
{
	socklen_t size = sizeof(int);
	int domain = 0;

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}
