#include "suggest/shelf_list.h"

#include <inttypes.h>
#include <stdio.h>

#include "disk/file.h"
#include "suggest/checksum.h"
#include "suggest/mapped.h"

static const char magic[8] = "WZSHELF1";

struct file {
	char magic[8];
	uint64_t version;
	struct shelf_list list;
	uint64_t checksum;	/* of all before it */
};

void shelf_piece_name(const struct shelf_piece *piece, char name[SHELF_PIECE_NAME])
{
	snprintf(name, SHELF_PIECE_NAME, "%" PRIu64 "-%" PRIu64 ".block", piece->first, piece->edition);
}

static uint64_t sum_of(const struct file *file)
{
	return checksum((struct str){ (const char *)file, offsetof(struct file, checksum) });
}

/* Pieces lie one behind the other and don't overlap. */
static bool sound(const struct shelf_list *list)
{
	uint64_t end = 0;

	if (list->count > SHELF_PIECES || memchr(list->position, '\0', sizeof(list->position)) == NULL)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		const struct shelf_piece *piece = &list->pieces[i];

		if ((piece->span != SHELF_LARGE && piece->span != SHELF_SMALL) ||
			piece->first % piece->span != 0 || piece->first < end ||
			piece->first > UINT64_MAX - piece->span)
			return false;
		end = piece->first + piece->span;
	}
	return true;
}

static enum status parse(struct str bytes, struct shelf_list *out, const char **problem)
{
	struct file file;

	*problem = "no list of blocks";
	if (bytes.len < sizeof(magic) || memcmp(bytes.data, magic, sizeof(magic)) != 0)
		return ERR_INVALID;
	*problem = "truncated or too long";
	if (bytes.len != sizeof(file))
		return ERR_INVALID;
	memcpy(&file, bytes.data, sizeof(file));
	*problem = "written by another version";
	if (file.version != SHELF_VERSION)
		return ERR_INVALID;
	*problem = "damaged";
	if (file.checksum != sum_of(&file) || !sound(&file.list))
		return ERR_INVALID;
	*out = file.list;
	return OK;
}

enum status shelf_list_read(const char *folder, struct shelf_list *out, const char **problem)
{
	struct str bytes = { 0 };
	enum status status;

	*problem = "not there";
	if (!mapped_open(folder, SHELF_NAME, &bytes))
		return ERR_NOT_FOUND;
	status = parse(bytes, out, problem);
	mapped_close(&bytes);
	return status;
}

bool shelf_list_write(const char *folder, const struct shelf_list *list)
{
	struct file file;

	memset(&file, 0, sizeof(file));
	memcpy(file.magic, magic, sizeof(magic));
	file.version = SHELF_VERSION;
	file.list = *list;
	file.checksum = sum_of(&file);
	return file_replace(folder, SHELF_NAME, (struct str){ (const char *)&file, sizeof(file) });
}
