#include "web/loop.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

/*
 * Blocks of this size and more go back to the system when a request is over: a form with photos takes 20
 * MB.
 */
#define LARGE_BLOCK (1 << 20)

/* For the signal handler alone. */
static int listening = -1;
static int null_file = -1;
static volatile sig_atomic_t stopping;

/*
 * With SA_RESTART a blocked accept is tried again after the handler, and then fails, since there is no socket
 * there any more; a read of a body in progress restarts unharmed.
 */
static void stop_accepting(int signal)
{
	int saved = errno;

	(void)signal;
	stopping = 1;
	dup2(null_file, listening);
	errno = saved;
}

static bool set_signals(int fd)
{
	struct sigaction stop = { .sa_handler = stop_accepting, .sa_flags = SA_RESTART };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	listening = fd;
	null_file = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigemptyset(&none);
	return null_file >= 0 && sigaction(SIGTERM, &stop, NULL) == 0 &&
	       sigaction(SIGPIPE, &ignore, NULL) == 0 && sigaction(SIGINT, &ignore, NULL) == 0 &&
	       sigaction(SIGHUP, &ignore, NULL) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static const char *param_of(void *self, const char *name)
{
	const FCGX_Request *request = self;

	return FCGX_GetParam(name, request->envp);
}

static long read_of(void *self, char *bytes, size_t size)
{
	const FCGX_Request *request = self;
	int want = size > 65536 ? 65536 : (int)size;
	int got = FCGX_GetStr(bytes, want, request->in);

	return got == 0 && FCGX_GetError(request->in) != 0 ? -1 : got;
}

static void write_all(const FCGX_Request *request, struct str bytes)
{
	while (bytes.len > 0) {
		int piece = bytes.len > 65536 ? 65536 : (int)bytes.len;

		if (FCGX_PutStr(bytes.data, piece, request->out) != piece)
			return;	/* the other side has gone */
		bytes = str_sub(bytes, (size_t)piece, bytes.len);
	}
}

/*
 * The rest of the body, which nobody read.  This comes before the reply: once nginx has the reply's head it
 * sends no more of the body, and a connection closed with unread bytes in it would break nginx's writing.
 */
static void drop_rest(const FCGX_Request *request)
{
	char bytes[65536];

	while (FCGX_GetStr(bytes, sizeof(bytes), request->in) == (int)sizeof(bytes))
		;
}

static void answer_one(FCGX_Request *request, const struct server_handler *handler, struct arena *arena)
{
	const struct gateway gateway = { .param = param_of, .read = read_of, .self = request };

	struct str reply;

	score_begin(handler->score, handler->request_ms);
	reply = handler->answer(handler->ctx, arena, &gateway);
	drop_rest(request);
	write_all(request, reply);
	FCGX_Finish_r(request);
	arena_reset(arena);
	score_end(handler->score);
}

/*
 * After an answer libfcgi waits, up to two seconds, until the server in front has closed the connection.  A
 * busy server comes to that late, and the worker stands idle meanwhile.  What was written to a unix socket
 * is not lost by closing it; over TCP it may be.  There libfcgi asks who is connecting.
 */
static bool set_peers(const char *web_servers, struct arena *arena)
{
	char *plain;
	size_t len = 0;

	if (web_servers == NULL)
		return setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "0", 1) == 0;
	plain = arena_alloc(arena, strlen(web_servers) + 1);
	for (const char *c = web_servers; *c != '\0'; c++)
		if (*c != ' ')
			plain[len++] = *c;
	plain[len] = '\0';
	return setenv("FCGI_WEB_SERVER_ADDRS", plain, 1) == 0;
}

bool server_loop(int fd, const struct server_handler *handler)
{
	struct arena *arena = arena_new(handler->arena_limit);
	FCGX_Request request;

	mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
	if (!set_signals(fd) || !set_peers(handler->web_servers, arena) || FCGX_Init() != 0 ||
		FCGX_InitRequest(&request, fd, 0) != 0) {
		log_error("the worker could not be set up");
		arena_free(arena);
		return false;
	}
	while (FCGX_Accept_r(&request) == 0)
		answer_one(&request, handler, arena);
	FCGX_Finish_r(&request);
	arena_free(arena);
	close(null_file);
	if (!stopping)
		log_error("accepting requests failed");
	return stopping != 0;
}
