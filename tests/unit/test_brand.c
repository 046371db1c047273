/* The city's colour and emblem: pages/brand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "pages/colour.h"
#include "pages/brand.h"
#include "scratch.h"

#define BLOCKS 4	/* :root and html.elder, by day and in the dark */

static const struct colour ground = { 0xed, 0xed, 0xed };
static const struct colour white = { 0xff, 0xff, 0xff };
/* site.css in dark mode: --ground, --card, --hover. */
static const struct colour dark_grounds[] = { { 0x11, 0x11, 0x13 }, { 0x1d, 0x1d, 0x20 },
	{ 0x26, 0x26, 0x2a } };

static enum status load(char *colour, char *emblem, struct brand *brand, const char **problem)
{
	struct config config = { 0 };

	config.site.colour = colour;
	config.site.emblem = emblem;
	config.paths.templates = (char[]){ "htdocs/templates" };
	return brand_load(&config, brand, problem);
}

/* The token in the nth block of the style sheet that sets it. */
static struct colour token(const struct brand *brand, const char *name, int nth)
{
	char *text = arena_cstr(brand->arena, brand->style.bytes);
	struct colour colour = { 0 };
	char start[32];

	snprintf(start, sizeof(start), "--%s:", name);
	for (int i = 0; text != NULL && i <= nth; i++) {
		text = strstr(text, start);
		if (text != NULL)
			text += strlen(start);
	}
	assert_non_null(text);
	text[7] = '\0';
	assert_true(colour_parse(text, &colour));
	return colour;
}

static void readable(const char *colour, const char *where, struct colour text, struct colour on)
{
	if (colour_contrast(text, on) < COLOUR_READABLE)
		fail_msg("%s, %s: %.2f", colour, where, colour_contrast(text, on));
}

static void check_shades(const char *colour, const struct brand *brand)
{
	for (int block = 0; block < BLOCKS / 2; block++) {
		struct colour text = token(brand, "brand", block);

		readable(colour, "on the page", text, ground);
		readable(colour, "on a card, and white on it", text, white);
		readable(colour, "white on it when pressed", white, token(brand, "brand-down", block));
		readable(colour, "on its own pale shade", text, token(brand, "brand-pale", 0));
	}
	for (int block = BLOCKS / 2; block < BLOCKS; block++) {
		struct colour text = token(brand, "brand", block);

		for (size_t i = 0; i < sizeof(dark_grounds) / sizeof(dark_grounds[0]); i++)
			readable(colour, "in the dark", text, dark_grounds[i]);
		readable(colour, "on its pale shade in the dark", text, token(brand, "brand-pale", 1));
		readable(colour, "letters on it in the dark", token(brand, "on-brand", 0), text);
		readable(colour, "letters on it pressed", token(brand, "on-brand", 0),
			token(brand, "brand-down", block));
	}
}

static void a_colour_can_be_read_in_all_its_shades_or_is_refused(void **state)
{
	int tried = 0;

	(void)state;
	for (unsigned rgb = 0; rgb < 0x1000; rgb += 7) {
		char text[8];
		struct colour colour;
		struct brand brand;
		const char *problem;

		snprintf(text, sizeof(text), "#%02x%02x%02x", (rgb >> 8) * 0x11, (rgb >> 4 & 15) * 0x11,
			(rgb & 15) * 0x11);
		assert_true(colour_parse(text, &colour));
		if (colour_contrast(colour, ground) < COLOUR_READABLE) {
			assert_int_equal(load(text, (char[]){ "" }, &brand, &problem), ERR_MALFORMED);
			assert_non_null(strstr(problem, "too pale to be read"));
		} else {
			tried++;
			assert_int_equal(load(text, (char[]){ "" }, &brand, &problem), OK);
			check_shades(text, &brand);
		}
		brand_free(&brand);
	}
	assert_true(tried > 100);
}

static void contrast_is_that_of_the_standard(void **state)
{
	struct colour colour;

	(void)state;
	assert_true(colour_contrast(white, (struct colour){ 0 }) > 20.99);
	/* The grey that WCAG's examples give 4.48 to, and its darker neighbour. */
	assert_true(colour_parse("#777777", &colour) && colour_contrast(colour, white) < COLOUR_READABLE);
	assert_true(colour_parse("#767676", &colour) && colour_contrast(colour, white) > COLOUR_READABLE);
	assert_false(colour_parse("#7777", &colour));
	assert_false(colour_parse("#77777g", &colour));
	assert_false(colour_parse("red", &colour));
}

