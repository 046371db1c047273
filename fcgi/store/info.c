#include "store/info.h"

enum status info_read(struct store *store, struct arena *arena, struct str *info)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("INFO"));
	TRY(store_run(store, &batch, &results));
	*info = results[0].str;
	return OK;
}

struct str info_field(struct str info, const char *name)
{
	struct str wanted = str_of(name);
	struct str line;

	while (str_cut(&info, '\n', &line))
		if (str_starts(line, wanted) && line.len > wanted.len && line.data[wanted.len] == ':')
			return str_trim(str_sub(line, wanted.len + 1, line.len));
	return (struct str){ 0 };
}

int64_t info_number(struct str info, const char *name, int64_t otherwise)
{
	int64_t value;

	return str_to_i64(info_field(info, name), &value) ? value : otherwise;
}
