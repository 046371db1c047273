/* Which files a worker can and can't reach: web/landlock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/asan.h"
#include "web/landlock.h"

/* Three folders: own may be written, shown only be read, and other isn't named at all. */
static char folder[] = "/tmp/wz-landlock-XXXXXX";

static bool makes(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd >= 0 && close(fd) == 0 && unlink(path) == 0;
}

static bool reads(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && close(fd) == 0;
}

static bool starts(const char *program)
{
	static char name[] = "true";
	char *const words[] = { name, NULL };
	int result = -1;
	pid_t pid;

	return posix_spawn(&pid, program, NULL, NULL, words, words + 1) == 0 &&
		waitpid(pid, &result, 0) == pid && result == 0;
}

static bool writes_in_its_folder(void)
{
	return makes("own/new") && mkdir("own/below", 0700) == 0 && makes("own/below/new") &&
		rename("own/below", "own/renamed") == 0 && rmdir("own/renamed") == 0;
}

static bool moves_between_its_folders(void)
{
	return rename("own/one/file", "own/two/file") == 0 && rename("own/two/file", "own/one/file") == 0;
}

static bool reads_what_is_shown(void)
{
	return reads("shown/file") && reads("shown");
}

static bool starts_a_program(void)
{
	return starts("/bin/true");
}

static bool writes_what_is_shown(void)
{
	return makes("shown/new") || open("shown/file", O_WRONLY | O_CLOEXEC) >= 0;
}

static bool reads_another_file(void)
{
	return reads("other/file");
}

static bool lists_another_folder(void)
{
	return reads("other");
}

static bool writes_elsewhere(void)
{
	return makes("other/new");
}

static bool moves_a_file_out(void)
{
	return rename("own/one/file", "other/moved") == 0 && rename("other/moved", "own/one/file") == 0;
}

static bool starts_what_it_wrote(void)
{
	return starts("own/program");
}

static bool makes_a_link(void)
{
	return symlink("/etc/passwd", "own/link") == 0 && unlink("own/link") == 0;
}

static bool listens_in_its_folder(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "own/socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		unlink("own/socket") == 0;
}

static bool lock_in(void)
{
	static const struct landlock_place places[] = {
		{ "/usr", LANDLOCK_RUN }, { "/lib", LANDLOCK_RUN }, { "/lib64", LANDLOCK_RUN },
		{ "own", LANDLOCK_WRITE }, { "shown", LANDLOCK_READ }, { "none/such", LANDLOCK_WRITE },
	};

	return landlock_enter(places, sizeof(places) / sizeof(places[0]));
}

static bool can_as(bool locked, bool (*deed)(void))
{
	pid_t child = fork();
	int result;

	if (child == 0) {
		if (locked && !lock_in())
			_exit(2);
		_exit(deed() ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &result, 0), child);
	assert_true(WIFEXITED(result) && WEXITSTATUS(result) != 2);
	return WEXITSTATUS(result) == 1;
}

static void the_places_named_can_be_used(void **state)
{
	(void)state;
	assert_true(can_as(true, writes_in_its_folder));
	assert_true(can_as(true, moves_between_its_folders));
	assert_true(can_as(true, reads_what_is_shown));
	assert_true(can_as(true, starts_a_program));
}

/* Each of it works for a process of the same account that isn't locked in. */
static void nothing_else_can_be_reached(void **state)
{
	static bool (*const deeds[])(void) = { writes_what_is_shown, reads_another_file,
		lists_another_folder, writes_elsewhere, moves_a_file_out, starts_what_it_wrote, makes_a_link,
		listens_in_its_folder };

	(void)state;
	if (HAS_ASAN)
		skip();
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		assert_true(can_as(false, deeds[i]));
		assert_false(can_as(true, deeds[i]));
	}
}

static int make_folders(void **state)
{
	static const char command[] = "mkdir -p own/one own/two shown other && "
		"cp /bin/true own/program && touch own/one/file shown/file other/file";

	(void)state;
	return mkdtemp(folder) != NULL && chdir(folder) == 0 && system(command) == 0 ? 0 : -1;
}

static int remove_folders(void **state)
{
	(void)state;
	return system("rm -r own shown other") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_places_named_can_be_used),
		cmocka_unit_test(nothing_else_can_be_reached),
	};

	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
