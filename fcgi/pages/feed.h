/*
 * feed: writes an Atom feed (RFC 4287), and XML for whatever else programs read.  Text is escaped here.  The
 * reply's body is complete after feed_end.  Depends on: pages/site.
 */
#ifndef PAGES_FEED_H
#define PAGES_FEED_H

#include "base/buf.h"
#include "web/route.h"

/* Text within an element, or an attribute in double quotes; control characters are left out. */
void xml_text(struct buf *out, struct str s);
/* <name>text</name> and a line end. */
void xml_element(struct buf *out, const char *name, struct str text);

struct feed {
	struct str title;
	struct str id;
	struct str path;	/* of the feed itself: the request's, unless it says more */
	struct buf entries;
	int64_t updated;	/* of the newest entry, ms; of a feed without any: when the worker began */
	bool any;
};

/* A file that goes with an entry. */
struct feed_enclosure {
	struct str url;		/* whole */
	struct str name;
	struct str media;
	int64_t size;
};

/* Ids are tag URIs (RFC 4151), which stay the same wherever the site moves. */
struct feed_entry {
	struct str title;
	struct str id;
	struct str url;		/* whole */
	int64_t published;	/* ms */
	int64_t updated;	/* ms */
	struct str author;
	struct str summary;	/* empty: none */
	struct str content;	/* empty: none; plain text */
	const struct feed_enclosure *enclosures;
	size_t enclosed;	/* how many of them */
};

struct feed feed_begin(struct exchange *exchange, struct str title, struct str id);
void feed_entry(struct feed *feed, const struct feed_entry *entry);
/* Makes it the reply, which may be cached. */
enum status feed_end(struct exchange *exchange, const struct feed *feed);

#endif
