/*
 * application: a request for government information on the pages: its form, as applicants fill it in and as
 * staff do for those who come, write or fax (政府信息公开条例 articles 29 and 31), and what is shown of one.
 * The form has two shapes, for a person and for an organisation; the field "kind" ("person", "org") says
 * which. Depends on: pages/view/intake, model/application, privacy/sealed.
 */
#ifndef PAGES_VIEW_APPLICATION_H
#define PAGES_VIEW_APPLICATION_H

#include "privacy/sealed.h"

/*
 * Adds applicant, applicant_label, mode, mode_label, wanted, wanted_label, document_no, remission, received
 * ("2026-11-20", or empty).
 */
void application_view(struct casework *work, const struct case_record *record, struct value *map);

/*
 * Adds the working days of a request's steps as configured: answer_days, extend_days, notice_days; and
 * kept_years, after which its contact data is erased.
 */
void application_days(const struct config *config, struct value *map);

/*
 * Adds what is sealed of a request: contact_paper (the kind's label), contact_paper_no, contact_person,
 * contact_address, contact_email, contact_purpose, contact_addition, contact_explanation,
 * contact_document_no; each may be empty.
 */
void application_contact_view(const struct sealed_contact *contact, struct value *map);

#endif
