#include "store/site_move.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypt/random.h"
#include "store/connect.h"
#include "store/master.h"
#include "store/slot.h"
#include "store/store.h"

/*
 * How far it is, as the mark says it: the copy grows; it is whole, and takes the place of the site.  Then the
 * copy's mark and that of the site end in the same random id, so no other copy is taken for it.
 */
#define COPYING MASTER_MARK_WHOLE
#define COPIED "copied "
#define LEAVING "leaving "
#define MARK_SIZE 32

/* What a node may take to answer: a large key silences two for seconds. */
#define NODE_MS 60000
#define CONNECT_MS 2000
#define WAIT_MS "5000"
/* Keys that go at once: both nodes do nothing else meanwhile. */
#define BATCH_KEYS 50
#define SCAN_COUNT "500"
#define CLEAR_KEYS "100"
#define MASTERS_MOST 128
#define ID_LENGTH 40

struct node {
	struct endpoint at;
	char id[ID_LENGTH + 1];
	redisContext *link;
};

struct move {
	struct site_move *move;
	struct login login;
	char password[256];
	char slot[8];
	char marks[MOVE_SITES_MOST][64];
	struct node source;
	struct node target;
	struct node masters[MASTERS_MOST];	/* without links */
	size_t master_count;
	const char *problem;
	enum status status;
};

static char problem_text[512];

/* Ends the move for now (ERR_AWAY) or for good. */
static bool fail(struct move *m, enum status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem_text, sizeof(problem_text), format, args);
	va_end(args);
	m->problem = problem_text;
	m->status = status;
	return false;
}

/* Sends words; NULL, and the move has failed, when there is no answer. */
static redisReply *send_words(struct move *m, struct node *node, int count, const char **words,
	const size_t *lens)
{
	redisReply *reply = redisCommandArgv(node->link, count, words, (size_t *)lens);

	if (reply == NULL)
		fail(m, ERR_AWAY, "%s port %d doesn't answer: %s", node->at.host, node->at.port,
			node->link->errstr);
	return reply;
}

#define WORDS_MOST 128

/* The same of words up to a NULL. */
static redisReply *ask(struct move *m, struct node *node, ...)
{
	const char *words[WORDS_MOST];
	int count = 0;
	va_list args;

	va_start(args, node);
	while (count < WORDS_MOST && (words[count] = va_arg(args, const char *)) != NULL)
		count++;
	va_end(args);
	return send_words(m, node, count, words, NULL);
}

/* An answer that is no error, which is freed. */
static bool is_done(struct move *m, const struct node *node, const char *what, redisReply *reply)
{
	const bool ok = reply != NULL && reply->type != REDIS_REPLY_ERROR;

	if (reply != NULL && !ok)
		fail(m, ERR_AWAY, "%s at %s port %d: %s", what, node->at.host, node->at.port, reply->str);
	freeReplyObject(reply);
	return ok;
}

#define DO(m, node, word, ...) is_done(m, node, word, ask(m, node, word, __VA_ARGS__, NULL))

static bool connect_node(struct move *m, struct node *node)
{
	node->link = connect_tcp(node->at.host, node->at.port, &m->login, CONNECT_MS);
	if (node->link == NULL)
		return fail(m, ERR_AWAY, "%s port %d can't be reached as the account operator", node->at.host,
			node->at.port);
	connect_patience(node->link, NODE_MS);
	return true;
}

static void hang_up(struct node *node)
{
	if (node->link != NULL)
		redisFree(node->link);
	node->link = NULL;
}

/* Waits until the replicas have what the node has. */
static bool settle(struct move *m, struct node *node)
{
	char count[16];
	redisReply *reply;
	bool ok;

	snprintf(count, sizeof(count), "%d", m->move->replicas);
	reply = ask(m, node, "WAIT", count, WAIT_MS, NULL);
	ok = reply != NULL && reply->type == REDIS_REPLY_INTEGER && reply->integer >= m->move->replicas;
	if (reply != NULL && !ok)
		fail(m, ERR_AWAY, "the replicas of %s port %d don't keep up", node->at.host, node->at.port);
	freeReplyObject(reply);
	return ok;
}

/* Whether it is a master that is there, by its flags in CLUSTER NODES. */
static bool lives_as_master(struct str flags)
{
	bool master = false;
	struct str flag;

	while (str_cut(&flags, ',', &flag)) {
		if (str_starts(flag, S("fail")) || str_eq(flag, S("noaddr")) || str_eq(flag, S("handshake")))
			return false;
		master = master || str_eq(flag, S("master"));
	}
	return master;
}

