#include "web/counters.h"

#include <stdatomic.h>
#include <sys/mman.h>

#define LOWEST 100
#define STATUSES 500

/* Upper bounds in microseconds; what is slower than the last is in the total alone. */
static const int64_t bounds[] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000,
	5000000 };
#define BOUNDS (sizeof(bounds) / sizeof(bounds[0]))

/* Upper bounds in milliseconds for pages; the last is the law's. */
static const int64_t page_bounds[] = { 100, 1000, 5000, COUNTERS_SLOW_MS };
#define PAGE_BOUNDS (sizeof(page_bounds) / sizeof(page_bounds[0]))

struct page_times {
	_Atomic(const char *) name;	/* the same in all processes that were forked from one program */
	_Atomic uint64_t within[PAGE_BOUNDS + 1];	/* the last: slower */
	_Atomic uint64_t ms;
	_Atomic uint64_t untold;	/* visits, and slow ones, that were not taken yet */
	_Atomic uint64_t untold_slow;
};

struct counters {
	struct page_times pages[COUNTERS_PAGES];
	_Atomic uint64_t statuses[STATUSES];
	_Atomic uint64_t within[BOUNDS];	/* up to its bound and above the one before */
	_Atomic uint64_t slower;
	_Atomic uint64_t microseconds;
	_Atomic uint64_t bytes;
	_Atomic uint64_t largest;	/* of one request */
	_Atomic uint64_t logins_failed;
};

struct counters *counters_new(void)
{
	void *memory = mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void counters_free(struct counters *counters)
{
	munmap(counters, sizeof(*counters));
}

static void bump(_Atomic uint64_t *counter, uint64_t by)
{
	atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

static void raise_to(_Atomic uint64_t *highest, uint64_t value)
{
	uint64_t was = atomic_load_explicit(highest, memory_order_relaxed);

	while (was < value && !atomic_compare_exchange_weak(highest, &was, value))
		;
}

void counters_add(struct counters *counters, int status, int64_t microseconds, size_t bytes)
{
	size_t i = 0;

	if (status >= LOWEST && status < LOWEST + STATUSES)
		bump(&counters->statuses[status - LOWEST], 1);
	while (i < BOUNDS && microseconds > bounds[i])
		i++;
	bump(i < BOUNDS ? &counters->within[i] : &counters->slower, 1);
	bump(&counters->microseconds, (uint64_t)microseconds);
	bump(&counters->bytes, bytes);
	raise_to(&counters->largest, bytes);
}

void counters_page(struct counters *counters, size_t i, const char *name, int64_t ms)
{
	struct page_times *page = &counters->pages[i];
	size_t k = 0;

	atomic_store_explicit(&page->name, name, memory_order_relaxed);
	while (k < PAGE_BOUNDS && ms > page_bounds[k])
		k++;
	bump(&page->within[k], 1);
	bump(&page->ms, (uint64_t)ms);
	bump(&page->untold, 1);
	if (ms >= COUNTERS_SLOW_MS)
		bump(&page->untold_slow, 1);
}

struct page_count counters_take(struct counters *counters, size_t i)
{
	struct page_times *page = &counters->pages[i];
	struct page_count count = { .slow = atomic_exchange(&page->untold_slow, 0),
		.visits = atomic_exchange(&page->untold, 0) };

	if (count.visits > 0 || count.slow > 0)
		count.name = atomic_load(&page->name);
	return count;
}

void counters_back(struct counters *counters, size_t i, const struct page_count *count)
{
	bump(&counters->pages[i].untold, count->visits);
	bump(&counters->pages[i].untold_slow, count->slow);
}

static uint64_t read_counter(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void counters_login_failed(struct counters *counters)
{
	bump(&counters->logins_failed, 1);
}

uint64_t counters_logins_failed(const struct counters *counters)
{
	return read_counter(&counters->logins_failed);
}

static void print_memory(const struct counters *counters, struct buf *out)
{
	buf_printf(out,
		"# HELP wenzheng_request_memory_bytes_total Memory that requests took, summed up.\n"
		"# TYPE wenzheng_request_memory_bytes_total counter\nwenzheng_request_memory_bytes_total %llu\n"
		"# HELP wenzheng_request_memory_peak_bytes The most that one request took since the workers began.\n"
		"# TYPE wenzheng_request_memory_peak_bytes gauge\nwenzheng_request_memory_peak_bytes %llu\n",
		(unsigned long long)read_counter(&counters->bytes),
		(unsigned long long)read_counter(&counters->largest));
}

static void print_page(const struct page_times *page, struct buf *out)
{
	const char *name = "wenzheng_page_duration_seconds";
	const char *path = atomic_load(&page->name);
	uint64_t sum = 0;

	for (size_t k = 0; k < PAGE_BOUNDS; k++) {
		sum += read_counter(&page->within[k]);
		buf_printf(out, "%s_bucket{page=\"%s\",le=\"%g\"} %llu\n", name, path,
			(double)page_bounds[k] / 1e3, (unsigned long long)sum);
	}
	sum += read_counter(&page->within[PAGE_BOUNDS]);
	buf_printf(out, "%s_bucket{page=\"%s\",le=\"+Inf\"} %llu\n%s_sum{page=\"%s\"} %.3f\n"
		"%s_count{page=\"%s\"} %llu\n", name, path, (unsigned long long)sum, name, path,
		(double)read_counter(&page->ms) / 1e3, name, path, (unsigned long long)sum);
}

static void print_pages(const struct counters *counters, struct buf *out)
{
	buf_add(out, S("# HELP wenzheng_page_duration_seconds Time that visitors waited for a page that no cache had.\n"
		"# TYPE wenzheng_page_duration_seconds histogram\n"));
	for (size_t i = 0; i < COUNTERS_PAGES; i++)
		if (atomic_load(&counters->pages[i].name) != NULL)
			print_page(&counters->pages[i], out);
}

void counters_print(const struct counters *counters, struct buf *out)
{
	const char *name = "wenzheng_request_duration_seconds";
	uint64_t sum = 0;

	buf_add(out, S("# HELP wenzheng_requests_total Requests answered by the workers, by HTTP status.\n"
		"# TYPE wenzheng_requests_total counter\n"));
	for (int i = 0; i < STATUSES; i++)
		if (read_counter(&counters->statuses[i]) > 0)
			buf_printf(out, "wenzheng_requests_total{status=\"%d\"} %llu\n", i + LOWEST,
				(unsigned long long)read_counter(&counters->statuses[i]));
	buf_printf(out, "# HELP %s Time a worker took for a request.\n# TYPE %s histogram\n", name, name);
	for (size_t i = 0; i < BOUNDS; i++) {
		sum += read_counter(&counters->within[i]);
		buf_printf(out, "%s_bucket{le=\"%g\"} %llu\n", name, (double)bounds[i] / 1e6,
			(unsigned long long)sum);
	}
	sum += read_counter(&counters->slower);
	buf_printf(out, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %.6f\n%s_count %llu\n", name,
		(unsigned long long)sum, name, (double)read_counter(&counters->microseconds) / 1e6, name,
		(unsigned long long)sum);
	print_pages(counters, out);
	print_memory(counters, out);
	buf_printf(out, "# HELP wenzheng_login_failures_total Logins of staff that were refused.\n"
		"# TYPE wenzheng_login_failures_total counter\nwenzheng_login_failures_total %llu\n",
		(unsigned long long)counters_logins_failed(counters));
}
