#include "pages/photos.h"

#include "pages/public.h"
#include "pages/staff.h"
#include "pages/staff_view.h"

#define FIELD "photo"
/* For all photos of a form: nginx waits 20 seconds for the whole reply. */
#define WAIT_MS 14000

static bool takes_photos(const struct form_values *values)
{
	for (size_t i = 0; values->form->fields[i].name != NULL; i++)
		if (values->form->fields[i].kind == FIELD_PHOTOS)
			return true;
	return false;
}

static struct str fault_of(struct arena *arena, enum picture picture, size_t place)
{
	switch (picture) {
	case PICTURE_UNKNOWN:
		return arena_printf(arena, "第 %zu 个文件不是照片，或者打不开这种格式。请选手机里拍的照片（JPG、PNG、WebP 或 HEIC）",
			place);
	case PICTURE_HUGE:
		return arena_printf(arena, "第 %zu 张照片尺寸太大，打不开。请换一张，或者截图后再选", place);
	case PICTURE_BROKEN:
		return arena_printf(arena, "第 %zu 张照片已经损坏，打不开。请换一张", place);
	default:
		return S("照片现在存不了，请过一会儿再试，或者先不选照片");
	}
}

enum status photos_receive(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	struct casework work = site_work(exchange);
	int64_t end = clock_now() + WAIT_MS;
	size_t place = 0;

	*out = (struct photos){ 0 };
	if (!takes_photos(values))
		return OK;
	for (const struct upload *upload = exchange->request->uploads; upload != NULL; upload = upload->next) {
		int64_t left = end - clock_now();
		enum picture picture;

		if (!str_eq(upload->name, S(FIELD)))
			continue;
		place++;
		picture = photos_take(&work, out, upload->bytes, left > 0 ? (int)left : 0);
		if (picture == PICTURE_OK)
			continue;
		photos_discard(&work, out);
		form_fault(values, FIELD, fault_of(exchange->arena, picture, place));
		return picture == PICTURE_FAILED ? ERR_AWAY : ERR_INVALID;
	}
	return OK;
}

void photos_base(struct value *view, struct str base)
{
	map_str(view, "photo_base", base);
}

/* The last placeholder of the pattern that matched. */
static struct str last_param(const struct exchange *exchange)
{
	size_t i = ROUTE_PARAMS - 1;

	while (i > 0 && exchange->params[i].len == 0)
		i--;
	return exchange->params[i];
}

enum status photos_send(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer)
{
	struct reply *reply = exchange->reply;
	struct str name = last_param(exchange);
	struct str id;

	if (!photo_name_id(name, &id))
		return ERR_NOT_FOUND;
	TRY(photo_seen(work, record, thread, viewer, id));
	reply_header(reply, S("X-Accel-Redirect"), arena_printf(exchange->arena, "/photo-files/%llu/%.*s.jpg",
		(unsigned long long)record->n, STR_ARG(name)));
	reply->type = S("image/jpeg");
	/* Asked for each time, so that a photo that was taken down is gone; what everybody sees need not be sent each time. */
	reply->revalidate = viewer->roles == ROLE_PUBLIC;
	return OK;
}

static uint64_t number_of(const struct exchange *exchange)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	return n;
}

enum status photos_public(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;

	TRY(case_read(&work, number_of(exchange), &record, &thread, NULL));
	return photos_send(exchange, &work, &record, thread, &viewer_public);
}

/* The case, if it is this person's business. */
static enum status open_case(struct exchange *exchange, struct casework *work, struct case_record *record,
	struct value **thread)
{
	TRY(case_read(work, number_of(exchange), record, thread, NULL));
	return staff_may_open(record, &exchange->session->viewer) ? OK : ERR_NOT_FOUND;
}

enum status photos_staff(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;

	TRY(open_case(exchange, &work, &record, &thread));
	return photos_send(exchange, &work, &record, thread, &exchange->session->viewer);
}

typedef enum status (*remedy_function)(struct casework *work, uint64_t n, struct str id, const struct viewer *by);

static enum status remedy(struct exchange *exchange, remedy_function carry_out)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;
	enum status status;

	TRY(open_case(exchange, &work, &record, &thread));
	TRY(photo_seen(&work, &record, thread, &exchange->session->viewer, exchange->params[1]));
	status = carry_out(&work, record.n, exchange->params[1], &exchange->session->viewer);
	if (status == ERR_NOT_NOW)
		return site_refuse(exchange, ERR_CONFLICT, S("这张照片刚才已经有人处理了。"));
	TRY(status);
	staff_done_view(&work, &record, exchange->reply->view);
	site_page(exchange, "staff_case", record.title, "desk");
	return site_done(exchange, arena_printf(exchange->arena, "/staff/cases/%llu", (unsigned long long)record.n), 200);
}

enum status photos_staff_blur(struct exchange *exchange)
{
	return remedy(exchange, photo_blur);
}

enum status photos_staff_drop(struct exchange *exchange)
{
	return remedy(exchange, photo_drop);
}
