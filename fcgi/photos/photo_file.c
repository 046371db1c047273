#include "photos/photo_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"
#include "base/log.h"
#include "photos/decoder.h"
#include "crypt/encode.h"
#include "crypt/random.h"

#define SMALL "-s"
/* A blur is of a photo that was made small before. */
#define BLUR_MS 10000
#define FILE_MODE 0640
#define FOLDER_MODE 0750
/* Longer than any form keeps its photos (photos/kept_photos). */
#define NEW_SECONDS 7200
#define SWEEP_ARENA ((size_t)64 << 20)

/* STATE/photos/17, or STATE/photos/new for case 0. */
static char *folder_of(struct casework *work, uint64_t n)
{
	const char *photos = work->config->paths.photos;

	if (n == 0)
		return arena_cstr(work->arena, arena_printf(work->arena, "%s/new", photos));
	return arena_cstr(work->arena, arena_printf(work->arena, "%s/%" PRIu64, photos, n));
}

/* The two files of a photo, and the one of a file that goes with an answer. */
enum kind { LARGE_FILE, SMALL_FILE, KINDS, OTHER_FILE = KINDS, ALL_KINDS };

static const char *const endings[ALL_KINDS] = {
	[LARGE_FILE] = ".jpg", [SMALL_FILE] = SMALL ".jpg", [OTHER_FILE] = FOLDER_FILE_ENDING,
};

static char *file_of(struct casework *work, uint64_t n, struct str id, enum kind kind)
{
	return arena_cstr(work->arena,
		arena_printf(work->arena, "%s/%.*s%s", folder_of(work, n), STR_ARG(id), endings[kind]));
}

static void complain(const char *what)
{
	log_error("photos: cannot %s: %s", what, strerror(errno));
}

/* Who made one that is there may have ended before its name was on disk.  Nothing that lasts is in "new". */
static bool make_folder(struct casework *work, uint64_t n)
{
	if (mkdir(folder_of(work, n), FOLDER_MODE) != 0 && errno != EEXIST)
		return false;
	return n == 0 || file_sync_folder(work->config->paths.photos);
}

void photo_file_remove(struct casework *work, uint64_t n, struct str id)
{
	for (enum kind kind = 0; kind < ALL_KINDS; kind++)
		if (unlink(file_of(work, n, id, kind)) != 0 && errno != ENOENT)
			complain("remove a file");
}

enum status folder_file_write(struct casework *work, uint64_t n, struct str bytes, struct str *id, int *fd)
{
	const char *path;

	*id = random_id(work->arena);
	path = file_of(work, n, *id, OTHER_FILE);
	*fd = make_folder(work, n) ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE) : -1;
	if (*fd >= 0 && file_write(*fd, bytes) && fsync(*fd) == 0 && file_sync_folder(folder_of(work, n)) &&
		lseek(*fd, 0, SEEK_SET) == 0)
		return OK;
	complain("write a file");
	if (*fd >= 0) {
		close(*fd);
		photo_file_remove(work, n, *id);
	}
	return ERR_AWAY;
}

/* A new photo's files to write to. */
static bool begin_files(struct casework *work, uint64_t n, struct photo *photo, int files[KINDS])
{
	bool open_all = make_folder(work, n);

	*photo = (struct photo){ .id = random_id(work->arena), .home = n };
	for (enum kind kind = 0; kind < KINDS; kind++) {
		files[kind] = open_all ? open(file_of(work, n, photo->id, kind),
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE) :
					 -1;
		open_all = open_all && files[kind] >= 0;
	}
	if (!open_all)
		complain("make a file");
	return open_all;
}

/* Keeps what was written if it is whole and on disk. */
static enum picture end_files(struct casework *work, const int files[KINDS], enum picture picture,
	struct picture_size size, struct photo *photo)
{
	for (enum kind kind = 0; kind < KINDS; kind++) {
		if (picture == PICTURE_OK && fsync(files[kind]) != 0) {
			complain("write a file");
			picture = PICTURE_FAILED;
		}
		if (files[kind] >= 0)
			close(files[kind]);
	}
	if (picture != PICTURE_OK)
		photo_file_remove(work, photo->home, photo->id);
	photo->width = size.width;
	photo->height = size.height;
	return picture;
}

static struct picture_out out_of(const int files[KINDS])
{
	return (struct picture_out){ .large = files[LARGE_FILE], .small = files[SMALL_FILE] };
}

