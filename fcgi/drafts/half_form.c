#include "drafts/half_form.h"

#include "crypt/contact.h"
#include "crypt/keyed_hash.h"
#include "store/keys.h"

static struct str key_of(struct casework *work, struct str holder)
{
	return key_half_form(work->store, work->arena, keys_index(work->arena, work->keys, holder));
}

/* What is kept for one holder can't be opened as another's. */
static struct str place(struct casework *work, struct str holder)
{
	return arena_join(work->arena, S("half:"), holder);
}

enum status half_form_keep(struct casework *work, struct str holder, struct str plain)
{
	struct batch batch = batch_in(work->arena);
	struct str sealed;

	if (plain.len > HALF_FORM_MOST)
		return ERR_TOO_LARGE;
	TRY(contact_seal(work->arena, work->keys, place(work, holder), plain, &sealed));
	BATCH(&batch, S("SET"), key_of(work, holder), sealed, S("EX"), num(work->arena, HALF_FORM_SECONDS));
	return store_commit(work->store, &batch, NULL);
}

enum status half_form_read(struct casework *work, struct str holder, struct str *plain)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;
	enum status status;

	BATCH(&batch, S("GET"), key_of(work, holder));
	TRY(store_run(work->store, &batch, &results));
	status = contact_open(work->arena, work->keys, place(work, holder), results[0].str, plain);
	return status == ERR_TOKEN ? ERR_NOT_FOUND : status;
}

enum status half_form_drop(struct casework *work, struct str holder)
{
	struct batch batch = batch_in(work->arena);

	BATCH(&batch, S("DEL"), key_of(work, holder));
	return store_commit(work->store, &batch, NULL);
}
