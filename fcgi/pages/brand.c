#include "pages/brand.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "crypt/encode.h"
#include "pages/colour.h"

#define BRAND_BYTES ((size_t)1 << 20)
/* It is part of everybody's first page. */
#define EMBLEM_MOST ((size_t)48 << 10)
/* Home screens show 180 pixels and more. */
#define EMBLEM_LEAST_PIXELS 180
#define EMBLEM_MOST_PIXELS 1024
#define ICON_MOST ((size_t)16 << 10)
/* The colour in htdocs/static/favicon.svg that is the city's. */
#define ICON_COLOUR "#14539a"
#define HASH_CHARS 16
#define ELDER_DARKER 25

static const struct colour white = { 255, 255, 255 };
static const struct colour black = { 0, 0, 0 };
/* --ground of site.css, the darkest on which letters of the colour stand by day. */
static const struct colour light_ground = { 0xed, 0xed, 0xed };
/* --card and --hover of site.css in dark mode: what cards are, and the palest ground of text. */
static const struct colour dark_card = { 0x1d, 0x1d, 0x20 };
static const struct colour dark_hover = { 0x26, 0x26, 0x2a };

static char problem_text[512];

static enum status refuse(const char *file, const char *why, const char **problem)
{
	snprintf(problem_text, sizeof(problem_text), "[site] emblem: %.300s: %s", file, why);
	*problem = problem_text;
	return ERR_MALFORMED;
}

static enum status check_colour(const char *text, const char **problem)
{
	struct colour colour;
	double contrast;

	if (!colour_parse(text, &colour))
		return OK;
	contrast = colour_contrast(colour, light_ground);
	if (contrast >= COLOUR_READABLE)
		return OK;
	snprintf(problem_text, sizeof(problem_text), "[site] colour %s is too pale to be read: its contrast to the "
		"pages' grey is %.2f:1, and %.1f:1 is needed; take a darker one", text, contrast, COLOUR_READABLE);
	*problem = problem_text;
	return ERR_MALFORMED;
}

/* The whole file, of most bytes at most: one more tells that it is longer. */
static enum status read_whole(struct arena *arena, const char *name, size_t most, struct str *out,
	const char **problem)
{
	FILE *file = fopen(name, "re");
	char *bytes = arena_alloc(arena, most + 1);

	if (file == NULL)
		return refuse(name, strerror(errno), problem);
	*out = (struct str){ bytes, fread(bytes, 1, most + 1, file) };
	fclose(file);
	return OK;
}

