#include "pages/case/request.h"

#include "law/fee.h"

static int64_t fee_of(int64_t place)
{
	int64_t counted = place < FEE_ITEMS_MOST ? place : FEE_ITEMS_MOST;

	return fee_charged(FEE_ITEMS, counted - 1, 1);
}

void staff_request_view(struct casework *work, const struct applicant_filings *filings,
	const struct viewer *viewer, struct value *view)
{
	struct value *map;
	struct value *list;

	if (filings->place == 0)
		return;
	map = map_map(view, "filings");
	map_int(map, "filed_month", filings->month);
	map_int(map, "filed_place", filings->place);
	map_int(map, "filed_fee", fee_of(filings->place));
	list = map_list(map, "filed_others");
	for (size_t i = 0; i < filings->others_count; i++) {
		const struct case_record *other = &filings->records[i];
		struct value *row;

		if (other->n == 0 || !staff_may_open(other, viewer))
			continue;
		row = list_map(list);
		map_int(row, "filed_n", (int64_t)other->n);
		map_str(row, "filed_number", case_number(work, other));
		map_str(row, "filed_title", other->title);
		map_str(row, "filed_state_label", str_of(state_label(other->state)));
	}
}
