#include "publish/article_files.h"

#include "base/clock.h"
#include "store/keys.h"

/* Room for one text. */
#define TEXT_BYTES ((size_t)16 << 20)

static bool has_name(const struct attachments *attachments, struct str name)
{
	for (size_t i = 0; i < attachments->count; i++)
		if (str_eq(attachments->list[i].name, name))
			return true;
	return false;
}

static enum status add(struct attachments *attachments, const struct attachment *file, const char **why)
{
	*why = "附件最多 20 个。";
	if (attachments->count == ATTACHMENTS_MOST)
		return ERR_INVALID;
	*why = "已有同名的附件。请先移除，或者改个名字再上传。";
	if (has_name(attachments, file->name))
		return ERR_INVALID;
	attachments->list[attachments->count++] = *file;
	return OK;
}

static enum status drop(struct attachments *attachments, struct str id)
{
	for (size_t i = 0; i < attachments->count; i++)
		if (str_eq(attachments->list[i].id, id)) {
			attachments->count--;
			memmove(&attachments->list[i], &attachments->list[i + 1],
				(attachments->count - i) * sizeof(attachments->list[0]));
			return OK;
		}
	return ERR_NOT_FOUND;
}

void article_files_found_set(struct casework *work, struct batch *batch, uint64_t n,
	const struct attachment *file, struct str found)
{
	BATCH(batch, S("HSET"), key_article_files(work->store, work->arena, n), file->id, found);
}

static size_t withdrawal_at(const struct attachments *attachments, struct str id)
{
	size_t i = 0;

	while (i < attachments->withdrawals && !str_eq(attachments->withdrawn[i].id, id))
		i++;
	return i;
}

static enum status withdraw(struct casework *work, const struct article *article,
	const struct article_file_change *change, const struct article_text *text,
	struct attachments *attachments)
{
	struct attachment *earlier = arena_array(work->arena, ARTICLE_FILES_EARLIER, sizeof(*earlier));
	size_t count;

	TRY(article_files_earlier(work, article, text, earlier, ARTICLE_FILES_EARLIER, &count));
	for (size_t i = 0; i < count && attachments->withdrawals < ATTACHMENTS_MOST; i++)
		if (str_eq(earlier[i].id, change->withdraw)) {
			attachments->withdrawn[attachments->withdrawals++] = (struct withdrawal){
				earlier[i].id, earlier[i].name, earlier[i].hash, change->reason };
			return OK;
		}
	return ERR_NOT_FOUND;
}

static enum status restore(struct attachments *attachments, struct str id)
{
	size_t i = withdrawal_at(attachments, id);

	if (i == attachments->withdrawals)
		return ERR_NOT_FOUND;
	attachments->withdrawals--;
	memmove(&attachments->withdrawn[i], &attachments->withdrawn[i + 1],
		(attachments->withdrawals - i) * sizeof(attachments->withdrawn[0]));
	return OK;
}

enum status article_files_apply(struct casework *work, struct batch *batch, const struct article *article,
	const struct article_file_change *change, struct article_text *text, const char **why)
{
	struct attachments attachments;

	*why = NULL;
	attachments_parse(work->arena, text->attachments, &attachments);
	if (change->remove.len > 0)
		TRY(drop(&attachments, change->remove));
	if (change->withdraw.len > 0)
		TRY(withdraw(work, article, change, text, &attachments));
	if (change->restore.len > 0)
		TRY(restore(&attachments, change->restore));
	if (change->add != NULL) {
		TRY(add(&attachments, change->add, why));
		article_files_found_set(work, batch, article->n, change->add, change->found);
	}
	text->attachments = attachments_print(work->arena, &attachments);
	return OK;
}

/* The jobs look at its files then, or earlier. */
static void look_by(struct article *article, int64_t at)
{
	if (article->files_due == 0 || article->files_due > at)
		article->files_due = at;
}

enum status article_files_drop(struct casework *work, struct batch *batch, const struct article_text *draft,
	const struct article_text *text, struct article *article)
{
	struct attachments before, after, published = { .count = 0 };

	attachments_parse(work->arena, draft->attachments, &before);
	attachments_parse(work->arena, text->attachments, &after);
	if (article->versions > 0) {
		struct article_version version;
		struct article same;

		TRY(article_read_version(work, article->n, 0, &same, &version));
		attachments_parse(work->arena, version.text.attachments, &published);
	}
	for (size_t i = 0; i < before.count; i++) {
		struct str id = before.list[i].id;

		if (attachments_find(&after, id) == NULL && attachments_find(&published, id) == NULL)
			BATCH(batch, S("HDEL"), key_article_files(work->store, work->arena, article->n), id);
	}
	/* Also after an upload: an earlier one may have been killed. */
	if (!str_eq(draft->attachments, text->attachments))
		look_by(article, work->now + MS_PER_DAY);
	return OK;
}

