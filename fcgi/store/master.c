#include "store/master.h"

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define SENTINELS_MOST 9
/* A sentinel that is up answers within a millisecond. */
#define SENTINEL_MS 200
/* How often a link in use is compared with what the sentinels say. */
#define CHECK_MS 200
/* The same while none of them answers. */
#define CHECK_AWAY_MS 2000
/* No further sentinel is asked after so long. */
#define OPEN_MS 1000

struct address {
	char host[INET6_ADDRSTRLEN];
	int port;
};

struct master {
	struct master_options options;
	struct address sentinels[SENTINELS_MOST];
	size_t count;
	size_t asked;		/* the sentinel that is asked first */
	redisContext *sentinel;	/* the link to it, or NULL */
	struct address here;	/* where master_open connected to */
	int64_t check_at;	/* by clock_steady() */
};

static bool same(const struct address *one, const struct address *other)
{
	return one->port == other->port && strcmp(one->host, other->host) == 0;
}

/* "10.0.0.1:26379" or "[fd00::1]:26379", which the configuration has checked. */
static struct address address_of(struct str text)
{
	struct address address = { 0 };
	size_t colon = text.len;
	struct str host;
	int64_t port = 0;

	while (colon > 0 && text.data[colon - 1] != ':')
		colon--;
	str_to_i64((struct str){ text.data + colon, text.len - colon }, &port);
	host = (struct str){ text.data, colon > 0 ? colon - 1 : 0 };
	if (host.len > 1 && host.data[0] == '[')
		host = (struct str){ host.data + 1, host.len - 2 };
	snprintf(address.host, sizeof(address.host), "%.*s", STR_ARG(host));
	address.port = (int)port;
	return address;
}

struct master *master_new(const struct master_options *options)
{
	struct master *master = calloc(1, sizeof(*master));
	struct str list = str_of(options->sentinels);
	struct str piece;

	if (master == NULL)
		abort();
	master->options = *options;
	while (master->count < SENTINELS_MOST && str_cut(&list, ',', &piece))
		master->sentinels[master->count++] = address_of(str_trim(piece));
	return master;
}

static void hang_up(struct master *master)
{
	if (master->sentinel != NULL)
		redisFree(master->sentinel);
	master->sentinel = NULL;
}

void master_free(struct master *master)
{
	if (master == NULL)
		return;
	hang_up(master);
	free(master);
}

static void next_sentinel(struct master *master)
{
	hang_up(master);
	master->asked = (master->asked + 1) % master->count;
}

/* Takes an answer of get-master-addr-by-name: an address and a port.  A name in place of an address is none. */
static bool take_address(const redisReply *reply, struct address *out)
{
	struct in6_addr ignored;
	int64_t port;

	if (reply == NULL || reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
		reply->element[0]->type != REDIS_REPLY_STRING ||
		reply->element[1]->type != REDIS_REPLY_STRING)
		return false;
	if (!str_to_i64(str_of(reply->element[1]->str), &port) || port < 1 || port > 65535 ||
		(inet_pton(AF_INET, reply->element[0]->str, &ignored) != 1 &&
			inet_pton(AF_INET6, reply->element[0]->str, &ignored) != 1))
		return false;
	snprintf(out->host, sizeof(out->host), "%s", reply->element[0]->str);
	out->port = (int)port;
	return true;
}

/* Asks the sentinel whose turn it is.  False when it doesn't answer or knows no master of that name. */
static bool ask(struct master *master, struct address *out)
{
	const struct address *at = &master->sentinels[master->asked];
	redisReply *reply;
	bool found;

	if (master->sentinel == NULL)
		master->sentinel = connect_tcp(at->host, at->port, &master->options.login, SENTINEL_MS);
	if (master->sentinel == NULL)
		return false;
	reply = redisCommand(master->sentinel, "SENTINEL get-master-addr-by-name %s", master->options.name);
	found = take_address(reply, out);
	if (reply == NULL && !master->options.login.quiet)
		log_warn("store: the sentinel %s port %d broke off: %s", at->host, at->port,
			master->sentinel->errstr);
	else if (!found && !master->options.login.quiet)
		log_warn("store: the sentinel %s port %d names no address of a master %s: %s", at->host,
			at->port, master->options.name,
			reply != NULL && reply->type == REDIS_REPLY_ERROR ? reply->str : "unknown to it");
	freeReplyObject(reply);
	return found;
}

