/*
 * lifecycle: the one table of what may happen to a case: action, who, from which states, to which.  The
 * staff page draws its buttons from it, the store refuses what it does not allow, the docs are printed
 * from it.  Pure data and pure functions; nothing fails.  Depends on: base.
 */
#ifndef MODEL_LIFECYCLE_H
#define MODEL_LIFECYCLE_H

#include "base/arena.h"

enum channel { CHANNEL_TOPIC, CHANNEL_LETTER, CHANNEL_HOTLINE, CHANNEL_REQUEST, CHANNEL_COUNT };
enum category { CATEGORY_CONSULT, CATEGORY_COMPLAINT, CATEGORY_SUGGESTION, CATEGORY_HELP, CATEGORY_OTHER,
	CATEGORY_COUNT };
enum state { STATE_NONE, STATE_PENDING, STATE_ACCEPTED, STATE_DECLINED, STATE_MERGED, STATE_ASSIGNED,
	STATE_DRAFTED, STATE_ANSWERED, STATE_CLOSED, STATE_WITHDRAWN,
	STATE_CORRECTING, STATE_CONSULTING, STATE_CHARGING,	/* of requests only */
	STATE_COUNT };
#define STATE_BIT(state) (1u << (state))
#define CHANNEL_BIT(channel) (1u << (channel))
#define CHANNELS_ALL (CHANNEL_BIT(CHANNEL_COUNT) - 1)

/* Who acts.  The first ten are staff roles an account can have; the others are not accounts. */
enum role {
	ROLE_MODERATOR = 1 << 0,	/* 审核员 */
	ROLE_DISPATCHER = 1 << 1,	/* 交办员 */
	ROLE_CLERK = 1 << 2,		/* 承办员: own department only */
	ROLE_APPROVER = 1 << 3,		/* 审签人 */
	ROLE_SUPERVISOR = 1 << 4,	/* 督办员 */
	ROLE_EDITOR = 1 << 5,		/* 信息编辑 */
	ROLE_REVIEWER = 1 << 6,		/* 信息审核 */
	ROLE_ADMIN = 1 << 7,		/* 管理员 */
	ROLE_SECURITY = 1 << 8,		/* 安全管理员 */
	ROLE_AUDITOR = 1 << 9,		/* 审计管理员 */
	ROLE_ASKER = 1 << 10,		/* holder of the tracking link */
	ROLE_LINK = 1 << 11,		/* holder of an answer link */
	ROLE_JOBS = 1 << 12,		/* the background process */
	ROLE_OPERATOR = 1 << 13,	/* wenzhengctl */
	ROLE_PUBLIC = 1 << 14,		/* anybody */
	ROLE_SOLE_ADMIN = 1 << 15,	/* admin where administrators aren't separated (staff/separation) */
};
#define ROLE_STAFF 0x3ffu
#define ROLE_STAFF_COUNT 10
#define ROLE_ADMINISTRATORS ((uint32_t)(ROLE_ADMIN | ROLE_SECURITY | ROLE_AUDITOR))

enum action {
	ACTION_SUBMIT,
	ACTION_ACCEPT,
	ACTION_DECLINE,
	ACTION_MERGE,
	ACTION_ASSIGN,
	ACTION_RETURN,
	ACTION_REASSIGN,
	ACTION_RECALL,
	ACTION_ASSIST,
	ACTION_OPINION,
	ACTION_RELEASE,
	ACTION_UNMERGE,
	ACTION_EXTEND,
	ACTION_ASK_EXTENSION,
	ACTION_REFUSE_EXTENSION,
	ACTION_DRAFT,
	ACTION_REJECT,
	ACTION_APPROVE,
	ACTION_REVISE,
	ACTION_RATE,
	ACTION_REOPEN,
	ACTION_CLOSE,
	ACTION_WITHDRAW,
	ACTION_REMIND,
	ACTION_SUPERVISE,
	ACTION_PUBLISH,
	ACTION_UNPUBLISH,
	ACTION_CONFIRM,
	ACTION_CORRECT,
	ACTION_SUPPLEMENT,
	ACTION_LAPSE,
	ACTION_CONSULT,
	ACTION_REPLY,
	ACTION_APPEAL,
	ACTION_CALLBACK,
	ACTION_WITHDRAW_CONSENT,
	ACTION_SERVE,
	ACTION_CHARGE,
	ACTION_PAY,
	ACTION_UNPAID,
	ACTION_JUSTIFY,
	ACTION_EXPLAIN,
	ACTION_DEFER,
	ACTION_REMARK,
	ACTION_TAKE,
	ACTION_GIVE,
	ACTION_COUNT
};