void article_files_publish(struct casework *work, struct batch *batch, const struct article_text *text,
	struct article *article)
{
	struct attachments attachments;

	attachments_parse(work->arena, text->attachments, &attachments);
	for (size_t i = 0; i < attachments.withdrawals; i++) {
		const struct withdrawal *one = &attachments.withdrawn[i];

		if (attachments_find(&attachments, one->id) != NULL)
			continue;
		BATCH(batch, S("HSET"), key_article_withdrawn(work->store, work->arena, article->n), one->id,
			one->reason);
		BATCH(batch, S("HDEL"), key_article_files(work->store, work->arena, article->n), one->id);
		look_by(article, work->now);
	}
}

enum status article_files_each(struct casework *work, uint64_t n, article_files_visit visit, void *context)
{
	struct casework one = *work;
	struct article_version version;
	struct attachments attachments;
	struct article article, same;
	struct str bytes;
	enum status status;
	int64_t left;

	one.arena = arena_new(TEXT_BYTES);
	status = article_read_draft(&one, n, &article, &bytes, &version.text);
	left = article.versions;
	while (status == OK) {
		attachments_parse(one.arena, version.text.attachments, &attachments);
		visit(context, &attachments);
		arena_reset(one.arena);
		if (left == 0)
			break;
		status = article_read_version(&one, n, left--, &same, &version);
	}
	arena_free(one.arena);
	return status;
}

struct earlier {
	struct arena *arena;
	struct attachments now;
	struct attachment *out;
	size_t limit;
	size_t count;
};

static void take_earlier(void *context, const struct attachments *attachments)
{
	struct earlier *earlier = context;

	for (size_t i = 0; i < attachments->count && earlier->count < earlier->limit; i++) {
		struct attachment file = attachments->list[i];
		bool known = attachments_find(&earlier->now, file.id) != NULL ||
			withdrawal_at(&earlier->now, file.id) < earlier->now.withdrawals;

		for (size_t k = 0; k < earlier->count && !known; k++)
			known = str_eq(earlier->out[k].id, file.id);
		if (known)
			continue;
		file.id = arena_str(earlier->arena, file.id);
		file.name = arena_str(earlier->arena, file.name);
		file.hash = arena_str(earlier->arena, file.hash);
		earlier->out[earlier->count++] = file;
	}
}

enum status article_files_earlier(struct casework *work, const struct article *article,
	const struct article_text *text, struct attachment *out, size_t limit, size_t *count)
{
	struct earlier earlier = { .arena = work->arena, .out = out, .limit = limit };
	struct str *reasons = arena_array(work->arena, limit + 1, sizeof(*reasons));

	*count = 0;
	if (article->versions == 0)
		return OK;
	attachments_parse(work->arena, text->attachments, &earlier.now);
	TRY(article_files_each(work, article->n, take_earlier, &earlier));
	TRY(article_files_withdrawn(work, article->n, out, earlier.count, reasons));
	for (size_t i = 0; i < earlier.count; i++)
		if (reasons[i].len == 0)
			out[(*count)++] = out[i];
	return OK;
}

enum status article_files_withdrawn(struct casework *work, uint64_t n, const struct attachment *list,
	size_t count, struct str *reasons)
{
	struct str key = key_article_withdrawn(work->store, work->arena, n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (count == 0)
		return OK;
	for (size_t i = 0; i < count; i++)
		BATCH(&batch, S("HGET"), key, list[i].id);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < count; i++)
		reasons[i] = results[i].str;
	return OK;
}

enum status article_files_found(struct casework *work, uint64_t n, const struct attachments *attachments,
	struct str found[ATTACHMENTS_MOST])
{
	struct str key = key_article_files(work->store, work->arena, n);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	if (attachments->count == 0)
		return OK;
	for (size_t i = 0; i < attachments->count; i++)
		BATCH(&batch, S("HGET"), key, attachments->list[i].id);
	TRY(store_run(work->store, &batch, &results));
	for (size_t i = 0; i < attachments->count; i++)
		found[i] = results[i].str;
	return OK;
}

enum status article_files_hide(struct casework *work, uint64_t n, const struct article_text *text,
	bool *hide)
{
	struct str found[ATTACHMENTS_MOST] = { 0 };
	struct attachments attachments;

	*hide = false;
	attachments_parse(work->arena, text->attachments, &attachments);
	TRY(article_files_found(work, n, &attachments, found));
	for (size_t i = 0; i < attachments.count; i++)
		*hide = *hide || found[i].len > 0;
	return OK;
}
