/*
 * archive_file: a request as its archive package keeps it (卷宗; 条例 article 45: registration, examination,
 * handling, answer), as one tree: what the register says, the applicant and the application in clear as they
 * were typed, appeals, every field of the record, and every entry of the thread as it is stored, with the
 * names behind the ids in it.  The same case always gives the same tree.  Depends on: model/record,
 * privacy/sealed, staff/staff_names.
 */
#ifndef UPKEEP_ARCHIVE_FILE_H
#define UPKEEP_ARCHIVE_FILE_H

#include "model/record.h"

/* What "format" says; a change that readers must know of takes the next number. */
#define ARCHIVE_FORMAT "wenzheng-archive-1"

/*
 * {"format", "site", "host", "case", "number", "register", "applicant", "application", "appeals", "record",
 * "names", "thread"}: the middle four are lists of {"name", "label", "text"}, names is one of {"id", "name"}
 * of everybody and every department in the thread, record has the fields of the hash as it holds them, but
 * those that are sealed, hashed or a code.  Fails as store_run; ERR_TOKEN when the contact data can't be
 * opened.
 */
enum status archive_file(struct casework *work, const struct case_record *record, const struct value *thread,
	struct value **file);

#endif
