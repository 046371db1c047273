#include "photos/jpeg.h"

enum marker {
	MARKER_TEM = 0x01,
	MARKER_RST0 = 0xd0,
	MARKER_RST7 = 0xd7,
	MARKER_SOI = 0xd8,
	MARKER_EOI = 0xd9,
	MARKER_SOS = 0xda,
};

static unsigned char byte_at(struct str bytes, size_t at)
{
	return (unsigned char)bytes.data[at];
}

/*
 * The next marker from *at on, which is then behind it; 0 at the end.  What stands between is passed over:
 * the data of a scan, in which an 0xff of the data is followed by 0, and fill bytes.
 */
static unsigned char next_marker(struct str bytes, size_t *at)
{
	while (*at < bytes.len) {
		const char *found = memchr(bytes.data + *at, 0xff, bytes.len - *at);

		if (found == NULL)
			return 0;
		*at = (size_t)(found - bytes.data);
		while (*at < bytes.len && byte_at(bytes, *at) == 0xff)
			(*at)++;
		if (*at < bytes.len && byte_at(bytes, (*at)++) != 0)
			return byte_at(bytes, *at - 1);
	}
	return 0;
}

static bool stands_alone(unsigned char marker)
{
	return marker == MARKER_TEM || marker == MARKER_SOI ||
		(marker >= MARKER_RST0 && marker <= MARKER_RST7);
}

/* The length of a segment counts its own two bytes. */
static size_t segment_length(struct str bytes, size_t at)
{
	size_t length = bytes.len - at < 2 ? 0 : (size_t)(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));

	return length > 2 ? length : 2;
}

size_t jpeg_scans(struct str bytes)
{
	size_t scans = 0;
	size_t at = 2;
	unsigned char marker;

	if (!str_starts(bytes, S("\xff\xd8")))
		return 0;
	while ((marker = next_marker(bytes, &at)) != 0 && marker != MARKER_EOI) {
		if (marker == MARKER_SOS)
			scans++;
		if (!stands_alone(marker))
			at += segment_length(bytes, at);
	}
	return scans;
}
