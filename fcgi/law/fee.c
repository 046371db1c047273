#include "law/fee.h"

#include "base/named.h"

static const struct named bases[FEE_BASES] = {
	[FEE_ITEMS] = { "items", "按件" },
	[FEE_PAGES] = { "pages", "按量" },
};
NAMED(fee_basis, bases, FEE_BASES)

/* Up to and with which item or page the rate holds. */
struct rate {
	int64_t upto;
	int64_t each;
};

static const struct tariff {
	struct rate rates[4];
	size_t count;
	struct rate growth;	/* what each further step adds to the last one; zero: there is none */
} tariffs[FEE_BASES] = {
	[FEE_ITEMS] = { { { 10, 0 }, { 30, 100 } }, 2, { 10, 100 } },
	[FEE_PAGES] = { { { 30, 0 }, { 100, 10 }, { 200, 20 }, { FEE_PAGES_MOST, 40 } }, 4, { 0, 0 } },
};

static struct rate rate_after(const struct tariff *tariff, size_t step, struct rate last)
{
	if (step < tariff->count)
		return tariff->rates[step];
	return (struct rate){ last.upto + tariff->growth.upto, last.each + tariff->growth.each };
}

size_t fee_steps(enum fee_basis basis, int64_t count, struct fee_step out[FEE_STEPS])
{
	const struct tariff *tariff = &tariffs[basis];
	struct rate rate = { 0, 0 };
	size_t steps = 0;

	while (steps < FEE_STEPS && rate.upto < count) {
		int64_t from = rate.upto + 1;

		rate = rate_after(tariff, steps, rate);
		out[steps++] = (struct fee_step){ from, rate.upto < count ? rate.upto : count, rate.each };
	}
	return steps;
}

int64_t fee_yuan(enum fee_basis basis, int64_t count)
{
	struct fee_step steps[FEE_STEPS];
	size_t n = fee_steps(basis, count, steps);
	int64_t yuan = 0;

	for (size_t i = 0; i < n; i++)
		yuan += (steps[i].to - steps[i].from + 1) * steps[i].each;
	return yuan;
}

int64_t fee_charged(enum fee_basis basis, int64_t earlier, int64_t count)
{
	return fee_yuan(basis, earlier + count) - fee_yuan(basis, earlier);
}
