#include "ctl/backup/aof.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "disk/whole_file.h"

#define MANIFEST_BYTES ((size_t)64 << 10)
#define TRIES 50
#define PAUSE_NS 100000000
#define BLOCK 65536
#define NUMBER_DIGITS 18
/* As much as a transaction that is just being written may have, as in scripts/redis-ready. */
#define MOST_CUT (1 << 20)
#define TRANSACTION_END "\nEXEC\r\n"

/* Bytes of a file, read forward. */
struct reader {
	int fd;
	int failed;	/* errno of a read; 0: none failed */
	int64_t at;	/* of the next byte */
	int64_t end;
	size_t used;
	size_t got;
	char block[BLOCK];
};

/* The next byte, or -1 at the end. */
static int next(struct reader *reader)
{
	if (reader->at >= reader->end)
		return -1;
	if (reader->used == reader->got) {
		ssize_t n = pread(reader->fd, reader->block, BLOCK, reader->at);

		if (n <= 0) {
			reader->failed = n < 0 ? errno : EIO;
			return -1;
		}
		reader->got = (size_t)n;
		reader->used = 0;
	}
	reader->at++;
	return (unsigned char)reader->block[reader->used++];
}

static void skip(struct reader *reader, int64_t bytes)
{
	reader->at += bytes;
	if ((uint64_t)bytes <= reader->got - reader->used) {
		reader->used += (size_t)bytes;
	} else {
		reader->used = 0;
		reader->got = 0;
	}
}

enum part { PART_WHOLE, PART_CUT, PART_WRONG };

/* The mark, a number and CR LF. */
static enum part read_number(struct reader *reader, char mark, int64_t *number)
{
	int c = next(reader);
	int digits = 0;

	*number = 0;
	if (c != mark)
		return c < 0 ? PART_CUT : PART_WRONG;
	while ((c = next(reader)) >= '0' && c <= '9' && digits++ < NUMBER_DIGITS)
		*number = *number * 10 + (c - '0');
	if (c >= 0 && (c != '\r' || digits == 0))
		return PART_WRONG;
	if (c >= 0)
		c = next(reader);
	return c < 0 ? PART_CUT : c == '\n' ? PART_WHOLE : PART_WRONG;
}

/* One argument; of a short one its bytes. */
static enum part read_argument(struct reader *reader, char word[8])
{
	int64_t len;
	enum part part = read_number(reader, '$', &len);
	int c;

	word[0] = '\0';
	if (part != PART_WHOLE)
		return part;
	if (len < 8) {
		for (int64_t i = 0; i < len; i++)
			word[i] = (char)next(reader);
		word[len] = '\0';
	} else {
		skip(reader, len);
	}
	c = next(reader);
	if (c == '\r')
		c = next(reader);
	else if (c >= 0)
		return PART_WRONG;
	return c < 0 ? PART_CUT : c == '\n' ? PART_WHOLE : PART_WRONG;
}

/* A command (RESP array of bulk strings); name is that of a short one. */
static enum part read_command(struct reader *reader, char name[8])
{
	int64_t count;
	enum part part = read_number(reader, '*', &count);
	char word[8];

	name[0] = '\0';
	for (int64_t i = 0; i < count && part == PART_WHOLE; i++)
		part = read_argument(reader, i == 0 ? name : word);
	return part;
}

/*
 * Whether what follows the last whole transaction is the beginning of one that is just being written: little,
 * and none ends in it.  Else a damaged length made what is behind it look like one argument.
 */
static bool is_beginning(struct reader *reader, int64_t whole)
{
	const char *end = TRANSACTION_END;
	size_t same = 0;
	int c;

	if (reader->end - whole > MOST_CUT)
		return false;
	reader->at = whole;
	reader->used = 0;
	reader->got = 0;
	while (end[same] != '\0' && (c = next(reader)) >= 0)
		same = c == end[same] ? same + 1 : c == end[0];
	return end[same] != '\0';
}

/*
 * The offset behind the last whole command, or transaction, of an append-only file's first size bytes.
 * ERR_DAMAGED, with that offset, when other bytes follow than the beginning of one; ERR_AWAY, with errno,
 * when they can't be read.
 */
static enum status find_whole(int fd, int64_t size, int64_t *whole)
{
	struct reader reader = { .fd = fd, .end = size };
	enum part part = PART_WHOLE;
	bool open = false;
	bool loads;

