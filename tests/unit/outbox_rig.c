#include "outbox_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cases/outbox.h"

static char outbox_site_name[] = "微问政";

int outbox_begin(void **state)
{
	rig_clean(state);
	rig_config.site.name = outbox_site_name;
	assert_int_equal(outbox_open(&rig, S("all")), OK);
	return 0;
}

size_t outbox_take_for(const char *target, struct notice_event *messages)
{
	size_t count;

	assert_int_equal(outbox_take(&rig, str_of(target), &outbox_test_rules, MESSAGES_MOST, messages,
		&count),
		OK);
	return count;
}
