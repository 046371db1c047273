#include "helper/service.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define KEPT_NAME "listen"

void service_ready(void)
{
	sd_notify(0, "READY=1");
}

void service_alive(void)
{
	sd_notify(0, "WATCHDOG=1");
}

void service_give_up(void)
{
	sd_notify(0, "FDSTOREREMOVE=1\nFDNAME=" KEPT_NAME);
}

void service_keep(int fd)
{
	service_give_up();
	sd_pid_notify_with_fds(0, 0, "FDSTORE=1\nFDNAME=" KEPT_NAME, &fd, 1);
}

/* Nobody can connect to one whose file is gone. */
static bool is_at(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct sockaddr_un *local = (const struct sockaddr_un *)address;
	struct stat file;

	if (address->sa_family == AF_UNIX)
		return sd_is_socket_unix(fd, SOCK_STREAM, 1, local->sun_path, 0) > 0 &&
		       lstat(local->sun_path, &file) == 0 && S_ISSOCK(file.st_mode);
	return sd_is_socket_sockaddr(fd, SOCK_STREAM, address, len, 1) > 0;
}

int service_kept(const struct sockaddr *address, socklen_t len)
{
	const int count = sd_listen_fds(1);
	int found = -1;

	for (int kept = SD_LISTEN_FDS_START; kept < SD_LISTEN_FDS_START + count; kept++) {
		if (found < 0 && is_at(kept, address, len))
			found = kept;
		else
			close(kept);
	}
	return found;
}
