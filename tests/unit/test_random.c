#include "crypt_fixture.h"

#include <sys/wait.h>

#include "crypt/encode.h"
#include "crypt/random.h"

#define DRAWS 31000

static void a_child_has_a_stream_of_its_own(void **state)
{
	unsigned char ours[32];
	unsigned char first[32];
	unsigned char second[32];
	int ends[2];

	(void)state;
	random_bytes(ours, sizeof(ours));
	assert_int_equal(pipe(ends), 0);
	for (int i = 0; i < 2; i++) {
		pid_t child = fork();

		if (child == 0) {
			random_bytes(ours, sizeof(ours));
			_exit(write(ends[1], ours, sizeof(ours)) == sizeof(ours) ? 0 : 1);
		}
		assert_int_equal(read(ends[0], i == 0 ? first : second, sizeof(first)), sizeof(first));
		waitpid(child, NULL, 0);
	}
	random_bytes(ours, sizeof(ours));
	close(ends[0]);
	close(ends[1]);
	assert_memory_not_equal(first, second, sizeof(first));
	assert_memory_not_equal(first, ours, sizeof(first));
	assert_memory_not_equal(second, ours, sizeof(second));
}

static void long_runs_are_filled_to_their_end(void **state)
{
	unsigned char bytes[5000] = { 0 };
	size_t zeros = 0;

	(void)state;
	random_bytes(bytes, sizeof(bytes));
	for (size_t i = sizeof(bytes) - 1000; i < sizeof(bytes); i++)
		zeros += bytes[i] == 0;
	assert_true(zeros < 50);
}

static void numbers_stay_below_their_bound_and_are_even(void **state)
{
	unsigned counts[31] = { 0 };

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		uint32_t n = random_below(31);

		assert_true(n < 31);
		counts[n]++;
	}
	/* 1000 expected, standard deviation 31: seven of them either way. */
	for (int i = 0; i < 31; i++)
		assert_in_range(counts[i], 780, 1220);
	assert_int_equal(random_below(1), 0);
	assert_true(random_below(UINT32_MAX) < UINT32_MAX);
}

static void codes_are_easy_to_read(void **state)
{
	struct fixture *f = *state;
	struct str code = random_code(f->arena, 1000);

	assert_int_equal(code.len, 1000);
	for (size_t i = 0; i < code.len; i++) {
		assert_true((code.data[i] >= '2' && code.data[i] <= '9') ||
			    (code.data[i] >= 'A' && code.data[i] <= 'Z'));
		assert_null(memchr("IOL", code.data[i], 3));
	}
	assert_false(str_eq(random_code(f->arena, 10), random_code(f->arena, 10)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_has_a_stream_of_its_own),
		cmocka_unit_test(long_runs_are_filled_to_their_end),
		cmocka_unit_test(numbers_stay_below_their_bound_and_are_even),
		IN_FOLDER(codes_are_easy_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
