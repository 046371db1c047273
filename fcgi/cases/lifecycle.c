#include "cases/lifecycle.h"

#include "base/buf.h"

#define BIT(state) STATE_BIT(STATE_##state)
#define AFTER_REVIEW \
	(BIT(ACCEPTED) | BIT(ASSIGNED) | BIT(DRAFTED) | BIT(ANSWERED) | BIT(CLOSED) | BIT(MERGED))

static const struct lifecycle_row rows[ACTION_COUNT] = {
	[ACTION_SUBMIT] = { ACTION_SUBMIT, ROLE_PUBLIC | ROLE_OPERATOR, BIT(NONE), STATE_PENDING, 0, "提交",
		"the same form token or upstream number gives the first case" },
	[ACTION_ACCEPT] = { ACTION_ACCEPT, ROLE_MODERATOR | ROLE_OPERATOR, BIT(PENDING), STATE_ACCEPTED, 0, "通过审核",
		"personal data is masked; a topic is public from here" },
	[ACTION_DECLINE] = { ACTION_DECLINE, ROLE_MODERATOR | ROLE_OPERATOR, BIT(PENDING) | BIT(ACCEPTED), STATE_DECLINED,
		NEED_REASON, "不予受理", "the reason is one of the listed codes; nothing must be merged into it" },
	[ACTION_MERGE] = { ACTION_MERGE, ROLE_MODERATOR | ROLE_OPERATOR, BIT(PENDING) | BIT(ACCEPTED), STATE_MERGED, NEED_INTO,
		"合并", "into another case of the channel that is past review and not itself merged; nothing private into what is public" },
	[ACTION_ASSIGN] = { ACTION_ASSIGN, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ACCEPTED) | BIT(PENDING), STATE_ASSIGNED,
		NEED_DEPT, "交办", "starts the department's time limit" },
	[ACTION_RETURN] = { ACTION_RETURN, ROLE_CLERK | ROLE_OPERATOR, BIT(ASSIGNED), STATE_ACCEPTED, NEED_REASON, "退回",
		"own department; within a working day, at most twice a case, then the dispatcher decides" },
	[ACTION_ASSIST] = { ACTION_ASSIST, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE,
		NEED_DEPT | NEED_REASON, "请部门协办",
		"up to five beside the department in charge; until the case is returned, reopened or ended" },
	[ACTION_OPINION] = { ACTION_OPINION, ROLE_CLERK | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE, NEED_OPINION,
		"提交协办意见", "assisting department; only staff of the case read it" },
	[ACTION_RELEASE] = { ACTION_RELEASE, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE,
		NEED_DEPT | NEED_NOTE, "结束协办", "the department no longer sees the case" },
	[ACTION_UNMERGE] = { ACTION_UNMERGE, ROLE_MODERATOR | ROLE_OPERATOR, BIT(MERGED), STATE_ACCEPTED, NEED_NOTE, "撤销合并",
		"of what was merged before its review: back to pending" },
	[ACTION_EXTEND] = { ACTION_EXTEND, ROLE_DISPATCHER | ROLE_OPERATOR, BIT(ASSIGNED), STATE_NONE, NEED_DAYS | NEED_REASON,
		"延期", "once; within the total allowed; the reason is shown to the asker" },
	[ACTION_DRAFT] = { ACTION_DRAFT, ROLE_CLERK | ROLE_LINK | ROLE_OPERATOR, BIT(ASSIGNED), STATE_DRAFTED, NEED_TEXT,
		"提交答复", "own department; publishes at once where the channel needs no approval" },
	[ACTION_REJECT] = { ACTION_REJECT, ROLE_APPROVER | ROLE_OPERATOR, BIT(DRAFTED), STATE_ASSIGNED, NEED_REASON,
		"退回修改", "of a revision: back to answered" },
	[ACTION_APPROVE] = { ACTION_APPROVE, ROLE_APPROVER | ROLE_OPERATOR, BIT(DRAFTED), STATE_ANSWERED, 0, "审签发布",
		"not an own draft; seals and publishes the answer" },
	[ACTION_REVISE] = { ACTION_REVISE, ROLE_CLERK | ROLE_OPERATOR, BIT(ANSWERED), STATE_DRAFTED, NEED_TEXT | NEED_REASON,
		"修订答复", "own department; the earlier version stays readable" },
	[ACTION_RATE] = { ACTION_RATE, ROLE_ASKER | ROLE_OPERATOR, BIT(ANSWERED), STATE_CLOSED, NEED_RATING, "评价", "" },
	[ACTION_REOPEN] = { ACTION_REOPEN, ROLE_ASKER | ROLE_SUPERVISOR | ROLE_OPERATOR, BIT(ANSWERED) | BIT(CLOSED),
		STATE_ASSIGNED, NEED_REASON, "再次反映", "the asker once" },
	[ACTION_CLOSE] = { ACTION_CLOSE, ROLE_JOBS | ROLE_OPERATOR, BIT(ANSWERED), STATE_CLOSED, 0, "办结",
		"15 days after the answer" },
	[ACTION_WITHDRAW] = { ACTION_WITHDRAW, ROLE_ASKER | ROLE_OPERATOR, BIT(PENDING) | BIT(ACCEPTED) | BIT(ASSIGNED),
		STATE_WITHDRAWN, 0, "撤回", "" },
	[ACTION_REMIND] = { ACTION_REMIND, ROLE_SUPERVISOR | ROLE_JOBS | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED), STATE_NONE,
		NEED_NOTE, "催办", "" },
	[ACTION_SUPERVISE] = { ACTION_SUPERVISE, ROLE_SUPERVISOR | ROLE_JOBS | ROLE_OPERATOR, BIT(ASSIGNED) | BIT(DRAFTED),
		STATE_NONE, NEED_NOTE, "督办", "yellow, the second time red" },
	[ACTION_PUBLISH] = { ACTION_PUBLISH, ROLE_MODERATOR | ROLE_OPERATOR, AFTER_REVIEW, STATE_NONE, 0, "公开",
		"only what isn't public; of a private channel only with its sender's consent" },
	[ACTION_UNPUBLISH] = { ACTION_UNPUBLISH, ROLE_MODERATOR | ROLE_OPERATOR, AFTER_REVIEW, STATE_NONE, NEED_REASON,
		"撤下", "only what is public" },
};

