#include "scan/package.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zip.h>

#include "scan/acts.h"
#include "scan/part.h"
#include "scan/place.h"

#define KIND(kind) (1u << SCAN_##kind)
#define OPEN_DOCUMENT (KIND(ODT) | KIND(ODS) | KIND(ODP))
#define PIECE 65536
/* A picture in it whose place is looked for; a larger one is refused. */
#define PICTURE_MOST ((uint64_t)64 << 20)

/* A file in it that tells of something hidden by being there. */
static const struct {
	unsigned kinds;
	const char *folder;
	enum hidden hidden;
} folders[] = {
	{ KIND(DOCX), "word/embeddings/", HIDES_FILES },
	{ KIND(XLSX), "xl/embeddings/", HIDES_FILES },
	{ KIND(XLSX), "xl/pivotCache/", HIDES_PIVOT },
	{ KIND(XLSX), "xl/externalLinks/", HIDES_LINKS },
	{ OPEN_DOCUMENT, "ObjectReplacements/", HIDES_FILES },
};

/* Unpacks the file and passes it piece by piece; the checksum is libzip's to look at. */
static enum scan read_xml(zip_t *zip, zip_uint64_t i, struct report *report)
{
	static char piece[PIECE];
	struct part *part = part_begin(report, str_of(zip_get_name(zip, i, 0)));
	zip_file_t *file = zip_fopen_index(zip, i, 0);
	zip_int64_t got = -1;
	bool well = file != NULL;

	while (well && (got = zip_fread(file, piece, sizeof(piece))) > 0)
		well = part_feed(part, (struct str){ piece, (size_t)got });
	if (file != NULL)
		zip_fclose(file);
	return part_end(part, well && got == 0);
}

static bool is_picture(struct str bytes)
{
	return str_starts(bytes, S("\377\330\377")) || str_starts(bytes, S("\211PNG")) ||
		str_starts(bytes, S("RIFF"));
}

/*
 * A file that is no XML must be whole too.  What it is its first bytes say: an object of OLE, a picture, XML
 * after all.
 */
static enum scan read_through(zip_t *zip, zip_uint64_t i, zip_uint64_t size, struct report *report)
{
	zip_file_t *file = zip_fopen_index(zip, i, 0);
	uint64_t most = size < PICTURE_MOST ? size : PICTURE_MOST;
	char *bytes = malloc(most + 1);
	struct str begin = { bytes, 0 };
	enum scan scan = SCAN_BROKEN;
	zip_int64_t got = 0;

	if (bytes == NULL)
		abort();
	while (file != NULL && begin.len < most &&
		(got = zip_fread(file, bytes + begin.len, most - begin.len)) > 0)
		begin.len += (size_t)got;
	if (str_starts(begin, S("<?xml")) || str_starts(begin, S("\357\273\277<?xml")))
		scan = read_xml(zip, i, report);
	else if (file != NULL && got >= 0)
		scan = size > most ? SCAN_COSTLY : zip_fread(file, bytes, 1) == 0 ? SCAN_OK : SCAN_BROKEN;
	if (scan == SCAN_OK && is_picture(begin))
		report_count(report, HIDES_PLACE, place_count(begin));
	if (scan == SCAN_OK && str_starts(begin, S("\320\317\021\340")))
		report_count(report, HIDES_FILES, 1);
	if (file != NULL)
		zip_fclose(file);
	free(bytes);
	return scan;
}

static bool has(zip_t *zip, const char *name)
{
	return zip_name_locate(zip, name, ZIP_FL_NOCASE) >= 0;
}

/* An OpenDocument says what it is in its file "mimetype". */
static bool open_document(zip_t *zip, struct report *report)
{
	char text[64];
	zip_file_t *file = zip_fopen(zip, "mimetype", 0);
	zip_int64_t got;

	if (file == NULL)
		return false;
	got = zip_fread(file, text, sizeof(text));
	zip_fclose(file);
	for (enum scan_kind kind = SCAN_ODT; got > 0 && kind <= SCAN_ODP; kind++)
		if (str_eq(str_trim((struct str){ text, (size_t)got }),
			str_of(scan_kind_row(kind)->media))) {
			report->kind = kind;
			return true;
		}
	return false;
}

