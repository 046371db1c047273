/* The scans of a JPEG, as a decoder meets them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "photos/jpeg.h"

#define SOI "\xff\xd8"
#define EOI "\xff\xd9"
#define SCAN "\xff\xda\0\x02"

static void scans_are_counted_as_a_decoder_meets_them(void **state)
{
	static const struct {
		const char *what;
		struct str bytes;
		size_t scans;
	} rows[] = {
		{ "nothing", S(""), 0 },
		{ "another format", S("\x89PNG" SCAN SCAN), 0 },
		{ "no scan", S(SOI EOI), 0 },
		{ "one scan and its data", S(SOI SCAN "data" EOI), 1 },
		{ "three scans", S(SOI SCAN "a" SCAN "b" SCAN "c" EOI), 3 },
		{ "a stuffed byte is no marker", S(SOI SCAN "\xff\0\xda" EOI), 1 },
		{ "neither when fill bytes stand before it", S(SOI SCAN "\xff\xff\xff\0\xda" EOI), 1 },
		{ "fill bytes before a marker", S(SOI "\xff\xff" SCAN "a\xff\xff\xff" SCAN EOI), 2 },
		{ "restarts within a scan", S(SOI SCAN "a\xff\xd0" "b\xff\xd7" "c" SCAN EOI), 2 },
		{ "restarts and TEM have no length", S(SOI "\xff\x01" SCAN "\xff\xd0" SCAN EOI), 2 },
		{ "a picture within a segment", S(SOI "\xff\xe1\0\x0a" SOI SCAN EOI SCAN EOI), 1 },
		{ "what follows the end", S(SOI SCAN EOI SCAN SCAN SOI SCAN), 1 },
		{ "a segment that says it has no length", S(SOI "\xff\xe1\0\0" SCAN EOI), 1 },
		{ "a segment longer than the file", S(SOI SCAN "\xff\xe1\xff\xff" SCAN EOI), 1 },
		{ "cut in a marker", S(SOI SCAN "\xff"), 1 },
		{ "cut in a length", S(SOI SCAN "\xff\xda\0"), 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (jpeg_scans(rows[i].bytes) != rows[i].scans)
			fail_msg("%s: %zu scans", rows[i].what, jpeg_scans(rows[i].bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scans_are_counted_as_a_decoder_meets_them) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
