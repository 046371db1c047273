#include "cases/audit.h"

#include "store/keys.h"

enum status audit_contact(struct casework *work, const struct case_record *record, const struct viewer *viewer)
{
	struct batch batch = batch_in(work->arena);
	struct str state = str_of(state_name(record->state));

	BATCH(&batch, S("XADD"), key_events(work->store, work->arena), S("*"), S("c"),
		num(work->arena, (int64_t)record->n), S("a"), S(AUDIT_CONTACT), S("by"), viewer->id, S("f"), state,
		S("t"), state, S("d"), record->dept, S("at"), num(work->arena, work->now));
	return store_commit(work->store, &batch, NULL);
}
