#include "report/frozen/list_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"
#include "base/log.h"
#include "crypt/encode.h"

/* nginx reads them. */
#define FILE_MODE 0640
#define FOLDER_MODE 0750

static enum status fail(const struct list_files *files, const char *what)
{
	log_error("report: cannot %s in %.*s: %s", what, STR_ARG(files->folder), strerror(errno));
	return ERR_AWAY;
}

/* While they are written. */
static char *folder_now(const struct list_files *files)
{
	return arena_cstr(files->arena, arena_join(files->arena, files->folder, S(LIST_FILES_NEW)));
}

static char *path_of(const struct list_files *files, const struct list_file *list)
{
	return arena_cstr(files->arena, ARENA_GLUE(files->arena, files->folder, S(LIST_FILES_NEW "/"),
		list->figure, S(".ndjson")));
}

enum status list_files_begin(struct arena *arena, struct str folder, struct list_files *out)
{
	*out = (struct list_files){ .arena = arena, .folder = folder };
	return mkdir(folder_now(out), FOLDER_MODE) == 0 ? OK : fail(out, "make the folder");
}

void list_files_add(struct list_files *files, struct str figure)
{
	if (files->count < LISTS_MOST)
		files->list[files->count++] = (struct list_file){ .figure = figure,
			.run = sha256_begin(files->arena) };
}

static struct list_file *find(struct list_files *files, struct str figure)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_eq(files->list[i].figure, figure))
			return &files->list[i];
	return NULL;
}

const struct list_file *list_files_find(const struct list_files *files, struct str figure)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_eq(files->list[i].figure, figure))
			return &files->list[i];
	return NULL;
}

static enum status open_list(const struct list_files *files, struct list_file *list)
{
	int fd = open(path_of(files, list), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);

	if (fd < 0)
		return fail(files, "make a file");
	list->file = fdopen(fd, "w");
	if (list->file != NULL)
		return OK;
	close(fd);
	return fail(files, "open a file");
}

enum status list_files_line(struct list_files *files, struct str figure, struct str line, int64_t amount)
{
	struct list_file *list = find(files, figure);

	if (list == NULL)
		return OK;
	if (list->file == NULL)
		TRY(open_list(files, list));
	if (fwrite(line.data, 1, line.len, list->file) != line.len)
		return fail(files, "write");
	sha256_add(list->run, line);
	list->count++;
	list->sum += amount;
	return OK;
}

static enum status finish_one(struct list_files *files, struct list_file *list)
{
	FILE *file = list->file;
	bool good;

	list->sha256 = hex(files->arena, sha256_end(files->arena, list->run));
	list->run = NULL;
	list->file = NULL;
	if (file == NULL)
		return OK;
	good = fflush(file) == 0 && fsync(fileno(file)) == 0;
	good = fclose(file) == 0 && good;
	return good ? OK : fail(files, "write");
}

static enum status sync_folder(const struct list_files *files, const char *path)
{
	return file_sync_folder(path) ? OK : fail(files, "sync the folder");
}

enum status list_files_finish(struct list_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		TRY(finish_one(files, &files->list[i]));
	TRY(sync_folder(files, folder_now(files)));
	if (rename(folder_now(files), arena_cstr(files->arena, files->folder)) != 0)
		return fail(files, "rename the folder");
	/* Its new name is on disk only when the folder above is. */
	return sync_folder(files,
		arena_cstr(files->arena, arena_join(files->arena, files->folder, S("/.."))));
}

void list_files_remove(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (str_ends(str_of(entry->d_name), S(".ndjson")))
			unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder != NULL)
		closedir(folder);
	rmdir(path);
}

void list_files_drop(struct list_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		struct list_file *list = &files->list[i];

		if (list->file != NULL)
			fclose(list->file);
		if (list->run != NULL)
			(void)sha256_end(files->arena, list->run);
		list->file = NULL;
		list->run = NULL;
	}
	list_files_remove(folder_now(files));
}