/* The text after the name in INFO's answer, up to the end of that line's number or word; or "". */
static struct str info_field(struct str info, const char *name)
{
	struct str line;

	while (str_cut(&info, '\n', &line)) {
		line = str_trim(line);
		if (str_starts(line, str_of(name)))
			return (struct str){ line.data + strlen(name), line.len - strlen(name) };
	}
	return (struct str){ 0 };
}

static int number_before(struct str *text, char end)
{
	struct str piece = { 0 };
	int64_t number = 0;

	str_cut(text, end, &piece);
	return str_to_i64(piece, &number) ? (int)number : 0;
}

bool redis_facts(redisContext *link, struct redis_facts *out)
{
	redisReply *reply = redisCommand(link, "INFO");
	bool ok = reply != NULL && reply->type == REDIS_REPLY_STRING;

	if (ok) {
		struct str info = { reply->str, (size_t)reply->len };
		struct str version = info_field(info, "redis_version:");
		struct str replicas = info_field(info, "connected_slaves:");
		int major = number_before(&version, '.');
		int minor = number_before(&version, '.');

		out->master = str_eq(info_field(info, "role:"), S("master"));
		out->replicas = number_before(&replicas, '.');
		out->waits_for_disk = major > 7 || (major == 7 && minor >= 2);
	}
	freeReplyObject(reply);
	return ok;
}

/* Connects to what a sentinel has named; NULL unless it is a master, and one with enough replicas. */
static redisContext *enter(struct master *master, const struct address *at, int replicas, int ms)
{
	redisContext *link = connect_tcp(at->host, at->port, &master->options.login, ms);
	struct redis_facts facts = { 0 };

	if (link == NULL)
		return NULL;
	if (redis_facts(link, &facts) && facts.master && facts.replicas >= replicas) {
		master->here = *at;
		master->check_at = clock_steady() + CHECK_MS;
		return link;
	}
	if (!master->options.login.quiet)
		log_warn("store: %s port %d is not used: it %s", at->host, at->port,
			link->err != 0 ? "doesn't say what it is" :
			!facts.master ? "is no master, though a sentinel says so" :
			"has too few replicas, if another sentinel knows another master");
	redisFree(link);
	return NULL;
}

/* One round of all sentinels; those that name what was just tried in vain are passed over. */
static redisContext *round_of(struct master *master, int replicas, int ms)
{
	const int64_t until = clock_steady() + OPEN_MS;
	struct address tried = { 0 };
	struct address named;

	for (size_t i = 0; i < master->count && clock_steady() < until; i++) {
		redisContext *link = NULL;

		if (ask(master, &named) && !same(&named, &tried)) {
			link = enter(master, &named, replicas, ms);
			tried = named;
		}
		if (link != NULL)
			return link;
		next_sentinel(master);
	}
	return NULL;
}

redisContext *master_open(struct master *master, int ms)
{
	redisContext *link = NULL;

	if (master->options.replicas > 0)
		link = round_of(master, master->options.replicas, ms);
	if (link == NULL)
		link = round_of(master, 0, ms);
	if (link == NULL && !master->options.login.quiet)
		log_error("store: none of the sentinels %s leads to a master of the name %s",
			master->options.sentinels, master->options.name);
	if (link != NULL && master->options.login.quiet)
		log_warn("store: %s port %d is the master", master->here.host, master->here.port);
	/* The tries after this one, about one a second, would only say the same. */
	master->options.login.quiet = link == NULL;
	return link;
}

bool master_moved(struct master *master)
{
	struct address named;

	if (clock_steady() < master->check_at)
		return false;
	master->check_at = clock_steady() + CHECK_MS;
	for (size_t i = 0; i < master->count; i++) {
		if (ask(master, &named))
			return !same(&named, &master->here);
		next_sentinel(master);
	}
	master->check_at = clock_steady() + CHECK_AWAY_MS;
	return false;
}

void master_doubt(struct master *master)
{
	master->check_at = 0;
}
