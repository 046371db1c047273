#include "notify/target.h"

#include <stdlib.h>
#include <unistd.h>

#include "crypt/keyed_hash.h"
#include "model/application.h"
#include "model/department.h"

static const char *const type_names[TARGET_TYPE_COUNT] = { "json", "wecom", "dingtalk", "command",
	"sms", "mail", "push" };

#define SECRET_LEAST 16
#define CHECK_BYTES ((size_t)64 << 10)
#define CODE_KIND (1u << NOTICE_CODE)
#define STAFF_KINDS (((1u << NOTICE_COUNT) - 1) & ~NOTICES_TO_SENDERS)

const char *target_type_name(enum target_type type)
{
	return type_names[type];
}

static bool read_switch(const char *text, bool *out)
{
	*out = strcmp(text, "on") == 0;
	return *out || strcmp(text, "off") == 0;
}

/*
 * A code goes by a target of its own: providers want a text of its own for it, and it waits for no
 * morning.
 */
static bool read_kinds(struct target *target)
{
	uint32_t all = target_to_senders(target) ? NOTICES_TO_SENDERS & ~CODE_KIND : STAFF_KINDS;
	struct str rest = str_of(target->kinds_text);
	struct str name;
	enum notice_kind kind;

	if (str_eq(rest, S("all")))
		target->kinds = all;
	while (target->kinds != all && str_cut(&rest, ',', &name)) {
		if (!notice_parse(str_trim(name), &kind))
			return false;
		target->kinds |= 1u << kind;
	}
	if (target->type == TARGET_SMS && target->kinds == CODE_KIND)
		return true;
	return target->kinds != 0 && (target->kinds & ~all) == 0;
}

/* One address that needs no quotes anywhere. */
static bool address_plain(const char *text)
{
	struct arena *arena = arena_new(CHECK_BYTES);
	struct str address;
	bool plain = email_address(arena, str_of(text), &address) && str_eq(address, str_of(text));

	arena_free(arena);
	return plain;
}

