/* The route table as policy: what may be posted, and by whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "pages/http/routes.h"
#include "web/counters.h"
#include "model/lifecycle.h"
#include "pages/view/intake.h"
#include "pages/case/forms.h"

static bool is_staff(const struct route *route)
{
	return str_eq(str_of(route->pattern), S("/staff")) ||
		str_starts(str_of(route->pattern), S("/staff/"));
}

/* Only a mail or text message leads there. */
static bool is_mailed(const struct route *route)
{
	return str_starts(str_of(route->pattern), S("/n/:token/")) ||
		str_starts(str_of(route->pattern), S("/f/:token"));
}

static void every_post_needs_a_form_or_answer_token(void **state)
{
	size_t posts = 0;

	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].method != METHOD_POST)
			continue;
		posts++;
		if (routes[i].proof == PROOF_NONE ||
			(routes[i].proof != PROOF_LINK && routes[i].form == NULL))
			fail_msg("POST %s takes no token", routes[i].pattern);
		if (routes[i].proof == PROOF_LINK && !is_mailed(&routes[i]))
			fail_msg("POST %s takes a link that others than its owner may know", routes[i].pattern);
		if (routes[i].body == BODY_NONE || routes[i].body_max == 0)
			fail_msg("POST %s takes no body", routes[i].pattern);
		if (routes[i].has_json)
			fail_msg("POST %s is shown as JSON", routes[i].pattern);
	}
	assert_true(posts > 20);
}

static void every_page_has_room_for_its_times(void **state)
{
	(void)state;
	assert_true(routes_count <= COUNTERS_PAGES);
}

static void no_get_asks_for_a_token_or_a_body(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].method == METHOD_GET && routes[i].proof != PROOF_NONE)
			fail_msg("GET %s takes a token", routes[i].pattern);
		if (routes[i].method == METHOD_GET &&
			(routes[i].body != BODY_NONE || routes[i].body_max != 0))
			fail_msg("GET %s takes a body", routes[i].pattern);
	}
}

/* A form with files needs a route that takes them. */
static void only_forms_with_photos_may_be_multipart(void **state)
{
	static const char *const with_photos[] = { "ask", "letter", "followup" };
	static const char *const of_answers[] = { "/answer/:token", "/answer/:token/save",
		"/staff/cases/:n/save", "/staff/cases/:n/:id" };

	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		bool wanted = false;

		for (size_t k = 0; k < sizeof(of_answers) / sizeof(of_answers[0]); k++)
			wanted = wanted || (routes[i].method == METHOD_POST &&
				strcmp(routes[i].pattern, of_answers[k]) == 0);

		for (size_t k = 0; k < sizeof(with_photos) / sizeof(with_photos[0]); k++)
			wanted = wanted ||
				(routes[i].form != NULL && strcmp(routes[i].form, with_photos[k]) == 0);
		/* Which topics are like a question's text has nothing to do with its photos. */
		wanted = wanted && routes[i].method == METHOD_POST &&
			strcmp(routes[i].pattern, "/topics/similar") != 0;
		if (routes[i].proof != PROOF_LINK && (routes[i].body == BODY_MULTIPART) != wanted)
			fail_msg("%s: photos are %s", routes[i].pattern, wanted ? "refused" : "taken");
	}
}

static void every_page_of_the_staff_needs_a_role_but_the_login(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		struct str pattern = str_of(routes[i].pattern);
		bool login = str_eq(pattern, S("/staff/login")) || str_eq(pattern, S("/staff/logout"));

		if (is_staff(&routes[i]) && !login && routes[i].roles == 0)
			fail_msg("%s is open to everybody", routes[i].pattern);
		if ((!is_staff(&routes[i]) || login) && routes[i].roles != 0)
			fail_msg("%s asks for a role where nobody is signed in", routes[i].pattern);
		if ((routes[i].roles & ~(ROLE_STAFF | ROLE_SOLE_ADMIN)) != 0)
			fail_msg("%s asks for a role that no account has", routes[i].pattern);
	}
}

static void accounts_and_departments_are_the_administrators(void **state)
{
	const uint32_t both = ROLE_ADMIN | ROLE_SECURITY;

	(void)state;
	for (size_t i = 0; i < routes_count; i++) {
		struct str pattern = str_of(routes[i].pattern);

		if (str_starts(pattern, S("/staff/departments")))
			assert_int_equal(routes[i].roles, ROLE_ADMIN);
		if (str_starts(pattern, S("/staff/accounts")))
			assert_true(routes[i].roles != 0 && (routes[i].roles & ~both) == 0);
	}
}

static void nothing_can_be_changed_by_who_audits(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].method == METHOD_POST && routes[i].roles != ROLE_STAFF &&
			(routes[i].roles & ROLE_AUDITOR) != 0)
			fail_msg("%s is open to the auditor", routes[i].pattern);
}