static const char *const channel_names[] = { "topic", "letter", "hotline", "request" };
static const char *const channel_labels[] = { "微问政", "信箱来信", "12345工单", "依申请公开" };
static const char *const category_names[] = { "consult", "complaint", "suggestion", "help", "other" };
static const char *const category_labels[] = { "咨询", "投诉", "建议", "求助", "其他" };
static const char *const state_names[] = { "none", "pending", "accepted", "declined", "merged", "assigned", "drafted",
	"answered", "closed", "withdrawn" };
static const char *const state_labels[] = { "", "待审核", "已受理", "不予受理", "已合并", "办理中", "待审签", "已答复",
	"已办结", "已撤回" };
static const char *const action_names[] = { "submit", "accept", "decline", "merge", "assign", "return",
	"assist", "opinion", "release", "unmerge", "extend",
	"draft", "reject", "approve", "revise", "rate", "reopen", "close", "withdraw", "remind", "supervise",
	"publish", "unpublish" };
static const char *const role_names[] = { "moderator", "dispatcher", "clerk", "approver", "supervisor", "editor",
	"reviewer", "admin", "asker", "link", "jobs", "operator", "public" };
static const char *const role_labels[] = { "审核员", "交办员", "承办员", "审签人", "督办员", "信息编辑", "信息审核",
	"管理员", "提问人", "答复链接", "系统", "系统管理员", "公众" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 互联网信息服务管理办法 article 15 stands behind "illegal"; the others are common practice of the boards. */
const struct decline_reason decline_reasons[] = {
	{ "scope", "不属于本级政府职权范围" },
	{ "duplicate", "与已有问题重复" },
	{ "unclear", "反映的内容不清楚，无法办理" },
	{ "privacy", "涉及个人隐私或商业秘密" },
	{ "legal", "应通过诉讼、仲裁、行政复议、信访等法定途径解决" },
	{ "ads", "广告或与政务无关的信息" },
	{ "abuse", "含有侮辱、谩骂他人的内容" },
	{ "illegal", "含有法律法规禁止发布的内容" },
	{ NULL, NULL },
};

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

bool lifecycle_allows(enum action action, enum state state, uint32_t roles)
{
	return (rows[action].from & STATE_BIT(state)) != 0 && (rows[action].by & roles) != 0;
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

	buf_printf(&out, "%-10s %-34s %-54s %-10s %s\n", "action", "by", "from", "to", "rule");
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		const struct lifecycle_row *row = &rows[i];
		struct str by = bits_text(arena, role_names, COUNT(role_names), row->by & ~(uint32_t)ROLE_OPERATOR);
		struct str from = bits_text(arena, state_names, STATE_COUNT, row->from);
		const char *to = row->to == STATE_NONE ? "unchanged" : state_names[row->to];

		buf_printf(&out, "%-10s %-34.*s %-54.*s %-10s %s\n", action_names[i], STR_ARG(by), STR_ARG(from), to,
			row->rule);
	}
	return buf_str(&out);
}

static void add_arrows(struct buf *out, const struct lifecycle_row *row, struct str by)
{
	for (size_t state = 0; state < STATE_COUNT; state++) {
		enum state to = row->to == STATE_NONE ? (enum state)state : row->to;

		if ((row->from & STATE_BIT(state)) != 0)
			buf_printf(out, "  %s -> %s [label=\"%s\\n%.*s\"];\n", state_names[state], state_names[to],
				action_names[row->action], STR_ARG(by));
	}
}

struct str lifecycle_dot(struct arena *arena)
{
	struct buf out = buf_in(arena);

	buf_add(&out, S("digraph lifecycle {\n  rankdir=LR;\n  node [shape=box];\n  none [shape=point];\n"));
	for (size_t i = 0; i < ACTION_COUNT; i++)
		add_arrows(&out, &rows[i],
			bits_text(arena, role_names, COUNT(role_names), rows[i].by & ~(uint32_t)ROLE_OPERATOR));
	buf_add(&out, S("}\n"));
	return buf_str(&out);
}
