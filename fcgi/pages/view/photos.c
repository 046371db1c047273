#include "pages/view/photos.h"

#include "pages/file_view.h"
#include "pages/view/channel_words.h"
#include "participation/case_photo.h"
#include "participation/enclosed_file.h"
#include "photos/decoder.h"
#include "photos/enclosed.h"
#include "photos/kept_photos.h"
#include "photos/photo_entry.h"
#include "privacy/limit.h"
#include "privacy/proof.h"

#define FIELD "photo"
/* For all photos of a form: nginx waits 20 seconds for the whole reply. */
#define WAIT_MS 10000
/* Photos of one form that are decoded: it may be shown again a few times. */
#define DECODED_PER_FORM (4 * PHOTOS_MOST)

/* The field that takes photos, or NULL. */
static const struct form_field *photo_field(const struct form_values *values)
{
	for (const struct form_field *field = values->form->fields; field->name != NULL; field++)
		if (field->kind == FIELD_PHOTOS)
			return field;
	return NULL;
}

/* What is wrong with a picture: which one, then this. */
static const char *const faults[] = {
	[PICTURE_UNKNOWN] = "不是照片，或者打不开这种格式。请选手机里拍的照片（JPG、PNG、WebP 或 HEIC）",
	[PICTURE_HUGE] = "尺寸太大，或者几张加起来太大，打不开。请换一张，或者截图后再选",
	[PICTURE_BROKEN] = "已经损坏，打不开。请换一张",
	[PICTURE_COSTLY] = "的格式太复杂，打不开。请换一张，或者截图后再选",
};
#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static struct str fault_of(const struct form_values *values, enum picture picture, size_t place)
{
	if ((size_t)picture >= FAULTS || faults[picture] == NULL)
		return S("照片现在存不了，请过一会儿再试，或者先不选照片");
	return ARENA_GLUE(values->arena, form_nth(values->arena, photo_field(values), place,
		picture == PICTURE_UNKNOWN ? "个文件" : "张照片"), str_of(faults[picture]));
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

/* The same photo twice counts once. */
static bool repeats(const struct exchange *exchange, const struct upload *upload)
{
	for (const struct upload *u = exchange->request->uploads; u != upload; u = u->next)
		if (is_photo(u) && str_eq(u->bytes, upload->bytes))
			return true;
	return false;
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
	TRY(proof_use(&work, field_get(exchange->request->form, "altcha"), exchange->form_nonce, S(""),
		&good));
	return good ? OK :
		      refuse(values, ERR_INVALID,
			      S("带照片要先通过“我不是机器人”的验证。请等下面的验证完成，重新选照片再提交；"
				"验证一直完成不了的，请不选照片，先提交文字"));
}

enum status photos_count(struct exchange *exchange, struct form_values *values, const char *field,
	size_t count)
{
	const struct config *config = exchange->site->config;
	struct casework work = site_work(exchange);
	struct limit limits[] = {
		limit_of(&work, "photo.d.", site_visitor(exchange), config->limits.photos_per_device_hour,
			3600),
		limit_of(&work, "photo.f.", exchange->form_nonce, DECODED_PER_FORM, 3600),
		limit_of_network(&work, "photo.a.", config->limits.photos_per_address_hour, 3600),
	};
	enum status status;

	if (exchange->session != NULL)
		return OK;
	status = limit_spend(&work, limits, sizeof(limits) / sizeof(limits[0]), count);
	if (status == ERR_TOO_MANY)
		form_fault(values, field, strcmp(field, "file") == 0 ?
			S("这一小时传的附件太多了，请过一小时再传，或者先不选附件") :
			S("这一小时传的照片太多了，请过一小时再传，或者先不选照片"));
	return status;
}

/* One after the other. */
static enum status decode(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	struct casework work = site_work(exchange);
	int64_t end = clock_steady() + WAIT_MS;
	size_t place = 0;

	for (const struct upload *upload = exchange->request->uploads; upload != NULL;
		upload = upload->next) {
		int64_t left = end - clock_steady();
		enum picture picture;

		if (!is_photo(upload))
			continue;
		place++;
		if (repeats(exchange, upload))
			continue;
		picture = photos_take(&work, out, upload->bytes, left > 0 ? (int)left : 0);
		if (picture != PICTURE_OK)
			return refuse(values, picture == PICTURE_FAILED ? ERR_AWAY : ERR_INVALID,
				fault_of(values, picture, place));
	}
	return OK;
}

/* What came with the form itself. */
static enum status receive_sent(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	size_t count = count_photos(exchange);
	struct casework work = site_work(exchange);
	enum status status;
	struct decoder *decoder;

	if (count == 0)
		return OK;
	TRY(check_proof(exchange, values));
	status = decoder_begin(&work, exchange->session != NULL, clock_steady() + DECODER_WAIT_MS,
		&decoder);
	if (status == ERR_TOO_MANY)
		return refuse(values, ERR_AWAY, S("现在传照片的人多，请稍后再试，或者先不选照片"));
	if (status != OK)
		return refuse(values, status, fault_of(values, PICTURE_FAILED, 0));
	status = photos_count(exchange, values, FIELD, count);
	if (status == OK)
		status = decode(exchange, values, out);
	decoder_end(decoder);
	return status;
}

/* What was sent ahead, in the order in which the form names it. */
static enum status receive_kept(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	struct casework work = site_work(exchange);
	struct kept_photos kept;

	TRY(kept_photos_read(&work, exchange->form_nonce, &kept));
	for (const struct field *f = exchange->request->form; f != NULL; f = f->next) {
		const struct photo *photo = kept_photos_find(&kept, f->value);
		enum status status;

		if (!str_eq(f->name, S(FORM_KEPT)))
			continue;
		status = photo != NULL ? photos_copy(&work, out, photo) : ERR_NOT_FOUND;
		if (status == OK)
			continue;
		return status == ERR_AWAY ? refuse(values, status, fault_of(values, PICTURE_FAILED, 0)) :
			refuse(values, ERR_INVALID,
				S("有照片传上来已经超过一小时，没有保存，请去掉后重新选"));
	}
	return OK;
}

bool photos_came(const struct exchange *exchange)
{
	return exchange->request->uploads != NULL ||
		field_get(exchange->request->form, FORM_KEPT).len > 0;
}

enum status photos_receive(struct exchange *exchange, struct form_values *values, struct photos *out)
{
	struct casework work = site_work(exchange);
	enum status status;

	*out = (struct photos){ 0 };
	if (photo_field(values) == NULL || !photos_came(exchange))
		return OK;
	status = receive_kept(exchange, values, out);
	if (status == OK)
		status = receive_sent(exchange, values, out);
	/* The copies of what was sent ahead too: they cost nothing, so nothing else limits them. */
	if (status != OK) {
		photos_discard(&work, out);
		*out = (struct photos){ 0 };
	}
	return status;
}

void photos_end(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	if (field_get(exchange->request->form, FORM_KEPT).len > 0)
		kept_photos_end(&work, exchange->form_nonce);
}

static void add_addresses(struct value *map, struct str base)
{
	struct str id = map_get_str(map, "file_id");

	for (struct member *m = map->first; m != NULL; m = m->next)
		if (m->value.type == VALUE_LIST || m->value.type == VALUE_MAP)
			add_addresses(&m->value, base);
	if (id.len > 0)
		map_str(map, "url", ARENA_GLUE(map->arena, base, S("/"), id));
}

void photos_base(struct value *view, struct str base)
{
	map_str(view, "photo_base", base);
	add_addresses(view, base);
}

/* The last placeholder of the pattern that matched. */
static struct str last_param(const struct exchange *exchange)
{
	size_t i = ROUTE_PARAMS - 1;

	while (i > 0 && exchange->params[i].len == 0)
		i--;
	return exchange->params[i];
}

/* Where nginx finds a file of a case. */
static struct str inside_of(struct arena *arena, uint64_t n, struct str name, const char *ending)
{
	return ARENA_GLUE(arena, S("/photo-files/"), num(arena, (int64_t)n), S("/"), name, str_of(ending));
}

enum status photos_send(struct exchange *exchange, struct casework *work, const struct case_record *record,
	const struct value *thread, const struct viewer *viewer)
{
	struct reply *reply = exchange->reply;
	struct str name = last_param(exchange);
	struct enclosed_file enclosed;
	const struct value *photo;
	struct str id;

	if (!photo_name_id(name, &id))
		return ERR_NOT_FOUND;
	TRY(case_photo_seen(work, record, thread, viewer, id, &photo));
	if (case_photo_is_file(photo)) {
		if (!str_eq(name, id) || !enclosed_file_read(photo, &enclosed))
			return ERR_NOT_FOUND;
		file_send(exchange, &enclosed.file, inside_of(exchange->arena, record->n, id,
			FOLDER_FILE_ENDING), false);
	} else {
		reply_header(reply, S("X-Accel-Redirect"),
			inside_of(exchange->arena, record->n, name, ".jpg"));
		reply->type = S("image/jpeg");
	}
	/*
	 * Asked for each time, so that a photo that was taken down is gone; what everybody sees need not be
	 * sent each time.
	 */
	reply->revalidate = viewer->roles == ROLE_PUBLIC;
	return OK;
}

static void add_files(struct arena *arena, const struct value *entry, bool findings,
	const struct file_note *note, struct value *map)
{
	const struct member *first = photo_entry_files(entry);
	struct value *list = first != NULL ? map_list(map, "files") : NULL;

	for (const struct member *m = first; m != NULL; m = m->next) {
		struct enclosed_file enclosed;
		struct value *item;

		if (!enclosed_file_read(&m->value, &enclosed))
			continue;
		item = list_map(list);
		map_str(item, "file_id", enclosed.file.id);
		file_view(arena, &enclosed.file, item);
		if (findings)
			file_found_view(arena, enclosed.found, item);
		if (note != NULL && str_eq(note->name, enclosed.file.name))
			map_str(item, "added_note", note->words);
	}
}

static void add_photos(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map)
{
	const struct value *photos = map_get(entry, "photos");
	struct str kind = map_get_str(entry, "kind");
	/* What goes with an answer that is being written has no kind yet. */
	struct str whose = kind.len == 0 || str_eq(kind, S("answer")) || str_eq(kind, S("draft")) ?
		S("答复附的照片 ") :
		ARENA_GLUE(work->arena, str_of(channel_words(record->channel)->sender), S("上传的照片 "));
	struct value *list;
	int64_t place = 0;

	if (photos == NULL)
		return;
	list = map_list(map, "photos");
	for (const struct member *m = photos->first; m != NULL; m = m->next) {
		struct value *photo = list_map(list);

		map_str(photo, "photo_id", map_get_str(&m->value, "id"));
		map_int(photo, "width", map_get_int(&m->value, "w", 0));
		map_int(photo, "height", map_get_int(&m->value, "h", 0));
		map_str(photo, "alt", ARENA_GLUE(work->arena, whose, num(work->arena, ++place)));
	}
}

void photos_view(struct casework *work, const struct case_record *record, const struct value *entry,
	struct value *map)
{
	add_photos(work, record, entry, map);
	add_files(work->arena, entry, false, NULL, map);
}

void photos_enclosed_view(struct casework *work, const struct case_record *record,
	const struct value *enclosed, const struct file_note *note, struct value *map)
{
	add_photos(work, record, enclosed, map);
	add_files(work->arena, enclosed, true, note, map);
}

void photos_inside_view(struct casework *work, const struct case_record *record, const struct value *entry,
	bool open, struct value *map)
{
	add_photos(work, record, entry, map);
	add_files(work->arena, entry, true, NULL, map);
	if (photo_entry_first(entry) != NULL || photo_entry_files(entry) != NULL)
		map_bool(map, "public_now", open);
}

/* Of what goes with an answer that waits: who sees it, and whether this person may mend it. */
struct waiting {
	struct casework *work;
	const struct case_record *record;
	const struct value *thread;
	const struct viewer *viewer;
	bool mends_public;
};

static void mark_waiting(struct waiting *waiting, struct value *map, const struct value *list, const char *id,
	const char *named[2])
{
	bool open = false;
	bool closed = false;

	for (struct member *m = list != NULL ? list->first : NULL; m != NULL; m = m->next) {
		struct str name = map_get_str(&m->value, id);
		const struct value *photo;
		bool seen = case_photo_seen(waiting->work, waiting->record, waiting->thread, &viewer_public,
			name, &photo) == OK;
		bool mends = case_photo_mends(waiting->work, waiting->record, waiting->thread,
			waiting->viewer, name);

		map_bool(&m->value, "public_already", seen);
		map_bool(&m->value, "may_hold", mends);
		open = open || seen;
		closed = closed || (mends && !seen);
		waiting->mends_public = waiting->mends_public || (mends && seen);
	}
	map_bool(map, named[0], open);
	map_bool(map, named[1], closed);
}

void photos_waiting_view(struct casework *work, const struct case_record *record, const struct value *thread,
	const struct viewer *viewer, struct value *map)
{
	struct waiting waiting = { work, record, thread, viewer, false };
	const struct value *enclosed = enclosed_read(work->arena, record, NULL);

	add_photos(work, record, enclosed, map);
	add_files(work->arena, enclosed, true, NULL, map);
	mark_waiting(&waiting, map, map_get(map, "photos"), "photo_id",
		(const char *[2]){ "photos_public", "photos_new" });
	mark_waiting(&waiting, map, map_get(map, "files"), "file_id",
		(const char *[2]){ "files_public", "files_new" });
	map_bool(map, "mends_public", waiting.mends_public);
}
