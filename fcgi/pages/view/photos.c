#include "pages/view/photos.h"

#include "pages/case/case.h"
#include "pages/site.h"
#include "pages/view/staff_view.h"
#include "photos/decoder.h"
#include "privacy/limit.h"
#include "privacy/proof.h"

#define FIELD "photo"
/* For all photos of a form: nginx waits 20 seconds for the whole reply. */
#define WAIT_MS 10000
/* Photos of one form that are decoded: it may be shown again a few times. */
#define DECODED_PER_FORM (4 * PHOTOS_MOST)

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
		return arena_printf(arena, "第 %zu 张照片尺寸太大，或者几张加起来太大，打不开。请换一张，或者截图后再选", place);
	case PICTURE_BROKEN:
		return arena_printf(arena, "第 %zu 张照片已经损坏，打不开。请换一张", place);
	case PICTURE_COSTLY:
		return arena_printf(arena, "第 %zu 张照片的格式太复杂，打不开。请换一张，或者截图后再选", place);
	default:
		return S("照片现在存不了，请过一会儿再试，或者先不选照片");
	}
}

static bool is_photo(const struct upload *upload)
{
	return str_eq(upload->name, S(FIELD));
}

static size_t count_photos(const struct exchange *exchange)
{
	size_t count = 0;

	for (const struct upload *upload = exchange->request->uploads; upload != NULL; upload = upload->next)
		count += is_photo(upload);
	return count;
}

static enum status refuse(struct form_values *values, enum status fault, struct str why)
{
	form_fault(values, FIELD, why);
	return fault;
}

static enum status check_proof(struct exchange *exchange, struct form_values *values)
{
	struct casework work = site_work(exchange);
	bool good;

	if (!site_challenged(exchange))
		return OK;
	TRY(proof_use(&work, field_get(exchange->request->form, "altcha"), exchange->form_nonce, &good));
	return good ? OK : refuse(values, ERR_INVALID, S("带照片要先通过“不是机器人”的验证。请等下面的验证完成，重新选照片再提交；"
		"验证一直完成不了的，请不选照片，先提交文字"));
}

/* Decoding costs whatever becomes of the form, so each photo is counted before. */
static enum status count_decodes(struct exchange *exchange, struct form_values *values, size_t count)
{
	const struct config *config = exchange->site->config;
	struct casework work = site_work(exchange);
	struct limit limits[] = {
		limit_of(&work, "photo.d.", site_visitor(exchange), config->limits.photos_per_device_hour, 3600),
		limit_of(&work, "photo.f.", exchange->form_nonce, DECODED_PER_FORM, 3600),
		limit_of_network(&work, "photo.a.", config->limits.photos_per_address_hour, 3600),
	};
	enum status status;

	if (exchange->session != NULL)
		return OK;
	status = limit_spend(&work, limits, sizeof(limits) / sizeof(limits[0]), count);
	return status == ERR_TOO_MANY ? refuse(values, status, S("这一小时传的照片太多了，请过一小时再传，或者先不选照片")) : status;
}

/* One after the other. */
static enum status decode(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	struct casework work = site_work(exchange);
	int64_t end = clock_steady() + WAIT_MS;
	size_t place = 0;

	for (const struct upload *upload = exchange->request->uploads; upload != NULL; upload = upload->next) {
		int64_t left = end - clock_steady();
		enum picture picture;

		if (!is_photo(upload))
			continue;
		place++;
		picture = photos_take(&work, out, upload->bytes, left > 0 ? (int)left : 0);
		if (picture == PICTURE_OK)
			continue;
		photos_discard(&work, out);
		return refuse(values, picture == PICTURE_FAILED ? ERR_AWAY : ERR_INVALID,
			fault_of(exchange->arena, picture, place));
	}
	return OK;
}

