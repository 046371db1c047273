/*
 * staff: the handlers of the staff's pages and of the answer links, as the route table names them.  Each reads its
 * request, calls the rules of casework, and fills the view.  Depends on: pages/site.
 */
#ifndef PAGES_STAFF_H
#define PAGES_STAFF_H

#include "web/route.h"

/* staff_login.c */
enum status staff_login_show(struct exchange *exchange);
enum status staff_login(struct exchange *exchange);
enum status staff_login_again(struct exchange *exchange);
/* A post whose session has ended: the page to sign in on, with status 401 and all that was posted. */
enum status staff_login_kept(struct exchange *exchange, struct str account);
enum status staff_logout(struct exchange *exchange);

/* staff_me.c: the own account */
enum status staff_me(struct exchange *exchange);
enum status staff_me_password(struct exchange *exchange);
enum status staff_me_totp_begin(struct exchange *exchange);
enum status staff_me_totp_confirm(struct exchange *exchange);
enum status staff_me_totp_off(struct exchange *exchange);

/* staff_queue.c: what waits where */
enum status staff_desk(struct exchange *exchange);
enum status staff_queue(struct exchange *exchange);
enum status staff_next(struct exchange *exchange);

/* staff_bulk.c: one step for several cases */
enum status staff_bulk(struct exchange *exchange);
enum status staff_bulk_again(struct exchange *exchange);

/* staff_search.c */
enum status staff_search(struct exchange *exchange);
enum status staff_search_ask(struct exchange *exchange);
enum status staff_search_again(struct exchange *exchange);

/* staff_case.c */
enum status staff_case(struct exchange *exchange);
enum status staff_decision(struct exchange *exchange);
enum status staff_decision_named(struct exchange *exchange);

/* staff_receipt.c: of a case that staff wrote down */
enum status staff_receipt(struct exchange *exchange);

/* staff_print.c */
enum status staff_print(struct exchange *exchange);

/* staff_keys.c: the keyboard help */
enum status staff_keys(struct exchange *exchange);

/* staff_act.c: what is done to a case */
enum status staff_act(struct exchange *exchange);
enum status staff_act_again(struct exchange *exchange);

/* staff_saved.c: answers that are still being written */
enum status staff_save(struct exchange *exchange);
enum status staff_save_again(struct exchange *exchange);

/* staff_held.c: follow-ups and comments that wait for review; the contact data; the lease on a case */
enum status staff_held_pass(struct exchange *exchange);
enum status staff_held_refuse(struct exchange *exchange);
enum status staff_contact(struct exchange *exchange);
enum status staff_claim(struct exchange *exchange);
enum status staff_unclaim(struct exchange *exchange);

/* photos.c */
enum status photos_staff(struct exchange *exchange);
enum status photos_staff_grid(struct exchange *exchange);
enum status photos_staff_blur(struct exchange *exchange);
enum status photos_staff_drop(struct exchange *exchange);

/* staff_accounts.c */
enum status staff_accounts(struct exchange *exchange);
enum status staff_accounts_add(struct exchange *exchange);
enum status staff_account(struct exchange *exchange);
enum status staff_account_change(struct exchange *exchange);
enum status staff_account_password(struct exchange *exchange);
enum status staff_account_totp_off(struct exchange *exchange);

/* staff_departments.c */
enum status staff_departments(struct exchange *exchange);
enum status staff_departments_add(struct exchange *exchange);
enum status staff_department(struct exchange *exchange);
enum status staff_department_change(struct exchange *exchange);

/* staff_supervision.c */
enum status staff_supervision(struct exchange *exchange);
enum status staff_supervision_csv(struct exchange *exchange);

/* staff_events.c */
enum status staff_events(struct exchange *exchange);

/* staff_digests.c: the dailies */
enum status staff_digests(struct exchange *exchange);
enum status staff_digest(struct exchange *exchange);
enum status staff_digest_edit(struct exchange *exchange);
enum status staff_digest_edit_again(struct exchange *exchange);
enum status staff_digest_publish(struct exchange *exchange);
enum status staff_digest_withdraw(struct exchange *exchange);

/* staff_outbox.c: what could not be delivered */
enum status staff_outbox(struct exchange *exchange);
enum status staff_outbox_resend(struct exchange *exchange);

/* answer_link.c: a department answers without an account */
enum status answer_link_photo(struct exchange *exchange);
enum status answer_link_show(struct exchange *exchange);
enum status answer_link_send(struct exchange *exchange);
enum status answer_link_save(struct exchange *exchange);
enum status answer_link_again(struct exchange *exchange);

#endif
