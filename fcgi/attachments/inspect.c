#include "attachments/inspect.h"

#include "attachments/examine.h"
#include "attachments/virus.h"

/* Of each of the two; nginx waits 20 seconds for the whole reply to an upload. */
#define WAIT_MS 8000

enum status inspect(struct casework *work, int fd, struct str bytes, struct attachment *file,
	struct str *found, const char **why)
{
	enum scan scan;
	bool infected;

	*why = "病毒扫描程序没有响应，附件暂时不能上传，请过一会儿再试。";
	TRY(virus_scan(work->config->paths.clamd, bytes, WAIT_MS, &infected));
	*why = "病毒扫描程序认为这个文件有病毒，不能上传。";
	if (infected)
		return ERR_INVALID;
	scan = examine(work->arena, fd, WAIT_MS, &file->kind, found);
	*why = examine_fault(scan);
	if (scan != SCAN_OK)
		return scan == SCAN_FAILED ? ERR_AWAY : ERR_INVALID;
	*why = "文件名的后缀与内容不符，请改正文件名再上传。";
	return attachment_name_fits(file->name, file->kind) ? OK : ERR_INVALID;
}
