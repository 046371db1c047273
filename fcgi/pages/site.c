#include "pages/site.h"

#include "base/address.h"
#include "base/log.h"
#include "privacy/wordlist.h"
#include "crypt/encode.h"
#include "crypt/random.h"
#include "crypt/token.h"
#include "search/fold.h"
#include "search/inside.h"
#include "suggest/models.h"
#include "suggest/shelf.h"

#define DEVICE_COOKIE "wz_device"
#define DEVICE_BYTES 16
#define DEVICE_SECONDS ((int64_t)365 * 24 * 3600)
#define FORM_TOKEN_MS (12 * MS_PER_HOUR)
#define KEYS_LOOK_MS 1000
#define DEPTS_BYTES ((size_t)8 * 1024 * 1024)
/* COLUMNS_MOST of them with all they tell. */
#define COLUMNS_BYTES ((size_t)8 * 1024 * 1024)

enum status site_open(const struct config *config, struct templates *templates, struct site *site,
	const char **problem)
{
	const char *local = config->paths.holidays_local;
	char *inside;

	*site = (struct site){ .config = config, .templates = templates, .started = clock_now() };
	TRY(workdays_load(config->paths.holidays, local != NULL && local[0] != '\0' ? local : NULL,
		&site->calendar, problem));
	TRY(wordlist_load(config->paths.words, &site->words, problem));
	TRY(brand_load(config, &site->brand, problem));
	TRY(keys_load(config->paths.keys, &site->keys, problem));
	site->keys_looked = site->started;
	/* Made in the master, which opens the site, the table is shared by all its workers. */
	(void)fold_signature();
	site->store = store_of(config);
	site->depts_arena = arena_new(DEPTS_BYTES);
	site->columns_arena = arena_new(COLUMNS_BYTES);
	inside = inside_folder(config->paths.search);
	site->index = index_new(config->paths.search);
	site->inside = index_new(inside);
	free(inside);
	site->shelf = shelf_new(config->paths.suggest);
	site->models = models_new(config->paths.suggest);
	return OK;
}

void site_close(struct site *site)
{
	index_free(site->index);
	index_free(site->inside);
	shelf_free(site->shelf);
	models_free(site->models);
	free(site->usable);
	if (site->columns_arena != NULL)
		arena_free(site->columns_arena);
	if (site->depts_arena != NULL)
		arena_free(site->depts_arena);
	if (site->store != NULL)
		store_free(site->store);
	if (site->keys != NULL)
		keys_free(site->keys);
	brand_free(&site->brand);
	if (site->words != NULL)
		wordlist_free(site->words);
	if (site->calendar != NULL)
		workdays_free(site->calendar);
	*site = (struct site){ 0 };
}

struct casework site_work(const struct exchange *exchange)
{
	const struct site *site = exchange->site;

	return (struct casework){
		.arena = exchange->arena,
		.store = site->store,
		.keys = site->keys,
		.config = site->config,
		.calendar = site->calendar,
		.words = site->words,
		.network = address_network(exchange->arena, exchange->request->address),
		.now = exchange->request->now,
	};
}

void site_refresh_keys(struct site *site, int64_t now)
{
	struct keys *fresh;
	const char *problem;

	if (now - site->keys_looked < KEYS_LOOK_MS && now >= site->keys_looked)
		return;
	site->keys_looked = now;
	if (!keys_changed(site->keys))
		return;
	if (keys_load(site->config->paths.keys, &fresh, &problem) != OK) {
		log_error("keys stay as they were: %s", problem);
		return;
	}
	keys_free(site->keys);
	site->keys = fresh;
}

struct str site_device(const struct exchange *exchange)
{
	struct str cookie = field_get(exchange->request->cookies, DEVICE_COOKIE);
	struct value *claims;

	if (token_verify(exchange->arena, exchange->site->keys, TOKEN_DEVICE, cookie, exchange->request->now,
		    &claims) != OK)
		return (struct str){ 0 };
	return map_get_str(claims, "device");
}

/* A new device, which its cookie will name from now on. */
static enum status make_device(struct exchange *exchange)
{
	struct value *claims = value_map(exchange->arena);
	char bytes[DEVICE_BYTES];
	struct str cookie;

	random_bytes(bytes, sizeof(bytes));
	exchange->device = base64url(exchange->arena, (struct str){ bytes, sizeof(bytes) });
	map_str(claims, "device", exchange->device);
	TRY(token_sign(exchange->arena, exchange->site->keys, TOKEN_DEVICE, claims, 0, &cookie));
	reply_cookie(exchange->reply, exchange->request, S(DEVICE_COOKIE), cookie, "Lax", DEVICE_SECONDS);
	return OK;
}

