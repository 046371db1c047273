#include "pages/case/forms.h"

#include "model/application.h"
#include "law/outcome.h"
#include "model/lengths.h"
#include "photos/photo_file.h"

#define END { NULL, NULL, FIELD_LINE, false, 0, 0, NULL, NULL }
/* The version of the case that the person saw: an action on another one is a lost race. */
#define VERSION \
	{ \
		"version", "版本", FIELD_NUMBER, true, 1, INT64_MAX, NULL, \
			"这个页面缺少版本号，请刷新后再操作" \
	}
#define REASON(label) { "reason", (label), FIELD_TEXT, true, 1, REASON_MAX, NULL, NULL }
#define NOTE { "note", "说明", FIELD_TEXT, false, 0, REASON_MAX, NULL, NULL }
#define ANSWER { "text", "答复内容", FIELD_TEXT, true, ANSWER_MIN, ANSWER_MAX, NULL, NULL }
#define PHOTOS { ENCLOSED_PHOTO, "照片", FIELD_PHOTOS, false, 0, PHOTOS_MOST, NULL, NULL }
/* Behind the texts: of what is too large the end is missing. */
#define ENCLOSED PHOTOS, ENCLOSED_FILE_FIELD
#define CATEGORY { "category", "分类", FIELD_LINE, false, 0, 20, NULL, NULL }

#define OUTCOME { "outcome", "办理结果", FIELD_LINE, true, 1, 40, NULL, NULL }
#define GROUNDS \
	{ "grounds", "依据或类别（部分公开、属于过程性信息的，至少勾选一项）", FIELD_CHECKS, false, 0, \
	  GROUNDS_MAX, NULL, NULL }
#define MORE \
	{ "more", "还要写明的内容（所选结果要求时填写，例如公开途径、负责公开的机关、不予公开的部分）", FIELD_TEXT, false, 0, \
	  MORE_MAX, NULL, NULL }
#define TOLD \
	{ "told", "告知不同意的第三方：公开的内容和理由（决定公开或部分公开的，必填）", FIELD_TEXT, false, 0, \
	  TOLD_MAX, NULL, NULL }
#define DAY(label) { "on", (label), FIELD_LINE, false, 0, 10, NULL, NULL }
#define CHOICE(name, label) { (name), (label), FIELD_LINE, true, 1, 20, NULL, NULL }

