/* Telephone, identity and bank card numbers, however their digits are grouped. */
#include "privacy/mask_number.h"

#define DIGITS_MAX 24
#define GAP_MAX 3

/* The digits that may belong to one number, and where they stand. */
struct digits {
	size_t count;
	char digit[DIGITS_MAX];
	size_t at[DIGITS_MAX];
	bool joined[DIGITS_MAX + 1];	/* follows the digit before it without a gap */
	size_t area;			/* digits of a leading area code, 0: none */
};

/* 010 and 02x have three digits, all others four; they are written without a gap. */
static size_t area_length(const struct digits *d)
{
	size_t len;

	if (d->count < 3 || d->digit[0] != '0' || !d->joined[1] || !d->joined[2])
		return 0;
	if (d->digit[1] == '2' || (d->digit[1] == '1' && d->digit[2] == '0'))
		len = 3;
	else
		len = d->digit[1] >= '3' && d->count > 3 && d->joined[3] ? 4 : 0;
	return len;
}

/* A closing bracket is part of a number only behind its area code: (0873)2123456. */
static bool is_gap(const struct digits *d, uint32_t c)
{
	if (c == ')')
		return d->count >= 3 && d->count == area_length(d);
	return c == ' ' || c == '-' || c == '.';
}

static struct digits gather(const struct scan *scan, size_t i)
{
	struct digits d = { 0 };

	while (d.count < DIGITS_MAX) {
		size_t next = i;

		while (d.count > 0 && next - i < GAP_MAX && is_gap(&d, scan_at(scan, next)))
			next++;
		if (!scan_digit(scan, next))
			break;
		d.joined[d.count] = d.count > 0 && next == i;
		d.at[d.count] = next;
		d.digit[d.count++] = (char)scan_at(scan, next);
		i = next + 1;
	}
	d.joined[d.count] = scan_digit(scan, i);
	d.area = area_length(&d);
	return d;
}

/*
 * Whether digits [from, from+len) can be one number as written: nothing joined on behind, and groups of at
 * least least digits ("138 12 34 56 78"), or every digit apart ("1 3 8 1 …").
 */
static bool grouped(const struct digits *d, size_t from, size_t len, size_t least)
{
	size_t group = 1;
	size_t groups = 1;
	size_t smallest = len;

	if (from + len > d->count || d->joined[from + len])
		return false;
	for (size_t i = from + 1; i < from + len; i++) {
		if (d->joined[i]) {
			group++;
			continue;
		}
		smallest = group < smallest ? group : smallest;
		groups++;
		group = 1;
	}
	smallest = group < smallest ? group : smallest;
	return smallest >= least || groups == len;
}

static size_t end_of(const struct digits *d, size_t from, size_t len)
{
	return d->at[from + len - 1] + 1;
}

static void star(struct scan *scan, const struct digits *d, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		scan->points[d->at[i]].star = true;
}

static bool is_amount(const struct scan *scan, size_t i)
{
	static const char *const units[] = { "元", "万", "亿", "平方", NULL };

	return scan_any(scan, i, units) > 0;
}

/* 1[3-9] and nine digits, perhaps behind 86, 0086 or 0: 138****1234. */
static size_t mobile(struct scan *scan, const struct digits *d, size_t i)
{
	static const char *const prefixes[] = { "", "86", "0086", "0" };

	for (size_t p = 0; p < sizeof(prefixes) / sizeof(prefixes[0]); p++) {
		size_t from = strlen(prefixes[p]);

		if (from + 11 > d->count || memcmp(d->digit, prefixes[p], from) != 0 ||
			d->digit[from] != '1' || d->digit[from + 1] < '3' || !grouped(d, from, 11, 2) ||
			is_amount(scan, end_of(d, from, 11)))
			continue;
		star(scan, d, from + 3, from + 7);
		return end_of(d, from, 11);
	}
	return i;
}

/* Area code and seven or eight digits; the last two stay: 0873-*****56. */
static size_t landline(struct scan *scan, const struct digits *d, size_t i)
{
	for (size_t len = 8; d->area > 0 && len >= 7; len--) {
		/* Without a gap a three-digit code always has eight digits behind it. */
		if (d->area + len > d->count || !grouped(d, d->area, len, 2) ||
		    (d->joined[d->area] && d->area == 3 && len == 7))
			continue;
		star(scan, d, d->area, d->area + len - 2);
		return end_of(d, d->area, len);
	}
	return i;
}