enum status photos_receive(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	size_t count = takes_photos(values) ? count_photos(exchange) : 0;
	struct casework work = site_work(exchange);
	enum status status;
	struct decoder *decoder;

	*out = (struct photos){ 0 };
	if (count == 0)
		return OK;
	TRY(check_proof(exchange, values));
	status = decoder_begin(&work, exchange->session != NULL, &decoder);
	if (status == ERR_TOO_MANY)
		return refuse(values, ERR_AWAY, S("现在传照片的人多，请稍后再试，或者先不选照片"));
	if (status != OK)
		return refuse(values, status, fault_of(exchange->arena, PICTURE_FAILED, 0));
	status = count_decodes(exchange, values, count);
	if (status == OK)
		status = decode(exchange, values, out);
	decoder_end(decoder);
	return status;
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

/* A photo that a moderator has before the eyes. */
struct reviewed {
	struct casework work;
	struct case_record record;
	struct str id;
	struct value *thread;
};

static enum status open_photo(struct exchange *exchange, struct reviewed *reviewed)
{
	reviewed->work = site_work(exchange);
	reviewed->id = exchange->params[1];
	TRY(open_case(exchange, &reviewed->work, &reviewed->record, &reviewed->thread));
	return photo_seen(&reviewed->work, &reviewed->record, reviewed->thread, &exchange->session->viewer, reviewed->id);
}

static enum status done(struct exchange *exchange, struct reviewed *reviewed, enum status status)
{
	if (status == ERR_NOT_NOW)
		return site_refuse(exchange, ERR_CONFLICT, S("这张照片刚才已经有人处理了。"));
	TRY(status);
	staff_done_view(&reviewed->work, &reviewed->record, exchange->reply->view);
	site_page(exchange, "staff_case", reviewed->record.title, "desk");
	return site_done(exchange, arena_printf(exchange->arena, "/staff/cases/%llu",
		(unsigned long long)reviewed->record.n), 200);
}

enum status photos_staff_drop(struct exchange *exchange)
{
	struct reviewed reviewed;

	TRY(open_photo(exchange, &reviewed));
	return done(exchange, &reviewed,
		photo_drop(&reviewed.work, reviewed.record.n, reviewed.id, &exchange->session->viewer));
}

/* "cell0" … */
static struct str cell_name(struct arena *arena, int cell)
{
	return arena_join(arena, S("cell"), num(arena, cell));
}

static void add_cells(struct exchange *exchange)
{
	struct value *cells = map_list(exchange->reply->frame, "cells");

	for (int cell = 0; cell < PICTURE_CELLS; cell++) {
		struct value *map = list_map(cells);

		map_str(map, "cell", cell_name(exchange->arena, cell));
		map_str(map, "cell_label", arena_printf(exchange->arena, "第 %d 行第 %d 列", cell / PICTURE_GRID + 1,
			cell % PICTURE_GRID + 1));
	}
}

static const struct form_field no_fields[] = { { .name = NULL } };
static const struct form blur_form = { .name = "staff", .fields = no_fields };

static enum status show_grid(struct exchange *exchange, struct reviewed *reviewed, enum status fault, struct str why)
{
	TRY(site_show_form(exchange, &(struct site_form){ .template = "staff_photo", .title = "模糊照片", .menu = "desk",
		.form = &blur_form, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map_int(exchange->reply->view, "n", (int64_t)reviewed->record.n);
	map_str(exchange->reply->view, "number", case_number(&reviewed->work, &reviewed->record));
	map_str(exchange->reply->view, "photo_id", reviewed->id);
	add_cells(exchange);
	return OK;
}

enum status photos_staff_grid(struct exchange *exchange)
{
	struct reviewed reviewed;

	TRY(open_photo(exchange, &reviewed));
	return show_grid(exchange, &reviewed, OK, (struct str){ 0 });
}

/* The cells that were chosen, or all; false if there are none. */
static bool read_mask(const struct exchange *exchange, char mask[PICTURE_CELLS + 1])
{
	const struct field *form = exchange->request->form;
	bool all = str_eq(field_get(form, "all"), S("1"));
	bool any = false;

	for (int cell = 0; cell < PICTURE_CELLS; cell++) {
		bool chosen = all || str_eq(field_get(form, cell_name(exchange->arena, cell).data), S("1"));

		mask[cell] = chosen ? '1' : '0';
		any = any || chosen;
	}
	mask[PICTURE_CELLS] = '\0';
	return any;
}

enum status photos_staff_blur(struct exchange *exchange)
{
	struct reviewed reviewed;
	char mask[PICTURE_CELLS + 1];

	TRY(open_photo(exchange, &reviewed));
	if (!read_mask(exchange, mask))
		return show_grid(exchange, &reviewed, ERR_INVALID, S("请先点要遮住的格子，或者按“整张模糊”。"));
	return done(exchange, &reviewed,
		photo_blur(&reviewed.work, reviewed.record.n, reviewed.id, mask, &exchange->session->viewer));
}
