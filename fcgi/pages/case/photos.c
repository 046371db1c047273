#include "pages/case/photos.h"

#include "pages/respond.h"
#include "pages/view/photos.h"
#include "pages/view/staff_view.h"
#include "participation/case_photo.h"

/* Reads the case; ERR_NOT_FOUND unless this member of staff may open it. */
static enum status open_case(struct exchange *exchange, struct casework *work, struct case_record *record,
	struct value **thread)
{
	uint64_t n = 0;

	(void)str_to_u64(exchange->params[0], INT64_MAX, &n);
	TRY(case_read(work, n, record, thread, NULL));
	return staff_may_open(record, &exchange->session->viewer) ? OK : ERR_NOT_FOUND;
}

enum status staff_photos_show(struct exchange *exchange)
{
	struct casework work = site_work(exchange);
	struct case_record record;
	struct value *thread;

	TRY(open_case(exchange, &work, &record, &thread));
	return photos_send(exchange, &work, &record, thread, &exchange->session->viewer);
}

/* The photo that is to be blurred or removed, and its case. */
struct reviewed {
	struct casework work;
	struct case_record record;
	struct str id;
	const struct value *photo;
	struct value *thread;
};

static enum status open_photo(struct exchange *exchange, struct reviewed *reviewed)
{
	const struct viewer *me = &exchange->session->viewer;

	reviewed->work = site_work(exchange);
	reviewed->id = exchange->params[1];
	TRY(open_case(exchange, &reviewed->work, &reviewed->record, &reviewed->thread));
	TRY(case_photo_seen(&reviewed->work, &reviewed->record, reviewed->thread, me, reviewed->id,
		&reviewed->photo));
	return case_photo_mends(&reviewed->work, &reviewed->record, reviewed->thread, me, reviewed->id) ? OK :
		ERR_FORBIDDEN;
}

/* The desk from which the case was opened, so that it opens there again. */
static struct str desk_of(const struct exchange *exchange, const struct reviewed *reviewed)
{
	const struct request *request = exchange->request;

	return staff_desk_of(exchange->arena, &reviewed->record, &exchange->session->viewer,
		field_get(request->method == METHOD_POST ? request->form : request->query, "desk"));
}

/* step: its name, as it stands in the case's thread. */
static enum status done(struct exchange *exchange, struct reviewed *reviewed, const char *step,
	enum status status)
{
	if (status == ERR_NOT_NOW)
		return respond_refuse(exchange, ERR_CONFLICT,
			S("刚才已经有人处理了这张照片或这个附件，请查看最新情况。"));
	TRY(status);
	staff_done_view(&reviewed->work, &reviewed->record, exchange->reply->view);
	respond_page(exchange, "staff_case", reviewed->record.title, "desk");
	return respond_done(exchange, arena_printf(exchange->arena, "/staff/cases/%llu?done=%s&desk=%.*s",
		(unsigned long long)reviewed->record.n, step, STR_ARG(desk_of(exchange, reviewed))), 200);
}

/* The same for what can be blurred: a file can't. */
static enum status open_blur(struct exchange *exchange, struct reviewed *reviewed)
{
	TRY(open_photo(exchange, reviewed));
	return case_photo_is_file(reviewed->photo) ? ERR_NOT_FOUND : OK;
}

enum status staff_photos_drop(struct exchange *exchange)
{
	struct reviewed reviewed;

	TRY(open_photo(exchange, &reviewed));
	return done(exchange, &reviewed, case_photo_is_file(reviewed.photo) ? "drop_file" : "drop",
		case_photo_drop(&reviewed.work, reviewed.record.n, reviewed.id, &exchange->session->viewer));
}

/* Without JavaScript a photo is blurred by the cells of a grid, so many rows and columns. */
#define GRID 5
#define CELLS (GRID * GRID)
#define CELL_PARTS (PICTURE_PARTS / GRID)
/* Where rectangles were drawn: "left.top.width.height" each, in PICTURE_PARTS, blanks between. */
#define AREAS_FIELD "areas"

/* "cell0" … */
static struct str cell_name(struct arena *arena, int cell)
{
	return arena_join(arena, S("cell"), num(arena, cell));
}

static void add_cells(struct exchange *exchange)
{
	struct value *cells = map_list(exchange->reply->frame, "cells");

	for (int cell = 0; cell < CELLS; cell++) {
		struct value *map = list_map(cells);

		map_str(map, "cell", cell_name(exchange->arena, cell));
		map_str(map, "cell_label",
			arena_printf(exchange->arena, "第 %d 行第 %d 列", cell / GRID + 1,
				cell % GRID + 1));
	}
}

