/*
 * request: one HTTP request as FastCGI (the FastCGI Specification 1.0, RFC 3875 names) brought it, checked
 * at the door: sizes, UTF-8, NUL bytes, percent-encoding, body length against CONTENT_LENGTH.  Everything
 * is copied into the request's arena; nothing of libfcgi leaves web/.  Depends on: base/text, base/clock,
 * uriparser.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/status.h"
#include "base/value.h"

/* Longer Cookie headers are refused (431 is for the server in front); only so much of Accept is read. */
#define REQUEST_COOKIE_MAX 8192
#define REQUEST_ACCEPT_MAX 1024

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

/* A name=value pair of a query, form or cookie header. */
struct field {
	struct str name;
	struct str value;
	struct field *next;
};

/* A file of a form that was sent as multipart/form-data.  What its sender called it is of no use to anybody. */
struct upload {
	struct str name;	/* of the form's field */
	struct str bytes;
	struct upload *next;
};

struct request {
	struct arena *arena;
	enum method method;
	struct str path;	/* decoded, no %2F in it; without ".json" when json_path */
	struct str uri;		/* as sent, with the query */
	struct field *query;
	struct field *form;	/* of a POST body, application/x-www-form-urlencoded or multipart/form-data */
	struct upload *uploads;	/* the files of the latter */
	bool uploads_cut;	/* they were too large together: the last of them are missing */
	struct field *cookies;
	struct str address;	/* REMOTE_ADDR */
	struct str agent;	/* HTTP_USER_AGENT, at most 256 bytes */
	struct str host;	/* HTTP_HOST, letters digits . - : [ ] only, else empty */
	struct str own_name;	/* WZ_OWN_NAME: the name or address that nginx serves this under, cleaned alike */
	bool https;
	struct str fetch_site;	/* HTTP_SEC_FETCH_SITE, cut after 16 bytes */
	struct str origin;	/* HTTP_ORIGIN, cut after 300 bytes */
	bool json_path;		/* the path ended in .json */
	bool wants_json;	/* json_path, or Accept prefers application/json */
	bool elder;		/* WZ_ELDER is 1: the large-type page is wanted */
	int64_t now;		/* ms, read once */
};

/* The limits of section "what bad input gets". */
struct request_limits {
	size_t body;		/* bytes; of a form with files: of all that isn't a file */
	size_t upload;		/* bytes of a form with files; what is over, up to as much again, is read past */
	size_t fields;		/* of query and of form each */
	size_t uri;		/* bytes */
};

/* What the gateway gave: name → value of a FastCGI parameter (RFC 3875), NULL if absent; and the body. */
struct gateway {
	const char *(*param)(void *gateway, const char *name);
	/* Reads up to size bytes of the body; 0 at its end, −1 on error. */
	long (*read)(void *gateway, char *bytes, size_t size);
	void *self;
};

/*
 * Fills *out.  ERR_MALFORMED (bad encoding, NUL, a body shorter or longer than it said), ERR_TOO_LARGE,
 * ERR_MEDIA (a POST of another type).  The files of a form stay where they were read, in the arena.  METHOD_OTHER is no failure here: route_find says 404 or 405.  Even
 * on failure path, method and wants_json are filled as far as known, so the error page fits.
 */
enum status request_read(struct arena *arena, const struct gateway *gateway,
	const struct request_limits *limits, struct request *out);

/* The first field of that name, whole keys compared, or the empty string. */
struct str field_get(const struct field *fields, const char *name);

/* Parsers with fuzz targets of their own.  Results in order of appearance. */
enum status fields_parse_urlencoded(struct arena *arena, struct str text, size_t max_fields,
	struct field **out);
/* RFC 6265 section 4.2.1; malformed pairs are passed over. */
struct field *fields_parse_cookie(struct arena *arena, struct str header, size_t max_fields);

#endif
