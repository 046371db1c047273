#include "model/letter.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/named.h"

static const struct named titles[LETTERS] = {
	[LETTER_RECEIPT] = { "receipt", "政府信息公开申请登记回执" },
	[LETTER_CORRECTION] = { "correction", "政府信息公开申请补正告知书" },
	[LETTER_EXTENSION] = { "extension", "政府信息公开申请延期答复告知书" },
	[LETTER_CONSULT] = { "consult", "政府信息公开征求意见书" },
	[LETTER_CHARGE] = { "charge", "政府信息公开信息处理费收费通知书" },
	[LETTER_JUSTIFY] = { "justify", "政府信息公开申请说明理由告知书" },
	[LETTER_DEFERRAL] = { "deferral", "政府信息公开申请延迟答复告知书" },
	[LETTER_ANSWER] = { "answer", "政府信息公开申请答复书" },
	[LETTER_TOLD] = { "told", "政府信息公开第三方告知书" },
};
static const struct named services[SERVICES] = {
	[SERVICE_NONE] = { "", "尚未送达" },
	[SERVICE_PERSON] = { "person", "当面" },
	[SERVICE_POST] = { "post", "邮寄" },
	[SERVICE_EMAIL] = { "email", "电子邮件" },
	[SERVICE_ONLINE] = { "online", "在线" },
};

NAMED(letter, titles, LETTERS)
NAMED(service, services, SERVICES)

bool letter_to_applicant(enum letter letter)
{
	return letter != LETTER_CONSULT && letter != LETTER_TOLD;
}

bool letter_tells_remedy(enum letter letter)
{
	return letter == LETTER_ANSWER || letter == LETTER_TOLD;
}

static struct str replaced(struct arena *arena, struct str text, struct str mark, struct str with)
{
	size_t at = str_search(text, mark, 0);

	return at == text.len ? text : ARENA_GLUE(arena, str_sub(text, 0, at), with,
		str_sub(text, at + mark.len, text.len));
}

struct str letter_number(struct arena *arena, struct str pattern, struct str year, int64_t n)
{
	return replaced(arena, replaced(arena, pattern, S("{year}"), year), S("{n}"),
		arena_printf(arena, "%" PRId64, n));
}

/* "correction:5:1772416800000:post:1772589599999:0", and ":1772589599999" behind it once it was opened. */
static bool read_one(struct str text, struct letter_sent *out)
{
	struct str parts[6];

	for (size_t i = 0; i < 6; i++)
		if (!str_cut(&text, ':', &parts[i]))
			return false;
	if (!letter_parse(parts[0], &out->kind) || !str_to_i64(parts[1], &out->id) ||
		!str_to_i64(parts[2], &out->issued) || !service_parse(parts[3], &out->way) ||
		!str_to_i64(parts[4], &out->served) || !str_to_i64(parts[5], &out->starts))
		return false;
	out->opened = out->way == SERVICE_ONLINE ? out->starts : 0;
	return text.len == 0 || str_to_i64(text, &out->opened);
}

void letters_read(const struct case_record *record, struct letters *out)
{
	struct str rest = record->letters;
	struct str piece;

	out->count = 0;
	while (out->count < LETTERS_MOST && str_cut(&rest, ',', &piece))
		if (read_one(piece, &out->list[out->count]))
			out->count++;
}

void letters_write(struct arena *arena, const struct letters *letters, struct case_record *record)
{
	struct buf text = buf_in(arena);

	for (size_t i = 0; i < letters->count; i++) {
		const struct letter_sent *sent = &letters->list[i];

		buf_printf(&text, "%s%s:%" PRId64 ":%" PRId64 ":%s:%" PRId64 ":%" PRId64, i > 0 ? "," : "",
			letter_name(sent->kind), sent->id, sent->issued, service_name(sent->way),
			sent->served, sent->starts);
		if (sent->opened != 0)
			buf_printf(&text, ":%" PRId64, sent->opened);
	}
	record->letters = buf_str(&text);
}

