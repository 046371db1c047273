/* Packed cases against a real Redis: read whole at any moment, changed as others, and their photos stay. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "casework_rig.h"
#include "compress/frame.h"
#include "participation/case_photo.h"
#include "scratch.h"
#include "store/keys.h"
#include "store/packed.h"
#include "upkeep/due_actions.h"
#include "upkeep/old/pack.h"

#define PHOTO "0123456789abcdef01234567"
#define ORPHAN "fedcba9876543210fedcba98"
#define SAMPLES 400

static char folder[40];

static struct result *run(struct batch *batch)
{
	struct result *results;

	assert_int_equal(store_run(rig.store, batch, &results), OK);
	return results;
}

/* A dictionary, as the jobs would make it of a hundred ended cases. */
static void plant_dictionary(void)
{
	struct batch batch = batch_in(rig.arena);
	struct str bytes = { 0 };
	struct str made;
	size_t lens[SAMPLES];

	for (size_t i = 0; i < SAMPLES; i++) {
		struct str sample = arena_printf(rig.arena,
			"{\"id\":%zu,\"kind\":\"event\",\"at\":%zu,\"action\":\"assign\",\"dept\":\"d%zu\"}", i % 7,
			i * 7919, i % 31);

		lens[i] = sample.len;
		bytes = arena_join(rig.arena, bytes, sample);
	}
	assert_true(dictionary_train(rig.arena, bytes, lens, SAMPLES, 1, &made));
	packed_keep_dictionary(rig.store, &batch, 1, made);
	run(&batch);
}

static int begin(void **state)
{
	rig_clean(state);
	rig_config.cases.pack_days = 0;
	plant_dictionary();
	return 0;
}

static void pack_all(void)
{
	struct pack_round round = { 0 };

	do
		assert_int_equal(pack_run(&rig, &round), OK);
	while (!round.complete);
	assert_true(round.packed > 0);
}

static struct value *thread_of(uint64_t n)
{
	struct case_record record;
	struct value *thread;

	assert_int_equal(case_read(&rig, n, &record, &thread, NULL), OK);
	return thread;
}

static void a_case_that_is_packed_or_unpacked_while_it_is_read_is_read_whole(void **state)
{
	uint64_t n = rig_case_in(STATE_CLOSED);
	struct batch early = batch_in(rig.arena);
	struct batch late = batch_in(rig.arena);
	size_t entries = thread_of(n)->count;
	struct result results[2];
	struct case_record record;
	struct value *thread;

	(void)state;
	case_ask(&rig, &early, n);
	results[0] = run(&early)[0];
	pack_all();
	assert_true(read_case(n).packed);
	case_ask(&rig, &late, n);
	results[1] = run(&late)[1];
	assert_int_equal(results[1].count, 0);
	assert_int_equal(case_take(&rig, n, results, &record, &thread), OK);
	assert_int_equal(thread->count, entries);
	results[0] = run(&late)[0];
	assert_int_equal(case_take(&rig, n, results, &record, &thread), OK);
	assert_int_equal(thread->count, entries);
}

static void a_packed_case_is_changed_as_any_other_and_packed_again(void **state)
{
	uint64_t n = rig_case_in(STATE_CLOSED);
	size_t entries = thread_of(n)->count;

	(void)state;
	pack_all();
	assert_recount_agrees();
	rig_do(n, &(struct act){ .action = ACTION_REMARK, .by = &rig_supervisor, .note = S("已核实") });
	assert_false(read_case(n).packed);
	assert_true(thread_of(n)->count > entries);
	assert_recount_agrees();
	pack_all();
	assert_true(read_case(n).packed);
	assert_true(thread_of(n)->count > entries);
	assert_recount_agrees();
}

