/*
 * follow_request: an e-mail address that was typed to be told of a topic's answer, until its owner confirms
 * it.  It lies sealed by itself, gets one mail with a link to confirm and one to end such mails, and goes
 * when it is confirmed or after REQUEST_DAYS.  Whoever ends such mails gets none that asks for the next
 * REQUEST_REST_DAYS.  How many mails one visitor, network, address, topic and the whole site may cause is
 * limited.  Depends on: participation/followers, links/follow_link, cases/outbox, privacy/limit.
 */
#ifndef PARTICIPATION_FOLLOW_REQUEST_H
#define PARTICIPATION_FOLLOW_REQUEST_H

#include "links/follow_link.h"
#include "model/casework.h"

#define REQUEST_DAYS 3
#define REQUEST_REST_DAYS 180

/*
 * Notes the address, checked, and has its owner asked.  ERR_TOO_MANY past what visitor or network may cause
 * in an hour; ERR_ALREADY past what goes to one address in a day; ERR_AWAY past the hour's of the topic or
 * the site.  Who wants no such mails gets none, and the caller is told nothing of it.
 */
enum status follow_request_take(struct casework *work, uint64_t n, struct str email, struct str visitor);

/* The address that the outbox is to ask.  ERR_NOT_FOUND: confirmed, ended, or expired. */
enum status follow_request_read(struct casework *work, uint64_t n, struct str id, struct str *email);

/* The links for the mail to that address: the one to confirm ends with the request. */
struct str follow_request_confirm_link(struct casework *work, uint64_t n, struct str id, int64_t asked_at);
struct str follow_request_stop_link(struct casework *work, uint64_t n, struct str id);

/*
 * What the owner's link says: from now on the address follows the topic; a second time changes nothing.
 * ERR_GONE when its time is over or the mails were ended since; ERR_NOT_NOW when the topic was answered
 * meanwhile; ERR_TOO_MANY when it has FOLLOWERS_MOST.
 */
enum status follow_request_confirm(struct casework *work, const struct follow_claim *claim);

/* The owner wants no such mails: forgets the address in the topic, asked, confirmed or about to be told. */
enum status follow_request_stop(struct casework *work, const struct follow_claim *claim);

#endif
