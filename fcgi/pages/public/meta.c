/* For browsers rather than readers: large type, the parts of an app, the brand's files. */
#include "pages/public/meta.h"

#include "base/buf.h"
#include "base/json_print.h"
#include "pages/site.h"

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	return true;
}

/* The cookie is for the page's script as well, so not HttpOnly. */
enum status meta_elder(struct exchange *exchange)
{
	struct str on = field_get(exchange->request->query, "on");
	struct str back = field_get(exchange->request->query, "back");

	if (!str_eq(on, S("0")) && !str_eq(on, S("1")))
		return ERR_MALFORMED;
	reply_header(exchange->reply, S("Set-Cookie"), arena_printf(exchange->arena,
		"wz_elder=%.*s; Path=/; Max-Age=31536000; SameSite=Lax", STR_ARG(on)));
	reply_see(exchange->reply, is_ascii(back) ? back : S("/"));
	return OK;
}

/* A worker that is installed looks here at least once a day, so what is switched off ends everywhere. */
enum status meta_worker(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	struct buf out = buf_in(exchange->arena);

	if (config->site.app)
		buf_printf(&out, "importScripts('/static/offline.js');\n");
	if (config->notices.push)
		buf_printf(&out, "importScripts('/static/told.js');\n");
	if (!config->site.app && !config->notices.push)
		buf_printf(&out, "self.registration.unregister();\n");
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("text/javascript; charset=utf-8");
	return OK;
}

static void add_icon(struct value *list, struct str src, struct str sizes, struct str type)
{
	struct value *icon = list_map(list);

	map_str(icon, "src", src);
	map_str(icon, "sizes", sizes);
	map_str(icon, "type", type);
}

/* W3C Web Application Manifest. */
enum status meta_manifest(struct exchange *exchange)
{
	const struct config *config = exchange->site->config;
	const struct brand *brand = &exchange->site->brand;
	const char *short_name = config->site.short_name;
	struct value *manifest = value_map(exchange->arena);
	struct value *icons;

	if (!config->site.app)
		return ERR_NOT_FOUND;
	map_str(manifest, "name", str_of(config->site.name));
	map_str(manifest, "short_name",
		str_of(short_name[0] != '\0' ? short_name : config->site.name));
	map_str(manifest, "description", str_of(config->site.host));
	map_str(manifest, "lang", S("zh-CN"));
	map_str(manifest, "id", S("/"));
	map_str(manifest, "start_url", S("/"));
	map_str(manifest, "scope", S("/"));
	map_str(manifest, "display", S("standalone"));
	map_str(manifest, "background_color", S("#ffffff"));
	map_str(manifest, "theme_color", brand->theme);
	icons = map_list(manifest, "icons");
	add_icon(icons, brand->touch, brand->touch_size, S("image/png"));
	if (!str_eq(brand->icon.url, brand->touch))
		add_icon(icons,
			brand->icon.url.len > 0 ? brand->icon.url : S("/static/favicon.svg"),
			S("any"), S("image/svg+xml"));
	exchange->reply->body = json_print(exchange->arena, manifest);
	exchange->reply->type = S("application/manifest+json; charset=utf-8");
	return OK;
}

/* A page that was kept from before the brand changed may ask for what was: it gets what is, for now. */
enum status meta_brand(struct exchange *exchange)
{
	bool same;
	const struct brand_file *file = brand_find(&exchange->site->brand, exchange->params[0], &same);

	if (file == NULL)
		return ERR_NOT_FOUND;
	exchange->reply->body = file->bytes;
	exchange->reply->type = file->type;
	exchange->reply->cacheable = exchange->reply->fixed = same;
	exchange->reply->revalidate = true;
	return OK;
}