/* Takes a line of CLUSTER NODES: id, address, flags …; a master that lives is one of the masters. */
static void take_line(struct move *m, struct str line)
{
	struct node node = { 0 };
	struct str id, whole, address, flags;
	size_t colon;
	int64_t port;

	if (!str_cut(&line, ' ', &id) || !str_cut(&line, ' ', &whole) || !str_cut(&line, ' ', &flags) ||
		id.len != ID_LENGTH || m->master_count == MASTERS_MOST)
		return;
	str_cut(&whole, '@', &address);
	for (colon = address.len; colon > 0 && address.data[colon - 1] != ':'; colon--)
		;
	if (colon == 0 || !str_to_i64(str_sub(address, colon, address.len), &port) ||
		!endpoint_of(colon > 1 ? str_sub(address, 0, colon - 1) : str_of(m->source.at.host), port,
			&node.at))
		return;
	snprintf(node.id, sizeof(node.id), "%.*s", STR_ARG(id));
	if (lives_as_master(flags))
		m->masters[m->master_count++] = node;
}

static bool read_masters(struct move *m)
{
	redisReply *reply = ask(m, &m->source, "CLUSTER", "NODES", NULL);
	struct str text, line;

	if (reply == NULL || reply->type != REDIS_REPLY_STRING) {
		freeReplyObject(reply);
		return fail(m, ERR_AWAY, "%s port %d doesn't say which nodes there are", m->source.at.host,
			m->source.at.port);
	}
	text = (struct str){ reply->str, (size_t)reply->len };
	while (str_cut(&text, '\n', &line))
		take_line(m, line);
	freeReplyObject(reply);
	return true;
}

/* Gives a node its id; false if it is none of the masters. */
static bool known_master(struct move *m, struct node *node)
{
	for (size_t i = 0; i < m->master_count; i++)
		if (endpoint_same(&m->masters[i].at, &node->at)) {
			memcpy(node->id, m->masters[i].id, sizeof(node->id));
			return true;
		}
	return false;
}

/* Whom one of the nodes names as the slot's master. */
static bool find_source(struct move *m)
{
	struct str list = str_of(m->move->nodes);
	const int slot = (int)strtol(m->slot, NULL, 10);
	struct node seer = { 0 };
	struct str piece;
	bool found = false;

	fail(m, ERR_AWAY, "none of the nodes %s names who serves the site's slot", m->move->nodes);
	while (!found && str_cut(&list, ',', &piece)) {
		redisReply *reply = NULL;

		if (endpoint_parse(str_trim(piece), &seer.at) && connect_node(m, &seer))
			reply = ask(m, &seer, "CLUSTER", "SLOTS", NULL);
		found = reply != NULL && slot_master(reply, slot, &seer.at, &m->source.at);
		if (reply != NULL && reply->type == REDIS_REPLY_ERROR)
			fail(m, ERR_INVALID, "%s port %d: %s", seer.at.host, seer.at.port, reply->str);
		freeReplyObject(reply);
		hang_up(&seer);
	}
	return found && connect_node(m, &m->source) && read_masters(m);
}

/* The mark at a node: what it says, "" if there is none.  asking: the slot is on its way there. */
static bool read_mark(struct move *m, struct node *node, bool asking, char out[MARK_SIZE])
{
	redisReply *reply;
	bool ok;

	out[0] = '\0';
	if (asking && !is_done(m, node, "ASKING", ask(m, node, "ASKING", NULL)))
		return false;
	reply = ask(m, node, "GET", m->marks[0], NULL);
	ok = reply != NULL && reply->type != REDIS_REPLY_ERROR;
	if (ok && reply->type == REDIS_REPLY_STRING)
		snprintf(out, MARK_SIZE, "%s", reply->str);
	return is_done(m, node, "GET", reply);
}

/*
 * Marks the slot of all sites in it, with the replicas' word; then no link is left that doesn't know.  The
 * first mark, by which a later run goes on, is set last: then all others say the same.
 */
