#include "ctl/import/table.h"

#include <iconv.h>
#include <stdlib.h>

#include "base/text.h"
#include "model/lifecycle.h"

#define HEAD_BYTES ((size_t)4 << 20)
#define MESSAGE_BYTES 512

/* What a column holds, by the names under which it is exported. */
static const struct column {
	const char *key;
	bool needed;
	const char *names;	/* with blanks between */
} columns[] = {
	{ "id", true, "id 工单编号 工单号 编号 受理编号 来信编号 信件编号 流水号 登记号" },
	{ "time", true, "time 受理时间 来电时间 登记时间 来信时间 提交时间 收到时间 时间 日期" },
	{ "title", false, "title 标题 主题 工单标题 来信标题 所需信息" },
	{ "body", true, "body 内容 诉求内容 来电内容 反映内容 问题描述 来信内容 工单内容" },
	{ "category", false, "category 来电类别 类别 诉求类型 工单类型 诉求类别 来信类别 类型" },
	{ "name", false, "name 来电人 姓名 联系人 来信人 申请人 诉求人" },
	{ "phone", false, "phone 来电号码 联系电话 电话 手机号 手机 联系方式" },
	{ "area", false, "area 地址 事发地址 诉求地址 区域 地点" },
	{ "addressee", false, "addressee 写给 收信人 信箱" },
	{ "applicant", false, "applicant 申请人类型 申请人类别" },
	{ "label", false, "label 办理单位 承办单位 承办部门 主办单位 责任单位" },
	{ "due", false, "due 截止日 截止时间 截止日期 办理期限 办结期限" },
	{ "urgency", false, "urgency 紧急程度" },
	{ "via", false, "via 渠道 来源渠道 受理渠道" },
	{ "confidential", false, "confidential 是否保密 保密" },
	{ "reply_wanted", false, "reply_wanted 是否回复 要求回复" },
	{ "note", false, "note 备注" },
	{ "callback", false, "callback 回访结果" },
	{ "rating", false, "rating 满意度 满意度评价" },
	{ "outcome", false, "outcome 答复结果代码" },
	{ "reply", false, "reply 答复内容 办理结果 答复 回复内容 处理结果" },
	{ "reply_time", false, "reply_time 办结时间 答复时间 回复时间" },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct table {
	char *text;		/* UTF-8 */
	struct csv csv;
	const struct column *of[CSV_FIELDS];	/* NULL: passed over */
	size_t count;
};

static char message[MESSAGE_BYTES];
static char others[MESSAGE_BYTES];

/* GB18030 to UTF-8 on the heap; NULL when it isn't. */
static char *convert(struct str bytes, size_t *len)
{
	iconv_t way = iconv_open("UTF-8", "GB18030");
	size_t room = bytes.len * 2 + 16;	/* two bytes become three at most, four become four */
	char *in = (char *)(uintptr_t)bytes.data;
	size_t left = bytes.len;
	char *text = malloc(room);
	char *out = text;

	if (way == (iconv_t)-1 || text == NULL)
		abort();
	if (iconv(way, &in, &left, &out, &room) == (size_t)-1) {
		free(text);
		text = NULL;
	}
	iconv_close(way);
	*len = text != NULL ? (size_t)(out - text) : 0;
	return text;
}

static char *to_utf8(struct str bytes, size_t *len)
{
	char *text;

	if (str_starts(bytes, S("\xef\xbb\xbf")))
		bytes = str_sub(bytes, 3, bytes.len);
	if (!text_valid(bytes))
		return convert(bytes, len);
	text = malloc(bytes.len + 1);
	if (text == NULL)
		abort();
	memcpy(text, bytes.data, bytes.len);
	*len = bytes.len;
	return text;
}

static const struct column *column_of(struct str heading)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		struct str names = str_of(columns[i].names);
		struct str name;

		while (str_cut(&names, ' ', &name))
			if (str_eq(name, heading))
				return &columns[i];
	}
	return NULL;
}

static bool has_column(const struct table *table, const struct column *column)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->of[i] == column)
			return true;
	return false;
}

static bool take_headings(struct table *table, struct arena *arena, const struct str *fields, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		struct str heading = text_tidy(arena, fields[i], false);
		const struct column *column = column_of(heading);

		if (column != NULL && has_column(table, column)) {
			snprintf(message, sizeof(message), "two columns hold the %s; the second is \"%.*s\"",
				column->key, STR_ARG(heading));
			return false;
		}
		if (column == NULL && used < sizeof(others))
			used += (size_t)snprintf(others + used, sizeof(others) - used, "%s\"%.*s\"",
				used > 0 ? ", " : "", STR_ARG(heading));
		table->of[table->count++] = column;
	}
	for (size_t i = 0; i < COLUMNS; i++)
		if (columns[i].needed && !has_column(table, &columns[i])) {
			snprintf(message, sizeof(message), "no column holds the %s; it may be called %s",
				columns[i].key, columns[i].names);
			return false;
		}
	return true;
}

