#include "store/master.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/address.h"
#include "base/str.h"
#include "store/slot.h"

#define SEERS_MOST 9
/* One that is up answers within a millisecond. */
#define SEER_MS 200
/* How often a link in use is compared with what they say. */
#define CHECK_MS 200
/* The same while none of them answers. */
#define CHECK_AWAY_MS 2000
/* No further one is asked after so long. */
#define OPEN_MS 1000

/* A seer is whoever says who the master is: a sentinel, or a node of a Redis Cluster. */
struct master {
	struct master_options options;
	struct endpoint seers[SEERS_MOST];
	size_t count;
	size_t asked;		/* the seer that is asked first */
	redisContext *seer;	/* the link to it, or NULL */
	struct endpoint here;	/* where master_open connected to */
	bool held;		/* and what master_held says of it */
	int64_t check_at;	/* by clock_steady() */
};

static bool in_cluster(const struct master *master)
{
	return master->options.name == NULL;
}

static const char *seer_word(const struct master *master)
{
	return in_cluster(master) ? "node" : "sentinel";
}

struct master *master_new(const struct master_options *options)
{
	struct master *master = calloc(1, sizeof(*master));
	struct str list = str_of(options->seers);
	struct str piece;

	if (master == NULL)
		abort();
	master->options = *options;
	while (master->count < SEERS_MOST && str_cut(&list, ',', &piece))
		/* The configuration has checked them. */
		master->count += endpoint_parse(str_trim(piece), &master->seers[master->count]);
	return master;
}

static void hang_up(struct master *master)
{
	if (master->seer != NULL)
		redisFree(master->seer);
	master->seer = NULL;
}

void master_free(struct master *master)
{
	if (master == NULL)
		return;
	hang_up(master);
	free(master);
}

static void next_seer(struct master *master)
{
	hang_up(master);
	master->asked = (master->asked + 1) % master->count;
}

/* Takes an answer of get-master-addr-by-name: an address and a port.  A name in place of an address is none. */
static bool take_address(const redisReply *reply, struct endpoint *out)
{
	int64_t port;

	return reply != NULL && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
		reply->element[0]->type == REDIS_REPLY_STRING &&
		reply->element[1]->type == REDIS_REPLY_STRING &&
		str_to_i64(str_of(reply->element[1]->str), &port) &&
		endpoint_of(str_of(reply->element[0]->str), port, out);
}

static const char *error_of(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_ERROR ? reply->str : "it knows none";
}

