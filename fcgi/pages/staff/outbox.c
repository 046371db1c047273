/* The administrator's page of messages that reached nobody, and sending them again. */
#include "pages/staff/outbox.h"

#include "notify/dead_letter.h"
#include "notify/outbox.h"
#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"

#define ROWS 100

static void add_letter(struct arena *arena, struct value *list, const struct value *letter,
	const struct depts *depts)
{
	struct value *map = list_map(list);
	struct str dept = map_get_str(letter, "dept");
	enum notice_kind kind = NOTICE_COUNT;

	for (const struct member *m = letter->first; m != NULL; m = m->next)
		if (!str_eq(m->key, S("at")) && !str_eq(m->key, S("died")))
			*value_add(map, m->key) = m->value;
	if (notice_parse(map_get_str(letter, "kind"), &kind))
		map_str(map, "kind_label", str_of(notice_label(kind)));
	map_bool(map, "on_article", notice_on_article(kind));
	map_bool(map, "on_case", !notice_on_article(kind) && kind != NOTICE_CHECK);
	map_str(map, "dept_name", dept.len > 0 ? depts_name(depts, dept) : dept);
	map_str(map, "at", clock_rfc3339(arena, map_get_int(letter, "at", 0)));
	map_str(map, "at_text", clock_minute(arena, map_get_int(letter, "at", 0)));
	map_str(map, "died", clock_rfc3339(arena, map_get_int(letter, "died", 0)));
	map_str(map, "died_text", clock_minute(arena, map_get_int(letter, "died", 0)));
}

/* The targets, with how many letters each has among the dead. */
static void add_targets(struct value *list, const struct value *targets, const struct value *letters)
{
	for (const struct member *m = targets->first; m != NULL; m = m->next) {
		struct value *map = list_map(list);
		struct str target = map_get_str(&m->value, "target");
		int64_t dead = 0;

		for (const struct member *l = letters->first; l != NULL; l = l->next)
			dead += str_eq(map_get_str(&l->value, "target"), target);
		map_str(map, "target", target);
		map_int(map, "waiting", map_get_int(&m->value, "waiting", 0));
		map_int(map, "failed", map_get_int(&m->value, "failed", 0));
		map_int(map, "dead", dead);
		map_bool(map, "resendable", dead > 0);
	}
}

enum status staff_outbox_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct value *view = exchange->reply->view;
	struct value *letters;
	struct value *targets;
	struct value *list;
	struct depts depts;
	struct str token;
	int64_t total;

	TRY(depts_read(&work, &depts));
	TRY(outbox_targets(&work, &targets));
	TRY(dead_letters_read(&work, DEAD_LETTERS, &letters, &total));
	TRY(site_form_token(exchange, "staff", &token));
	map_str(view, "form", token);
	map_bool(view, "sent", field_get(exchange->request->query, "sent").len > 0);
	add_targets(map_list(view, "targets"), targets, letters);
	map_int(view, "total", total);
	map_bool(view, "more", total > ROWS);
	list = map_list(view, "letters");
	for (const struct member *m = letters->first; m != NULL && list->count < ROWS; m = m->next)
		add_letter(exchange->arena, list, &m->value, &depts);
	respond_page(exchange, "staff_outbox", S("通知发送"), "outbox");
	return OK;
}

/* One letter by its id, or all of a target. */
enum status staff_outbox_resend(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct str id = field_get(exchange->request->form, "id");
	struct str target = field_get(exchange->request->form, "target");
	enum status status;

	if (id.len == 0 && target.len == 0)
		return ERR_MALFORMED;
	status = dead_letter_resend(&work, id, target);
	if (status == ERR_NOT_FOUND)
		return respond_refuse(exchange, status,
			S("这条通知已经不在未送达的列表中，可能刚才已经重新发送。"));
	TRY(status);
	map_bool(exchange->reply->view, "sent", true);
	return respond_done(exchange, S("/staff/outbox?sent=1"), 200);
}
