#include "pages/view/tel.h"

/* How far before a number 电话 may stand, in bytes: "电话（工作日）：5566778". */
#define NAMED_WITHIN 36

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_at(struct str text, size_t at)
{
	size_t end = at;

	while (end < text.len && is_digit(text.data[end]))
		end++;
	return end - at;
}

/* A letter, a point or a mark that joins digits to something else. */
static bool joins(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
		(c != '\0' && strchr("._-/:%@#=&", c) != NULL);
}

static bool follows(struct str text, size_t at, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_starts(str_sub(text, at, text.len), str_of(words[i])))
			return true;
	return false;
}

/* What makes of "12345" an amount or a document's number. */
static bool is_counted(struct str text, size_t end)
{
	static const char *const units[] = { "号", "元", "万", "亿", "件", "户", "人", "个", "米", "公里",
		"平方", "吨", "亩", "年", "次", "％" };

	return follows(text, end, units, sizeof(units) / sizeof(units[0]));
}

static bool is_named(struct str text, size_t at)
{
	static const char *const names[] = { "电话", "热线", "拨打", "致电", "联系", "咨询" };

	for (size_t from = at > NAMED_WITHIN ? at - NAMED_WITHIN : 0; from < at; from++)
		if (follows(str_sub(text, 0, at), from, names, sizeof(names) / sizeof(names[0])))
			return true;
	return false;
}

static bool is_hotline(struct str number)
{
	return number.len == 5 &&
		(str_starts(number, S("123")) || str_starts(number, S("955")) ||
			str_starts(number, S("100")));
}

/* Whether the digits at first (count of them) and, behind a dash, at second are a number by themselves. */
static bool is_landline(struct str text, size_t first, size_t count, size_t second)
{
	return text.data[first] == '0' && (count == 3 || count == 4) && (second == 7 || second == 8);
}

/* The length of the number that begins at a digit, or 0. */
static size_t number_at(struct str text, size_t at)
{
	size_t count = digits_at(text, at);
	struct str run = str_sub(text, at, at + count);
	size_t end = at + count;
	size_t more = end < text.len && text.data[end] == '-' ? digits_at(text, end + 1) : 0;
	bool local = (count == 7 || (count == 8 && !str_starts(run, S("20")))) && text.data[at] >= '2' &&
		is_named(text, at);

	if (at > 0 && joins(text.data[at - 1]))
		return 0;
	if (is_landline(text, at, count, more))
		end += 1 + more;
	else if (!(count == 11 && text.data[at] == '1' && text.data[at + 1] >= '3') &&
		!(count >= 10 && count <= 12 && text.data[at] == '0') && !local && !is_hotline(run))
		return 0;
	if (end < text.len && joins(text.data[end]) && !(text.data[end] == '.' && end + 1 == text.len))
		return 0;
	return is_counted(text, end) ? 0 : end - at;
}

static void add_part(struct value *list, struct str text, bool number)
{
	struct value *map;

	if (text.len == 0)
		return;
	map = list_map(list);
	map_str(map, "text", text);
	map_str(map, "tel", number ? text : (struct str){ 0 });
}

void tel_parts(struct value *list, struct str text)
{
	size_t from = 0;
	size_t at = 0;

	while (at < text.len) {
		size_t len = is_digit(text.data[at]) ? number_at(text, at) : 0;

		if (len > 0) {
			add_part(list, str_sub(text, from, at), false);
			add_part(list, str_sub(text, at, at + len), true);
			from = at + len;
		}
		at += len > 0 ? len : is_digit(text.data[at]) ? digits_at(text, at) : 1;
	}
	add_part(list, str_sub(text, from, text.len), false);
}
