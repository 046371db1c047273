/*
 * texts: the words of a year's report that people write: the topics of part one, parts five and six.  Depends
 * on: store/transaction, model/event.
 */
#ifndef REPORT_TEXTS_H
#define REPORT_TEXTS_H

#include "model/casework.h"
#include "store/members.h"

/*
 * The five topics of part one (国办公开办函〔2021〕30号), which give order to reports of earlier years too;
 * part five; part six.
 */
enum report_text { TEXT_OPENNESS, TEXT_REQUESTS, TEXT_MANAGEMENT, TEXT_PLATFORM, TEXT_SUPERVISION,
	TEXT_PROBLEMS, TEXT_OTHER, REPORT_TEXTS };
#define REPORT_TOPICS TEXT_PROBLEMS
/* Of each, in characters. */
#define REPORT_TEXT_MAX 3000

/* Names in Redis, forms and JSON ("openness" …) and back; labels in Chinese: 主动公开 … */
const char *report_text_name(enum report_text text);
const char *report_text_label(enum report_text text);
bool report_text_parse(struct str name, enum report_text *out);

struct report_texts {
	int64_t version;	/* grows with each change; 0: nothing was written */
	struct str by;		/* account that changed it last */
	int64_t at;		/* ms */
	struct str writers;	/* all accounts that changed it, with commas between */
	struct str words[REPORT_TEXTS];
};

/* Its hash, for the printed data model. */
extern const struct member_table texts_members;

enum status texts_read(struct casework *work, int year, struct report_texts *out);

/* The action of its event, which leads to the year. */
#define TEXTS_EVENT "report-write"

/* Writes over those of texts->version, by texts->by, and records the event.  ERR_CONFLICT. */
enum status texts_save(struct casework *work, int year, const struct report_texts *texts);

#endif
