/* A photo's headers: no more scans than there are marks of one, and nothing read beyond the end. */
#include <stdlib.h>

#include "photos/jpeg.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str text = { (const char *)bytes, size };
	size_t marks = 0;

	for (size_t i = 0; i + 1 < size; i++)
		marks += bytes[i] == 0xff && bytes[i + 1] == 0xda;
	if (jpeg_scans(text) > marks)
		abort();
	return 0;
}
