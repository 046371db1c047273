#include "attachments/virus.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define PIECE ((size_t)64 << 10)
#define REPLY 256

/* One conversation, which must be over by end. */
struct talk {
	int fd;
	int64_t end;		/* clock_steady */
};

static bool wait_for(const struct talk *talk, short what)
{
	for (;;) {
		int64_t left = talk->end - clock_steady();
		struct pollfd wait = { .fd = talk->fd, .events = what };
		int ready = poll(&wait, 1, left > 0 ? (int)left : 0);

		if (ready < 0 && errno == EINTR)
			continue;
		return ready > 0;
	}
}

static bool say(const struct talk *talk, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t sent;

		if (!wait_for(talk, POLLOUT))
			return false;
		sent = send(talk->fd, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (sent <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)sent, bytes.len);
	}
	return true;
}

/* Each piece after its length; a length of 0 ends them. */
static bool say_all(const struct talk *talk, struct str bytes)
{
	if (!say(talk, (struct str){ "zINSTREAM", sizeof("zINSTREAM") }))
		return false;
	for (;;) {
		struct str piece = str_sub(bytes, 0, PIECE);
		uint32_t size = htonl((uint32_t)piece.len);

		if (!say(talk, (struct str){ (char *)&size, sizeof(size) }) || !say(talk, piece))
			return false;
		if (piece.len == 0)
			return true;
		bytes = str_sub(bytes, piece.len, bytes.len);
	}
}

static struct str hear(const struct talk *talk, char *text, size_t room)
{
	size_t len = 0;

	while (len < room && wait_for(talk, POLLIN)) {
		ssize_t got = recv(talk->fd, text + len, room - len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		len += (size_t)got;
		if (text[len - 1] == '\0')
			return (struct str){ text, len - 1 };
	}
	return (struct str){ text, len };
}

static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

enum status virus_scan(const char *socket, struct str bytes, int wait_ms, bool *infected)
{
	struct talk talk = { .end = clock_steady() + wait_ms };
	char text[REPLY];
	struct str reply = { 0 };

	*infected = false;
	if (socket[0] == '\0')
		return OK;
	talk.fd = open_socket(socket);
	if (talk.fd >= 0) {
		if (say_all(&talk, bytes))
			reply = hear(&talk, text, sizeof(text));
		close(talk.fd);
	}
	*infected = str_ends(reply, S(" FOUND"));
	if (*infected || str_eq(reply, S("stream: OK")))
		return OK;
	log_error("attachments: the virus scanner at %s doesn't answer: %.*s", socket, STR_ARG(reply));
	return ERR_AWAY;
}
