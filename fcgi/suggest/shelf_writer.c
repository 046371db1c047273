#include "suggest/shelf_writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "disk/file.h"
#include "model/record.h"
#include "store/keys.h"

#define EVENTS_A_ROUND 500
#define CASES_A_ROUND 64
/* SHELF_LARGE titles and beginnings of bodies; and the block of them. */
#define POSTS_BYTES ((size_t)32 << 20)
#define BLOCK_BYTES ((size_t)256 << 20)
#define LOCK_BYTES 65536

/* What happens to a case that changes its masked text, or whether it may be found. */
static const char *const actions[] = { "submit", "accept", "assign", "decline", "merge", "unmerge",
	"withdraw", "publish", "unpublish", "unmask" };

struct writing {
	struct casework *work;
	const char *folder;
	struct shelf_list list;
	bool dirty[SHELF_PIECES];
	bool changed;		/* the list must be written */
	bool swept;		/* files are out of use */
	struct shelf_done *done;
};

static bool has_room(const struct writing *w)
{
	return w->done->blocks < SHELF_STEP;
}

static bool matters(struct str action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (str_eq(action, str_of(actions[i])))
			return true;
	return false;
}

/* A topic that may be found: staff find those that wait for review too. */
static bool belongs(const struct case_record *record)
{
	return record->channel == CHANNEL_TOPIC && !record->hidden && record->state != STATE_DECLINED &&
	       record->state != STATE_WITHDRAWN && record->state != STATE_MERGED;
}

/* Adds those of the numbers from first on that belong. */
static enum status read_posts(struct casework *work, uint64_t first, size_t numbers, struct arena *kept,
	struct indexed_post *posts, size_t *count)
{
	struct batch batch;
	struct result *results;

	arena_reset(work->arena);
	batch = batch_in(work->arena);
	for (size_t i = 0; i < numbers; i++)
		case_ask(work, &batch, first + i);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < numbers; i++) {
		struct case_record record;
		struct value *thread;

		enum status status = case_take(work, first + i, &results[2 * i], &record, &thread);

		if (status != OK && !case_absent(status))
			return status;
		if (status != OK || !belongs(&record))
			continue;
		posts[(*count)++] = (struct indexed_post){ first + i, arena_str(kept, record.title),
			arena_str(kept, text_first(thread_question(thread), SIMILAR_CHARACTERS)) };
	}
	return OK;
}

/* Writes the block of what the piece covers, as a new edition. */
static enum status write_piece(struct writing *w, struct shelf_piece *piece)
{
	struct arena *kept = arena_new(POSTS_BYTES);
	struct arena *made = arena_new(BLOCK_BYTES);
	struct indexed_post *posts = arena_array(made, piece->span, sizeof(*posts));
	char name[SHELF_PIECE_NAME];
	enum status status = OK;
	size_t count = 0;

	for (uint64_t n = 0; status == OK && n < piece->span; n += CASES_A_ROUND)
		status = read_posts(w->work, piece->first + n, CASES_A_ROUND, kept, posts, &count);
	if (status == OK) {
		uint64_t now = (uint64_t)w->work->now;

		w->list.edition = w->list.edition + 1 > now ? w->list.edition + 1 : now;
		piece->edition = w->list.edition;
		shelf_piece_name(piece, name);
		if (!file_replace(w->folder, name, block_print(made, posts, count))) {
			log_error("%s/%s: %s", w->folder, name, strerror(errno));
			status = ERR_INTERNAL;
		}
	}
	w->done->blocks++;
	w->changed = true;
	arena_free(made);
	arena_free(kept);
	return status;
}

/* Puts the piece into the list in place of those that it covers. */
static void put(struct shelf_list *list, struct shelf_piece piece)
{
	size_t at = 0;
	size_t end;

	while (at < list->count && list->pieces[at].first < piece.first)
		at++;
	end = at;
	while (end < list->count && list->pieces[end].first < piece.first + piece.span)
		end++;
	memmove(list->pieces + at + 1, list->pieces + end, (list->count - end) * sizeof(piece));
	list->pieces[at] = piece;
	list->count = list->count + 1 + at - end;
}

