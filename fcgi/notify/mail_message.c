#include "notify/mail_message.h"

#include "base/buf.h"
#include "base/clock.h"
#include "crypt/encode.h"

#define LINE_LENGTH 76
/* Bytes in one encoded word: 75 characters at most, "=?UTF-8?B?" and "?=" among them (RFC 2047, section 2). */
#define WORD_BYTES 45
#define CRLF "\r\n"

/* Where the first `most` bytes of text end without cutting a character. */
static size_t whole(struct str text, size_t most)
{
	size_t end = most < text.len ? most : text.len;

	while (end < text.len && end > 0 && ((unsigned char)text.data[end] & 0xC0) == 0x80)
		end--;
	return end;
}

/* Encoded always: so nothing that is in it can end the line. */
static void add_words(struct buf *out, struct str text)
{
	size_t end;

	for (size_t from = 0; from < text.len; from += end) {
		struct str rest = str_sub(text, from, text.len);

		end = whole(rest, WORD_BYTES);
		buf_printf(out, "%s=?UTF-8?B?%.*s?=", from > 0 ? CRLF " " : "",
			STR_ARG(base64(out->arena, str_sub(rest, 0, end))));
	}
}

/* RFC 5322, section 3.3, in the site's time. */
static void add_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec" };
	int32_t day = clock_day(at);
	struct date date = date_of_day(day);
	struct str time = str_sub(clock_rfc3339(out->arena, at), 11, 19);

	buf_printf(out, "Date: %s, %d %s %04d %.*s +0800" CRLF, days[weekday_of_day(day)], date.day,
		months[date.month - 1], date.year, STR_ARG(time));
}

static void add_body(struct buf *out, struct str text)
{
	struct buf lines = buf_in(out->arena);
	struct str code;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		buf_add(&lines, line);
		buf_add(&lines, S(CRLF));
	}
	code = base64(out->arena, buf_str(&lines));
	for (size_t from = 0; from < code.len; from += LINE_LENGTH) {
		buf_add(out, str_sub(code, from, from + LINE_LENGTH));
		buf_add(out, S(CRLF));
	}
}

struct str mail_message_print(struct arena *arena, const struct mail_message *message)
{
	struct buf out = buf_in(arena);

	add_date(&out, message->at);
	buf_add(&out, S("From: "));
	add_words(&out, message->from_name);
	buf_printf(&out, " <%.*s>" CRLF "To: <%.*s>" CRLF "Subject: ", STR_ARG(message->from),
		STR_ARG(message->to));
	add_words(&out, message->subject);
	buf_printf(&out, CRLF "Message-ID: <%.*s@%.*s>" CRLF, STR_ARG(message->id), STR_ARG(message->domain));
	if (message->stop.len > 0)
		buf_printf(&out, "List-Unsubscribe: <%.*s>" CRLF
			"List-Unsubscribe-Post: List-Unsubscribe=One-Click" CRLF, STR_ARG(message->stop));
	/* RFC 3834: no answering machine answers it. */
	buf_add(&out, S("Auto-Submitted: auto-generated" CRLF "MIME-Version: 1.0" CRLF
			"Content-Type: text/plain; charset=utf-8" CRLF
			"Content-Transfer-Encoding: base64" CRLF CRLF));
	add_body(&out, message->text);
	return buf_str(&out);
}
