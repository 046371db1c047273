/* The day of the answer as a calendar file. */
#include "pages/public/calendar.h"

#include "base/buf.h"
#include "links/tracking.h"
#include "model/answered.h"
#include "pages/site.h"

/* Octets of a line without its end (RFC 5545, section 3.1). */
#define LINE_OCTETS 75

int64_t calendar_due(const struct case_record *record)
{
	bool in_work = record->state == STATE_ASSIGNED || record->state == STATE_DRAFTED;

	return in_work && !answered_stands(record) ? record->due : 0;
}

/* Folded without cutting a character: a further line begins with a blank. */
static void add_line(struct buf *out, const char *name, struct str value)
{
	struct str line = ARENA_GLUE(out->arena, str_of(name), S(":"), value);
	size_t room = LINE_OCTETS;

	while (line.len > room) {
		size_t end = room;

		while (((unsigned char)line.data[end] & 0xC0) == 0x80)
			end--;
		buf_add(out, str_sub(line, 0, end));
		buf_add(out, S("\r\n "));
		line = str_sub(line, end, line.len);
		room = LINE_OCTETS - 1;
	}
	buf_add(out, line);
	buf_add(out, S("\r\n"));
}

/* TEXT (RFC 5545, section 3.3.11). */
static struct str escaped(struct arena *arena, struct str text)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == ',' || text.data[i] == ';' || text.data[i] == '\\')
			buf_byte(&out, '\\');
		buf_byte(&out, text.data[i]);
	}
	return buf_str(&out);
}

/* "20261129", of the day in the site's time so many days later. */
static struct str day_of(struct arena *arena, int64_t ms, int32_t later)
{
	struct date date = date_of_day(clock_day(ms) + later);

	return arena_printf(arena, "%04d%02d%02d", date.year, date.month, date.day);
}

/* A time in UTC. */
static struct str stamp(struct arena *arena, int64_t ms)
{
	int64_t utc = ms - CLOCK_OFFSET_MS;
	struct str time = str_sub(clock_rfc3339(arena, utc), 11, 19);

	return ARENA_GLUE(arena, day_of(arena, utc, 0), S("T"), str_sub(time, 0, 2), str_sub(time, 3, 5),
		str_sub(time, 6, 8), S("Z"));
}

/* The day of an event that is over: the last one that was promised. */
static int64_t past_due(const struct case_record *record)
{
	if (record->again_due != 0)
		return record->again_due;
	if (record->first_due != 0)
		return record->first_due;
	return record->due != 0 ? record->due : record->led;
}

/* When the latest step was taken. */
static int64_t changed_at(const struct case_record *record, const struct value *thread)
{
	int64_t at = record->created;

	for (const struct member *entry = thread->first; entry != NULL; entry = entry->next)
		if (map_get_int(&entry->value, "at", 0) > at)
			at = map_get_int(&entry->value, "at", 0);
	return at;
}

/* Its id stays and its number grows with each step, so a calendar takes the later one (section 3.8.7.4). */
static void print(struct exchange *exchange, struct casework *work, const struct case_record *record,
	int64_t changed, struct buf *out)
{
	struct arena *arena = exchange->arena;
	struct str number = case_number(work, record);
	bool awaited = calendar_due(record) != 0;
	int64_t due = awaited ? calendar_due(record) : past_due(record);

	add_line(out, "BEGIN", S("VCALENDAR"));
	add_line(out, "VERSION", S("2.0"));
	add_line(out, "PRODID", S("-//wenzheng//wenzheng//ZH"));
	add_line(out, "BEGIN", S("VEVENT"));
	add_line(out, "UID", ARENA_GLUE(arena, number, S("@"), site_authority(exchange)));
	add_line(out, "DTSTAMP", stamp(arena, changed));
	add_line(out, "LAST-MODIFIED", stamp(arena, changed));
	add_line(out, "SEQUENCE", num(arena, record->version));
	add_line(out, "STATUS", awaited ? S("CONFIRMED") : S("CANCELLED"));
	add_line(out, "DTSTART;VALUE=DATE", day_of(arena, due, 0));
	add_line(out, "DTEND;VALUE=DATE", day_of(arena, due, 1));
	add_line(out, "SUMMARY", ARENA_GLUE(arena, escaped(arena, str_of(work->config->site.name)), S("："),
		number, S("答复期限")));
	add_line(out, "URL", ARENA_GLUE(arena, site_origin(exchange), S("/t/"), exchange->params[0]));
	add_line(out, "TRANSP", S("TRANSPARENT"));
	add_line(out, "END", S("VEVENT"));
	add_line(out, "END", S("VCALENDAR"));
}

enum status calendar_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct buf out = buf_in(exchange->arena);
	struct case_record record;
	struct value *thread;
	struct viewer viewer;
	enum status status = tracking_open(&work, exchange->params[0], &record, &thread, &viewer);

	TRY(status == ERR_TOKEN ? ERR_NOT_FOUND : status);
	/* Before it has a day there is none to put down; afterwards a calendar that asks again drops it. */
	if (record.led == 0)
		return ERR_NOT_FOUND;
	print(exchange, &work, &record, changed_at(&record, thread), &out);
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/calendar; charset=utf-8");
	reply_header(exchange->reply, S("Content-Disposition"), S("attachment; filename=\"answer.ics\""));
	return OK;
}
