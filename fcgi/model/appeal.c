#include "model/appeal.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/named.h"

static const struct named kinds[APPEAL_KINDS] = {
	[APPEAL_REVIEW] = { "review", "行政复议" },
	[APPEAL_DIRECT] = { "direct", "行政诉讼（未经复议直接起诉）" },
	[APPEAL_AFTER] = { "after", "行政诉讼（复议后起诉）" },
};
static const struct named results[APPEAL_RESULTS] = {
	[APPEAL_UPHELD] = { "upheld", "结果维持" },
	[APPEAL_CORRECTED] = { "corrected", "结果纠正" },
	[APPEAL_OTHER] = { "other", "其他结果" },
	[APPEAL_PENDING] = { "pending", "尚未审结" },
};

NAMED(appeal_kind, kinds, APPEAL_KINDS)
NAMED(appeal_result, results, APPEAL_RESULTS)

/* "review:pending:1772416800000:1772416800000,after:upheld:1772589599999:…"; the last was not kept at first. */
static bool read_one(struct str text, struct appeal *out)
{
	struct str kind;
	struct str result;
	struct str at;

	if (!str_cut(&text, ':', &kind) || !str_cut(&text, ':', &result) || !str_cut(&text, ':', &at) ||
		!appeal_kind_parse(kind, &out->kind) || !appeal_result_parse(result, &out->result) ||
		!str_to_i64(at, &out->at))
		return false;
	out->since = out->result == APPEAL_PENDING ? out->at : 0;
	return text.len == 0 || str_to_i64(text, &out->since);
}

void appeals_read(const struct case_record *record, struct appeals *out)
{
	struct str rest = record->appeals;
	struct str piece;

	out->count = 0;
	while (out->count < APPEAL_KINDS && str_cut(&rest, ',', &piece))
		if (read_one(piece, &out->list[out->count]))
			out->count++;
}

static void print_one(struct buf *text, const struct appeal *appeal)
{
	buf_printf(text, "%s%s:%s:%" PRId64, buf_str(text).len > 0 ? "," : "", appeal_kind_name(appeal->kind),
		appeal_result_name(appeal->result), appeal->at);
	if (appeal->since != 0)
		buf_printf(text, ":%" PRId64, appeal->since);
}

void appeals_put(struct arena *arena, const struct appeal *appeal, struct case_record *record)
{
	struct buf text = buf_in(arena);
	struct appeals appeals;
	size_t at = 0;
	int64_t since;

	appeals_read(record, &appeals);
	while (at < appeals.count && appeals.list[at].kind != appeal->kind)
		at++;
	since = at < appeals.count ? appeals.list[at].since : appeal->at;
	appeals.list[at] = *appeal;
	appeals.list[at].since = since;
	if (at == appeals.count)
		appeals.count++;
	for (size_t i = 0; i < appeals.count; i++)
		print_one(&text, &appeals.list[i]);
	record->appeals = buf_str(&text);
}