static bool read_headings(struct table *table)
{
	struct arena *arena = arena_new(HEAD_BYTES);
	struct str fields[CSV_FIELDS];
	const char *problem = "there is no row that names the columns";
	size_t count;
	bool good = csv_next(&table->csv, arena, fields, &count, &problem) == CSV_ROW;

	if (good)
		good = take_headings(table, arena, fields, count);
	else
		snprintf(message, sizeof(message), "%s", problem);
	arena_free(arena);
	return good;
}

struct table *table_new(struct str bytes, const char **problem, const char **unknown)
{
	struct table *table = calloc(1, sizeof(*table));
	size_t len = 0;

	if (table == NULL)
		abort();
	others[0] = '\0';
	*problem = message;
	*unknown = others;
	table->text = to_utf8(bytes, &len);
	table->csv = csv_of((struct str){ table->text, len });
	if (table->text == NULL)
		snprintf(message, sizeof(message), "neither UTF-8 nor GB18030");
	else if (read_headings(table))
		return table;
	table_free(table);
	return NULL;
}

void table_free(struct table *table)
{
	free(table->text);
	free(table);
}

/* One or two digits. */
static bool cut_number(struct str *rest, char end, int *out)
{
	struct str piece;
	uint64_t n;

	if (!str_cut(rest, end, &piece) || piece.len == 0 || piece.len > 2 || piece.data[0] < '0' ||
		piece.data[0] > '9')
		return false;
	*out = (piece.data[0] - '0');
	if (piece.len == 2) {
		if (piece.data[1] < '0' || piece.data[1] > '9')
			return false;
		n = (uint64_t)*out * 10 + (uint64_t)(piece.data[1] - '0');
		*out = (int)n;
	}
	return true;
}

/* Spreadsheets write 2020/3/2 9:05; anything else stays as it is and is refused when times are read. */
static struct str normal_time(struct arena *arena, struct str text)
{
	char separator = str_find(text, '/', 0) < text.len ? '/' : '-';
	struct str rest = text;
	struct str year;
	int month, day, hour = 0, minute = 0, second = 0;

	if (!str_cut(&rest, separator, &year) || year.len != 4 || !cut_number(&rest, separator, &month) ||
	    !cut_number(&rest, ' ', &day))
		return text;
	if (rest.len > 0 && (!cut_number(&rest, ':', &hour) || !cut_number(&rest, ':', &minute) ||
			     (rest.len > 0 && !cut_number(&rest, ':', &second))))
		return text;
	return arena_printf(arena, "%.*s-%02d-%02d %02d:%02d:%02d", STR_ARG(year), month, day, hour, minute,
		second);
}

/* "投诉", "投诉举报", "求助类" as our names; anything else stays as it is and is refused later. */
static struct str category_word(struct str text)
{
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		if (str_search(text, str_of(category_label((enum category)i)), 0) < text.len)
			return str_of(category_name((enum category)i));
	return text;
}

static void take_field(struct arena *arena, struct value *object, const struct column *column,
	struct str field)
{
	struct str text = text_tidy(arena, field, true);

	if (text.len == 0)
		return;
	if (strcmp(column->key, "category") == 0)
		text = category_word(text);
	else if (strcmp(column->key, "time") == 0 || strcmp(column->key, "reply_time") == 0 ||
		 strcmp(column->key, "due") == 0)
		text = normal_time(arena, text);
	map_str(object, column->key, text);
}

enum line table_next(struct table *table, struct arena *arena, uint64_t *number, struct value **object,
	const char **problem)
{
	struct str fields[CSV_FIELDS];
	size_t count;
	enum csv_row row = csv_next(&table->csv, arena, fields, &count, problem);

	*number = table->csv.line;
	if (row != CSV_ROW)
		return row == CSV_END ? LINE_END : LINE_BAD;
	if (count != table->count) {
		snprintf(message, sizeof(message), "%zu fields where the first row names %zu columns", count,
			table->count);
		*problem = message;
		return LINE_BAD;
	}
	*object = value_map(arena);
	for (size_t i = 0; i < count; i++)
		if (table->of[i] != NULL)
			take_field(arena, *object, table->of[i], fields[i]);
	return LINE_OBJECT;
}
