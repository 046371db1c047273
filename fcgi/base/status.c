#include "base/status.h"

static const struct {
	int http;
	const char *code;
	const char *text;
} rows[STATUS_COUNT] = {
#define STATUS_ROW(name, http, code, text) [name] = { http, code, text },
	STATUS_LIST(STATUS_ROW)
#undef STATUS_ROW
};

int status_http(enum status status)
{
	return rows[status].http;
}

const char *status_code(enum status status)
{
	return rows[status].code;
}

const char *status_text(enum status status)
{
	return rows[status].text;
}
