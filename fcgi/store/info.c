#include "store/info.h"

enum status info_read(struct store *store, struct arena *arena, const char *section, struct str *info)
{
	struct batch batch = batch_in(arena);
	struct result *results;

	BATCH(&batch, S("INFO"), str_of(section));
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

/* "p50=1.003,p99=20.991,p99.9=23.039" → 20 */
static int64_t p99_of(struct str percentiles)
{
	struct str part;
	struct str name;
	int64_t us = 0;

	while (str_cut(&percentiles, ',', &part))
		if (str_cut(&part, '=', &name) && str_eq(name, S("p99")))
			str_to_i64(str_sub(part, 0, str_find(part, '.', 0)), &us);
	return us;
}

int64_t info_slowest(struct str latencies, struct str *command)
{
	const struct str prefix = S("latency_percentiles_usec_");
	int64_t most = 0;
	struct str line;
	struct str name;

	*command = (struct str){ 0 };
	while (str_cut(&latencies, '\n', &line)) {
		if (!str_starts(line, prefix) || !str_cut(&line, ':', &name))
			continue;
		if (p99_of(str_trim(line)) > most) {
			most = p99_of(str_trim(line));
			*command = str_sub(name, prefix.len, name.len);
		}
	}
	return most;
}
