/* What goes over the wire to tell a sender: e-mails and an SMS provider's template. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "crypt/encode.h"
#include "notify/mail_message.h"
#include "notify/message_template.h"

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_new((size_t)1 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct str print(struct str name, struct str subject)
{
	int64_t at;

	assert_true(clock_parse(S("2026-11-29 08:05:09"), &at));
	return mail_message_print(arena, &(struct mail_message){ .from = S("a@example.cn"), .from_name = name,
		.to = S("b@example.cn"), .subject = subject, .text = S("您好：\n再见\n"), .id = S("1-0"),
		.domain = S("example.cn"), .stop = S("https://example.cn/stop"), .at = at });
}

static void a_mail_is_what_rfc_5322_says(void **state)
{
	struct str mail = print(S("问政"), S("已答复"));

	(void)state;
	assert_true(str_starts(mail, S("Date: Sun, 29 Nov 2026 08:05:09 +0800\r\n"
				       "From: =?UTF-8?B?6Zeu5pS/?= <a@example.cn>\r\n"
				       "To: <b@example.cn>\r\nSubject: =?UTF-8?B?5bey562U5aSN?=\r\n"
				       "Message-ID: <1-0@example.cn>\r\n"
				       "List-Unsubscribe: <https://example.cn/stop>\r\n")));
	assert_true(str_ends(mail, S("\r\n\r\n5oKo5aW977yaDQrlho3op4ENCg==\r\n")));
}

static void no_name_or_subject_adds_a_line_or_is_cut_within_a_character(void **state)
{
	struct str evil = S("x\r\nBcc: c@example.cn\r\n\r\nyes");
	struct str lines = print(evil, evil);
	struct str line;
	size_t empty = 0;

	(void)state;
	assert_int_equal(str_search(lines, S("Bcc"), 0), lines.len);
	while (str_cut(&lines, '\n', &line)) {
		assert_true(line.len <= 79 && str_ends(line, S("\r")));
		empty += line.len == 1;
	}
	assert_int_equal(empty, 1);
	lines = print(S("政"), S("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"));
	assert_true(str_search(lines,
		ARENA_GLUE(arena, S("=?UTF-8?B?"), base64(arena, S("一二三四五六七八九十一二三四五")),
			S("?=\r\n =?UTF-8?B?"), base64(arena, S("六七八九十一二三四五六七八九十")),
			S("?=\r\n")),
		0) < lines.len);
}

static void each_value_is_escaped_as_its_place_needs(void **state)
{
	const struct template_value values[] = { { "phone", S("138") }, { "text", S("a\"b\\\n&= 好{phone}") },
		{ NULL, { NULL, 0 } } };
	struct str out;

	(void)state;
	assert_true(message_template_fill(arena, TEMPLATE_JSON, S("{\"to\":\"{phone}\",\"t\":\"{text}\"}"),
		values, &out));
	assert_true(str_eq(out, S("{\"to\":\"138\",\"t\":\"a\\\"b\\\\\\n&= 好{phone}\"}")));
	assert_true(message_template_fill(arena, TEMPLATE_FORM, S("m={phone}&t={text}"), values, &out));
	assert_true(str_eq(out, S("m=138&t=a%22b%5C%0A%26%3D%20%E5%A5%BD%7Bphone%7D")));
	assert_false(message_template_fill(arena, TEMPLATE_FORM, S("m={name}"), values, &out));
}

static void a_template_must_be_json_and_name_only_what_there_is(void **state)
{
	(void)state;
	assert_true(message_template_valid(TEMPLATE_JSON, S("{\"a\":\"{phone}\",\"b\":[\"{code}\",1.5,{}]}")));
	assert_true(message_template_valid(TEMPLATE_FORM, S("a={phone}&b={text}&c={}&d={A}")));
	assert_false(message_template_valid(TEMPLATE_JSON, S("{\"a\":\"{phone}\"")));
	assert_false(message_template_valid(TEMPLATE_JSON, S("a={phone}")));
	assert_false(message_template_valid(TEMPLATE_JSON, S("{\"a\":\"{name}\"}")));
	assert_false(message_template_valid(TEMPLATE_FORM, S("a={title}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_is_what_rfc_5322_says),
		cmocka_unit_test(no_name_or_subject_adds_a_line_or_is_cut_within_a_character),
		cmocka_unit_test(each_value_is_escaped_as_its_place_needs),
		cmocka_unit_test(a_template_must_be_json_and_name_only_what_there_is),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
