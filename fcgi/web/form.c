#include "web/form.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"

/* Longer numbers and phones are not parsed. */
#define NUMBER_MAX 256

static struct str say(const struct form_field *field, struct str standard)
{
	return field->hint != NULL ? str_of(field->hint) : standard;
}

static struct str too_short(struct arena *arena, const struct form_field *field, struct str length)
{
	return say(field, arena_printf(arena, "%s至少要写 %zu 个字，现在是 %.*s 个字", field->label,
		field->min, STR_ARG(length)));
}

static struct str too_long(struct arena *arena, const struct form_field *field, struct str length)
{
	return say(field, arena_printf(arena, "%s最多 %zu 个字，现在是 %.*s 个字，请精简", field->label,
		field->max, STR_ARG(length)));
}

static struct str no_phone(const struct form_field *field)
{
	return say(field, S("手机号应为 11 位数字，例如 13800000000；座机请带区号，例如 0871-63160000"));
}

/* The text without the characters that nobody sees and that print badly. */
static struct str without_hidden(struct arena *arena, struct str s)
{
	struct buf out = buf_in(arena);

	while (s.len > 0) {
		struct str point = text_first(s, 1);

		if (text_plain(point, true))
			buf_add(&out, point);
		s = str_sub(s, point.len, s.len);
	}
	return buf_str(&out);
}

static struct str check_text(struct arena *arena, const struct form_field *field, struct str *value)
{
	struct str typed = *value;
	struct str count;
	size_t length;

	if (!text_plain(typed, true)) {
		*value = without_hidden(arena, typed);
		return S("有看不见的控制字符，已替您去掉，请核对后重新提交");
	}
	*value = text_tidy(arena, typed, field->kind == FIELD_TEXT);
	length = text_length(*value);
	if (length == 0)
		return (struct str){ 0 };
	count = arena_printf(arena, "%zu", length);
	if (length < field->min)
		return too_short(arena, field, count);
	if (field->max > 0 && length > field->max)
		return too_long(arena, field, count);
	return (struct str){ 0 };
}

static struct str check_secret(struct arena *arena, const struct form_field *field, struct str *value)
{
	size_t length = text_length(*value);

	if (length > 0 && length < field->min)
		return say(field, arena_printf(arena, "%s至少要有 %zu 个字符", field->label, field->min));
	if (field->max > 0 && length > field->max)
		return say(field, arena_printf(arena, "%s最多 %zu 个字符", field->label, field->max));
	return (struct str){ 0 };
}

static struct str check_choice(const struct form_field *field, struct str *value)
{
	if (value->len == 0)
		return (struct str){ 0 };
	for (const struct choice *choice = field->choices; choice->value != NULL; choice++)
		if (str_eq(*value, str_of(choice->value)))
			return (struct str){ 0 };
	*value = (struct str){ 0 };
	return say(field, S("请从下面选一项"));
}

static struct str check_number(struct arena *arena, const struct form_field *field, struct str *value)
{
	struct str folded = str_trim(text_fold(arena, str_sub(*value, 0, NUMBER_MAX)));
	uint64_t number;

	*value = without_hidden(arena, str_trim(*value));
	if (folded.len == 0)
		return (struct str){ 0 };
	if (!str_to_u64(folded, INT64_MAX, &number) || number < field->min || number > field->max)
		return say(field,
			arena_printf(arena, "%s请填 %zu 到 %zu 之间的整数", field->label, field->min,
				field->max));
	*value = arena_printf(arena, "%llu", (unsigned long long)number);
	return (struct str){ 0 };
}

static bool all_digits(struct str s)
{
	uint64_t value;

	return s.len <= 18 && str_to_u64(s, UINT64_MAX, &value);
}

/* 1 and ten digits, the second 3 to 9 (the numbering plan of the mobile networks). */
static bool is_mobile(struct str s)
{
	return s.len == 11 && s.data[0] == '1' && s.data[1] >= '3' && all_digits(s);
}