/* Asks the seer whose turn it is.  False when it doesn't answer or knows no such master. */
static bool ask(struct master *master, struct endpoint *out)
{
	const struct endpoint *at = &master->seers[master->asked];
	redisReply *reply;
	bool found;

	if (master->seer == NULL)
		master->seer = connect_tcp(at->host, at->port, &master->options.login, SEER_MS);
	if (master->seer == NULL)
		return false;
	reply = in_cluster(master) ? redisCommand(master->seer, "CLUSTER SLOTS") :
		redisCommand(master->seer, "SENTINEL get-master-addr-by-name %s", master->options.name);
	found = in_cluster(master) ?
		slot_master(reply, slot_of(str_of(master->options.mark)), at, out) :
		take_address(reply, out);
	if (reply == NULL && !master->options.login.quiet)
		log_warn("store: the %s %s port %d broke off: %s", seer_word(master), at->host, at->port,
			master->seer->errstr);
	else if (!found && !master->options.login.quiet)
		log_warn("store: the %s %s port %d names no address of a master %s: %s", seer_word(master),
			at->host, at->port, in_cluster(master) ? master->options.mark : master->options.name,
			error_of(reply));
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

/*
 * Whether a node serves the site's slot, as it says itself: else it sends us elsewhere (MOVED), or to where
 * others just move the slot to (ASK), or refuses (CLUSTERDOWN).  The mark is there while our own site move
 * goes on.
 */
static bool serves(struct master *master, redisContext *link)
{
	redisReply *reply = redisCommand(link, "GET %s", master->options.mark);
	const bool nothing = reply != NULL && reply->type == REDIS_REPLY_NIL;
	const bool whole = reply != NULL && reply->type == REDIS_REPLY_STRING &&
		strcmp(reply->str, MASTER_MARK_WHOLE) == 0;

	freeReplyObject(reply);
	master->held = whole;
	return nothing || whole;
}

/* Why what was named is not used; NULL if it is. */
static const char *refusal(struct master *master, redisContext *link, int replicas)
{
	struct redis_facts facts = { 0 };

	if (!redis_facts(link, &facts))
		return "doesn't say what it is";
	if (!facts.master)
		return in_cluster(master) ? "is no master, though a node says so" :
			"is no master, though a sentinel says so";
	if (facts.replicas < replicas)
		return "has too few replicas, if another one is named elsewhere";
	if (in_cluster(master) && !serves(master, link))
		return "doesn't serve the slot of the site now";
	return NULL;
}

/* Connects to what was named; NULL unless it is a master, and one with enough replicas. */
static redisContext *enter(struct master *master, const struct endpoint *at, int replicas, int ms)
{
	redisContext *link = connect_tcp(at->host, at->port, &master->options.login, ms);
	const char *why;

	if (link == NULL)
		return NULL;
	why = refusal(master, link, replicas);
	if (why == NULL) {
		master->here = *at;
		master->check_at = clock_steady() + CHECK_MS;
		return link;
	}
	if (!master->options.login.quiet)
		log_warn("store: %s port %d is not used: it %s", at->host, at->port, why);
	redisFree(link);
	return NULL;
}

/* One round of all seers; those that name what was just tried in vain are passed over. */
static redisContext *round_of(struct master *master, int replicas, int ms)
{
	const int64_t until = clock_steady() + OPEN_MS;
	struct endpoint tried = { 0 };
	struct endpoint named;

	for (size_t i = 0; i < master->count && clock_steady() < until; i++) {
		redisContext *link = NULL;

		if (ask(master, &named) && !endpoint_same(&named, &tried)) {
			link = enter(master, &named, replicas, ms);
			tried = named;
		}
		if (link != NULL)
			return link;
		next_seer(master);
	}
	return NULL;
}

static void tell_none(const struct master *master)
{
	if (in_cluster(master))
		log_error("store: none of the nodes %s leads to a master that serves the slot of %s",
			master->options.seers, master->options.mark);
	else
		log_error("store: none of the sentinels %s leads to a master of the name %s",
			master->options.seers, master->options.name);
}

redisContext *master_open(struct master *master, int ms)
{
	redisContext *link = NULL;

	master->held = false;
	if (master->options.replicas > 0)
		link = round_of(master, master->options.replicas, ms);
	if (link == NULL)
		link = round_of(master, 0, ms);
	if (link == NULL && !master->options.login.quiet)
		tell_none(master);
	/* A node that was replaced may not know it yet: whether it was is rather asked of another one. */
	if (link != NULL && endpoint_same(&master->seers[master->asked], &master->here))
		next_seer(master);
	if (link != NULL && master->options.login.quiet)
		log_warn("store: %s port %d is the master", master->here.host, master->here.port);
	/* The tries after this one, about one a second, would only say the same. */
	master->options.login.quiet = link == NULL;
	return link;
}

const struct endpoint *master_here(const struct master *master)
{
	return &master->here;
}

bool master_held(const struct master *master)
{
	return master->held;
}

bool master_moved(struct master *master)
{
	struct endpoint named;

	if (clock_steady() < master->check_at)
		return false;
	master->check_at = clock_steady() + CHECK_MS;
	for (size_t i = 0; i < master->count; i++) {
		if (ask(master, &named))
			return !endpoint_same(&named, &master->here);
		next_seer(master);
	}
	master->check_at = clock_steady() + CHECK_AWAY_MS;
	return false;
}

void master_doubt(struct master *master)
{
	master->check_at = 0;
}