static void no_row_hides_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < routes_count; i++)
		for (size_t j = 0; j < i; j++)
			if (routes[i].method == routes[j].method &&
			    str_eq(str_of(routes[i].pattern), str_of(routes[j].pattern)))
				fail_msg("%s stands twice", routes[i].pattern);
}

static void every_action_of_the_staff_has_a_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		const struct lifecycle_row *row = lifecycle_row((enum action)i);
		bool staff = (row->by & ROLE_STAFF) != 0;

		for (enum channel channel = 0; channel < CHANNEL_COUNT; channel++) {
			bool form = action_form_of(row->action, channel) != NULL;

			if (form && !staff)
				fail_msg("%s: has a form nobody may send", action_name(row->action));
			if (!form && staff && (row->channels & CHANNEL_BIT(channel)) != 0)
				fail_msg("%s: has no form for a %s", action_name(row->action),
					channel_name(channel));
		}
	}
}

/* What the lifecycle says an action needs, its form asks for; and the version, always. */
static bool has_field(const struct action_form *form, const char *name)
{
	for (size_t i = 0; form->form.fields[i].name != NULL; i++)
		if (strcmp(form->form.fields[i].name, name) == 0)
			return true;
	return false;
}

static void every_form_asks_for_what_its_action_needs(void **state)
{
	static const struct {
		uint32_t need;
		const char *field;
		bool request;	/* only of requests */
	} needs[] = {
		{ NEED_REASON, "reason", false },
		{ NEED_NOTE, "note", false },
		{ NEED_REMARK, "note", false },
		{ NEED_COLLEAGUE, "to", false },
		{ NEED_DEPT, "dept", false },
		{ NEED_DAYS, "days", false },
		{ NEED_TEXT, "text", false },
		{ NEED_INTO, "into", false },
		{ NEED_OPINION, "text", false },
		{ NEED_ADDITION, "text", false },
		{ NEED_KIND, "kind", false },
		{ NEED_RESULT, "result", false },
		{ NEED_OUTCOME, "outcome", true },
		{ NEED_CONSENTER, "consenter", true },
	};

	(void)state;
	for (size_t i = 0; i < action_forms_count; i++) {
		const struct action_form *form = &action_forms[i];

		assert_true(has_field(form, "version"));
		assert_true(has_field(form, form->at_fault));
		for (size_t k = 0; k < sizeof(needs) / sizeof(needs[0]); k++)
			if ((lifecycle_row(form->action)->needs & needs[k].need) != 0 &&
			    (!needs[k].request || form == action_form_of(form->action, CHANNEL_REQUEST)) &&
			    !has_field(form, needs[k].field))
				fail_msg("%s does not ask for %s", action_name(form->action), needs[k].field);
	}
}

static const struct route *route_of(enum method method, struct str pattern)
{
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].method == method && str_eq(str_of(routes[i].pattern), pattern))
			return &routes[i];
	return NULL;
}

static bool form_has(const struct form *form, const char *name)
{
	for (size_t i = 0; form->fields[i].name != NULL; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return true;
	return false;
}

static void every_way_in_has_its_two_routes_and_the_common_fields(void **state)
{
	size_t shown = 0;

	(void)state;
	for (size_t i = 0; i < intake_channels_count; i++) {
		char path[100];
		const struct route *show;
		const struct route *take = route_of(METHOD_POST, str_of(intake_channels[i]->path));

		snprintf(path, sizeof(path), "%s/new", intake_channels[i]->path);
		show = route_of(METHOD_GET, str_of(path));
		if (show == NULL || show->handler != intake_show || take == NULL ||
			take->handler != intake_take || take->retry != intake_again ||
			show->roles != take->roles || take->roles != intake_channels[i]->roles ||
			show->data != intake_channels[i] || take->data != intake_channels[i])
			fail_msg("%s has not its routes", intake_channels[i]->path);
		assert_string_equal(take->form, intake_channels[i]->form.name);
		assert_true(form_has(&intake_channels[i]->form, "title") &&
			form_has(&intake_channels[i]->form, "body"));
		assert_true(form_has(&intake_channels[i]->form, "name") &&
			form_has(&intake_channels[i]->form, "phone"));
	}
	for (size_t i = 0; i < routes_count; i++)
		shown += routes[i].handler == intake_show;
	assert_int_equal(shown, intake_channels_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_post_needs_a_form_or_answer_token),
		cmocka_unit_test(every_page_has_room_for_its_times),
		cmocka_unit_test(no_get_asks_for_a_token_or_a_body),
		cmocka_unit_test(only_forms_with_photos_may_be_multipart),
		cmocka_unit_test(every_page_of_the_staff_needs_a_role_but_the_login),
		cmocka_unit_test(accounts_and_departments_are_the_administrators),
		cmocka_unit_test(nothing_can_be_changed_by_who_audits),
		cmocka_unit_test(no_row_hides_another),
		cmocka_unit_test(every_action_of_the_staff_has_a_form),
		cmocka_unit_test(every_way_in_has_its_two_routes_and_the_common_fields),
		cmocka_unit_test(every_form_asks_for_what_its_action_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