/* 0, area code (three digits with the 0 for 010 and 02x, else four), then seven or eight digits. */
static bool split_landline(struct str s, size_t *area)
{
	if (s.len < 10 || s.len > 12 || s.data[0] != '0' || !all_digits(s))
		return false;
	*area = s.data[1] == '1' || s.data[1] == '2' ? 3 : 4;
	return s.data[1] != '0' && s.data[*area] != '0' && s.len - *area >= 7 && s.len - *area <= 8;
}

static struct str check_phone(struct arena *arena, const struct form_field *field, struct str *value)
{
	struct str digits = text_number(arena, str_sub(*value, 0, NUMBER_MAX));
	size_t area;

	*value = without_hidden(arena, str_trim(*value));
	if (digits.len == 0 && value->len == 0)
		return (struct str){ 0 };
	if (str_starts(digits, S("+86")))
		digits = str_sub(digits, 3, digits.len);
	else if (digits.len == 13 && str_starts(digits, S("86")))
		digits = str_sub(digits, 2, digits.len);
	if (is_mobile(digits)) {
		*value = digits;
		return (struct str){ 0 };
	}
	if (split_landline(digits, &area)) {
		*value = arena_printf(arena, "%.*s-%.*s", (int)area, digits.data, (int)(digits.len - area),
				      digits.data + area);
		return (struct str){ 0 };
	}
	return no_phone(field);
}

static struct str check_checkbox(const struct form_field *field, struct str *value)
{
	if (value->len == 0 || str_eq(*value, S("1")))
		return (struct str){ 0 };
	*value = (struct str){ 0 };
	return say(field, S("请重新勾选"));
}

struct str form_nth(struct arena *arena, const struct form_field *field, size_t place, const char *unit)
{
	if (field->max == 1)
		return arena_printf(arena, "这%s", unit);
	return arena_printf(arena, "第 %zu %s", place, unit);
}

/* Whether what is missing of the body began with a file of this field, or nobody knows of which. */
static bool is_cut(const struct form_field *field, const struct request *request)
{
	return request->uploads_cut && (request->cut_field.len == 0 ||
		str_eq(request->cut_field, str_of(field->name)));
}

/* Errors in the files themselves are added later, by the code that decodes them. */
static struct str check_photos(struct arena *arena, const struct form_field *field,
	const struct request *request)
{
	size_t count = 0, ahead = 0;

	for (const struct field *f = request->form; f != NULL; f = f->next)
		ahead += str_eq(f->name, S(FORM_KEPT));
	if (is_cut(field, request))
		return S("照片加起来太大了，请少选几张，或者换小一点的照片");
	for (const struct upload *upload = request->uploads; upload != NULL; upload = upload->next) {
		if (!str_eq(upload->name, str_of(field->name)))
			continue;
		count++;
		if (upload->bytes.len > FORM_PHOTO_BYTES)
			return arena_printf(arena, "%.*s太大，每张最多 %d MB，请换小一点的照片",
				STR_ARG(form_nth(arena, field, count, "张照片")), FORM_PHOTO_MIB);
	}
	if (count + ahead > field->max)
		return arena_printf(arena, "最多选 %zu 张照片，您选了 %zu 张", field->max, count + ahead);
	return (struct str){ 0 };
}

static struct str too_large(struct arena *arena)
{
	return arena_printf(arena, "文件太大，每个最多 %d MB，请压缩或者拆成几个再添加", FORM_FILE_MIB);
}

static struct str check_file(struct arena *arena, const struct form_field *field,
	const struct request *request)
{
	const struct upload *file = NULL;

	if (is_cut(field, request))
		return too_large(arena);
	for (const struct upload *upload = request->uploads; upload != NULL; upload = upload->next) {
		if (!str_eq(upload->name, str_of(field->name)))
			continue;
		if (file != NULL)
			return S("每次添加一个文件，请分几次添加");
		file = upload;
	}
	if (file != NULL && file->bytes.len > FORM_FILE_BYTES)
		return too_large(arena);
	return file != NULL && file->bytes.len == 0 ? S("这个文件是空的，请换一个") : (struct str){ 0 };
}

