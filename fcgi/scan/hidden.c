#include "scan/hidden.h"

static const struct scan_kind_row kinds[SCAN_KINDS] = {
	[SCAN_PDF] = { "pdf", "application/pdf", "pdf", NULL },
	[SCAN_DOCX] = { "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
		NULL },
	[SCAN_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
		NULL },
	[SCAN_ODT] = { "odt", "application/vnd.oasis.opendocument.text", "odt", NULL },
	[SCAN_ODS] = { "ods", "application/vnd.oasis.opendocument.spreadsheet", "ods", NULL },
	[SCAN_ODP] = { "odp", "application/vnd.oasis.opendocument.presentation", "odp", NULL },
	[SCAN_OFD] = { "ofd", "application/ofd", "ofd", NULL },
	[SCAN_JPEG] = { "jpeg", "image/jpeg", "jpg", "jpeg" },
	[SCAN_PNG] = { "png", "image/png", "png", NULL },
	[SCAN_WEBP] = { "webp", "image/webp", "webp", NULL },
};

static const struct {
	const char *name;
	const char *label;
} findings[HIDDEN_KINDS] = {
	[HIDES_SHEET] = { "sheet", "隐藏的工作表" },
	[HIDES_ROWS] = { "rows", "隐藏的行" },
	[HIDES_COLUMNS] = { "columns", "隐藏的列" },
	[HIDES_TEXT] = { "text", "隐藏的文字" },
	[HIDES_PIVOT] = { "pivot", "数据透视表里的原始数据" },
	[HIDES_TRACKED] = { "tracked", "修订痕迹" },
	[HIDES_COMMENTS] = { "comments", "批注" },
	[HIDES_AUTHOR] = { "author", "作者姓名" },
	[HIDES_COMPANY] = { "company", "单位名称" },
	[HIDES_FILES] = { "files", "嵌入的文件" },
	[HIDES_LINKS] = { "links", "引用的外部工作簿" },
	[HIDES_SCRIPT] = { "script", "脚本" },
	[HIDES_OUTSIDE] = { "outside", "引用的外部文件" },
	[HIDES_ACTIONS] = { "actions", "打开或翻页时的动作" },
	[HIDES_DATA] = { "data", "正文以外的自定义数据" },
	[HIDES_PLACE] = { "place", "拍摄地点" },
};

const struct scan_kind_row *scan_kind_row(enum scan_kind kind)
{
	return &kinds[kind];
}

bool scan_kind_parse(struct str name, enum scan_kind *out)
{
	for (int i = 0; i < SCAN_KINDS; i++)
		if (str_eq(name, str_of(kinds[i].name))) {
			*out = (enum scan_kind)i;
			return true;
		}
	return false;
}

const char *hidden_name(enum hidden hidden)
{
	return findings[hidden].name;
}

const char *hidden_label(enum hidden hidden)
{
	return findings[hidden].label;
}

bool hidden_parse(struct str name, enum hidden *out)
{
	for (int i = 0; i < HIDDEN_KINDS; i++)
		if (str_eq(name, str_of(findings[i].name))) {
			*out = (enum hidden)i;
			return true;
		}
	return false;
}
