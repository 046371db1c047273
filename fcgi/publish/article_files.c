#include "publish/article_files.h"

#include "attachments/attachment_file.h"
#include "base/clock.h"
#include "store/keys.h"

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

enum status article_files_apply(struct casework *work, struct batch *batch, uint64_t n,
	const struct article_file_change *change, struct article_text *text, const char **why)
{
	struct attachments attachments;

	*why = NULL;
	attachments_parse(work->arena, text->attachments, &attachments);
	if (change->remove.len > 0)
		TRY(drop(&attachments, change->remove));
	if (change->add != NULL) {
		TRY(add(&attachments, change->add, why));
		article_files_found_set(work, batch, n, change->add, change->found);
	}
	text->attachments = attachments_print(work->arena, &attachments);
	return OK;
}

enum status article_files_sweep(struct casework *work, uint64_t n)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct str *named;

	BATCH(&batch, S("HKEYS"), key_article_files(work->store, work->arena, n));
	TRY(store_run(work->store, &batch, &results));
	named = arena_array(work->arena, results[0].count + 1, sizeof(*named));
	for (size_t i = 0; i < results[0].count; i++)
		named[i] = results[0].items[i].str;
	attachment_files_sweep(work, n, named, results[0].count, work->now - MS_PER_DAY);
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
