/* The counters of requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "web/counters.h"

static struct str print(struct counters *counters, struct arena *arena)
{
	struct buf out = buf_in(arena);

	counters_print(counters, &out);
	return buf_str(&out);
}

static void assert_line(struct str text, const char *line)
{
	struct str wanted = str_of(line);

	if (str_search(text, wanted, 0) >= text.len)
		fail_msg("no line \"%s\" in\n%.*s", line, STR_ARG(text));
}

static void statuses_and_times_are_counted_up_to_their_bound(void **state)
{
	struct counters *counters = counters_new();
	struct arena *arena = arena_new(1 << 20);
	struct str text;

	(void)state;
	counters_add(counters, 200, 500, 3000);
	counters_add(counters, 200, 501, 70000);
	counters_add(counters, 404, 5000000, 200);
	counters_add(counters, 599, 5000001, 0);
	counters_add(counters, 600, 0, 0);
	counters_add(counters, 99, 0, 0);
	text = print(counters, arena);
	assert_line(text, "wenzheng_requests_total{status=\"200\"} 2\n");
	assert_line(text, "wenzheng_requests_total{status=\"404\"} 1\n");
	assert_line(text, "wenzheng_requests_total{status=\"599\"} 1\n");
	assert_true(str_search(text, S("status=\"600\""), 0) >= text.len);
	assert_line(text, "_bucket{le=\"0.0005\"} 3\n");
	assert_line(text, "_bucket{le=\"0.001\"} 4\n");
	assert_line(text, "_bucket{le=\"5\"} 5\n");
	assert_line(text, "_bucket{le=\"+Inf\"} 6\n");
	assert_line(text, "wenzheng_request_duration_seconds_sum 10.001002\n");
	assert_line(text, "wenzheng_request_duration_seconds_count 6\n");
	assert_line(text, "wenzheng_request_memory_bytes_total 73200\n");
	assert_line(text, "wenzheng_request_memory_peak_bytes 70000\n");
	arena_free(arena);
	counters_free(counters);
}

static void pages_are_counted_by_their_wait_and_told_once(void **state)
{
	struct counters *counters = counters_new();
	struct arena *arena = arena_new(1 << 20);
	struct page_count count;
	struct str text;

	(void)state;
	counters_page(counters, 3, "/topics/:n", 100);
	counters_page(counters, 3, "/topics/:n", 14999);
	counters_page(counters, 3, "/topics/:n", 15000);
	counters_page(counters, COUNTERS_PAGES - 1, "/", 60000);
	text = print(counters, arena);
	assert_line(text, "_bucket{page=\"/topics/:n\",le=\"0.1\"} 1\n");
	assert_line(text, "_bucket{page=\"/topics/:n\",le=\"5\"} 1\n");
	assert_line(text, "_bucket{page=\"/topics/:n\",le=\"15\"} 3\n");
	assert_line(text, "_bucket{page=\"/\",le=\"15\"} 0\n");
	assert_line(text, "_bucket{page=\"/\",le=\"+Inf\"} 1\n");
	assert_line(text, "wenzheng_page_duration_seconds_sum{page=\"/topics/:n\"} 30.099\n");
	assert_line(text, "wenzheng_page_duration_seconds_count{page=\"/topics/:n\"} 3\n");
	assert_null(counters_take(counters, 0).name);
	count = counters_take(counters, 3);
	assert_string_equal(count.name, "/topics/:n");
	assert_int_equal(count.visits, 3);
	assert_int_equal(count.slow, 1);
	assert_null(counters_take(counters, 3).name);
	counters_back(counters, 3, &count);
	assert_int_equal(counters_take(counters, 3).visits, 3);
	/* What was told of stays in the histogram. */
	assert_line(print(counters, arena), "wenzheng_page_duration_seconds_count{page=\"/topics/:n\"} 3\n");
	arena_free(arena);
	counters_free(counters);
}

static void every_process_forked_later_adds_to_the_same_sums(void **state)
{
	struct counters *counters = counters_new();
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (int child = 0; child < 4; child++)
		if (fork() == 0) {
			for (int i = 0; i < 1000; i++)
				counters_add(counters, 303, 10, 0);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	assert_line(print(counters, arena), "wenzheng_requests_total{status=\"303\"} 4000\n");
	arena_free(arena);
	counters_free(counters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_and_times_are_counted_up_to_their_bound),
		cmocka_unit_test(pages_are_counted_by_their_wait_and_told_once),
		cmocka_unit_test(every_process_forked_later_adds_to_the_same_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
