/*
 * The editors' pages of the dailies: what the jobs drafted, put right, published by a second person,
 * withdrawn.
 */
#include "pages/staff/digests.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/digests.h"
#include "pages/view/staff_view.h"
#include "pages/view/wording.h"

static const struct form_field digest_fields[] = {
	{ "text", "正文", FIELD_TEXT, true, DIGEST_TEXT_MIN, DIGEST_TEXT_MAX, NULL, NULL },
	{ "cases", "列出的编号", FIELD_TEXT, false, 0, 1000, NULL, NULL },
	{ NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL },
};
static const struct form digest_form = { "staff", digest_fields };

enum status staff_digests_list(struct exchange *exchange)
{
	TRY(digests_add_list(exchange, true, "/staff/digests", exchange->reply->view));
	respond_page(exchange, "staff_digests", S("问政日报"), "digests");
	return OK;
}

static struct str numbers(struct arena *arena, const struct digest *digest)
{
	struct str text = { 0 };

	for (size_t i = 0; i < digest->count; i++)
		text = ARENA_GLUE(arena, text, i > 0 ? S(" ") : S(""), num(arena, (int64_t)digest->cases[i]));
	return text;
}

static enum status add_people(struct exchange *exchange, const struct digest *digest, struct value *map)
{
	struct casework work = site_work(exchange);
	struct staff_ids ids = { .count = 0 };
	struct staff_names names;

	staff_ids_add(&ids, digest->edited_by);
	staff_ids_add(&ids, digest->released_by);
	TRY(staff_names_read(&work, &ids, &names));
	map_str(map, "numbers", numbers(exchange->arena, digest));
	map_bool(map, "draft", !digest->published);
	map_bool(map, "own", str_eq(digest->edited_by, exchange->session->account.id));
	map_str(map, "edited_by", digest->edited_by);
	map_str(map, "edited_name",
		digest->edited_by.len > 0 ? staff_who(exchange->arena, &names, digest->edited_by) : S(""));
	map_str(map, "edited_text", wording_minute(exchange->arena, digest->edited));
	map_str(map, "released_by", digest->released_by);
	map_str(map, "released_name",
		digest->released_by.len > 0 ? staff_who(exchange->arena, &names, digest->released_by) :
			S(""));
	return OK;
}

/*
 * values: what was typed, when it is shown again.  It goes on from the version that was seen, or once the
 * reader was told that somebody changed it, from the present one.
 */
static enum status show(struct exchange *exchange, const struct form_values *values, enum status fault,
	struct str why)
{
	struct casework work = site_work(exchange);
	struct value *prefill = value_map(exchange->arena);
	struct digest digest;
	struct value *map;

	TRY(digest_read(&work, exchange->params[0], &digest));
	map_str(prefill, "text", digest.text);
	map_str(prefill, "cases", numbers(exchange->arena, &digest));
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_digest", .title = "问政日报",
		.menu = "digests",
		.form = &digest_form, .values = values, .prefill = prefill, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map = map_map(exchange->reply->view, "digest");
	TRY(digests_add_one(exchange, &digest, map));
	map_str(map, "from",
		fault == ERR_INVALID || fault == ERR_TOKEN ? field_get(exchange->request->form, "version") :
			num(exchange->arena, digest.version));
	map_str(exchange->reply->view, "done", field_get(exchange->request->query, "done"));
	return add_people(exchange, &digest, map);
}

enum status staff_digests_show(struct exchange *exchange)
{
	return show(exchange, NULL, OK, (struct str){ 0 });
}

static enum status finish(struct exchange *exchange, const char *done)
{
	map_str(exchange->reply->view, "date", exchange->params[0]);
	return respond_done(exchange,
		ARENA_GLUE(exchange->arena, S("/staff/digests/"), exchange->params[0], S("?done="),
			str_of(done)),
		200);
}

enum status staff_digests_edit(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct digest edited = { 0 };
	struct digest_change change = { .step = DIGEST_EDIT, .by = exchange->session->account.id,
		.edited = &edited };
	struct form_values values;
	enum status status;
	struct str why;

	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	form_check(exchange->arena, &digest_form, exchange->request, &values);
	status = digest_parse_cases(&work, form_get(&values, "cases"), &edited, &why);
	if (status == ERR_INVALID)
		form_fault(&values, "cases", why);
	else if (status != OK)
		return status;
	if (!values.ok)
		return show(exchange, &values, ERR_INVALID, (struct str){ 0 });
	edited.text = form_get(&values, "text");
	status = digest_do(&work, exchange->params[0], &change, &why);
	if (status == ERR_CONFLICT || status == ERR_NOT_NOW)
		return show(exchange, &values, status, why);
	TRY(status);
	return finish(exchange, "saved");
}

enum status staff_digests_edit_again(struct exchange *exchange)
{
	struct form_values values;

	form_check(exchange->arena, &digest_form, exchange->request, &values);
	return show(exchange, &values, ERR_TOKEN, (struct str){ 0 });
}

static enum status step(struct exchange *exchange, enum digest_step which, const char *done)
{
	const struct viewer *viewer = &exchange->session->viewer;
	struct casework work = site_work(exchange);
	struct digest_change change = { .step = which, .by = exchange->session->account.id,
		.fresh = (viewer->roles & ~viewer->fresh & (ROLE_EDITOR | ROLE_REVIEWER)) == 0 };
	enum status status;
	struct str why;

	if (!str_to_i64(field_get(exchange->request->form, "version"), &change.version))
		return ERR_MALFORMED;
	status = digest_do(&work, exchange->params[0], &change, &why);
	if (why.len > 0)
		return show(exchange, NULL, status, why);
	TRY(status);
	return finish(exchange, done);
}

enum status staff_digests_publish(struct exchange *exchange)
{
	return step(exchange, DIGEST_PUBLISH, "published");
}

enum status staff_digests_withdraw(struct exchange *exchange)
{
	return step(exchange, DIGEST_WITHDRAW, "withdrawn");
}
