/*
 * outbox: notes what departments, staff and senders are to be told of, in a Redis stream written by the
 * commit that causes it.  An event names case, department and assignment only, or an article and the
 * account that is to review it, never a resident or what one wrote: whoever delivers it reads the case as
 * it is then (notify/notice).  notify/outbox delivers and trims it.  Depends on: model/record, store.
 */
#ifndef CASES_OUTBOX_H
#define CASES_OUTBOX_H

#include "model/record.h"

#define OUTBOX_LOW_RATING 2	/* ratings up to this are told of */

enum notice_kind { NOTICE_ASSIGN, NOTICE_REMIND, NOTICE_SUPERVISE, NOTICE_RETURN, NOTICE_ANSWER,
	NOTICE_RATING, NOTICE_RECALL,
	NOTICE_REVIEW, NOTICE_EMERGENCY, NOTICE_CHECK,
	/* To the sender of the case, who chose to be told. */
	NOTICE_ACCEPTED, NOTICE_ASSIGNED, NOTICE_EXTENDED, NOTICE_ANSWERED, NOTICE_ASKED, NOTICE_ENDED,
	/* To one who asked to be told of a topic's answer, first to confirm that; and to whoever lost a code. */
	NOTICE_FOLLOWED, NOTICE_CONFIRM, NOTICE_CODE, NOTICE_COUNT };
/* All kinds that go to residents. */
#define NOTICES_TO_SENDERS \
	(((1u << NOTICE_COUNT) - 1) & ~((1u << NOTICE_ACCEPTED) - 1))
static inline bool notice_to_sender(enum notice_kind kind)
{
	return (NOTICES_TO_SENDERS & 1u << kind) != 0;
}
/* Whether it is about an article, not a case. */
bool notice_on_article(enum notice_kind kind);

/* "assign" and back; in Chinese: 交办. */
const char *notice_name(enum notice_kind kind);
const char *notice_label(enum notice_kind kind);
bool notice_parse(struct str name, enum notice_kind *out);

/* An entry of the stream. */
struct notice_event {
	struct str id;		/* in the stream; empty before it is written */
	/* the id it was first sent under, by which receivers recognise it; empty: its own */
	struct str origin;
	struct str only;	/* the one target that it is sent to again; empty: all */
	enum notice_kind kind;
	uint64_t n;		/* the case or article; 0: about neither */
	struct str dept;
	int64_t assignment;
	struct str account;	/* whom NOTICE_REVIEW asks; else empty */
	struct str about;	/* what NOTICE_CHECK warns of, in Chinese; else empty */
	int64_t at;		/* ms */
	int64_t tries;		/* to deliver it, the present one included */
};

/* Adds the event to a batch. */
void outbox_add(struct casework *work, struct batch *batch, const struct notice_event *event);

/* A change of a case. */
struct transition {
	const struct case_record *before;
	const struct case_record *after;
	struct str action;
	struct str concerns;	/* the department that the action is about; empty: the one in charge */
	int64_t at;		/* ms */
};

/*
 * Adds an event to the batch if somebody is to be told of the transition.  History that is imported is no
 * news.
 */
void outbox_write(struct casework *work, struct batch *batch, const struct transition *transition);

#endif
