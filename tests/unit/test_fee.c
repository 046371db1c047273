/* Fees for information requests: every boundary, and against counting item by item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "law/fee.h"

static void every_boundary_has_its_fee(void **state)
{
	static const struct {
		enum fee_basis basis;
		int64_t count;
		int64_t yuan;
	} rows[] = {
		{ FEE_ITEMS, 0, 0 },
		{ FEE_ITEMS, 1, 0 },
		{ FEE_ITEMS, 10, 0 },
		{ FEE_ITEMS, 11, 100 },
		{ FEE_ITEMS, 30, 2000 },
		{ FEE_ITEMS, 31, 2200 },
		{ FEE_ITEMS, 40, 4000 },
		{ FEE_ITEMS, 41, 4300 },
		{ FEE_ITEMS, 50, 7000 },
		{ FEE_ITEMS, 51, 7400 },
		{ FEE_ITEMS, 60, 11000 },
		{ FEE_ITEMS, 100, 37000 },
		{ FEE_PAGES, 0, 0 },
		{ FEE_PAGES, 1, 0 },
		{ FEE_PAGES, 30, 0 },
		{ FEE_PAGES, 31, 10 },
		{ FEE_PAGES, 100, 700 },
		{ FEE_PAGES, 101, 720 },
		{ FEE_PAGES, 200, 2700 },
		{ FEE_PAGES, 201, 2740 },
		{ FEE_PAGES, 1000, 34700 },
		{ FEE_PAGES, FEE_PAGES_MOST, 2700 + 40 * (FEE_PAGES_MOST - 200) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (fee_yuan(rows[i].basis, rows[i].count) != rows[i].yuan)
			fail_msg("basis %d, count %lld: %lld", rows[i].basis, (long long)rows[i].count,
				(long long)fee_yuan(rows[i].basis, rows[i].count));
}

/* The price of the nth item or page, as the articles put it. */
static int64_t price(enum fee_basis basis, int64_t n)
{
	if (basis == FEE_PAGES)
		return n <= 30 ? 0 : n <= 100 ? 10 : n <= 200 ? 20 : 40;
	if (n <= 10)
		return 0;
	if (n <= 30)
		return 100;
	return 200 + (n - 31) / 10 * 100;
}

static void the_fee_is_the_sum_of_each_ones_price(void **state)
{
	(void)state;
	for (enum fee_basis basis = FEE_ITEMS; basis < FEE_BASES; basis++) {
		int64_t sum = 0;

		for (int64_t n = 1; n <= FEE_ITEMS_MOST; n++) {
			sum += price(basis, n);
			assert_int_equal(fee_yuan(basis, n), sum);
		}
	}
}

static void the_steps_cover_the_count_without_gap(void **state)
{
	struct fee_step steps[FEE_STEPS];

	(void)state;
	for (int64_t count = 0; count <= FEE_ITEMS_MOST; count++) {
		size_t n = fee_steps(FEE_ITEMS, count, steps);
		int64_t next = 1;

		for (size_t i = 0; i < n; i++) {
			assert_int_equal(steps[i].from, next);
			assert_true(steps[i].to >= steps[i].from);
			next = steps[i].to + 1;
		}
		assert_int_equal(next, count + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_boundary_has_its_fee),
		cmocka_unit_test(the_fee_is_the_sum_of_each_ones_price),
		cmocka_unit_test(the_steps_cover_the_count_without_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
