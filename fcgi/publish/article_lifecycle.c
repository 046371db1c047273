#include "publish/article_lifecycle.h"

#define BIT(state) (1u << ARTICLE_##state)
#define ANY_STATE (BIT(DRAFT) | BIT(REVIEW) | BIT(SCHEDULED) | BIT(PUBLISHED))

static const struct article_row rows[ARTICLE_ACTIONS] = {
	[ARTICLE_CREATE] = { "create", ROLE_EDITOR, BIT(NONE), ARTICLE_DRAFT, false, "起草", "起草",
		"the same form token gives the first article" },
	[ARTICLE_EDIT] = { "edit", ROLE_EDITOR, BIT(DRAFT) | BIT(PUBLISHED), ARTICLE_DRAFT, false, "保存",
		"修改", "of a published one it begins a revision; the published version stays" },
	[ARTICLE_ATTACH] = { "attach", ROLE_EDITOR, BIT(DRAFT) | BIT(PUBLISHED), ARTICLE_DRAFT, false, "附件",
		"更改附件", "as an edit; the file is on disk before" },
	[ARTICLE_SUBMIT] = { "submit", ROLE_EDITOR, BIT(DRAFT), ARTICLE_REVIEW, false, "送审", "送审",
		"with all that its column asks for" },
	[ARTICLE_RECALL] = { "recall", ROLE_EDITOR, BIT(REVIEW) | BIT(SCHEDULED), ARTICLE_DRAFT, false,
		"撤回修改", "撤回修改", "voids the approval" },
	[ARTICLE_REJECT] = { "reject", ROLE_REVIEWER, BIT(REVIEW), ARTICLE_DRAFT, false, "退回修改",
		"退回修改", "with a reason" },
	[ARTICLE_APPROVE] = { "approve", ROLE_REVIEWER, BIT(REVIEW), ARTICLE_PUBLISHED, false, "审核发布",
		"审核通过",
		"exactly the bytes that were shown; nobody who wrote in the draft; scheduled until its time" },
	[ARTICLE_RELEASE] = { "release", ROLE_JOBS, BIT(SCHEDULED), ARTICLE_PUBLISHED, false, "定时发布",
		"定时发布", "exactly the bytes that were approved" },
	[ARTICLE_DISCARD] = { "discard", ROLE_EDITOR, BIT(DRAFT), ARTICLE_DROPPED, false, "删除草稿",
		"删除草稿", "of a revision: back to published" },
	[ARTICLE_TAKE_DOWN] = { "take-down", ROLE_EDITOR | ROLE_REVIEWER,
		ANY_STATE, ARTICLE_NONE, true, "撤下", "撤下",
		"with a reason; back only by a new version that a second person approves" },
	[ARTICLE_EXPIRE] = { "expire", ROLE_JOBS,
		ANY_STATE, ARTICLE_NONE, true, "到期",
		"到期", "at the time that its published version names" },
	[ARTICLE_TURN] = { "turn", ROLE_JOBS, ANY_STATE, ARTICLE_NONE, true, "施行或失效", "施行或失效",
		"on the day that the published version names" },
	[ARTICLE_EMERGENCY] = { "emergency", ROLE_EDITOR, BIT(DRAFT) | BIT(REVIEW), ARTICLE_PUBLISHED, false,
		"紧急发布", "紧急发布",
		"where configured, with a reason, no report; another person confirms it within a working day" },
	[ARTICLE_CONFIRM] = { "confirm", ROLE_REVIEWER, ANY_STATE, ARTICLE_NONE, false, "补审通过",
		"补审通过", "exactly the bytes of an emergency publication; nobody who wrote or published it" },
	[ARTICLE_TAKE_IN] = { "take-in", ROLE_OPERATOR, BIT(NONE), ARTICLE_PUBLISHED, false, "导入", "导入",
		"what an older portal published, with its date, author and another person who reviewed it" },
};

static const char *const state_names[ARTICLE_STATES] = { "none", "draft", "review", "scheduled", "published",
	"dropped" };
static const char *const state_labels[ARTICLE_STATES] = { "", "草稿", "待审核", "待发布", "已发布",
	"已删除" };
static const char *const takedown_names[TAKEDOWNS] = { "none", "notice", "expired", "gone", "moved" };
static const char *const takedown_labels[TAKEDOWNS] = { "", "已撤回", "已过有效期", "已删除", "已迁移" };

static bool parse(struct str name, const char *const names[], int count, int *out)
{
	for (int i = 0; i < count; i++)
		if (str_eq(name, str_of(names[i]))) {
			*out = i;
			return true;
		}
	return false;
}

const struct article_row *article_row(enum article_action action)
{
	return &rows[action];
}

bool article_action_parse(struct str name, enum article_action *out)
{
	for (int i = 0; i < ARTICLE_ACTIONS; i++)
		if (str_eq(name, str_of(rows[i].name))) {
			*out = (enum article_action)i;
			return true;
		}
	return false;
}

const char *article_state_name(enum article_state state)
{
	return state_names[state];
}

const char *article_state_label(enum article_state state)
{
	return state_labels[state];
}

bool article_state_parse(struct str name, enum article_state *out)
{
	int i;

	if (!parse(name, state_names, ARTICLE_STATES, &i))
		return false;
	*out = (enum article_state)i;
	return true;
}

const char *takedown_name(enum takedown takedown)
{
	return takedown_names[takedown];
}

const char *takedown_label(enum takedown takedown)
{
	return takedown_labels[takedown];
}

bool takedown_parse(struct str name, enum takedown *out)
{
	int i;

	if (!parse(name, takedown_names, TAKEDOWNS, &i))
		return false;
	*out = (enum takedown)i;
	return true;
}
