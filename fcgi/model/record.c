#include "model/record.h"

#include "base/json.h"
#include "base/text.h"
#include "store/keys.h"
#include "store/members.h"
#include "store/packed.h"
#include "store/transaction.h"

/* Names of the enums.  Of what only requests have, the first name is the default and isn't stored. */
#define NAMES(type, stored) \
	static bool parse_##type(struct str name, void *member) \
	{ \
		return type##_parse(name, member); \
	} \
	static struct str print_##type(const void *member) \
	{ \
		enum type value = *(const enum type *)member; \
		return (stored) || value != 0 ? str_of(type##_name(value)) : (struct str){ 0 }; \
	} \
	static const struct member_names type##_names = { parse_##type, print_##type };

NAMES(channel, true)
NAMES(state, true)
NAMES(category, true)
NAMES(applicant, false)
NAMES(mode, false)
NAMES(wanted, false)
#undef NAMES

/*
 * Every field of the hash and where it lives in struct case_record.  Short names: there are millions of them.
 */
static const struct member_row rows[] = {
#define ROW(field, type, member, meaning) MEMBER_ROW(field, type, struct case_record, member, meaning)
#define NAME(field, type, member, meaning) \
	MEMBER_ROW_NAME(field, type##_names, struct case_record, member, meaning)
	ROW("v", INT, version, "version; grows by one with each transition, and when a draft changes"),
	NAME("ch", channel, channel, "channel"),
	NAME("st", state, state, "state"),
	NAME("cat", category, category, "category"),
	ROW("dept", STR, dept, "department in charge since the latest assignment"),
	ROW("own", STR, owner, "account that answers it for the department in charge"),
	ROW("asst", STR, assists, "departments that assist, with their due times (model/assist)"),
	ROW("title", STR, title, "masked title"),
	ROW("qh", STR, question_hash, "hash of title and question (cases/answer)"),
	ROW("area", STR, area, "the place it is about"),
	ROW("asker", STR, asker, "masked name as shown"),
	ROW("code", STR, code, "query code, 10 characters"),
	ROW("contact", STR, contact, "sealed contact data (privacy/sealed)"),
	ROW("told", INT, told, "how its sender is told of its steps: 1 by SMS, 2 by e-mail, 4 by push, and their sums"),
	ROW("dev", STR, device, "keyed hash of the sender's device"),
	ROW("tel", STR, phone, "keyed hash of the sender's phone number (model/phone_index)"),
	ROW("src", STR, source, "the platform that handed it down"),
	ROW("upno", STR, upstream_no, "its number there"),
	ROW("upm", STR, upstream_mark, "tells whether it is sent again unchanged (cases/upstream)"),
	ROW("updue", INT, upstream_due, "when the platform wants it done, ms"),
	ROW("to", STR, addressee, "addressee of a letter"),
	ROW("urg", STR, urgency, "urgency of a work order (model/work_order)"),
	ROW("via", STR, via, "how a work order came in"),
	ROW("conf", BOOL, confidential, "a work order is confidential"),
	ROW("rw", BOOL, reply_wanted, "its caller wants a reply"),
	ROW("cb", STR, callback, "what the call-back found"),
	ROW("cbat", INT, called_back, "when the caller was called back, ms"),
	ROW("eby", STR, entered_by, "member of staff who entered it for its sender"),
	NAME("appl", applicant, applicant, "kind of applicant of a request"),
	NAME("mode", mode, mode, "how the applicant wants to be answered"),
	NAME("want", wanted, wanted, "in what form the information is wanted"),
	ROW("remit", BOOL, remission, "the applicant asked that no fee be taken; written by earlier versions"),
	ROW("docno", STR, document_no, "masked number of the document asked for"),
	ROW("fil", STR, applicant_hash, "keyed hash of the applicant's paper"),
	ROW("recd", INT, received, "received by law, ms"),
	ROW("clk", INT, clock, "the day from which the time limit of a request counts, ms"),
	ROW("corr", INT, corrected, "when a correction was asked for, ms"),
	ROW("cord", INT, correct_days, "working days for that correction"),
	ROW("cslt", STR, consults, "consultations since the clock's start (model/consult)"),
	ROW("ltrs", STR, letters, "letters issued and served (model/letter)"),
	ROW("chgd", INT, charged, "when its fee was notified, ms"),
	ROW("yuan", INT, charge_yuan, "that fee, yuan"),
	ROW("paid", INT, paid, "when it was paid, ms"),
	ROW("just", INT, justify, "when its applicant was asked for reasons, ms"),
	ROW("expl", BOOL, explained, "the applicant gave reasons"),
	ROW("defd", BOOL, deferred, "setdue is a day that its applicant was told"),
	ROW("outc", STR, outcome, "outcome of a concluded request (law/outcome)"),
	ROW("dout", STR, draft_outcome, "outcome that the draft proposes"),
	ROW("dmore", STR, draft_more, "what that outcome must say besides"),
	ROW("dtold", STR, draft_told, "what the draft tells a third party that objected"),
	ROW("dgrnd", STR, draft_grounds, "grounds of that outcome (law/outcome)"),
	ROW("grnd", STR, grounds, "grounds of the outcome"),
	ROW("conc", INT, concluded, "first answered, lapsed or withdrawn, ms"),
	ROW("apls", STR, appeals, "reconsiderations and lawsuits (model/appeal)"),
	ROW("created", INT, created, "submitted, ms"),
	ROW("accepted", INT, accepted, "first accepted or assigned, ms"),
	ROW("assigned", INT, assigned, "last assigned, ms"),
	ROW("due", INT, due, "end of the civil day by which the present desk must act, ms"),
	ROW("led", INT, led, "first assigned, ms"),
	ROW("answered", INT, answered, "first answer published, ms"),
	ROW("revised", INT, revised, "latest version published, when it isn't the first, ms"),
	ROW("revg", INT, revising, "a revision waits for approval since, ms"),
	ROW("closed", INT, closed, "closed, ms"),
	ROW("setdue", INT, due_fixed, "due time that the dispatcher set instead of the rules, ms"),
	ROW("fdue", INT, first_due, "due time of the first answer, ms"),
	ROW("days", INT, days_taken, "working days from first assignment to first answer"),
	ROW("asg", INT, assignment, "number of assignments; ends older answer links"),
	ROW("ans", INT, answers, "published versions of the answer"),
	ROW("ansd", STR, answer_dept, "department of the first answer, if the case has gone elsewhere since"),
	ROW("rating", INT, rating, "latest rating, 1 to 5"),
	ROW("rated", INT, rated, "when, ms"),
	ROW("ret", INT, returns, "times that it was returned"),
	ROW("ext", INT, extended, "working days added"),
	ROW("xask", INT, asked_at, "when the department asked for an extension that is not decided on, ms"),
	ROW("xday", INT, asked_days, "working days it asked for"),
	ROW("xwhy", STR, asked_why, "why it asked"),
	ROW("xdue", INT, asked_due, "by when the dispatcher is to decide on it, ms"),
	ROW("reop", INT, reopened, "times that its asker reopened it"),
	ROW("reopat", INT, reopened_at, "when it was last reopened, ms"),
	ROW("again", INT, again, "first answer after that published, ms"),
	ROW("agdue", INT, again_due, "due time of that answer, ms"),
	ROW("agday", INT, again_days, "working days that all answers of a reopened case took"),
	ROW("sup", INT, supervised, "supervision: 1 reminded, 2 yellow, 3 red"),
	ROW("rem", INT, reminded, "stage of the time limit of the latest reminder"),
	ROW("remat", INT, remind_at, "when the next reminder is due, ms"),
	ROW("likes", INT, supports, "supports"),
	ROW("cmts", INT, comments, "published comments"),
	ROW("ent", INT, entries, "next id of an entry of the thread and of held posts"),
	ROW("into", INT, merged_into, "case that it was merged into"),
	ROW("mrev", BOOL, merged_review, "it was merged before its review"),
	ROW("hid", BOOL, hidden, "a moderator unpublished it"),
	ROW("cons", BOOL, consent, "its sender agreed to its being published"),
	ROW("pub", BOOL, published, "a moderator published it, in a private channel"),
	ROW("unv", BOOL, unverified, "sent without a proof of work"),
	ROW("prov", BOOL, provisional, "due was counted past the loaded calendar"),
	ROW("decl", STR, declined, "reason code of a declined case"),
	ROW("declby", STR, declined_by, "who declined it"),
	ROW("dupof", INT, duplicate_of, "the request that a request declined as a duplicate repeats"),
	ROW("draft", STR, draft, "text that waits for approval"),
	ROW("dby", STR, draft_by, "who drafted it: account or \"link:<dept>\""),
	ROW("denc", STR, draft_enclosed, "photos and files that go with the answer being written, who changed them last (photos/enclosed)"),
	ROW("rwhy", STR, revise_reason, "reason of the revision"),
	ROW("lby", STR, last_by, "who did the latest transition"),
	ROW("lact", STR, last_action, "the latest transition"),
#undef ROW
#undef NAME
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))
static const struct member_table table = { rows, ROW_COUNT };

_Static_assert(ROW_COUNT <= MEMBERS_MOST, "members_write has room for every field");

_Static_assert(sizeof(uint64_t) == sizeof(int64_t), "merged_into and duplicate_of are stored as integers");

void record_forget_sender(struct case_record *record)
{
	record->contact = record->device = record->phone = record->applicant_hash = (struct str){ 0 };
	record->told = 0;
}

void record_drop_draft(struct case_record *record)
{
	record->draft = record->draft_by = (struct str){ 0 };
	record->draft_outcome = record->draft_more = record->draft_grounds = (struct str){ 0 };
	record->draft_told = record->draft_enclosed = (struct str){ 0 };
	record->revise_reason = (struct str){ 0 };
}

bool record_field(size_t i, struct record_field *out)
{
	if (i >= ROW_COUNT)
		return false;
	*out = (struct record_field){ rows[i].field.data, members_type(&rows[i]), rows[i].meaning };
	return true;
}

struct str record_field_text(struct arena *arena, const struct case_record *record, size_t i)
{
	return members_text(arena, &rows[i], record);
}

/* Fields of a packed case's hash: all others, and its thread. */
#define PACKED_FIELDS S("zr")
#define PACKED_THREAD S("zt")

enum status record_plain(struct casework *work, uint64_t n, const struct result *pairs, struct result *out)
{
	struct str fields = result_pair(pairs, PACKED_FIELDS);

	*out = *pairs;
	return fields.len == 0 ? OK :
		packed_read(work->store, work->arena, key_case(work->store, work->arena, n), fields, out);
}

enum status record_read(struct casework *work, uint64_t n, const struct result *pairs,
	struct case_record *out)
{
	struct result plain;
	enum status status;

	memset(out, 0, sizeof(*out));
	if (pairs->type != RESULT_LIST || pairs->count == 0)
		return ERR_NOT_FOUND;
	status = record_plain(work, n, pairs, &plain);
	out->damaged = status == ERR_DAMAGED;
	TRY(status);
	members_read(&table, &plain, out);
	out->n = n;
	out->packed_fields = result_pair(pairs, PACKED_FIELDS);
	out->packed = out->packed_fields.len > 0;
	if (out->packed)
		out->packed_thread = result_pair(pairs, PACKED_THREAD);
	return OK;
}

void record_write(struct casework *work, struct batch *batch, const struct case_record *before,
	const struct case_record *after)
{
	members_write(&table, batch, key_case(work->store, work->arena, after->n),
		before->n != 0 ? before : NULL, after);
}

static enum status unpack_thread(struct casework *work, const struct case_record *record,
	struct result *entries)
{
	return packed_read(work->store, work->arena, key_case(work->store, work->arena, record->n),
		record->packed_thread, entries);
}

/* The command that adds all of a list to a key. */
static void add_all(struct batch *changes, struct str command, struct str key, const struct result *list)
{
	struct str *args = arena_array(changes->arena, list->count + 2, sizeof(*args));

	args[0] = command;
	args[1] = key;
	for (size_t i = 0; i < list->count; i++)
		args[i + 2] = list->items[i].str;
	batch_add(changes, args, list->count + 2);
}

enum status record_unpack(struct casework *work, struct batch *changes, const struct case_record *record)
{
	struct str key = key_case(work->store, work->arena, record->n);
	struct result fields;
	struct result entries;

	if (!record->packed)
		return OK;
	TRY(packed_read(work->store, work->arena, key, record->packed_fields, &fields));
	TRY(unpack_thread(work, record, &entries));
	BATCH(changes, S("DEL"), key);
	add_all(changes, S("HSET"), key, &fields);
	if (entries.count > 0)
		add_all(changes, S("RPUSH"), key_thread(work->store, work->arena, record->n), &entries);
	return OK;
}

static enum status pack(struct casework *work, const struct result *list, struct dictionary *dictionary,
	struct str *value)
{
	struct str *strings = arena_array(work->arena, list->count + 1, sizeof(*strings));

	for (size_t i = 0; i < list->count; i++)
		strings[i] = list->items[i].str;
	return packed_make(work->arena, dictionary, strings, list->count, value);
}

enum status record_pack(struct casework *work, struct batch *changes, uint64_t n, const struct result *pairs,
	const struct result *entries, struct dictionary *dictionary)
{
	struct str key = key_case(work->store, work->arena, n);
	struct str fields;
	struct str thread;

	TRY(pack(work, pairs, dictionary, &fields));
	TRY(pack(work, entries, dictionary, &thread));
	BATCH(changes, S("DEL"), key, key_thread(work->store, work->arena, n));
	BATCH(changes, S("HSET"), key, PACKED_FIELDS, fields, PACKED_THREAD, thread);
	return OK;
}

static struct value *read_thread(struct arena *arena, const struct result *entries)
{
	struct value *thread = value_list(arena);

	for (size_t i = 0; i < entries->count; i++) {
		struct value *entry;

		if (json_parse(arena, entries->items[i].str, &entry) == OK)
			list_value(thread, entry);
	}
	return thread;
}

void case_ask(struct casework *work, struct batch *batch, uint64_t n)
{
	BATCH(batch, S("HGETALL"), key_case(work->store, work->arena, n));
	BATCH(batch, S("LRANGE"), key_thread(work->store, work->arena, n), S("0"), S("-1"));
}

/* One that was packed between the reading of its hash and that of its thread seems to have none. */
static enum status take_again(struct casework *work, uint64_t n, struct case_record *out,
	struct result *entries)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	case_ask(work, &batch, n);
	TRY(store_run(work->store, &batch, &results));
	*entries = results[1];
	return record_read(work, n, &results[0], out);
}

