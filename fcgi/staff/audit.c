#include "staff/audit.h"

#include "model/event.h"
#include "privacy/limit.h"

#define SEARCHES_AN_HOUR 60

void audit_account(struct casework *work, struct batch *changes, const struct account_event *event)
{
	event_add(work, changes, &(struct event){ .action = str_of(event->action), .by = event->by,
		.from = roles_print(work->arena, event->before), .to = roles_print(work->arena, event->after),
		.about = event->account, .at = work->now });
}

void audit_signin(struct casework *work, struct batch *changes, const char *action, struct str account,
	struct str by)
{
	event_add(work, changes, &(struct event){ .action = str_of(action), .by = by, .to = work->network,
		.about = account, .at = work->now });
}

/* A look changes nothing: the state is that before and after. */
static enum status audit_look(struct casework *work, const struct case_record *record, struct event event)
{
	struct batch batch = batch_in(work->arena);

	event.n = record->n;
	event.from = event.to = str_of(state_name(record->state));
	event.at = work->now;
	event_add(work, &batch, &event);
	return store_commit(work->store, &batch, NULL);
}

enum status audit_contact(struct casework *work, const struct case_record *record,
	const struct viewer *viewer)
{
	return audit_look(work, record,
		(struct event){ .action = S(AUDIT_CONTACT), .by = viewer->id, .about = record->dept });
}

enum status audit_copy(struct casework *work, const struct case_record *record, struct str by,
	struct str ground)
{
	return audit_look(work, record,
		(struct event){ .action = S(AUDIT_COPY), .by = by, .about = ground });
}

enum status audit_export(struct casework *work, struct str by)
{
	struct batch batch = batch_in(work->arena);

	event_add(work, &batch, &(struct event){ .action = S(AUDIT_EXPORT), .by = by, .at = work->now });
	return store_commit(work->store, &batch, NULL);
}

enum status audit_search(struct casework *work, const struct viewer *viewer)
{
	struct limit limit = limit_of(work, "search.", viewer->id, SEARCHES_AN_HOUR, 3600);
	struct batch look = batch_in(work->arena);
	struct batch batch = batch_in(work->arena);
	struct result *results;

	limit_look(&look, &limit);
	TRY(store_run(work->store, &look, &results));
	if (limit_reached(&limit, results))
		return ERR_TOO_MANY;
	event_add(work, &batch, &(struct event){ .action = S(AUDIT_SEARCH), .by = viewer->id,
		.about = viewer->dept, .at = work->now });
	limit_count(&batch, &limit);
	return store_commit(work->store, &batch, NULL);
}
