#include "cases/submit.h"

#include "cases/commit.h"
#include "cases/deadline.h"
#include "crypt/keyed_hash.h"
#include "model/answer_seal.h"
#include "model/application.h"
#include "model/work_order.h"
#include "privacy/limit.h"
#include "privacy/mask.h"
#include "model/phone_index.h"
#include "photos/photo_entry.h"
#include "privacy/sealed.h"
#include "crypt/random.h"
#include "store/keys.h"

#define LETTERS_PER_PHONE_DAY 1
/* So long the same text from the same device is the same case. */
#define SAME_SECONDS "86400"

/* The limits on what residents send in; the one that holds longest is named first. */
enum { LIMIT_LETTER, LIMIT_PHONE, LIMIT_DEVICE, LIMIT_NETWORK, LIMITS };

static const char *const limit_sentences[LIMITS] = {
	[LIMIT_LETTER] = "同一个手机号 24 小时内限提交一封，您已经提交过了，请 24 小时后再提交。您填写的内容都还在。",
	[LIMIT_PHONE] = "这个手机号一天内提交得太多了，请明天再提交。您填写的内容都还在。",
	[LIMIT_DEVICE] = "您提交得太多了，请过一小时再提交。您填写的内容都还在。",
	[LIMIT_NETWORK] =
		"和您用同一个网络的人，这一小时提交得太多了，请过一会儿再提交。您填写的内容都还在。",
};

/* What round trip one learns. */
struct intake {
	uint64_t first;		/* a case already taken in under the same key, or 0 */
	uint64_t n;
	/* n is one of the store's reserve; else the newest number, under WATCH, and 1 */
	bool reserved;
	struct str same;	/* key of the same text from the same device, or empty */
	struct str journal;	/* token of a recount that runs, or empty */
	struct limit limits[LIMITS];
	struct str why;		/* the sentence of the limit that was reached */
};

/*
 * Imports bring the city's own records, staff write down what others bring; only what residents send in is
 * limited.
 */
static void plan_limits(struct casework *work, const struct submission *in, struct intake *intake)
{
	const struct config *config = work->config;

	if (in->source.len > 0 || in->by.len > 0)
		return;
	if (in->device.len > 0)
		intake->limits[LIMIT_DEVICE] = limit_of(work, "post.d.", in->device,
			config->limits.posts_per_device_hour, 3600);
	if (!in->proven)
		intake->limits[LIMIT_NETWORK] = limit_of_network(work, "post.a.",
			config->limits.posts_per_address_hour, 3600);
	if (in->phone.len > 0)
		intake->limits[LIMIT_PHONE] = limit_of(work, "post.p.", in->phone,
			config->limits.posts_per_phone_day, 86400);
	if (in->channel == CHANNEL_LETTER)
		intake->limits[LIMIT_LETTER] = limit_of(work, "letter.", in->phone, LETTERS_PER_PHONE_DAY,
			86400);
}

/* Who presses 提交 once more, by the browser's way back, has a new form but says the same. */
static struct str key_same(struct casework *work, const struct submission *in)
{
	struct str text;

	if (!in->device_own || in->source.len > 0 || in->by.len > 0)
		return (struct str){ 0 };
	text = ARENA_GLUE(work->arena, in->device, S("\n"), str_of(channel_name(in->channel)), S("\n"),
		in->title, S("\n"), in->body, S("\n"), in->name, S("\n"), in->phone, S("\n"), in->addressee);
	return key_once(work->store, work->arena,
		ARENA_GLUE(work->arena, S("same."), keys_index(work->arena, work->keys, text)));
}

/* Whether case n, of the same text, still stands: what was withdrawn or declined may be sent again. */
static enum status stands(struct casework *work, uint64_t n, uint64_t *first)
{
	struct case_record record;
	enum status status = case_read(work, n, &record, NULL, NULL);

	if (status == OK && record.state != STATE_WITHDRAWN && record.state != STATE_DECLINED)
		*first = n;
	return status == ERR_NOT_FOUND ? OK : status;
}

static uint64_t first_number(const struct result *result)
{
	uint64_t n;

	return str_to_u64(result->str, INT64_MAX, &n) ? n : 0;
}

/*
 * One process that submits takes each number under WATCH, in the commit itself, so that none is left out.  Of
 * several at once all but one would lose that race at each write to disk, so for a moment each gives numbers
 * of a block of its own.
 */
#define BLOCK 8
#define BLOCK_MS 1000

