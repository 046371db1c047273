#include "upkeep/old/check_events.h"

#include <stdio.h>

/* Room for an id, and for a hash. */
#define TEXT_ROOM 64

/* What outlives the arena from one file to the next. */
struct walk {
	struct event_seals seals;
	char first[TEXT_ROOM];
	char seal[TEXT_ROOM];
};

static const char *problem_of(struct casework *work, struct walk *walk, const struct event_file *file)
{
	const char *problem = "";
	struct event_lines lines;
	struct str jws;

	if (event_files_read(work, file, &lines, &problem) != OK)
		return problem;
	if (event_files_read_seal(work, file, &jws, &problem) != OK)
		return arena_printf(work->arena, "its seal %s", problem).data;
	return event_file_check(work->arena, &walk->seals, file, jws, &problem) == OK ? NULL : problem;
}

static void check_file(struct casework *work, struct walk *walk, const struct event_file *file,
	bool noted, struct events_check *check)
{
	const char *problem = noted ? problem_of(work, walk, file) : "is noted in Redis by a damaged note";

	check->files++;
	if (problem != NULL) {
		check->wrong++;
		check->tell(event_file_name(work->arena, file).data, problem);
	}
	snprintf(walk->first, sizeof(walk->first), "%.*s", STR_ARG(file->first));
	snprintf(walk->seal, sizeof(walk->seal), "%.*s", STR_ARG(file->seal));
	walk->seals.previous = str_of(walk->seal);
}

/* A file that was moved and of which Redis knows nothing any more. */
static enum status check_notes(struct casework *work, struct events_check *check)
{
	struct str name;

	TRY(event_files_unnoted(work, &name));
	if (name.len > 0) {
		check->files++;
		check->wrong++;
		check->tell(name.data, EVENTS_UNNOTED);
	}
	return OK;
}

enum status check_events_run(struct casework *work, const struct value *jwks, struct events_check *check)
{
	struct walk walk = { .seals = { .jwks = jwks, .site = str_of(store_site(work->store)) } };
	struct event_file file;
	enum status status;

	while ((status = event_files_after(work, str_of(walk.first), &file)) == OK || status == ERR_DAMAGED) {
		check_file(work, &walk, &file, status == OK, check);
		arena_reset(work->arena);
	}
	seal_kept_free(&walk.seals.kept);
	return status == ERR_NOT_FOUND ? check_notes(work, check) : status;
}
