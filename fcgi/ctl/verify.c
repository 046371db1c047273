/* wenzhengctl verify: the chain of seals, from Redis or from a downloaded file. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "cases/answer.h"
#include "ctl/ctl.h"

#define CHUNK 500
#define KEY_SET_MAX (1 << 20)

/* What is being checked, and what came of it. */
struct verifying {
	struct ctl *ctl;
	const struct value *jwks;
	struct chain_check check;
	uint64_t wrong;
};

static const struct value *find_answer(const struct value *thread, int64_t version)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")) && map_get_int(&m->value, "version", 0) == version)
			return &m->value;
	return NULL;
}

/* Whether the texts in Redis are those that were sealed. */
static bool texts_fit(struct casework *work, const struct value *claims)
{
	struct case_record record;
	struct value *thread;
	const struct value *answer;

	if (case_read(work, (uint64_t)map_get_int(claims, "case", 0), &record, &thread, NULL) != OK)
		return false;
	answer = find_answer(thread, map_get_int(claims, "version", 0));
	return answer != NULL &&
	       answer_matches(work->arena, claims, answer_question(work->arena, &record, thread), map_get_str(answer, "text"));
}

/* One line; with_texts also holds it against the texts in Redis. */
static void check_line(struct verifying *v, struct casework *work, const struct value *line, bool with_texts)
{
	long long n = map_get_int(line, "case", 0);
	long long version = map_get_int(line, "version", 0);
	struct value *claims;

	if (chain_step(work->arena, v->jwks, &v->check, map_get_str(line, "jws"), &claims) != OK) {
		printf("case %lld version %lld: the seal or its link to the one before is wrong\n", n, version);
		v->wrong++;
	} else if (map_get_int(claims, "case", 0) != n || map_get_int(claims, "version", 0) != version) {
		printf("case %lld version %lld: the seal is another answer's\n", n, version);
		v->wrong++;
	} else if (with_texts && !texts_fit(work, claims)) {
		printf("case %lld version %lld: the published text is not the sealed one\n", n, version);
		v->wrong++;
	}
}

static int report(const struct verifying *v)
{
	printf("%llu answers, %llu wrong\n", (unsigned long long)v->check.count, (unsigned long long)v->wrong);
	return v->wrong > 0 ? CTL_FAILED : CTL_DONE;
}

/* The chain in Redis, a chunk at a time in an arena of its own; what outlives a chunk is copied. */
static int verify_store(struct verifying *v)
{
	struct casework work = v->ctl->work;
	struct str after = { 0 };
	enum status status = OK;
	bool more = true;

	work.arena = arena_new((size_t)256 << 20);
	while (more) {
		struct value *seals;

		status = answer_chain(&work, after, CHUNK, &seals);
		more = status == OK && seals->count > 0;
		if (!more)
			break;
		for (const struct member *m = seals->first; m != NULL; m = m->next)
			check_line(v, &work, &m->value, true);
		after = arena_str(v->ctl->work.arena, map_get_str(&seals->last->value, "id"));
		v->check.previous_hash = arena_str(v->ctl->work.arena, v->check.previous_hash);
		arena_reset(work.arena);
	}
	arena_free(work.arena);
	return status == OK ? report(v) : ctl_status(status, "verify");
}

static int verify_file(struct verifying *v, FILE *file, const char *name)
{
	struct casework work = v->ctl->work;
	char *text = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&text, &room, file)) > 0) {
		struct value *line;

		if (json_parse(work.arena, str_trim((struct str){ text, (size_t)len }), &line) != OK) {
			printf("%s: a line is not JSON\n", name);
			v->wrong++;
			continue;
		}
		check_line(v, &work, line, false);
	}
	free(text);
	return report(v);
}

static bool read_key_set(struct ctl *ctl, const char *name, struct value **out)
{
	FILE *file = fopen(name, "r");
	char *bytes = arena_alloc(ctl->work.arena, KEY_SET_MAX);
	size_t len;

	if (file == NULL)
		return false;
	len = fread(bytes, 1, KEY_SET_MAX, file);
	fclose(file);
	return json_parse(ctl->work.arena, str_trim((struct str){ bytes, len }), out) == OK;
}

int ctl_verify(struct ctl *ctl)
{
	const char *key_set = ctl_option(ctl, "--jwks");
	struct verifying v = { .ctl = ctl };
	struct value *jwks = keys_jwks(ctl->work.arena, ctl->work.keys);
	FILE *file;
	int outcome;

	if (ctl->argc > 1 || !ctl_arguments(ctl, ctl->argc))
		return CTL_USAGE;
	if (key_set != NULL && !read_key_set(ctl, key_set, &jwks))
		return ctl_fail("%s is no key set", key_set);
	v.jwks = jwks;
	if (ctl->argc == 0)
		return verify_store(&v);
	file = fopen(ctl->argv[0], "r");
	if (file == NULL)
		return ctl_fail("%s can't be read", ctl->argv[0]);
	outcome = verify_file(&v, file, ctl->argv[0]);
	fclose(file);
	return outcome;
}