static enum status reserve_numbers(struct casework *work)
{
	struct store_reserve *reserve = store_reserve(work->store);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("INCRBY"), key_seq(work->store, work->arena), num(work->arena, BLOCK));
	TRY(store_commit(work->store, &batch, &results));
	*reserve = (struct store_reserve){ .first = (uint64_t)results[0].integer - BLOCK + 1,
		.end = (uint64_t)results[0].integer + 1, .until = clock_steady() + BLOCK_MS };
	return OK;
}

/* The next of the block; a block that was used up in its time is followed by another. */
static enum status take_reserved(struct casework *work, struct intake *intake)
{
	const struct store_reserve *reserve = store_reserve(work->store);

	intake->reserved = clock_steady() < reserve->until;
	if (intake->reserved && reserve->first == reserve->end)
		TRY(reserve_numbers(work));
	intake->n = reserve->first;
	return OK;
}

/* The number is not ours any more: the link was made anew meanwhile, or Redis holds another past. */
static enum status drop_reserve(struct casework *work)
{
	*store_reserve(work->store) = (struct store_reserve){ 0 };
	return ERR_AWAY;
}

/* The key of a limit that holds for this submission, so that two at once can't both be the last; else other. */
static struct str watched_limit(const struct intake *intake, size_t limit, struct str other)
{
	return intake->limits[limit].key.len > 0 ? intake->limits[limit].key : other;
}

static enum status look(struct casework *work, const struct submission *in, struct intake *intake)
{
	struct batch batch = batch_in(work->arena);
	struct str once = key_once(work->store, work->arena, in->once);
	struct str upstream = key_upstream(work->store, work->arena, in->source);
	struct str seq = key_seq(work->store, work->arena);
	struct str recount = key_recount(work->store, work->arena);
	struct result *results;

	TRY(take_reserved(work, intake));
	/* seq, or of a reserved number its case, which must not be there. */
	if (intake->reserved)
		seq = key_case(work->store, work->arena, intake->n);
	/* Not the network's: neighbours would lose races to each other. */
	intake->same = key_same(work, in);
	WATCH(&batch, once, upstream, recount, seq, intake->same.len > 0 ? intake->same : recount,
		watched_limit(intake, LIMIT_LETTER, recount),
		watched_limit(intake, LIMIT_PHONE, recount), watched_limit(intake, LIMIT_DEVICE, recount));
	BATCH(&batch, S("GET"), once);
	BATCH(&batch, S("HGET"), upstream, in->upstream_no);
	BATCH(&batch, S("GET"), recount);
	BATCH(&batch, S("GET"), intake->same.len > 0 ? intake->same : recount);
	for (size_t i = 0; i < LIMITS; i++)
		limit_look(&batch, &intake->limits[i]);
	BATCH(&batch, intake->reserved ? S("EXISTS") : S("GET"), seq);
	TRY(store_run(work->store, &batch, &results));
	if (in->once.len > 0)
		intake->first = first_number(&results[1]);
	if (in->source.len > 0 && intake->first == 0)
		intake->first = first_number(&results[2]);
	if (intake->same.len > 0 && intake->first == 0 && first_number(&results[4]) > 0)
		TRY(stands(work, first_number(&results[4]), &intake->first));
	intake->journal = results[3].str;
	if (!intake->reserved)
		intake->n = first_number(&results[batch.count - 1]) + 1;
	else if (store_reserve(work->store)->until == 0 || results[batch.count - 1].integer != 0)
		return drop_reserve(work);
	if (intake->first != 0)
		return OK;
	for (size_t i = 0; i < LIMITS; i++)
		if (limit_reached(&intake->limits[i], results)) {
			intake->why = str_of(limit_sentences[i]);
			return ERR_TOO_MANY;
		}
	return OK;
}

static void seal_application(const struct application *from, const struct str masked_no,
	struct sealed_contact *contact)
{
	contact->paper = from->paper_no.len > 0 ? str_of(paper_name(from->paper)) : (struct str){ 0 };
	contact->paper_no = from->paper_no;
	contact->person = from->person;
	contact->address = from->address;
	contact->email = from->email;
	contact->purpose = from->purpose;
	if (!str_eq(masked_no, from->document_no))
		contact->document_no = from->document_no;
}

/* Who sent it, and the words as typed where masking changed them. */
static enum status seal_contact(struct casework *work, const struct submission *in,
	struct case_record *record, struct str masked_body)
{
	struct sealed_contact contact = { .name = in->name, .phone = in->phone,
		.email = in->email };