enum picture photos_take(struct casework *work, struct photos *photos, struct str bytes, int wait_ms)
{
	struct picture_size size = { 0 };
	struct photo photo;
	enum picture picture = PICTURE_FAILED;
	int files[KINDS];

	if (photos->count == PHOTOS_MOST)
		return picture;
	if (begin_files(work, 0, &photo, files))
		picture = picture_reduce(bytes, out_of(files), (struct picture_limits){ .wait_ms = wait_ms,
			.pixels = PHOTOS_PIXELS_MAX - photos->pixels }, &size);
	picture = end_files(work, files, picture, size, &photo);
	photos->pixels += size.pixels;
	if (picture == PICTURE_OK)
		photos->list[photos->count++] = photo;
	return picture;
}

enum status photos_copy(struct casework *work, struct photos *photos, const struct photo *from)
{
	struct photo photo = { .id = random_id(work->arena), .width = from->width, .height = from->height };

	if (photos->count == PHOTOS_MOST)
		return ERR_INVALID;
	for (enum kind kind = 0; kind < KINDS; kind++)
		if (link(file_of(work, 0, from->id, kind), file_of(work, 0, photo.id, kind)) != 0) {
			enum status status = errno == ENOENT ? ERR_NOT_FOUND : ERR_AWAY;

			if (status == ERR_AWAY)
				complain("link a file");
			photo_file_remove(work, 0, photo.id);
			return status;
		}
	photos->list[photos->count++] = photo;
	return OK;
}

/* The blurred copy of the photo that is open in in. */
static enum picture blur(struct casework *work, uint64_t n, int in, const struct picture_areas *areas,
	struct photo *out)
{
	struct picture_size size = { 0 };
	enum picture picture = PICTURE_FAILED;
	int files[KINDS];

	if (begin_files(work, n, out, files))
		picture = picture_blur(in, areas, out_of(files), BLUR_MS, &size);
	picture = end_files(work, files, picture, size, out);
	if (picture == PICTURE_OK && !file_sync_folder(folder_of(work, n))) {
		complain("write a folder");
		photo_file_remove(work, n, out->id);
		return PICTURE_FAILED;
	}
	return picture;
}

enum picture photo_file_blur(struct casework *work, uint64_t n, struct str id,
	const struct picture_areas *areas, struct photo *out)
{
	enum picture picture = PICTURE_FAILED;
	int in = open(file_of(work, n, id, LARGE_FILE), O_RDONLY | O_CLOEXEC);
	struct decoder *decoder;

	if (in < 0)
		return picture;
	if (decoder_begin(work, true, clock_steady() + DECODER_WAIT_MS, &decoder) == OK) {
		picture = blur(work, n, in, areas, out);
		decoder_end(decoder);
	}
	close(in);
	return picture;
}

static bool move(struct casework *work, const struct photo *photo, uint64_t n)
{
	for (enum kind kind = 0; kind < KINDS; kind++)
		if (rename(file_of(work, photo->home, photo->id, kind), file_of(work, n, photo->id, kind)) !=
			0)
			return false;
	return true;
}

enum status photos_settle(struct casework *work, struct photos *photos, uint64_t n)
{
	bool moved = false;

	for (size_t i = 0; i < photos->count; i++) {
		struct photo *photo = &photos->list[i];

		if (photo->home == n)
			continue;
		if ((!moved && !make_folder(work, n)) || !move(work, photo, n)) {
			complain("move a file");
			return ERR_AWAY;
		}
		photo->home = n;
		moved = true;
	}
	if (moved && !file_sync_folder(folder_of(work, n))) {
		complain("write a folder");
		return ERR_AWAY;
	}
	return OK;
}

void photos_discard(struct casework *work, const struct photos *photos)
{
	for (size_t i = 0; i < photos->count; i++)
		photo_file_remove(work, photos->list[i].home, photos->list[i].id);
}

/* One sweep: what is older than before and isn't named goes. */
struct sweep {
	struct casework work;
	photo_named_function named;
	int64_t before;		/* seconds */
	uint64_t *removed;
};

bool photo_name_id(struct str name, struct str *id)
{
	*id = str_ends(name, S(SMALL)) ? str_sub(name, 0, name.len - S(SMALL).len) : name;
	return random_id_valid(*id);
}

