#include "model/lifecycle.h"

#include "base/buf.h"

#define BIT(state) STATE_BIT(STATE_##state)
#define WAITING (BIT(CORRECTING) | BIT(CONSULTING) | BIT(CHARGING))
/* A department has it, or answered it. */
#define WITH_DEPT (BIT(ASSIGNED) | BIT(DRAFTED) | WAITING)
#define AFTER_REVIEW \
	(BIT(ACCEPTED) | BIT(ASSIGNED) | BIT(DRAFTED) | BIT(ANSWERED) | BIT(CLOSED) | BIT(MERGED) | WAITING)
#define REQUESTS CHANNEL_BIT(CHANNEL_REQUEST)
#define SUBMITTED (AFTER_REVIEW | BIT(PENDING) | BIT(DECLINED) | BIT(WITHDRAWN))
#define HOTLINE CHANNEL_BIT(CHANNEL_HOTLINE)
/* The channels in which nothing is public without its sender's consent. */
#define PRIVATE (CHANNELS_ALL & ~CHANNEL_BIT(CHANNEL_TOPIC))
#define NOT_REQUESTS (CHANNELS_ALL & ~REQUESTS)

static const struct lifecycle_row rows[ACTION_COUNT] = {
	[ACTION_SUBMIT] = { ACTION_SUBMIT, CHANNELS_ALL, ROLE_PUBLIC | ROLE_OPERATOR, BIT(NONE),
		STATE_PENDING, 0, "提交", "the same form token or upstream number gives the first case" },
	[ACTION_ACCEPT] = { ACTION_ACCEPT, CHANNELS_ALL, ROLE_MODERATOR | ROLE_OPERATOR, BIT(PENDING),
		STATE_ACCEPTED, 0, "通过审核", "personal data is masked; a topic is public from here" },
	[ACTION_DECLINE] = { ACTION_DECLINE, CHANNELS_ALL, ROLE_MODERATOR | ROLE_OPERATOR,
		BIT(PENDING) | BIT(ACCEPTED), STATE_DECLINED, NEED_REASON, "不予受理",
		"the reason is one of the listed codes; nothing must be merged into it; of a request, only before its receipt is confirmed, as advertisement or as a duplicate of another one that it names" },
	[ACTION_MERGE] = { ACTION_MERGE, NOT_REQUESTS, ROLE_MODERATOR | ROLE_OPERATOR,
		BIT(PENDING) | BIT(ACCEPTED), STATE_MERGED, NEED_INTO, "合并",
		"into another case of the channel that is past review and not itself merged; nothing private into what is public" },
	[ACTION_ASSIGN] = { ACTION_ASSIGN, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ACCEPTED) | BIT(PENDING), STATE_ASSIGNED, NEED_DEPT, "交办",
		"starts the department's time limit; a request's runs from its receipt, which must be confirmed" },
	[ACTION_RETURN] = { ACTION_RETURN, CHANNELS_ALL, ROLE_CLERK | ROLE_LINK | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_ACCEPTED, NEED_REASON, "退回",
		"own department; within a working day, at most twice a case, then the dispatcher decides" },
	[ACTION_REASSIGN] = { ACTION_REASSIGN, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_ASSIGNED, NEED_DEPT | NEED_REASON, "改派",
		"not while an answer is revised; starts a new time limit, but a request's goes on" },
	[ACTION_RECALL] = { ACTION_RECALL, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_ACCEPTED, NEED_REASON, "收回",
		"not while an answer is revised; is no return of the department" },
	[ACTION_ASSIST] = { ACTION_ASSIST, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_DEPT | NEED_REASON, "请部门协办",
		"up to five beside the department in charge; until the case is returned, reopened or ended" },
	[ACTION_OPINION] = { ACTION_OPINION, CHANNELS_ALL, ROLE_CLERK | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_OPINION, "提交协办意见",
		"assisting department; only staff of the case read it" },
	[ACTION_RELEASE] = { ACTION_RELEASE, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_DEPT | NEED_NOTE, "结束协办",
		"the department no longer sees the case" },
	[ACTION_UNMERGE] = { ACTION_UNMERGE, NOT_REQUESTS, ROLE_MODERATOR | ROLE_OPERATOR, BIT(MERGED),
		STATE_ACCEPTED, NEED_NOTE, "撤销合并",
		"of what was merged before its review: back to pending" },
	[ACTION_EXTEND] = { ACTION_EXTEND, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED),
		STATE_NONE, NEED_DAYS | NEED_REASON | NEED_CONSENTER, "延期",
		"once; within the total allowed; the reason is shown to the asker; of a request, while its time runs" },
	[ACTION_ASK_EXTENSION] = { ACTION_ASK_EXTENSION, CHANNELS_ALL, ROLE_CLERK | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_NONE, NEED_DAYS | NEED_REASON, "申请延期",
		"own department; one open at a time, of what extend would allow; only staff know of it" },
	[ACTION_REFUSE_EXTENSION] = { ACTION_REFUSE_EXTENSION, CHANNELS_ALL, ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_NONE, NEED_REASON, "不同意延期", "of an extension that was asked for" },
	[ACTION_DRAFT] = { ACTION_DRAFT, CHANNELS_ALL, ROLE_CLERK | ROLE_LINK | ROLE_OPERATOR, BIT(ASSIGNED),
		STATE_DRAFTED, NEED_TEXT | NEED_OUTCOME, "提交答复",
		"own department; publishes at once where the channel needs no approval; a request's not by link" },
	[ACTION_REJECT] = { ACTION_REJECT, CHANNELS_ALL, ROLE_APPROVER | ROLE_OPERATOR, BIT(DRAFTED),
		STATE_ASSIGNED, NEED_REASON, "退回修改", "of a revision: back to answered" },
	[ACTION_APPROVE] = { ACTION_APPROVE, CHANNELS_ALL, ROLE_APPROVER | ROLE_OPERATOR, BIT(DRAFTED),
		STATE_ANSWERED, 0, "审签发布", "not an own draft; seals and publishes the answer" },
	[ACTION_REVISE] = { ACTION_REVISE, CHANNELS_ALL, ROLE_CLERK | ROLE_OPERATOR, BIT(ANSWERED),
		STATE_DRAFTED, NEED_TEXT | NEED_REASON | NEED_OUTCOME, "修订答复",
		"own department; the earlier version stays readable" },
	[ACTION_RATE] = { ACTION_RATE, CHANNELS_ALL, ROLE_ASKER | ROLE_OPERATOR, BIT(ANSWERED), STATE_CLOSED,
		NEED_RATING, "评价", "" },
	[ACTION_REOPEN] = { ACTION_REOPEN, CHANNELS_ALL, ROLE_ASKER | ROLE_SUPERVISOR | ROLE_OPERATOR,
		BIT(ANSWERED) | BIT(CLOSED), STATE_ASSIGNED, NEED_REASON, "重新办理",
		"the asker once, and not of a request" },
	[ACTION_CLOSE] = { ACTION_CLOSE, CHANNELS_ALL, ROLE_JOBS | ROLE_OPERATOR, BIT(ANSWERED), STATE_CLOSED,
		0, "办结", "15 days after the answer" },
	[ACTION_WITHDRAW] = { ACTION_WITHDRAW, CHANNELS_ALL, ROLE_ASKER | ROLE_OPERATOR,
		BIT(PENDING) | BIT(ACCEPTED) | BIT(ASSIGNED) | WAITING, STATE_WITHDRAWN, 0, "撤回", "" },
	[ACTION_REMIND] = { ACTION_REMIND, CHANNELS_ALL, ROLE_SUPERVISOR | ROLE_JOBS | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_NOTE, "催办", "" },
	[ACTION_SUPERVISE] = { ACTION_SUPERVISE, CHANNELS_ALL, ROLE_SUPERVISOR | ROLE_JOBS | ROLE_OPERATOR,
		BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_NOTE, "督办", "yellow, the second time red" },
	[ACTION_PUBLISH] = { ACTION_PUBLISH, CHANNELS_ALL, ROLE_MODERATOR | ROLE_OPERATOR, AFTER_REVIEW,
		STATE_NONE, 0, "公开",
		"only what isn't public; of a private channel only with its sender's consent" },
	[ACTION_UNPUBLISH] = { ACTION_UNPUBLISH, CHANNELS_ALL, ROLE_MODERATOR | ROLE_OPERATOR, AFTER_REVIEW,
		STATE_NONE, NEED_REASON, "撤下", "only what is public" },
	[ACTION_CONFIRM] = { ACTION_CONFIRM, REQUESTS, ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(PENDING) | BIT(ACCEPTED), STATE_NONE, 0, "确认收到",
		"of what came online or by fax; the clock starts on that day" },
	[ACTION_CORRECT] = { ACTION_CORRECT, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ACCEPTED) | BIT(ASSIGNED), STATE_CORRECTING, NEED_REASON | NEED_DAYS, "通知补正",
		"once; within 7 working days of the receipt; the clock stops" },
	[ACTION_SUPPLEMENT] = { ACTION_SUPPLEMENT, REQUESTS,
		ROLE_ASKER | ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR, BIT(CORRECTING) | BIT(CLOSED),
		STATE_ASSIGNED, NEED_ADDITION, "补正",
		"the clock starts anew; what no department had goes back to accepted; of a closed one, by staff, with a day before it lapsed, which takes that back" },
	[ACTION_LAPSE] = { ACTION_LAPSE, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_JOBS | ROLE_OPERATOR,
		BIT(CORRECTING), STATE_CLOSED, NEED_NOTE, "逾期不补正",
		"once the time for it, which runs from the letter's service, is over; the outcome is other.lapsed" },
	[ACTION_CONSULT] = { ACTION_CONSULT, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_CONSULTING, NEED_KIND | NEED_PARTY | NEED_REASON, "征求意见",
		"while its time runs; the clock stops, for 15 working days from the letter's service at most" },
	[ACTION_REPLY] = { ACTION_REPLY, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_JOBS | ROLE_OPERATOR,
		BIT(CONSULTING), STATE_ASSIGNED, NEED_RESULT | NEED_NOTE, "意见已回复",
		"silent only once 15 working days from the letter's service are over; the clock runs again" },
	[ACTION_APPEAL] = { ACTION_APPEAL, REQUESTS, ROLE_DISPATCHER | ROLE_SUPERVISOR | ROLE_OPERATOR,
		BIT(ANSWERED) | BIT(CLOSED) | BIT(DECLINED), STATE_NONE, NEED_KIND | NEED_RESULT | NEED_NOTE,
		"登记复议诉讼",
		"one of each kind; a later result takes its place" },
	[ACTION_CALLBACK] = { ACTION_CALLBACK, HOTLINE, ROLE_DISPATCHER | ROLE_SUPERVISOR | ROLE_OPERATOR,
		BIT(ANSWERED) | BIT(CLOSED), STATE_NONE, NEED_RESULT | NEED_NOTE, "登记回访",
		"until somebody was reached; with a rating the case is closed" },
	[ACTION_WITHDRAW_CONSENT] = { ACTION_WITHDRAW_CONSENT, PRIVATE, ROLE_ASKER | ROLE_OPERATOR, SUBMITTED,
		STATE_NONE, 0, "撤回公开同意",
		"only a consent that was given; off every public page at once, for good (PIPL 15)" },
	[ACTION_SERVE] = { ACTION_SERVE, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_ASKER | ROLE_OPERATOR,
		BIT(ACCEPTED) | BIT(ASSIGNED) | BIT(DRAFTED) | BIT(ANSWERED) | BIT(CLOSED) | WAITING,
		STATE_NONE, NEED_LETTER, "登记送达",
		"of a letter that was issued; the asker by opening it first; periods run from it" },
	[ACTION_CHARGE] = { ACTION_CHARGE, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_CHARGING, NEED_KIND | NEED_REASON, "通知收费",
		"once; while its time runs; the clock stops until it is paid" },
	[ACTION_PAY] = { ACTION_PAY, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(CHARGING) | BIT(CLOSED), STATE_ASSIGNED, NEED_NOTE, "登记缴费",
		"the clock goes on after the day of payment; of a closed one, with a day in its time, which takes back that it was unpaid" },
	[ACTION_UNPAID] = { ACTION_UNPAID, REQUESTS,
		ROLE_CLERK | ROLE_DISPATCHER | ROLE_JOBS | ROLE_OPERATOR, BIT(CHARGING), STATE_CLOSED,
		NEED_NOTE, "逾期不缴费",
		"once 20 working days from the letter's service are over; the outcome is other.unpaid" },
	[ACTION_JUSTIFY] = { ACTION_JUSTIFY, REQUESTS, ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR,
		BIT(ASSIGNED), STATE_NONE, NEED_REASON, "要求说明理由",
		"once, of an applicant who asks for far more than is usual; the clock runs on" },
	[ACTION_EXPLAIN] = { ACTION_EXPLAIN, REQUESTS,
		ROLE_ASKER | ROLE_CLERK | ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED),
		STATE_NONE, NEED_ADDITION, "说明理由", "after that was asked for, once" },
	[ACTION_DEFER] = { ACTION_DEFER, REQUESTS, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED),
		STATE_NONE, NEED_DUE | NEED_REASON, "确定延迟答复期限",
		"once, after reasonable reasons were given; the day takes the place of the time limit" },
	[ACTION_REMARK] = { ACTION_REMARK, CHANNELS_ALL, ROLE_MODERATOR | ROLE_DISPATCHER | ROLE_CLERK |
		ROLE_APPROVER | ROLE_SUPERVISOR | ROLE_OPERATOR, SUBMITTED, STATE_NONE, NEED_REMARK,
		"内部备注", "only staff of the case read it; who is named by @ finds it on the start page" },
	[ACTION_TAKE] = { ACTION_TAKE, CHANNELS_ALL, ROLE_CLERK | ROLE_OPERATOR, WITH_DEPT, STATE_NONE, 0,
		"由我办理", "own department; until another takes it, or the case goes elsewhere" },
	[ACTION_GIVE] = { ACTION_GIVE, CHANNELS_ALL, ROLE_CLERK | ROLE_OPERATOR, WITH_DEPT, STATE_NONE,
		NEED_COLLEAGUE, "交给同事", "own department, to a clerk of it" },
};