#define READS_MOST 3

enum status case_take(struct casework *work, uint64_t n, const struct result *results,
	struct case_record *out, struct value **thread)
{
	struct result entries = results[1];

	TRY(record_read(work, n, &results[0], out));
	for (int reads = 1; !out->packed && entries.count == 0 && reads < READS_MOST; reads++)
		TRY(take_again(work, n, out, &entries));
	if (out->packed)
		TRY(unpack_thread(work, out, &entries));
	*thread = read_thread(work->arena, &entries);
	return OK;
}

enum status thread_stored(struct casework *work, const struct case_record *record, struct result *entries)
{
	struct batch batch = batch_in(work->arena);
	struct str key = key_thread(work->store, work->arena, record->n);
	struct result *results;

	if (record->packed)
		return unpack_thread(work, record, entries);
	WATCH(&batch, key);
	BATCH(&batch, S("LRANGE"), key, S("0"), S("-1"));
	TRY(store_run(work->store, &batch, &results));
	*entries = results[1];
	return OK;
}

enum status thread_first(struct casework *work, const struct case_record *record, struct str *entry)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	struct result entries;

	if (record->packed) {
		TRY(unpack_thread(work, record, &entries));
		*entry = entries.count > 0 ? entries.items[0].str : (struct str){ 0 };
		return OK;
	}
	BATCH(&batch, S("LINDEX"), key_thread(work->store, work->arena, record->n), S("0"));
	TRY(store_run(work->store, &batch, &results));
	*entry = results[0].str;
	return OK;
}

