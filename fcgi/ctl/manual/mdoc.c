#include "ctl/manual/mdoc.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Where a paragraph is being printed. */
struct place {
	bool line_start;
	bool in_code;
};

/* What a character means to roff is taken from it. */
static void put(struct place *place, char before, const char *c)
{
	const bool of_option = *c == '-' && (c[1] == '-' || before == '-');

	if (place->line_start && (*c == '.' || *c == '\''))
		fputs("\\&", stdout);
	place->line_start = false;
	if (*c == '\\') {
		fputs("\\e", stdout);
	} else if (*c == '`') {
		place->in_code = !place->in_code;
		fputs(place->in_code ? "\\fB" : "\\fR", stdout);
	} else {
		if (of_option)
			putchar('\\');
		putchar(*c);
	}
}

static bool ends_sentence(char c)
{
	return c == '.' || c == '?' || c == '!';
}

/* Prints the text up to the end of its last line; whether that line is still empty. */
static bool print(const char *text)
{
	struct place place = { .line_start = true };

	for (const char *c = text; *c != '\0'; c++) {
		const char before = c > text ? c[-1] : ' ';
		const bool breaks = *c == '\n' || (strncmp(c, "  ", 2) == 0 && ends_sentence(before));

		if (place.line_start && (*c == ' ' || *c == '\n'))
			continue;
		if (breaks) {
			putchar('\n');
			place.line_start = true;
		} else {
			put(&place, before, c);
		}
	}
	return place.line_start;
}

void mdoc_text(const char *text)
{
	if (!print(text))
		putchar('\n');
}

void mdoc_sentence(const char *text)
{
	print(text);
	puts(".");
}

void mdoc_words(const char *words)
{
	for (const char *c = words; *c != '\0'; c++) {
		if (*c == '-' || *c == '\\')
			putchar('\\');
		putchar(*c == '\\' ? 'e' : *c);
	}
}
