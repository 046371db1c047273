#include "web/multipart.h"

#include "base/buf.h"
#include "base/text.h"

#define BOUNDARY_MAX 70

/* A character of a token (RFC 9110 section 5.6.2). */
static bool is_token_char(char c)
{
	return c > ' ' && c < 0x7f && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

static bool skip(struct str *rest, char c)
{
	if (rest->len == 0 || rest->data[0] != c)
		return false;
	*rest = str_sub(*rest, 1, rest->len);
	return true;
}

static struct str take_token(struct str *rest)
{
	struct str token = *rest;

	token.len = 0;
	while (token.len < rest->len && is_token_char(rest->data[token.len]))
		token.len++;
	*rest = str_sub(*rest, token.len, rest->len);
	return token;
}

/* Between quotes.  Old browsers write a quote in a file's name as \", which stays as it is. */
static bool take_quoted(struct str *rest, struct str *out)
{
	size_t end = 0;

	while (end < rest->len && rest->data[end] != '"')
		end += rest->data[end] == '\\' && end + 1 < rest->len && rest->data[end + 1] == '"' ? 2 : 1;
	if (end >= rest->len)
		return false;
	*out = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end + 1, rest->len);
	return true;
}

struct parameter {
	struct str name;
	struct str value;
};

/* The next "; name=value" of a header.  False at the end, or with *sound false where it is broken. */
static bool take_parameter(struct str *rest, struct parameter *out, bool *sound)
{
	*rest = str_trim(*rest);
	if (rest->len == 0)
		return false;
	*sound = skip(rest, ';');
	*rest = str_trim(*rest);
	out->name = take_token(rest);
	*sound = *sound && out->name.len > 0 && skip(rest, '=');
	if (!*sound)
		return false;
	if (skip(rest, '"')) {
		*sound = take_quoted(rest, &out->value);
	} else {
		out->value = take_token(rest);
		*sound = out->value.len > 0;
	}
	return *sound;
}

/* RFC 2046 section 5.1.1: bchars, not ending in a blank. */
static bool is_boundary(struct str s)
{
	if (s.len == 0 || s.len > BOUNDARY_MAX || s.data[s.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL)))
			return false;
	}
	return true;
}

/* Splits "type; parameters". */
static struct str media_type(struct str header, struct str *parameters)
{
	size_t semicolon = str_find(header, ';', 0);

	*parameters = str_sub(header, semicolon, header.len);
	return str_trim(str_sub(header, 0, semicolon));
}

bool multipart_boundary(struct str type, struct str *boundary)
{
	struct str rest;
	struct parameter parameter;
	bool sound = true;
	bool found = false;

	if (!str_eq_nocase(media_type(type, &rest), S("multipart/form-data")))
		return false;
	while (take_parameter(&rest, &parameter, &sound)) {
		if (!str_eq_nocase(parameter.name, S("boundary")))
			continue;
		if (found)
			return false;
		found = true;
		*boundary = parameter.value;
	}
	return sound && found && is_boundary(*boundary);
}

/* What the headers of a part say. */
struct head {
	struct str name;
	bool disposed;		/* there was a Content-Disposition */
	bool named;
	bool file;
	struct str filename;
	bool foreign;		/* text in another charset than UTF-8 */
};

static enum status read_disposition(struct str value, struct head *head)
{
	struct str rest;
	struct parameter parameter;
	bool sound = true;

	if (head->disposed || !str_eq_nocase(media_type(value, &rest), S("form-data")))
		return ERR_MALFORMED;
	head->disposed = true;
	while (take_parameter(&rest, &parameter, &sound)) {
		bool name = str_eq_nocase(parameter.name, S("name"));

		/* RFC 7578 section 4.2: filename* must not be sent. */
		if (str_eq_nocase(parameter.name, S("filename*")) || (name && head->named) ||
		    !text_plain(parameter.value, false))
			return ERR_MALFORMED;
		if (name) {
			head->named = true;
			head->name = parameter.value;
		} else if (str_eq_nocase(parameter.name, S("filename"))) {
			if (head->file)
				return ERR_MALFORMED;
			head->file = true;
			head->filename = parameter.value;
		}
	}
	return sound && head->name.len > 0 && head->name.len <= MULTIPART_NAME_MAX ? OK : ERR_MALFORMED;
}

