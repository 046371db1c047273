#include "base/json.h"

#include "base/text.h"

/* How deep lists and maps may nest; nothing of ours needs more than six levels. */
#define DEPTH_MAX 32
/* Members of one map: each new key is compared with all before it. */
#define MEMBERS_MAX 256

/*
 * A reading of one text.  It is copied into the arena once and its strings are decoded where they stand,
 * which is never longer.  A NUL stands at its end and is valid nowhere, so no step looks for the end.
 */
struct reading {
	struct arena *arena;
	char *at;
	bool foreign;	/* numbers that aren't integers become null */
};

static bool read_value(struct reading *reading, int depth, struct value *out);

static void skip_blanks(struct reading *reading)
{
	while (*reading->at == ' ' || *reading->at == '\t' || *reading->at == '\n' || *reading->at == '\r')
		reading->at++;
}

/* Steps over c, blanks before it included, or says that something else stands there. */
static bool take(struct reading *reading, char c)
{
	skip_blanks(reading);
	if (*reading->at != c)
		return false;
	reading->at++;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that four hexadecimal digits at p make, or -1. */
static int32_t four_hex(const char *p)
{
	int32_t number = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (is_digit(c))
			number = number * 16 + c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			number = number * 16 + (c | 0x20) - 'a' + 10;
		else
			return -1;
	}
	return number;
}

static char *put_utf8(char *to, int32_t point)
{
	if (point < 0x80) {
		*to++ = (char)point;
		return to;
	}
	if (point < 0x800) {
		*to++ = (char)(0xc0 | point >> 6);
	} else {
		if (point < 0x10000) {
			*to++ = (char)(0xe0 | point >> 12);
		} else {
			*to++ = (char)(0xf0 | point >> 18);
			*to++ = (char)(0x80 | (point >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (point >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (point & 0x3f));
	return to;
}

/* Decodes "\uXXXX", or the two that make a surrogate pair, to *to. */
static bool read_unicode(struct reading *reading, char **to)
{
	int32_t point = four_hex(reading->at + 2);

	if (point <= 0 || (point >= 0xdc00 && point <= 0xdfff))
		return false;
	reading->at += 6;
	if (point >= 0xd800 && point <= 0xdbff) {
		int32_t low = reading->at[0] == '\\' && reading->at[1] == 'u' ? four_hex(reading->at + 2) :
			-1;

		if (low < 0xdc00 || low > 0xdfff)
			return false;
		point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
		reading->at += 6;
	}
	*to = put_utf8(*to, point);
	return true;
}

static bool read_escape(struct reading *reading, char **to)
{
	static const char letters[256] = {
		['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
		['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
	};
	char c = letters[(unsigned char)reading->at[1]];

	if (reading->at[1] == 'u')
		return read_unicode(reading, to);
	if (c == '\0')
		return false;
	*(*to)++ = c;
	reading->at += 2;
	return true;
}

static bool read_string(struct reading *reading, struct str *out)
{
	char *from;
	char *to;

	if (!take(reading, '"'))
		return false;
	from = to = reading->at;
	while (*reading->at != '"') {
		if ((unsigned char)*reading->at < 0x20)
			return false;
		if (*reading->at != '\\')
			*to++ = *reading->at++;
		else if (!read_escape(reading, &to))
			return false;
	}
	reading->at++;
	*to = '\0';
	*out = (struct str){ from, (size_t)(to - from) };
	return true;
}

/* Steps over one digit and those that follow. */
static bool skip_digits(struct reading *reading)
{
	if (!is_digit(*reading->at))
		return false;
	while (is_digit(*reading->at))
		reading->at++;
	return true;
}

/* A fraction and an exponent, as far as there are any. */
static bool skip_fraction(struct reading *reading)
{
	if (*reading->at == '.') {
		reading->at++;
		if (!skip_digits(reading))
			return false;
	}
	if (*reading->at != 'e' && *reading->at != 'E')
		return true;
	reading->at++;
	if (*reading->at == '+' || *reading->at == '-')
		reading->at++;
	return skip_digits(reading);
}

static bool read_number(struct reading *reading, struct value *out)
{
	bool negative = *reading->at == '-';
	const char *digit = reading->at += negative;
	int64_t number = 0;

	if (!skip_digits(reading) || (*digit == '0' && reading->at - digit > 1))
		return false;
	if (*reading->at == '.' || *reading->at == 'e' || *reading->at == 'E')
		return reading->foreign && skip_fraction(reading);
	/* Counted below zero, where there is room for one more. */
	for (; digit < reading->at; digit++)
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, *digit - '0', &number))
			return false;
	if (!negative && __builtin_sub_overflow(0, number, &number))
		return false;
	out->type = VALUE_INT;
	out->integer = number;
	return true;
}

static bool read_list(struct reading *reading, int depth, struct value *out)
{
	*out = *value_list(reading->arena);
	reading->at++;
	if (depth >= DEPTH_MAX)
		return false;
	if (take(reading, ']'))
		return true;
	do {
		if (!read_value(reading, depth + 1, value_add(out, (struct str){ 0 })))
			return false;
	} while (take(reading, ','));
	return take(reading, ']');
}

static bool read_map(struct reading *reading, int depth, struct value *out)
{
	struct str key;

	*out = *value_map(reading->arena);
	reading->at++;
	if (depth >= DEPTH_MAX)
		return false;
	if (take(reading, '}'))
		return true;
	do {
		if (!read_string(reading, &key) || out->count == MEMBERS_MAX || map_find(out, key) != NULL ||
		    !take(reading, ':') || !read_value(reading, depth + 1, value_add(out, key)))
			return false;
	} while (take(reading, ','));
	return take(reading, '}');
}

static bool read_word(struct reading *reading, struct value *out)
{
	static const struct {
		struct str word;
		struct value value;
	} words[] = {
		{ S("true"), { .type = VALUE_BOOL, .boolean = true } },
		{ S("false"), { .type = VALUE_BOOL } },
		{ S("null"), { .type = VALUE_NULL } },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(reading->at, words[i].word.data, words[i].word.len) == 0) {
			*out = words[i].value;
			reading->at += words[i].word.len;
			return true;
		}
	return false;
}

static bool read_value(struct reading *reading, int depth, struct value *out)
{
	skip_blanks(reading);
	switch (*reading->at) {
	case '{':
		return read_map(reading, depth, out);
	case '[':
		return read_list(reading, depth, out);
	case '"':
		out->type = VALUE_STR;
		return read_string(reading, &out->str);
	case 't':
	case 'f':
	case 'n':
		return read_word(reading, out);
	default:
		return read_number(reading, out);
	}
}

static enum status parse(struct arena *arena, struct str text, bool foreign, struct value **out)
{
	struct reading reading = { .arena = arena, .foreign = foreign };
	struct value *tree;
	const char *end;

	if (!text_valid(text))
		return ERR_MALFORMED;
	tree = ARENA_NEW(arena, struct value);
	reading.at = arena_cstr(arena, text);
	end = reading.at + text.len;
	if (!read_value(&reading, 0, tree))
		return ERR_MALFORMED;
	skip_blanks(&reading);
	if (reading.at != end)
		return ERR_MALFORMED;
	*out = tree;
	return OK;
}

enum status json_parse(struct arena *arena, struct str text, struct value **out)
{
	return parse(arena, text, false, out);
}

enum status json_parse_foreign(struct arena *arena, struct str text, struct value **out)
{
	return parse(arena, text, true, out);
}
