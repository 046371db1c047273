/*
 * wenzheng-attachment: looks into one file that an editor wants to publish.  Reads it from standard input and
 * says on standard output what scan/hidden describes; its exit status is an enum scan.  A process of its
 * own, as wenzheng-photo is, because parsers have security holes: it has few resources, can open nothing, and
 * reaches no network.  Depends on: helper/jail, scan/image, scan/package, scan/pdf.
 */
#include <unistd.h>

#include "disk/file.h"
#include "helper/jail.h"
#include "scan/image.h"
#include "scan/package.h"
#include "scan/pdf.h"

static const struct jail jail = { .memory = (size_t)1 << 30, .file = SCAN_REPORT, .seconds = 20 };

/* A program of Windows or Linux, or a script: one may hold a PDF's header as well. */
static bool is_program(struct str bytes)
{
	return str_starts(bytes, S("MZ")) || str_starts(bytes, S("\177ELF")) || str_starts(bytes, S("#!"));
}

/* By its first bytes; a PDF's header may stand anywhere in the first 1024 (ISO 32000-1, annex H.3.4.1). */
static enum scan look_into(struct str bytes, struct report *report)
{
	struct str head = str_sub(bytes, 0, 1024);

	if (str_starts(bytes, S("PK\003\004")))
		return package_scan(bytes, report);
	if (str_starts(bytes, S("\320\317\021\340\241\261\032\341")))
		return SCAN_OLD;
	if (is_program(bytes))
		return SCAN_UNKNOWN;
	if (str_search(head, S("%PDF-"), 0) < head.len)
		return pdf_scan(bytes, report);
	return image_scan(bytes, report);
}

static enum scan tell(const struct report *report)
{
	char text[SCAN_REPORT];
	size_t len = report_print(report, text, sizeof(text));

	return file_write(STDOUT_FILENO, (struct str){ text, len }) ? SCAN_OK : SCAN_FAILED;
}

int main(void)
{
	static struct report report;
	struct str bytes;
	enum scan scan;

	/* Nothing is freed at the end: the process ends, whatever a parser did to it. */
	if (!jail_limit(&jail) || !image_start("wenzheng-attachment") || !jail_lock() ||
		!file_map(STDIN_FILENO, &bytes))
		_exit(SCAN_FAILED);
	scan = look_into(bytes, &report);
	_exit((int)(scan == SCAN_OK ? tell(&report) : scan));
}