static void ask_beside(struct casework *work, struct batch *batch, uint64_t n)
{
	struct str number = num(work->arena, (int64_t)n);

	BATCH(batch, S("HGET"), key_views(work->store, work->arena, n), number);
	BATCH(batch, S("ZREVRANGE"), key_articles(work->store, work->arena,
		arena_join(work->arena, S(CASE_ARTICLES_INDEX), number)), S("0"),
		num(work->arena, CASE_ARTICLES - 1));
}

static void take_beside(const struct result *results, struct case_beside *beside)
{
	*beside = (struct case_beside){ 0 };
	str_to_i64(results[0].str, &beside->views);
	for (size_t i = 0; i < results[1].count && i < CASE_ARTICLES; i++)
		str_to_u64(results[1].items[i].str, INT64_MAX, &beside->articles[i]);
}

enum status case_read(struct casework *work, uint64_t n, struct case_record *out, struct value **thread,
	struct case_beside *beside)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	size_t parts = thread != NULL ? 2 : 1;

	memset(out, 0, sizeof(*out));
	if (thread != NULL)
		case_ask(work, &batch, n);
	else
		BATCH(&batch, S("HGETALL"), key_case(work->store, work->arena, n));
	if (beside != NULL)
		ask_beside(work, &batch, n);
	TRY(store_run(work->store, &batch, &results));
	if (thread != NULL)
		TRY(case_take(work, n, results, out, thread));
	else
		TRY(record_read(work, n, &results[0], out));
	if (beside != NULL)
		take_beside(&results[parts], beside);
	return OK;
}

