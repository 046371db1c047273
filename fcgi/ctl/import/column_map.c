#include "ctl/import/column_map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"

#define LINE_MOST 1000

/* One line of the map; false after a message. */
static bool take_line(struct column_map *map, struct arena *kept, const char *path, uint64_t number,
	struct str line)
{
	size_t equals = str_find(line, '=', 0);
	struct column_pair pair = { text_tidy(kept, str_sub(line, 0, equals), false),
		arena_str(kept, str_trim(str_sub(line, equals + 1, line.len))) };

	if (pair.old.len == 0 || pair.id.len == 0 || !text_valid(line))
		ctl_fail("%s:%" PRIu64 ": not OLD=ID in UTF-8", path, number);
	else if (columns_find(&map->columns, pair.id) == NULL)
		ctl_fail("%s:%" PRIu64 ": there is no column %.*s", path, number, STR_ARG(pair.id));
	else if (map->count == COLUMN_PAIRS_MOST)
		ctl_fail("%s: more than %d lines", path, COLUMN_PAIRS_MOST);
	else
		map->pairs[map->count++] = pair;
	return map->count > 0 && str_eq(map->pairs[map->count - 1].old, pair.old);
}

static int read_file(struct column_map *map, struct arena *kept, const char *path)
{
	FILE *file = fopen(path, "re");
	char text[LINE_MOST];
	int result = CTL_DONE;

	if (file == NULL)
		return ctl_fail("%s: %s", path, strerror(errno));
	map->pairs = arena_array(kept, COLUMN_PAIRS_MOST, sizeof(*map->pairs));
	for (uint64_t number = 1; result == CTL_DONE && fgets(text, sizeof(text), file) != NULL; number++) {
		struct str line = str_trim(str_of(text));

		if (line.len > 0 && line.data[0] != '#' && !take_line(map, kept, path, number, line))
			result = CTL_FAILED;
	}
	if (ferror(file))
		result = ctl_fail("%s: %s", path, strerror(errno));
	fclose(file);
	return result;
}

int column_map_read(struct ctl *ctl, const char *path, struct arena *kept, struct column_map *out)
{
	struct casework work = ctl->work;
	enum status status;

	work.arena = kept;
	*out = (struct column_map){ .count = 0 };
	status = columns_read(&work, &out->columns);
	if (status != OK)
		return ctl_fail_status(ctl, "the columns", status);
	return path != NULL ? read_file(out, kept, path) : CTL_DONE;
}

struct str column_map_find(const struct column_map *map, struct str name)
{
	const struct column *found = columns_find(&map->columns, name);
	size_t named = 0;

	for (size_t i = 0; i < map->count; i++)
		if (str_eq(map->pairs[i].old, name))
			return map->pairs[i].id;
	if (found != NULL)
		return found->id;
	for (size_t i = 0; i < map->columns.count; i++)
		if (str_eq(map->columns.list[i].name, name)) {
			found = &map->columns.list[i];
			named++;
		}
	return named == 1 ? found->id : (struct str){ 0 };
}
