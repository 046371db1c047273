/* What people type, and what they are told about it: web/form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "web/form.h"

static const struct choice categories[] = { { "consult", "咨询" }, { "complaint", "投诉" }, { NULL, NULL } };

static const struct form_field fields[] = {
	{ .name = "title", .label = "标题", .kind = FIELD_LINE, .required = true, .min = 4, .max = 60 },
	{ .name = "body", .label = "内容", .kind = FIELD_TEXT, .required = true, .min = 2, .max = 20 },
	{ .name = "area", .label = "地点", .kind = FIELD_LINE, .max = 5 },
	{ .name = "category", .label = "分类", .kind = FIELD_CHOICE, .required = true,
		.choices = categories },
	{ .name = "days", .label = "天数", .kind = FIELD_NUMBER, .min = 1, .max = 30 },
	{ .name = "phone", .label = "手机号", .kind = FIELD_PHONE },
	{ .name = "agree", .label = "我已阅读说明", .kind = FIELD_CHECK, .required = true },
	{ .name = "password", .label = "密码", .kind = FIELD_SECRET, .min = 3, .max = 5 },
	{ .name = "code", .label = "查询码", .kind = FIELD_LINE, .min = 6, .max = 6,
		.hint = "查询码是 6 位，请看回执" },
	{ .name = "photo", .label = "照片", .kind = FIELD_PHOTOS, .max = 2 },
	{ .name = "file", .label = "附件", .kind = FIELD_FILE },
	{ .name = NULL },
};

static const struct form form = { .name = "ask", .fields = fields };

static int set_up(void **state)
{
	*state = arena_new((size_t)4 << 20);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/* The form with everything right but for one field. */
static void check_with(struct arena *arena, const char *name, struct str value, struct form_values *out)
{
	static const char *const right[][2] = {
		{ "title", "路灯坏了" },
		{ "body", "三个月了" },
		{ "category", "complaint" },
		{ "agree", "1" },
	};
	struct request *request = ARENA_NEW(arena, struct request);
	struct field *typed = ARENA_NEW(arena, struct field);

	*typed = (struct field){ .name = str_of(name), .value = value };
	request->form = typed;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		typed->next = ARENA_NEW(arena, struct field);
		typed = typed->next;
		*typed = (struct field){ .name = str_of(right[i][0]), .value = str_of(right[i][1]) };
	}
	form_check(arena, &form, request, out);
}

static struct str error_of(const struct form_values *values, const char *name)
{
	size_t i = 0;

	while (strcmp(values->form->fields[i].name, name) != 0)
		i++;
	return values->errors[i];
}

struct row {
	const char *sentence;
	const char *field;
	const char *typed;
	const char *value;
	const char *error;
};

static void assert_row(struct arena *arena, const struct row *row)
{
	struct form_values values;
	struct str error;

	check_with(arena, row->field, str_of(row->typed), &values);
	error = error_of(&values, row->field);
	if (!str_eq(form_get(&values, row->field), str_of(row->value)))
		fail_msg("%s: value \"%.*s\"", row->sentence, STR_ARG(form_get(&values, row->field)));
	if (!str_eq(error, str_of(row->error)))
		fail_msg("%s: message \"%.*s\"", row->sentence, STR_ARG(error));
	if (values.ok != (error.len == 0))
		fail_msg("%s: ok is %d", row->sentence, values.ok);
}

#define HIDDEN "有看不见的控制字符，已替您去掉，请核对后重新提交"
#define PHONE "手机号应为 11 位数字，例如 13800000000；座机请带区号，例如 0871-63160000"

