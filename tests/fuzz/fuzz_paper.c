/*
 * Any valid text as the number of an identity paper and as an e-mail address.  What is taken is short and
 * plain, and taken again it stays as it is.
 */
#include <stdlib.h>

#include "base/text.h"
#include "model/application.h"
#include "fresh_arena.h"

/* 2026-03-02 */
#define NOW 1772416800000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_number(struct arena *arena, enum paper paper, struct str typed)
{
	struct str number;
	struct str again;

	if (!paper_number(arena, paper, typed, NOW, &number))
		return;
	check(number.len >= 4 && number.len <= 30);
	check((paper != PAPER_RESIDENT && paper != PAPER_CREDIT) || number.len == 18);
	for (size_t i = 0; i < number.len; i++)
		check((number.data[i] >= '0' && number.data[i] <= '9') ||
			(number.data[i] >= 'A' && number.data[i] <= 'Z'));
	check(paper_number(arena, paper, number, NOW, &again) && str_eq(again, number));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)16 << 20);
	struct str typed = { (const char *)data, size };
	struct str address;
	struct str again;

	if (text_valid(typed)) {
		for (enum paper paper = PAPER_RESIDENT; paper < PAPER_COUNT; paper++)
			check_number(arena, paper, typed);
		if (email_address(arena, typed, &address)) {
			check(address.len <= EMAIL_MAX && str_find(address, '@', 0) < address.len);
			check(email_address(arena, address, &again) && str_eq(again, address));
		}
	}
	return 0;
}
