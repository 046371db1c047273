#include "pages/editing/attachments.h"

#include <unistd.h>

#include "attachments/attachment_file.h"
#include "attachments/inspect.h"
#include "pages/editing/article_forms.h"
#include "pages/editing/staff_article.h"
#include "pages/file_view.h"
#include "pages/publish/article_view.h"
#include "pages/respond.h"
#include "photos/decoder.h"

enum status attachments_send(struct exchange *exchange, uint64_t n, const struct article_text *text)
{
	struct casework work = site_work(exchange);
	struct attachments attachments;
	const struct attachment *file;
	struct str reason;

	attachments_parse(exchange->arena, text->attachments, &attachments);
	file = attachments_find(&attachments, exchange->params[1]);
	if (file == NULL)
		return ERR_NOT_FOUND;
	TRY(article_files_withdrawn(&work, n, file, 1, &reason));
	if (reason.len > 0)
		return respond_refuse(exchange, ERR_GONE, ARENA_GLUE(exchange->arena,
			S("这个附件已经撤下，不再提供。原因："), reason));
	file_send(exchange, file, ARENA_GLUE(exchange->arena, S("/attachment-files/"),
		num(exchange->arena, (int64_t)n), S("/"), file->id), true);
	return OK;
}

enum status attachments_public(struct exchange *exchange)
{
	struct article_version version;
	struct article article;

	TRY(article_read_asked(exchange, &article, &version));
	switch (article_opens(&article)) {
	case OPENS_NOTHING:
		return ERR_NOT_FOUND;
	case OPENS_GONE:
		return ERR_GONE;
	case OPENS_MOVED:
		return respond_moved(exchange, article.moved_to);
	case OPENS_NOTICE:
		return respond_refuse(exchange, ERR_GONE, ARENA_GLUE(exchange->arena,
			S("这个附件已随信息一并撤回。原因："), article.reason));
	case OPENS_PAGE:
	case OPENS_EXPIRED:
		break;
	}
	/* Asked for each time, so that what was taken down is gone; what everybody sees need not be sent again. */
	exchange->reply->revalidate = true;
	return attachments_send(exchange, article.n, &version.text);
}

enum status attachments_inside(struct exchange *exchange)
{
	struct article_version shown;
	struct article article;

	TRY(staff_article_shown(exchange, &article, &shown));
	if (!article_inside(&article, &exchange->session->viewer))
		return ERR_NOT_FOUND;
	return attachments_send(exchange, article.n, &shown.text);
}

/* The file that was chosen; NULL: none, or several. */
static const struct upload *chosen(const struct exchange *exchange)
{
	const struct upload *upload = exchange->request->uploads;

	return upload != NULL && upload->next == NULL && str_eq(upload->name, S("file")) ? upload : NULL;
}

/* Takes the file in; what is refused leaves nothing behind. */
static enum status take(struct exchange *exchange, const struct upload *upload, struct article_change *change,
	struct article *after, struct article_refusal *refusal)
{
	struct casework work = site_work(exchange);
	uint64_t n = staff_article_number(exchange);
	struct attachment file = { .name = attachment_name(exchange->arena, upload->filename) };
	struct article_file_change add = { .add = &file };
	enum status status;
	const char *why;
	int fd;

	TRY(attachment_file_write(&work, n, upload->bytes, &file, &fd));
	status = inspect(&work, fd, upload->bytes, &file, &add.found, &why);
	close(fd);
	if (status != OK) {
		attachment_file_remove(&work, n, file.id);
		*refusal = (struct article_refusal){ .why = str_of(why), .field = "file" };
		return status;
	}
	change->file = &add;
	status = article_change(&work, &n, change, after, refusal);
	/* When Redis went away in the commit, it may name the file. */
	if (status != OK && status != ERR_AWAY)
		attachment_file_remove(&work, n, file.id);
	return status;
}

enum status attachments_add(struct exchange *exchange)
{
	const struct upload *upload = chosen(exchange);
	struct article_change change = { .action = ARTICLE_ATTACH, .by = &exchange->session->viewer };
	struct article_refusal refusal = { 0 };
	struct casework work = site_work(exchange);
	struct decoder *place;
	struct article after;
	enum status status;

	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	if (exchange->request->uploads_cut)
		return staff_article_again(exchange, "file", ERR_INVALID,
			S("文件超过 50 MB，请拆成几个文件再上传。"));
	if (upload == NULL || upload->bytes.len == 0)
		return staff_article_again(exchange, "file", ERR_INVALID, S("请选择一个文件，不能是空的。"));
	status = decoder_begin(&work, true, clock_steady() + DECODER_WAIT_MS, &place);
	if (status == ERR_TOO_MANY)
		return staff_article_again(exchange, "file", ERR_AWAY,
			S("正在检查别的附件，请过一会儿再上传。"));
	TRY(status);
	status = take(exchange, upload, &change, &after, &refusal);
	decoder_end(place);
	if (status == ERR_INVALID || status == ERR_AWAY)
		return staff_article_again(exchange, "file", status, refusal.why.len > 0 ? refusal.why :
			S("附件没有存下来，请过一会儿再试。"));
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW)
		return staff_article_again(exchange, NULL, status,
			S("这篇稿件刚才被别人改过，请看最新的内容再上传。"));
	TRY(status);
	return staff_article_done(exchange, &after, article_row(ARTICLE_ATTACH)->name);
}

/* Changes the draft's list of files. */
static enum status change_files(struct exchange *exchange, const struct article_file_change *file)
{
	struct article_change change = { .action = ARTICLE_ATTACH, .by = &exchange->session->viewer,
		.file = file };
	struct casework work = site_work(exchange);
	struct article_refusal refusal;
	uint64_t n = staff_article_number(exchange);
	struct article after;
	enum status status;

	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	status = article_change(&work, &n, &change, &after, &refusal);
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW)
		return staff_article_again(exchange, NULL, status,
			S("这篇稿件刚才被别人改过，请看最新的内容再操作。"));
	TRY(status);
	return staff_article_done(exchange, &after, article_row(ARTICLE_ATTACH)->name);
}

enum status attachments_remove(struct exchange *exchange)
{
	return change_files(exchange, &(struct article_file_change){ .remove = exchange->params[1] });
}

enum status attachments_withdraw(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &article_action_form, exchange->request, &values);
	if (form_get(&values, "withdraw").len == 0)
		return staff_article_again(exchange, "withdraw", ERR_INVALID, S("请选择要撤下的附件。"));
	if (form_get(&values, "withdraw_reason").len < ARTICLE_REASON_MIN)
		return staff_article_again(exchange, "withdraw_reason", ERR_INVALID,
			S("请填写撤下的原因，公众会看到。"));
	if (!values.ok)
		return staff_article_again(exchange, NULL, ERR_INVALID, (struct str){ 0 });
	return change_files(exchange, &(struct article_file_change){
		.withdraw = form_get(&values, "withdraw"), .reason = form_get(&values, "withdraw_reason") });
}

enum status attachments_restore(struct exchange *exchange)
{
	return change_files(exchange, &(struct article_file_change){ .restore = exchange->params[1] });
}
