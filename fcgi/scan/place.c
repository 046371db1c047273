#include "scan/place.h"

#include <stdint.h>

#define PLACES_MOST 1000
#define TAG_GPS 0x8825
/* Latitude, longitude and which side of the equator and of Greenwich; other entries tell no place. */
#define GPS_FIRST 1
#define GPS_LAST 4
#define ENTRY 12
/* Entries of a directory that are looked at. */
#define ENTRIES_MOST 500

/* A TIFF header and what follows it (TIFF 6.0, section 2). */
struct tiff {
	struct str bytes;
	bool big;	/* the first byte of a number is the largest */
};

/* 0 beyond the end. */
static uint32_t number(const struct tiff *tiff, size_t at, size_t size)
{
	uint32_t value = 0;

	if (at > tiff->bytes.len || tiff->bytes.len - at < size)
		return 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 |
			(unsigned char)tiff->bytes.data[at + (tiff->big ? i : size - 1 - i)];
	return value;
}

/* The value of the first entry whose tag lies between these, in the directory at that place; 0: none. */
static uint32_t entry(const struct tiff *tiff, size_t directory, uint32_t first, uint32_t last)
{
	uint32_t count = number(tiff, directory, 2);

	for (uint32_t i = 0; i < count && i < ENTRIES_MOST; i++) {
		size_t at = directory + 2 + (size_t)i * ENTRY;
		uint32_t tag = number(tiff, at, 2);

		if (tag >= first && tag <= last && number(tiff, at + 4, 4) > 0)
			return number(tiff, at + 8, 4);
	}
	return 0;
}

static bool has_place(struct str bytes)
{
	struct tiff tiff = { bytes, str_starts(bytes, S("MM")) };
	uint32_t gps;

	if (!tiff.big && !str_starts(bytes, S("II")))
		return false;
	gps = entry(&tiff, number(&tiff, 4, 4), TAG_GPS, TAG_GPS);
	return gps != 0 && entry(&tiff, gps, GPS_FIRST, GPS_LAST) != 0;
}

/* JPEG has the first mark before it, PNG the second, WebP the third with a length of four bytes. */
static int count_exif(struct str bytes, struct str mark, size_t skip)
{
	int count = 0;

	for (size_t at = 0; count < PLACES_MOST && (at = str_search(bytes, mark, at)) < bytes.len; at++)
		count += has_place(str_sub(bytes, at + mark.len + skip, bytes.len));
	return count;
}

int place_count(struct str bytes)
{
	int count = count_exif(bytes, S("Exif\0\0"), 0) + count_exif(bytes, S("eXIf"), 0) +
		count_exif(bytes, S("EXIF"), 4);

	if (count == 0 && str_search(bytes, S("exif:GPSLatitude"), 0) < bytes.len)
		count = 1;
	return count;
}
