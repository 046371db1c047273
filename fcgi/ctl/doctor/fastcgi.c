#include "ctl/doctor/fastcgi.h"

#include <sys/socket.h>

#include "base/buf.h"

enum { BEGIN_REQUEST = 1, PARAMS = 4, STDIN = 5, STDOUT = 6 };

#define VERSION 1
#define ID 1
#define RESPONDER 1
#define HEADER 8
#define ANSWER_MOST 4096
#define STATUS_OK 200

static void add_record(struct buf *out, int type, struct str content)
{
	const unsigned char header[HEADER] = { VERSION, (unsigned char)type, 0, ID,
		(unsigned char)(content.len >> 8), (unsigned char)content.len };

	buf_add(out, (struct str){ (const char *)header, sizeof(header) });
	buf_add(out, content);
}

/* Names and values are shorter than 128 bytes, or cut. */
static void add_param(struct buf *params, const char *name, struct str value)
{
	struct str key = str_of(name);

	value = str_sub(value, 0, 127);
	buf_byte(params, (char)key.len);
	buf_byte(params, (char)value.len);
	buf_add(params, key);
	buf_add(params, value);
}

static struct str request(struct arena *arena, struct str path, struct str host)
{
	static const char begin[HEADER] = { 0, RESPONDER };
	struct buf params = buf_in(arena);
	struct buf out = buf_in(arena);

	add_param(&params, "REQUEST_METHOD", S("GET"));
	add_param(&params, "REQUEST_URI", path);
	add_param(&params, "HTTP_HOST", host);
	add_param(&params, "SERVER_PROTOCOL", S("HTTP/1.1"));
	add_param(&params, "REMOTE_ADDR", S("127.0.0.1"));
	add_record(&out, BEGIN_REQUEST, (struct str){ begin, sizeof(begin) });
	add_record(&out, PARAMS, buf_str(&params));
	add_record(&out, PARAMS, (struct str){ 0 });
	add_record(&out, STDIN, (struct str){ 0 });
	return buf_str(&out);
}

/* "Status: 503 …" among the first lines of the answer; without one it is 200 (RFC 3875 section 6.3.3). */
static int status_of(struct str head)
{
	struct str line;
	uint64_t status;

	while (str_cut(&head, '\n', &line) && str_trim(line).len > 0)
		if (str_starts(line, S("Status: ")) && str_to_u64(str_sub(line, 8, 11), 999, &status))
			return (int)status;
	return STATUS_OK;
}

int fastcgi_get(int fd, struct arena *arena, struct str path, struct str host)
{
	struct str asked = request(arena, path, host);
	unsigned char *answer = arena_alloc(arena, ANSWER_MOST);
	size_t len = 0;
	size_t content = 0;
	ssize_t got;

	if (send(fd, asked.data, asked.len, MSG_NOSIGNAL) != (ssize_t)asked.len)
		return 0;
	while (len < ANSWER_MOST && (len < HEADER || len < HEADER + content)) {
		got = recv(fd, answer + len, ANSWER_MOST - len, 0);
		if (got <= 0)
			break;
		len += (size_t)got;
		if (len >= HEADER)
			content = (size_t)answer[4] << 8 | answer[5];
	}
	if (len <= HEADER || answer[0] != VERSION || answer[1] != STDOUT || content == 0)
		return 0;
	return status_of(str_sub((struct str){ (const char *)answer, len }, HEADER, HEADER + content));
}
