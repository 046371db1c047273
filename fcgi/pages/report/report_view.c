#include "pages/report/report_view.h"

#include "base/clock.h"
#include "pages/view/chart.h"
#include "pages/view/wording.h"
#include "report/form.h"

/* The members of a list, one after the other; none of what isn't there. */
#define EACH(name, list) \
	(const struct member *name = (list) != NULL ? (list)->first : NULL; name != NULL; name = name->next)

struct str report_url(struct arena *arena, int64_t year)
{
	return arena_join(arena, S("/reports/"), num(arena, year));
}

static void add_article(struct arena *arena, const struct frozen *frozen, struct value *view)
{
	const struct article_version *version = &frozen->version;
	struct value *map = map_map(view, "article");

	map_int(map, "n", (int64_t)frozen->article.n);
	map_str(map, "title", version->text.title);
	map_str(map, "summary", version->text.summary);
	map_str(map, "source", version->text.source);
	map_str(map, "author", version->text.author);
	map_str(map, "keywords", version->text.keywords);
	map_str(map, "note", version->text.note);
	map_int(map, "version", version->version);
	map_str(map, "hash", version->hash);
	map_str(map, "published", wording_instant(arena, version->at));
	map_str(map, "published_text", wording_minute(arena, version->at));
	/* As under an official document, always with its year. */
	map_str(map, "issued", wording_day(arena, version->at, 0));
	map_str(map, "pub_date", version->at != 0 ? clock_minute(arena, version->at) : S(""));
	map_bool(map, "earlier", version->version > 0 && version->version < frozen->article.versions);
}

/* The figure of last year's report, or empty. */
static struct str last_year(const struct value *data, struct str id)
{
	for EACH (m, map_get(map_get(data, "before"), "figures"))
		if (str_eq(map_get_str(&m->value, "id"), id))
			return map_get_str(&m->value, "amount");
	return (struct str){ 0 };
}

static void add_compared(const struct value *data, struct str id, struct str label, struct str unit,
	struct value *list)
{
	struct value *map = list_map(list);

	map_str(map, "id", id);
	map_str(map, "label", label);
	map_str(map, "unit", unit);
	map_str(map, "this", frozen_figure(map->arena, data, id));
	map_str(map, "last", last_year(data, id));
}

/* Of the tables, what everybody asks for first. */
static void add_comparison(const struct value *data, struct value *list)
{
	static const struct {
		const char *id;
		const char *label;
	} cells[] = {
		{ "3.new.total", "新收政府信息公开申请" },
		{ "3.carried.total", "上年结转" },
		{ "3.concluded.total", "办结" },
		{ "3.next.total", "结转下年度" },
	};

	for EACH (m, map_get(data, "figures"))
		add_compared(data, map_get_str(&m->value, "id"), map_get_str(&m->value, "label"),
			map_get_str(&m->value, "unit"), list);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		add_compared(data, str_of(cells[i].id), str_of(cells[i].label), S("件"), list);
}

static int64_t number_of(struct arena *arena, const struct value *data, struct str id)
{
	int64_t number = 0;

	str_to_i64(frozen_figure(arena, data, id), &number);
	return number;
}

/* What came in of each channel, and what of it was answered. */
static void add_received(struct arena *arena, const struct value *data, struct value *map)
{
	const struct chart_row rows[] = {
		{ S("微问政"), number_of(arena, data, S("1.topic.received")),
			number_of(arena, data, S("1.topic.answered")) },
		{ S("信箱"), number_of(arena, data, S("1.letter.received")),
			number_of(arena, data, S("1.letter.answered")) },
		{ S("12345"), number_of(arena, data, S("1.hotline.received")),
			number_of(arena, data, S("1.hotline.answered")) },
		{ S("申请"), number_of(arena, data, S("3.new.total")),
			number_of(arena, data, S("3.concluded.total")) },
	};

	chart_add(map, rows, sizeof(rows) / sizeof(rows[0]));
}

void report_view(struct arena *arena, const struct frozen *frozen, struct value *view)
{
	for EACH (m, frozen->data)
		if (!str_eq(m->key, S("folder")))
			map_value(view, arena_cstr(arena, m->key), &m->value);
	add_article(arena, frozen, view);
	add_comparison(frozen->data, map_list(view, "comparison"));
	map_int(view, "before_year", map_get_int(map_get(frozen->data, "before"), "year", 0));
	add_received(arena, frozen->data, map_map(view, "received_chart"));
}

/* What departments entered of it. */
static void add_filed(const struct value *data, struct str id, struct value *list)
{
	for EACH (dept, map_get(data, "filed"))
		for EACH (m, map_get(&dept->value, "figures")) {
			struct value *map;

			if (!str_eq(map_get_str(&m->value, "id"), id))
				continue;
			map = list_map(list);
			map_str(map, "dept", map_get_str(&dept->value, "dept"));
			map_str(map, "name", map_get_str(&dept->value, "name"));
			map_str(map, "amount", map_get_str(&m->value, "amount"));
		}
}

static struct str entered_words(struct arena *arena, const struct report_form *form, struct str id)
{
	struct report_cell cell;

	return report_cell_find(form, id, &cell) ? report_cell_words(arena, &cell) : id;
}

void report_filed_view(struct arena *arena, const struct frozen *frozen, struct value *list)
{
	const struct report_form *form = report_form_of(arena, (int)map_get_int(frozen->data, "year", 0));

	for EACH (dept, map_get(frozen->data, "filed")) {
		struct value *map = list_map(list);
		struct value *figures = map_list(map, "figures");

		map_str(map, "name", map_get_str(&dept->value, "name"));
		for EACH (m, map_get(&dept->value, "figures")) {
			struct str id = map_get_str(&m->value, "id");
			struct value *figure = list_map(figures);

			map_str(figure, "id", id);
			map_str(figure, "words", entered_words(arena, form, id));
			map_str(figure, "amount", map_get_str(&m->value, "amount"));
		}
	}
}

bool report_figure_view(struct arena *arena, const struct frozen *frozen, struct str id, struct value *view)
{
	const struct value *list = frozen_list(frozen->data, id);
	const struct value *cell = frozen_cell(frozen->data, id);
	int64_t year = map_get_int(frozen->data, "year", 0);

	if (list == NULL && cell == NULL)
		return false;
	map_int(view, "year", year);
	map_str(view, "title", frozen->version.text.title);
	map_str(view, "figure", id);
	map_int(view, "version", frozen->version.version);
	map_str(view, "words", list != NULL ? map_get_str(list, "words") :
		entered_words(arena, report_form_of(arena, (int)year), id));
	map_str(view, "text", cell != NULL ? map_get_str(cell, "text") :
		num(arena, map_get_int(list, "sum", 0)));
	map_str(view, "computed", cell != NULL ? map_get_str(cell, "computed") : S(""));
	map_str(view, "entered", cell != NULL ? map_get_str(cell, "entered") : S(""));
	map_str(view, "rule", list != NULL ? map_get_str(list, "rule") : S(""));
	map_int(view, "count", list != NULL ? map_get_int(list, "count", 0) : 0);
	map_int(view, "sum", list != NULL ? map_get_int(list, "sum", 0) : 0);
	map_str(view, "sha256", list != NULL ? map_get_str(list, "sha256") : S(""));
	map_str(view, "list_url", list != NULL ? ARENA_GLUE(arena, report_url(arena, year), S("/proof/"), id,
		S(".ndjson")) : S(""));
	add_filed(frozen->data, id, map_list(view, "filed"));
	return true;
}