static bool set_marks(struct move *m, struct node *node, bool asking, const char *phase)
{
	for (size_t i = m->move->count; i-- > 0;) {
		if (asking && !is_done(m, node, "ASKING", ask(m, node, "ASKING", NULL)))
			return false;
		if (!DO(m, node, "SET", m->marks[i], phase))
			return false;
	}
	if (!settle(m, node))
		return false;
	for (size_t i = 0; i < m->move->count && !asking; i++)
		if (!DO(m, node, "CLIENT", "KILL", "USER", m->move->users[i]))
			return false;
	return true;
}

/* In one command: no site may stay marked when a later run finds the first one free. */
static bool drop_marks(struct move *m, struct node *node)
{
	const char *words[MOVE_SITES_MOST + 1] = { "UNLINK" };

	for (size_t i = 0; i < m->move->count; i++)
		words[i + 1] = m->marks[i];
	return is_done(m, node, "UNLINK", send_words(m, node, (int)m->move->count + 1, words, NULL)) &&
		settle(m, node);
}

static bool is_mark(const struct move *m, struct str key)
{
	for (size_t i = 0; i < m->move->count; i++)
		if (str_eq(key, str_of(m->marks[i])))
			return true;
	return false;
}

/* Whether the key is one of the sites that move. */
static bool is_ours(const struct move *m, struct str key)
{
	for (size_t i = 0; i < m->move->count; i++) {
		const size_t prefix = strlen(m->marks[i]) - strlen(STORE_MOVING);

		if (key.len > prefix && memcmp(key.data, m->marks[i], prefix) == 0)
			return true;
	}
	return false;
}

/* Deletes some keys, the marks aside unless asking.  *more: there were any. */
static bool unlink_keys(struct move *m, struct node *node, bool asking, const redisReply *keys, bool *more)
{
	const char *words[WORDS_MOST] = { "UNLINK" };
	size_t lens[WORDS_MOST] = { 6 };
	redisReply *reply;
	int count = 1;

	for (size_t i = 0; i < keys->elements; i++) {
		const redisReply *key = keys->element[i];

		if (!asking && is_mark(m, (struct str){ key->str, (size_t)key->len }))
			continue;
		words[count] = key->str;
		lens[count++] = (size_t)key->len;
	}
	*more = count > 1;
	if (count == 1)
		return true;
	if (asking && !is_done(m, node, "ASKING", ask(m, node, "ASKING", NULL)))
		return false;
	reply = send_words(m, node, count, words, lens);
	/* One of them has just expired: they are listed again. */
	if (reply != NULL && reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "TRYAGAIN", 8) == 0) {
		freeReplyObject(reply);
		return true;
	}
	return is_done(m, node, "UNLINK", reply);
}

/* Deletes what the node has of the slot, the marks aside; asking: the slot is on its way there. */
static bool clear(struct move *m, struct node *node, bool asking)
{
	bool ok = true;

	for (bool more = true; more && ok;) {
		redisReply *keys = ask(m, node, "CLUSTER", "GETKEYSINSLOT", m->slot, CLEAR_KEYS, NULL);

		if (keys == NULL || keys->type != REDIS_REPLY_ARRAY)
			return is_done(m, node, "CLUSTER GETKEYSINSLOT", keys) && false;
		ok = unlink_keys(m, node, asking, keys, &more);
		freeReplyObject(keys);
	}
	return ok;
}

/* Whether the node has anything of the slot. */
static bool count_left(struct move *m, struct node *node, bool *any)
{
	redisReply *keys = ask(m, node, "CLUSTER", "GETKEYSINSLOT", m->slot, "1", NULL);

	if (keys == NULL || keys->type != REDIS_REPLY_ARRAY)
		return is_done(m, node, "CLUSTER GETKEYSINSLOT", keys) && false;
	*any = keys->elements > 0;
	freeReplyObject(keys);
	return true;
}

/* Deletes what a master has of a slot that another one serves; whoever serves it refuses to import it. */
static bool sweep_node(struct move *m, struct node *node)
{
	bool any;

	if (!connect_node(m, node) || !count_left(m, node, &any))
		return false;
	if (any && !(DO(m, node, "CLUSTER", "SETSLOT", m->slot, "IMPORTING", m->source.id) &&
		clear(m, node, true) && settle(m, node)))
		return false;
	return DO(m, node, "CLUSTER", "SETSLOT", m->slot, "STABLE");
}

