/*
 * appeal: what became of an answer to a request before the authority for reconsideration and the courts: the
 * figures of the yearly report's table 四.  They stand in one field of the record, one a kind; text there
 * that isn't well-formed reads as nothing.  Pure functions.  Depends on: model/record.
 */
#ifndef MODEL_APPEAL_H
#define MODEL_APPEAL_H

#include "model/record.h"

/* 行政复议; 行政诉讼 without and after a reconsideration. */
enum appeal_kind { APPEAL_REVIEW, APPEAL_DIRECT, APPEAL_AFTER, APPEAL_KINDS };
enum appeal_result { APPEAL_UPHELD, APPEAL_CORRECTED, APPEAL_OTHER, APPEAL_PENDING, APPEAL_RESULTS };

struct appeal {
	enum appeal_kind kind;
	enum appeal_result result;
	int64_t at;		/* when this was recorded last, ms */
	int64_t since;		/* when it was first recorded; 0: before this was kept, and it is decided */
};

struct appeals {
	struct appeal list[APPEAL_KINDS];
	size_t count;
};

void appeals_read(const struct case_record *record, struct appeals *out);
/* Adds it to the record's, or puts it in the place of the one of its kind, whose `since` stays. */
void appeals_put(struct arena *arena, const struct appeal *appeal, struct case_record *record);

/* Names in Redis, forms and JSON ("review", "direct", "after"; "upheld" …) and back; labels in Chinese. */
const char *appeal_kind_name(enum appeal_kind kind);
const char *appeal_kind_label(enum appeal_kind kind);
bool appeal_kind_parse(struct str name, enum appeal_kind *out);
const char *appeal_result_name(enum appeal_result result);
const char *appeal_result_label(enum appeal_result result);
bool appeal_result_parse(struct str name, enum appeal_result *out);

#endif
