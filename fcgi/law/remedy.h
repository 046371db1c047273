/*
 * remedy: what can be done against a decision on a request for information, before whom and until when, in
 * the words of its letter and of every screen.  Pure functions.  Depends on: base.
 * Source: 行政复议法 2023, articles 20 (60 日), 22(2) (online), 23 (which decisions go to review first);
 * 行政诉讼法 2017, articles 45 (15 日) and 46 (6 个月); 法释〔2025〕8号 article 1(2): review comes first
 * against the non-disclosure of 政府信息公开条例 articles 14, 15 and 16 alone.
 */
#ifndef LAW_REMEDY_H
#define LAW_REMEDY_H

#include "base/arena.h"

enum remedy {
	REMEDY_EITHER,	/* review or lawsuit */
	REMEDY_REVIEW_FIRST,
	REMEDY_PARTLY,	/* review first for what is withheld under articles 14 to 16, either for the rest */
};

/* Whom it is about; empty names read as the law's general terms, for screens of a department without them. */
struct remedy_parties {
	const char *you;	/* how its reader is addressed: 您, 你单位 */
	const char *letter;	/* what is served: "本答复书", "本告知书" */
	struct str review_body;
	struct str review_url;	/* may be empty: no word of it */
	struct str court;
	/* REMEDY_PARTLY: on which of articles 14 to 16 the parts were withheld; empty: on any of them */
	struct str articles;
};

struct str remedy_words(struct arena *arena, enum remedy remedy, const struct remedy_parties *parties);

/* For the guide: that a decision names them (行政复议法 20(3)). */
struct str remedy_promise(void);
/* For whoever sets a department up: who reviews whose decisions (行政复议法 24, 27, 28). */
struct str remedy_reviewers(void);

#endif
