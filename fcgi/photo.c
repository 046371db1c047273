/*
 * wenzheng-photo: makes one photo harmless.  Reads any JPEG, PNG, WebP or HEIF from standard input and
 * writes a new JPEG of at most 1600 pixels a side to descriptor 3 and a small one of it to 4, upright,
 * without metadata; says "WIDTH HEIGHT PIXELS", the first's sides and how many pixels it was made of, on
 * standard output. "reduce PIXELS" refuses one with more of them.  With "blur AREAS" nothing can be
 * recognised in the two in these rectangles, "LEFT.TOP.WIDTH.HEIGHT" each.  A process of its own,
 * because decoders have security holes: it has few resources, can open nothing, and reaches no network.
 * Exit status: see photos/sanitizer.h.  Depends on: helper/jail, scan/image, libvips.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

#include "disk/file.h"
#include "helper/jail.h"
#include "photos/sanitizer.h"
#include "scan/image.h"

#define OUT 3
#define OUT_SMALL 4
#define QUALITY 80
#define QUALITY_SMALL 70
/* Squares that remain on the longer side of a blurred photo. */
#define PIECES 12
/* A pixel's, of which each is one colour. */
#define BYTES 3

static const struct jail jail = { .memory = (size_t)1 << 30, .file = PICTURE_BYTES_MAX, .seconds = 2 };

/* What is asked for. */
struct task {
	struct picture_areas areas;	/* to be blurred */
	int64_t most;		/* pixels of the picture that is read */
	int64_t pixels;		/* that it has */
	int shrink;		/* a JPEG or WebP may be decoded at a half, a quarter or an eighth */
	bool webp;
};

/* The header alone says how much memory the pixels would take. */
static int read_header(struct str bytes, struct task *task)
{
	const char *loader = vips_foreign_find_load_buffer(bytes.data, bytes.len);
	VipsImage *header;
	int width;
	int height;

	if (!image_loader_open(loader))
		return PICTURE_UNKNOWN;
	header = vips_image_new_from_buffer(bytes.data, bytes.len, "", "access", VIPS_ACCESS_SEQUENTIAL,
		NULL);
	if (header == NULL)
		return PICTURE_BROKEN;
	width = vips_image_get_width(header);
	height = vips_image_get_height(header);
	g_object_unref(header);
	task->pixels = (int64_t)width * height;
	if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX || task->pixels > PICTURE_PIXELS_MAX ||
	    task->pixels > task->most)
		return PICTURE_HUGE;
	task->shrink = 1;
	task->webp = strcmp(loader, "VipsForeignLoadWebpBuffer") == 0;
	if (task->webp || strcmp(loader, "VipsForeignLoadJpegBuffer") == 0)
		while (task->shrink < 8 && VIPS_MAX(width, height) / (task->shrink * 2) >= PICTURE_SIDE)
			task->shrink *= 2;
	return PICTURE_OK;
}

/*
 * Upright, small, three bytes a pixel, what was transparent white.  NULL if that fails.  Loading and making
 * small are two steps, because libvips 8.14 forgets fail_on when it does both: half a photo would pass.
 */
