#include "cases/letter_issue.h"

#include "cases/deadline.h"
#include "model/department.h"
#include "store/keys.h"

/* Who issues, and the last number it gave in that year. */
struct issuer {
	struct dept dept;
	struct str year;
	int64_t last;
};

/* The day that a letter names, as the clock is once it was issued; 0: it names none. */
static int64_t named_day(const struct case_edit *edit, enum letter kind)
{
	struct case_record then = edit->after;

	if (kind != LETTER_EXTENSION && kind != LETTER_DEFERRAL)
		return 0;
	deadline_set(edit->work, &then);
	return then.due;
}

/* Working days that the letter gives its reader, or promises; 0: none but those of its step. */
static int days_given(const struct casework *work, enum letter kind)
{
	switch (kind) {
	case LETTER_RECEIPT:
		return work->config->requests.answer_days;
	case LETTER_CONSULT:
		return work->config->requests.consult_days;
	case LETTER_CHARGE:
		return work->config->requests.pay_days;
	default:
		return 0;
	}
}

/* What settings say today and may not say tomorrow: a letter must read as it was served. */
static void keep_settings(const struct case_edit *edit, const struct dept *dept, enum letter kind,
	struct value *entry)
{
	int days = days_given(edit->work, kind);

	map_str(entry, "organ", dept->name);
	if (days != 0)
		map_int(entry, "days", days);
	if (!letter_tells_remedy(kind))
		return;
	map_str(entry, "review", dept->review_body);
	if (dept->review_url.len > 0)
		map_str(entry, "reviewurl", dept->review_url);
	map_str(entry, "court", dept->court);
}

static void add_letter(struct case_edit *edit, struct issuer *issuer, const struct letter_order *order,
	struct letters *letters)
{
	struct casework *work = edit->work;
	struct value *entry = commit_begin_entry(edit, "letter");
	bool online = letter_to_applicant(order->kind) && edit->after.mode == MODE_ONLINE;
	int64_t until = named_day(edit, order->kind);

	map_str(entry, "letter", str_of(letter_name(order->kind)));
	map_str(entry, "no", letter_number(work->arena, issuer->dept.number_pattern, issuer->year,
		++issuer->last));
	map_str(entry, "dept", issuer->dept.id);
	keep_settings(edit, &issuer->dept, order->kind, entry);
	if (order->to.len > 0)
		map_str(entry, "to", order->to);
	if (order->about != 0)
		map_int(entry, "about", order->about);
	if (until != 0)
		map_int(entry, "until", until);
	letters->list[letters->count++] = (struct letter_sent){
		.kind = order->kind,
		.id = map_get_int(entry, "id", 0),
		.issued = edit->at,
		.way = online ? SERVICE_ONLINE : SERVICE_NONE,
		.served = online ? edit->at : 0,
	};
	commit_entry(edit, entry);
}

static enum status open_issuer(struct case_edit *edit, struct str id, struct issuer *issuer)
{
	struct casework *work = edit->work;
	struct batch batch = batch_in(work->arena);
	struct str key = key_numbers(work->store, work->arena, id);
	struct result *results;

	TRY(dept_read(work, id, &issuer->dept));
	issuer->year = str_sub(clock_date(work->arena, edit->at), 0, 4);
	issuer->last = 0;
	WATCH(&batch, key);
	BATCH(&batch, S("HGET"), key, issuer->year);
	TRY(store_run(work->store, &batch, &results));
	str_to_i64(results[1].str, &issuer->last);
	return OK;
}

static void close_issuer(struct case_edit *edit, const struct issuer *issuer)
{
	struct casework *work = edit->work;

	BATCH(edit->changes, S("HSET"), key_numbers(work->store, work->arena, issuer->dept.id), issuer->year,
		num(work->arena, issuer->last));
}

static void issue(struct case_edit *edit, struct issuer *issuer, const struct letter_order *orders,
	size_t count)
{
	struct letters letters;

	letters_read(&edit->after, &letters);
	for (size_t i = 0; i < count; i++)
		add_letter(edit, issuer, &orders[i], &letters);
	letters_write(edit->work->arena, &letters, &edit->after);
	close_issuer(edit, issuer);
}

enum status letters_check_room(struct attempt *attempt, const struct case_edit *edit, size_t count)
{
	struct letters letters;

	if (edit->after.channel != CHANNEL_REQUEST || attempt->act->at != 0)
		return OK;
	letters_read(&edit->after, &letters);
	return letters.count + count <= LETTERS_MOST ? OK : attempt_refuse(attempt, ERR_NOT_NOW,
		S("这份申请的文书太多了，不能再出具新的文书。"));
}

enum status letters_issue(struct attempt *attempt, struct case_edit *edit, const struct letter_order *orders,
	size_t count)
{
	struct casework *work = edit->work;
	struct str id = edit->after.dept.len > 0 ? edit->after.dept : str_of(work->config->office.dept);
	struct issuer issuer;
	struct str missing;
	enum status status;

	if (edit->after.channel != CHANNEL_REQUEST || attempt->act->at != 0)
		return OK;
	status = id.len == 0 ? ERR_NOT_FOUND : open_issuer(edit, id, &issuer);
	if (status == ERR_NOT_FOUND)
		return attempt_refuse(attempt, ERR_NOT_NOW,
			S("还没有交办部门，也没有设置出具文书的工作机构。请先交办，或请系统管理员在配置文件 [office] 中设置 dept。"));
	TRY(status);
	missing = dept_missing(work->arena, &issuer.dept, false);
	for (size_t i = 0; i < count && missing.len == 0; i++)
		missing = dept_missing(work->arena, &issuer.dept, letter_tells_remedy(orders[i].kind));
	if (missing.len > 0)
		return attempt_refuse(attempt, ERR_NOT_NOW, missing);
	TRY(letters_check_room(attempt, edit, count));
	issue(edit, &issuer, orders, count);
	return OK;
}

enum status letter_issue(struct attempt *attempt, struct case_edit *edit, enum letter kind)
{
	return letters_issue(attempt, edit, &(struct letter_order){ .kind = kind }, 1);
}

enum status letter_receipt(struct attempt *attempt, struct case_edit *edit)
{
	struct casework *work = edit->work;
	struct str id = str_of(work->config->office.dept);
	struct letters letters;
	struct issuer issuer;
	enum status status;

	letters_read(&edit->after, &letters);
	if (edit->after.channel != CHANNEL_REQUEST || edit->after.received == 0 || attempt->act->at != 0 ||
		id.len == 0 || letters_last(&letters, LETTER_RECEIPT) != NULL)
		return OK;
	status = open_issuer(edit, id, &issuer);
	if (status != OK || dept_missing(work->arena, &issuer.dept, false).len > 0)
		return status == ERR_AWAY ? status : OK;
	TRY(letters_check_room(attempt, edit, 1));
	issue(edit, &issuer, &(struct letter_order){ .kind = LETTER_RECEIPT }, 1);
	return OK;
}