static void without_colour_and_emblem_the_board_has_its_own(void **state)
{
	struct brand brand;
	const char *problem;
	bool same;

	(void)state;
	assert_int_equal(load((char[]){ "" }, (char[]){ "" }, &brand, &problem), OK);
	assert_int_equal(brand.style.url.len, 0);
	assert_int_equal(brand.icon.url.len, 0);
	assert_true(str_eq(brand.touch, S("/static/touch.png")));
	assert_null(brand_find(&brand, S(".css"), &same));
	brand_free(&brand);
}

static void the_picture_takes_the_colour_and_a_new_name(void **state)
{
	const struct brand_file *file;
	struct brand red;
	struct brand green;
	const char *problem;
	bool same;

	(void)state;
	assert_int_equal(load((char[]){ "#9e1b22" }, (char[]){ "" }, &red, &problem), OK);
	assert_int_equal(load((char[]){ "#075e2f" }, (char[]){ "" }, &green, &problem), OK);
	assert_true(str_search(red.icon.bytes, S("#9e1b22"), 0) < red.icon.bytes.len);
	assert_int_equal(str_search(red.icon.bytes, S("#14539a"), 0), red.icon.bytes.len);
	assert_false(str_eq(red.icon.url, green.icon.url));
	file = brand_find(&red, str_sub(red.style.url, 7, 99), &same);
	assert_true(file == &red.style && same);
	file = brand_find(&red, str_sub(green.style.url, 7, 99), &same);
	assert_true(file == &red.style && !same);
	brand_free(&red);
	brand_free(&green);
}

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

static void an_emblem_that_cannot_serve_is_refused_with_its_reason(void **state)
{
	static const struct {
		const char *sentence;
		struct str bytes;
		const char *problem;
	} rows[] = {
		{ "an empty file", S(""), "is not a PNG picture" },
		{ "another kind", S("<svg xmlns='http://www.w3.org/2000/svg'/>"), "is not a PNG picture" },
		{ "a head cut short", S(PNG "\0\0\0\xb4\0\0\0"), "is not a PNG picture" },
		{ "one pixel too small", S(PNG "\0\0\0\xb3\0\0\0\xb3"), "180 to 1024 pixels" },
		{ "one pixel too large", S(PNG "\0\0\x04\x01\0\0\x04\x01"), "180 to 1024 pixels" },
		{ "not square", S(PNG "\0\0\0\xb4\0\0\0\xb5"), "is not square" },
		{ "the smallest", S(PNG "\0\0\0\xb4\0\0\0\xb4"), NULL },
		{ "the largest", S(PNG "\0\0\x04\0\0\0\x04\0"), NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scratch file = scratch_open(rows[i].bytes);
		const char *problem = "";
		struct brand brand;
		enum status status = load((char[]){ "" }, file.path, &brand, &problem);

		if (rows[i].problem == NULL ? status != OK :
			status != ERR_MALFORMED || strstr(problem, rows[i].problem) == NULL)
			fail_msg("%s: %d, %s", rows[i].sentence, (int)status, problem);
		brand_free(&brand);
		scratch_close(&file);
	}
}

static void an_emblem_that_is_missing_or_too_heavy_is_refused(void **state)
{
	static char heavy[(48 << 10) + 1] = PNG "\0\0\0\xb4\0\0\0\xb4";
	struct scratch file = scratch_open((struct str){ heavy, sizeof(heavy) });
	struct brand brand;
	const char *problem;

	(void)state;
	assert_int_equal(load((char[]){ "" }, file.path, &brand, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "larger than 48 KiB"));
	brand_free(&brand);
	scratch_close(&file);
	file = scratch_open((struct str){ heavy, sizeof(heavy) - 1 });
	assert_int_equal(load((char[]){ "" }, file.path, &brand, &problem), OK);
	brand_free(&brand);
	scratch_close(&file);
	assert_int_equal(load((char[]){ "" }, (char[]){ "no/such.png" }, &brand, &problem), ERR_MALFORMED);
	assert_non_null(strstr(problem, "no/such.png: No such file"));
	brand_free(&brand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_colour_can_be_read_in_all_its_shades_or_is_refused),
		cmocka_unit_test(contrast_is_that_of_the_standard),
		cmocka_unit_test(without_colour_and_emblem_the_board_has_its_own),
		cmocka_unit_test(the_picture_takes_the_colour_and_a_new_name),
		cmocka_unit_test(an_emblem_that_cannot_serve_is_refused_with_its_reason),
		cmocka_unit_test(an_emblem_that_is_missing_or_too_heavy_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