bool site_challenged(const struct exchange *exchange)
{
	return exchange->session == NULL && exchange->route->proof != PROOF_ANSWER_TOKEN &&
		exchange->site->config->limits.pow_cost > 0;
}

struct str site_visitor(const struct exchange *exchange)
{
	struct str device = site_device(exchange);

	if (device.len > 0)
		return device;
	return arena_printf(exchange->arena, "%.*s %.*s", STR_ARG(exchange->request->address),
		STR_ARG(exchange->request->agent));
}

/* Whom a form token is for. */
static enum status token_holder(struct exchange *exchange, struct str *holder)
{
	if (exchange->session != NULL) {
		*holder = arena_join(exchange->arena, S("staff:"), exchange->session->account.id);
		return OK;
	}
	if (exchange->device.len == 0)
		exchange->device = site_device(exchange);
	if (exchange->device.len == 0)
		TRY(make_device(exchange));
	*holder = exchange->device;
	return OK;
}

enum status site_form_token(struct exchange *exchange, const char *form, struct str *token)
{
	/* An address that is none has no route. */
	const char *own = exchange->route != NULL ? exchange->route->form : NULL;
	bool again = exchange->form_nonce.len > 0 && own != NULL && strcmp(form, own) == 0;
	struct value *claims = value_map(exchange->arena);
	char nonce[DEVICE_BYTES];
	struct str holder;

	TRY(token_holder(exchange, &holder));
	random_bytes(nonce, sizeof(nonce));
	map_str(claims, "form", str_of(form));
	map_str(claims, "nonce", again ? exchange->form_nonce :
		base64url(exchange->arena, (struct str){ nonce, sizeof(nonce) }));
	map_str(claims, "device", holder);
	return token_sign(exchange->arena, exchange->site->keys, TOKEN_FORM, claims,
		exchange->request->now + FORM_TOKEN_MS, token);
}

/* A browser that took no cookie can't be held to one; one that sends another's can. */
static bool held_by(const struct exchange *exchange, struct str holder)
{
	struct str cookie = site_device(exchange);

	if (exchange->session != NULL)
		return str_eq(holder,
			arena_join(exchange->arena, S("staff:"), exchange->session->account.id));
	return !str_starts(holder, S("staff:")) && (cookie.len == 0 || str_eq(holder, cookie));
}

enum status site_check_token(struct exchange *exchange)
{
	struct str token = field_get(exchange->request->form, "form");
	struct value *claims;

	TRY(token_verify(exchange->arena, exchange->site->keys, TOKEN_FORM, token, exchange->request->now,
		&claims));
	if (!str_eq(map_get_str(claims, "form"), str_of(exchange->route->form)) ||
	    !held_by(exchange, map_get_str(claims, "device")))
		return ERR_TOKEN;
	exchange->form_nonce = map_get_str(claims, "nonce");
	if (exchange->session == NULL)
		exchange->device = map_get_str(claims, "device");
	return OK;
}

struct str site_once(const struct exchange *exchange, const struct form_values *values)
{
	struct str words = form_words(exchange->arena, values);

	return ARENA_GLUE(exchange->arena, exchange->form_nonce, S("."),
		base64url(exchange->arena, sha256(exchange->arena, words)));
}

struct str site_post_account(const struct exchange *exchange)
{
	const struct str staff = S("staff:");
	struct str token = field_get(exchange->request->form, "form");
	struct value *claims;
	struct str holder;

	if (exchange->route->form == NULL ||
		token_verify(exchange->arena, exchange->site->keys, TOKEN_FORM, token, 0, &claims) != OK)
		return (struct str){ 0 };
	holder = map_get_str(claims, "device");
	if (!str_eq(map_get_str(claims, "form"), str_of(exchange->route->form)) || !str_starts(holder, staff))
		return (struct str){ 0 };
	return str_sub(holder, staff.len, holder.len);
}

struct str site_authority(const struct exchange *exchange)
{
	const char *domain = exchange->site->config->site.domain;
	const struct request *request = exchange->request;

	if (domain != NULL && domain[0] != '\0')
		return str_of(domain);
	return request->own_name.len > 0 ? request->own_name : request->host;
}

struct str site_origin(const struct exchange *exchange)
{
	return arena_join(exchange->arena, exchange->request->https ? S("https://") : S("http://"),
		site_authority(exchange));
}