static VipsImage *reduce(struct str bytes, const struct task *task)
{
	const char *options = task->shrink == 1 ? "" :
		task->webp			? g_strdup_printf("scale=%g", 1.0 / task->shrink) :
			g_strdup_printf("shrink=%d", task->shrink);
	VipsImage *image = vips_image_new_from_buffer(bytes.data, bytes.len, options, "access",
		VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
	VipsImage *small = NULL;
	VipsImage *flat = NULL;
	VipsImage *plain = NULL;

	if (image == NULL ||
		vips_thumbnail_image(image, &small, PICTURE_SIDE, "height", PICTURE_SIDE, "size",
			VIPS_SIZE_DOWN, "export_profile", "srgb", NULL) != 0)
		return NULL;
	if (vips_image_hasalpha(small)) {
		VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
		int failed = vips_flatten(small, &flat, "background", white, NULL);

		vips_area_unref(VIPS_AREA(white));
		g_object_unref(small);
		if (failed)
			return NULL;
		small = flat;
	}
	if (vips_colourspace(small, &plain, VIPS_INTERPRETATION_sRGB, NULL) != 0)
		plain = NULL;
	g_object_unref(small);
	return plain;
}

/* The image as a dozen squares, at least as large. */
static VipsImage *squares_of(VipsImage *image)
{
	int longest = VIPS_MAX(vips_image_get_width(image), vips_image_get_height(image));
	int factor = (longest + PIECES - 1) / PIECES;
	VipsImage *pieces = NULL;
	VipsImage *squares = NULL;

	if (vips_shrink(image, &pieces, factor, factor, "ceil", TRUE, NULL) != 0 ||
	    vips_zoom(pieces, &squares, factor, factor, NULL) != 0)
		return NULL;
	return vips_image_copy_memory(squares);
}

/* Of an image in memory. */
static char *pixel(VipsImage *image, int x, int y)
{
	size_t width = (size_t)vips_image_get_width(image);

	return (char *)vips_image_get_data(image) + BYTES * ((size_t)y * width + (size_t)x);
}

static bool is_plain(VipsImage *image)
{
	return vips_image_get_bands(image) == BYTES && vips_image_get_format(image) == VIPS_FORMAT_UCHAR;
}

/* Puts the squares into one area of the image, with every pixel of which it has a part. */
static void cover(VipsImage *image, VipsImage *squares, const struct picture_area *area)
{
	int width = vips_image_get_width(image);
	int height = vips_image_get_height(image);
	int left = width * area->left / PICTURE_PARTS;
	int right = (width * (area->left + area->width) + PICTURE_PARTS - 1) / PICTURE_PARTS;
	int bottom = (height * (area->top + area->height) + PICTURE_PARTS - 1) / PICTURE_PARTS;

	for (int y = height * area->top / PICTURE_PARTS; y < bottom; y++)
		memcpy(pixel(image, left, y), pixel(squares, left, y), BYTES * (size_t)(right - left));
}

/* Nothing can be recognised any more in the areas. */
static VipsImage *blur(VipsImage *rows, const struct picture_areas *areas)
{
	VipsImage *image = vips_image_copy_memory(rows);
	VipsImage *squares = image != NULL ? squares_of(image) : NULL;

	if (squares == NULL || !is_plain(image) || !is_plain(squares))
		return NULL;
	for (size_t i = 0; i < areas->count; i++)
		cover(image, squares, &areas->list[i]);
	return image;
}

static int save(VipsImage *image, int fd, int quality)
{
	void *bytes = NULL;
	size_t size = 0;

	if (vips_jpegsave_buffer(image, &bytes, &size, "Q", quality, "strip", TRUE, "optimize_coding", TRUE,
		    NULL) != 0)
		return PICTURE_BROKEN;
	return file_write(fd, (struct str){ bytes, size }) ? PICTURE_OK : PICTURE_FAILED;
}

static int report(const VipsImage *image, int64_t pixels)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "%d %d %" PRId64 "\n", vips_image_get_width(image),
		vips_image_get_height(image), pixels);

	return file_write(STDOUT_FILENO, (struct str){ text, (size_t)length }) ? PICTURE_OK : PICTURE_FAILED;
}

/* The image can be read only once, row by row: it is kept in memory, to be saved twice. */
static int save_both(VipsImage *rows, int64_t pixels)
{
	VipsImage *image = vips_image_copy_memory(rows);
	VipsImage *small = NULL;
	int status;

	if (image == NULL ||
		vips_thumbnail_image(image, &small, PICTURE_SIDE_SMALL, "height", PICTURE_SIDE_SMALL, "size",
			VIPS_SIZE_DOWN, NULL) != 0)
		return PICTURE_BROKEN;
	status = save(image, OUT, QUALITY);
	if (status == PICTURE_OK)
		status = save(small, OUT_SMALL, QUALITY_SMALL);
	return status == PICTURE_OK ? report(image, pixels) : status;
}

static int make(struct str bytes, struct task *task)
{
	int status = read_header(bytes, task);
	VipsImage *image;

	if (status != PICTURE_OK)
		return status;
	image = reduce(bytes, task);
	if (image != NULL && task->areas.count > 0)
		image = blur(image, &task->areas);
	return image != NULL ? save_both(image, task->pixels) : PICTURE_BROKEN;
}

/* Numbers that were checked before (picture_area_add) are checked again: what lies outside would be memory. */
static bool read_areas(const char *text, struct picture_areas *areas)
{
	struct picture_area area;
	int length;

	for (; *text != '\0'; text += length) {
		if (sscanf(text, "%5d.%5d.%5d.%5d %n", &area.left, &area.top, &area.width, &area.height,
			    &length) != 4 ||
			areas->count == PICTURE_AREAS || area.left < 0 || area.top < 0 || area.width < 1 ||
			area.height < 1 || area.left + area.width > PICTURE_PARTS ||
			area.top + area.height > PICTURE_PARTS)
			return false;
		areas->list[areas->count++] = area;
	}
	return areas->count > 0;
}

static bool read_task(int argc, char **argv, struct task *task)
{
	*task = (struct task){ .most = PICTURE_PIXELS_MAX };
	if (argc != 3)
		return false;
	if (strcmp(argv[1], "blur") == 0)
		return read_areas(argv[2], &task->areas);
	task->most = strtoll(argv[2], NULL, 10);
	return strcmp(argv[1], "reduce") == 0;
}

int main(int argc, char **argv)
{
	struct task task;
	struct str bytes;

	if (!read_task(argc, argv, &task)) {
		fputs("Usage: wenzheng-photo reduce PIXELS | blur AREAS <PICTURE 3>JPEG 4>JPEG\n", stderr);
		return PICTURE_FAILED;
	}
	/* Nothing is freed at the end: the process ends, whatever a decoder did to it. */
	if (!jail_limit(&jail) || !image_start("wenzheng-photo") || !jail_lock() ||
		!file_map(STDIN_FILENO, &bytes))
		_exit(PICTURE_FAILED);
	_exit(make(bytes, &task));
}
