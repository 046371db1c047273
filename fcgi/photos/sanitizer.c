#include "photos/sanitizer.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "helper/helper.h"
#include "disk/file.h"
#include "base/log.h"
#include "photos/jpeg.h"

#define PROGRAM "wenzheng-photo"

static enum picture outcome(enum helper_end end, int status)
{
	if (end != HELPER_ENDED)
		return end == HELPER_COSTLY ? PICTURE_COSTLY :
			end == HELPER_DIED ? PICTURE_BROKEN : PICTURE_FAILED;
	switch (status) {
	case PICTURE_OK:
	case PICTURE_UNKNOWN:
	case PICTURE_HUGE:
	case PICTURE_BROKEN:
		return (enum picture)status;
	default:
		log_error("%s failed with status %d", PROGRAM, status);
		return PICTURE_FAILED;
	}
}

static bool is_side(int side)
{
	return side > 0 && side <= PICTURE_SIDE;
}

static bool read_report(const char *text, struct picture_size *size)
{
	return sscanf(text, "%d %d %" SCNd64, &size->width, &size->height, &size->pixels) == 3 &&
		is_side(size->width) && is_side(size->height) && size->pixels > 0 &&
		size->pixels <= PICTURE_PIXELS_MAX;
}

static enum picture run(char *const *words, int in, struct picture_out out, int wait_ms,
	struct picture_size *size)
{
	const struct helper_task task = { .program = PROGRAM, .words = words, .in = in,
		.files = { out.large, out.small }, .count = 2, .wait_ms = wait_ms };
	char text[64];
	int status = 0;
	enum helper_end end = helper_run(&task, text, sizeof(text), &status);
	enum picture picture = outcome(end, status);

	return picture == PICTURE_OK && !read_report(text, size) ? PICTURE_BROKEN : picture;
}

enum picture picture_reduce(struct str bytes, struct picture_out out, struct picture_limits limits,
	struct picture_size *size)
{
	char pixels[24];
	char *const words[] = { (char[]){ PROGRAM }, (char[]){ "reduce" }, pixels, NULL };
	enum picture picture = PICTURE_FAILED;
	int in;

	if (bytes.len == 0)
		return PICTURE_UNKNOWN;
	if (jpeg_scans(bytes) > PICTURE_SCANS_MAX)
		return PICTURE_COSTLY;
	snprintf(pixels, sizeof(pixels), "%" PRId64, limits.pixels);
	in = memfd_create("photo", MFD_CLOEXEC);
	if (in >= 0 && file_write(in, bytes))
		picture = run(words, in, out, limits.wait_ms, size);
	if (in >= 0)
		close(in);
	return picture;
}

static bool lies_within(int from, int length)
{
	return from >= 0 && length > 0 && from <= PICTURE_PARTS && length <= PICTURE_PARTS - from;
}

bool picture_area_add(struct picture_areas *areas, struct picture_area area)
{
	if (areas->count == PICTURE_AREAS || !lies_within(area.left, area.width) ||
		!lies_within(area.top, area.height))
		return false;
	areas->list[areas->count++] = area;
	return true;
}

/* "left.top.width.height" of up to five digits each, and a blank. */
#define AREA_TEXT 24

enum picture picture_blur(int in, const struct picture_areas *areas, struct picture_out out, int wait_ms,
	struct picture_size *size)
{
	char text[PICTURE_AREAS * AREA_TEXT + 1] = "";
	char *const words[] = { (char[]){ PROGRAM }, (char[]){ "blur" }, text, NULL };
	size_t len = 0;

	for (size_t i = 0; i < areas->count; i++) {
		const struct picture_area *area = &areas->list[i];

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%d.%d.%d.%d ", area->left, area->top,
			area->width, area->height);
	}
	return run(words, in, out, wait_ms, size);
}
