#include "upkeep/archive.h"

#include "base/clock.h"
#include "base/json_print.h"
#include "crypt/encode.h"
#include "crypt/token.h"
#include "store/keys.h"
#include "upkeep/archive_file.h"
#include "upkeep/archive_view.h"

/* Of the hash in a folder's name: 48 bits tell the states of one request apart. */
#define HASH_IN_NAME 12

static struct str digest(struct arena *arena, const struct archive_package *package, enum archive_part part)
{
	return sha256(arena, package->parts[part]);
}

static struct str hash_of(struct arena *arena, const struct archive_package *package)
{
	return hex(arena, sha256(arena, arena_join(arena, digest(arena, package, ARCHIVE_JSON),
		digest(arena, package, ARCHIVE_HTML))));
}

/* RFC 6979 makes the seal of the same documents by the same key the same. */
static enum status sign(struct casework *work, const struct value *file, struct archive_package *package)
{
	struct arena *arena = work->arena;
	struct value *claims = value_map(arena);

	map_int(claims, "case", map_get_int(file, "case", 0));
	map_str(claims, "number", map_get_str(file, "number"));
	map_str(claims, "json", base64url(arena, digest(arena, package, ARCHIVE_JSON)));
	map_str(claims, "html", base64url(arena, digest(arena, package, ARCHIVE_HTML)));
	return seal_sign(arena, work->keys, SEAL_ARCHIVE, claims, &package->parts[ARCHIVE_SEAL]);
}

static enum status make(struct casework *work, const struct value *file,
	const struct archive_printer *printer, struct archive_package *package, struct str *problem)
{
	package->parts[ARCHIVE_JSON] = json_print(work->arena, file);
	if (!printer->print(printer->context, work->arena, archive_view(work->arena, file),
		&package->parts[ARCHIVE_HTML])) {
		*problem = S("its page can't be rendered: the log says why");
		return ERR_INTERNAL;
	}
	if (sign(work, file, package) == OK)
		return OK;
	*problem = S("there is no key to seal it with");
	return ERR_INTERNAL;
}

enum status archive_write(struct casework *work, uint64_t n, const char *folder,
	const struct archive_printer *printer, struct archive *out, struct str *problem)
{
	struct archive_package package;
	struct value *thread;
	struct value *file;

	*problem = (struct str){ 0 };
	TRY(case_read(work, n, &out->record, &thread, NULL));
	if (out->record.channel != CHANNEL_REQUEST)
		return ERR_INVALID;
	TRY(archive_file(work, &out->record, thread, &file));
	TRY(make(work, file, printer, &package, problem));
	out->hash = hash_of(work->arena, &package);
	out->name = ARENA_GLUE(work->arena, case_number(work, &out->record), S("-"),
		str_sub(out->hash, 0, HASH_IN_NAME));
	return archive_folder_write(work->arena, folder, out->name, &package, problem);
}

enum status archive_check(struct arena *arena, const struct value *jwks,
	const struct archive_package *package)
{
	struct value *claims;

	TRY(seal_verify_jwks(arena, jwks, SEAL_ARCHIVE, package->parts[ARCHIVE_SEAL], &claims));
	if (!str_eq(map_get_str(claims, "json"), base64url(arena, digest(arena, package, ARCHIVE_JSON))) ||
		!str_eq(map_get_str(claims, "html"), base64url(arena, digest(arena, package, ARCHIVE_HTML))))
		return ERR_TOKEN;
	return OK;
}

int64_t archive_until(const struct casework *work)
{
	int64_t retained = work->now - work->config->cases.retention_days * MS_PER_DAY;
	struct date date = date_of_day(clock_day(work->now));
	int64_t archived;

	date.year -= work->config->requests.archive_years;
	/* 29 February of a year without one: the day before it. */
	if (date.month == 2 && date.day == 29)
		date.day = 28;
	archived = clock_day_start(day_of_date(date));
	return (retained < archived ? retained : archived) - 1;
}

enum status archive_note_waiting(struct casework *work, uint64_t waiting)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HSET"), key_jobs(work->store, work->arena), S("unarchived"),
		num(work->arena, (int64_t)waiting));
	return store_run(work->store, &batch, &results);
}

enum status archive_waiting(struct casework *work, uint64_t *waiting)
{
	struct batch batch = batch_in(work->arena);
	struct result *results;

	BATCH(&batch, S("HGET"), key_jobs(work->store, work->arena), S("unarchived"));
	TRY(store_run(work->store, &batch, &results));
	*waiting = 0;
	str_to_u64(results[0].str, INT64_MAX, waiting);
	return OK;
}
