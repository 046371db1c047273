/*
 * A whole hostile request: the input's lines are address, Accept, Cookie, browser, host, type and length,
 * what follows is the body.  What is accepted must be valid, within its limits, and find at most one row.
 */
#include <stdlib.h>

#include "base/text.h"
#include "web/body.h"
#include "web/route.h"
#include "fresh_arena.h"

#define LINES 7

struct input {
	const char *lines[LINES];
	struct str body;
};

static const char *input_param(void *self, const char *name)
{
	static const char *const names[LINES] = { "REQUEST_URI", "HTTP_ACCEPT", "HTTP_COOKIE",
		"HTTP_USER_AGENT",
						  "HTTP_HOST", "CONTENT_TYPE", "CONTENT_LENGTH" };
	const struct input *input = self;

	if (strcmp(name, "REQUEST_METHOD") == 0)
		return input->body.len > 0 ? "POST" : "GET";
	for (size_t i = 0; i < LINES; i++)
		if (strcmp(name, names[i]) == 0)
			return input->lines[i];
	return NULL;
}

static long input_read(void *self, char *bytes, size_t size)
{
	struct input *input = self;
	size_t piece = size < input->body.len ? size : input->body.len;

	memcpy(bytes, input->body.data, piece);
	input->body = str_sub(input->body, piece, input->body.len);
	return (long)piece;
}

static enum status answer(struct exchange *exchange)
{
	(void)exchange;
	return OK;
}

static const struct route table[] = {
	{ .method = METHOD_GET, .pattern = "/", .handler = answer, .has_json = true },
	{ .method = METHOD_GET, .pattern = "/topics/:n", .handler = answer, .has_json = true },
	{ .method = METHOD_POST, .pattern = "/topics", .handler = answer },
	{ .method = METHOD_POST, .pattern = "/t/:token/rating", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/staff/queues/:desk", .handler = answer },
	{ .method = METHOD_POST, .pattern = "/staff/cases/:n/:id", .handler = answer },
	{ .method = METHOD_GET, .pattern = "/a.json", .handler = answer },
};

static void check(const struct request *request)
{
	const struct route *row = NULL;
	struct str params[ROUTE_PARAMS] = { 0 };
	struct str allow = { 0 };

	if (!text_valid(request->path) || !text_valid(request->agent) || request->agent.len > 256)
		abort();
	if (request->path.len > 0 && request->path.data[0] != '/')
		abort();
	switch (route_find(table, sizeof(table) / sizeof(table[0]), request, &row, params, &allow)) {
	case OK:
		if (row == NULL)
			abort();
		for (size_t i = 0; i < ROUTE_PARAMS; i++)
			if (str_find(params[i], '/', 0) < params[i].len)
				abort();
		break;
	case ERR_METHOD:
		if (allow.len == 0)
			abort();
		break;
	default:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct request_limits limits = { .fields = 16, .uri = 1024 };
	static const struct body_limits body = { .kind = BODY_MULTIPART, .text = 4096, .upload = 8192,
		.fields = 16 };
	struct arena *arena = fresh_arena((size_t)64 << 20);
	struct str rest = { (const char *)data, size };
	struct input input = { { 0 }, { 0 } };
	const struct gateway gateway = { input_param, input_read, &input };
	struct request request;
	struct str line;

	for (size_t i = 0; i < LINES && str_cut(&rest, '\n', &line); i++)
		input.lines[i] = arena_cstr(arena, line);
	input.body = rest;
	if (request_read(arena, &gateway, &limits, &request) == OK &&
		body_read(&gateway, &body, &request) == OK)
		check(&request);
	return 0;
}
