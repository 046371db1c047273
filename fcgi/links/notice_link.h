/*
 * notice_link: the short link in a message to the sender of a case: it leads to the tracking page, and
 * below it lies the page that ends the messages.  Signed by a keyed hash of 96 bits over case, way and
 * query code, since a token in JOSE's form would fill three text messages.  Good as long as the query
 * code.  Depends on: crypt/keyed_hash, model/record.
 */
#ifndef LINKS_NOTICE_LINK_H
#define LINKS_NOTICE_LINK_H

#include "model/record.h"

/* "/n/s17-…" for messages by SMS, "/n/m17-…" by e-mail, "/n/p17-…" by push. */
struct str notice_link(struct casework *work, const struct case_record *record, enum told way);

/* The case and the way of such a link's last part.  ERR_NOT_FOUND for anything else. */
enum status notice_link_open(struct casework *work, struct str token, struct case_record *record,
	enum told *way);

#endif
