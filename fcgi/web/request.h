/*
 * request: the headers of one HTTP request as FastCGI (the FastCGI Specification 1.0, RFC 3875 names) brought
 * it, checked on arrival: sizes, UTF-8, NUL bytes, percent-encoding.  Everything is copied into the request's
 * arena; nothing of libfcgi leaves web/.  Depends on: web/fields, web/multipart, base/text, base/clock.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/log.h"
#include "base/status.h"
#include "web/fields.h"
#include "web/multipart.h"

/* Longer Cookie headers are refused (431 is for the server in front); only so much of Accept is read. */
#define REQUEST_COOKIE_MAX 8192
#define REQUEST_ACCEPT_MAX 1024

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

struct request {
	struct arena *arena;
	char id[LOG_ID + 1];	/* WZ_REQUEST_ID, hexadecimal: by which all logs know it; "" if it isn't told */
	enum method method;
	struct str path;	/* decoded, no %2F in it; without ".json" when json_path */
	struct str uri;		/* as sent, with the query */
	struct field *query;
	struct field *form;	/* of a POST body, application/x-www-form-urlencoded or multipart/form-data */
	struct upload *uploads;	/* the files of the latter */
	bool uploads_cut;	/* they were too large together: the last of them are missing */
	struct str cut_field;	/* of the first that is missing, if that is known */
	struct field *cookies;
	struct str address;	/* REMOTE_ADDR */
	struct str agent;	/* HTTP_USER_AGENT, at most 256 bytes */
	struct str host;	/* HTTP_HOST, letters digits . - : [ ] only, else empty */
	/* WZ_OWN_NAME: the name or address that nginx serves this under, cleaned alike */
	struct str own_name;
	bool https;
	struct str fetch_site;	/* HTTP_SEC_FETCH_SITE, cut after 16 bytes */
	struct str origin;	/* HTTP_ORIGIN, cut after 300 bytes */
	bool json_path;		/* the path ended in .json */
	bool wants_json;	/* json_path, or Accept prefers application/json */
	bool elder;		/* WZ_ELDER is 1: the large-type page is wanted */
	bool framed;		/* WZ_PORTAL is 1: nginx puts a portal's header and footer in by SSI */
	int64_t since;		/* WZ_SINCE: when the server in front took it up, ms; not told, or not before now: now */
	int64_t now;		/* ms, read once */
};

struct request_limits {
	size_t fields;		/* of the query, and cookies */
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
 * Reads all but the body and fills *out; form and uploads stay empty (web/body).  ERR_MALFORMED: bad encoding
 * or a NUL byte; ERR_TOO_LARGE.  METHOD_OTHER is no failure here: route_find says 404 or 405.  Even on
 * failure path, method and wants_json are filled as far as known, so the error page fits.
 */
enum status request_read(struct arena *arena, const struct gateway *gateway,
	const struct request_limits *limits, struct request *out);

#endif
