#include "pages/public/photos.h"

#include "links/tracking.h"
#include "pages/respond.h"
#include "pages/view/photos.h"
#include "photos/kept_photos.h"
#include "privacy/limit.h"

#define PHOTO "photo"
/* Sent ahead in an hour by one network, and by all; they lie on the disk for two, whether their forms are sent or not. */
#define KEPT_OF_NETWORK 200
#define KEPT_PER_HOUR 2000
#define HTTP_CREATED 201

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

static const struct form_field ahead_fields[] = {
	{ .name = PHOTO, .label = "照片", .kind = FIELD_PHOTOS, .max = 1 },
	{ .name = NULL },
};

static enum status refuse(struct form_values *values, enum status fault, struct str why)
{
	form_fault(values, PHOTO, why);
	return fault;
}

static bool wanted(const struct exchange *exchange, struct str id)
{
	for (const struct field *f = exchange->request->form; f != NULL; f = f->next)
		if (str_eq(f->name, S("keep")) && str_eq(f->value, id))
			return true;
	return false;
}

/* What the sender took out of the form again gives its place to others. */
static enum status drop_unwanted(struct exchange *exchange, struct casework *work, struct kept_photos *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		if (!wanted(exchange, kept->list[i].photo.id))
			TRY(kept_photos_drop(work, exchange->form_nonce, &kept->list[i].photo));
	return kept_photos_read(work, exchange->form_nonce, kept);
}

/* A network that is past its own share uses up nothing of what all have. */
static enum status spend(struct casework *work)
{
	struct limit own = limit_of_network(work, "photo.n.", KEPT_OF_NETWORK, 3600);
	struct limit all = limit_of(work, "photo.k.", S("all"), KEPT_PER_HOUR, 3600);

	TRY(limit_spend(work, &own, 1, 1));
	return limit_spend(work, &all, 1, 1);
}

static enum status keep(struct exchange *exchange, struct form_values *values, struct photo *photo,
	bool *repeated)
{
	const struct upload *upload = exchange->request->uploads;
	struct casework work = site_work(exchange);
	struct kept_photos kept;
	struct photos photos = { 0 };
	const struct photo *same;
	struct str hash;

	if (upload == NULL || !str_eq(upload->name, S(PHOTO)))
		return refuse(values, ERR_INVALID, S("请选一张照片"));
	hash = kept_photos_hash(&work, upload->bytes);
	TRY(kept_photos_read(&work, exchange->form_nonce, &kept));
	same = kept_photos_same(&kept, hash);
	*repeated = same != NULL;
	if (same != NULL) {
		*photo = *same;
		return OK;
	}
	TRY(drop_unwanted(exchange, &work, &kept));
	if (kept.count == PHOTOS_MOST)
		return refuse(values, ERR_INVALID, S("照片已经选满了，要换一张的，请先去掉一张"));
	TRY(photos_receive(exchange, values, &photos));
	/* Last: who has no proof of work uses up nothing of what all share. */
	if (spend(&work) != OK) {
		photos_discard(&work, &photos);
		return refuse(values, ERR_AWAY, S("现在传照片的人多，请稍后再试，或者先不选照片"));
	}
	*photo = photos.list[0];
	return kept_photos_add(&work, exchange->form_nonce, photo, hash);
}

/* Those of a follow-up are for the holder of its case's link alone. */
static enum status check_link(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct viewer viewer;
	enum status status;

	if (exchange->params[0].len == 0)
		return OK;
	status = tracking_open(&work, exchange->params[0], &record, NULL, &viewer);
	return status == ERR_TOKEN ? ERR_NOT_FOUND : status;
}

enum status photos_ahead(struct exchange *exchange)
{
	const struct form form = { exchange->route->form, ahead_fields };
	struct form_values values;
	struct value *map;
	struct photo photo;
	bool repeated = false;
	enum status status;

	status = check_link(exchange);
	if (status == ERR_NOT_FOUND)
		return respond_refuse(exchange, status,
			S("链接不正确，或者查询码已更换，照片没有保存。请到“查询进度”用编号和查询码重新打开这一件。"));
	TRY(status);
	form_check(exchange->arena, &form, exchange->request, &values);
	status = ERR_INVALID;
	if (values.ok)
		status = keep(exchange, &values, &photo, &repeated);
	if (status != OK && !values.ok)
		return respond_refuse(exchange, status, values.errors[0]);
	TRY(status);
	map = map_map(exchange->reply->view, "photo");
	map_str(map, "id", photo.id);
	map_int(map, "width", photo.width);
	map_int(map, "height", photo.height);
	map_bool(map, "repeated", repeated);
	return respond_done(exchange, S("/"), HTTP_CREATED);
}
