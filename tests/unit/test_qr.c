#include "crypt_fixture.h"

#include "web/qr.h"

#define LINK S("https://www.hhgj.gov.cn/t/abc")

static void the_code_is_one_path_in_a_quiet_zone(void **state)
{
	struct fixture *f = *state;
	struct str svg;
	size_t first;

	assert_int_equal(qr_svg(f->arena, LINK, &svg), OK);
	/* 29 bytes at level M need version 3: 29 modules and four on each side. */
	assert_true(str_starts(svg, S("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 37 37\"")));
	assert_true(str_ends(svg, S("\"/></svg>")));
	first = str_search(svg, S("<path "), 0);
	assert_true(first < svg.len);
	assert_int_equal(str_search(svg, S("<path "), first + 1), svg.len);
	/* the finder's upper edge, seven dark modules from the corner of the code */
	assert_true(str_search(svg, S("d=\"M4 4h7v1H4z"), 0) < svg.len);
	assert_true(str_search(svg, S("M26 4h7v1H26z"), 0) < svg.len);
}

static void what_fits_and_what_does_not(void **state)
{
	struct fixture *f = *state;
	char text[2400];
	struct str svg = S("untouched");

	/* ISO/IEC 18004 table 7: version 40 at level M holds 2,331 bytes. */
	memset(text, 'a', sizeof(text));
	assert_int_equal(qr_svg(f->arena, (struct str){ text, 2332 }, &svg), ERR_TOO_LARGE);
	assert_str(svg, S("untouched"));
	assert_int_equal(qr_svg(f->arena, (struct str){ text, 2331 }, &svg), OK);
	assert_true(str_search(svg, S("viewBox=\"0 0 185 185\""), 0) < svg.len);
}

static void the_same_text_gives_the_same_code(void **state)
{
	struct fixture *f = *state;
	struct str one;
	struct str two;
	struct str other;

	assert_int_equal(qr_svg(f->arena, LINK, &one), OK);
	assert_int_equal(qr_svg(f->arena, LINK, &two), OK);
	assert_int_equal(qr_svg(f->arena, S("https://www.hhgj.gov.cn/t/abd"), &other), OK);
	assert_str(one, two);
	assert_false(str_eq(one, other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(the_code_is_one_path_in_a_quiet_zone),
		IN_FOLDER(what_fits_and_what_does_not),
		IN_FOLDER(the_same_text_gives_the_same_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