/* A file two days old in the folder of case n. */
static void put(uint64_t n, const char *name, char path[128])
{
	const struct timespec old[2] = { { (time_t)(rig.now / 1000 - 172800), 0 },
		{ (time_t)(rig.now / 1000 - 172800), 0 } };
	int fd;

	snprintf(path, 128, "%s/%llu", folder, (unsigned long long)n);
	mkdir(path, 0700);
	snprintf(path, 128, "%s/%llu/%s", folder, (unsigned long long)n, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(futimens(fd, old), 0);
	close(fd);
}

static void photos_that_a_packed_thread_names_are_not_swept(void **state)
{
	uint64_t n = rig_case_in(STATE_CLOSED);
	struct batch batch = batch_in(rig.arena);
	struct photo_walk *walk = NULL;
	uint64_t removed = 0;
	char kept[128];
	char gone[128];

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/wenzheng-pack-XXXXXX");
	assert_non_null(mkdtemp(folder));
	rig_config.paths.photos = folder;
	BATCH(&batch, S("RPUSH"), key_thread(rig.store, rig.arena, n),
		S("{\"kind\":\"followup\",\"photos\":[{\"id\":\"" PHOTO "\"}]}"));
	run(&batch);
	put(n, PHOTO ".jpg", kept);
	put(n, ORPHAN ".jpg", gone);
	pack_all();
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	assert_int_equal(removed, 1);
	assert_int_equal(access(kept, F_OK), 0);
	assert_int_not_equal(access(gone, F_OK), 0);
	scratch_remove_folder(folder);
}

/* What the jobs noted in a field of their hash. */
static struct str noted(const char *field)
{
	struct batch batch = batch_in(rig.arena);

	BATCH(&batch, S("HGET"), key_jobs(rig.store, rig.arena), str_of(field));
	return run(&batch)[0].str;
}

/* The only case that is due leaves too few samples for a dictionary. */
static void a_dictionary_that_cannot_be_made_is_tried_again_only_with_twice_the_cases(void **state)
{
	struct batch batch = batch_in(rig.arena);
	struct pack_round round = { 0 };

	(void)state;
	rig_case_in(STATE_CLOSED);
	BATCH(&batch, S("DEL"), key_dictionaries(rig.store, rig.arena));
	BATCH(&batch, S("HSET"), key_jobs(rig.store, rig.arena), S("packed"), S("150"));
	run(&batch);
	assert_int_equal(pack_run(&rig, &round), OK);
	assert_true(round.complete);
	assert_true(str_eq(noted("trained"), S("151")));
	for (int i = 0; i < 2; i++) {
		batch = batch_in(rig.arena);
		BATCH(&batch, S("HSET"), key_jobs(rig.store, rig.arena), S("packed"), i == 0 ? S("300") :
			S("301"));
		run(&batch);
		assert_int_equal(pack_run(&rig, &round), OK);
		assert_true(str_eq(noted("trained"), i == 0 ? S("151") : S("302")));
	}
}

/* All of these would be in a dictionary if they were samples: it is made of what many cases have. */
static void a_dictionary_has_no_keyed_hash_and_nothing_sealed(void **state)
{
	static const char *const personal[] = { "contact", "dev", "tel", "fil", "code" };
	struct batch batch = batch_in(rig.arena);
	struct pack_round round = { 0 };
	struct str made;

	(void)state;
	BATCH(&batch, S("DEL"), key_dictionaries(rig.store, rig.arena));
	for (uint64_t i = 0; i < PACK_CASES_LEAST; i++) {
		struct str key = key_case(rig.store, rig.arena, rig_case_in(STATE_CLOSED));

		for (size_t j = 0; j < sizeof(personal) / sizeof(personal[0]); j++)
			BATCH(&batch, S("HSET"), key, str_of(personal[j]),
				arena_printf(rig.arena, "SECRET-%s-%s-SECRET", personal[j], personal[j]));
	}
	run(&batch);
	assert_int_equal(pack_run(&rig, &round), OK);
	assert_int_equal(round.trained, 1);
	batch = batch_in(rig.arena);
	BATCH(&batch, S("HGET"), key_dictionaries(rig.store, rig.arena), S("1"));
	made = run(&batch)[0].str;
	assert_true(str_search(made, S("路灯"), 0) < made.len);
	assert_int_equal(str_search(made, S("SECRET"), 0), made.len);
}

static void a_damaged_case_fails_alone_and_its_photos_stay(void **state)
{
	uint64_t numbers[2] = { rig_letter_in(STATE_CLOSED, true), rig_letter_in(STATE_CLOSED, true) };
	struct batch batch = batch_in(rig.arena);
	struct photo_walk *walk = NULL;
	struct due_counts done = { 0 };
	struct case_record records[2];
	uint64_t removed = 0;
	char kept[128];

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/wenzheng-pack-XXXXXX");
	assert_non_null(mkdtemp(folder));
	rig_config.paths.photos = folder;
	pack_all();
	put(numbers[0], PHOTO ".jpg", kept);
	BATCH(&batch, S("HSET"), key_case(rig.store, rig.arena, numbers[0]), S("zr"), S("torn"));
	run(&batch);
	assert_int_equal(case_read(&rig, numbers[0], &records[0], NULL, NULL), ERR_DAMAGED);
	assert_int_equal(case_read_many(&rig, numbers, 2, records), OK);
	assert_int_equal(records[0].n, 0);
	assert_true(records[0].damaged);
	assert_int_equal(records[1].n, numbers[1]);
	rig.now += (rig_config.cases.retention_days + 1) * MS_PER_DAY;
	assert_int_equal(due_actions_erase(&rig, &rig_printer, &done), OK);
	assert_int_equal(done.erased, 1);
	assert_int_equal(case_photo_sweep(&rig, &walk, &removed), OK);
	assert_int_equal(removed, 0);
	assert_int_equal(access(kept, F_OK), 0);
	scratch_remove_folder(folder);
}

static void without_its_dictionary_nothing_of_a_case_is_read_or_listed(void **state)
{
	uint64_t n = rig_case_in(STATE_CLOSED);
	struct batch batch = batch_in(rig.arena);
	struct casework other = rig;
	struct case_record record;

	(void)state;
	pack_all();
	BATCH(&batch, S("DEL"), key_dictionaries(rig.store, rig.arena));
	run(&batch);
	other.store = rig_link();
	assert_int_equal(case_read(&other, n, &record, NULL, NULL), ERR_AWAY);
	assert_int_equal(case_read_many(&other, &n, 1, &record), ERR_AWAY);
	store_free(other.store);
}

static void what_is_listed_but_not_due_stands_in_nobodys_way(void **state)
{
	uint64_t open = rig_case_in(STATE_ACCEPTED);
	uint64_t ended = rig_case_in(STATE_CLOSED);
	struct batch batch = batch_in(rig.arena);
	struct pack_round round = { 0 };

	(void)state;
	BATCH(&batch, S("ZADD"), key_due(rig.store, rig.arena, S("pack")), S("1"),
		num(rig.arena, (int64_t)open), S("2"), S("what is no number"));
	run(&batch);
	for (int calls = 0; calls < 3 && !round.complete; calls++)
		assert_int_equal(pack_run(&rig, &round), OK);
	assert_true(round.complete);
	assert_int_equal(round.refused, 2);
	assert_false(read_case(open).packed);
	assert_true(read_case(ended).packed);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
	const struct CMUnitTest tests[] = {
		TEST(a_case_that_is_packed_or_unpacked_while_it_is_read_is_read_whole),
		TEST(a_packed_case_is_changed_as_any_other_and_packed_again),
		TEST(photos_that_a_packed_thread_names_are_not_swept),
		TEST(what_is_listed_but_not_due_stands_in_nobodys_way),
		TEST(a_dictionary_that_cannot_be_made_is_tried_again_only_with_twice_the_cases),
		TEST(a_dictionary_has_no_keyed_hash_and_nothing_sealed),
		TEST(a_damaged_case_fails_alone_and_its_photos_stay),
		TEST(without_its_dictionary_nothing_of_a_case_is_read_or_listed),
	};

	return cmocka_run_group_tests(tests, rig_start, rig_stop);
}
