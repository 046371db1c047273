/*
 * letter: the letters (文书) that go with a request for information, each with when it was issued and served
 * (送达).  They stand in one field of the record, in the order of issue; their numbers (文号) and words stand
 * in the thread.  Text in the field that isn't well-formed reads as nothing.  Pure functions.  Depends on:
 * model/consult.  Source: 政府信息公开条例 2019, articles 30 to 42; 国办公开办函〔2016〕235号 on service.
 */
#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H

#include "model/consult.h"

enum letter {
	LETTER_RECEIPT,		/* 登记回执, article 31 */
	LETTER_CORRECTION,	/* 补正告知书, article 30 */
	LETTER_EXTENSION,	/* 延期答复告知书, article 33(2) */
	LETTER_CONSULT,		/* 征求意见书, articles 32 to 34: to somebody else than the applicant */
	LETTER_CHARGE,		/* 收费通知书, article 42 */
	LETTER_JUSTIFY,		/* 说明理由告知书, article 35 */
	LETTER_DEFERRAL,	/* 延迟答复告知书, article 35 */
	LETTER_ANSWER,		/* 答复书, article 36 */
	LETTER_TOLD,		/* 告知书 to a third party whose view was not followed, article 32 */
	LETTERS
};

/* Names in URLs and the thread ("receipt", "correction" …) and back; titles in Chinese. */
const char *letter_name(enum letter letter);
const char *letter_label(enum letter letter);
bool letter_parse(struct str name, enum letter *out);
/* Whether it goes to the applicant; the others go to a third party or another office and are for staff. */
bool letter_to_applicant(enum letter letter);
/* Whether it must say where it can be challenged (行政复议法 2023, article 20(3)). */
bool letter_tells_remedy(enum letter letter);

/* The number of a letter (文号): a department's pattern with its {year} and {n} filled in. */
struct str letter_number(struct arena *arena, struct str pattern, struct str year, int64_t n);

enum service { SERVICE_NONE, SERVICE_PERSON, SERVICE_POST, SERVICE_EMAIL, SERVICE_ONLINE, SERVICES };
/* Names in Redis, forms and JSON ("person", "post", "email", "online") and back; labels in Chinese. */
const char *service_name(enum service service);
const char *service_label(enum service service);
bool service_parse(struct str name, enum service *out);

struct letter_sent {
	enum letter kind;
	int64_t id;		/* of its entry in the thread */
	int64_t issued;		/* ms, as are the rest */
	enum service way;
	/*
	 * Served as the law counts it for the office: signed for in person, posted, sent, put on the
	 * applicant's page; 0: not yet.
	 */
	int64_t served;
	/*
	 * From when a period runs that is given to its reader (“自收到……之日起”): signed for, sent, first
	 * opened; by post, as long as nobody recorded the signing, posted; 0: not yet.
	 */
	int64_t starts;
	int64_t opened;		/* first opened by the applicant on the page; 0: not yet */
};

/*
 * Whether the applicant or a third party is served it over the internet: then a decision names the way online
 * too (行政复议法 2023, article 22(2)).  NULL: a decision that has no letter, told on the page.
 */
bool letter_online(const struct case_record *record, const struct letter_sent *sent);

#define LETTERS_MOST 40
struct letters {
	struct letter_sent list[LETTERS_MOST];
	size_t count;
};

void letters_read(const struct case_record *record, struct letters *out);
void letters_write(struct arena *arena, const struct letters *letters, struct case_record *record);

/* The latest of its kind, the one with that id, the one of that kind issued at that moment; NULL: none. */
struct letter_sent *letters_last(struct letters *letters, enum letter kind);
struct letter_sent *letters_by_id(struct letters *letters, int64_t id);
struct letter_sent *letters_issued(struct letters *letters, enum letter kind, int64_t issued);

/*
 * From when a consulted party's period runs, by when it was asked; 0: not yet.  What was asked for without a
 * letter, before letters were kept, runs from then.
 */
int64_t letter_consult_starts(const struct case_record *record, int64_t asked);
/*
 * When the letter went out on whose reader a request waits now (to correct it, to reply, to pay), and from
 * when that one's period runs; 0: it doesn't wait, or not yet.
 */
int64_t letter_awaited(const struct case_record *record);
int64_t letter_period_starts(const struct case_record *record);
/* Whether it waits for a period that doesn't run yet: the letter's service isn't recorded. */
bool letter_unserved(const struct case_record *record);

/*
 * When an answer was first served; 0: not yet.  One that was revised before it was served is served by the
 * letter of the revision; a first answer without a letter counts from its publication.
 */
int64_t letter_answer_served(const struct case_record *record);
/* Whether a letter of the latest answer waits to be served: to the applicant, or to a third party (article 32). */
bool letter_answer_owed(const struct case_record *record);
/* Whether any letter that still matters waits to be served; after an answer only those of the latest do. */
bool letter_owed(const struct case_record *record);

#endif