struct str thread_question(const struct value *thread)
{
	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("question")))
			return map_get_str(&m->value, "text");
	return (struct str){ 0 };
}

const struct value *thread_last_answer(const struct value *thread)
{
	const struct value *last = NULL;

	for (const struct member *m = thread->first; m != NULL; m = m->next)
		if (str_eq(map_get_str(&m->value, "kind"), S("answer")))
			last = &m->value;
	return last;
}

enum status case_last(struct casework *work, uint64_t *last)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	*last = 0;
	BATCH(&batch, S("GET"), key_seq(work->store, work->arena));
	TRY(store_run(work->store, &batch, &results));
	str_to_u64(results[0].str, INT64_MAX, last);
	return OK;
}

static enum status read_many(struct casework *work, bool watched, const uint64_t *numbers, size_t count,
	struct case_record *out)
{
	struct str *keys = arena_array(work->arena, count + 1, sizeof(*keys));
	struct result *hashes;

	for (size_t i = 0; i < count; i++)
		keys[i] = key_case(work->store, work->arena, numbers[i]);
	TRY(members_fetch(work->store, work->arena, watched, keys, count, &hashes));
	for (size_t i = 0; i < count; i++) {
		enum status status = record_read(work, numbers[i], &hashes[i], &out[i]);

		if (status != OK && (watched ? status != ERR_NOT_FOUND : !case_absent(status)))
			return status;
	}
	return OK;
}

