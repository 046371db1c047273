#include "scan/image.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>
#include <vips/vector.h>

/*
 * libvips would load all its modules, ImageMagick's hundred formats among them: only that for HEIF is wanted.
 */
static void load_heif(const char *program)
{
	char path[PATH_MAX];
	const char *slash;
	Dl_info library;

	if (dladdr((void *)vips_init, &library) == 0 || (slash = strrchr(library.dli_fname, '/')) == NULL)
		return;
	snprintf(path, sizeof(path), "%.*s/vips-modules-%d.%d/vips-heif.so", (int)(slash - library.dli_fname),
		library.dli_fname, vips_version(0), vips_version(1));
	if (access(path, R_OK) == 0 && g_module_open(path, G_MODULE_BIND_LAZY) == NULL)
		fprintf(stderr, "%s: %s: %s\n", program, path, g_module_error());
}

static const char *const loaders[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
	"VipsForeignLoadHeif" };
#define LOADERS (sizeof(loaders) / sizeof(loaders[0]))

bool image_start(const char *program)
{
	setenv("VIPSHOME", "/nonexistent", 1);
	/* libvips would put a large image into a temporary file, which can't be created here. */
	setenv("VIPS_DISC_THRESHOLD", "1g", 1);
	if (VIPS_INIT(program) != 0)
		return false;
	load_heif(program);
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	vips_vector_set_enabled(FALSE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < LOADERS; i++)
		vips_operation_block_set(loaders[i], FALSE);
	return true;
}

/* libvips also names a loader that is blocked. */
bool image_loader_open(const char *loader)
{
	for (size_t i = 0; loader != NULL && i < LOADERS; i++)
		if (strncmp(loader, loaders[i], strlen(loaders[i])) == 0)
			return true;
	return false;
}

static bool find_kind(struct str bytes, struct report *report)
{
	const char *loader = vips_foreign_find_load_buffer(bytes.data, bytes.len);
	static const struct {
		const char *loader;
		enum scan_kind kind;
	} rows[] = { { "VipsForeignLoadJpeg", SCAN_JPEG }, { "VipsForeignLoadPng", SCAN_PNG },
		{ "VipsForeignLoadWebp", SCAN_WEBP } };

	for (size_t i = 0; loader != NULL && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strncmp(loader, rows[i].loader, strlen(rows[i].loader)) == 0) {
			report->kind = rows[i].kind;
			return true;
		}
	return false;
}

static void note_words(VipsImage *image, const char *field, enum hidden hidden, struct report *report)
{
	const char *text;

	if (vips_image_get_typeof(image, field) != 0 && vips_image_get_string(image, field, &text) == 0)
		report_words(report, hidden, str_sub(str_of(text), 0, str_search(str_of(text), S(" ("), 0)));
}

enum scan image_scan(struct str bytes, struct report *report)
{
	VipsImage *image;
	double sum;

	if (!find_kind(bytes, report))
		return SCAN_UNKNOWN;
	image = vips_image_new_from_buffer(bytes.data, bytes.len, "", "access", VIPS_ACCESS_SEQUENTIAL,
		"fail_on", VIPS_FAIL_ON_ERROR, NULL);
	if (image == NULL)
		return SCAN_BROKEN;
	if ((int64_t)vips_image_get_width(image) * vips_image_get_height(image) > IMAGE_PIXELS_MAX)
		return SCAN_COSTLY;
	if (vips_image_get_typeof(image, "exif-ifd3-GPSLatitude") != 0)
		report_count(report, HIDES_PLACE, 1);
	note_words(image, "exif-ifd0-Artist", HIDES_AUTHOR, report);
	return vips_avg(image, &sum, NULL) == 0 ? SCAN_OK : SCAN_BROKEN;
}
