#include "participation/enclosed_file.h"

#include <unistd.h>

#include "attachments/inspect.h"
#include "crypt/encode.h"
#include "photos/photo_file.h"

enum status enclosed_file_take(struct casework *work, uint64_t n, struct str name, struct str bytes,
	struct enclosed_file *out, struct str *why)
{
	struct attachment *file = &out->file;
	enum status status;
	const char *fault;
	int fd;

	*out = (struct enclosed_file){ .file = { .name = attachment_name(work->arena, name),
		.size = (int64_t)bytes.len, .hash = base64url(work->arena, sha256(work->arena, bytes)) } };
	*why = S("附件没有存下来，请过一会儿再试。");
	TRY(folder_file_write(work, n, bytes, &file->id, &fd));
	status = inspect(work, fd, bytes, file, &out->found, &fault);
	close(fd);
	if (status != OK) {
		photo_file_remove(work, n, file->id);
		*why = str_of(fault);
	}
	return status;
}

void enclosed_file_add(struct value *list, const struct enclosed_file *file)
{
	struct value *map = list_map(list);

	attachment_write(&file->file, map);
	if (file->found.len > 0)
		map_str(map, "found", file->found);
}

bool enclosed_file_read(const struct value *map, struct enclosed_file *out)
{
	out->found = map_get_str(map, "found");
	return attachment_read(map, &out->file);
}