static enum status read_type(struct str value, struct head *head)
{
	struct str rest;
	struct parameter parameter;
	bool sound = true;

	(void)media_type(value, &rest);
	while (take_parameter(&rest, &parameter, &sound))
		if (str_eq_nocase(parameter.name, S("charset")) &&
			!str_eq_nocase(parameter.value, S("utf-8")))
			head->foreign = true;
	return sound ? OK : ERR_MALFORMED;
}

/* Content-Transfer-Encoding is gone from RFC 7578; what changes nothing is harmless. */
static bool changes_nothing(struct str encoding)
{
	return str_eq_nocase(encoding, S("7bit")) || str_eq_nocase(encoding, S("8bit")) ||
		str_eq_nocase(encoding, S("binary"));
}

static enum status read_header(struct str line, struct head *head)
{
	struct str name = take_token(&line);
	struct str value;

	if (name.len == 0 || !skip(&line, ':') || !text_valid(line) || !text_plain(line, false) ||
	    str_find(line, '\n', 0) < line.len)
		return ERR_MALFORMED;
	value = str_trim(line);
	if (str_eq_nocase(name, S("Content-Disposition")))
		return read_disposition(value, head);
	if (str_eq_nocase(name, S("Content-Type")))
		return read_type(value, head);
	if (str_eq_nocase(name, S("Content-Transfer-Encoding")) && !changes_nothing(value))
		return ERR_MALFORMED;
	return OK;
}

static enum status read_head(struct str lines, struct head *head)
{
	*head = (struct head){ 0 };
	while (lines.len > 0) {
		size_t end = str_search(lines, S("\r\n"), 0);

		TRY(read_header(str_sub(lines, 0, end), head));
		lines = str_sub(lines, end + 2, lines.len);
	}
	return head->disposed ? OK : ERR_MALFORMED;
}

/* One body being taken apart. */
struct parse {
	struct arena *arena;
	struct str delimiter;	/* CR LF -- boundary */
	struct str rest;
	bool cut;
	const struct multipart_limits *limits;
	size_t parts;
	size_t text;
	struct field **field_end;
	struct upload **upload_end;
	struct str *cut_field;
};

static enum status add_field(struct parse *parse, const struct head *head, struct str value)
{
	struct field *field;

	parse->text += value.len;
	if (parse->text > parse->limits->text)
		return ERR_TOO_LARGE;
	if (head->foreign)
		return ERR_MEDIA;
	if (!text_valid(value) || str_find(value, '\0', 0) < value.len)
		return ERR_MALFORMED;
	field = ARENA_NEW(parse->arena, struct field);
	field->name = arena_str(parse->arena, head->name);
	field->value = arena_str(parse->arena, value);
	*parse->field_end = field;
	parse->field_end = &field->next;
	return OK;
}

/* The last bytes of a long name, since its ending says what the file is; whole characters. */
static struct str file_name_end(struct str name)
{
	size_t from = name.len > MULTIPART_FILENAME_MAX ? name.len - MULTIPART_FILENAME_MAX : 0;

	while (from > 0 && from < name.len && ((unsigned char)name.data[from] & 0xc0) == 0x80)
		from++;
	return str_sub(name, from, name.len);
}

/* What stands there for a character that browsers escape (WHATWG HTML, multipart/form-data), or the byte. */
static char unescape(struct str rest, size_t *at)
{
	char c = str_starts(rest, S("%22")) ? '"' : str_starts(rest, S("%0D")) ? '\r' :
		str_starts(rest, S("%0A")) ? '\n' : '\0';

	*at += c != '\0' ? S("%22").len : 1;
	return c != '\0' ? c : rest.data[0];
}

