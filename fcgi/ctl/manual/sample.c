#include "ctl/manual/sample.h"

#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "ctl/manual/mdoc.h"

#define LINE_ROOM 2048
#define SETTINGS_MOST 512

/* One reading of the file. */
struct sample {
	struct ctl *ctl;
	const char *file;
	int line;
	struct str section;
	struct buf words;	/* of the comment that was read last */
	bool keys;		/* it has keys below it */
	bool first;		/* nothing was printed of this section yet */
	bool seen[SETTINGS_MOST];
};

/* The row of that key; false when there is none. */
static bool find(struct str section, struct str key, size_t *row, struct config_setting *setting)
{
	for (*row = 0; config_setting(*row, setting); ++*row)
		if (str_eq(section, str_of(setting->section)) && str_eq(key, str_of(setting->key)))
			return *row < SETTINGS_MOST;
	return false;
}

/* The words follow the keys that they tell of. */
static void end_comment(struct sample *sample)
{
	if (sample->keys) {
		buf_byte(&sample->words, '\0');
		mdoc_text(sample->words.data);
	}
	sample->keys = false;
	sample->words = buf_in(sample->ctl->arena);
}

static void take_comment(struct sample *sample, struct str text)
{
	if (sample->keys)
		end_comment(sample);
	buf_printf(&sample->words, "%.*s\n", STR_ARG(text));
}

static void begin_section(struct sample *sample, struct str name)
{
	end_comment(sample);
	if (sample->section.len > 0)
		puts(".El");
	sample->section = arena_str(sample->ctl->arena, name);
	sample->first = true;
	printf(".Ss [%.*s]\n.Bl -tag -width Ds -compact\n", STR_ARG(name));
}

static int take_key(struct sample *sample, struct str key)
{
	struct config_setting setting;
	size_t row;

	if (!find(sample->section, key, &row, &setting))
		return ctl_fail("%s, line %d: there is no setting [%.*s] %.*s", sample->file, sample->line,
			STR_ARG(sample->section), STR_ARG(key));
	if (sample->words.len == 0)
		return ctl_fail("%s, line %d: no comment says what %.*s is", sample->file, sample->line,
			STR_ARG(key));
	sample->seen[row] = true;
	if (!sample->keys && !sample->first)
		puts(".Pp");
	sample->keys = true;
	sample->first = false;
	printf(".It Ic %s No (", setting.key);
	mdoc_words(setting.type);
	fputs("; default ", stdout);
	mdoc_words(setting.value[0] != '\0' ? setting.value : "empty");
	puts(")");
	return CTL_DONE;
}

static int take_line(struct sample *sample, struct str line)
{
	if (line.len == 0)
		end_comment(sample);
	else if (line.data[0] == '#')
		take_comment(sample, str_sub(line, 1, line.len));
	else if (line.data[0] == '[')
		begin_section(sample, str_sub(line, 1, line.len - 1));
	else
		return take_key(sample, str_trim(str_sub(line, 0, str_find(line, '=', 0))));
	return CTL_DONE;
}

static int check_all_seen(const struct sample *sample)
{
	struct config_setting setting;
	int result = CTL_DONE;

	for (size_t i = 0; config_setting(i, &setting); i++)
		if (i >= SETTINGS_MOST || !sample->seen[i])
			result = ctl_fail("%s has no line for [%s] %s", sample->file, setting.section,
				setting.key);
	return result;
}

int sample_print(struct ctl *ctl, const char *file)
{
	struct sample sample = { .ctl = ctl, .file = file, .words = buf_in(ctl->arena) };
	FILE *stream = fopen(file, "re");
	int result = CTL_DONE;
	char text[LINE_ROOM];

	if (stream == NULL)
		return ctl_fail("%s: %s", file, strerror(errno));
	while (result == CTL_DONE && fgets(text, sizeof(text), stream) != NULL) {
		sample.line++;
		result = take_line(&sample, str_trim(str_of(text)));
	}
	fclose(stream);
	if (result != CTL_DONE)
		return result;
	end_comment(&sample);
	puts(".El");
	return check_all_seen(&sample);
}
