/*
 * load: sends GET requests to a web server on loopback at a rate of its own, whatever the answers take (open
 * loop), each connection from an address of its own, and prints how long each kind waited.
 *
 * load PORT RATE SECONDS CONNECTIONS FILE
 * RATE: requests a second, evenly spaced; 0: each connection asks again once it was answered (closed loop).
 * FILE: "CLASS PATH" a line; each request takes one of the lines, by chance.
 * Prints { late_ms, unsent, unanswered, seconds, processor, classes: { CLASS: { STATUS: { count, p50, p99,
 * max } } } } as JSON: milliseconds from the writing of a request to the last byte of its answer.  late_ms:
 * how far the sending fell behind at most.  unsent: requests for which no connection was free.  Status 0: the
 * connection broke.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_LINES 20000
#define MOST_CLASSES 16
#define MOST_STATUSES 6
#define MOST_CONNECTIONS 8000
#define LAST_WAIT_US 5000000
#define CLOSED_LOOP 0

struct samples {
	int status;
	uint32_t *us;
	size_t count, room;
};

struct class {
	char name[24];
	struct samples by[MOST_STATUSES];
};

struct line {
	size_t class;
	char path[200];
};

enum connection_state { ABSENT, IDLE, ASKED };

struct connection {
	int fd;
	enum connection_state state;
	int64_t sent;
	size_t class;
	int status;		/* 0: the head of the answer isn't there yet */
	int64_t left;		/* of the body; −1: in chunks */
	bool last;		/* the server closes it after this answer */
	char tail[8];		/* the end of what was read */
};

static struct line lines[MOST_LINES];
static size_t line_count;
static struct class classes[MOST_CLASSES];
static size_t class_count;
static struct connection connections[MOST_CONNECTIONS];
static size_t connection_count;
static size_t idle[MOST_CONNECTIONS];	/* those that wait for work */
static size_t idle_count;
static size_t asked_count;
static struct sockaddr_in server;
static int queue;
static uint64_t seed = 88172645463325252U;

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Marsaglia's xorshift: the same requests in each run. */
static uint64_t chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static size_t class_of(const char *name)
{
	for (size_t i = 0; i < class_count; i++)
		if (strcmp(classes[i].name, name) == 0)
			return i;
	if (class_count == MOST_CLASSES)
		exit(2);
	snprintf(classes[class_count].name, sizeof(classes[0].name), "%s", name);
	return class_count++;
}

static void read_lines(const char *file)
{
	FILE *in = fopen(file, "r");
	char name[24];

	if (in == NULL)
		fail(file);
	while (line_count < MOST_LINES && fscanf(in, "%23s %199s", name, lines[line_count].path) == 2)
		lines[line_count++].class = class_of(name);
	fclose(in);
	if (line_count == 0)
		exit(2);
}

static void note(struct class *class, int status, int64_t us)
{
	struct samples *of = class->by;

	while (of->status != status && of->room != 0 && of < class->by + MOST_STATUSES - 1)
		of++;
	of->status = status;
	if (of->count == of->room) {
		of->room = of->room == 0 ? 1024 : of->room * 2;
		of->us = realloc(of->us, of->room * sizeof(*of->us));
		if (of->us == NULL)
			fail("realloc");
	}
	of->us[of->count++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

/* Each connection comes from an address of its own, below 127.1.0.0. */
static void open_connection(size_t i)
{
	struct connection *one = &connections[i];
	struct sockaddr_in own = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x7f010001U + (uint32_t)(i / 250 * 256 + i % 250)) };
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = i };
	int yes = 1;

	*one = (struct connection){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	if (one->fd < 0 || setsockopt(one->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof(yes)) != 0 ||
		bind(one->fd, (struct sockaddr *)&own, sizeof(own)) != 0 ||
		setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) != 0 ||
		connect(one->fd, (struct sockaddr *)&server, sizeof(server)) != 0 ||
		fcntl(one->fd, F_SETFL, O_NONBLOCK) != 0 ||
		epoll_ctl(queue, EPOLL_CTL_ADD, one->fd, &event) != 0)
		fail("a connection");
	one->state = IDLE;
	idle[idle_count++] = i;
}

static void forget(size_t i)
{
	struct connection *one = &connections[i];

	if (one->state == ASKED) {
		asked_count--;
		note(&classes[one->class], one->status == 200 ? 200 : 0, now_us() - one->sent);
	}
	for (size_t at = 0; one->state == IDLE && at < idle_count; at++)
		if (idle[at] == i)
			idle[at--] = idle[--idle_count];
	close(one->fd);
	open_connection(i);
}

static void ask(size_t i)
{
	struct connection *one = &connections[i];
	const struct line *line = &lines[chance() % line_count];
	char request[400];
	int len = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		"Accept: text/html\r\nAccept-Encoding: gzip\r\n\r\n", line->path);

	one->state = ASKED;
	one->class = line->class;
	one->status = 0;
	one->left = 0;
	one->sent = now_us();
	memset(one->tail, 0, sizeof(one->tail));
	asked_count++;
	if (write(one->fd, request, (size_t)len) != len)
		forget(i);
}

static void done(size_t i)
{
	struct connection *one = &connections[i];

	note(&classes[one->class], one->status, now_us() - one->sent);
	asked_count--;
	one->state = ABSENT;
	if (one->last) {
		close(one->fd);
		open_connection(i);
	} else {
		one->state = IDLE;
		idle[idle_count++] = i;
	}
}

