#include "participation/lost_code.h"

#include "cases/commit.h"
#include "cases/outbox.h"
#include "crypt/encode.h"
#include "crypt/random.h"
#include "links/tracking.h"
#include "model/phone_index.h"
#include "privacy/limit.h"

#define TRIES_A_DAY 3
#define TRIES_OF_NETWORK 30
#define DAY_SECONDS 86400

/* A text message reaches mobile numbers alone. */
static bool is_mobile(struct str digits)
{
	return phone_plain(digits) && digits.data[0] == '1';
}

static enum status spend(struct casework *work, uint64_t n, struct str digits)
{
	struct limit limits[] = { limit_of_network(work, "lost.a.", TRIES_OF_NETWORK, DAY_SECONDS),
		limit_of(work, "lost.n.", num(work->arena, (int64_t)n), TRIES_A_DAY, DAY_SECONDS),
		limit_of(work, "lost.p.", digits, TRIES_A_DAY, DAY_SECONDS) };

	return limit_spend(work, limits, sizeof(limits) / sizeof(limits[0]), 1);
}

/* What was typed. */
struct lost {
	struct str number;
	struct str phone;
};

static bool belongs(struct casework *work, const struct lost *lost, const struct case_record *record)
{
	struct str indexes[PHONE_INDEXES];
	size_t count = phone_indexes(work, lost->phone, indexes);
	bool right = false;

	for (size_t i = 0; i < count; i++)
		right |= same_secret(indexes[i], record->phone);
	return right && record->contact.len > 0 && record->code.len > 0 &&
		case_number_dated(work, lost->number, record);
}

static enum status renew(void *context, struct case_edit *edit)
{
	struct casework *work = edit->work;

	if (!belongs(work, context, &edit->before))
		return ERR_NOT_FOUND;
	edit->after.code = random_code(work->arena, QUERY_CODE_LENGTH);
	edit->action = S("code");
	edit->by = S("asker");
	outbox_add(work, edit->changes, &(struct notice_event){ .kind = NOTICE_CODE, .n = edit->after.n,
		.at = edit->at });
	return OK;
}

/*
 * What was refused takes a read and a write to the disk more, as what was renewed does: how long the answer
 * takes tells a stranger as little as its words.
 */
static enum status refuse(struct casework *work, uint64_t n, bool read)
{
	struct limit limit = limit_of(work, "lost.r.", num(work->arena, (int64_t)n), 1, 1);
	struct case_record record;

	if (!read)
		(void)case_read(work, n, &record, NULL, NULL);
	TRY(limit_note(work, &limit, 1));
	return ERR_NOT_FOUND;
}

enum status lost_code_renew(struct casework *work, struct str number, struct str phone)
{
	struct lost lost = { number, phone };
	struct str digits = phone_digits(work->arena, phone);
	struct case_record after;
	enum status status;
	uint64_t n;

	if (!case_number_parse(work, number, &n))
		n = 0;
	TRY(spend(work, n, digits));
	if (n == 0 || !is_mobile(digits))
		return refuse(work, n, false);
	status = commit_case(work, n, renew, &lost, &after);
	return status == ERR_NOT_FOUND ? refuse(work, n, true) : status;
}