/* A file's name as its sender sees it. */
static struct str file_name(struct arena *arena, struct str sent)
{
	struct buf name = buf_in(arena);

	for (size_t at = 0; at < sent.len;)
		buf_byte(&name, unescape(str_sub(sent, at, sent.len), &at));
	return file_name_end(buf_str(&name));
}

static void add_upload(struct parse *parse, const struct head *head, struct str bytes)
{
	struct upload *upload;

	if (head->filename.len == 0 && bytes.len == 0)
		return;
	upload = ARENA_NEW(parse->arena, struct upload);
	upload->name = arena_str(parse->arena, head->name);
	upload->filename = file_name(parse->arena, head->filename);
	upload->bytes = bytes;
	*parse->upload_end = upload;
	parse->upload_end = &upload->next;
}

/* From after a delimiter's line to the next delimiter, or to where the body was cut: then *last. */
static enum status take_part(struct parse *parse, bool *last)
{
	size_t head_end = str_search(str_sub(parse->rest, 0, MULTIPART_HEAD_MAX), S("\r\n\r\n"), 0);
	struct head head;
	struct str content;
	size_t end;

	if (++parse->parts > parse->limits->parts)
		return ERR_TOO_LARGE;
	*last = true;
	if (head_end >= MULTIPART_HEAD_MAX || head_end >= parse->rest.len)
		return parse->cut && parse->rest.len < MULTIPART_HEAD_MAX ? OK : ERR_MALFORMED;
	TRY(read_head(str_sub(parse->rest, 0, head_end), &head));
	content = str_sub(parse->rest, head_end + 4, parse->rest.len);
	end = str_search(content, parse->delimiter, 0);
	if (end == content.len) {
		if (!parse->cut)
			return ERR_MALFORMED;
		*parse->cut_field = arena_str(parse->arena, head.name);
		return head.file ? OK : ERR_TOO_LARGE;
	}
	*last = false;
	parse->rest = str_sub(content, end + parse->delimiter.len, content.len);
	content = str_sub(content, 0, end);
	if (!head.file)
		return add_field(parse, &head, content);
	add_upload(parse, &head, content);
	return OK;
}

static enum status take_parts(struct parse *parse)
{
	const struct str line_end = S("\r\n");
	bool last = false;

	while (!last) {
		if (str_starts(parse->rest, S("--"))) {
			struct str after = str_sub(parse->rest, 2, parse->rest.len);

			return after.len == 0 || str_eq(after, line_end) ||
			       (parse->cut && str_starts(line_end, after)) ? OK : ERR_MALFORMED;
		}
		if (!str_starts(parse->rest, line_end))
			return parse->cut && parse->rest.len < line_end.len ? OK : ERR_MALFORMED;
		parse->rest = str_sub(parse->rest, line_end.len, parse->rest.len);
		TRY(take_part(parse, &last));
	}
	return OK;
}

enum status multipart_parse(struct arena *arena, struct str boundary, struct str body, bool cut,
	const struct multipart_limits *limits, struct multipart *out)
{
	struct parse parse = { .arena = arena, .cut = cut, .limits = limits };
	struct str first;

	*out = (struct multipart){ 0 };
	parse.delimiter = arena_join(arena, S("\r\n--"), boundary);
	parse.field_end = &out->fields;
	parse.upload_end = &out->uploads;
	parse.cut_field = &out->cut_field;
	/* Before the first part the delimiter has no line end of its own. */
	first = str_sub(parse.delimiter, 2, parse.delimiter.len);
	if (!str_starts(body, first))
		return ERR_MALFORMED;
	parse.rest = str_sub(body, first.len, body.len);
	return take_parts(&parse);
}
