#include "web/fields.h"

#include <uriparser/Uri.h>

#include "base/text.h"

struct str field_get(const struct field *fields, const char *name)
{
	struct str wanted = str_of(name);

	for (; fields != NULL; fields = fields->next)
		if (str_eq(fields->name, wanted))
			return fields->value;
	return (struct str){ 0 };
}

void fields_keep(const struct field *fields, bool (*passing)(struct str name), struct value *list)
{
	for (; fields != NULL; fields = fields->next) {
		if (passing(fields->name))
			continue;
		list_str(list, fields->name);
		list_str(list, fields->value);
	}
}

struct field *fields_kept(struct arena *arena, const struct value *list)
{
	struct field *first = NULL;
	struct field **end = &first;

	for (const struct member *m = list != NULL ? list->first : NULL; m != NULL && m->next != NULL;
		m = m->next->next) {
		struct field *field = ARENA_NEW(arena, struct field);

		field->name = m->value.str;
		field->value = m->next->value.str;
		*end = field;
		end = &field->next;
	}
	return first;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* uriparser passes broken escapes through and ends a value at %00, so both are refused first. */
static bool escapes_are_sound(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\0')
			return false;
		if (text.data[i] != '%')
			continue;
		if (text.len - i < 3 || !is_hex(text.data[i + 1]) || !is_hex(text.data[i + 2]))
			return false;
		if (text.data[i + 1] == '0' && text.data[i + 2] == '0')
			return false;
	}
	return true;
}

static size_t count_pairs(struct str text)
{
	size_t count = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.data[i] == '&';
	return count;
}

static void free_list(void *list)
{
	uriFreeQueryListA(list);
}

enum status fields_parse_urlencoded(struct arena *arena, struct str text, size_t max_fields,
	struct field **out)
{
	UriQueryListA *list = NULL;
	struct field *first = NULL;
	struct field **end = &first;
	int result = URI_SUCCESS;
	int count = 0;

	if (!escapes_are_sound(text))
		return ERR_MALFORMED;
	if (count_pairs(text) > max_fields)
		return ERR_TOO_LARGE;
	if (text.len > 0)
		result = uriDissectQueryMallocExA(&list, &count, text.data, text.data + text.len, URI_TRUE,
			URI_BR_DONT_TOUCH);
	if (result == URI_ERROR_MALLOC)
		arena_give_up();
	if (result != URI_SUCCESS)
		return ERR_MALFORMED;
	if (list != NULL)
		arena_defer(arena, free_list, list);
	for (const UriQueryListA *pair = list; pair != NULL; pair = pair->next) {
		struct field *field = ARENA_NEW(arena, struct field);

		field->name = str_of(pair->key);
		field->value = str_of(pair->value);
		if (!text_valid(field->name) || !text_valid(field->value))
			return ERR_MALFORMED;
		*end = field;
		end = &field->next;
	}
	*out = first;
	return OK;
}

/* A token of RFC 9110 section 5.6.2: what a cookie's name is made of. */
static bool is_cookie_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c <= ' ' || c >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", c) != NULL)
			return false;
	}
	return s.len > 0;
}

static bool is_cookie_value(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

struct field *fields_parse_cookie(struct arena *arena, struct str header, size_t max_fields)
{
	struct field *first = NULL;
	struct field **end = &first;
	struct str pair;

	while (max_fields > 0 && str_cut(&header, ';', &pair)) {
		size_t equals = str_find(pair, '=', 0);
		struct str name = str_trim(str_sub(pair, 0, equals));
		struct str value = str_trim(str_sub(pair, equals + 1, pair.len));

		if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
			value = str_sub(value, 1, value.len - 1);
		if (equals == pair.len || !is_cookie_name(name) || !is_cookie_value(value))
			continue;
		*end = ARENA_NEW(arena, struct field);
		(*end)->name = arena_str(arena, name);
		(*end)->value = arena_str(arena, value);
		end = &(*end)->next;
		max_fields--;
	}
	return first;
}