/* Words between blanks; no quotes, no shell. */
static bool read_command(struct target *target)
{
	size_t count = 0;
	char *rest;
	char *word;

	target->words = strdup(target->command);
	if (target->words == NULL)
		abort();
	for (word = strtok_r(target->words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		if (count == TARGET_WORDS)
			return false;
		target->argv[count++] = word;
	}
	return count > 0 && target->argv[0][0] == '/' && access(target->argv[0], X_OK) == 0;
}

static bool read_type(struct target *target)
{
	size_t type = 0;

	while (type < TARGET_TYPE_COUNT && strcmp(target->type_name, type_names[type]) != 0)
		type++;
	target->type = (enum target_type)type;
	return type < TARGET_TYPE_COUNT;
}

static bool starts(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Where it is sent: by a command, to a webhook or to a mail server. */
static const char *check_place(struct target *target)
{
	bool by_command = target->type == TARGET_COMMAND ||
		(target->type == TARGET_SMS && target->command[0] != '\0');

	if (by_command && (target->url[0] != '\0' || !read_command(target)))
		return "needs a command and no url: the whole path of a program, with at most 7 plain arguments";
	if (target->type == TARGET_MAIL && (target->command[0] != '\0' ||
		(!starts(target->url, "smtp://") && !starts(target->url, "smtps://"))))
		return "needs a url that begins with smtp:// (STARTTLS) or smtps://, and no command";
	if (target->type == TARGET_PUSH && (target->command[0] != '\0' || target->url[0] != '\0'))
		return "needs neither url nor command: each browser names its push service";
	if (!by_command && target->type != TARGET_MAIL && target->type != TARGET_PUSH &&
		(target->command[0] != '\0' || !starts(target->url, "https://")))
		return "needs a url that begins with https://, and no command";
	return NULL;
}

/* What only targets for senders have. */
static const char *check_sending(struct target *target)
{
	bool sms = target->type == TARGET_SMS;
	bool mail = target->type == TARGET_MAIL;

	if (strcmp(target->encoding_text, "form") == 0)
		target->encoding = TEMPLATE_FORM;
	else if (strcmp(target->encoding_text, "json") != 0)
		return "encoding must be json or form";
	if (!sms && (target->template[0] != '\0' || target->header[0] != '\0' || target->accept[0] != '\0' ||
		target->encoding == TEMPLATE_FORM))
		return "has template, encoding, header or accept, which only type sms has";
	if (!mail && (target->from[0] != '\0' || target->user[0] != '\0' || target->password[0] != '\0'))
		return "has from, user or password, which only type mail has";
	if (target->template[0] == '\0' && target->encoding == TEMPLATE_FORM)
		return "needs a template, since encoding is form";
	if (target->template[0] != '\0' &&
		!message_template_valid(target->encoding, str_of(target->template)))
		return "template must be JSON (or encoding = form), with no other than {phone}, {number}, {event}, {url}, {stop}, {text}, {code} and {site} in it";
	if (target->accept[0] != '\0' && strchr(target->accept, '=') == NULL)
		return "accept must be like code=0";
	if (target->header[0] != '\0' && strchr(target->header, ':') == NULL)
		return "header must be like Name: value";
	if (mail && !address_plain(target->from))
		return "from must be an e-mail address";
	return NULL;
}

/* For whom it is, and what it may carry. */
static const char *check_readers(struct target *target)
{
	bool one_dept = target->dept[0] != '\0';
	bool one_account = target->account[0] != '\0';

	if (target_to_senders(target) && (one_dept || one_account || target->link_text[0] != '\0'))
		return "goes to senders of cases, so it has no dept, account or link";
	if (one_dept && !dept_id_valid(str_of(target->dept)))
		return "dept must be the id of a department";
	if (one_account && (one_dept || !dept_id_valid(str_of(target->account))))
		return "account must be the id of an account, and stands without dept";
	target->link = one_dept || one_account;
	if (target->link_text[0] != '\0' && !read_switch(target->link_text, &target->link))
		return "link must be on or off";
	if (target->link && !one_dept && !one_account)
		return "may carry links only if it is for one department or account: set dept or account";
	return NULL;
}

const char *target_check(struct target *target)
{
	const char *bad;

	if (!read_type(target))
		return "type must be json, wecom, dingtalk, command, sms, mail or push";
	bad = check_place(target);
	if (bad == NULL && !read_kinds(target))
		bad = target_to_senders(target) ?
			"kinds must be some of accepted, assigned, extended, answered, asked, ended, followed, confirm, with commas between; or code alone, of type sms" :
			"kinds must be some of assign, remind, supervise, return, answer, rating, recall, review, emergency, check, with commas between";
	if (bad == NULL)
		bad = check_readers(target);
	if (bad == NULL)
		bad = check_sending(target);
	if (bad != NULL)
		return bad;
	if (!read_switch(target->private_text, &target->allow_private))
		return "allow_private must be on or off";
	if (target->secret[0] != '\0' && strlen(target->secret) < SECRET_LEAST)
		return "secret must have at least 16 characters";
	if (target->ca[0] != '\0' && access(target->ca, R_OK) != 0)
		return "ca names a file that can't be read";
	return NULL;
}

bool target_wants(const struct target *target, const struct notice_event *event)
{
	if ((target->kinds & 1u << event->kind) == 0)
		return false;
	if (target->account[0] != '\0')
		return str_eq(event->account, str_of(target->account));
	return target->dept[0] == '\0' || str_eq(event->dept, str_of(target->dept));
}

/* Who gets a review link reviews in its account's name, so a group where the author reads too gets none. */
bool target_links(const struct target *target, const struct notice_event *event)
{
	return target->link && (event->kind != NOTICE_REVIEW || target->account[0] != '\0');
}

bool target_to_senders(const struct target *target)
{
	return target->type == TARGET_SMS || target->type == TARGET_MAIL || target->type == TARGET_PUSH;
}

enum told target_way(const struct target *target)
{
	if (target->type == TARGET_PUSH)
		return TOLD_PUSH;
	return target->type == TARGET_MAIL ? TOLD_MAIL : TOLD_SMS;
}

bool target_keeps_quiet(const struct target *target)
{
	return target_to_senders(target) && target->kinds != CODE_KIND;
}

struct str target_secret(struct casework *work, const struct target *target)
{
	if (target->secret[0] != '\0')
		return str_of(target->secret);
	return keys_index(work->arena, work->keys,
		arena_join(work->arena, S("webhook "), str_of(target->name)));
}
