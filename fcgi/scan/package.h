/*
 * package: reads documents that are ZIPs of XML: OOXML (ECMA-376), OpenDocument (ISO/IEC 26300), OFD (GB/T
 * 33190-2016).  Nothing is unpacked to disk; how much is inflated has a limit, and an XML file with a
 * document type is refused, so that no entity grows.  Depends on: libzip, scan/part, scan/place.
 */
#ifndef SCAN_PACKAGE_H
#define SCAN_PACKAGE_H

#include "scan/report.h"

/* Files in it, and bytes of all of them unpacked. */
#define PACKAGE_FILES 5000
#define PACKAGE_BYTES ((uint64_t)600 << 20)

/* Fills report->kind and the findings. */
enum scan package_scan(struct str bytes, struct report *report);

#endif
