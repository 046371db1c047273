#include "casework_rig.h"

#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#include "base/json_print.h"
#include "model/department.h"
#include "model/work_order.h"
#include "store/keys.h"
#include "upkeep/recount.h"
#include "scratch.h"

struct casework rig;
struct config rig_config;

const struct viewer rig_moderator = { .roles = ROLE_MODERATOR, .id = { "mod1", 4 } };
const struct viewer rig_dispatcher = { .roles = ROLE_DISPATCHER, .id = { "disp1", 5 } };
const struct viewer rig_clerk = { .roles = ROLE_CLERK, .id = { "zjj1", 4 }, .dept = { "zjj", 3 } };
const struct viewer rig_other_clerk = { .roles = ROLE_CLERK, .id = { "jtj1", 4 }, .dept = { "jtj", 3 } };
const struct viewer rig_approver = { .roles = ROLE_APPROVER, .id = { "appr1", 5 } };
const struct viewer rig_supervisor = { .roles = ROLE_SUPERVISOR, .id = { "sup1", 4 } };

static char folder[64];
static char socket_path[96];
static char password_path[96];
static char keys_path[96];
static char cache_path[96];
static char log_path[96];
static char archive_path[96];
static char site_name[] = "微问政";
static char number_prefix[] = "YC";
static char office[] = "zjj";
static pid_t redis;
static struct keys *keys;
static struct workdays *calendar;

struct viewer rig_asker(uint64_t n)
{
	return (struct viewer){ .roles = ROLE_ASKER, .id = S("asker"), .case_n = n };
}

static bool print_page(void *context, struct arena *arena, const struct value *view, struct str *html)
{
	(void)context;
	*html = json_print(arena, view);
	return true;
}

const struct archive_printer rig_printer = { .print = print_page };

struct store *rig_link(void)
{
	struct store_options options = { .site = "test", .socket = socket_path, .user = "wenzheng",
		.password_file = password_path, .timeout_ms = 3000 };

	return store_new(&options);
}

