#include "store/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"

bool connect_password(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, out, size - 1);
	close(fd);
	if (len < 0)
		return false;
	out[len] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

/* Who was refused, and where.  A new site's account is there once that Redis was restarted. */
static void log_refusal(const redisContext *link, const struct login *login, const char *why)
{
	if (link->connection_type == REDIS_CONN_UNIX)
		log_error("store: Redis on %s refused the login of %s with the password in %s: %s", link->unix_sock.path,
			login->user, login->password_file, why);
	else
		log_error("store: %s port %d refused the login of %s with the password in %s: %s", link->tcp.host,
			link->tcp.port, login->user, login->password_file, why);
}

static bool log_in(redisContext *link, const struct login *login)
{
	char password[256];
	redisReply *reply;
	bool ok;

	if (!connect_password(login->password_file, password, sizeof(password))) {
		log_error("store: cannot read the Redis password in %s: %s", login->password_file, strerror(errno));
		return false;
	}
	reply = redisCommand(link, "AUTH %s %s", login->user, password);
	explicit_bzero(password, sizeof(password));
	ok = reply != NULL && reply->type == REDIS_REPLY_STATUS;
	if (!ok && reply != NULL && !login->quiet)
		log_refusal(link, login, reply->str);
	freeReplyObject(reply);
	return ok;
}

static struct timeval timeval_of(int ms)
{
	return (struct timeval){ ms / 1000, ms % 1000 * 1000 };
}

/* Goes on with a link that was just made; where names it in the log. */
static redisContext *begin(redisContext *link, const char *where, const struct login *login, int ms)
{
	if (link != NULL && link->err == 0 && redisSetTimeout(link, timeval_of(ms)) == REDIS_OK &&
		log_in(link, login))
		return link;
	if (link != NULL && link->err != 0 && !login->quiet)
		log_warn("store: %s is away: %s", where, link->errstr);
	if (link != NULL)
		redisFree(link);
	return NULL;
}

redisContext *connect_socket(const char *path, const struct login *login, int ms)
{
	return begin(redisConnectUnixWithTimeout(path, timeval_of(ms)), "Redis", login, ms);
}

redisContext *connect_tcp(const char *host, int port, const struct login *login, int ms)
{
	char where[80];

	snprintf(where, sizeof(where), "%s port %d", host, port);
	return begin(redisConnectWithTimeout(host, port, timeval_of(ms)), where, login, ms);
}

void connect_patience(redisContext *link, int ms)
{
	redisSetTimeout(link, timeval_of(ms));
}
