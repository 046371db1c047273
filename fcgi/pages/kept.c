#include "pages/kept.h"

bool kept_may(const struct request *request)
{
	if (request->form == NULL)
		return false;
	for (const struct field *field = request->form; field != NULL; field = field->next)
		if (str_search(field->name, S("password"), 0) < field->name.len)
			return false;
	return true;
}

static bool typed_at_length(struct str name)
{
	static const char *const shown[] = { "title", "body", "text", "reason", "comment", "note" };

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (str_eq(name, str_of(shown[i])))
			return true;
	return false;
}

void kept_view(const struct kept *kept, struct value *frame)
{
	struct value *again = map_map(frame, "again");
	struct value *fields = map_list(again, "again_fields");

	map_str(again, "again_url", kept->url);
	for (const struct field *field = kept->fields; field != NULL; field = field->next) {
		struct str name = str_sub(field->name, kept->prefix.len, field->name.len);
		struct value *map;

		if (!str_starts(field->name, kept->prefix) || (kept->no_token && str_eq(name, S("form"))))
			continue;
		map = list_map(fields);
		map_str(map, "again_name", name);
		map_str(map, "again_value", field->value);
		map_bool(map, "again_shown", typed_at_length(name) && field->value.len > 0);
	}
}