static void start_redis(void)
{
	FILE *password = fopen(password_path, "w");

	assert_non_null(password);
	fputs("test\n", password);
	fclose(password);
	redis = fork();
	assert_true(redis >= 0);
	if (redis == 0) {
		/* A test that crashes must not leave its server behind. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execlp("redis-server", "redis-server", "--port", "0", "--unixsocket", socket_path, "--dir",
			folder, "--save", "", "--loglevel", "warning", "--logfile", log_path, "--user",
			"wenzheng", "on", ">test", "~*", "+@all", (char *)NULL);
		_exit(127);
	}
	for (int tries = 0; access(socket_path, F_OK) != 0; tries++) {
		assert_true(tries < 500);
		usleep(10 * 1000);
	}
}

static void name_paths(void)
{
	snprintf(folder, sizeof(folder), "/tmp/wenzheng-rig-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(socket_path, sizeof(socket_path), "%s/redis.sock", folder);
	snprintf(password_path, sizeof(password_path), "%s/redis.pass", folder);
	snprintf(keys_path, sizeof(keys_path), "%s/keys", folder);
	snprintf(cache_path, sizeof(cache_path), "%s/cache", folder);
	snprintf(log_path, sizeof(log_path), "%s/redis.log", folder);
	snprintf(archive_path, sizeof(archive_path), "%s/archive", folder);
	assert_int_equal(mkdir(archive_path, 0700), 0);
}

int rig_start(void **state)
{
	const char *problem = "";

	(void)state;
	name_paths();
	start_redis();
	assert_int_equal(keys_load(keys_path, &keys, &problem), OK);
	assert_int_equal(workdays_load("conf/holidays.csv", NULL, &calendar, &problem), OK);
	rig_config.site.number_prefix = number_prefix;
	rig_config.paths.cache = rig_config.paths.suggest = cache_path;
	rig_config.site.name = site_name;
	rig_config.site.host = site_name;
	rig_config.requests.archive_years = 5;
	rig_config.requests.archive_dir = rig_config.cases.events_dir = archive_path;
	rig_config.cases.approval_topic = true;
	rig_config.staff.idle_minutes = 120;
	rig_config.staff.session_hours = 12;
	rig_config.staff.sessions_most = 20;
	rig_config.cases.review_days = 1;
	rig_config.cases.dispatch_days = 1;
	rig_config.cases.return_days = 1;
	rig_config.cases.returns_most = 2;
	rig_config.cases.opinion_days = 2;
	rig_config.cases.consult_days = 5;
	rig_config.cases.other_days = 7;
	rig_config.cases.extend_total_days = 15;
	rig_config.hotline.consult_days = 3;
	rig_config.hotline.other_days = 7;
	rig_config.hotline.complaint_days = 15;
	rig_config.hotline.extend_days = 10;
	rig_config.requests.answer_days = rig_config.requests.extend_days = 20;
	rig_config.requests.notice_days = 7;
	rig_config.requests.correct_days = rig_config.requests.consult_days = 15;
	rig_config.requests.serve_days = 5;
	rig_config.requests.pay_days = 20;
	rig_config.requests.resume_days = 1;
	rig_config.office.dept = office;
	rig_config.cases.close_days = 15;
	rig_config.cases.retention_days = 1095;
	rig_config.limits.posts_per_device_hour = 5;
	rig_config.limits.posts_per_phone_day = 5;
	rig_config.limits.comments_per_device_hour = 20;
	rig_config.limits.waiting_per_case = 200;
	rig_config.limits.waiting_per_device = 20;
	rig_config.limits.waiting_per_address = 500;
	rig = (struct casework){ .arena = arena_new((size_t)64 << 20), .store = rig_link(), .keys = keys,
		.config = &rig_config, .calendar = calendar };
	return 0;
}

int rig_stop(void **state)
{
	(void)state;
	store_free(rig.store);
	arena_free(rig.arena);
	keys_free(keys);
	workdays_free(calendar);
	kill(redis, SIGTERM);
	waitpid(redis, NULL, 0);
	return scratch_remove_folder(folder);
}

void rig_colleague(void)
{
	struct batch batch = batch_in(rig.arena);
	BATCH(&batch, S("HSET"), key_staff(rig.store, rig.arena, S("zjj2")), S("name"), S("李四"), S("roles"),
		S("clerk"), S("dept"), S("zjj"));
	BATCH(&batch, S("SADD"), key_staff_all(rig.store, rig.arena), S("zjj2"));
	assert_int_equal(store_commit(rig.store, &batch, NULL), OK);
}

int rig_clean(void **state)
{
	struct batch batch;
	struct result *results;
	struct dept zjj = { .id = S("zjj"), .name = S("市住房和城乡建设局"),
		.number_pattern = S("云住建公开〔{year}〕{n}号"), .review_body = S("云川市人民政府"),
		.review_url = S("https://fuyi.example.com/"), .court = S("云川市人民法院") };
	struct dept jtj = { .id = S("jtj"), .name = S("市交通运输局") };

	(void)state;
	arena_reset(rig.arena);
	assert_true(clock_parse(S("2026-03-02 10:00"), &rig.now));
	rig_config.cases.approval_topic = true;
	batch = batch_in(rig.arena);
	BATCH(&batch, S("FLUSHALL"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	assert_int_equal(dept_add(&rig, &zjj, S("operator")), OK);
	assert_int_equal(dept_add(&rig, &jtj, S("operator")), OK);
	/* A test finds no event but its own. */
	batch = batch_in(rig.arena);
	BATCH(&batch, S("DEL"), key_events(rig.store, rig.arena));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	return 0;
}

struct str rig_events(const char *prefix)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	struct str text = { 0 };

	BATCH(&batch, S("XRANGE"), key_events(rig.store, rig.arena), S("-"), S("+"));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	for (size_t i = 0; i < results[0].count; i++) {
		const struct result *pairs = &results[0].items[i].items[1];

		if (str_starts(result_pair(pairs, S("a")), str_of(prefix)))
			text = ARENA_GLUE(rig.arena, text, text.len > 0 ? S("; ") : S(""),
				result_pair(pairs, S("a")), S(" "), result_pair(pairs, S("by")), S(" "),
				result_pair(pairs, S("d")));
	}
	return text;
}

uint64_t rig_submit(const char *title, const char *body)
{
	struct submission in = { .channel = CHANNEL_TOPIC, .category = CATEGORY_HELP, .title = str_of(title),
		.body = str_of(body) };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return receipt.n;
}

enum status rig_act(uint64_t n, const struct act *act, struct case_record *after)
{
	struct case_record ignored;
	struct str why;

	return case_act(&rig, n, act, after != NULL ? after : &ignored, &why);
}

static void step(uint64_t n, struct act act)
{
	assert_int_equal(rig_act(n, &act, NULL), OK);
}

static void walk_to_answer(uint64_t n, enum state state)
{
	struct viewer asker = rig_asker(n);

	step(n, (struct act){ .action = ACTION_ASSIGN, .by = &rig_dispatcher, .dept = S("zjj") });
	if (state == STATE_ASSIGNED)
		return;
	step(n, (struct act){ .action = ACTION_DRAFT, .by = &rig_clerk,
		.text = S("您好，路灯已经修好，感谢您的反映。"),
		.outcome = S("granted") });
	if (state == STATE_DRAFTED)
		return;
	step(n, (struct act){ .action = ACTION_APPROVE, .by = &rig_approver });
	if (state == STATE_ANSWERED)
		return;
	step(n, (struct act){ .action = ACTION_RATE, .by = &asker, .rating = 5 });
}

/* The submitted case n into that state; into is a case of its channel to merge it with. */
static uint64_t walk(uint64_t n, enum state state, uint64_t into)
{
	struct viewer asker = rig_asker(n);

	if (state == STATE_PENDING)
		return n;
	if (state == STATE_WITHDRAWN) {
		step(n, (struct act){ .action = ACTION_WITHDRAW, .by = &asker });
		return n;
	}
	if (state == STATE_DECLINED) {
		step(n, (struct act){ .action = ACTION_DECLINE, .by = &rig_moderator, .reason = S("ads") });
		return n;
	}
	step(n, (struct act){ .action = ACTION_ACCEPT, .by = &rig_moderator });
	if (state == STATE_MERGED)
		step(n, (struct act){ .action = ACTION_MERGE, .by = &rig_moderator, .into = into });
	else if (state != STATE_ACCEPTED)
		walk_to_answer(n, state);
	return n;
}

