#include "ctl/person/person.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_print.h"
#include "law/personal.h"
#include "staff/account.h"
#include "upkeep/person/erasure.h"

/* Who does it for the person: a known account, so that the record names somebody. */
static int read_by(struct ctl *ctl, struct str *by)
{
	const char *id = ctl_value(ctl, "by");
	struct account account;
	enum status status;

	if (id == NULL)
		return ctl_fail("--by ACCOUNT names who does this for the person: the record keeps it");
	*by = str_of(id);
	status = account_read(&ctl->work, *by, &account);
	if (status == ERR_AWAY)
		return ctl_fail_status(ctl, "--by", status);
	if (status != OK)
		return ctl_fail("--by %s: there is no such account", id);
	return account.disabled ? ctl_fail("--by %s: this account is disabled", id) : CTL_DONE;
}

/* "17" or "YC20261123-00017". */
static int read_number(struct ctl *ctl, const char *text, uint64_t *n)
{
	if (str_to_u64(str_of(text), INT64_MAX, n) || case_number_parse(&ctl->work, str_of(text), n))
		return CTL_DONE;
	return ctl_fail("%s is no case's number", text);
}

static int fail_case(const struct ctl *ctl, uint64_t n, enum status status)
{
	if (status == ERR_TOKEN)
		return ctl_fail("the contact data of case %" PRIu64 " can't be opened: its key is missing or revoked",
			n);
	if (status == ERR_NOT_FOUND)
		return ctl_fail("there is no case %" PRIu64, n);
	return ctl_fail_status(ctl, "case", status);
}

#define NAME_BYTES 256

/* An export. */
struct export {
	struct ctl *ctl;
	struct person_request request;
	uint64_t cases[PERSON_CASES];
	size_t count;
	int64_t since;		/* when the oldest of them came in */
	bool more;		/* something stands before it in the list */
	char name[NAME_BYTES];	/* that the first of them with a name gives */
	bool names_differ;
};

/* One telephone may be a family's or a village clerk's: then the cases are not all of who asks for the copy. */
static void note_name(struct export *export, const struct value *held)
{
	struct str name = map_get_str(map_get(held, "contact"), "name");

	if (name.len == 0 || name.len >= NAME_BYTES)
		return;
	if (export->name[0] == '\0')
		memcpy(export->name, name.data, name.len);
	else if (!str_eq(name, str_of(export->name)))
		export->names_differ = true;
}

static void warn_of_names(const struct export *export)
{
	if (export->names_differ)
		fputs("wenzhengctl: these cases give different names, so they may be of several people: before you hand this over,\n"
		      "look at contact.name of each, and export those of who asks one by one, by number\n", stderr);
}

static void print_next(struct export *export, struct arena *arena, const struct value *value)
{
	struct str text = json_print(arena, value);

	printf("%s\n%.*s", export->more ? "," : "", STR_ARG(text));
	export->more = true;
}

static void tell_event(void *context, struct arena *arena, const struct value *event)
{
	print_next(context, arena, event);
}

static int find_cases(struct export *export)
{
	struct ctl *ctl = export->ctl;
	const char *phone = ctl_value(ctl, "phone");
	enum status status;

	if ((phone != NULL) == (ctl->words[0] != NULL))
		return ctl_fail("export takes the number of a case, or --phone with a telephone number");
	export->count = 1;
	if (phone == NULL)
		return read_number(ctl, ctl->words[0], &export->cases[0]);
	status = person_cases(&ctl->work, str_of(phone), export->cases, &export->count);
	if (status == ERR_TOO_MANY)
		return ctl_fail("more than %d cases have this number: export them one by one", PERSON_CASES);
	if (status != OK)
		return ctl_fail_status(ctl, "export", status);
	return export->count > 0 ? CTL_DONE : ctl_fail("no case has this number");
}

static void print_head(const struct export *export)
{
	struct arena *arena = export->ctl->arena;
	struct value *head = value_map(arena);
	struct str text;

	map_str(head, "format", S("wenzheng-person"));
	map_str(head, "site", str_of(export->ctl->config->site.id));
	map_str(head, "made", clock_rfc3339(arena, export->ctl->work.now));
	map_str(head, "by", export->request.by);
	map_str(head, "ground", str_of(personal_copy.words));
	text = json_print(arena, head);
	/* The lists follow in the same map. */
	printf("%.*s,\n\"cases\":[", (int)text.len - 1, text.data);
}

static int print_cases(struct export *export)
{
	for (size_t i = 0; i < export->count; i++) {
		struct value *map;
		int64_t created;
		enum status status = person_copy_case(&export->ctl->work, export->cases[i],
			&export->request, &map, &created);

		if (status != OK)
			return fail_case(export->ctl, export->cases[i], status);
		if (i == 0)
			print_head(export);
		if (i == 0 || created < export->since)
			export->since = created;
		print_next(export, export->ctl->arena, map);
		note_name(export, map);
		ctl_next(export->ctl);
	}
	return CTL_DONE;
}

