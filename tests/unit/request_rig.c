#include "request_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"

const char *sent_param(void *self, const char *name)
{
	const struct sent *sent = self;
	const struct {
		const char *name;
		const char *value;
	} params[] = {
		{ "REQUEST_METHOD", sent->method },
		{ "REQUEST_URI", sent->uri },
		{ "HTTP_ACCEPT", sent->accept },
		{ "CONTENT_TYPE", sent->type },
		{ "CONTENT_LENGTH", sent->length },
		{ "HTTP_COOKIE", sent->cookie },
		{ "HTTP_USER_AGENT", sent->agent },
		{ "HTTP_HOST", sent->host },
		{ "REQUEST_SCHEME", sent->scheme },
		{ "WZ_ELDER", sent->elder },
		{ "WZ_SINCE", sent->since },
		{ "WZ_REQUEST_ID", sent->id },
		{ "REMOTE_ADDR", "192.0.2.7" },
	};

	for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (strcmp(params[i].name, name) == 0)
			return params[i].value;
	return NULL;
}

long sent_read(void *self, char *bytes, size_t size)
{
	struct sent *sent = self;
	size_t left = sent->body.len - sent->body_read;
	size_t piece = size < 7 ? size : 7;

	if (left == 0)
		return sent->broken ? -1 : 0;
	if (piece > left)
		piece = left;
	memcpy(bytes, sent->body.data + sent->body_read, piece);
	sent->body_read += piece;
	return (long)piece;
}

int request_set_up(void **state)
{
	*state = arena_new((size_t)4 << 20);
	return 0;
}

int request_tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

enum status read_sent(struct arena *arena, struct sent sent, struct request *out)
{
	const struct gateway gateway = { sent_param, sent_read, &sent };

	if (sent.method == NULL)
		sent.method = "GET";
	TRY(request_read(arena, &gateway, &sent_limits, out));
	return out->method == METHOD_POST ? body_read(&gateway, &sent_body_limits, out) : OK;
}

void assert_str(const char *sentence, struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("%s: got \"%.*s\", wanted \"%s\"", sentence, STR_ARG(got), wanted);
}

struct str repeated(struct arena *arena, const char *start, char c, size_t total)
{
	struct buf text = buf_in(arena);

	buf_add(&text, str_of(start));
	while (text.len < total)
		buf_byte(&text, c);
	return arena_str(arena, buf_str(&text));
}
