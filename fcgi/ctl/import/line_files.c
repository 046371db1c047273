#include "ctl/import/line_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attachments/attachment_file.h"
#include "attachments/inspect.h"
#include "base/json.h"
#include "disk/file.h"
#include "publish/article_origin.h"

#define PATH_CHARACTERS 1000
#define ADDRESS_CHARACTERS 2000
#define PIECE 65536

static const struct text_rule file_rule = { "file", 1, PATH_CHARACTERS, false };
static const struct text_rule name_rule = { "name", 0, PATH_CHARACTERS, false };
static const struct text_rule address_rule = { "address", 0, ADDRESS_CHARACTERS, false };

static bool check_members(struct import *import, const struct value *item)
{
	for (const struct member *m = item->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("file")) && !str_eq(m->key, S("name")) && !str_eq(m->key, S("address")))
			return import_bad(import, "attachments: %.*s is not known here",
				STR_ARG(m->key));
	return true;
}

static bool is_new_name(const struct attachments *about, struct str name)
{
	for (size_t i = 0; i < about->count; i++)
		if (str_eq(about->list[i].name, name))
			return false;
	return true;
}

/* One item: the path alone, or {file, name, address}. */
static bool read_one(struct import *import, const struct value *item, struct line_files *out)
{
	struct arena *arena = import->ctl->arena;
	size_t i = out->about.count;
	struct value *map = value_map(arena);
	struct str name;
	struct str address;

	if (item->type == VALUE_STR)
		map_str(map, "file", item->str);
	else if (item->type != VALUE_MAP)
		return import_bad(import, "attachments: neither a path nor {file, name, address}");
	if (item->type == VALUE_MAP && !check_members(import, item))
		return false;
	item = item->type == VALUE_MAP ? item : map;
	if (!import_take_text(import, item, &file_rule, &out->paths[i]) ||
		!import_take_text(import, item, &name_rule, &name) ||
		!import_take_text(import, item, &address_rule, &address))
		return false;
	out->addresses[i] = article_origin_address(arena, address);
	if (address.len > 0 && out->addresses[i].len == 0)
		return import_bad(import, "attachments: %.*s is not an address", STR_ARG(address));
	out->about.list[i].name = attachment_name(arena, name.len > 0 ? name : out->paths[i]);
	if (!is_new_name(&out->about, out->about.list[i].name))
		return import_bad(import, "attachments: two are called %.*s",
			STR_ARG(out->about.list[i].name));
	out->about.count++;
	return true;
}

bool line_files_read(struct article_import *in, const struct value *object, struct line_files *out)
{
	struct import *import = &in->import;
	const struct value *list = map_get(object, "attachments");

	*out = (struct line_files){ .about = { .count = 0 } };
	if (list == NULL || list->type == VALUE_NULL)
		return true;
	if (list->type != VALUE_LIST)
		return import_bad(import, "attachments is not a list");
	if (list->count > ATTACHMENTS_MOST)
		return import_bad(import, "attachments: %zu files, at most %d", list->count,
			ATTACHMENTS_MOST);
	for (const struct member *m = list->first; m != NULL; m = m->next)
		if (!read_one(import, &m->value, out))
			return false;
	return true;
}

/* One step down from folder, which it closes unless it is the first; a link is not followed. */
static int open_part(struct arena *arena, int folder, bool first, struct str part, bool last)
{
	bool fit = part.len > 0 && !str_eq(part, S(".")) && !str_eq(part, S(".."));
	int fd = fit ? openat(folder, arena_cstr(arena, part),
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY)) : -1;
	int kept = fit ? errno : EINVAL;

	if (!first)
		close(folder);
	errno = kept;
	return fd;
}

static int open_below(struct arena *arena, int folder, struct str path)
{
	struct str rest = path;
	struct str part;
	int fd = folder;

	for (bool first = true; fd >= 0 && str_cut(&rest, '/', &part); first = false)
		fd = open_part(arena, fd, first, part, rest.data == NULL || rest.len == 0);
	return fd;
}

/* A copy in memory, which nobody changes while it is inspected and stored; -1: *why says what is wrong. */
static int copy_file(int from, const char **why)
{
	static char piece[PIECE];
	int copy = memfd_create("attachment", MFD_CLOEXEC);
	bool copied = copy >= 0;
	size_t size = 0;
	ssize_t got = 0;

	while (copied && size <= ATTACHMENT_BYTES_MAX && (got = read(from, piece, sizeof(piece))) > 0) {
		size += (size_t)got;
		copied = file_write(copy, (struct str){ piece, (size_t)got });
	}
	*why = size > ATTACHMENT_BYTES_MAX ? "it is larger than 50 MB" :
		size == 0 ? "it is empty" : strerror(errno);
	if (copied && got == 0 && size > 0 && lseek(copy, 0, SEEK_SET) == 0)
		return copy;
	if (copy >= 0)
		close(copy);
	return -1;
}

