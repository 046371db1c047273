#include "base/csv.h"

/* One row being read: at is where in the text. */
struct reader {
	struct arena *arena;
	struct str text;	/* at most CSV_ROW_BYTES and one more */
	size_t at;
	const char *problem;
};

static bool more(const struct reader *reader)
{
	return reader->at < reader->text.len;
}

static char here(const struct reader *reader)
{
	return reader->text.data[reader->at];
}

static bool at_line_end(const struct reader *reader)
{
	if (!more(reader) || here(reader) == '\n')
		return true;
	return here(reader) == '\r' &&
		(reader->at + 1 == reader->text.len || reader->text.data[reader->at + 1] == '\n');
}

static void pass_line_end(struct reader *reader)
{
	if (more(reader) && here(reader) == '\r')
		reader->at++;
	if (more(reader) && here(reader) == '\n')
		reader->at++;
}

static bool read_plain(struct reader *reader, struct str *field)
{
	size_t start = reader->at;

	while (!at_line_end(reader) && here(reader) != ',') {
		if (here(reader) == '"') {
			reader->problem = "a quote stands within a field that does not begin with one";
			return false;
		}
		reader->at++;
	}
	*field = str_sub(reader->text, start, reader->at);
	return true;
}

static struct str single_quotes(struct arena *arena, struct str text)
{
	char *out = arena_array(arena, text.len, 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		out[len++] = text.data[i];
		i += text.data[i] == '"';
	}
	return (struct str){ out, len };
}

/* Behind the opening quote: up to the closing one, doubled ones made single. */
static bool read_quoted(struct reader *reader, struct str *field)
{
	size_t start = reader->at;
	bool doubled = false;
	bool closed = false;

	while (more(reader) && !closed) {
		bool quote = here(reader) == '"';

		reader->at++;
		if (quote && more(reader) && here(reader) == '"') {
			doubled = true;
			reader->at++;
		} else {
			closed = quote;
		}
	}
	if (!closed)
		reader->problem = "a quote is never closed";
	else if (!at_line_end(reader) && here(reader) != ',')
		reader->problem = "something stands behind a closing quote";
	if (reader->problem != NULL)
		return false;
	*field = str_sub(reader->text, start, reader->at - 1);
	if (doubled)
		*field = single_quotes(reader->arena, *field);
	return true;
}

static bool read_row(struct reader *reader, struct str fields[CSV_FIELDS], size_t *count)
{
	*count = 0;
	for (;;) {
		bool quoted = more(reader) && here(reader) == '"';

		if (*count == CSV_FIELDS) {
			reader->problem = "there are more than 100 fields";
			return false;
		}
		reader->at += quoted;
		if (!(quoted ? read_quoted(reader, &fields[*count]) : read_plain(reader, &fields[*count])))
			return false;
		(*count)++;
		if (at_line_end(reader))
			return true;
		reader->at++;	/* the comma */
	}
}

static uint64_t count_lines(struct str s)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < s.len; i++)
		lines += s.data[i] == '\n';
	return lines;
}

/* Moves past what was read. */
static void pass(struct csv *csv, size_t len)
{
	csv->next_line += count_lines(str_sub(csv->rest, 0, len));
	csv->rest = str_sub(csv->rest, len, csv->rest.len);
}

static void pass_blank_lines(struct csv *csv)
{
	struct reader reader = { .text = csv->rest };

	while (more(&reader) && at_line_end(&reader))
		pass_line_end(&reader);
	pass(csv, reader.at);
}

enum csv_row csv_next(struct csv *csv, struct arena *arena, struct str fields[CSV_FIELDS], size_t *count,
	const char **problem)
{
	struct reader reader = { .arena = arena };
	size_t line_end;

	pass_blank_lines(csv);
	csv->line = csv->next_line;
	if (csv->rest.len == 0)
		return CSV_END;
	reader.text = str_sub(csv->rest, 0,
		csv->rest.len < CSV_ROW_BYTES + 1 ? csv->rest.len : CSV_ROW_BYTES + 1);
	if (read_row(&reader, fields, count) && reader.at <= CSV_ROW_BYTES) {
		pass_line_end(&reader);
		pass(csv, reader.at);
		return CSV_ROW;
	}
	*problem = reader.at > CSV_ROW_BYTES ? "the row is longer than 64 KiB, or a quote is never closed" :
					       reader.problem;
	line_end = str_find(csv->rest, '\n', 0);
	pass(csv, line_end < csv->rest.len ? line_end + 1 : csv->rest.len);
	return CSV_BAD;
}
