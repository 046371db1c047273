/*
 * consult: whom else an office must ask before it answers a request, each time with its days, which the clock
 * leaves out (政府信息公开条例 2019, articles 32–34).  They stand in one field of the record; text there that
 * isn't well-formed reads as nothing.  Pure functions.  Depends on: model/record.
 */
#ifndef MODEL_CONSULT_H
#define MODEL_CONSULT_H

#include "model/record.h"

#define CONSULTS_MOST 8

/* A third party (article 32), an office that made it jointly (34), another office (33(3)). */
enum consult_kind { CONSULT_THIRD, CONSULT_COAUTHOR, CONSULT_OFFICE, CONSULT_KINDS };
enum consult_result { CONSULT_AGREED, CONSULT_OBJECTED, CONSULT_SILENT, CONSULT_RESULTS };

struct consult {
	enum consult_kind kind;
	int64_t from;		/* asked, ms */
	int64_t to;		/* its end as it was recorded, ms; 0: still waiting */
	enum consult_result result;	/* CONSULT_RESULTS: none yet, or made by a version that kept none */
};

struct consults {
	struct consult list[CONSULTS_MOST];
	size_t count;
};

/* Those since the clock's start, in order. */
void consults_read(const struct case_record *record, struct consults *out);
/* Whether one of that kind is among them. */
bool consults_has(const struct case_record *record, enum consult_kind kind);
/* Whether a third party (article 32) objected. */
bool consults_objected(const struct case_record *record);
/* Puts them into the record. */
void consults_write(struct arena *arena, const struct consults *consults, struct case_record *record);

/*
 * Names in Redis, forms and JSON ("third", "coauthor"; "agreed", "objected", "silent") and back; labels in
 * Chinese.
 */
const char *consult_kind_name(enum consult_kind kind);
const char *consult_kind_label(enum consult_kind kind);
bool consult_kind_parse(struct str name, enum consult_kind *out);
const char *consult_result_name(enum consult_result result);
const char *consult_result_label(enum consult_result result);
bool consult_result_parse(struct str name, enum consult_result *out);

#endif