/* No copy outlives a move that is given up: what is erased later would stay in it. */
static bool sweep(struct move *m)
{
	bool ok = true;

	for (size_t i = 0; i < m->master_count && ok; i++) {
		struct node *node = &m->masters[i];

		if (endpoint_same(&node->at, &m->source.at))
			continue;
		ok = sweep_node(m, node);
		hang_up(node);
	}
	return ok;
}

/* Sends a batch of keys, which stay where they are. */
static bool copy_keys(struct move *m, const redisReply *const *keys, int count)
{
	char port[16];
	const char *words[WORDS_MOST] = { "MIGRATE", m->target.at.host, port, "", "0", "60000", "COPY",
		"REPLACE", "AUTH2", m->login.user, m->password, "KEYS" };
	size_t lens[WORDS_MOST];
	int at = 12;

	snprintf(port, sizeof(port), "%d", m->target.at.port);
	for (int i = 0; i < at; i++)
		lens[i] = strlen(words[i]);
	for (int i = 0; i < count; i++, at++) {
		words[at] = keys[i]->str;
		lens[at] = (size_t)keys[i]->len;
	}
	m->move->keys += (uint64_t)count;
	return count == 0 || is_done(m, &m->source, "MIGRATE", send_words(m, &m->source, at, words, lens));
}

/* Copies those of some names that lie in the slot, the marks aside: the target gets its own last. */
static bool copy_names(struct move *m, const redisReply *names)
{
	const redisReply *keys[BATCH_KEYS];
	const int slot = (int)strtol(m->slot, NULL, 10);
	int count = 0;

	for (size_t i = 0; i < names->elements; i++) {
		const struct str name = { names->element[i]->str, (size_t)names->element[i]->len };

		if (slot_of(name) != slot || is_mark(m, name))
			continue;
		if (!is_ours(m, name))
			return fail(m, ERR_INVALID,
				"another site, of which the configuration knows nothing, is in the same slot: %.*s",
				STR_ARG(name));
		keys[count++] = names->element[i];
		if (count < BATCH_KEYS)
			continue;
		if (!copy_keys(m, keys, count))
			return false;
		count = 0;
	}
	return copy_keys(m, keys, count);
}

/* CLUSTER GETKEYSINSLOT can't go on where it ended, so all names of the node are gone through. */
static bool copy_all(struct move *m)
{
	char cursor[32] = "0";
	bool ok = true;

	m->move->keys = 0;
	do {
		redisReply *reply = ask(m, &m->source, "SCAN", cursor, "COUNT", SCAN_COUNT, NULL);

		if (reply == NULL || reply->type != REDIS_REPLY_ARRAY)
			return is_done(m, &m->source, "SCAN", reply) && false;
		snprintf(cursor, sizeof(cursor), "%s", reply->element[0]->str);
		ok = copy_names(m, reply->element[1]);
		freeReplyObject(reply);
	} while (ok && strcmp(cursor, "0") != 0);
	return ok;
}

/*
 * The slot is the target's once more than half of the masters say so.  The source can't be told, while it
 * has the marks: it hears of it from the others, and drops them.
 */
static bool give_over(struct move *m)
{
	size_t told = 1;

	if (!DO(m, &m->target, "CLUSTER", "SETSLOT", m->slot, "NODE", m->target.id))
		return false;
	for (size_t i = 0; i < m->master_count; i++) {
		struct node *node = &m->masters[i];
		const bool other = !endpoint_same(&node->at, &m->target.at) &&
			!endpoint_same(&node->at, &m->source.at);

		if (other && connect_node(m, node))
			told += DO(m, node, "CLUSTER", "SETSLOT", m->slot, "NODE", m->target.id);
		hang_up(node);
	}
	if (told * 2 <= m->master_count)
		return fail(m, ERR_AWAY, "too few masters answer to take the slot over");
	return drop_marks(m, &m->target);
}

/* What is not moved isn't held either. */
static bool let_go(struct move *m)
{
	const enum status status = m->status;

	if (status == ERR_INVALID && sweep(m) && drop_marks(m, &m->source))
		m->status = status;
	return false;
}

static bool begins(const char *mark, const char *phase)
{
	return strncmp(mark, phase, strlen(phase)) == 0;
}