/* Seven or eight digits behind a word that says so. */
static size_t named_phone(struct scan *scan, const struct digits *d, size_t i)
{
	static const char *const words[] = { "电话", "座机", "固话", "联系方式", NULL };
	static const char *const links[] = { "号码", "是", "为", "号", ":", " ", "(", NULL };
	size_t at = i;
	size_t len;
	size_t before;

	for (int links_left = 4; links_left > 0 && (len = scan_any_before(scan, at, links)) > 0; links_left--)
		at -= len;
	before = scan_any_before(scan, at, words);
	for (len = 8; before > 0 && len >= 7; len--)
		if (d->digit[0] != '0' && grouped(d, 0, len, 3)) {
			star(scan, d, 0, len - 2);
			return end_of(d, 0, len);
		}
	return i;
}

static int two(const struct digits *d, size_t from)
{
	return (d->digit[from] - '0') * 10 + (d->digit[from + 1] - '0');
}

/* The first two digits are a province's code (GB/T 2260). */
static bool is_province(int code)
{
	static const struct { int first, last;
	} provinces[] = {
		{ 11, 15 },
		{ 21, 23 },
		{ 31, 37 },
		{ 41, 46 },
		{ 50, 54 },
		{ 61, 65 },
		{ 71, 71 },
		{ 81, 83 },
		{ 91, 91 },
	};

	for (size_t i = 0; i < sizeof(provinces) / sizeof(provinces[0]); i++)
		if (code >= provinces[i].first && code <= provinces[i].last)
			return true;
	return false;
}

static bool is_month_day(const struct digits *d, size_t from)
{
	int month = two(d, from);
	int day = two(d, from + 2);

	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/*
 * GB 11643: six digits of place, date of birth, three of order and a check digit or X.  The check digit isn't
 * looked at: a number mistyped in one digit still tells who it is.  Older ones have a two-digit year and no
 * check digit.
 */
static size_t identity(struct scan *scan, const struct digits *d, size_t i)
{
	int century = d->count >= 8 ? two(d, 6) : 0;
	bool x = d->count == 17 && scan_at(scan, d->at[16] + 1) == 'X' && !scan_alnum(scan, d->at[16] + 2);
	size_t len = x ? 17 : 18;

	if (d->count < 15 || !is_province(two(d, 0)))
		return i;
	if (century >= 18 && century <= 20 && grouped(d, 0, len, 2) && is_month_day(d, 10)) {
		star(scan, d, 2, 15);
		return end_of(d, 0, len) + x;
	}
	if (grouped(d, 0, 15, 3) && is_month_day(d, 8)) {
		star(scan, d, 2, 12);
		return end_of(d, 0, 15);
	}
	return i;
}

/* ISO/IEC 7812-1 annex B. */
static bool luhn(const struct digits *d, size_t len)
{
	int sum = 0;

	for (size_t i = 0; i < len; i++) {
		int digit = d->digit[len - 1 - i] - '0';

		if (i % 2 == 1)
			digit = digit * 2 - (digit > 4 ? 9 : 0);
		sum += digit;
	}
	return sum % 10 == 0;
}

/* Issuers of cards begin with 3, 4, 5, 6 or 9; numbers that begin with a date or year don't. */
static size_t bank_card(struct scan *scan, const struct digits *d, size_t i)
{
	if (strchr("34569", d->digit[0]) == NULL)
		return i;
	for (size_t len = 19; len >= 16; len--)
		if (grouped(d, 0, len, 3) && luhn(d, len) && !is_amount(scan, end_of(d, 0, len))) {
			star(scan, d, 4, len - 4);
			return end_of(d, 0, len);
		}
	return i;
}

size_t mask_rule_number(struct scan *scan, size_t i, enum mask_kind *kind)
{
	static const struct {
		enum mask_kind kind;
		size_t (*find)(struct scan *scan, const struct digits *d, size_t i);
	} numbers[] = {
		{ MASK_MOBILE, mobile },
		{ MASK_ID, identity },
		{ MASK_CARD, bank_card },
		{ MASK_LANDLINE, landline },
		{ MASK_LANDLINE, named_phone },
	};
	struct digits d;

	if (!scan_digit(scan, i) || scan_digit(scan, i - 1))
		return i;
	d = gather(scan, i);
	for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++) {
		size_t end = numbers[n].find(scan, &d, i);

		if (end > i) {
			*kind = numbers[n].kind;
			return end;
		}
	}
	return i;
}
