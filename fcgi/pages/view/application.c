#include "pages/view/application.h"

#include "model/application.h"
#include "model/lengths.h"
#include "pages/view/intake.h"
#include "pages/notice_fields.h"

/* What staff write down was received a year ago at most: older is a slip of the pen. */
#define RECEIVED_DAYS_MOST 365

static const struct choice persons[] = { { "person", "自然人" }, { NULL, NULL } };
static const struct choice organisations[] = {
	{ "business", "商业企业" },
	{ "research", "科研机构" },
	{ "charity", "社会公益组织" },
	{ "legal", "法律服务机构" },
	{ "other", "其他" },
	{ NULL, NULL },
};
static const struct choice persons_papers[] = {
	{ "resident", "居民身份证" },
	{ "passport", "护照" },
	{ "permit", "港澳居民来往内地通行证／台湾居民来往大陆通行证／港澳台居民居住证" },
	{ "other", "其他证件" },
	{ NULL, NULL },
};
static const struct choice organisations_papers[] = {
	{ "credit", "营业执照（统一社会信用代码）" },
	{ "other", "其他证件" },
	{ NULL, NULL },
};
static const struct choice ways_wanted[] = {
	{ "email", "发到电子邮箱" },
	{ "pickup", "自行领取" },
	{ "post", "邮寄" },
	{ "read", "查阅、抄录" },
	{ NULL, NULL },
};
static const struct choice modes[] = {
	{ "person", "当面" },
	{ "post", "邮寄" },
	{ "plain", "平信" },
	{ "fax", "传真" },
	{ "online", "网络" },
	{ NULL, NULL },
};

/* Who applies, for a person and for an organisation: the same fields, in other words. */
#define APPLICANT(kind_label, kinds, name_label, papers) \
	{ .name = "applicant", .label = (kind_label), .kind = FIELD_CHOICE, .required = true, \
	  .choices = (kinds) }, \
	{ .name = "name", .label = (name_label), .kind = FIELD_LINE, .required = true, .min = NAME_MIN, \
	  .max = ORGANISATION_MAX }, \
	{ .name = "paper", .label = "证件类型", .kind = FIELD_CHOICE, .required = true, .choices = (papers) }
#define PERSON \
	APPLICANT("申请人类别", persons, "姓名", persons_papers), \
	{ .name = "person", .label = "联系人", .kind = FIELD_LINE, .max = NAME_MAX }
#define ORGANISATION \
	APPLICANT("单位类别", organisations, "单位名称", organisations_papers), \
	{ .name = "person", .label = "联系人", .kind = FIELD_LINE, .required = true, .min = NAME_MIN, \
	  .max = NAME_MAX }
#define REST(needs_phone) \
	{ .name = "kind", .label = "申请人", .kind = FIELD_LINE, .max = 10 }, \
	{ .name = "paper_no", .label = "证件号码", .kind = FIELD_LINE, .required = true, \
	  .max = PAPER_NO_MAX }, \
	{ .name = "phone", .label = "联系电话", .kind = FIELD_PHONE, .required = (needs_phone) }, \
	{ .name = "address", .label = "通信地址", .kind = FIELD_LINE, .min = ADDRESS_MIN, \
	  .max = ADDRESS_MAX }, \
	{ .name = "email", .label = "电子邮箱", .kind = FIELD_LINE, .max = EMAIL_MAX }, \
	{ .name = "title", .label = "信息名称", .kind = FIELD_LINE, .required = true, .min = TITLE_MIN, \
	  .max = TITLE_MAX }, \
	{ .name = "document_no", .label = "文号", .kind = FIELD_LINE, .max = DOCUMENT_NO_MAX }, \
	{ .name = "body", .label = "具体描述", .kind = FIELD_TEXT, .required = true, .min = BODY_MIN, \
	  .max = BODY_MAX }, \
	{ .name = "purpose", .label = "用途", .kind = FIELD_LINE, .max = PURPOSE_MAX }, \
	{ .name = "wanted", .label = "获取方式", .kind = FIELD_CHOICE, .required = true, \
	  .choices = ways_wanted }
#define ENTRY \
	{ .name = "mode", .label = "接收方式", .kind = FIELD_CHOICE, .required = true, .choices = modes }, \
	{ .name = "received", .label = "收到日期", .kind = FIELD_LINE, .max = 10 }
#define NOTICES NOTICES_SMS_FIELD, NOTICES_MAIL_FIELD
#define END { .name = NULL }

