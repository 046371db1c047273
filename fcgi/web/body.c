#include "web/body.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "disk/file.h"
#include "base/log.h"

static struct str param(const struct gateway *gateway, const char *name)
{
	return str_of(gateway->param(gateway->self, name));
}

static bool is_form_type(struct str type)
{
	struct str params = type;
	struct str piece;

	if (!str_cut(&params, ';', &piece) ||
	    !str_eq_nocase(str_trim(piece), S("application/x-www-form-urlencoded")))
		return false;
	while (str_cut(&params, ';', &piece)) {
		piece = str_trim(piece);
		if (piece.len >= 8 && str_eq_nocase(str_sub(piece, 0, 8), S("charset=")) &&
		    !str_eq_nocase(str_sub(piece, 8, piece.len), S("utf-8")))
			return false;
	}
	return true;
}

/* Exactly length bytes: a body cut short by a dying connection must not pass for a whole one. */
static bool read_exactly(const struct gateway *gateway, char *bytes, size_t length)
{
	size_t have = 0;

	while (have < length) {
		long got = gateway->read(gateway->self, bytes + have, length - have);

		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return true;
}

static bool read_past(const struct gateway *gateway, size_t length)
{
	char bytes[4096];

	while (length > 0) {
		size_t piece = length < sizeof(bytes) ? length : sizeof(bytes);

		if (!read_exactly(gateway, bytes, piece))
			return false;
		length -= piece;
	}
	return true;
}

static bool at_end(const struct gateway *gateway)
{
	char extra;

	return gateway->read(gateway->self, &extra, 1) == 0;
}

static enum status read_urlencoded(const struct gateway *gateway, const struct body_limits *limits,
	size_t size, struct request *request)
{
	char *bytes = arena_alloc(request->arena, size + 1);

	if (!read_exactly(gateway, bytes, size) || !at_end(gateway))
		return ERR_MALFORMED;
	return fields_parse_urlencoded(request->arena, (struct str){ bytes, size }, limits->fields,
		&request->form);
}

/* A file without a name, mapped: memory that the kernel can give back to the disk. */
struct spool {
	int fd;
	void *bytes;
	size_t size;
};

static void drop_spool(void *object)
{
	struct spool *spool = object;

	if (spool->bytes != NULL)
		munmap(spool->bytes, spool->size);
	if (spool->fd >= 0)
		close(spool->fd);
}

/* size bytes of the body onto the disk. */
static enum status fill_spool(const struct gateway *gateway, struct spool *spool)
{
	static char piece[65536];

	for (size_t left = spool->size; left > 0;) {
		size_t want = left < sizeof(piece) ? left : sizeof(piece);

		if (!read_exactly(gateway, piece, want))
			return ERR_MALFORMED;
		if (!file_write(spool->fd, (struct str){ piece, want }))
			return ERR_AWAY;
		left -= want;
	}
	return OK;
}

/* The first size bytes of the body, which live as long as the request. */
static enum status read_spooled(const struct gateway *gateway, const char *folder, size_t size,
	struct request *request, char **bytes)
{
	struct spool *spool = ARENA_NEW(request->arena, struct spool);
	enum status status = ERR_AWAY;

	*spool = (struct spool){ .fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), .size = size };
	arena_defer(request->arena, drop_spool, spool);
	if (spool->fd >= 0)
		status = fill_spool(gateway, spool);
	if (status == OK) {
		void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, spool->fd, 0);

		spool->bytes = map != MAP_FAILED ? map : NULL;
		*bytes = spool->bytes;
	}
	if (status == ERR_AWAY || (status == OK && spool->bytes == NULL)) {
		log_error("%s: cannot keep what was sent: %s", folder, strerror(errno));
		return ERR_AWAY;
	}
	return status;
}

/*
 * A form with files is kept in memory, or spooled, while it is answered: the server in front receives all
 * of it before it passes it on, so it is here for moments only.  Of one that is too large the beginning is
 * kept, so that what was typed is not lost.
 */
static enum status read_multipart(const struct gateway *gateway, const struct body_limits *limits,
	size_t size, struct str boundary, struct request *request)
{
	const struct multipart_limits parts = { .parts = limits->fields, .text = limits->text };
	size_t kept = size < limits->upload ? size : limits->upload;
	char *bytes;
	struct multipart form;

	if (limits->kind == BODY_SPOOL) {
		TRY(read_spooled(gateway, limits->spool, kept, request, &bytes));
	} else {
		bytes = arena_alloc(request->arena, kept + 1);
		if (!read_exactly(gateway, bytes, kept))
			return ERR_MALFORMED;
	}
	if (!read_past(gateway, size - kept) || !at_end(gateway))
		return ERR_MALFORMED;
	TRY(multipart_parse(request->arena, boundary, (struct str){ bytes, kept }, kept < size, &parts,
		&form));
	request->form = form.fields;
	request->uploads = form.uploads;
	request->uploads_cut = kept < size;
	request->cut_field = form.cut_field;
	return OK;
}

enum status body_read(const struct gateway *gateway, const struct body_limits *limits,
	struct request *request)
{
	struct str length = param(gateway, "CONTENT_LENGTH");
	struct str type = param(gateway, "CONTENT_TYPE");
	struct str boundary;
	uint64_t size = 0;

	if (length.len > 0 && !str_to_u64(length, UINT64_MAX, &size))
		return ERR_MALFORMED;
	if (size > 0 && limits->kind >= BODY_MULTIPART && multipart_boundary(type, &boundary))
		return size / 2 > limits->upload ? ERR_TOO_LARGE :
						   read_multipart(gateway, limits, size, boundary, request);
	if (size > limits->text)
		return ERR_TOO_LARGE;
	if (size > 0 && (limits->kind == BODY_NONE || !is_form_type(type)))
		return ERR_MEDIA;
	return read_urlencoded(gateway, limits, size, request);
}
