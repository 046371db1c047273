#include "web/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/asan.h"
#include "base/log.h"

/* Of Linux 5.19: before, whoever may reach only some folders can't rename a file from one to another. */
#define ABI_WITH_RENAME 2

#define FILE_RIGHTS                                                                                         \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_RIGHTS                                                                                        \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |         \
		LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER)
#define NEVER                                                                                              \
	(LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |      \
		LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static const uint64_t rights[] = {
	[LANDLOCK_READ] = READ_RIGHTS,
	[LANDLOCK_RUN] = READ_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE,
	[LANDLOCK_WRITE] = READ_RIGHTS | WRITE_RIGHTS,
};

static bool add(int rules, const struct landlock_place *place)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights[place->right] };
	struct stat about;
	bool added;

	rule.parent_fd = open(place->path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
	if (fstat(rule.parent_fd, &about) == 0 && !S_ISDIR(about.st_mode))
		rule.allowed_access &= FILE_RIGHTS;
	added = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return added;
}

static bool add_all(int rules, const struct landlock_place *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!add(rules, &places[i])) {
			log_error("landlock: %s: %s", places[i].path, strerror(errno));
			return false;
		}
	return true;
}

/* Below 0 where the kernel has no Landlock. */
static long abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool landlock_enter(const struct landlock_place *places, size_t count)
{
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = rights[LANDLOCK_RUN] | rights[LANDLOCK_WRITE] | NEVER,
	};
	int rules;
	bool locked;

	if (HAS_ASAN || abi() < ABI_WITH_RENAME)
		return true;
	rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (rules < 0) {
		log_error("landlock: %s", strerror(errno));
		return false;
	}
	locked = add_all(rules, places, count);
	if (locked && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
			      syscall(SYS_landlock_restrict_self, rules, 0) != 0)) {
		log_error("landlock: %s", strerror(errno));
		locked = false;
	}
	close(rules);
	return locked;
}