	if (!str_eq(record->title, in->title) || !str_eq(masked_body, in->body)) {
		contact.title = in->title;
		contact.body = in->body;
	}
	if (!str_eq(record->area, in->area))
		contact.area = in->area;
	if (in->application != NULL)
		seal_application(in->application, record->document_no, &contact);
	return sealed_write(work, record, &contact);
}

static void prepare_request(struct casework *work, const struct application *in, struct case_record *record)
{
	record->applicant = in->applicant;
	record->mode = in->mode;
	record->wanted = in->wanted;
	/* What was handed down was received above us; here its time begins with its coming. */
	record->received = in->received == 0 && record->source.len > 0 ? record->created : in->received;
	record->clock = record->received;
	record->document_no = mask_text(work->arena, &(struct masking){ .kinds = MASK_PUBLIC },
		in->document_no, NULL);
	if (in->paper_no.len > 0)
		record->applicant_hash = keys_index(work->arena, work->keys,
			ARENA_GLUE(work->arena, str_of(paper_name(in->paper)), S(" "), in->paper_no));
}

static void prepare_order(const struct work_order *in, struct case_record *record)
{
	if (in->urgency != URGENCY_NORMAL)
		record->urgency = str_of(urgency_name(in->urgency));
	if (in->via != VIA_PHONE)
		record->via = str_of(via_name(in->via));
	record->confidential = in->confidential;
	record->reply_wanted = in->reply_wanted;
}

/* The person whose name is hidden; an organisation's stays. */
static struct str sender(const struct submission *in)
{
	const struct application *application = in->application;

	return application == NULL ? in->name :
		applicant_person(application->applicant, in->name, application->person);
}

/*
 * All of a new case that doesn't depend on its number.  It costs most of a submit, so a lost race must not
 * repeat it.
 */
static void prepare(struct casework *work, const struct submission *in, struct case_record *record,
	struct str *body)
{
	const struct masking masking = { .kinds = MASK_PUBLIC, .name = sender(in) };

	*body = mask_text(work->arena, &masking, in->body, NULL);
	*record = (struct case_record){ .channel = in->channel, .state = STATE_PENDING,
		.category = in->category };
	record->title = mask_text(work->arena, &masking, in->title, NULL);
	record->question_hash = answer_question_hash(work->arena, record->title, *body);
	record->area = mask_text(work->arena, &masking, in->area, NULL);
	record->asker = mask_name(work->arena, in->anonymous ? (struct str){ 0 } : in->name);
	record->code = random_code(work->arena, QUERY_CODE_LENGTH);
	if (in->device.len > 0)
		record->device = keys_index(work->arena, work->keys, in->device);
	record->phone = phone_index(work, in->phone);
	record->told = in->told;
	record->source = in->source;
	record->upstream_no = in->upstream_no;
	record->entered_by = in->by;
	record->upstream_mark = submission_mark(work, in);
	record->upstream_due = in->upstream_due;
	record->addressee = in->addressee;
	record->consent = in->consent;
	record->created = in->at ? in->at : work->now;
	record->version = 1;
	record->unverified = in->unverified;
	if (in->application != NULL)
		prepare_request(work, in->application, record);
	if (in->order != NULL)
		prepare_order(in->order, record);
	deadline_set(work, record);
}

/* A remark for staff, which neither the sender nor the public reads. */
static void add_note(struct case_edit *edit, struct str text)
{
	struct value *note = commit_begin_entry(edit, "note");

	map_str(note, "action", edit->action);
	map_str(note, "text", text);
	commit_entry(edit, note);
}

static enum status fill(struct casework *work, const struct submission *in, struct str body,
	struct case_edit *edit)
{
	struct value *question;

	TRY(seal_contact(work, in, &edit->after, body));
	question = commit_begin_entry(edit, "question");
	map_str(question, "text", body);
	photo_entry_add(question, in->photos);
	commit_entry(edit, question);
	if (in->order != NULL && in->order->note.len > 0)
		add_note(edit, in->order->note);
	return OK;
}

static void remember(struct casework *work, const struct submission *in, const struct intake *intake,
	struct case_edit *edit)
{
	struct str n = num(work->arena, (int64_t)intake->n);

