/*
 * photo_file: the files of residents' photos, below the folder paths.photos: one folder a case, named by
 * its number, and "new" for those of a case that has no number yet.  Each photo is two files, ID.jpg and a
 * small ID-s.jpg.  What a resident sent is never kept: only what wenzheng-photo made of it.  Beside them lie
 * the files that go with answers, ID.file, as they were sent.  Files are on
 * disk (fsync) before a commit names them; one that none names is swept away after a day, in "new" after
 * two hours.  They are readable for nginx, which sends them, by their group.  Depends on: photos/sanitizer,
 * model/casework.
 */
#ifndef PHOTOS_PHOTO_FILE_H
#define PHOTOS_PHOTO_FILE_H

#include "crypt/random.h"
#include "photos/sanitizer.h"
#include "model/casework.h"

/* As many may come with a question or follow-up. */
#define PHOTOS_MOST 4
/* As many pixels may all of them have. */
#define PHOTOS_PIXELS_MAX 100000000

struct photo {
	struct str id;
	int64_t width;
	int64_t height;
	uint64_t home;		/* the case in whose folder it is; 0: "new" */
};

struct photos {
	struct photo list[PHOTOS_MOST];
	size_t count;
	int64_t pixels;		/* that were decoded for them */
};

/*
 * Makes bytes harmless and adds the result, within wait_ms; for a caller with a decoder (photos/decoder).
 * PICTURE_FAILED past PHOTOS_MOST.
 */
enum picture photos_take(struct casework *work, struct photos *photos, struct str bytes, int wait_ms);

/* Adds a copy of one that lies in "new", under an id of its own.  ERR_NOT_FOUND: its files are gone. */
enum status photos_copy(struct casework *work, struct photos *photos, const struct photo *from);

/*
 * A copy of a photo of case n beside it, blurred in the areas (picture_blur), by the decoder that is
 * staff's.
 */
enum picture photo_file_blur(struct casework *work, uint64_t n, struct str id,
	const struct picture_areas *areas, struct photo *out);

/*
 * Moves them into the folder of case n, wherever they are, and has that on disk.  ERR_AWAY when the disk
 * refuses.
 */
enum status photos_settle(struct casework *work, struct photos *photos, uint64_t n);

/* Removes files that nothing names (any more); what fails is left for the sweep. */
void photos_discard(struct casework *work, const struct photos *photos);
/* Of a photo, or of a file that goes with an answer. */
void photo_file_remove(struct casework *work, uint64_t n, struct str id);

#define FOLDER_FILE_ENDING ".file"
/*
 * Writes bytes to a new file in the folder of case n, its name and all on disk; *fd is the file, open for
 * reading, which the caller closes.  ERR_AWAY when the disk refuses.
 */
enum status folder_file_write(struct casework *work, uint64_t n, struct str bytes, struct str *id, int *fd);

/* The id in the name of either file without its ".jpg"; false for another name. */
bool photo_name_id(struct str name, struct str *id);

/* Files of one folder that are older than a day. */
#define PHOTO_FILES 64
struct photo_files {
	struct photo_old {
		char id[RANDOM_ID_LENGTH];
		const char *ending;	/* of its name, behind the id */
		bool named;
	} list[PHOTO_FILES];
	size_t count;
};

/* Sets named of each file that case n still names; may reset the arena of work. */
typedef enum status (*photo_named_function)(struct casework *work, uint64_t n, struct photo_files *files);

/* Removes the files in "new" that are older than two hours. */
enum status photo_files_sweep_new(struct casework *work, uint64_t *removed);

/*
 * Removes each file in the folder of a case that is older than a day and that named denies, and empty
 * folders; adds their number to *removed.  Takes PHOTO_FOLDERS folders of cases at most: *walk is where it
 * goes on next time; NULL: at the beginning, and again when all have been taken.
 */
#define PHOTO_FOLDERS 1000
struct photo_walk;
enum status photo_files_sweep(struct casework *work, struct photo_walk **walk, photo_named_function named,
	uint64_t *removed);
/* Of one that doesn't go on; NULL is allowed. */
void photo_walk_free(struct photo_walk *walk);

#endif