static int open_copy(struct article_import *in, struct str path, const char **why)
{
	int fd = open_below(in->import.ctl->arena, in->folder, path);
	struct stat info;
	int copy = -1;

	*why = fd >= 0 ? "it is no file" : strerror(errno);
	if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode))
		copy = copy_file(fd, why);
	if (fd >= 0)
		close(fd);
	return copy;
}

/* Inspects the bytes and stores them; *why is in Chinese. */
static enum status take_bytes(struct article_import *in, int fd, uint64_t n, struct attachment *file,
	struct str *found, const char **why)
{
	struct casework *work = &in->import.ctl->work;
	enum status status = ERR_AWAY;
	struct str bytes;
	int stored;

	*why = strerror(errno);
	if (!file_map(fd, &bytes))
		return status;
	status = inspect(work, fd, bytes, file, found, why);
	if (status == OK && !in->trial) {
		*why = "the disk refuses it";
		status = attachment_file_write(work, n, bytes, file, &stored);
		if (status == OK)
			close(stored);
	}
	munmap((void *)(uintptr_t)bytes.data, bytes.len);
	return status;
}

static bool check_hidden(struct article_import *in, const struct line_files *files, size_t i,
	struct str answered)
{
	struct arena *arena = in->import.ctl->arena;
	struct str what = { 0 };
	struct value *list;

	if (files->found[i].len == 0 || json_parse(arena, files->found[i], &list) != OK)
		return true;
	for (const struct member *m = list->first; m != NULL; m = m->next) {
		enum hidden hidden;

		if (hidden_parse(map_get_str(&m->value, "finding"), &hidden))
			what = ARENA_GLUE(arena, what, what.len > 0 ? S("; ") : S(""),
				str_of(hidden_label(hidden)), S(" "), map_get_str(&m->value, "what"));
	}
	import_note(&in->import, "%.*s hides: %.*s", STR_ARG(files->paths[i]), STR_ARG(what));
	return str_lists(answered, ',', S(ANSWERS_HIDDEN)) ||
		import_bad(&in->import,
			"%.*s hides something; --answered " ANSWERS_HIDDEN " takes it in nevertheless",
			STR_ARG(files->paths[i]));
}

static bool take_one(struct article_import *in, struct line_files *files, size_t i, uint64_t n,
	enum status *status)
{
	struct attachment *file = &files->about.list[i];
	const char *why;
	int fd = open_copy(in, files->paths[i], &why);

	if (fd < 0)
		return import_bad(&in->import, "%.*s: %s", STR_ARG(files->paths[i]), why);
	*status = take_bytes(in, fd, n, file, &files->found[i], &why);
	close(fd);
	if (*status == ERR_INVALID) {
		*status = OK;
		return import_bad(&in->import, "%.*s: %s", STR_ARG(files->paths[i]), why);
	}
	if (*status != OK)
		in->import.away = arena_printf(in->import.ctl->arena, "%.*s: %s",
			STR_ARG(files->paths[i]), why).data;
	return *status == OK;
}

bool line_files_take(struct article_import *in, struct line_files *files, uint64_t n,
	struct str answered, enum status *status)
{
	*status = OK;
	for (size_t i = 0; i < files->about.count; i++)
		if (!take_one(in, files, i, n, status) || !check_hidden(in, files, i, answered)) {
			line_files_drop(in, files, n);
			return false;
		}
	return true;
}

void line_files_drop(struct article_import *in, const struct line_files *files, uint64_t n)
{
	for (size_t i = 0; i < files->about.count; i++)
		if (files->about.list[i].id.len > 0)
			attachment_file_remove(&in->import.ctl->work, n, files->about.list[i].id);
}

void line_files_sweep(struct article_import *in, const struct line_files *files, uint64_t n, int64_t since)
{
	struct str named[ATTACHMENTS_MOST];

	for (size_t i = 0; i < files->about.count; i++)
		named[i] = files->about.list[i].id;
	attachment_files_sweep(&in->import.ctl->work, n, named, files->about.count, since);
}