static bool read_name(const char *file, struct photo_old *old)
{
	struct str whole = str_of(file);

	for (enum kind kind = 0; kind < ALL_KINDS; kind++) {
		struct str ending = str_of(endings[kind]);

		if (whole.len != RANDOM_ID_LENGTH + ending.len || !str_ends(whole, ending) ||
			!random_id_valid(str_sub(whole, 0, RANDOM_ID_LENGTH)))
			continue;
		*old = (struct photo_old){ .ending = endings[kind] };
		memcpy(old->id, whole.data, RANDOM_ID_LENGTH);
		return true;
	}
	return false;
}

static void take_file(const struct sweep *sweep, DIR *folder, const char *name, struct photo_files *files)
{
	struct photo_old *old = &files->list[files->count];
	struct stat info;

	if (!read_name(name, old) || fstatat(dirfd(folder), name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    !S_ISREG(info.st_mode) || info.st_mtim.tv_sec >= sweep->before)
		return;
	files->count++;
}

static void remove_file(struct sweep *sweep, DIR *folder, const struct photo_old *old)
{
	char name[RANDOM_ID_LENGTH + 16];

	snprintf(name, sizeof(name), "%.*s%s", RANDOM_ID_LENGTH, old->id, old->ending);
	if (unlinkat(dirfd(folder), name, 0) == 0)
		(*sweep->removed)++;
	else
		complain("remove a file");
}

/* The next old files of a folder, as many as there is room for; *more says whether it may have others. */
static enum status sweep_files(struct sweep *sweep, uint64_t n, DIR *folder, bool *more)
{
	struct photo_files files = { .count = 0 };
	const struct dirent *entry = NULL;

	while (files.count < PHOTO_FILES && (entry = readdir(folder)) != NULL)
		take_file(sweep, folder, entry->d_name, &files);
	*more = entry != NULL;
	if (files.count > 0 && n != 0)
		TRY(sweep->named(&sweep->work, n, &files));
	for (size_t i = 0; i < files.count; i++)
		if (!files.list[i].named)
			remove_file(sweep, folder, &files.list[i]);
	return OK;
}

static enum status sweep_folder(struct sweep *sweep, uint64_t n)
{
	DIR *folder = opendir(folder_of(&sweep->work, n));
	enum status status = OK;
	bool more = folder != NULL;

	while (status == OK && more)
		status = sweep_files(sweep, n, folder, &more);
	if (folder != NULL)
		closedir(folder);
	arena_reset(sweep->work.arena);
	return status;
}

struct photo_walk {
	DIR *folders;
};

void photo_walk_free(struct photo_walk *walk)
{
	if (walk != NULL)
		closedir(walk->folders);
	free(walk);
}

static struct photo_walk *walk_new(struct casework *work)
{
	DIR *folders = opendir(work->config->paths.photos);
	struct photo_walk *walk;

	if (folders == NULL)
		return NULL;
	walk = calloc(1, sizeof(*walk));
	if (walk == NULL)
		abort();
	walk->folders = folders;
	return walk;
}

/* The folders from there on; *more says whether there are others. */
static enum status sweep_folders(struct sweep *sweep, DIR *folders, bool *more)
{
	const struct dirent *entry = NULL;
	int taken = 0;

	while (taken < PHOTO_FOLDERS && (entry = readdir(folders)) != NULL) {
		uint64_t n;

		if (!str_to_u64(str_of(entry->d_name), INT64_MAX, &n))
			continue;
		taken++;
		TRY(sweep_folder(sweep, n));
		/* Refused while there is something in it. */
		unlinkat(dirfd(folders), entry->d_name, AT_REMOVEDIR);
	}
	*more = entry != NULL;
	return OK;
}

enum status photo_files_sweep_new(struct casework *work, uint64_t *removed)
{
	struct sweep sweep = { *work, NULL, work->now / 1000 - NEW_SECONDS, removed };
	enum status status;

	sweep.work.arena = arena_new(SWEEP_ARENA);
	status = sweep_folder(&sweep, 0);
	arena_free(sweep.work.arena);
	return status;
}

enum status photo_files_sweep(struct casework *work, struct photo_walk **walk, photo_named_function named,
	uint64_t *removed)
{
	struct sweep sweep = { *work, named, (work->now - MS_PER_DAY) / 1000, removed };
	enum status status;
	bool more = true;

	if (*walk == NULL && (*walk = walk_new(work)) == NULL)
		return OK;
	sweep.work.arena = arena_new(SWEEP_ARENA);
	status = sweep_folders(&sweep, (*walk)->folders, &more);
	arena_free(sweep.work.arena);
	if (!more) {
		photo_walk_free(*walk);
		*walk = NULL;
	}
	return status;
}
