#include "base/str.h"

int str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.data, b.data, n) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t str_find(struct str s, char c, size_t from)
{
	const char *hit;

	if (from >= s.len)
		return s.len;
	hit = memchr(s.data + from, c, s.len - from);
	return hit ? (size_t)(hit - s.data) : s.len;
}

size_t str_search(struct str s, struct str needle, size_t from)
{
	const char *hit;

	if (from > s.len || needle.len == 0 || needle.len > s.len - from)
		return s.len;
	hit = memmem(s.data + from, s.len - from, needle.data, needle.len);
	return hit ? (size_t)(hit - s.data) : s.len;
}

bool str_cut(struct str *rest, char separator, struct str *piece)
{
	size_t end;

	if (rest->data == NULL || rest->len == 0)
		return false;
	end = str_find(*rest, separator, 0);
	*piece = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end + 1, rest->len);
	return true;
}

bool str_lists(struct str list, char separator, struct str item)
{
	struct str piece;

	while (str_cut(&list, separator, &piece))
		if (str_eq(piece, item))
			return true;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim(struct str s)
{
	size_t from = 0;
	size_t to = s.len;

	while (from < to && is_blank(s.data[from]))
		from++;
	while (to > from && is_blank(s.data[to - 1]))
		to--;
	return str_sub(s, from, to);
}

bool str_to_u64(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned)(unsigned char)s.data[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
	bool negative = s.len > 0 && s.data[0] == '-';
	uint64_t value;

	if (!str_to_u64(str_sub(s, negative, s.len), INT64_MAX, &value))
		return false;
	*out = negative ? -(int64_t)value : (int64_t)value;
	return true;
}