static const struct form_field person_fields[] = { PERSON, REST(true), NOTICES, END };
static const struct form_field organisation_fields[] = { ORGANISATION, REST(true), NOTICES, END };
static const struct form_field person_entry_fields[] = { ENTRY, PERSON, REST(false), END };
static const struct form_field organisation_entry_fields[] = { ENTRY, ORGANISATION, REST(false), END };

/* By whether it is for an organisation. */
static const struct form forms[] = { { "request", person_fields }, { "request", organisation_fields } };
static const struct form entry_forms[] = { { "staff", person_entry_fields },
	{ "staff", organisation_entry_fields } };

static bool for_organisation(const struct form *form)
{
	return form == &forms[1] || form == &entry_forms[1];
}

/* Which shape: what the form itself said, or the link that led to it. */
static enum status shape_of(const struct exchange *exchange, const struct form *shapes,
	const struct form **out)
{
	bool sent = exchange->request->method == METHOD_POST || exchange->request->form != NULL;
	struct str kind = field_get(sent ? exchange->request->form : exchange->request->query, "kind");

	if (kind.len != 0 && !str_eq(kind, S("person")) && !str_eq(kind, S("org")))
		return ERR_MALFORMED;
	*out = &shapes[str_eq(kind, S("org"))];
	return OK;
}

static enum status request_form(struct exchange *exchange, const struct form **form)
{
	return shape_of(exchange, forms, form);
}

static enum status entry_form(struct exchange *exchange, const struct form **form)
{
	return shape_of(exchange, entry_forms, form);
}

static bool is_wrong(const struct form_values *values, const char *name)
{
	for (size_t i = 0; values->form->fields[i].name != NULL; i++)
		if (strcmp(values->form->fields[i].name, name) == 0)
			return values->errors[i].len > 0;
	return false;
}

static void read_paper(struct exchange *exchange, struct form_values *values, struct application *application)
{
	struct str typed = form_get(values, "paper_no");

	if (!paper_parse(form_get(values, "paper"), &application->paper) || is_wrong(values, "paper_no") ||
		paper_number(exchange->arena, application->paper, typed, exchange->request->now,
			&application->paper_no))
		return;
	if (application->paper == PAPER_RESIDENT)
		form_fault(values, "paper_no",
			S("身份证号不对，应为 18 位，最后一位可能是 X，请对照身份证核对"));
	else if (application->paper == PAPER_CREDIT)
		form_fault(values, "paper_no",
			S("统一社会信用代码不对，应为 18 位数字和大写字母，请对照营业执照或登记证书核对"));
	else
		form_fault(values, "paper_no", S("证件号码应为 4 到 30 位数字和字母"));
}

/*
 * Where an answer can go: what was asked for must be possible, and there is always a way to reach the
 * applicant.
 */
static void read_ways(struct exchange *exchange, struct form_values *values, struct application *application)
{
	struct str typed = form_get(values, "email");
	bool chosen = wanted_parse(form_get(values, "wanted"), &application->wanted);

	application->address = form_get(values, "address");
	if (typed.len > 0 && !is_wrong(values, "email") &&
		!email_address(exchange->arena, typed, &application->email))
		form_fault(values, "email", S("电子邮箱格式不对，例如 name@example.com，请核对"));
	if (chosen && application->wanted == WANTED_EMAIL && typed.len == 0)
		form_fault(values, "email", S("您选了发到电子邮箱，请填写电子邮箱"));
	if (chosen && application->wanted == WANTED_POST && application->address.len == 0)
		form_fault(values, "address", S("您选了邮寄，请填写通信地址"));
	if (form_get(values, "phone").len == 0 && application->address.len == 0 &&
		!is_wrong(values, "phone") && !is_wrong(values, "address"))
		form_fault(values, "phone", S("联系电话和通信地址至少填一项"));
}

static struct application *read_application(struct exchange *exchange, struct form_values *values)
{
	struct application *application = ARENA_NEW(exchange->arena, struct application);

	applicant_parse(form_get(values, "applicant"), &application->applicant);
	application->document_no = form_get(values, "document_no");
	application->person = form_get(values, "person");
	application->purpose = form_get(values, "purpose");
	read_paper(exchange, values, application);
	read_ways(exchange, values, application);
	return application;
}

static void request_fill(struct exchange *exchange, struct form_values *values, struct submission *submission)
{
	submission->category = CATEGORY_OTHER;
	submission->application = read_application(exchange, values);
	notices_read(exchange, values, true, submission);
}

/*
 * When it counts as received by law: at once for who stands here, signed for by post; otherwise both sides
 * confirm first.
 */
static void read_receipt(struct exchange *exchange, struct form_values *values,
	struct application *application)
{
	int64_t now = exchange->request->now;
	struct date date;
	int32_t day;