static bool find_kind(zip_t *zip, struct report *report)
{
	static const struct {
		const char *file;
		enum scan_kind kind;
	} marks[] = { { "word/document.xml", SCAN_DOCX }, { "xl/workbook.xml", SCAN_XLSX },
		{ "OFD.xml", SCAN_OFD } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (has(zip, marks[i].file) &&
			(marks[i].kind == SCAN_OFD || has(zip, "[Content_Types].xml"))) {
			report->kind = marks[i].kind;
			return true;
		}
	return open_document(zip, report);
}

static bool is_macro(struct str name)
{
	return ends_nocase(name, S("vbaProject.bin")) || ends_nocase(name, S("vbaData.xml")) ||
		starts_nocase(name, S("Basic/")) || starts_nocase(name, S("Scripts/"));
}

static int compare_names(const void *a, const void *b)
{
	return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Whether two files have one name, or differ in case only: programs then open different ones (ECMA-376 part
 * 2, clause 6.2.2.3).
 */
static bool has_twins(zip_t *zip, zip_uint64_t count)
{
	const char **names = calloc(count + 1, sizeof(*names));
	bool twins = false;

	if (names == NULL)
		abort();
	for (zip_uint64_t i = 0; i < count; i++)
		names[i] = zip_get_name(zip, i, 0);
	qsort(names, count, sizeof(*names), compare_names);
	for (zip_uint64_t i = 1; i < count; i++)
		twins = twins || strcasecmp(names[i - 1], names[i]) == 0;
	free(names);
	return twins;
}

/* What the names and sizes alone tell, before anything is unpacked. */
static enum scan look_over(zip_t *zip, zip_uint64_t count)
{
	uint64_t sum = 0;

	for (zip_uint64_t i = 0; i < count; i++) {
		zip_stat_t info;

		if (zip_stat_index(zip, i, 0, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0 ||
			(info.valid & ZIP_STAT_NAME) == 0)
			return SCAN_BROKEN;
		if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE)
			return SCAN_ENCRYPTED;
		if (is_macro(str_of(info.name)))
			return SCAN_MACROS;
		if (info.size > PACKAGE_BYTES || (sum += info.size) > PACKAGE_BYTES)
			return SCAN_COSTLY;
	}
	return has_twins(zip, count) ? SCAN_ODD : SCAN_OK;
}

static void note_folder(struct str name, struct report *report)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if ((folders[i].kinds & (1u << report->kind)) != 0 &&
			starts_nocase(name, str_of(folders[i].folder)) && !str_ends(name, S("/")) &&
			!ends_nocase(name, S(".rels")))
			report_count(report, folders[i].hidden, 1);
}

static bool is_xml(struct str name)
{
	return ends_nocase(name, S(".xml")) || ends_nocase(name, S(".rels"));
}

static enum scan look_into(zip_t *zip, zip_uint64_t count, struct report *report)
{
	for (zip_uint64_t i = 0; i < count; i++) {
		struct str name = str_of(zip_get_name(zip, i, 0));
		zip_stat_t info;
		enum scan scan;

		note_folder(name, report);
		zip_stat_index(zip, i, 0, &info);
		scan = is_xml(name) ? read_xml(zip, i, report) : read_through(zip, i, info.size, report);
		if (scan != SCAN_OK)
			return scan;
	}
	return SCAN_OK;
}

static enum scan scan_zip(zip_t *zip, struct report *report)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	enum scan scan;

	if (count < 0 || count > PACKAGE_FILES)
		return SCAN_COSTLY;
	scan = look_over(zip, (zip_uint64_t)count);
	if (scan != SCAN_OK)
		return scan;
	if (!find_kind(zip, report))
		return SCAN_ARCHIVE;
	return look_into(zip, (zip_uint64_t)count, report);
}

enum scan package_scan(struct str bytes, struct report *report)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.len, 0, &error);
	zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
	enum scan scan;

	if (zip == NULL) {
		if (source != NULL)
			zip_source_free(source);
		return SCAN_BROKEN;
	}
	scan = scan_zip(zip, report);
	zip_discard(zip);
	return scan;
}
