/* Any bytes as a document that is a ZIP of XML. */
#include "scan/package.h"
#include "scan_any.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scan_any(package_scan, data, size);
	return 0;
}
