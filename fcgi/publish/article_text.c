#include "publish/article_text.h"

#include "base/json.h"
#include "base/json_print.h"
#include "crypt/encode.h"

const struct article_text_row article_text_rows[] = {
#define ROW(member) \
	{ \
		#member, offsetof(struct article_text, member) \
	}
	ROW(column),
	ROW(title),
	ROW(summary),
	ROW(body),
	ROW(source),
	ROW(author),
	ROW(keywords),
	ROW(publish_at),
	ROW(expires),
	ROW(note),
	ROW(validity),
	ROW(doc_number),
	ROW(doc_body),
	ROW(doc_issued),
	ROW(doc_effective),
	ROW(doc_ends),
	ROW(successor),
	ROW(explains),
	ROW(kind),
	ROW(cases),
	ROW(attachments),
#undef ROW
	{ NULL, 0 },
};

struct str *article_text_at(struct article_text *text, const struct article_text_row *row)
{
	return (struct str *)(void *)((char *)text + row->offset);
}

struct str article_text_print(struct arena *arena, const struct article_text *text)
{
	struct article_text copy = *text;
	struct value *map = value_map(arena);

	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		if (article_text_at(&copy, row)->len > 0)
			map_str(map, row->name, *article_text_at(&copy, row));
	if (text->report.len > 0)
		map_str(map, "report", text->report);
	return json_print(arena, map);
}

enum status article_text_parse(struct arena *arena, struct str bytes, struct article_text *out)
{
	struct value *map;

	TRY(json_parse(arena, bytes, &map));
	*out = (struct article_text){ 0 };
	for (const struct article_text_row *row = article_text_rows; row->name != NULL; row++)
		*article_text_at(out, row) = map_get_str(map, row->name);
	out->report = map_get_str(map, "report");
	return OK;
}

struct str article_text_hash(struct arena *arena, struct str bytes)
{
	return base64url(arena, sha256(arena, bytes));
}
