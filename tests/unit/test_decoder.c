/* The places for photos that are decoded, as monitoring counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "photos/decoder.h"
#include "scratch.h"

#define WORKERS 4
#define ROUNDS 2000
#define PATIENCE_S 10

static char folder[] = "/tmp/wz-decoder-XXXXXX";
static struct config config = { .paths.photos = folder, .worker.processes = WORKERS };

static int count(struct casework *work, int *places)
{
	int taken;

	decoder_count(work, places, &taken);
	return taken;
}

static void places_are_counted_as_they_are_taken_and_given_back(void **state)
{
	struct casework work = { .arena = arena_new(1 << 20), .config = &config };
	struct decoder *held[WORKERS];
	int places;

	(void)state;
	assert_int_equal(count(&work, &places), 0);
	assert_int_equal(places, WORKERS / 2 + 1);
	assert_int_equal(decoder_begin(&work, false, 0, &held[0]), OK);
	assert_int_equal(decoder_begin(&work, false, 0, &held[1]), OK);
	assert_int_equal(decoder_begin(&work, false, 0, &held[2]), ERR_TOO_MANY);
	assert_int_equal(count(&work, &places), 2);
	decoder_end(held[0]);
	assert_int_equal(count(&work, &places), 1);
	arena_free(work.arena);
}

static void whoever_counts_takes_no_place_meanwhile(void **state)
{
	struct casework work = { .arena = arena_new(1 << 20), .config = &config };
	struct decoder *held[WORKERS / 2];
	pid_t counts = fork();
	int places;

	(void)state;
	assert_true(counts >= 0);
	if (counts == 0)
		alarm(PATIENCE_S);
	while (counts == 0) {
		arena_reset(work.arena);
		count(&work, &places);
	}
	for (int i = 0; i < ROUNDS; i++) {
		for (int j = 0; j < WORKERS / 2; j++)
			assert_int_equal(decoder_begin(&work, false, 0, &held[j]), OK);
		arena_reset(work.arena);
	}
	kill(counts, SIGKILL);
	assert_int_equal(waitpid(counts, NULL, 0), counts);
	arena_free(work.arena);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	(void)state;
	return scratch_remove_folder(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_counted_as_they_are_taken_and_given_back),
		cmocka_unit_test(whoever_counts_takes_no_place_meanwhile),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