static void each_kind_says_what_is_wrong(void **state)
{
	static const struct row rows[] = {
		{ "a title", "title", "路灯坏了", "路灯坏了", "" },
		{ "blanks around a title go", "title", " \t　路灯坏了　\r\n", "路灯坏了", "" },
		{ "a line end in a title is a blank", "title", "路灯\r\n坏了", "路灯 坏了", "" },
		{ "no title", "title", "", "", "请填写标题" },
		{ "a title of blanks", "title", " 　\xe2\x80\x8b ", "", "请填写标题" },
		{ "a title one too short", "title", "路灯坏", "路灯坏",
			"标题至少要写 4 个字，现在是 3 个字" },
		{ "markup is text", "title", "<script>", "<script>", "" },
		{ "a control character in a title", "title", "路灯\x01坏了", "路灯坏了", HIDDEN },
		{ "text turned round", "title", "路灯\xe2\x80\xae坏了", "路灯坏了", HIDDEN },
		{ "a body of two lines", "body", "一\r\n二\r\n\r\n\r\n三", "一\n二\n\n三", "" },
		{ "a body at its limit", "body", "一二三四五六七八九十一二三四五六七八九十",
			"一二三四五六七八九十一二三四五六七八九十", "" },
		{ "a body one too long", "body", "一二三四五六七八九十一二三四五六七八九十一",
			"一二三四五六七八九十一二三四五六七八九十一",
			"内容最多 20 个字，现在是 21 个字，请精简" },
		{ "an optional field left empty", "area", "", "", "" },
		{ "a choice", "category", "consult", "consult", "" },
		{ "a choice that isn't there", "category", "evil", "", "请从下面选一项" },
		{ "a choice by its label", "category", "咨询", "", "请从下面选一项" },
		{ "no choice", "category", "", "", "请从下面选一项" },
		{ "a number", "days", "15", "15", "" },
		{ "the smallest number", "days", "1", "1", "" },
		{ "the greatest number", "days", "30", "30", "" },
		{ "full-width digits", "days", "１５", "15", "" },
		{ "blanks around a number", "days", " 15 ", "15", "" },
		{ "leading zeros", "days", "007", "7", "" },
		{ "one too small", "days", "0", "0", "天数请填 1 到 30 之间的整数" },
		{ "one too great", "days", "31", "31", "天数请填 1 到 30 之间的整数" },
		{ "a negative number", "days", "-5", "-5", "天数请填 1 到 30 之间的整数" },
		{ "a negative number in full width", "days", "－5", "－5", "天数请填 1 到 30 之间的整数" },
		{ "a range", "days", "1–5", "1–5", "天数请填 1 到 30 之间的整数" },
		{ "an ideographic space", "days", "　5　", "5", "" },
		{ "a fraction", "days", "1.5", "1.5", "天数请填 1 到 30 之间的整数" },
		{ "a word", "days", "五天", "五天", "天数请填 1 到 30 之间的整数" },
		{ "a number that overflows", "days", "99999999999999999999", "99999999999999999999",
			"天数请填 1 到 30 之间的整数" },
		{ "an optional number left empty", "days", "", "", "" },
		{ "a mobile number", "phone", "13800000000", "13800000000", "" },
		{ "twelve full-width digits", "phone", "１３８０００００００００", "１３８０００００００００",
			PHONE },
		{ "eleven full-width digits", "phone", "１３８００００００００", "13800000000", "" },
		{ "a mobile number in groups", "phone", "138 0000-0000", "13800000000", "" },
		{ "a mobile number with the country's code", "phone", "+86 138 0000 0000", "13800000000",
			"" },
		{ "the country's code without a plus", "phone", "8613800000000", "13800000000", "" },
		{ "a mobile number of ten digits", "phone", "1380000000", "1380000000", PHONE },
		{ "a mobile number that begins with 12", "phone", "12800000000", "12800000000", PHONE },
		{ "a landline", "phone", "0871-63160000", "0871-63160000", "" },
		{ "a landline without a dash", "phone", "087163160000", "0871-63160000", "" },
		{ "a landline in brackets", "phone", "（0871）6316 0000", "0871-63160000", "" },
		{ "Beijing", "phone", "010-63160000", "010-63160000", "" },
		{ "a landline without its area", "phone", "63160000", "63160000", PHONE },
		{ "a word for a phone", "phone", "没有", "没有", PHONE },
		{ "a ticked box", "agree", "1", "1", "" },
		{ "a box that isn't ticked", "agree", "", "", "请勾选“我已阅读说明”" },
		{ "a box with another value", "agree", "on", "", "请重新勾选" },
		{ "a password is taken as typed", "password", " a b ", " a b ", "" },
		{ "a short password", "password", "ab", "ab", "密码至少要有 3 个字符" },
		{ "a long password", "password", "abcdef", "abcdef", "密码最多 5 个字符" },
		{ "a field with its own message", "code", "12345", "12345", "查询码是 6 位，请看回执" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_row(*state, &rows[i]);
}

static void a_title_may_have_60_characters_and_no_more(void **state)
{
	struct buf text = buf_in(*state);
	struct form_values values;

	for (size_t i = 0; i < 60; i++)
		buf_add(&text, S("灯"));
	check_with(*state, "title", buf_str(&text), &values);
	assert_true(values.ok);
	for (size_t i = 0; i < 15; i++)
		buf_add(&text, S("灯"));
	check_with(*state, "title", buf_str(&text), &values);
	assert_true(str_eq(error_of(&values, "title"), S("标题最多 60 个字，现在是 75 个字，请精简")));
	assert_int_equal(form_get(&values, "title").len, 75 * 3);
}

static void numbers_come_out_as_numbers(void **state)
{
	struct form_values values;

	check_with(*state, "days", S("１５"), &values);
	assert_int_equal(form_number(&values, "days", 7), 15);
	check_with(*state, "days", S(""), &values);
	assert_int_equal(form_number(&values, "days", 7), 7);
}

static void a_fault_found_later_counts(void **state)
{
	struct form_values values;

	check_with(*state, "area", S("城东"), &values);
	assert_true(values.ok);
	form_fault(&values, "area", S("没有这个地点"));
	assert_false(values.ok);
	assert_true(str_eq(error_of(&values, "area"), S("没有这个地点")));
}

static void the_view_keeps_what_was_typed_but_no_secret(void **state)
{
	struct value *view = value_map(*state);
	struct form_values values;
	const struct value *shown;
	const struct value *errors;

	check_with(*state, "password", S("ab"), &values);
	form_view(view, &form, &values, NULL);
	shown = map_get(view, "fields");
	assert_true(str_eq(map_get_str(map_get(shown, "title"), "value"), S("路灯坏了")));
	assert_true(map_get_bool(map_get(shown, "category"), "checked_complaint"));
	assert_null(map_get(map_get(shown, "category"), "checked_consult"));
	assert_true(map_get_bool(map_get(shown, "agree"), "checked_1"));
	assert_int_equal(map_get_str(map_get(shown, "password"), "value").len, 0);
	assert_true(map_get_str(map_get(shown, "password"), "error").len > 0);
	errors = map_get(view, "errors");
	assert_int_equal(errors->count, 1);
	assert_true(str_eq(map_get_str(&errors->first->value, "name"), S("password")));
	assert_true(str_eq(map_get_str(&errors->first->value, "label"), S("密码")));
	assert_true(map_get_str(&errors->first->value, "message").len > 0);
}

static void a_fresh_form_shows_what_it_is_given(void **state)
{
	struct value *view = value_map(*state);
	struct value *prefill = value_map(*state);
	const struct value *shown;

	map_str(prefill, "area", S("城东"));
	map_int(prefill, "days", 15);
	map_bool(prefill, "agree", true);
	map_str(prefill, "category", S("consult"));
	map_str(prefill, "password", S("geheim"));
	form_view(view, &form, NULL, prefill);
	shown = map_get(view, "fields");
	assert_true(str_eq(map_get_str(map_get(shown, "area"), "value"), S("城东")));
	assert_true(str_eq(map_get_str(map_get(shown, "days"), "value"), S("15")));
	assert_true(map_get_bool(map_get(shown, "agree"), "checked_1"));
	assert_true(map_get_bool(map_get(shown, "category"), "checked_consult"));
	assert_int_equal(map_get_str(map_get(shown, "password"), "value").len, 0);
	assert_int_equal(map_get_str(map_get(shown, "title"), "value").len, 0);
	assert_int_equal(map_get(view, "errors")->count, 0);
}

/* A request with that many photos, of which the last has that many bytes. */
static struct request *with_photos(struct arena *arena, size_t count, size_t bytes)
{
	struct request *request = ARENA_NEW(arena, struct request);
	struct upload **end = &request->uploads;

	for (size_t i = 0; i < count; i++) {
		*end = ARENA_NEW(arena, struct upload);
		(*end)->name = S("photo");
		(*end)->bytes = (struct str){ "", i + 1 == count ? bytes : 1 };
		end = &(*end)->next;
	}
	*end = ARENA_NEW(arena, struct upload);
	(*end)->name = S("other");
	return request;
}

static void photos_are_counted_and_measured(void **state)
{
	static const struct {
		size_t count;
		size_t bytes;
		bool cut;
		const char *error;
	} rows[] = {
		{ 0, 0, false, "" },
		{ 2, FORM_PHOTO_BYTES, false, "" },
		{ 3, 1, false, "最多选 2 张照片，您选了 3 张" },
		{ 2, FORM_PHOTO_BYTES + 1, false, "第 2 张照片太大，每张最多 8 MB，请换小一点的照片" },
		{ 1, 1, true, "照片加起来太大了，请少选几张，或者换小一点的照片" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request *request = with_photos(*state, rows[i].count, rows[i].bytes);
		struct value *view = value_map(*state);
		struct form_values values;

		request->uploads_cut = rows[i].cut;
		form_check(*state, &form, request, &values);
		assert_true(str_eq(error_of(&values, "photo"), str_of(rows[i].error)));
		form_view(view, &form, &values, NULL);
		assert_true(map_get_bool(map_get(map_get(view, "fields"), "photo"), "again"));
	}
}

static void a_file_comes_alone_and_is_blamed_for_its_own_size(void **state)
{
	const char *const large = "文件太大，每个最多 10 MB，请压缩或者拆成几个再添加";
	const struct {
		size_t count;
		size_t bytes;	/* of the last */
		const char *cut;	/* the field in which the body ends, NULL: it is whole */
		const char *error;
		bool photos_wrong;
	} rows[] = {
		{ 0, 0, NULL, "", false },
		{ 1, FORM_FILE_BYTES, NULL, "", false },
		{ 1, FORM_FILE_BYTES + 1, NULL, large, false },
		{ 1, 0, NULL, "这个文件是空的，请换一个", false },
		{ 2, 1, NULL, "每次添加一个文件，请分几次添加", false },
		{ 0, 0, "file", large, false },
		{ 0, 0, "photo", "", true },
		{ 0, 0, "", large, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct request *request = with_photos(*state, rows[i].count, rows[i].bytes);
		struct form_values values;

		for (struct upload *upload = request->uploads; upload != NULL; upload = upload->next)
			if (str_eq(upload->name, S("photo")))
				upload->name = S("file");
		request->uploads_cut = rows[i].cut != NULL;
		request->cut_field = rows[i].cut != NULL ? str_of(rows[i].cut) : (struct str){ 0 };
		form_check(*state, &form, request, &values);
		assert_true(str_eq(error_of(&values, "file"), str_of(rows[i].error)));
		assert_int_equal(error_of(&values, "photo").len > 0, rows[i].photos_wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_kind_says_what_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(photos_are_counted_and_measured, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_comes_alone_and_is_blamed_for_its_own_size, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_title_may_have_60_characters_and_no_more, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(numbers_come_out_as_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_fault_found_later_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_view_keeps_what_was_typed_but_no_secret, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_fresh_form_shows_what_it_is_given, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
