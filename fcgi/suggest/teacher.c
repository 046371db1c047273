#include "suggest/teacher.h"

#include <errno.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "disk/file.h"
#include "model/record.h"
#include "store/keys.h"
#include "suggest/learn.h"
#include "suggest/mapped.h"
#include "suggest/theme_file.h"

#define CASES_A_ROUND 64
#define LESSON_BYTES ((size_t)2 << 30)
#define BODY_CHARACTERS 1500

/* The cases of a site, and their labels of each kind. */
struct school {
	struct arena *arena;
	struct example *examples[MODELS];
	struct str labels[MODELS][CLASSIFIER_LABELS];
	size_t label_count[MODELS];
	size_t count;
};

/* The label's number; NO_LABEL without a name, or when there are too many. */
static size_t number_label(struct school *school, enum model_kind kind, struct str name)
{
	struct str *labels = school->labels[kind];
	size_t *count = &school->label_count[kind];
	size_t k = 0;

	if (name.len == 0 || name.len >= CLASSIFIER_LABEL_BYTES)
		return NO_LABEL;
	while (k < *count && !str_eq(labels[k], name))
		k++;
	if (k == CLASSIFIER_LABELS)
		return NO_LABEL;
	if (k == *count)
		labels[(*count)++] = arena_str(school->arena, name);
	return k;
}

/* What waits for its review, was refused or went into another one teaches no category and no department. */
static bool settled(const struct case_record *record)
{
	return record->state != STATE_PENDING && record->state != STATE_DECLINED &&
	       record->state != STATE_MERGED && record->state != STATE_WITHDRAWN;
}

/* A request for information goes where the law says, and shows no category. */
static void add_case(struct school *school, const struct case_record *record, const struct value *thread)
{
	struct example example = { .label = NO_LABEL };

	if (record->channel == CHANNEL_REQUEST)
		return;
	example.title = arena_str(school->arena, record->title);
	example.body = arena_str(school->arena, text_first(thread_question(thread), BODY_CHARACTERS));
	for (enum model_kind kind = 0; kind < MODELS; kind++)
		school->examples[kind][school->count] = example;
	if (settled(record)) {
		school->examples[MODEL_DEPT][school->count].label =
			number_label(school, MODEL_DEPT, record->dept);
		school->examples[MODEL_CATEGORY][school->count].label = number_label(school, MODEL_CATEGORY,
			str_of(category_name(record->category)));
	}
	school->count++;
}

/* Empties the arena of work as it goes. */
static enum status read_cases(struct casework *work, struct school *school)
{
	uint64_t last;
	uint64_t n;

	TRY(case_last(work, &last));
	n = last > TEACHER_CASES ? last - TEACHER_CASES + 1 : 1;
	while (n <= last) {
		struct batch batch;
		struct result *results;
		uint64_t from = n;

		arena_reset(work->arena);
		batch = batch_in(work->arena);
		for (; n <= last && n - from < CASES_A_ROUND; n++)
			case_ask(work, &batch, n);
		TRY(store_run(work->store, &batch, &results));
		for (uint64_t i = from; i < n; i++, results += 2) {
			struct case_record record;
			struct value *thread;

			enum status status = case_take(work, i, results, &record, &thread);

			if (!case_absent(status)) {
				TRY(status);
				add_case(school, &record, thread);
			}
		}
	}
	return OK;
}

/* ERR_NOT_NOW when there are too few. */
static enum status teach(struct school *school, enum model_kind kind, const struct themes *themes,
	int64_t now, const char *folder)
{
	struct lesson lesson = { .examples = school->examples[kind], .count = school->count,
		.labels = school->labels[kind], .label_count = school->label_count[kind], .themes = themes,
		.now = now };
	struct str file;

	TRY(learn(school->arena, &lesson, &file));
	if (file_replace(folder, model_name(kind), file))
		return OK;
	log_error("%s/%s: %s", folder, model_name(kind), strerror(errno));
	return ERR_INTERNAL;
}

static size_t labelled(const struct school *school, enum model_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < school->count; i++)
		count += school->examples[kind][i].label != NO_LABEL;
	return count;
}

static enum status run(struct casework *work, const char *folder, struct school *school, size_t *learned)
{
	struct themes themes;
	const char *problem = "";
	enum status status = OK;

	if (theme_file_read(school->arena, work->config->paths.themes, &themes, &problem) != OK) {
		log_error("%s: %s", work->config->paths.themes, problem);
		return ERR_INTERNAL;
	}
	for (enum model_kind kind = 0; kind < MODELS; kind++)
		school->examples[kind] = arena_array(school->arena, TEACHER_CASES, sizeof(struct example));
	TRY(read_cases(work, school));
	for (enum model_kind kind = 0; kind < MODELS; kind++) {
		status = teach(school, kind, &themes, work->now, folder);
		if (status == OK && kind == MODEL_DEPT)
			*learned = labelled(school, kind);
		if (status != OK && status != ERR_NOT_NOW)
			return status;
	}
	return OK;
}

enum status teacher_run(struct casework *work, const char *folder, size_t *learned)
{
	struct arena *arena = arena_new(LESSON_BYTES);
	struct school *school = ARENA_NEW(arena, struct school);
	enum status status;

	*learned = 0;
	school->arena = arena;
	status = run(work, folder, school, learned);
	arena_free(arena);
	return status;
}

/* False too when another version wrote it. */
static bool model_good(const char *folder, enum model_kind kind)
{
	struct classifier classifier;
	const char *problem;
	struct str bytes = { 0 };
	bool good = mapped_open(folder, model_name(kind), &bytes) &&
		classifier_read(bytes, &classifier, &problem) == OK;

	mapped_close(&bytes);
	return good;
}

enum status teacher_due(struct casework *work, const char *folder, bool *due)
{
	struct file_mark mark = file_mark_of(folder, model_name(MODEL_DEPT));
	int64_t learned = mark.stamp / 1000000;
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str id;
	uint64_t at = 0;

	*due = false;
	if (!model_good(folder, MODEL_DEPT))
		learned = 0;
	if (clock_day(learned) == clock_day(work->now))
		return OK;
	BATCH(&batch, S("XREVRANGE"), key_events(work->store, work->arena), S("+"), S("-"), S("COUNT"),
		S("1"));
	TRY(store_run(work->store, &batch, &results));
	if (results[0].count == 0)
		return OK;
	id = results[0].items[0].items[0].str;
	*due = str_to_u64(str_sub(id, 0, str_find(id, '-', 0)), INT64_MAX, &at) && (int64_t)at > learned;
	return OK;
}
