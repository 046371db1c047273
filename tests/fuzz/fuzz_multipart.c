/*
 * Any bytes as a form with files: multipart_boundary and multipart_parse.  What is kept is fit to print and
 * within limits.
 */
#include <stdlib.h>

#include "base/text.h"
#include "web/multipart.h"
#include "fresh_arena.h"

static const struct multipart_limits limits = { .parts = 8, .text = 200 };

static void need(bool truth)
{
	if (!truth)
		abort();
}

static bool inside(struct str part, struct str whole)
{
	return part.len == 0 || (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void check(const struct multipart *form, struct str body)
{
	size_t parts = 0;
	size_t text = 0;

	for (const struct field *field = form->fields; field != NULL; field = field->next, parts++) {
		text += field->value.len;
		need(text_valid(field->name) && text_valid(field->value) && text_plain(field->name, false));
		need(field->name.len > 0 && field->name.len <= MULTIPART_NAME_MAX);
		need(str_find(field->value, '\0', 0) == field->value.len);
	}
	for (const struct upload *upload = form->uploads; upload != NULL; upload = upload->next, parts++) {
		need(text_valid(upload->name) && upload->name.len > 0 && inside(upload->bytes, body));
		need(text_valid(upload->filename) && upload->filename.len <= MULTIPART_FILENAME_MAX);
		need(str_search(upload->bytes, S("\r\n--x"), 0) == upload->bytes.len);
	}
	need(parts <= limits.parts && text <= limits.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = fresh_arena((size_t)64 << 20);
	struct str body = { (const char *)data, size };
	struct multipart form;
	struct str boundary;

	if (multipart_boundary(body, &boundary))
		need(boundary.len > 0 && boundary.len <= 70 && inside(boundary, body));
	for (int cut = 0; cut < 2; cut++)
		if (multipart_parse(arena, S("x"), body, cut != 0, &limits, &form) == OK)
			check(&form, body);
	return 0;
}
