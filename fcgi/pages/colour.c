#include "pages/colour.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool colour_parse(const char *text, struct colour *out)
{
	long value;

	if (text[0] != '#' || strlen(text) != 7)
		return false;
	for (const char *c = text + 1; *c != '\0'; c++)
		if (!isxdigit((unsigned char)*c))
			return false;
	value = strtol(text + 1, NULL, 16);
	*out = (struct colour){ (int)(value >> 16), (int)(value >> 8 & 0xff), (int)(value & 0xff) };
	return true;
}

/* https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
static double linear(int channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double colour_contrast(struct colour a, struct colour b)
{
	double one = luminance(a) + 0.05;
	double other = luminance(b) + 0.05;

	return one > other ? one / other : other / one;
}

static int mix(int a, int b, int percent)
{
	return (a * (100 - percent) + b * percent + 50) / 100;
}

struct colour colour_mix(struct colour a, struct colour b, int percent)
{
	return (struct colour){ mix(a.red, b.red, percent), mix(a.green, b.green, percent),
		mix(a.blue, b.blue, percent) };
}