	if (!intake->reserved)
		BATCH(edit->changes, S("SET"), key_seq(work->store, work->arena), n);
	if (in->once.len > 0)
		BATCH(edit->changes, S("SET"), key_once(work->store, work->arena, in->once), n, S("EX"),
			S(ONCE_SECONDS));
	if (in->source.len > 0)
		BATCH(edit->changes, S("HSET"), key_upstream(work->store, work->arena, in->source),
			in->upstream_no, n);
	if (intake->same.len > 0)
		BATCH(edit->changes, S("SET"), intake->same, n, S("EX"), S(SAME_SECONDS));
	for (size_t i = 0; i < LIMITS; i++)
		limit_count(edit->changes, &intake->limits[i]);
}

static enum status repeat(struct casework *work, uint64_t n, struct receipt *receipt)
{
	struct case_record record;

	TRY(case_read(work, n, &record, NULL, NULL));
	TRY(tracking_receipt(work, &record, receipt));
	receipt->repeated = true;
	return OK;
}

/* One submission on its way to a case. */
struct submit {
	struct casework *work;
	const struct submission *in;
	struct case_record fresh;	/* all of the case that doesn't depend on its number */
	struct str body;		/* masked */
	struct intake intake;
};

static enum status look_anew(struct submit *submit)
{
	submit->intake = (struct intake){ 0 };
	plan_limits(submit->work, submit->in, &submit->intake);
	return look(submit->work, submit->in, &submit->intake);
}

static enum status look_only(void *context, struct transaction *transaction)
{
	(void)transaction;
	return look_anew(context);
}

enum status case_submit_look(struct casework *work, const struct submission *submission,
	struct receipt *receipt)
{
	struct submit submit = { .work = work, .in = submission };
	enum status status = transaction_run(work->store, work->arena, look_only, &submit);

	*receipt = (struct receipt){ .why = submit.intake.why };
	TRY(status);
	return submit.intake.first != 0 ? repeat(work, submit.intake.first, receipt) : OK;
}

/*
 * After a lost race somebody else took the number, or the other tap was first and its case is now there to be
 * found: then nothing is added.
 */
static enum status add_case(void *context, struct transaction *transaction)
{
	struct submit *submit = context;
	struct casework *work = submit->work;
	const struct submission *in = submit->in;
	struct case_edit edit = { .work = work, .after = submit->fresh, .changes = &transaction->changes,
		.at = submit->fresh.created };

	if (transaction->race > 0 && store_reserve(work->store)->until <= clock_steady())
		TRY(reserve_numbers(work));
	TRY(look_anew(submit));
	if (submit->intake.first != 0)
		return OK;
	/* Used up whatever becomes of it: what failed may have been written all the same. */
	if (submit->intake.reserved)
		store_reserve(work->store)->first++;
	edit.after.n = submit->fresh.n = submit->intake.n;
	edit.journal = submit->intake.journal;
	if (in->photos != NULL)
		TRY(photos_settle(work, in->photos, edit.after.n));
	edit.action = str_of(action_name(ACTION_SUBMIT));
	edit.by = in->by.len > 0 ? in->by : in->source.len > 0 ? S("import") : S("asker");
	TRY(fill(work, in, submit->body, &edit));
	remember(work, in, &submit->intake, &edit);
	commit_write(&edit, transaction);
	return OK;
}

static enum status submit_case(struct submit *submit, struct receipt *receipt)
{
	struct casework *work = submit->work;
	enum status status = transaction_run(work->store, work->arena, add_case, submit);

	receipt->why = submit->intake.why;
	if (status != OK)
		return status == ERR_CONFLICT ? ERR_AWAY : status;
	if (submit->intake.first != 0)
		return repeat(work, submit->intake.first, receipt);
	return tracking_receipt(work, &submit->fresh, receipt);
}

/*
 * Photos of what wasn't taken in go; what may have been written although nothing came back is left for the
 * sweep.
 */
static void settle_up(struct casework *work, const struct submission *in, enum status status, bool repeated)
{
	if (in->photos != NULL && status != ERR_AWAY && (status != OK || repeated))
		photos_discard(work, in->photos);
}

enum status case_submit(struct casework *work, const struct submission *submission, struct receipt *receipt)
{
	struct submit submit = { .work = work, .in = submission };
	enum status status = ERR_INVALID;

	*receipt = (struct receipt){ 0 };
	if (submission_complete(submission)) {
		prepare(work, submission, &submit.fresh, &submit.body);
		status = submit_case(&submit, receipt);
	}
	settle_up(work, submission, status, receipt->repeated);
	return status;
}