static const struct form_field accept_fields[] = {
	VERSION, CATEGORY, { "mask", "还要隐去的词（每行一个）", FIELD_TEXT, false, 0, 500, NULL, NULL }, END,
};
static const struct form_field decline_fields[] = {
	VERSION, { "reason", "原因", FIELD_LINE, true, 0, 20, NULL, NULL },
	{ "note", "说明（来件人能看到）", FIELD_TEXT, false, 0, REASON_MAX, NULL, NULL }, END,
};
static const struct form_field decline_request_fields[] = {
	VERSION, { "reason", "原因", FIELD_LINE, true, 0, 20, NULL, NULL },
	{ "other", "重复申请的，填写另一件申请的编号", FIELD_LINE, false, 0, 40, NULL, NULL },
	{ "note", "说明（申请人能看到）", FIELD_TEXT, false, 0, REASON_MAX, NULL, NULL }, END,
};
static const struct form_field merge_fields[] = {
	VERSION, { "into", "并入的编号", FIELD_LINE, true, 1, 40, NULL, NULL }, END,
};
static const struct form_field unmerge_fields[] = { VERSION, NOTE, END };
static const struct form_field assign_fields[] = {
	VERSION, { "dept", "承办部门", FIELD_LINE, true, 1, 32, NULL, NULL }, CATEGORY,
	{ "due", "办理期限（不填按规定计算）", FIELD_LINE, false, 0, 10, NULL, NULL }, END,
};
static const struct form_field extend_fields[] = {
	VERSION, { "days", "延长的工作日数", FIELD_NUMBER, true, 1, 60, NULL, NULL }, REASON("延期原因"), END,
};
static const struct form_field prolong_fields[] = {
	VERSION,
	{ "days", "延长的工作日数（最多 20 个）", FIELD_NUMBER, true, 1, 90, NULL, NULL },
	{ "consenter", "同意延期的工作机构负责人", FIELD_LINE, true, NAME_MIN, NAME_MAX, NULL, NULL },
	REASON("延期原因"),
	END,
};
static const struct form_field return_fields[] = { VERSION, REASON("退回原因"), END };
static const struct form_field reassign_fields[] = {
	VERSION, { "dept", "改派到哪个部门", FIELD_LINE, true, 1, 32, NULL, NULL }, REASON("改派原因"),
	{ "due", "办理期限（不填按规定计算）", FIELD_LINE, false, 0, 10, NULL, NULL }, END,
};
static const struct form_field hand_on_fields[] = {
	VERSION, { "dept", "改派到哪个部门", FIELD_LINE, true, 1, 32, NULL, NULL }, REASON("改派原因"), END,
};
static const struct form_field recall_fields[] = { VERSION, REASON("收回原因"), END };
static const struct form_field refuse_fields[] = { VERSION, REASON("不同意延期的原因"), END };
static const struct form_field remark_fields[] = {
	VERSION, { "note", "备注", FIELD_TEXT, true, 1, REASON_MAX, NULL, NULL }, END,
};
static const struct form_field take_fields[] = { VERSION, END };
static const struct form_field give_fields[] = {
	VERSION, { "to", "同事的姓名或账号", FIELD_LINE, true, 1, 32, NULL, NULL }, END,
};
static const struct form_field assist_fields[] = {
	VERSION, { "dept", "协办部门", FIELD_LINE, true, 1, 32, NULL, NULL }, REASON("协办事项"), END,
};
static const struct form_field opinion_fields[] = {
	VERSION, { "text", "协办意见", FIELD_TEXT, true, OPINION_MIN, OPINION_MAX, NULL, NULL }, END,
};
static const struct form_field release_fields[] = {
	VERSION, { "dept", "结束协办的部门", FIELD_LINE, true, 1, 32, NULL, NULL }, NOTE, END,
};
static const struct form_field draft_fields[] = { VERSION, ANSWER, ENCLOSED, END };
static const struct form_field decide_fields[] = {
	VERSION, OUTCOME, GROUNDS, MORE, TOLD, ANSWER, ENCLOSED, END,
};
static const struct form_field redecide_fields[] = {
	VERSION, OUTCOME, GROUNDS, MORE, TOLD, ANSWER,
	REASON("撤销原答复、重新答复的原因"), ENCLOSED, END,
};
static const struct form_field approve_fields[] = { VERSION, END };
static const struct form_field reject_fields[] = { VERSION, REASON("修改意见"), END };
static const struct form_field revise_fields[] = { VERSION, ANSWER, REASON("修订原因"), ENCLOSED, END };
static const struct form_field remind_fields[] = { VERSION, NOTE, END };
static const struct form_field supervise_fields[] = { VERSION, NOTE, END };
static const struct form_field reopen_fields[] = { VERSION, REASON("重新办理的原因"), END };
static const struct form_field callback_fields[] = {
	VERSION,
	CHOICE("result", "回访结果"),
	{ "rating", "满意度", FIELD_LINE, false, 0, 1, NULL, NULL },
	NOTE,
	END,
};
static const struct form_field publish_fields[] = { VERSION, END };
static const struct form_field unpublish_fields[] = { VERSION, REASON("撤下原因"), END };
static const struct form_field confirm_fields[] = { VERSION, DAY("双方确认收到的日期（不填为今天）"), END };
static const struct form_field correct_fields[] = {
	VERSION,
	REASON("需要补正的内容和理由"),
	{ "days", "补正期限（工作日）", FIELD_NUMBER, true, 1, 60, NULL, NULL },
	END,
};
static const struct form_field supplement_fields[] = {
	VERSION, { "text", "申请人补正的内容", FIELD_TEXT, true, ADDITION_MIN, ADDITION_MAX, NULL, NULL },
	DAY("收到补正的日期（不填为今天）"), END,
};
static const struct form_field lapse_fields[] = { VERSION, NOTE, END };
static const struct form_field consult_fields[] = {
	VERSION,
	CHOICE("kind", "征求意见的对象"),
	{ "party", "对方名称", FIELD_LINE, true, NAME_MIN, ORGANISATION_MAX, NULL, NULL },
	REASON("征求意见的内容"),
	END,
};
static const struct form_field serve_fields[] = {
	VERSION,
	CHOICE("letter", "文书"),
	CHOICE("way", "送达方式"),
	DAY("送达日期：当面的填签收日期，邮寄的填交邮日期（不填为今天）"),
	{ "mail", "邮件号（邮寄的必填）", FIELD_LINE, false, 0, 40, NULL, NULL },
	{ "signed", "签收日期（邮寄的，查到以后可以再登记一次）", FIELD_LINE, false, 0, 10, NULL, NULL },
	END,
};
static const struct form_field charge_fields[] = {
	VERSION,
	CHOICE("kind", "收费方式"),
	{ "count", "本申请的件数或页数", FIELD_NUMBER, true, 1, 100000, NULL, NULL },
	{ "earlier", "按件收费的：本月此前已申请的件数", FIELD_NUMBER, false, 0, 1000, NULL, NULL },
	REASON("缴费方式和地点"),
	END,
};
static const struct form_field pay_fields[] = { VERSION, DAY("缴费日期（不填为今天）"), NOTE, END };
static const struct form_field unpaid_fields[] = { VERSION, NOTE, END };
static const struct form_field justify_fields[] = {
	VERSION, REASON("申请的数量、频次和需要说明的事项"), END,
};
static const struct form_field explain_fields[] = {
	VERSION,
	{ "text", "申请人说明的理由", FIELD_TEXT, true, ADDITION_MIN, ADDITION_MAX, NULL, NULL },
	END,
};
static const struct form_field defer_fields[] = {
	VERSION,
	{ "due", "延迟答复的日期", FIELD_LINE, true, 1, 10, NULL, NULL },
	REASON("不能按期答复的原因"),
	END,
};
static const struct form_field reply_fields[] = { VERSION, CHOICE("result", "对方的意见"), NOTE, END };
static const struct form_field appeal_fields[] = {
	VERSION, CHOICE("kind", "种类"), CHOICE("result", "结果"), NOTE, END,
};