	*whole = 0;
	while (reader.at < size && part == PART_WHOLE) {
		char name[8];

		part = read_command(&reader, name);
		if (part != PART_WHOLE)
			break;
		open = strcasecmp(name, "MULTI") == 0 || (open && strcasecmp(name, "EXEC") != 0);
		if (!open)
			*whole = reader.at;
	}
	loads = reader.failed == 0 && part != PART_WRONG && is_beginning(&reader, *whole);
	errno = reader.failed;
	return reader.failed != 0 ? ERR_AWAY : loads ? OK : ERR_DAMAGED;
}

void aof_close(struct aof *aof)
{
	for (size_t i = 0; i < aof->count; i++)
		close(aof->files[i].fd);
	aof->count = 0;
}

static bool read_list(struct arena *arena, const char *folder, struct str *text)
{
	return whole_file_read(arena, AT_FDCWD,
		arena_printf(arena, "%s/" AOF_MANIFEST, folder).data, MANIFEST_BYTES, text) == OK;
}

/* "file NAME seq N type T", T being b (base), i (incremental) or h (about to be deleted). */
static bool parse_line(struct arena *arena, struct str line, const char **name, bool *kept)
{
	struct str words[6];
	size_t count = 0;

	while (count < 6 && str_cut(&line, ' ', &words[count]))
		count++;
	if (count < 6 || !str_eq(words[0], S("file")) || str_find(words[1], '/', 0) < words[1].len)
		return false;
	*name = arena_cstr(arena, words[1]);
	*kept = !str_eq(words[5], S("h"));
	return true;
}

/* Opens what the list names.  ERR_AWAY: a file was missing, which may have been deleted just now. */
static enum status open_listed(struct arena *arena, const char *folder, struct str text, struct aof *aof)
{
	struct str line;
	struct str list = { 0 };

	while (str_cut(&text, '\n', &line)) {
		struct aof_file *file = &aof->files[aof->count];
		bool kept;

		if (!parse_line(arena, line, &file->name, &kept) || aof->count == AOF_FILES - 1)
			return ERR_MALFORMED;
		if (!kept)
			continue;
		file->fd = open(arena_printf(arena, "%s/%s", folder, file->name).data,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (file->fd < 0)
			return ERR_AWAY;
		aof->count++;
		list = arena_join(arena, list, arena_join(arena, line, S("\n")));
	}
	aof->manifest = list;
	return aof->count > 0 ? OK : ERR_MALFORMED;
}

/* Redis appends to the last one alone. */
static int take_sizes(const char *folder, struct aof *aof)
{
	for (size_t i = 0; i < aof->count; i++) {
		struct aof_file *file = &aof->files[i];
		struct stat info;
		enum status status = OK;

		if (fstat(file->fd, &info) != 0)
			return ctl_fail("%s/%s: %s", folder, file->name, strerror(errno));
		file->size = info.st_size;
		if (i + 1 == aof->count && strstr(file->name, ".incr.") != NULL)
			status = find_whole(file->fd, info.st_size, &file->size);
		if (status == ERR_AWAY)
			return ctl_fail("%s/%s can't be read behind byte %" PRId64 ": %s", folder, file->name,
				file->size, strerror(errno));
		if (status != OK)
			return ctl_fail("%s/%s is damaged from byte %" PRId64 " on", folder, file->name,
				file->size);
	}
	return CTL_DONE;
}

int aof_open(struct arena *arena, const char *folder, struct aof *aof)
{
	struct str before;
	struct str after;
	enum status status = ERR_AWAY;

	*aof = (struct aof){ 0 };
	for (int tries = 0; tries < TRIES && status == ERR_AWAY; tries++) {
		aof_close(aof);
		if (tries > 0)
			nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
		if (!read_list(arena, folder, &before))
			return ctl_fail("%s/" AOF_MANIFEST ": %s", folder, strerror(errno));
		status = open_listed(arena, folder, before, aof);
		if (status == OK && (!read_list(arena, folder, &after) || !str_eq(before, after)))
			status = ERR_AWAY;
	}
	if (status == ERR_MALFORMED)
		return ctl_fail("%s/" AOF_MANIFEST " isn't a list of Redis's files", folder);
	if (status != OK)
		return ctl_fail("%s: a file that the list names is missing, or the list changes all the time",
			folder);
	return take_sizes(folder, aof);
}