static const char *const channel_names[] = { "topic", "letter", "hotline", "request" };
static const char *const channel_labels[] = { "微问政", "信箱来信", "12345工单", "依申请公开" };
static const char *const category_names[] = { "consult", "complaint", "suggestion", "help", "other" };
static const char *const category_labels[] = { "咨询", "投诉", "建议", "求助", "其他" };
static const char *const state_names[] = { "none", "pending", "accepted", "declined", "merged", "assigned",
	"drafted", "answered", "closed", "withdrawn", "correcting", "consulting", "charging" };
static const char *const state_labels[] = { "", "待审核", "已受理", "不予受理", "已合并", "办理中", "待审签",
	"已答复", "已办结", "已撤回", "补正中", "征求意见中", "待缴费" };
static const char *const action_names[] = { "submit", "accept", "decline", "merge", "assign", "return",
	"reassign", "recall", "assist", "opinion", "release", "unmerge", "extend", "ask-extension",
	"refuse-extension",
	"draft", "reject", "approve", "revise", "rate", "reopen", "close", "withdraw", "remind", "supervise",
	"publish", "unpublish", "confirm", "correct", "supplement", "lapse", "consult", "reply", "appeal",
	"callback", "withdraw-consent", "serve", "charge", "pay", "unpaid", "justify", "explain", "defer",
	"remark", "take", "give" };
