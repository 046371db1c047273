/*
 * Any bytes as a posted body: fields_parse_urlencoded, then form_check.  What is kept must be fit to print.
 */
#include <stdlib.h>

#include "base/text.h"
#include "web/form.h"
#include "fresh_arena.h"

static const struct choice choices[] = { { "a", "A" }, { "b", "B" }, { NULL, NULL } };

static const struct form_field table[] = {
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = 4, .max = 60 },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .min = 10, .max = 5000 },
	{ .name = "c", .label = "分类", .kind = FIELD_CHOICE, .choices = choices },
	{ .name = "n", .label = "天数", .kind = FIELD_NUMBER, .min = 1, .max = 30 },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE },
	{ .name = "k", .label = "同意", .kind = FIELD_CHECK, .required = true },
	{ .name = "p", .label = "密码", .kind = FIELD_SECRET, .max = 100 },
	{ .name = NULL },
};

static const struct form form = { .name = "fuzz", .fields = table };

static void need(bool truth)
{
	if (!truth)
		abort();
}

static void check_values(const struct form_values *values)
{
	for (size_t i = 0; table[i].name != NULL; i++) {
		struct str value = values->values[i];

		need(text_valid(value) && text_valid(values->errors[i]));
		if (table[i].kind != FIELD_SECRET)
			need(text_plain(value, true));
		if (table[i].kind == FIELD_LINE || table[i].kind == FIELD_TEXT)
			need(values->errors[i].len > 0 || text_length(value) <= table[i].max);
	}
	need(form_number(values, "n", 1) >= 1 || !values->ok);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)64 << 20);
	struct request request = { .arena = arena };
	struct form_values values;
	struct value *view = value_map(arena);

	if (fields_parse_urlencoded(arena, (struct str){ (const char *)data, size }, 64, &request.form) ==
		OK) {
		form_check(arena, &form, &request, &values);
		check_values(&values);
		form_view(view, &form, &values, NULL);
	}
	return 0;
}
