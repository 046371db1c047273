#include "attachments/examine.h"

#include "base/json_print.h"
#include "base/log.h"
#include "base/text.h"
#include "helper/helper.h"

#define PROGRAM "wenzheng-attachment"

static enum scan outcome(enum helper_end end, int status)
{
	switch (end) {
	case HELPER_COSTLY:
		return SCAN_COSTLY;
	case HELPER_DIED:
		return SCAN_BROKEN;
	case HELPER_FAILED:
		return SCAN_FAILED;
	case HELPER_ENDED:
		break;
	}
	if (status == SCAN_OK || (status >= SCAN_UNKNOWN && status <= SCAN_ODD))
		return (enum scan)status;
	log_error("%s failed with status %d", PROGRAM, status);
	return SCAN_FAILED;
}

static enum scan read_report(struct arena *arena, struct str text, enum scan_kind *kind, struct str *found)
{
	struct value *list = value_list(arena);
	struct str line;

	if (!text_valid(text) || !str_cut(&text, '\n', &line) || !scan_kind_parse(line, kind))
		return SCAN_BROKEN;
	while (str_cut(&text, '\n', &line)) {
		enum hidden hidden;
		struct value *map;
		struct str name;

		if (!str_cut(&line, '\t', &name) || !hidden_parse(name, &hidden) ||
			list->count == SCAN_MOST)
			continue;
		map = list_map(list);
		map_str(map, "finding", str_of(hidden_name(hidden)));
		map_str(map, "what", arena_str(arena, line));
	}
	*found = list->count > 0 ? json_print(arena, list) : (struct str){ 0 };
	return SCAN_OK;
}

enum scan examine(struct arena *arena, int in, int wait_ms, enum scan_kind *kind, struct str *found)
{
	char *const words[] = { (char[]){ PROGRAM }, NULL };
	const struct helper_task task = { .program = PROGRAM, .words = words, .in = in, .wait_ms = wait_ms };
	char *text = arena_alloc(arena, SCAN_REPORT);
	int status = 0;
	enum helper_end end = helper_run(&task, text, SCAN_REPORT, &status);
	enum scan scan = outcome(end, status);

	return scan == SCAN_OK ? read_report(arena, str_of(text), kind, found) : scan;
}

const char *examine_fault(enum scan scan)
{
	switch (scan) {
	case SCAN_OK:
		return NULL;
	case SCAN_UNKNOWN:
		return "不支持这种文件。可以上传 PDF、DOCX、XLSX、ODT、ODS、ODP、OFD，以及 JPG、PNG、WebP 图片。";
	case SCAN_BROKEN:
		return "文件已损坏或不完整，请重新导出后再上传。";
	case SCAN_ENCRYPTED:
		return "文件加了密码，公众打不开。请去掉密码后再上传。";
	case SCAN_MACROS:
		return "文件里有宏，不能公开。请另存为不含宏的格式再上传。";
	case SCAN_ARCHIVE:
		return "不接受压缩包，请把里面的文件逐个上传。";
	case SCAN_COSTLY:
		return "文件内容太大，无法检查。请拆成几个文件，或者转成 PDF 再上传。";
	case SCAN_OLD:
		return "这是旧版 Office 文件（DOC、XLS），或者加了密码。请另存为不加密码的 DOCX、XLSX 或 PDF 再上传。";
	case SCAN_ACTIVE:
		return "文件里有打开时会自动运行的内容（脚本、动态表单、外部模板或 DDE 域等），不能公开。请另存为普通文档，或者打印成 PDF 再上传。";
	case SCAN_ODD:
		return "文件内部有重名的部分，不同的软件会显示不同的内容。请用 Office 或 WPS 打开，另存后再上传。";
	case SCAN_FAILED:
		break;
	}
	return "附件现在无法检查，请过一会儿再试。";
}
