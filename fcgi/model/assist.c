#include "model/assist.h"

#include <inttypes.h>

#include "base/buf.h"

/* "jtj:1772416800000:1772589599999,hbj:1772416800000:0" */
static bool read_one(struct str text, struct assist *out)
{
	struct str dept;
	struct str asked;
	struct str due = { 0 };

	if (!str_cut(&text, ':', &dept) || !str_cut(&text, ':', &asked))
		return false;
	due = text;
	out->dept = dept;
	return dept.len > 0 && str_to_i64(asked, &out->asked) && str_to_i64(due, &out->due);
}

void assists_read(const struct case_record *record, struct assists *out)
{
	struct str rest = record->assists;
	struct str piece;

	out->count = 0;
	while (out->count < ASSISTS_MOST && str_cut(&rest, ',', &piece))
		if (read_one(piece, &out->list[out->count]))
			out->count++;
}

void assists_write(struct arena *arena, const struct assists *assists, struct case_record *record)
{
	struct buf text = buf_in(arena);

	for (size_t i = 0; i < assists->count; i++)
		buf_printf(&text, "%s%.*s:%" PRId64 ":%" PRId64, i > 0 ? "," : "",
			STR_ARG(assists->list[i].dept), assists->list[i].asked, assists->list[i].due);
	record->assists = buf_str(&text);
}

struct assist *assists_find(struct assists *assists, struct str dept)
{
	for (size_t i = 0; i < assists->count; i++)
		if (str_eq(assists->list[i].dept, dept))
			return &assists->list[i];
	return NULL;
}

void assists_remove(struct assists *assists, struct assist *row)
{
	assists->count--;
	for (; row < assists->list + assists->count; row++)
		row[0] = row[1];
}

bool assisting(const struct case_record *record, struct str dept)
{
	struct assists assists;

	if (record->assists.len == 0 || dept.len == 0)
		return false;
	assists_read(record, &assists);
	return assists_find(&assists, dept) != NULL;
}

bool assist_owed(const struct case_record *record, const struct assist *assist)
{
	bool open = record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED;

	return open && record->revising == 0 && assist->due != 0;
}

int64_t assists_owed(const struct case_record *record)
{
	struct assists assists;
	int64_t owed = 0;

	assists_read(record, &assists);
	for (size_t i = 0; i < assists.count; i++)
		owed += assist_owed(record, &assists.list[i]);
	return owed;
}
