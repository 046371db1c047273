#include "suggest/shelf.h"

#include <stdlib.h>

#include "base/log.h"
#include "suggest/mapped.h"

/* What the list names may be gone before it is opened: the jobs were faster. */
#define TRIES 3

struct piece {
	struct shelf_piece of;
	struct str bytes;	/* empty: it was refused */
	struct block block;
};

struct shelf {
	char *folder;
	struct file_mark mark;
	struct piece pieces[SHELF_PIECES];
	size_t count;
	struct block blocks[SHELF_PIECES];
	size_t block_count;
};

struct shelf *shelf_new(const char *folder)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));

	if (shelf == NULL || (shelf->folder = strdup(folder)) == NULL)
		abort();
	return shelf;
}

void shelf_free(struct shelf *shelf)
{
	if (shelf == NULL)
		return;
	for (size_t i = 0; i < shelf->count; i++)
		mapped_close(&shelf->pieces[i].bytes);
	free(shelf->folder);
	free(shelf);
}

/* A piece that is open already changes its owner. */
static bool take(struct shelf *shelf, const struct shelf_piece *of, struct piece *out)
{
	for (size_t i = 0; i < shelf->count; i++)
		if (shelf->pieces[i].of.edition == of->edition && shelf->pieces[i].of.first == of->first) {
			*out = shelf->pieces[i];
			shelf->pieces[i].bytes = (struct str){ 0 };
			return true;
		}
	return false;
}

/* False when the file is not there. */
static bool open_piece(const struct shelf *shelf, const struct shelf_piece *of, struct piece *out)
{
	char name[SHELF_PIECE_NAME];
	const char *problem;

	*out = (struct piece){ .of = *of };
	shelf_piece_name(of, name);
	if (!mapped_open(shelf->folder, name, &out->bytes))
		return false;
	if (block_read(out->bytes, &out->block, &problem) != OK) {
		log_warn("%s/%s: %s: nothing is found in it", shelf->folder, name, problem);
		mapped_close(&out->bytes);
	}
	return true;
}

/* The pieces of the list; false when the list may have changed meanwhile. */
static bool open_pieces(struct shelf *shelf, const struct shelf_list *list, bool last)
{
	struct piece fresh[SHELF_PIECES];
	size_t count = 0;
	bool all = true;

	for (; count < list->count && (all || last); count++)
		if (!take(shelf, &list->pieces[count], &fresh[count]))
			all = open_piece(shelf, &list->pieces[count], &fresh[count]) && all;
	if (!all && last)
		log_warn("%s: a block of the list is not there", shelf->folder);
	for (size_t i = 0; i < shelf->count; i++)
		mapped_close(&shelf->pieces[i].bytes);
	memcpy(shelf->pieces, fresh, count * sizeof(*fresh));
	shelf->count = count;
	shelf->block_count = 0;
	for (size_t i = 0; i < count; i++)
		if (fresh[i].bytes.len > 0)
			shelf->blocks[shelf->block_count++] = fresh[i].block;
	return all;
}

static void follow(struct shelf *shelf)
{
	bool done = false;

	for (int i = 1; i <= TRIES && !done; i++) {
		struct file_mark mark = file_mark_of(shelf->folder, SHELF_NAME);
		struct shelf_list list = { 0 };
		const char *problem;

		if (mark.inode == shelf->mark.inode && file_mark_same(&mark, &shelf->mark))
			return;
		if (shelf_list_read(shelf->folder, &list, &problem) == ERR_INVALID)
			log_warn("%s/%s: %s: no similar topics are shown", shelf->folder, SHELF_NAME,
				problem);
		done = open_pieces(shelf, &list, i == TRIES);
		if (done || i == TRIES)
			shelf->mark = mark;
	}
}

const struct block *shelf_follow(struct shelf *shelf, size_t *count)
{
	follow(shelf);
	*count = shelf->block_count;
	return shelf->blocks;
}
