#include "model/consult.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/named.h"

static const struct named kinds[CONSULT_KINDS] = {
	[CONSULT_THIRD] = { "third", "第三方（公开可能损害其合法权益）" },
	[CONSULT_COAUTHOR] = { "coauthor", "共同制作机关" },
	[CONSULT_OFFICE] = { "office", "其他行政机关" },
};
static const struct named results[CONSULT_RESULTS] = {
	[CONSULT_AGREED] = { "agreed", "同意公开" },
	[CONSULT_OBJECTED] = { "objected", "不同意公开" },
	[CONSULT_SILENT] = { "silent", "逾期没有答复" },
};

NAMED(consult_kind, kinds, CONSULT_KINDS)
NAMED(consult_result, results, CONSULT_RESULTS)

/* "third:1772416800000:1772589599999:objected,coauthor:1772416800000:0" */
static bool read_one(struct str text, struct consult *out)
{
	struct str kind;
	struct str from;
	struct str to;

	if (!str_cut(&text, ':', &kind) || !str_cut(&text, ':', &from) || !str_cut(&text, ':', &to))
		return false;
	out->result = CONSULT_RESULTS;
	if (text.len > 0 && !consult_result_parse(text, &out->result))
		return false;
	return consult_kind_parse(kind, &out->kind) && str_to_i64(from, &out->from) &&
		str_to_i64(to, &out->to);
}

void consults_read(const struct case_record *record, struct consults *out)
{
	struct str rest = record->consults;
	struct str piece;

	out->count = 0;
	while (out->count < CONSULTS_MOST && str_cut(&rest, ',', &piece))
		if (read_one(piece, &out->list[out->count]))
			out->count++;
}

bool consults_has(const struct case_record *record, enum consult_kind kind)
{
	struct consults consults;

	consults_read(record, &consults);
	for (size_t i = 0; i < consults.count; i++)
		if (consults.list[i].kind == kind)
			return true;
	return false;
}

bool consults_objected(const struct case_record *record)
{
	struct consults consults;

	consults_read(record, &consults);
	for (size_t i = 0; i < consults.count; i++)
		if (consults.list[i].kind == CONSULT_THIRD && consults.list[i].result == CONSULT_OBJECTED)
			return true;
	return false;
}

void consults_write(struct arena *arena, const struct consults *consults, struct case_record *record)
{
	struct buf text = buf_in(arena);

	for (size_t i = 0; i < consults->count; i++) {
		const struct consult *consult = &consults->list[i];

		buf_printf(&text, "%s%s:%" PRId64 ":%" PRId64, i > 0 ? "," : "",
			consult_kind_name(consult->kind), consult->from, consult->to);
		if (consult->result != CONSULT_RESULTS)
			buf_printf(&text, ":%s", consult_result_name(consult->result));
	}
	record->consults = buf_str(&text);
}
