#include "pages/public/photos.h"

#include "pages/view/photos.h"

enum status photos_public(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(&work, n, &record, &thread, NULL));
	return photos_send(exchange, &work, &record, thread, &viewer_public);
}