uint64_t rig_case_in(enum state state)
{
	uint64_t into = state == STATE_MERGED ? rig_case_in(STATE_ACCEPTED) : 0;

	return walk(rig_submit("人民路路灯不亮", "人民路东段的路灯坏了一个多月，晚上出门很不方便。"), state,
		into);
}

uint64_t rig_letter_in(enum state state, bool consent)
{
	uint64_t into = state == STATE_MERGED ? rig_letter_in(STATE_ACCEPTED, consent) : 0;
	static int64_t phone = 13900000000;
	struct submission in = { .channel = CHANNEL_LETTER, .category = CATEGORY_HELP,
		.title = S("低保申请半年没有回音"),
		.body = S("去年九月交的低保申请，到现在没有人答复。"), .name = S("张三丰"),
		.phone = num(rig.arena, ++phone),
		.addressee = S("市长信箱"), .consent = consent };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return walk(receipt.n, state, into);
}

uint64_t rig_order_in(enum state state)
{
	uint64_t into = state == STATE_MERGED ? rig_order_in(STATE_ACCEPTED) : 0;
	struct work_order order = { .urgency = URGENCY_URGENT, .via = VIA_PHONE, .reply_wanted = true };
	struct submission in = { .channel = CHANNEL_HOTLINE, .category = CATEGORY_COMPLAINT,
		.title = S("人民路口红绿灯不亮"),
		.body = S("人民路十字路口的红绿灯从昨天起不亮，很危险。"), .name = S("陆建国"),
		.phone = S("13987654321"),
		.order = &order, .by = rig_dispatcher.id, .source = S(HOTLINE_SOURCE) };
	static int order_no;
	struct receipt receipt;

	in.upstream_no = num(rig.arena, ++order_no);
	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	return walk(receipt.n, state, into);
}

uint64_t rig_request_in(enum state state)
{
	static int64_t phone = 13700000000;
	struct application application = { .applicant = APPLICANT_PERSON, .mode = MODE_ONLINE,
		.wanted = WANTED_POST,
		.paper = PAPER_RESIDENT, .paper_no = S("11010519491231002X"),
		.address = S("城南街道幸福路 8 号 2 单元 301 室"),
		.email = S("zhaomh@example.com"), .purpose = S("办理房屋继承") };
	struct submission in = { .channel = CHANNEL_REQUEST, .category = CATEGORY_OTHER,
		.title = S("城南棚户区改造的补偿方案"),
		.body = S("申请公开城南棚户区改造项目的补偿安置方案全文。"), .name = S("赵敏慧"),
		.phone = num(rig.arena, ++phone), .application = &application };
	struct receipt receipt;

	assert_int_equal(case_submit(&rig, &in, &receipt), OK);
	if (state != STATE_PENDING && state != STATE_DECLINED)
		step(receipt.n, (struct act){ .action = ACTION_CONFIRM, .by = &rig_moderator });
	if (state != STATE_CORRECTING && state != STATE_CONSULTING && state != STATE_CHARGING)
		return walk(receipt.n, state, 0);
	walk(receipt.n, STATE_ASSIGNED, 0);
	if (state == STATE_CORRECTING)
		step(receipt.n, (struct act){ .action = ACTION_CORRECT, .by = &rig_clerk,
			.reason = S("请写明要哪一年的"), .days = 10 });
	else if (state == STATE_CONSULTING)
		step(receipt.n, (struct act){ .action = ACTION_CONSULT, .by = &rig_clerk,
			.reason = S("请云川建筑公司表示意见"),
			.kind = S("third"), .party = S("云川建筑公司") });
	else
		step(receipt.n, (struct act){ .action = ACTION_CHARGE, .by = &rig_clerk, .kind = S("items"),
			.earlier = 10, .count = 5, .reason = S("到市财政局窗口缴纳") });
	rig_serve(receipt.n);
	return receipt.n;
}

struct case_record read_case(uint64_t n)
{
	struct case_record record;

	assert_int_equal(case_read(&rig, n, &record, NULL, NULL), OK);
	return record;
}

int64_t rig_moment(const char *text)
{
	int64_t ms;

	assert_true(clock_parse(str_of(text), &ms));
	return ms;
}

void rig_do(uint64_t n, const struct act *act)
{
	struct case_record after;
	struct str why;
	enum status status = case_act(&rig, n, act, &after, &why);

	if (status != OK)
		fail_msg("%s: %d %.*s", action_name(act->action), (int)status, STR_ARG(why));
}

static void print_wrong(const char *line)
{
	print_error("%s\n", line);
}

void assert_recount_agrees(void)
{
	struct recount recount = { .report = print_wrong };

	assert_int_equal(recount_run(&rig, false, &recount), OK);
	assert_int_equal(recount.wrong, 0);
}