static struct str missing(struct arena *arena, const struct form_field *field)
{
	if (field->kind == FIELD_CHOICE)
		return say(field, S("请从下面选一项"));
	if (field->kind == FIELD_CHECK)
		return say(field, arena_printf(arena, "请勾选“%s”", field->label));
	return arena_printf(arena, "请填写%s", field->label);
}

static struct str check_field(struct arena *arena, const struct form_field *field,
	const struct request *request, struct str *value)
{
	struct str error = { 0 };

	switch (field->kind) {
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_CHECKS:
		error = check_text(arena, field, value);
		break;
	case FIELD_CHOICE:
		error = check_choice(field, value);
		break;
	case FIELD_NUMBER:
		error = check_number(arena, field, value);
		break;
	case FIELD_PHONE:
		error = check_phone(arena, field, value);
		break;
	case FIELD_CHECK:
		error = check_checkbox(field, value);
		break;
	case FIELD_SECRET:
		error = check_secret(arena, field, value);
		break;
	case FIELD_PHOTOS:
		*value = (struct str){ 0 };
		error = check_photos(arena, field, request);
		break;
	case FIELD_FILE:
		*value = (struct str){ 0 };
		error = check_file(arena, field, request);
		break;
	}
	if (error.len == 0 && value->len == 0 && field->required)
		error = missing(arena, field);
	return error;
}

/* What was sent under the field's name; of several boxes all of it. */
static struct str sent(struct arena *arena, const struct form_field *field, const struct request *request)
{
	struct buf out = buf_in(arena);

	if (field->kind != FIELD_CHECKS)
		return field_get(request->form, field->name);
	for (const struct field *f = request->form; f != NULL; f = f->next)
		if (str_eq(f->name, str_of(field->name)) && f->value.len > 0) {
			buf_add(&out, out.len > 0 ? S(",") : S(""));
			buf_add(&out, f->value);
		}
	return buf_str(&out);
}

static size_t count_fields(const struct form *form)
{
	size_t count = 0;

	while (form->fields[count].name != NULL)
		count++;
	return count;
}

void form_check(struct arena *arena, const struct form *form, const struct request *request,
	struct form_values *out)
{
	size_t count = count_fields(form);

	*out = (struct form_values){ .arena = arena, .form = form, .request = request, .ok = true };
	out->values = arena_array(arena, count, sizeof(*out->values));
	out->errors = arena_array(arena, count, sizeof(*out->errors));
	for (size_t i = 0; i < count; i++) {
		out->values[i] = sent(arena, &form->fields[i], request);
		out->errors[i] = check_field(arena, &form->fields[i], request, &out->values[i]);
		out->ok = out->ok && out->errors[i].len == 0;
	}
}

