/* Any bytes as a PDF. */
#include "scan/pdf.h"
#include "scan_any.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scan_any(pdf_scan, data, size);
	return 0;
}
