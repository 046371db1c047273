#include "tally_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "casework_rig.h"
#include "store/keys.h"

int64_t rig_tally(const char *period, const char *field)
{
	struct batch batch = batch_in(rig.arena);
	struct result *results;
	int64_t amount = 0;

	BATCH(&batch, S("HGET"), key_tally(rig.store, rig.arena, str_of(period)), str_of(field));
	assert_int_equal(store_run(rig.store, &batch, &results), OK);
	str_to_i64(results[0].str, &amount);
	return amount;
}