/* What is older than the newest SHELF_CASES isn't asked any more. */
static void forget_old(struct writing *w)
{
	struct shelf_list *list = &w->list;
	size_t old = 0;

	while (old < list->count &&
		list->pieces[old].first + list->pieces[old].span + SHELF_CASES <= list->built)
		old++;
	if (old == 0 && list->count < SHELF_PIECES)
		return;
	old = old > 0 ? old : 1;
	memmove(list->pieces, list->pieces + old, (list->count - old) * sizeof(list->pieces[0]));
	list->count -= old;
	w->changed = true;
}

static enum status build(struct writing *w, uint64_t first, uint64_t span)
{
	struct shelf_piece piece = { .first = first, .span = span };

	forget_old(w);
	TRY(write_piece(w, &piece));
	put(&w->list, piece);
	return OK;
}

/* What has come since: whole large blocks at once, the last cases in small ones. */
static enum status build_new(struct writing *w, uint64_t last)
{
	while (w->list.built < last && has_room(w)) {
		uint64_t next = w->list.built + 1;
		uint64_t large = next / SHELF_LARGE * SHELF_LARGE;
		bool whole = next <= large + 1 && large + SHELF_LARGE <= last;
		uint64_t span = whole ? SHELF_LARGE : SHELF_SMALL;
		uint64_t first = next / span * span;

		TRY(build(w, first, span));
		w->list.built = first + span - 1 < last ? first + span - 1 : last;
	}
	return OK;
}

/* Small blocks become a large one when there are as many as it has. */
static enum status gather_small(struct writing *w)
{
	for (size_t i = 0; i < w->list.count && has_room(w); i++) {
		uint64_t large = w->list.pieces[i].first / SHELF_LARGE * SHELF_LARGE;

		if (w->list.pieces[i].span == SHELF_SMALL && large + SHELF_LARGE <= w->list.built)
			return build(w, large, SHELF_LARGE);
	}
	return OK;
}

static enum status rewrite_dirty(struct writing *w)
{
	for (size_t i = 0; i < w->list.count; i++)
		if (w->dirty[i])
			TRY(write_piece(w, &w->list.pieces[i]));
	return OK;
}

static void mark_dirty(struct writing *w, const struct result *pairs)
{
	uint64_t n = 0;

	if (!matters(result_pair(pairs, S("a"))) || !str_to_u64(result_pair(pairs, S("c")), INT64_MAX, &n) ||
		n > w->list.built)
		return;
	for (size_t i = 0; i < w->list.count; i++)
		if (n >= w->list.pieces[i].first && n < w->list.pieces[i].first + w->list.pieces[i].span)
			w->dirty[i] = true;
}

static size_t dirty_count(const struct writing *w)
{
	size_t count = 0;

	for (size_t i = 0; i < w->list.count; i++)
		count += w->dirty[i];
	return count;
}

static enum status set_position(struct writing *w, struct str id)
{
	if (id.len >= sizeof(w->list.position))
		return ERR_INTERNAL;
	memset(w->list.position, 0, sizeof(w->list.position));
	memcpy(w->list.position, id.data, id.len);
	w->changed = true;
	return OK;
}

/* Reads on in the events until there are no more, or enough to do. */
static enum status follow(struct writing *w)
{
	struct casework *work = w->work;
	size_t got = EVENTS_A_ROUND;

	while (got == EVENTS_A_ROUND && dirty_count(w) < SHELF_STEP) {
		struct batch batch;
		struct result *results;

		arena_reset(work->arena);
		batch = batch_in(work->arena);
		BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena),
			arena_join(work->arena, S("("), str_of(w->list.position)), S("+"), S("COUNT"),
			num(work->arena, EVENTS_A_ROUND));
		TRY(store_run(work->store, &batch, &results));
		got = results[0].count;
		for (size_t i = 0; i < got; i++)
			mark_dirty(w, &results[0].items[i].items[1]);
		if (got > 0)
			TRY(set_position(w, results[0].items[got - 1].items[0].str));
	}
	w->done->complete = got < EVENTS_A_ROUND;
	return rewrite_dirty(w);
}