/* What an action must be given. */
enum need {
	NEED_REASON = 1 << 0,	/* 1–500 characters; decline: one of the decline reasons */
	NEED_NOTE = 1 << 1,	/* up to 500 characters, may be empty */
	NEED_DEPT = 1 << 2,
	NEED_DAYS = 1 << 3,
	NEED_TEXT = 1 << 4,	/* the answer: 10–10,000 characters */
	NEED_RATING = 1 << 5,
	NEED_INTO = 1 << 6,
	NEED_OPINION = 1 << 7,	/* the text: 2–2,000 characters */
	NEED_ADDITION = 1 << 8,	/* the text: 2–5,000 characters */
	NEED_OUTCOME = 1 << 9,	/* of a request: one of the codes of law/outcome */
	NEED_CONSENTER = 1 << 10,	/* of a request: who consented, 2–20 characters */
	NEED_KIND = 1 << 11,	/* whom to consult, or which appeal */
	NEED_RESULT = 1 << 12,	/* of a consultation, an appeal or a call-back */
	NEED_PARTY = 1 << 13,	/* whom a letter goes to: 2–60 characters */
	NEED_LETTER = 1 << 14,	/* which letter was served, and how */
	NEED_DUE = 1 << 15,	/* a day, later than today */
	NEED_REMARK = 1 << 16,	/* the note: 1–500 characters */
	NEED_COLLEAGUE = 1 << 17,	/* account or name of a clerk of the department */
};

struct lifecycle_row {
	enum action action;
	uint32_t channels;	/* bits of channels */
	uint32_t by;		/* bits of enum role */
	uint32_t from;		/* bits of states */
	enum state to;		/* STATE_NONE: unchanged */
	uint32_t needs;
	const char *label;	/* on the button: "受理" */
	const char *rule;	/* what the table can't say, in English, for the printed table; or "" */
};

/* The rows, ACTION_COUNT of them, indexed by action. */
const struct lifecycle_row *lifecycle_row(enum action action);

/* Whether the table lets any of these roles do that to a case of the channel in this state. */
bool lifecycle_allows(enum action action, enum channel channel, enum state state, uint32_t roles);

/* Names in Redis, URLs and JSON ("topic", "consult", "assigned", "accept", "moderator") and back. */
const char *channel_name(enum channel channel);
const char *category_name(enum category category);
const char *state_name(enum state state);
const char *action_name(enum action action);
const char *role_name(enum role role);
bool channel_parse(struct str name, enum channel *out);
bool category_parse(struct str name, enum category *out);
bool state_parse(struct str name, enum state *out);
bool action_parse(struct str name, enum action *out);
/* "moderator,dispatcher" ↔ bits; only staff roles. */
bool roles_parse(struct str names, uint32_t *out);
struct str roles_print(struct arena *arena, uint32_t roles);

/* In Chinese: 咨询, 待审核, 审核员 … */
const char *channel_label(enum channel channel);
const char *category_label(enum category category);
const char *state_label(enum state state);
const char *role_label(enum role role);

/* The decline reasons: code and Chinese text; ends with a NULL code. */
struct decline_reason {
	const char *code;
	const char *label;
};
extern const struct decline_reason decline_reasons[];
/* Whether a request for information may be declined for it: the 条例 of 2019 knows no 不予受理. */
bool decline_of_request(struct str code);
/* The label of a code, or NULL. */
const char *decline_label(struct str code);

/* The table as text, and as a Graphviz graph (states as nodes, actions as arrows). */
struct str lifecycle_text(struct arena *arena);
struct str lifecycle_dot(struct arena *arena);

#endif
