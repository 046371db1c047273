/*
 * work_order: what a 12345 work order says beyond a question (工单): how urgent, by what way the call came,
 * whether the caller wants to stay unnamed before the department, and wants to be told.  Names and labels;
 * pure functions.  Depends on: base.
 */
#ifndef MODEL_WORK_ORDER_H
#define MODEL_WORK_ORDER_H

#include "base/arena.h"

enum urgency { URGENCY_NORMAL, URGENCY_URGENT, URGENCY_CRITICAL, URGENCY_COUNT };
enum via { VIA_PHONE, VIA_WECHAT, VIA_WEB, VIA_OTHER, VIA_COUNT };
/* 回访: what the caller said of the outcome. */
enum callback { CALLBACK_SOLVED, CALLBACK_UNSOLVED, CALLBACK_UNREACHED, CALLBACK_COUNT };

/* Names in Redis, forms and JSON ("normal", "phone" …) and back; labels in Chinese. */
const char *urgency_name(enum urgency urgency);
const char *urgency_label(enum urgency urgency);
bool urgency_parse(struct str name, enum urgency *out);
const char *via_name(enum via via);
const char *via_label(enum via via);
bool via_parse(struct str name, enum via *out);
const char *callback_name(enum callback callback);
const char *callback_label(enum callback callback);
bool callback_parse(struct str name, enum callback *out);

/* Whose numbers work orders bear: one given twice is one case, whether it was written down or imported. */
#define HOTLINE_SOURCE "12345"

struct work_order {
	enum urgency urgency;
	enum via via;
	bool confidential;	/* 是否保密: the department doesn't learn who called */
	bool reply_wanted;	/* 是否回复 */
	struct str note;	/* 备注: for staff; may be empty */
};

#endif
