#include "pages/editing/review_view.h"

#include "pages/editing/inward.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"
#include "publish/article_check.h"

enum status review_people_view(struct exchange *exchange, const struct article *article, struct value *map)
{
	struct casework work = site_work(exchange);
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;
	struct str rest = article->editors;
	struct str editor;
	struct str who = { 0 };

	staff_ids_add(&ids, article->created_by);
	staff_ids_add(&ids, article->reviewed_by);
	staff_ids_add(&ids, article->reviewer);
	while (str_cut(&rest, ',', &editor))
		staff_ids_add(&ids, editor);
	TRY(staff_names_read(&work, &ids, &names));
	rest = article->editors;
	while (str_cut(&rest, ',', &editor))
		who = ARENA_GLUE(exchange->arena, who, who.len > 0 ? S("、") : S(""),
			staff_who(exchange->arena, &names, editor));
	map_str(map, "written_names", who);
	map_str(map, "created_name", staff_who(exchange->arena, &names, article->created_by));
	map_str(map, "asked_name", article->reviewer.len > 0 ?
		staff_who(exchange->arena, &names, article->reviewer) : S(""));
	map_str(map, "reviewed_name", article->reviewed_by.len > 0 ?
		staff_who(exchange->arena, &names, article->reviewed_by) : S(""));
	return OK;
}

/* A box for each kind of finding that is to be answered for; ticked: those that were. */
static void add_boxes(struct arena *arena, const struct article_findings *findings, struct str ticked,
	struct value *list)
{
	struct str rest = article_findings_to_answer(arena, findings);
	struct str name;

	while (str_cut(&rest, ',', &name))
		for (size_t i = 0; i < findings->count; i++) {
			enum article_finding_kind kind = findings->list[i].kind;
			struct value *map;

			if (!str_eq(str_of(article_finding_name(kind)), name))
				continue;
			map = list_map(list);
			map_str(map, "box", name);
			map_str(map, "box_label", str_of(article_finding_label(kind)));
			map_bool(map, "ticked", str_lists(ticked, ',', name));
			break;
		}
}

enum status review_findings_view(struct exchange *exchange, const struct article *article,
	const struct article_text *text, struct str ticked, struct value *map)
{
	struct casework work = site_work(exchange);
	struct value *list = map_list(map, "findings");
	struct article_findings findings, links;

	if (article->draft_hash.len == 0 && !emergency_waits(&article->emergency))
		return OK;
	TRY(inward_check(exchange, article->n, text, &links));
	TRY(article_check(&work, article->n, text, &links, &findings));
	for (size_t i = 0; i < findings.count; i++) {
		struct value *item = list_map(list);

		map_str(item, "kind", str_of(article_finding_name(findings.list[i].kind)));
		map_str(item, "kind_label", str_of(article_finding_label(findings.list[i].kind)));
		map_str(item, "what", findings.list[i].what);
		map_str(item, "finding_why", findings.list[i].why);
		map_bool(item, "stops", article_finding_stops(findings.list[i].kind));
		map_bool(item, "was_answered", str_lists(article->answered, ',',
			str_of(article_finding_name(findings.list[i].kind))));
	}
	add_boxes(exchange->arena, &findings, ticked, map_list(map, "to_answer"));
	return OK;
}

enum status review_emergency_view(struct exchange *exchange, const struct article *article,
	const struct article_version *shown, struct value *map)
{
	const struct emergency *emergency = &article->emergency;
	struct casework work = site_work(exchange);
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;
	struct value *told;

	if (emergency->by.len == 0)
		return OK;
	staff_ids_add(&ids, emergency->by);
	staff_ids_add(&ids, emergency->reviewed_by);
	TRY(staff_names_read(&work, &ids, &names));
	told = map_map(map, "emergency");
	map_int(told, "em_version", emergency->version);
	map_str(told, "by_name", staff_who(exchange->arena, &names, emergency->by));
	map_str(told, "at_text", wording_minute(exchange->arena, emergency->at));
	map_str(told, "em_reason", emergency->reason);
	map_bool(told, "waits", emergency_waits(emergency));
	map_str(told, "due_text", wording_minute(exchange->arena, emergency->due));
	map_bool(told, "shown_other", shown->version != emergency->version);
	if (emergency->reviewed_by.len > 0)
		map_str(told, "reviewer_name", staff_who(exchange->arena, &names, emergency->reviewed_by));
	map_str(told, "reviewed_text", wording_minute(exchange->arena, emergency->reviewed));
	return OK;
}
