/*
 * request_rig: a request as a server in front would send it, for tests of web/request and web/body.
 */
#ifndef TESTS_REQUEST_RIG_H
#define TESTS_REQUEST_RIG_H

#include "web/body.h"

/* One request as a web server would hand it over. */
struct sent {
	const char *method;
	const char *uri;
	const char *accept;
	const char *type;
	const char *length;
	const char *cookie;
	const char *agent;
	const char *host;
	const char *scheme;
	const char *elder;
	const char *since;
	const char *id;
	struct str body;
	size_t body_read;
	bool broken;		/* the connection dies after the body's bytes */
};

const char *sent_param(void *self, const char *name);
/* In pieces of at most seven bytes, as a slow network brings them. */
long sent_read(void *self, char *bytes, size_t size);

static const struct request_limits sent_limits = { .fields = 4, .uri = 100 };
static const struct body_limits sent_body_limits = { .kind = BODY_MULTIPART, .text = 200, .upload = 300,
	.fields = 4 };
/* cmocka per-test set-up and tear-down: *state is an arena. */
int request_set_up(void **state);
int request_tear_down(void **state);
/*
 * Reads it under sent_limits, and the body of a POST under sent_body_limits; as a GET when it names no
 * method.
 */
enum status read_sent(struct arena *arena, struct sent sent, struct request *out);
/* The sentence says which row failed. */
void assert_str(const char *sentence, struct str got, const char *wanted);
/* start, then c up to total bytes. */
struct str repeated(struct arena *arena, const char *start, char c, size_t total);

#endif