bool letter_online(const struct case_record *record, const struct letter_sent *sent)
{
	if (sent == NULL)
		return record->mode == MODE_ONLINE;
	/* Not sent yet: to an applicant who asked for e-mail it will be. */
	if (sent->way == SERVICE_NONE)
		return letter_to_applicant(sent->kind) && record->wanted == WANTED_EMAIL;
	return sent->way == SERVICE_ONLINE || sent->way == SERVICE_EMAIL;
}

struct letter_sent *letters_last(struct letters *letters, enum letter kind)
{
	for (size_t i = letters->count; i > 0; i--)
		if (letters->list[i - 1].kind == kind)
			return &letters->list[i - 1];
	return NULL;
}

struct letter_sent *letters_by_id(struct letters *letters, int64_t id)
{
	for (size_t i = 0; i < letters->count; i++)
		if (letters->list[i].id == id)
			return &letters->list[i];
	return NULL;
}

struct letter_sent *letters_issued(struct letters *letters, enum letter kind, int64_t issued)
{
	for (size_t i = 0; i < letters->count; i++)
		if (letters->list[i].kind == kind && letters->list[i].issued == issued)
			return &letters->list[i];
	return NULL;
}

static int64_t period_of(const struct case_record *record, enum letter kind, int64_t asked)
{
	struct letters letters;
	const struct letter_sent *sent;

	letters_read(record, &letters);
	sent = letters_issued(&letters, kind, asked);
	return sent != NULL ? sent->starts : asked;
}

int64_t letter_consult_starts(const struct case_record *record, int64_t asked)
{
	return period_of(record, LETTER_CONSULT, asked);
}

int64_t letter_awaited(const struct case_record *record)
{
	struct consults consults;

	switch (record->state) {
	case STATE_CORRECTING:
		return record->corrected;
	case STATE_CHARGING:
		return record->charged;
	case STATE_CONSULTING:
		consults_read(record, &consults);
		return consults.count == 0 ? 0 : consults.list[consults.count - 1].from;
	default:
		return 0;
	}
}

int64_t letter_period_starts(const struct case_record *record)
{
	int64_t asked = letter_awaited(record);

	if (asked == 0)
		return 0;
	if (record->state == STATE_CORRECTING)
		return period_of(record, LETTER_CORRECTION, asked);
	return period_of(record, record->state == STATE_CHARGING ? LETTER_CHARGE : LETTER_CONSULT, asked);
}

bool letter_unserved(const struct case_record *record)
{
	return letter_awaited(record) != 0 && letter_period_starts(record) == 0;
}

int64_t letter_answer_served(const struct case_record *record)
{
	struct letters letters;
	int64_t first = 0;

	if (record->answered == 0)
		return 0;
	letters_read(record, &letters);
	if (letters_issued(&letters, LETTER_ANSWER, record->answered) == NULL)
		return record->answered;
	for (size_t i = 0; i < letters.count; i++) {
		const struct letter_sent *sent = &letters.list[i];

		if (sent->kind == LETTER_ANSWER && sent->served != 0 && (first == 0 || sent->served < first))
			first = sent->served;
	}
	return first;
}

/* Whether one from that place in the list on is unserved. */
static bool unserved_from(const struct letters *letters, const struct letter_sent *from)
{
	for (const struct letter_sent *sent = from; sent < letters->list + letters->count; sent++)
		if (sent->served == 0)
			return true;
	return false;
}

bool letter_answer_owed(const struct case_record *record)
{
	struct letters letters;
	const struct letter_sent *answer;

	letters_read(record, &letters);
	answer = letters_last(&letters, LETTER_ANSWER);
	return answer != NULL && unserved_from(&letters, answer);
}

bool letter_owed(const struct case_record *record)
{
	struct letters letters;
	const struct letter_sent *answer;

	letters_read(record, &letters);
	answer = letters_last(&letters, LETTER_ANSWER);
	return unserved_from(&letters, answer != NULL ? answer : letters.list);
}