static uint32_t number_at(struct str bytes, size_t at)
{
	const unsigned char *p = (const unsigned char *)bytes.data + at;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* PNG (ISO/IEC 15948), section 5: signature, then IHDR with width and height.  NULL: it may be used. */
static const char *png_fault(struct str bytes, uint32_t *side)
{
	const struct str start = S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR");

	if (bytes.len > EMBLEM_MOST)
		return "is larger than 48 KiB";
	if (bytes.len < start.len + 8 || !str_starts(bytes, start))
		return "is not a PNG picture";
	*side = number_at(bytes, start.len);
	if (*side != number_at(bytes, start.len + 4))
		return "is not square";
	if (*side < EMBLEM_LEAST_PIXELS || *side > EMBLEM_MOST_PIXELS)
		return "must be 180 to 1024 pixels wide and high";
	return NULL;
}

static struct str url_of(struct arena *arena, struct str bytes, const char *kind)
{
	struct str hash = hex(arena, sha256(arena, bytes));

	return arena_printf(arena, "/brand/%.*s.%s", HASH_CHARS, hash.data, kind);
}

static enum status load_emblem(const char *file, struct brand *brand, const char **problem)
{
	struct brand_file *icon = &brand->icon;
	const char *fault;
	uint32_t side;

	TRY(read_whole(brand->arena, file, EMBLEM_MOST, &icon->bytes, problem));
	fault = png_fault(icon->bytes, &side);
	if (fault != NULL)
		return refuse(file, fault, problem);
	icon->type = S("image/png");
	icon->url = url_of(brand->arena, icon->bytes, "png");
	brand->touch = icon->url;
	brand->touch_size = arena_printf(brand->arena, "%ux%u", side, side);
	return OK;
}

/* The board's own picture in the city's colour. */
static enum status colour_icon(const struct config *config, struct brand *brand, const char **problem)
{
	struct str file = arena_printf(brand->arena, "%s/../static/favicon.svg", config->paths.templates);
	const struct str own = S(ICON_COLOUR);
	struct brand_file *icon = &brand->icon;
	struct buf out = buf_in(brand->arena);
	struct str bytes;
	size_t from = 0;

	TRY(read_whole(brand->arena, file.data, ICON_MOST, &bytes, problem));
	for (size_t at; (at = str_search(bytes, own, from)) < bytes.len; from = at + own.len) {
		buf_add(&out, str_sub(bytes, from, at));
		buf_add(&out, str_of(config->site.colour));
	}
	buf_add(&out, str_sub(bytes, from, bytes.len));
	icon->bytes = buf_str(&out);
	icon->type = S("image/svg+xml");
	icon->url = url_of(brand->arena, icon->bytes, "svg");
	return OK;
}

/* colour with as much of to in it, by steps of five percent, as gives it this contrast to ground. */
static struct colour mix_until(struct colour colour, struct colour to, struct colour ground, double contrast)
{
	struct colour mixed = colour;

	for (int percent = 5; percent <= 100 && colour_contrast(mixed, ground) < contrast; percent += 5)
		mixed = colour_mix(colour, to, percent);
	return mixed;
}

/* ground with some of colour in it, but so that text of that colour can still be read there. */
static struct colour tint(struct colour ground, struct colour colour, int percent, struct colour text)
{
	while (percent > 0 && colour_contrast(text, colour_mix(ground, colour, percent)) < COLOUR_READABLE)
		percent--;
	return colour_mix(ground, colour, percent);
}

static void put(struct buf *out, const char *token, struct colour c)
{
	buf_printf(out, "--%s:#%02x%02x%02x;", token, (unsigned)c.red, (unsigned)c.green, (unsigned)c.blue);
}

static void put_light(struct buf *out, struct colour brand)
{
	struct colour elder = colour_mix(brand, black, ELDER_DARKER);

	buf_add(out, S(":root{"));
	put(out, "brand", brand);
	put(out, "brand-down", elder);
	put(out, "brand-pale", tint(white, brand, 10, brand));
	buf_add(out, S("}\nhtml.elder{"));
	put(out, "brand", elder);
	put(out, "brand-down", colour_mix(brand, black, 2 * ELDER_DARKER));
	buf_add(out, S("}\n"));
}

/* Paler than by day: seven to one on a card, and dark letters on it. */
static void put_dark(struct buf *out, struct colour brand)
{
	struct colour pale = mix_until(brand, white, dark_hover, 7);
	struct colour paler = colour_mix(pale, white, 40);

	buf_add(out, S("@media (prefers-color-scheme:dark){\n:root{"));
	put(out, "brand", pale);
	put(out, "brand-down", paler);
	put(out, "brand-pale", tint(dark_card, brand, 30, pale));
	put(out, "on-brand", mix_until(brand, black, pale, 7));
	buf_add(out, S("}\nhtml.elder{"));
	put(out, "brand", paler);
	put(out, "brand-down", colour_mix(paler, white, 40));
	buf_add(out, S("}\n}\n"));
}

/* Paper stays black on white. */
static void make_style(const struct config *config, struct brand *brand)
{
	struct buf out = buf_in(brand->arena);
	struct colour colour;

	if (colour_parse(config->site.colour, &colour)) {
		buf_add(&out, S("@media screen{\n"));
		put_light(&out, colour);
		put_dark(&out, colour);
		buf_add(&out, S("}\n"));
	}
	buf_printf(&out, ".brand::before{background-image:url(%.*s)}\n", STR_ARG(brand->icon.url));
	brand->style.bytes = buf_str(&out);
	brand->style.type = S("text/css; charset=utf-8");
	brand->style.url = url_of(brand->arena, brand->style.bytes, "css");
}

enum status brand_load(const struct config *config, struct brand *brand, const char **problem)
{
	bool coloured = config->site.colour[0] != '\0';

	*brand = (struct brand){ .arena = arena_new(BRAND_BYTES), .touch = S("/static/touch.png"),
		.touch_size = S("240x240"), .theme = coloured ? str_of(config->site.colour) : S("#ffffff") };
	TRY(check_colour(config->site.colour, problem));
	if (config->site.emblem[0] != '\0')
		TRY(load_emblem(config->site.emblem, brand, problem));
	else if (coloured)
		TRY(colour_icon(config, brand, problem));
	if (brand->icon.url.len > 0)
		make_style(config, brand);
	return OK;
}

void brand_free(struct brand *brand)
{
	if (brand->arena != NULL)
		arena_free(brand->arena);
	*brand = (struct brand){ 0 };
}

const struct brand_file *brand_find(const struct brand *brand, struct str name, bool *same)
{
	const struct brand_file *const files[] = { &brand->style, &brand->icon };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str url = files[i]->url;
		size_t dot = str_find(url, '.', 0);

		if (url.len == 0 || !str_ends(name, str_sub(url, dot, url.len)))
			continue;
		*same = str_ends(url, name) && url.data[url.len - name.len - 1] == '/';
		return files[i];
	}
	return NULL;
}