enum status case_read_many(struct casework *work, const uint64_t *numbers, size_t count,
	struct case_record *out)
{
	return read_many(work, false, numbers, count, out);
}

enum status case_read_watched(struct casework *work, const uint64_t *numbers, size_t count,
	struct case_record *out)
{
	return read_many(work, true, numbers, count, out);
}

struct str case_number(struct casework *work, const struct case_record *record)
{
	struct str date = clock_date(work->arena, record->created);
	struct str digits = num(work->arena, (int64_t)record->n);

	return ARENA_GLUE(work->arena, str_of(work->config->site.number_prefix), str_sub(date, 0, 4),
		str_sub(date, 5, 7), str_sub(date, 8, 10), S("-"), str_sub(S("00000"), digits.len, 5),
		digits);
}

#define NUMBER_DIGITS 64
#define DATE_DIGITS 8

/*
 * The digits of a number as people type it: with or without its prefix, in any width, with blanks and dashes.
 */
static bool number_digits(struct casework *work, struct str text, char digits[NUMBER_DIGITS], size_t *len)
{
	struct str prefix = text_fold(work->arena, str_of(work->config->site.number_prefix));
	struct str folded = text_fold(work->arena, str_sub(text, 0, 100));

	*len = 0;
	if (str_starts(folded, prefix))
		folded = str_sub(folded, prefix.len, folded.len);
	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.data[i];

		if (c == '-' || c == ' ')
			continue;
		if (c < '0' || c > '9' || *len == NUMBER_DIGITS)
			return false;
		digits[(*len)++] = c;
	}
	return *len > DATE_DIGITS;
}

bool case_number_parse(struct casework *work, struct str text, uint64_t *n)
{
	char digits[NUMBER_DIGITS];
	size_t len;

	return number_digits(work, text, digits, &len) &&
	       str_to_u64((struct str){ digits + DATE_DIGITS, len - DATE_DIGITS }, INT64_MAX, n) && *n > 0;
}

bool case_number_dated(struct casework *work, struct str text, const struct case_record *record)
{
	char typed[NUMBER_DIGITS];
	char right[NUMBER_DIGITS];
	size_t len;

	return number_digits(work, text, typed, &len) &&
		number_digits(work, case_number(work, record), right, &len) &&
		memcmp(typed, right, DATE_DIGITS) == 0;
}
