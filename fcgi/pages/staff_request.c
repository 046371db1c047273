#include "pages/staff_request.h"

#include "cases/fee.h"
#include "cases/filings.h"

static int64_t fee_of(int64_t place)
{
	int64_t counted = place < FEE_ITEMS_MOST ? place : FEE_ITEMS_MOST;

	return fee_yuan(FEE_ITEMS, counted) - fee_yuan(FEE_ITEMS, counted - 1);
}

enum status staff_request_view(struct casework *work, const struct case_record *record, const struct viewer *viewer,
	struct value *view)
{
	struct case_record others[FILINGS_OTHERS];
	struct filings filings;
	struct value *map;
	struct value *list;

	TRY(filings_read(work, record, &filings));
	if (filings.place == 0)
		return OK;
	map = map_map(view, "filings");
	map_int(map, "filed_month", filings.month);
	map_int(map, "filed_place", filings.place);
	map_int(map, "filed_fee", fee_of(filings.place));
	list = map_list(map, "filed_others");
	TRY(case_read_many(work, filings.others, filings.others_count, others));
	for (size_t i = 0; i < filings.others_count; i++) {
		struct value *row;

		if (others[i].n == 0 || !staff_may_open(&others[i], viewer))
			continue;
		row = list_map(list);
		map_int(row, "filed_n", (int64_t)others[i].n);
		map_str(row, "filed_number", case_number(work, &others[i]));
		map_str(row, "filed_title", others[i].title);
		map_str(row, "filed_state_label", str_of(state_label(others[i].state)));
	}
	return OK;
}
