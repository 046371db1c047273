#include "scan/acts.h"

bool ends_nocase(struct str a, struct str b)
{
	return a.len >= b.len && str_eq_nocase(str_sub(a, a.len - b.len, a.len), b);
}

bool starts_nocase(struct str a, struct str b)
{
	return str_eq_nocase(str_sub(a, 0, b.len), b);
}

static bool has_nocase(struct str a, struct str b)
{
	for (size_t i = 0; i + b.len <= a.len; i++)
		if (str_eq_nocase(str_sub(a, i, i + b.len), b))
			return true;
	return false;
}

enum act act_of_type(struct str type)
{
	return has_nocase(type, S("macroEnabled")) || has_nocase(type, S("vbaProject")) ||
		has_nocase(type, S("activeX")) ? ACT_REFUSED : ACT_NONE;
}

static bool is_remote(struct str target)
{
	return starts_nocase(target, S("http:")) || starts_nocase(target, S("https:")) ||
		starts_nocase(target, S("ftp:")) || starts_nocase(target, S("mhtml:")) ||
		str_starts(target, S("\\\\")) || str_starts(target, S("//")) ||
		(starts_nocase(target, S("file:")) && has_nocase(target, S("\\\\")));
}

enum act act_of_relationship(struct str type, struct str target)
{
	static const char *const fetched[] = { "/attachedTemplate", "/frame", "/oleObject", "/subDocument",
		"/package", NULL };

	if (ends_nocase(type, S("/hyperlink")))
		return ACT_NONE;
	for (size_t i = 0; fetched[i] != NULL; i++)
		if (ends_nocase(type, str_of(fetched[i])) && is_remote(target))
			return ACT_REFUSED;
	return ACT_TOLD;
}

enum act act_of_field(struct str words)
{
	static const char *const naming[] = { "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK ", NULL };
	struct str field = str_trim(words);

	if (starts_nocase(field, S("DDE")))
		return ACT_REFUSED;
	for (size_t i = 0; naming[i] != NULL; i++)
		if (starts_nocase(field, str_of(naming[i])))
			return ACT_TOLD;
	return ACT_NONE;
}