static int print_all(struct export *export)
{
	enum status status;
	bool lost;

	if (print_cases(export) != CTL_DONE)
		return CTL_FAILED;
	printf("],\n\"events\":[");
	export->more = false;
	status = person_copy_events(&export->ctl->work, export->cases, export->count, export->since,
		tell_event, export, &lost);
	if (status != OK)
		return ctl_fail_status(export->ctl, "export", status);
	printf("],\n\"not_held\":[\"the text of messages that were sent\",\"who wrote a comment, supported a topic or "
	       "follows it: only keyed hashes of devices and addresses are kept\"]}\n");
	if (lost)
		return ctl_fail("a file of old events can't be read (the log names it): its events are missing");
	return CTL_DONE;
}

static int export(struct ctl *ctl)
{
	struct export export = { .ctl = ctl, .request = { .ground = str_of(personal_copy.code) } };
	int done;

	if (read_by(ctl, &export.request.by) != CTL_DONE || find_cases(&export) != CTL_DONE)
		return CTL_FAILED;
	done = print_all(&export);
	warn_of_names(&export);
	return done;
}

/* Until when a request for information is kept, and where it goes then. */
static int refuse_request(const struct ctl *ctl, uint64_t n)
{
	return ctl_fail("case %" PRIu64 " is a request for information: it is kept whole for %d years after its end "
			"([requests] archive_years; 政府信息公开条例 article 45, 个人信息保护法 article 47(2)), then the jobs archive "
			"and erase it; until then it is only stored", n, ctl->config->requests.archive_years);
}

static int erase(struct ctl *ctl)
{
	const char *basis = ctl_value(ctl, "basis");
	const struct personal_ground *ground = personal_erasure(str_of(basis));
	struct person_request request;
	struct person_erased erased;
	enum status status;
	uint64_t n;

	if (ground == NULL)
		return ctl_fail("--basis takes purpose, ended, consent, unlawful or other: wenzhengctl erase --help");
	if (read_by(ctl, &request.by) != CTL_DONE || read_number(ctl, ctl->words[0], &n) != CTL_DONE)
		return CTL_FAILED;
	request.ground = str_of(ground->code);
	status = person_erase(&ctl->work, n, &request, &erased);
	if (status == ERR_FORBIDDEN)
		return refuse_request(ctl, n);
	if (status == ERR_NOT_NOW)
		return ctl_fail("case %" PRIu64 " is still being handled, for which its sender's data is needed "
				"(个人信息保护法 article 13(1)(3)): close it, or what it was merged into, or let its sender withdraw it, first",
				n);
	if (status != OK)
		return fail_case(ctl, n, status);
	printf("case %" PRIu64 ", %s: %s; %" PRIu64 " posts that waited for review and %" PRIu64
		" photos removed\n", n, ground->words, erased.contact ?
		"contact data, the words that masking hid, keyed hashes and the shown name erased" :
		"contact data was erased before", erased.waiting, erased.photos);
	puts("kept: the text as it is shown, masked, with its answers, whose seals prove it (what in it still tells who wrote\n"
	     "it, a moderator takes off or masks on the page of the case); the record of who did what to the case (个人信息\n"
	     "保护法 article 51); what residents wrote below it; and all of it in backups until these are removed.");
	return CTL_DONE;
}

const struct ctl_command ctl_person[] = {
	{ "export", "[NUMBER]", 0, 1, CTL_SITE, export, "Print what is held on a person, for that person, as JSON",
		"NUMBER is a case's (17, or YC20261123-00017).  Its contact data is opened, so make sure who asks.  The names of photos\n"
		"are files in the folder photos/.  Each case leaves an event that supervisors see, with who and 个人信息保护法 article 45.\n"
		"Reads all events since the oldest of the cases.\n",
		{ { "phone", "PHONE", "instead of NUMBER: all cases of this telephone number" },
			{ "by", "ACCOUNT", "the member of staff who does it" } } },
	{ "erase", "NUMBER", 1, 1, CTL_SITE, erase, "Erase what is held on the sender of an ended case, on request",
		"Contact data, what masking hid, the shown name and photos go at once; it says what stays, and why.  It leaves an event\n"
		"that supervisors see, with who and why.  Requests for information and cases that are still handled are refused.\n",
		{ { "by", "ACCOUNT", "the member of staff who does it" },
			{ "basis", "GROUND",
				"of 个人信息保护法 article 47(1): purpose (no longer needed), ended (of retention), consent\n"
				"                           (withdrawn), unlawful, or other" } } },
	{ 0 },
};
