#include "lists/event_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "base/log.h"
#include "disk/whole_file.h"
#include "store/keys.h"

/* The longest name of a file is shorter. */
#define NAME_ROOM 128

struct str event_file_name(struct arena *arena, const struct event_file *file)
{
	return ARENA_GLUE(arena, file->first, S("_"), file->last);
}

static bool is_note(const struct result *pairs, struct event_file *file)
{
	return file->hash.len > 0 && file->seal.len > 0 &&
		str_to_u64(result_pair(pairs, S("count")), INT64_MAX, &file->count) &&
		str_to_u64(result_pair(pairs, S("size")), EVENT_FILE_MOST, &file->size);
}

enum status event_files_take(const struct result *entries, struct event_file *file)
{
	const struct result *pairs;

	if (entries->count == 0)
		return ERR_NOT_FOUND;
	pairs = &entries->items[0].items[1];
	*file = (struct event_file){ .first = entries->items[0].items[0].str,
		.last = result_pair(pairs, S("last")), .hash = result_pair(pairs, S("hash")),
		.seal = result_pair(pairs, S("seal")) };
	if (is_note(pairs, file))
		return OK;
	log_error("what Redis notes of the file %.*s_... of old events is damaged", STR_ARG(file->first));
	return ERR_DAMAGED;
}

/* The first note between two ids, in the command's direction. */
static void add_look(struct casework *work, struct batch *batch, struct str command, struct str from,
	struct str to)
{
	BATCH(batch, command, key_old_events(work->store, work->arena), from, to, S("COUNT"), S("1"));
}

void event_files_ask(struct casework *work, struct batch *batch)
{
	add_look(work, batch, S("XREVRANGE"), S("+"), S("-"));
}

/* Likewise, without id itself; from the beginning if it is empty. */
static enum status look(struct casework *work, struct str command, struct str id, struct str beginning,
	struct str end, struct event_file *file)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	add_look(work, &batch, command, id.len > 0 ? arena_join(work->arena, S("("), id) : beginning, end);
	TRY(store_run(work->store, &batch, &results));
	return event_files_take(&results[0], file);
}

enum status event_files_before(struct casework *work, struct str id, struct event_file *file)
{
	return look(work, S("XREVRANGE"), id, S("+"), S("-"), file);
}

enum status event_files_after(struct casework *work, struct str id, struct event_file *file)
{
	return look(work, S("XRANGE"), id, S("-"), S("+"), file);
}

void event_files_add(struct casework *work, struct batch *changes, const struct event_file *file)
{
	BATCH(changes, S("XADD"), key_old_events(work->store, work->arena), file->first, S("last"),
		file->last, S("count"), num(work->arena, (int64_t)file->count), S("size"),
		num(work->arena, (int64_t)file->size), S("hash"), file->hash, S("seal"), file->seal);
}

static struct str first_of(struct str name)
{
	return str_sub(name, 0, str_find(name, '_', 0));
}

/* Its name without the ending; empty: there is none.  Nothing is taken from an arena while it is open. */
static void find_oldest(const char *path, char oldest[NAME_ROOM])
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	struct event_id least = { UINT64_MAX, UINT64_MAX };

	oldest[0] = '\0';
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		struct str name = str_of(entry->d_name);
		struct event_id id;

		if (!str_ends(name, S(EVENT_FILE_ENDING)) || name.len >= NAME_ROOM ||
			!event_id_parse(first_of(name), &id) || event_id_compare(id, least) >= 0)
			continue;
		least = id;
		snprintf(oldest, NAME_ROOM, "%.*s", (int)(name.len - S(EVENT_FILE_ENDING).len), name.data);
	}
	if (folder != NULL)
		closedir(folder);
}

/* Whether the stream, given its first event, begins after this one. */
static bool is_behind(const struct result *stream, struct str first)
{
	struct event_id oldest;
	struct event_id id;

	return stream->count == 0 || (event_id_parse(stream->items[0].items[0].str, &oldest) &&
		event_id_parse(first, &id) && event_id_compare(id, oldest) < 0);
}

enum status event_files_unnoted(struct casework *work, struct str *name)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	char oldest[NAME_ROOM];
	struct str first;

	find_oldest(work->config->cases.events_dir, oldest);
	first = first_of(str_of(oldest));
	*name = (struct str){ 0 };
	if (first.len == 0)
		return OK;
	/* In this order: a file is noted when its events leave the stream. */
	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena), S("-"), S("+"), S("COUNT"), S("1"));
	BATCH(&batch, S("XRANGE"), key_old_events(work->store, work->arena), first, first);
	TRY(store_run(work->store, &batch, &results));
	if (is_behind(&results[0], first) && results[1].count == 0)
		*name = arena_str(work->arena, str_of(oldest));
	return OK;
}

static enum status read_part(struct casework *work, const struct event_file *file, struct str ending,
	struct str *bytes, const char **problem)
{
	struct arena *arena = work->arena;
	struct str path = ARENA_GLUE(arena, str_of(work->config->cases.events_dir), S("/"),
		event_file_name(arena, file), ending);
	enum status status = whole_file_read(arena, AT_FDCWD, path.data, EVENT_FILE_MOST, bytes);

	*problem = status == ERR_TOO_LARGE ? "is too large" :
		errno == ENOENT		       ? "is missing" : "can't be read";
	return status == OK ? OK : ERR_DAMAGED;
}

enum status event_files_read(struct casework *work, const struct event_file *file, struct event_lines *lines,
	const char **problem)
{
	struct str bytes;

	TRY(read_part(work, file, S(EVENT_FILE_ENDING), &bytes, problem));
	return event_file_open(work->arena, file, bytes, lines, problem);
}

enum status event_files_read_seal(struct casework *work, const struct event_file *file, struct str *jws,
	const char **problem)
{
	return read_part(work, file, S(EVENT_SEAL_ENDING), jws, problem);
}