static size_t index_of(const struct form *form, const char *name)
{
	for (size_t i = 0; form->fields[i].name != NULL; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return i;
	log_error("form %s has no field %s", form->name, name);
	abort();
}

struct str form_get(const struct form_values *values, const char *name)
{
	return values->values[index_of(values->form, name)];
}

struct str form_words(struct arena *arena, const struct form_values *values)
{
	struct buf words = buf_in(arena);

	for (size_t i = 0; values->form->fields[i].name != NULL; i++) {
		buf_printf(&words, "%s %zu ", values->form->fields[i].name, values->values[i].len);
		buf_add(&words, values->values[i]);
	}
	return buf_str(&words);
}

struct str form_error(const struct form_values *values, const char *name)
{
	return values->errors[index_of(values->form, name)];
}

int64_t form_number(const struct form_values *values, const char *name, int64_t otherwise)
{
	int64_t number;

	return str_to_i64(form_get(values, name), &number) ? number : otherwise;
}

void form_fault(struct form_values *values, const char *name, struct str message)
{
	values->errors[index_of(values->form, name)] = message;
	values->ok = false;
}

void form_forget_errors(struct form_values *values)
{
	for (size_t i = 0; values->form->fields[i].name != NULL; i++)
		values->errors[i] = (struct str){ 0 };
}

static struct str prefilled(struct arena *arena, const struct value *prefill, const char *name)
{
	const struct value *v = map_get(prefill, name);

	if (v == NULL)
		return (struct str){ 0 };
	if (v->type == VALUE_INT)
		return arena_printf(arena, "%lld", (long long)v->integer);
	if (v->type == VALUE_BOOL)
		return v->boolean ? S("1") : (struct str){ 0 };
	return v->type == VALUE_STR ? v->str : (struct str){ 0 };
}

static void view_field(struct value *map, const struct form_field *field, struct str value, struct str error)
{
	bool choice = field->kind == FIELD_CHOICE || field->kind == FIELD_CHECK;

	map_str(map, "value", field->kind == FIELD_SECRET ? (struct str){ 0 } : value);
	map_str(map, "error", error);
	if (choice && value.len > 0)
		map_bool(map, arena_printf(map->arena, "checked_%.*s", STR_ARG(value)).data, true);
}

/* Of a form that was sent: what came along and can't be given back, and what was sent ahead. */
static void view_photos(struct value *map, const struct form_field *field, const struct request *request)
{
	struct value *kept = map_list(map, FORM_KEPT);

	map_bool(map, "again", request->uploads != NULL);
	for (const struct field *f = request->form; f != NULL && kept->count < field->max; f = f->next)
		if (str_eq(f->name, S(FORM_KEPT)))
			map_str(list_map(kept), "kept_id", f->value);
}

void form_view(struct value *view, const struct form *form, const struct form_values *values,
	const struct value *prefill)
{
	struct value *fields = map_map(view, "fields");
	struct value *errors = map_list(view, "errors");

	for (size_t i = 0; form->fields[i].name != NULL; i++) {
		const struct form_field *field = &form->fields[i];
		struct str value = values != NULL ? values->values[i]
						  : prefilled(view->arena, prefill, field->name);
		struct str error = values != NULL ? values->errors[i] : (struct str){ 0 };

		struct value *map = map_map(fields, field->name);

		view_field(map, field, value, error);
		if (field->kind == FIELD_PHOTOS && values != NULL)
			view_photos(map, field, values->request);
		if (error.len > 0) {
			struct value *row = list_map(errors);

			map_str(row, "name", str_of(field->name));
			map_str(row, "label", str_of(field->label));
			map_str(row, "message", error);
		}
	}
}

/* One field's part of form_rules; nothing for what only the server can check. */
static void add_rule(struct value *rules, const struct form_field *field)
{
	bool text = field->kind == FIELD_LINE || field->kind == FIELD_TEXT;
	struct arena *arena = rules->arena;
	struct value *rule;

	if (!text && field->kind != FIELD_PHONE && field->kind != FIELD_CHOICE)
		return;
	rule = map_map(rules, field->name);
	if (field->required)
		map_str(rule, "need", missing(arena, field));
	if (field->kind == FIELD_PHONE)
		map_str(rule, "phone", no_phone(field));
	if (text && field->min > 1) {
		map_int(rule, "min", (int64_t)field->min);
		map_str(rule, "short", too_short(arena, field, S("#")));
	}
	if (text && field->max > 0) {
		map_int(rule, "max", (int64_t)field->max);
		map_str(rule, "long", too_long(arena, field, S("#")));
	}
}

struct value *form_rules(struct arena *arena, const struct form *form)
{
	struct value *rules = value_map(arena);

	for (size_t i = 0; form->fields[i].name != NULL; i++)
		add_rule(rules, &form->fields[i]);
	return rules;
}
