/* wenzhengctl suggest-learn and suggest-eval: what suggestions learn, and how well they do on a labelled file. */
#include "ctl/suggest/suggest.h"

#include <stdio.h>

#include "ctl/lines.h"
#include "suggest/eval.h"
#include "suggest/teacher.h"
#include "suggest/theme_file.h"

#define POSTS_MOST ((size_t)100000)
#define LINE_ARENA_BYTES ((size_t)16 << 20)

struct file_read {
	struct judged *list;
	size_t count;
	struct str *labels;
	size_t label_count;
};

/* The label's number; NO_LABEL without a name, or when there are too many. */
static size_t number_label(struct ctl *ctl, struct file_read *read, struct str name)
{
	size_t k = 0;

	if (name.len == 0 || name.len >= CLASSIFIER_LABEL_BYTES)
		return NO_LABEL;
	while (k < read->label_count && !str_eq(read->labels[k], name))
		k++;
	if (k == CLASSIFIER_LABELS)
		return NO_LABEL;
	if (k == read->label_count)
		read->labels[read->label_count++] = arena_str(ctl->arena, name);
	return k;
}

static struct str member(struct ctl *ctl, const struct value *object, struct str key)
{
	const struct value *value = map_find(object, key);

	if (value == NULL)
		return (struct str){ 0 };
	if (value->type == VALUE_INT)
		return arena_printf(ctl->arena, "%lld", (long long)value->integer);
	return arena_str(ctl->arena, value->str);
}

static void add_post(struct ctl *ctl, struct file_read *read, const struct value *object)
{
	struct judged *post = &read->list[read->count];

	*post = (struct judged){
		.id = member(ctl, object, S("id")),
		.same = member(ctl, object, S("same")),
		.example = {
			.title = member(ctl, object, S("title")),
			.body = member(ctl, object, S("body")),
		},
	};
	post->example.label = number_label(ctl, read, member(ctl, object, S("label")));
	if (post->example.title.len > 0 || post->example.body.len > 0)
		read->count++;
}

static int read_file(struct ctl *ctl, const char *path, struct file_read *read)
{
	struct arena *arena = arena_new(LINE_ARENA_BYTES);
	struct lines *lines = lines_open(path);
	struct value *object;
	const char *problem = "";
	enum line line = LINE_END;
	int exit_status = CTL_DONE;

	read->list = arena_array(ctl->arena, POSTS_MOST, sizeof(*read->list));
	read->labels = arena_array(ctl->arena, CLASSIFIER_LABELS + 1, sizeof(*read->labels));
	while (lines != NULL && read->count < POSTS_MOST &&
		(line = lines_next(lines, arena, &object, &problem)) != LINE_END) {
		if (line == LINE_BAD)
			ctl_fail("%s:%llu: %s", path, (unsigned long long)lines->number, problem);
		else
			add_post(ctl, read, object);
		arena_reset(arena);
	}
	if (lines == NULL || lines_failed(lines))
		exit_status = ctl_fail("%s can't be read", path);
	else if (read->count == 0)
		exit_status = ctl_fail("%s has no message", path);
	if (lines != NULL)
		lines_close(lines);
	arena_free(arena);
	return exit_status;
}

static void print_labels(const struct eval_figures *f)
{
	printf("labels\t%zu messages, %zu labels; 5 parts by a hash of the id, each guessed from the others\n",
		f->labelled, f->labels);
	printf("macro-F1\t%.3f\n", f->macro_f1);
	printf("top-1\t%.3f\n", f->top_1);
	printf("top-3\t%.3f\n", f->top_3);
	printf("coverage\t%.3f\tsilent below a confidence of %.2f\n", f->covered, f->confidence);
	printf("top-1 where it speaks\t%.3f\n", f->covered_top_1);
	printf("p95 of a guess\t%.1f ms\n", f->guess_p95);
}

static void print_similar(const struct eval_figures *f, size_t count)
{
	printf("already asked?\t%zu messages in groups, %zu without, each asked against the other %zu\n",
		f->grouped, f->alone, count - 1);
	if (f->grouped > 0) {
		printf("recall@3\t%.3f\tanother of the group is among the first three\n", f->found_3);
		printf("recall@3, spoken\t%.3f\tand the suggestion speaks\n", f->spoken_3);
	}
	printf("idle suggestions\t%.3f\tit speaks, and no group is known\n", f->idle);
	printf("p95 of a search\t%.1f ms\n", f->similar_p95);
}

static int eval(struct ctl *ctl)
{
	struct file_read read = { 0 };
	struct eval_figures figures = { 0 };
	struct themes themes;
	struct lesson lesson;
	const char *problem = "";

	if (theme_file_read(ctl->arena, ctl->config->paths.themes, &themes, &problem) != OK)
		return ctl_fail("%s: %s", ctl->config->paths.themes, problem);
	if (read_file(ctl, ctl->words[0], &read) != CTL_DONE)
		return CTL_FAILED;
	lesson = (struct lesson){ .labels = read.labels, .label_count = read.label_count, .themes = &themes };
	if (read.label_count == 0)
		puts("labels\tno message has one");
	else if (eval_labels(read.list, read.count, &lesson, &figures) == OK)
		print_labels(&figures);
	else
		puts("labels\ttoo few to learn from: two labels with three messages in each four of five parts");
	eval_similar(read.list, read.count, &figures);
	print_similar(&figures, read.count);
	return CTL_DONE;
}

static int learn_site(struct ctl *ctl)
{
	size_t learned;
	enum status status = teacher_run(&ctl->work, ctl->config->paths.suggest, &learned);

	if (status != OK)
		return ctl_fail_status(ctl, "suggest-learn", status);
	if (learned == 0)
		puts("too few to learn from: two departments with three cases each");
	else
		printf("learned from %zu assigned cases\n", learned);
	return CTL_DONE;
}

const struct ctl_command ctl_suggest[] = {
	{ "suggest-learn", "", 0, 0, CTL_SITE, learn_site,
		"Learn from this site's assignments what suggestions say, now",
		"The jobs do it once a day.  Only masked texts are read, and none is kept.\n", { { 0 } } },
	{ "suggest-eval", "FILE", 1, 1, CTL_CONFIG, eval, "Say how well suggestions do on a labelled file",
		"FILE has a JSON object a line: id, title, body; label: the right one, if it is known; same: the name of\n"
		"the group of messages about one matter, if it is in one.  Nothing is kept, and no text leaves the\n"
		"machine.\n",
		{ { 0 } } },
	{ 0 },
};
