#include "ctl/backup/check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ctl/backup/stored.h"
#include "ctl/ctl.h"

bool backup_open(const char *folder, struct inventory_reader *reader)
{
	if (inventory_open(folder, reader))
		return true;
	if (reader->file == NULL)
		ctl_fail("%s is no backup: " INVENTORY_NAME ": %s", folder, strerror(errno));
	else
		ctl_fail("%s is no backup, or one that was never finished: its " INVENTORY_NAME " can't be read",
			folder);
	return false;
}

bool backup_encrypted(const struct inventory_reader *reader)
{
	return map_get_bool(reader->head, "encrypted");
}

int backup_check(const char *folder, struct inventory_totals *totals)
{
	struct inventory_reader reader;
	struct inventory_file file;
	enum inventory_line line = INVENTORY_BAD;
	int result = CTL_DONE;
	int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (!backup_open(folder, &reader)) {
		result = CTL_FAILED;
	} else {
		while ((line = inventory_next(&reader, &file)) == INVENTORY_FILE) {
			char name[TREE_PATH];
			const char *wrong;

			stored_name(&file, backup_encrypted(&reader), name);
			wrong = stored_wrong(root, name, &file);
			if (wrong != NULL)
				result = ctl_fail("%s/%s %s", folder, name, wrong);
		}
		if (line == INVENTORY_BAD)
			result = ctl_fail("%s/" INVENTORY_NAME " is cut short or damaged", folder);
	}
	*totals = reader.totals;
	inventory_close(&reader);
	if (root >= 0)
		close(root);
	return result;
}