static const struct form_field no_fields[] = { { .name = NULL } };
static const struct form blur_form = { .name = "staff", .fields = no_fields };

/*
 * How high a photo is shown, in CSS pixels, so that the buttons below it stay near; a long picture of a
 * screen as wide at least as a phone, however high it is.
 */
#define SHOWN_HIGH 600
#define SHOWN_WIDE 340

/* The sides as the page names them, so that nothing moves when the photo has come. */
static void add_sides(struct value *view, const struct value *photo)
{
	int64_t width = map_get_int(photo, "w", 1);
	int64_t height = map_get_int(photo, "h", 1);
	int64_t shown = height > SHOWN_HIGH ? width * SHOWN_HIGH / height : width;

	if (shown < SHOWN_WIDE)
		shown = SHOWN_WIDE;
	map_int(view, "width", shown);
	map_int(view, "height", width > 0 ? height * shown / width : height);
}

static enum status show_grid(struct exchange *exchange, struct reviewed *reviewed, enum status fault,
	struct str why)
{
	TRY(respond_form(exchange, &(struct form_page){ .template = "staff_photo", .title = "模糊照片",
		.menu = "desk",
		.form = &blur_form, .fault = fault, .why = why }));
	if (fault != OK && exchange->request->wants_json)
		return OK;
	map_int(exchange->reply->view, "n", (int64_t)reviewed->record.n);
	map_str(exchange->reply->view, "number", case_number(&reviewed->work, &reviewed->record));
	map_str(exchange->reply->view, "photo_id", reviewed->id);
	add_sides(exchange->reply->view, reviewed->photo);
	map_str(exchange->reply->view, "desk", desk_of(exchange, reviewed));
	map_str(exchange->reply->view, AREAS_FIELD, field_get(exchange->request->form, AREAS_FIELD));
	add_cells(exchange);
	return OK;
}

enum status staff_photos_grid(struct exchange *exchange)
{
	struct reviewed reviewed;

	TRY(open_blur(exchange, &reviewed));
	return show_grid(exchange, &reviewed, OK, (struct str){ 0 });
}

static bool read_area(struct str text, struct picture_areas *areas)
{
	int parts[4] = { 0 };
	struct str piece;

	for (size_t i = 0; i < 4; i++) {
		uint64_t value;

		if (!str_cut(&text, '.', &piece) || !str_to_u64(piece, PICTURE_PARTS, &value))
			return false;
		parts[i] = (int)value;
	}
	return text.len == 0 &&
		picture_area_add(areas, (struct picture_area){ parts[0], parts[1], parts[2], parts[3] });
}

/* What was drawn, the cells that were chosen, or all; false if there is nothing, or something wrong. */
static bool read_areas(const struct exchange *exchange, struct picture_areas *areas)
{
	const struct field *form = exchange->request->form;
	struct str drawn = str_trim(field_get(form, AREAS_FIELD));
	struct str area;

	*areas = (struct picture_areas){ .count = 0 };
	if (str_eq(field_get(form, "all"), S("1")))
		return picture_area_add(areas, (struct picture_area){ 0, 0, PICTURE_PARTS, PICTURE_PARTS });
	while (str_cut(&drawn, ' ', &area))
		if (!read_area(area, areas))
			return false;
	for (int cell = 0; cell < CELLS; cell++)
		if (str_eq(field_get(form, cell_name(exchange->arena, cell).data), S("1")) &&
			!picture_area_add(areas, (struct picture_area){ cell % GRID * CELL_PARTS,
				cell / GRID * CELL_PARTS, CELL_PARTS, CELL_PARTS }))
			return false;
	return areas->count > 0;
}

enum status staff_photos_blur(struct exchange *exchange)
{
	struct reviewed reviewed;
	struct picture_areas areas;

	TRY(open_blur(exchange, &reviewed));
	if (!read_areas(exchange, &areas))
		return show_grid(exchange, &reviewed, ERR_INVALID,
			S("请先框出要隐去的地方（最多 60 处），或者按“整张模糊”。"));
	return done(exchange, &reviewed, "blur",
		case_photo_blur(&reviewed.work, reviewed.record.n, reviewed.id, &areas,
			&exchange->session->viewer));
}
