/*
 * public: the handlers of the residents' pages, as the route table names them.  Each reads its request, calls the
 * rules of casework, and fills the view.  Depends on: pages/site.
 */
#ifndef PAGES_PUBLIC_H
#define PAGES_PUBLIC_H

#include "web/route.h"

/* home.c */
enum status home_show(struct exchange *exchange);

/* stats.c */
enum status stats_show(struct exchange *exchange);
enum status stats_csv(struct exchange *exchange);
enum status stats_dept_csv(struct exchange *exchange);
/* Adds a department's figures for the year that the address asks for: year, figures, months. */
enum status stats_add_dept(struct exchange *exchange, struct str dept);

/* digests.c: the dailies */
enum status digests_list(struct exchange *exchange);
enum status digests_show(struct exchange *exchange);

/* topics.c */
enum status topics_list(struct exchange *exchange);
enum status topics_show(struct exchange *exchange);
enum status letters_list(struct exchange *exchange);
enum status letters_show(struct exchange *exchange);
enum status departments_list(struct exchange *exchange);
enum status departments_show(struct exchange *exchange);

/* voices.c: what others add to a topic */
enum status voices_support(struct exchange *exchange);
enum status voices_support_add(struct exchange *exchange);
enum status voices_support_again(struct exchange *exchange);
enum status voices_comment(struct exchange *exchange);
enum status voices_comment_add(struct exchange *exchange);
enum status voices_comment_again(struct exchange *exchange);
enum status voices_view(struct exchange *exchange);

/* track.c: finding one's own case */
enum status track_query(struct exchange *exchange);
enum status track_find(struct exchange *exchange);
enum status track_find_again(struct exchange *exchange);

/* asker.c: the asker's own case */
enum status asker_show(struct exchange *exchange);
enum status asker_followup(struct exchange *exchange);
enum status asker_rating(struct exchange *exchange);
enum status asker_reopen(struct exchange *exchange);
enum status asker_supplement(struct exchange *exchange);
enum status asker_decision(struct exchange *exchange);
enum status asker_withdraw(struct exchange *exchange);
enum status asker_again(struct exchange *exchange);

enum status asker_photo(struct exchange *exchange);

/* photos.c */
enum status photos_public(struct exchange *exchange);

/* verify.c */
enum status verify_show(struct exchange *exchange);
enum status verify_jwks(struct exchange *exchange);
enum status verify_chain(struct exchange *exchange);

/* requests.c: what requests for information are, and what one may cost */
enum status requests_guide(struct exchange *exchange);
enum status requests_fees(struct exchange *exchange);

/* feeds.c */
enum status feeds_atom(struct exchange *exchange);
enum status feeds_sitemap(struct exchange *exchange);
enum status feeds_sitemap_places(struct exchange *exchange);
enum status feeds_sitemap_cases(struct exchange *exchange);

/* meta.c */
enum status meta_healthz(struct exchange *exchange);
enum status meta_metrics(struct exchange *exchange);
enum status meta_elder(struct exchange *exchange);

#endif
