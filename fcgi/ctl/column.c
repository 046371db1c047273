/* wenzhengctl column: the columns (栏目) of published information, loaded from a file that an operator edits. */
#include "ctl/column.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/text.h"
#include "publish/column.h"
#include "staff/account.h"

#define FILE_MOST ((size_t)1 << 20)

/* The columns of the file, in this order; its first row names them. */
static const struct {
	const char *name;
	size_t offset;
} fields[] = {
	{ "id", offsetof(struct column, id) },
	{ "parent", offsetof(struct column, parent) },
	{ "name", offsetof(struct column, name) },
	{ "type", offsetof(struct column, type) },
	{ "days", 0 },
	{ "depts", offsetof(struct column, depts) },
	{ "accounts", offsetof(struct column, accounts) },
	{ "required", offsetof(struct column, required) },
	{ "description", offsetof(struct column, description) },
	{ "keywords", offsetof(struct column, keywords) },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* A file of columns being loaded. */
struct loading {
	struct ctl *ctl;
	const char *path;
	struct csv csv;
	int64_t order;
	uint64_t made;
	uint64_t kept;	/* there already */
};

static int fail_at(const struct loading *loading, const char *what)
{
	return ctl_fail("%s:%" PRIu64 ": %s", loading->path, loading->csv.line, what);
}

static int take_headings(struct loading *loading)
{
	struct str row[CSV_FIELDS];
	const char *problem = "the first row must name the columns";
	size_t count = 0;
	bool good = csv_next(&loading->csv, loading->ctl->arena, row, &count, &problem) == CSV_ROW &&
		count == FIELDS;

	for (size_t i = 0; good && i < FIELDS; i++)
		good = str_eq(row[i], str_of(fields[i].name));
	return good ? CTL_DONE :
		fail_at(loading,
			"the first row must be id,parent,name,type,days,depts,accounts,required,description,keywords");
}

static bool read_row(struct loading *loading, const struct str *row, size_t count, struct column *out)
{
	*out = (struct column){ .order = loading->order += COLUMN_ORDER_STEP };
	if (count != FIELDS)
		return false;
	for (size_t i = 0; i < FIELDS; i++) {
		struct str value = text_tidy(loading->ctl->arena, row[i], false);

		if (text_length(value) > COLUMN_TEXT_MAX)
			return false;
		if (fields[i].offset != 0 || i == 0)
			*(struct str *)(void *)((char *)out + fields[i].offset) = value;
		else if (value.len > 0 &&
			(!str_to_i64(value, &out->days) || out->days < 0 || out->days > COLUMN_DAYS_MAX))
			return false;
	}
	return true;
}

static int load_rows(struct loading *loading)
{
	struct str row[CSV_FIELDS];
	const char *problem = "";
	enum csv_row kind;
	size_t count;

	while ((kind = csv_next(&loading->csv, loading->ctl->arena, row, &count, &problem)) != CSV_END) {
		struct column column;
		enum status status;
		struct str wrong;

		if (kind == CSV_BAD)
			return fail_at(loading, problem);
		if (!read_row(loading, row, count, &column))
			return fail_at(loading, "a row has ten fields of at most 200 characters; days is a number");
		status = column_put(&loading->ctl->work, &column, S(ACCOUNT_OPERATOR), &wrong);
		if (status == ERR_INVALID)
			return fail_at(loading, arena_printf(loading->ctl->arena, "%.*s: %.*s",
				STR_ARG(column.id), STR_ARG(wrong)).data);
		if (status != OK && status != ERR_ALREADY)
			return ctl_fail_status(loading->ctl, "the columns", status);
		loading->made += status == OK;
		loading->kept += status == ERR_ALREADY;
	}
	return CTL_DONE;
}

/* The whole file; false when it can't be read, errno telling why (EFBIG: too large). */
static bool read_file(struct ctl *ctl, const char *path, struct str *text)
{
	char *bytes = arena_alloc(ctl->arena, FILE_MOST);
	FILE *file = fopen(path, "re");
	int problem;

	if (file == NULL)
		return false;
	*text = (struct str){ bytes, fread(bytes, 1, FILE_MOST, file) };
	problem = ferror(file) ? EIO : text->len == FILE_MOST ? EFBIG : 0;
	fclose(file);
	errno = problem;
	return problem == 0;
}

static int load(struct ctl *ctl)
{
	struct loading loading = { .ctl = ctl, .path = ctl->words[0] };
	struct str text;
	int result;

	if (!read_file(ctl, loading.path, &text))
		return ctl_fail("%s: %s", loading.path, strerror(errno));
	if (!text_valid(text))
		return ctl_fail("%s is not UTF-8", loading.path);
	loading.csv = csv_of(text);
	result = take_headings(&loading);
	if (result == CTL_DONE)
		result = load_rows(&loading);
	printf("%" PRIu64 " columns made, %" PRIu64 " were there already\n", loading.made, loading.kept);
	return result;
}

static int list(struct ctl *ctl)
{
	struct columns columns;
	enum status status = columns_read(&ctl->work, &columns);

	if (status != OK)
		return ctl_fail_status(ctl, "the columns", status);
	for (size_t i = 0; i < columns.count; i++) {
		const struct column *trail[COLUMN_DEPTH];
		const struct column *column = &columns.list[i];
		size_t level = columns_trail(&columns, column, trail);

		printf("%.*s\t%*s%.*s\t%s\n", STR_ARG(column->id), (int)(2 * (level - 1)), "",
			STR_ARG(column->name), column->closed ? "closed" : "open");
	}
	return CTL_DONE;
}

const struct ctl_command ctl_column[] = {
	{ "column load", "FILE", 1, 1, CTL_SITE, load, "Make the columns that a CSV file names",
		"FILE is as conf/columns.csv; its order is that of the pages.  Columns that are there already stay as\n"
		"they are.\n", { { 0 } } },
	{ "column list", "", 0, 0, CTL_SITE, list, "List the columns",
		"Columns, tabs between: id, name (indented by level), open or closed to new articles.\n",
		{ { 0 } } },
	{ 0 },
};
