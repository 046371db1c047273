#include "base/csv_print.h"

void csv_begin(struct buf *out)
{
	buf_add(out, S("\xef\xbb\xbf"));
}

static void separate(struct buf *out)
{
	char last = out->len > 0 ? out->data[out->len - 1] : '\n';

	if (last != '\n' && last != '\xbf')
		buf_byte(out, ',');
}

/* What Excel and its like begin a formula with. */
static bool is_formula(struct str text)
{
	return text.len > 0 && memchr("=+-@\t\r", text.data[0], 6) != NULL;
}

/* Every text is quoted, so that the end of a row is the only line end outside quotes. */
void csv_text(struct buf *out, struct str text)
{
	separate(out);
	buf_byte(out, '"');
	if (is_formula(text))
		buf_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"')
			buf_byte(out, '"');
		buf_byte(out, text.data[i]);
	}
	buf_byte(out, '"');
}

void csv_int(struct buf *out, int64_t number)
{
	separate(out);
	buf_printf(out, "%lld", (long long)number);
}

void csv_tenths(struct buf *out, int64_t tenths)
{
	separate(out);
	buf_printf(out, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

void csv_end_row(struct buf *out)
{
	buf_add(out, S("\r\n"));
}
