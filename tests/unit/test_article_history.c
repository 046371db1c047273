/* What each version of an article changed, against a real Redis: of long texts too it costs little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework_rig.h"
#include "publish/article.h"
#include "store/keys.h"

#define VERSIONS 10
#define N 7

static int begin(void **state)
{
	char *bytes;
	struct article_text text = { .column = S("news"), .title = S("全市政务公开工作会议召开") };

	rig_clean(state);
	bytes = arena_alloc(rig.arena, ARTICLE_BODY_MAX);
	memset(bytes, 'a', ARTICLE_BODY_MAX);
	text.body = (struct str){ bytes, ARTICLE_BODY_MAX };
	for (int64_t i = 1; i <= VERSIONS; i++) {
		struct article_version version = { .version = i, .at = i * MS_PER_DAY };
		struct batch batch = batch_in(rig.arena);

		text.note = arena_printf(rig.arena, "第%d次修订", (int)i);
		version.bytes = article_text_print(rig.arena, &text);
		BATCH(&batch, S("RPUSH"), key_article_versions(rig.store, rig.arena, N),
			article_print_version(rig.arena, &version));
		assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
	}
	arena_reset(rig.arena);
	return 0;
}

static void the_latest_come_first_and_their_texts_take_no_memory(void **state)
{
	static const size_t limits[] = { 1, 4, 7, VERSIONS, 50 };
	const struct article article = { .n = N, .versions = VERSIONS };
	struct article_step steps[50];
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		size_t most = limits[i] < VERSIONS ? limits[i] : VERSIONS;

		assert_int_equal(article_history(&rig, &article, limits[i], steps, &count), OK);
		assert_int_equal(count, most);
		for (size_t k = 0; k < count; k++) {
			assert_int_equal(steps[k].version, VERSIONS - (int64_t)k);
			assert_int_equal(steps[k].at, steps[k].version * MS_PER_DAY);
		}
		assert_true(str_eq(steps[0].note, S("第10次修订")));
	}
	assert_true(arena_taken(rig.arena) < ARTICLE_BODY_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_latest_come_first_and_their_texts_take_no_memory, begin),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
