#include "report/frozen/compose_body.h"

#include <inttypes.h>

#include "base/buf.h"
#include "report/narrative.h"

static void add_paragraph(struct buf *out, struct str words)
{
	if (str_trim(words).len > 0)
		buf_printf(out, "%.*s\n\n", STR_ARG(str_trim(words)));
}

static void add_text(struct buf *out, const struct annual *annual, enum report_text text)
{
	struct str rest = annual->texts.words[text];
	struct str line;

	while (str_cut(&rest, '\n', &line))
		add_paragraph(out, line);
	add_paragraph(out, narrative_of(out->arena, annual, text));
}

static void add_overall(struct buf *out, const struct annual *annual)
{
	static const char *const numbers[REPORT_TOPICS] = { "（一）", "（二）", "（三）", "（四）",
		"（五）" };

	buf_printf(out, "## %s\n\n", report_part_title(REPORT_OVERALL));
	for (int i = 0; i < REPORT_TOPICS; i++) {
		buf_printf(out, "### %s%s\n\n", numbers[i], report_text_label((enum report_text)i));
		add_text(out, annual, (enum report_text)i);
	}
	for (size_t i = 0; i < annual->overall.count; i++) {
		const struct overall_figure *figure = &annual->overall.figures[i];

		buf_printf(out, "- %s：%" PRId64 "%s\n", figure->label, figure->amount, figure->unit);
	}
	buf_add(out, S("\n"));
}

static void add_table(struct buf *out, const struct annual *annual, int part)
{
	const struct report_form *form = annual->sum.form;
	bool any = false;

	buf_printf(out, "## %s\n\n", report_part_title(part));
	for (size_t i = 0; i < form->cell_count; i++) {
		struct report_cell cell = report_cell_at(form, i);
		int64_t amount = annual->sum.cells[i].amount;

		if (cell.block->part != part || amount == 0)
			continue;
		any = true;
		buf_printf(out, "- %.*s：%.*s\n", STR_ARG(report_cell_words(out->arena, &cell)),
			STR_ARG(figure_print(out->arena, cell.column->unit, amount)));
	}
	buf_add(out, any ? S("\n其余各项为0。\n\n") : S("各项为0。\n\n"));
}

struct str compose_body(struct arena *arena, const struct annual *annual)
{
	struct buf out = buf_in(arena);

	add_overall(&out, annual);
	for (int part = REPORT_OPENNESS; part <= REPORT_APPEALS; part++)
		add_table(&out, annual, part);
	buf_printf(&out, "## %s\n\n", report_part_title(REPORT_PROBLEMS));
	add_text(&out, annual, TEXT_PROBLEMS);
	buf_printf(&out, "## %s\n\n", report_part_title(REPORT_OTHER));
	add_text(&out, annual, TEXT_OTHER);
	buf_printf(&out, "[查看报告全文、各项数字的统计口径和清单](/reports/%d)\n", annual->year);
	return buf_str(&out);
}