	if (!mode_parse(form_get(values, "mode"), &application->mode) ||
		(application->mode != MODE_PERSON && application->mode != MODE_POST))
		return;
	if (!date_parse(form_get(values, "received"), &date)) {
		form_fault(values, "received", S("请填写收到日期，例如 2026-11-20"));
		return;
	}
	day = day_of_date(date);
	application->received = day == clock_day(now) ? now : clock_day_start(day);
	if (day > clock_day(now))
		form_fault(values, "received", S("收到日期不能晚于今天"));
	else if (day < clock_day(now) - RECEIVED_DAYS_MOST)
		form_fault(values, "received", S("收到日期是一年以前，请核对"));
}

static void entry_fill(struct exchange *exchange, struct form_values *values, struct submission *submission)
{
	struct application *application = read_application(exchange, values);

	read_receipt(exchange, values, application);
	submission->category = CATEGORY_OTHER;
	submission->application = application;
}

static void form_show(struct exchange *exchange, const struct form *form, const struct form_values *values)
{
	struct value *frame = exchange->reply->frame;

	(void)values;
	map_bool(frame, "organisation", for_organisation(form));
	map_bool(frame, "entry", exchange->session != NULL);
	notices_offer(exchange);
	application_days(exchange->site->config, frame);
	map_str(frame, "today", clock_date(exchange->arena, exchange->request->now));
}

/* What most people have is chosen already. */
static struct value *request_prefill(struct exchange *exchange)
{
	struct value *map = value_map(exchange->arena);

	map_str(map, "paper",
		str_eq(field_get(exchange->request->query, "kind"), S("org")) ? S("credit") : S("resident"));
	return map;
}

static struct value *entry_prefill(struct exchange *exchange)
{
	struct value *map = request_prefill(exchange);

	map_str(map, "received", clock_date(exchange->arena, exchange->request->now));
	return map;
}

const struct intake_channel intake_request = {
	.channel = CHANNEL_REQUEST,
	.path = "/requests",
	.template = "request_new",
	.title = "申请公开信息",
	.menu = "requests",
	.form = { "request", person_fields },
	.form_of = request_form,
	.fill = request_fill,
	.show = form_show,
	.prefill = request_prefill,
};
const struct intake_channel intake_request_entry = {
	.channel = CHANNEL_REQUEST,
	.path = "/staff/requests",
	.template = "staff_request_new",
	.title = "登记信息公开申请",
	.menu = "desk",
	.roles = ROLE_MODERATOR | ROLE_DISPATCHER,
	.form = { "staff", person_entry_fields },
	.form_of = entry_form,
	.fill = entry_fill,
	.show = form_show,
	.prefill = entry_prefill,
};

void application_view(struct casework *work, const struct case_record *record, struct value *map)
{
	map_str(map, "applicant", str_of(applicant_name(record->applicant)));
	map_str(map, "applicant_label", str_of(applicant_label(record->applicant)));
	map_str(map, "mode", str_of(mode_name(record->mode)));
	map_str(map, "mode_label", str_of(mode_label(record->mode)));
	map_str(map, "wanted", str_of(wanted_name(record->wanted)));
	map_str(map, "wanted_label", str_of(wanted_label(record->wanted)));
	map_str(map, "document_no", record->document_no);
	map_bool(map, "remission", record->remission);
	map_str(map, "received",
		record->received != 0 ? clock_date(work->arena, record->received) : (struct str){ 0 });
}

void application_days(const struct config *config, struct value *map)
{
	int kept = config->cases.retention_days / 365;

	map_int(map, "answer_days", config->requests.answer_days);
	map_int(map, "extend_days", config->requests.extend_days);
	map_int(map, "notice_days", config->requests.notice_days);
	/* Its contact data goes with the archive package, and not before that of other cases. */
	map_int(map, "kept_years", kept > config->requests.archive_years ? kept :
		config->requests.archive_years);
}

void application_contact_view(const struct sealed_contact *contact, struct value *map)
{
	enum paper paper;

	map_str(map, "contact_paper",
		paper_parse(contact->paper, &paper) ? str_of(paper_label(paper)) : (struct str){ 0 });
	map_str(map, "contact_paper_no", contact->paper_no);
	map_str(map, "contact_person", contact->person);
	map_str(map, "contact_address", contact->address);
	map_str(map, "contact_purpose", contact->purpose);
	map_str(map, "contact_addition", contact->addition);
	map_str(map, "contact_explanation", contact->explanation);
	map_str(map, "contact_document_no", contact->document_no);
}