/* From the beginning: the site is whole at the source. */
static bool copy_anew(struct move *m)
{
	char copied[MARK_SIZE], leaving[MARK_SIZE];
	uint64_t id;

	random_bytes(&id, sizeof(id));
	snprintf(copied, sizeof(copied), COPIED "%016" PRIx64, id);
	snprintf(leaving, sizeof(leaving), LEAVING "%016" PRIx64, id);
	return set_marks(m, &m->source, false, COPYING) && clear(m, &m->target, true) &&
		(copy_all(m) || let_go(m)) &&
		settle(m, &m->target) && set_marks(m, &m->target, true, copied) &&
		set_marks(m, &m->source, false, leaving);
}

/* Goes on from the mark at the source, if the target has the copy of which it speaks. */
static bool go_on(struct move *m, const char *leaving)
{
	char copied[MARK_SIZE];

	if (!read_mark(m, &m->target, true, copied))
		return false;
	if (begins(copied, COPIED) && strcmp(copied + strlen(COPIED), leaving + strlen(LEAVING)) == 0)
		/* Once more, for links that were there before it. */
		return set_marks(m, &m->source, false, leaving);
	return DO(m, &m->target, "CLUSTER", "SETSLOT", m->slot, "STABLE") &&
		fail(m, ERR_INVALID, "a move to another node had begun; bring it to its end first");
}

static bool move_there(struct move *m)
{
	char mark[MARK_SIZE];

	if (!read_mark(m, &m->source, false, mark))
		return false;
	if (begins(mark, COPIED))
		return fail(m, ERR_INVALID, "a move to where the site is had begun; bring it to its end first");
	/* The move that had begun may have been to another node. */
	if (strcmp(mark, COPYING) == 0 && !sweep(m))
		return false;
	return DO(m, &m->target, "CLUSTER", "SETSLOT", m->slot, "IMPORTING", m->source.id) &&
		(begins(mark, LEAVING) ? go_on(m, mark) : copy_anew(m)) &&
		clear(m, &m->source, false) && give_over(m);
}

/* The slot is at the target: what is left of a move that came so far, or that is given up. */
static bool stay(struct move *m)
{
	char mark[MARK_SIZE];

	if (!read_mark(m, &m->target, false, mark))
		return false;
	if (begins(mark, COPIED))
		return give_over(m);
	/* It may be emptied already: only the copy is whole. */
	if (begins(mark, LEAVING))
		return fail(m, ERR_INVALID, "the move to another node can't be given up now; bring it to its end");
	if (!sweep(m) || (mark[0] != '\0' && !drop_marks(m, &m->target)))
		return false;
	return fail(m, ERR_ALREADY, mark[0] != '\0' ? "the move that had begun is given up" :
		"it is there already");
}

static bool run(struct move *m)
{
	if (!find_source(m))
		return false;
	if (!endpoint_parse(str_of(m->move->target), &m->target.at))
		return fail(m, ERR_INVALID, "%s is no address with a port", m->move->target);
	if (!known_master(m, &m->target))
		return fail(m, ERR_INVALID, "%s is no master of the cluster", m->move->target);
	if (!known_master(m, &m->source))
		return fail(m, ERR_AWAY, "%s port %d, which has the site, is no master now", m->source.at.host,
			m->source.at.port);
	if (!connect_node(m, &m->target))
		return false;
	return endpoint_same(&m->source.at, &m->target.at) ? stay(m) : move_there(m);
}

bool site_move_together(const char *one, const char *other)
{
	return slot_of(str_of(one)) == slot_of(str_of(other));
}

enum status site_move_run(struct site_move *move, const char **problem)
{
	struct move *m = calloc(1, sizeof(*m));
	const int64_t began = clock_steady();
	enum status status;
	bool done;

	if (m == NULL)
		abort();
	m->move = move;
	m->login = (struct login){ .user = "operator", .password_file = move->password_file, .quiet = true };
	for (size_t i = 0; i < move->count; i++)
		snprintf(m->marks[i], sizeof(m->marks[i]), "{%s}:" STORE_MOVING, move->sites[i]);
	snprintf(m->slot, sizeof(m->slot), "%d", slot_of(str_of(m->marks[0])));
	done = connect_password(move->password_file, m->password, sizeof(m->password)) ? run(m) :
		fail(m, ERR_INVALID, "%s can't be read", move->password_file);
	explicit_bzero(m->password, sizeof(m->password));
	hang_up(&m->source);
	hang_up(&m->target);
	move->held_ms = (uint64_t)(clock_steady() - began);
	*problem = m->problem;
	status = done ? OK : m->status;
	free(m);
	return status;
}
