#include "notify/message_template.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/json_print.h"

#define CHECK_BYTES ((size_t)1 << 20)

/* As it stands between the quotes of a JSON string. */
static struct str escape_json(struct arena *arena, struct str value)
{
	struct value text = { .type = VALUE_STR, .str = value };
	struct str quoted = json_print(arena, &text);

	return str_sub(quoted, 1, quoted.len - 1);
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		c == '.' || c == '_' || c == '~';
}

/* application/x-www-form-urlencoded; a blank as %20, which every receiver reads. */
static struct str escape_form(struct arena *arena, struct str value)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < value.len; i++)
		if (is_unreserved(value.data[i]))
			buf_byte(&out, value.data[i]);
		else
			buf_printf(&out, "%%%02X", (unsigned char)value.data[i]);
	return buf_str(&out);
}

/* The end of the placeholder that begins at i, behind its brace; i if none does. */
static size_t placeholder_end(struct str template, size_t i)
{
	size_t end = i + 1;

	while (end < template.len && template.data[end] >= 'a' && template.data[end] <= 'z')
		end++;
	return template.data[i] == '{' && end > i + 1 && end < template.len && template.data[end] == '}' ?
		end + 1 : i;
}

bool message_template_fill(struct arena *arena, enum template_kind kind, struct str template,
	const struct template_value *values, struct str *out)
{
	struct buf filled = buf_in(arena);
	size_t i = 0;

	while (i < template.len) {
		size_t end = placeholder_end(template, i);
		const struct template_value *value = values;

		if (end == i) {
			buf_byte(&filled, template.data[i++]);
			continue;
		}
		while (value->name != NULL && !str_eq(str_of(value->name), str_sub(template, i + 1, end - 1)))
			value++;
		if (value->name == NULL)
			return false;
		buf_add(&filled, kind == TEMPLATE_JSON ? escape_json(arena, value->value) :
			escape_form(arena, value->value));
		i = end;
	}
	*out = buf_str(&filled);
	return true;
}

bool message_template_valid(enum template_kind kind, struct str template)
{
#define SAMPLE(name) { name, { "1", 1 } }
	static const struct template_value samples[] = { SAMPLE("phone"), SAMPLE("number"), SAMPLE("event"),
		SAMPLE("url"), SAMPLE("stop"), SAMPLE("text"), SAMPLE("code"), SAMPLE("site"),
		{ NULL, { NULL, 0 } } };
#undef SAMPLE
	struct arena *arena = arena_new(CHECK_BYTES);
	struct value *parsed;
	struct str filled;
	bool valid = message_template_fill(arena, kind, template, samples, &filled) &&
		(kind != TEMPLATE_JSON || json_parse_foreign(arena, filled, &parsed) == OK);

	arena_free(arena);
	return valid;
}