/* One of those that wait, by chance: none asks more often than its address may. */
static size_t take_idle(void)
{
	size_t at = chance() % idle_count;
	size_t i = idle[at];

	idle[at] = idle[--idle_count];
	return i;
}

/* The head of an answer, which nginx writes in one piece: gives its length, 0 if it isn't whole. */
static size_t read_head(struct connection *one, char *bytes)
{
	char *end = strstr(bytes, "\r\n\r\n");
	char *length;

	if (end == NULL)
		return 0;
	*end = '\0';
	one->status = (int)strtol(bytes + 9, NULL, 10);
	one->last = strstr(bytes, "Connection: close") != NULL;
	length = strstr(bytes, "Content-Length: ");
	one->left = length != NULL ? strtol(length + 16, NULL, 10) : -1;
	if (one->status == 204 || one->status == 304)
		one->left = 0;
	return (size_t)(end - bytes) + 4;
}

static void take(struct connection *one, const char *bytes, size_t count)
{
	size_t keep = count < 5 ? count : 5;

	if (one->left >= 0) {
		one->left -= (int64_t)count;
		return;
	}
	memmove(one->tail, one->tail + keep, 5 - keep);
	memcpy(one->tail + 5 - keep, bytes + count - keep, keep);
	if (memcmp(one->tail, "0\r\n\r\n", 5) == 0)
		one->left = 0;
}

static void receive(size_t i)
{
	static char bytes[65537];
	struct connection *one = &connections[i];
	ssize_t got = read(one->fd, bytes, sizeof(bytes) - 1);
	size_t from = 0;

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0 || one->state != ASKED) {
		forget(i);
		return;
	}
	bytes[got] = '\0';
	if (one->status == 0)
		from = read_head(one, bytes);
	if (one->status == 0) {
		forget(i);
		return;
	}
	take(one, bytes + from, (size_t)got - from);
	if (one->left == 0)
		done(i);
}

static void receive_all(int timeout_ms)
{
	struct epoll_event events[256];
	int count = epoll_wait(queue, events, 256, timeout_ms);

	for (int i = 0; i < count; i++)
		receive(events[i].data.u64);
}

struct totals {
	int64_t late, unsent, unanswered, us;
};

/* Sends what has come due by now; gives how many requests have been due so far. */
static int64_t send_due(int64_t start, int64_t rate, int64_t before, struct totals *totals)
{
	int64_t passed = now_us() - start;
	int64_t due = rate == CLOSED_LOOP ? before + (int64_t)idle_count : passed * rate / 1000000;

	if (rate != CLOSED_LOOP && due > before) {
		int64_t late = passed - before * 1000000 / rate;

		totals->late = late > totals->late ? late : totals->late;
	}
	for (; before < due; before++) {
		if (idle_count == 0)
			totals->unsent++;
		else
			ask(take_idle());
	}
	return due;
}

static struct totals run(int64_t rate, int64_t seconds)
{
	struct totals totals = { 0 };
	int64_t start = now_us();
	int64_t end = start + seconds * 1000000;
	int64_t due = 0;

	while (now_us() < end) {
		due = send_due(start, rate, due, &totals);
		receive_all(1);
	}
	totals.us = now_us() - start;
	while (asked_count > 0 && now_us() < end + LAST_WAIT_US)
		receive_all(10);
	totals.unanswered = (int64_t)asked_count;
	return totals;
}

static int by_size(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static void print(const struct totals *totals)
{
	printf("{\"late_ms\":%.1f,\"unsent\":%lld,\"unanswered\":%lld,\"seconds\":%.2f,\"processor\":%.2f,"
		"\"classes\":{",
		(double)totals->late / 1000, (long long)totals->unsent, (long long)totals->unanswered,
		(double)totals->us / 1000000, (double)clock() / CLOCKS_PER_SEC);
	for (size_t i = 0; i < class_count; i++) {
		printf("%s\"%s\":{", i > 0 ? "," : "", classes[i].name);
		for (size_t at = 0; at < MOST_STATUSES && classes[i].by[at].count > 0; at++) {
			const struct samples *of = &classes[i].by[at];

			qsort(of->us, of->count, sizeof(*of->us), by_size);
			printf("%s\"%d\":{\"count\":%zu,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}",
				at > 0 ? "," : "", of->status, of->count,
				of->us[of->count / 2] / 1000.0, of->us[of->count * 99 / 100] / 1000.0,
				of->us[of->count - 1] / 1000.0);
		}
		printf("}");
	}
	printf("}}\n");
}

int main(int argc, char **argv)
{
	struct rlimit files = { MOST_CONNECTIONS + 100, MOST_CONNECTIONS + 100 };
	struct totals totals;

	if (argc != 6)
		return 2;
	setrlimit(RLIMIT_NOFILE, &files);
	server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)) };
	connection_count = strtoul(argv[4], NULL, 10);
	if (connection_count > MOST_CONNECTIONS)
		return 2;
	read_lines(argv[5]);
	queue = epoll_create1(EPOLL_CLOEXEC);
	for (size_t i = 0; i < connection_count; i++)
		open_connection(i);
	totals = run(strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10));
	print(&totals);
	return 0;
}
