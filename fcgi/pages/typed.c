#include "pages/typed.h"

#include "base/json.h"
#include "base/json_print.h"
#include "drafts/half_form.h"
#include "privacy/limit.h"

#define QUERY "again"
/* Bytes of a form nonce as base64url; what is longer is none of ours. */
#define NONCE_MOST 64
/*
 * In half an hour, for all who share a network and for the whole site: what is kept at once stays below
 * 64 MiB, whoever sends how much.  Whom it holds is answered in place.
 */
#define KEPT_OF_NETWORK 100
#define KEPT_OF_SITE 700

/* The form's name is part of it, so that the address of another form doesn't open this one. */
static struct str holder(const struct exchange *exchange, struct str nonce)
{
	return ARENA_GLUE(exchange->arena, str_of(exchange->route->form), S(" "), site_device(exchange),
		S(" "), nonce);
}

/* What belongs to one sending of the form only. */
static bool passing(struct str name)
{
	return str_eq(name, S("form")) || str_eq(name, S("altcha")) || str_eq(name, S(QUERY));
}

static const struct form_field *photo_field(const struct form *form)
{
	for (const struct form_field *field = form->fields; field->name != NULL; field++)
		if (field->kind == FIELD_PHOTOS)
			return field;
	return NULL;
}

static struct str photo_fault_of(const struct form_values *values)
{
	const struct form_field *field = photo_field(values->form);

	return field != NULL ? values->errors[field - values->form->fields] : (struct str){ 0 };
}

/* {fields: as fields_keep writes them, photo: what is wrong with the photos}. */
static struct str print(struct exchange *exchange, const struct form_values *values)
{
	struct value *map = value_map(exchange->arena);

	map_str(map, "photo", photo_fault_of(values));
	fields_keep(exchange->request->form, passing, map_list(map, "fields"));
	return json_print(exchange->arena, map);
}

static struct str first_wrong(const struct form_values *values)
{
	for (size_t i = 0; values->form->fields[i].name != NULL; i++)
		if (values->errors[i].len > 0)
			return str_of(values->form->fields[i].name);
	return (struct str){ 0 };
}

enum status typed_keep(struct exchange *exchange, const struct form_values *values, struct str page)
{
	const struct request *request = exchange->request;
	struct casework work = site_work(exchange);
	struct str wrong = first_wrong(values);
	struct limit limits[] = {
		limit_of_network(&work, "typed.a.", KEPT_OF_NETWORK, HALF_FORM_SECONDS),
		limit_of(&work, "typed.s.", S("site"), KEPT_OF_SITE, HALF_FORM_SECONDS),
	};
	struct str plain;
	enum status status;

	if (request->wants_json || exchange->session != NULL || request->uploads != NULL ||
		request->uploads_cut || site_device(exchange).len == 0)
		return ERR_NOT_NOW;
	plain = print(exchange, values);
	if (plain.len > HALF_FORM_MOST)
		return ERR_NOT_NOW;
	status = limit_spend(&work, limits, sizeof(limits) / sizeof(limits[0]), 1);
	if (status == ERR_TOO_MANY)
		return ERR_NOT_NOW;
	TRY(status);
	TRY(half_form_keep(&work, holder(exchange, exchange->form_nonce), plain));
	reply_see(exchange->reply, ARENA_GLUE(exchange->arena, page, S("?" QUERY "="), exchange->form_nonce,
		S("#"), wrong.len > 0 ? wrong : S("main")));
	return OK;
}

bool typed_asked(const struct exchange *exchange)
{
	return exchange->session == NULL && !exchange->request->wants_json &&
		field_get(exchange->request->query, QUERY).len > 0;
}

enum status typed_open(struct exchange *exchange, struct str *photo_fault)
{
	struct str nonce = field_get(exchange->request->query, QUERY);
	struct casework work = site_work(exchange);
	struct value *map;
	struct str plain;

	if (nonce.len > NONCE_MOST || site_device(exchange).len == 0)
		return ERR_NOT_FOUND;
	TRY(half_form_read(&work, holder(exchange, nonce), &plain));
	TRY(json_parse(exchange->arena, plain, &map));
	exchange->request->form = fields_kept(exchange->arena, map_get(map, "fields"));
	exchange->form_nonce = nonce;
	*photo_fault = map_get_str(map, "photo");
	return OK;
}

void typed_end(struct exchange *exchange)
{
	struct casework work = site_work(exchange);

	if (field_get(exchange->request->form, QUERY).len > 0)
		half_form_drop(&work, holder(exchange, exchange->form_nonce));
}