/* Whether the events go on from where the list stands. */
static enum status known(struct writing *w, bool *out)
{
	struct casework *work = w->work;
	struct str position = str_of(w->list.position);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*out = false;
	if (position.len == 0)
		return OK;
	BATCH(&batch, S("XRANGE"), key_events(work->store, work->arena), position, position);
	TRY(store_run(work->store, &batch, &results));
	*out = results[0].count == 1 || str_eq(position, S("0-0"));
	return OK;
}

/* An empty list that stands at the newest event. */
static enum status begin_anew(struct writing *w, uint64_t last)
{
	struct casework *work = w->work;
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), S("+"), S("-"), S("COUNT"),
		S("1"));
	TRY(store_run(work->store, &batch, &results));
	w->list = (struct shelf_list){ .edition = w->list.edition };
	if (last > SHELF_CASES)
		w->list.built = (last - SHELF_CASES) / SHELF_LARGE * SHELF_LARGE;
	return set_position(w, results[0].count > 0 ? results[0].items[0].items[0].str : S("0-0"));
}

static bool listed(const struct shelf_list *list, const char *file)
{
	char name[SHELF_PIECE_NAME];

	for (size_t i = 0; i < list->count; i++) {
		shelf_piece_name(&list->pieces[i], name);
		if (strcmp(name, file) == 0)
			return true;
	}
	return false;
}

/* Blocks that no list names. */
static void sweep(const struct writing *w)
{
	DIR *dir = opendir(w->folder);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (str_ends(str_of(entry->d_name), S(".block")) && !listed(&w->list, entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir != NULL)
		closedir(dir);
}

static enum status finish(struct writing *w)
{
	if (!w->changed)
		return OK;
	if (!shelf_list_write(w->folder, &w->list)) {
		log_error("%s/%s: %s", w->folder, SHELF_NAME, strerror(errno));
		return ERR_INTERNAL;
	}
	sweep(w);
	return OK;
}

static enum status step(struct writing *w)
{
	struct casework *work = w->work;
	const char *problem;
	uint64_t last;
	bool stands;

	if (shelf_list_read(w->folder, &w->list, &problem) == ERR_INVALID)
		log_warn("%s/%s: %s: it is written anew", w->folder, SHELF_NAME, problem);
	TRY(known(w, &stands));
	TRY(case_last(work, &last));
	if (!stands || w->list.built > last)
		TRY(begin_anew(w, last));
	TRY(follow(w));
	TRY(build_new(w, last));
	TRY(gather_small(w));
	w->done->complete = w->done->complete && w->list.built >= last;
	return finish(w);
}

static void let_go(void *lock)
{
	close(*(int *)lock);
}

/* Waits for another process that writes; the lock ends with the arena. */
static enum status lock(const char *folder, struct arena *arena)
{
	int *fd = ARENA_NEW(arena, int);
	char *path = arena_cstr(arena, arena_join(arena, str_of(folder), S("/lock")));

	if (mkdir(folder, 0750) == 0 || errno == EEXIST)
		*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	else
		*fd = -1;
	if (*fd < 0 || !file_own_as(path, folder)) {
		log_error("%s: %s", path, strerror(errno));
		return ERR_INTERNAL;
	}
	arena_defer(arena, let_go, fd);
	return flock(*fd, LOCK_EX) == 0 ? OK : ERR_INTERNAL;
}

enum status shelf_write(struct casework *work, const char *folder, struct shelf_done *done)
{
	struct writing w = { .work = work, .folder = folder, .done = done };
	struct arena *locked = arena_new(LOCK_BYTES);
	enum status status;

	*done = (struct shelf_done){ 0 };
	status = lock(folder, locked);
	if (status == OK)
		status = step(&w);
	arena_free(locked);
	return status;
}
