/*
 * fee: what may be charged for handling requests for information, by 国办函〔2020〕109号
 * (政府信息公开信息处理费管理办法): by the items one applicant files in a calendar month (article 4), or by
 * the pages given out for one request (article 5), never both; each part of the count at its own rate.  Pure
 * functions; nothing fails.  Depends on: base.
 */
#ifndef LAW_FEE_H
#define LAW_FEE_H

#include "base/str.h"

enum fee_basis { FEE_ITEMS, FEE_PAGES, FEE_BASES };

/* Names in forms and the thread ("items", "pages") and back; labels in Chinese (按件, 按量). */
const char *fee_basis_name(enum fee_basis basis);
const char *fee_basis_label(enum fee_basis basis);
bool fee_basis_parse(struct str name, enum fee_basis *out);

/* The largest count that is worked out. */
enum { FEE_ITEMS_MOST = 1000, FEE_PAGES_MOST = 100000 };

/* A part of the count with one rate. */
struct fee_step {
	int64_t from;	/* the first item or page of the part, from 1 */
	int64_t to;	/* the last that is counted */
	int64_t each;	/* yuan an item or page */
};
#define FEE_STEPS 100

/* The parts that count (0 or more, at most the basis's most) falls into; their number. */
size_t fee_steps(enum fee_basis basis, int64_t count, struct fee_step out[FEE_STEPS]);

/* Yuan for count items or pages. */
int64_t fee_yuan(enum fee_basis basis, int64_t count);

/*
 * Yuan for one application: by items those that it asks for (一事一申请: each matter is one), after those
 * that its applicant filed earlier in the month; by pages its pages, and earlier is 0.
 */
int64_t fee_charged(enum fee_basis basis, int64_t earlier, int64_t count);

#endif