#define ROW(of, what, fields, open, red, at, words) \
	{ \
		.action = (what), .channels = (of), .form = { "staff", (fields) }, .likely = (open), \
		.danger = (red), .hint = (words), .at_fault = (at) \
	}
#define REQUESTS CHANNEL_BIT(CHANNEL_REQUEST)
#define HOTLINES CHANNEL_BIT(CHANNEL_HOTLINE)
/* What only requests have, or what asks for more of them. */
#define REQUEST(what, fields, open, at, words) ROW(REQUESTS, what, fields, open, false, at, words)
#define HOTLINE(what, fields, open, at, words) ROW(HOTLINES, what, fields, open, false, at, words)
#define LIKELY(what, fields, at, words) ROW(CHANNELS_ALL, what, fields, true, false, at, words)
#define FORM(what, fields, at, words) ROW(CHANNELS_ALL, what, fields, false, false, at, words)
#define DANGER(of, what, fields, at, words) ROW(of, what, fields, false, true, at, words)

/* Of two rows for an action the first that fits the channel holds. */
const struct action_form action_forms[] = {
	REQUEST(ACTION_CONFIRM, confirm_fields, true, "on",
		"网上和传真来的申请，从双方确认的那一天起算 20 个工作日。请先与申请人联系确认。"),
	LIKELY(ACTION_ACCEPT, accept_fields, "mask", "通过后，隐去个人信息后的标题和内容向社会公开。"),
	LIKELY(ACTION_ASSIGN, assign_fields, "dept", "从现在起计算部门的办理期限。"),
	REQUEST(ACTION_SUPPLEMENT, supplement_fields, true, "on",
		"申请人当面或来信补正的，由您录入。办理期限从收到补正的那一天重新起算。"
		"已按逾期不补正办结、实际在期限内收到补正的，填写收到的日期，登记后恢复办理。"),
	REQUEST(ACTION_REPLY, reply_fields, true, "result",
		"登记后办理期限继续计算。对方逾期没有答复的，由本机关决定。"),
	REQUEST(ACTION_DRAFT, decide_fields, true, "outcome",
		"写明事实、理由和依据。经审签后发给申请人，并生成答复书。"),
	LIKELY(ACTION_DRAFT, draft_fields, "text",
		"答复经审签后公开，请勿写入当事人的姓名、电话等个人信息。"),
	LIKELY(ACTION_OPINION, opinion_fields, "text",
		"只给办理这一件的工作人员看，不会公开，来件人也看不到。"),
	LIKELY(ACTION_APPROVE, approve_fields, "version", "签名后立即公开，以后只能修订，不能删除。"),
	FORM(ACTION_REJECT, reject_fields, "reason", "退回承办部门重新拟写。"),
	REQUEST(ACTION_REVISE, redecide_fields, false, "outcome",
		"撤销原答复、重新答复：须再次审签，出具新的答复书和文号；原因申请人能看到，原来的答复书标明已撤销，仍可查看。"),
	FORM(ACTION_REVISE, revise_fields, "text",
		"修订须再次审签；修订原因会写进办理过程，原来的答复仍可查看。"),
	REQUEST(ACTION_CORRECT, correct_fields, false, "days",
		"收到申请后 7 个工作日内可以通知一次，期限停止计算，收到补正后重新起算。申请人能看到您写的内容。"),
	REQUEST(ACTION_CONSULT, consult_fields, false, "kind",
		"对方自收到征求意见书之日起有 15 个工作日，这段时间不计算在办理期限内，从登记送达起算。您写的内容写入征求意见书，申请人看不到。"),
	REQUEST(ACTION_PAY, pay_fields, true, "on",
		"登记后办理期限继续计算。已按逾期不缴费办结、实际在期限内缴费的，填写缴费日期，登记后恢复办理。"),
	REQUEST(ACTION_SERVE, serve_fields, false, "letter",
		"送达日期是期限的依据：邮寄的以交邮之日为答复日期，当面送达的以签收之日为答复日期。申请人在网上第一次打开文书，系统自动登记。"),
	REQUEST(ACTION_CHARGE, charge_fields, false, "kind",
		"只按一种方式收费，出具收费通知书后办理期限停止计算，缴费后继续。缴费方式申请人能看到。"),
	REQUEST(ACTION_JUSTIFY, justify_fields, false, "reason",
		"申请的数量、频次明显超过合理范围的，可以要求说明理由。办理期限照常计算，您写的内容申请人能看到。"),
	REQUEST(ACTION_EXPLAIN, explain_fields, false, "text",
		"申请人当面或来信说明理由的，由您录入。理由不合理的，答复“不予处理”；理由合理、不能按期答复的，可以确定延迟答复的期限。"),
	REQUEST(ACTION_DEFER, defer_fields, false, "due",
		"申请人的理由合理，但在规定期限内不能答复的，确定合理的期限并告知申请人，只能一次。"),
	REQUEST(ACTION_EXTEND, prolong_fields, false, "days",
		"只能延期一次，须经工作机构负责人同意，并告知申请人：原因申请人能看到，请勿写入个人信息。"),
	FORM(ACTION_EXTEND, extend_fields, "days", "只能延期一次，原因会写进办理过程，请勿写入个人信息。"),
	FORM(ACTION_ASK_EXTENSION, extend_fields, "days",
		"由交办员决定，决定前期限不变。同意延期后，原因会写进办理过程，请勿写入个人信息。"),
	FORM(ACTION_REFUSE_EXTENSION, refuse_fields, "reason", "期限不变。原因承办部门能看到，来件人看不到。"),
	FORM(ACTION_ASSIST, assist_fields, "dept",
		"请另一个部门提出意见，仍由主办部门答复。协办部门看不到来件人的联系方式；来件人能看到协办部门的名称，看不到协办事项。"),
	FORM(ACTION_RELEASE, release_fields, "dept", "结束后协办部门不能再查看这一件，已经提交的意见保留。"),
	FORM(ACTION_RETURN, return_fields, "reason", "不属于本部门职责的，退回交办员重新交办。"),
	REQUEST(ACTION_REASSIGN, hand_on_fields, false, "dept",
		"直接交给另一个部门，答复期限不变，仍从收到申请那一天起算。原因只有工作人员能看到。"),
	FORM(ACTION_REASSIGN, reassign_fields, "dept",
		"直接交给另一个部门，办理期限从现在重新起算。原来的答复链接作废，已经写好的答复只供工作人员查看。原因只有工作人员能看到。"),
	FORM(ACTION_RECALL, recall_fields, "reason",
		"收回后回到交办环节，再决定交给哪个部门。原来的答复链接作废。原因只有工作人员能看到。"),
	FORM(ACTION_REMIND, remind_fields, "note", "提醒承办部门抓紧办理。"),
	FORM(ACTION_SUPERVISE, supervise_fields, "note", "第一次黄牌，第二次红牌。"),
	FORM(ACTION_REOPEN, reopen_fields, "reason", "退回承办部门重新办理，原因来件人能看到。"),
	FORM(ACTION_MERGE, merge_fields, "into", "反映同一件事的，并入已经受理的那一件。"),
	FORM(ACTION_UNMERGE, unmerge_fields, "note", "恢复到合并前，单独办理。"),
	REQUEST(ACTION_APPEAL, appeal_fields, false, "kind",
		"复议或诉讼受理时登记“尚未审结”，有结果后再登记一次，以最后一次为准，计入年度报告。"),
	HOTLINE(ACTION_CALLBACK, callback_fields, true, "result",
		"没有联系上的，可以再登记一次。没有解决的，请督办员退回重新办理。"),
	FORM(ACTION_PUBLISH, publish_fields, "version", "隐去个人信息后的标题、内容和答复向社会公开。"),
	REQUEST(ACTION_LAPSE, lapse_fields, false, "note",
		"补正期限已过，申请人没有补正，视为放弃申请，不再处理。"),
	REQUEST(ACTION_UNPAID, unpaid_fields, false, "note",
		"缴费期限已过，申请人没有缴费，视为放弃申请，不再处理。"),
	FORM(ACTION_REMARK, remark_fields, "note",
		"只有办理这一件的工作人员能看到，不会公开，来件人也看不到。要提醒同事，写“@姓名”或“@账号”，后面空一格。"),
	FORM(ACTION_TAKE, take_fields, "version", "登记为这一件的经办人，同事在列表中能看到。"),
	FORM(ACTION_GIVE, give_fields, "to", "改由本部门的一位同事经办。"),
	DANGER(REQUESTS, ACTION_DECLINE, decline_request_fields, "reason",
		"只限广告，或与同一申请人的另一件申请重复。原因会告诉申请人，督办员也能看到。"),
	DANGER(CHANNELS_ALL, ACTION_DECLINE, decline_fields, "reason", "原因会告诉来件人，内容不公开。"),
	DANGER(CHANNELS_ALL, ACTION_UNPUBLISH, unpublish_fields, "reason",
		"立即从所有公开页面撤下，办理继续。"),
};
const size_t action_forms_count = sizeof(action_forms) / sizeof(action_forms[0]);

/* What differs where nothing becomes public by itself. */
static const char *const private_hints[ACTION_COUNT] = {
	[ACTION_ACCEPT] = "通过后交给部门办理，不会公开。来件人同意公开的，可以另行公开。",
	[ACTION_MERGE] =
		"同一个人重复来信的，并入已经受理的那一件。另一个人的来信不要合并：合并后看不到对方那一件的答复。",
	[ACTION_DRAFT] = "答复经审签后发给来件人，有可能公开，请勿写入当事人的姓名、电话等个人信息。",
	[ACTION_APPROVE] = "签名后立即发给来件人，以后只能修订，不能删除。",
};

struct str action_hint(const struct action_form *form, enum channel channel)
{
	const char *other = channel != CHANNEL_TOPIC ? private_hints[form->action] : NULL;

	return str_of(other != NULL ? other : form->hint);
}

const struct action_form *action_form_of(enum action action, enum channel channel)
{
	for (size_t i = 0; i < action_forms_count; i++)
		if (action_forms[i].action == action &&
			(action_forms[i].channels & CHANNEL_BIT(channel)) != 0)
			return &action_forms[i];
	return NULL;
}
