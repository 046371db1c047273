/* fcgi/helper/helper: whatever a program does that a file has taken over, nobody waits for it longer than planned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "helper/helper.h"

#define WAIT_MS 500
#define LATE_MS 5000
#define ROOM 16

static enum helper_end run(const char *script, char report[ROOM], int *status)
{
	char *const words[] = { (char[]){ "sh" }, (char[]){ "-c" }, strdup(script), NULL };
	/* From the folder of this program up to the root. */
	const struct helper_task task = { .program = "../../../../../../../../../../../../../bin/sh",
		.words = words, .in = STDIN_FILENO, .wait_ms = WAIT_MS };
	int64_t begin = clock_steady();
	enum helper_end end = helper_run(&task, report, ROOM, status);

	free(words[2]);
	assert_true(clock_steady() - begin < LATE_MS);
	return end;
}

static void what_it_says_and_how_it_ends_is_passed_on(void **state)
{
	char report[ROOM];
	int status = 0;

	(void)state;
	assert_int_equal(run("echo 123456789; exit 3", report, &status), HELPER_ENDED);
	assert_string_equal(report, "123456789\n");
	assert_int_equal(status, 3);
	assert_int_equal(run("kill -11 $$", report, &status), HELPER_DIED);
}

static void one_that_does_not_end_is_ended(void **state)
{
	static const char *const scripts[] = { "exec sleep 60", "exec sleep 60 >&-", "exec yes",
		"echo 12345678901234567890; exec sleep 60" };
	char report[ROOM];
	int status = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		assert_int_equal(run(scripts[i], report, &status), HELPER_COSTLY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says_and_how_it_ends_is_passed_on),
		cmocka_unit_test(one_that_does_not_end_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
