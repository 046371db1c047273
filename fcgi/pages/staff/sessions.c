#include "pages/staff/sessions.h"

#include "pages/respond.h"
#include "pages/site.h"
#include "pages/view/wording.h"

enum status staff_sessions_view(struct exchange *exchange, struct casework *work, struct str account)
{
	struct value *rows = map_list(exchange->reply->view, "sessions");
	struct session_open *list;
	size_t count;

	TRY(session_list(work, account, &list, &count));
	for (size_t i = 0; i < count; i++) {
		struct value *row = list_map(rows);

		map_str(row, "session", list[i].id);
		map_str(row, "began", clock_rfc3339(exchange->arena, list[i].began));
		map_str(row, "began_text", wording_minute(exchange->arena, list[i].began));
		map_str(row, "seen", clock_rfc3339(exchange->arena, list[i].seen));
		map_str(row, "seen_text", wording_minute(exchange->arena, list[i].seen));
		map_str(row, "network", list[i].network);
		map_bool(row, "own", str_eq(list[i].id, exchange->session->id));
	}
	map_bool(exchange->reply->view, "several", count > 1);
	return OK;
}

enum status staff_sessions_mine(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct str me = exchange->session->account.id;
	const struct str id = field_get(exchange->request->form, "session");

	TRY(session_close(&work, me, id, exchange->session->id, me));
	map_bool(exchange->reply->view, "ok", true);
	respond_page(exchange, "staff_me", S(""), NULL);
	return respond_done(exchange, S("/staff/me?done=1"), 200);
}

enum status staff_sessions_close(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	const struct str account = exchange->params[0];
	struct account found;

	TRY(account_read(&work, account, &found));
	TRY(session_close(&work, account, S(""), S(""), exchange->session->account.id));
	map_str(exchange->reply->view, "account", account);
	respond_page(exchange, "staff_account", S(""), "accounts");
	return respond_done(exchange,
		arena_printf(exchange->arena, "/staff/accounts/%.*s", STR_ARG(account)), 200);
}