static const char *const role_names[] = { "moderator", "dispatcher", "clerk", "approver", "supervisor",
	"editor", "reviewer", "admin", "security", "auditor", "asker", "link", "jobs", "operator", "public" };
static const char *const role_labels[] = { "审核员", "交办员", "承办员", "审签人", "督办员", "信息编辑",
	"信息审核", "管理员", "安全管理员", "审计管理员", "来件人", "答复链接", "系统", "系统管理员",
	"公众" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 互联网信息服务管理办法 article 15 stands behind "illegal"; the others are common practice of the boards. */
const struct decline_reason decline_reasons[] = {
	{ "scope", "不属于本级政府职权范围" },
	{ "duplicate", "与已提交的事项重复" },
	{ "unclear", "反映的内容不清楚，无法办理" },
	{ "privacy", "涉及个人隐私或商业秘密" },
	{ "legal", "应通过诉讼、仲裁、行政复议、信访等法定途径解决" },
	{ "ads", "广告或与政务无关的信息" },
	{ "abuse", "含有侮辱、谩骂他人的内容" },
	{ "illegal", "含有法律法规禁止发布的内容" },
	{ NULL, NULL },
};

bool decline_of_request(struct str code)
{
	return str_eq(code, S("ads")) || str_eq(code, S("duplicate"));
}

const char *decline_label(struct str code)
{
	for (const struct decline_reason *r = decline_reasons; r->code != NULL; r++)
		if (str_eq(code, str_of(r->code)))
			return r->label;
	return NULL;
}

const struct lifecycle_row *lifecycle_row(enum action action)
{
	return &rows[action];
}

bool lifecycle_allows(enum action action, enum channel channel, enum state state, uint32_t roles)
{
	return (rows[action].channels & CHANNEL_BIT(channel)) != 0 &&
		(rows[action].from & STATE_BIT(state)) != 0 && (rows[action].by & roles) != 0;
}

const char *channel_name(enum channel channel)
{
	return channel_names[channel];
}

const char *category_name(enum category category)
{
	return category_names[category];
}

const char *state_name(enum state state)
{
	return state_names[state];
}

const char *action_name(enum action action)
{
	return action_names[action];
}

static size_t bit_index(enum role role)
{
	return (size_t)__builtin_ctz((unsigned)role);
}

const char *role_name(enum role role)
{
	return role_names[bit_index(role)];
}

const char *channel_label(enum channel channel)
{
	return channel_labels[channel];
}

const char *category_label(enum category category)
{
	return category_labels[category];
}

const char *state_label(enum state state)
{
	return state_labels[state];
}

const char *role_label(enum role role)
{
	return role_labels[bit_index(role)];
}

/* The index of name among count names, or count. */
static size_t find_name(const char *const *names, size_t count, struct str name)
{
	size_t i = 0;

	while (i < count && !str_eq(name, str_of(names[i])))
		i++;
	return i;
}

#define PARSER(function, type, names) \
	bool function(struct str name, enum type *out) \
	{ \
		size_t i = find_name(names, COUNT(names), name); \
		if (i == COUNT(names)) \
			return false; \
		*out = (enum type)i; \
		return true; \
	}

PARSER(channel_parse, channel, channel_names)
PARSER(category_parse, category, category_names)
PARSER(state_parse, state, state_names)
PARSER(action_parse, action, action_names)

bool roles_parse(struct str names, uint32_t *out)
{
	uint32_t roles = 0;
	struct str name;

	while (str_cut(&names, ',', &name)) {
		size_t i = find_name(role_names, ROLE_STAFF_COUNT, str_trim(name));

		if (i == ROLE_STAFF_COUNT)
			return false;
		roles |= 1u << i;
	}
	*out = roles;
	return true;
}

/* The names of the bits set, joined by a comma. */
static void add_bits(struct buf *out, const char *const *names, size_t count, uint32_t bits)
{
	bool first = true;

	for (size_t i = 0; i < count; i++) {
		if ((bits & (1u << i)) == 0)
			continue;
		if (!first)
			buf_byte(out, ',');
		buf_add(out, str_of(names[i]));
		first = false;
	}
}

struct str roles_print(struct arena *arena, uint32_t roles)
{
	struct buf out = buf_in(arena);

	add_bits(&out, role_names, ROLE_STAFF_COUNT, roles);
	return buf_str(&out);
}

static struct str bits_text(struct arena *arena, const char *const *names, size_t count, uint32_t bits)
{
	struct buf out = buf_in(arena);

	add_bits(&out, names, count, bits);
	return buf_str(&out);
}

struct str lifecycle_text(struct arena *arena)
{
	struct buf out = buf_in(arena);

	buf_printf(&out, "%-16s %-22s %-34s %-110s %-10s %s\n", "action", "channels", "by", "from", "to",
		"rule");
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		const struct lifecycle_row *row = &rows[i];
		struct str channels = row->channels == CHANNELS_ALL ? S("all") :
			bits_text(arena, channel_names, CHANNEL_COUNT, row->channels);
		struct str by = bits_text(arena, role_names, COUNT(role_names),
			row->by & ~(uint32_t)ROLE_OPERATOR);
		struct str from = bits_text(arena, state_names, STATE_COUNT, row->from);
		const char *to = row->to == STATE_NONE ? "unchanged" : state_names[row->to];

		buf_printf(&out, "%-16s %-22.*s %-34.*s %-110.*s %-10s %s\n", action_names[i],
			STR_ARG(channels), STR_ARG(by), STR_ARG(from), to, row->rule);
	}
	return buf_str(&out);
}

static void add_arrows(struct buf *out, const struct lifecycle_row *row, struct str by)
{
	for (size_t state = 0; state < STATE_COUNT; state++) {
		enum state to = row->to == STATE_NONE ? (enum state)state : row->to;

		if ((row->from & STATE_BIT(state)) != 0)
			buf_printf(out, "  %s -> %s [label=\"%s\\n%.*s\"];\n", state_names[state],
				state_names[to], action_names[row->action], STR_ARG(by));
	}
}

struct str lifecycle_dot(struct arena *arena)
{
	struct buf out = buf_in(arena);

	buf_add(&out, S("digraph lifecycle {\n  rankdir=LR;\n  node [shape=box];\n  none [shape=point];\n"));
	for (size_t i = 0; i < ACTION_COUNT; i++)
		add_arrows(&out, &rows[i],
			bits_text(arena, role_names, COUNT(role_names),
				rows[i].by & ~(uint32_t)ROLE_OPERATOR));
	buf_add(&out, S("}\n"));
	return buf_str(&out);
}
