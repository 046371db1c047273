#include "staff/colleague.h"

enum status colleague_find(struct casework *work, struct str word, struct account *out)
{
	struct account *accounts;
	size_t found = 0;
	size_t count;
	enum status status = account_read(work, word, out);

	if (status != ERR_NOT_FOUND)
		return status;
	TRY(account_list(work, (struct str){ 0 }, ACCOUNTS_ALL, &accounts, &count));
	for (size_t i = 0; i < count; i++)
		if (str_eq(accounts[i].name, word)) {
			*out = accounts[i];
			found++;
		}
	return found == 1 ? OK : ERR_NOT_FOUND;
}

struct viewer account_viewer(const struct account *account)
{
	return (struct viewer){ .roles = account->roles, .fresh = account->fresh, .id = account->id,
		.dept = account->dept };
}
