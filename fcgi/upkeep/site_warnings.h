/*
 * site_warnings: what the jobs do for the site check: they note until when the certificate is valid, which
 * the worker may not read, and tell the people of a finding 14 and 3 days before it fails, once each, by the
 * outbox.  Depends on: report/site/site_check, cases/outbox, crypt/certificate.
 */
#ifndef UPKEEP_SITE_WARNINGS_H
#define UPKEEP_SITE_WARNINGS_H

#include "model/casework.h"

/* Reads [site] certificate and keeps its end for the site check; nothing is kept where none is configured. */
enum status site_certificate_note(struct casework *work);
/* Tells of what fails in 14 or in 3 days; counts the messages in *told. */
enum status site_warnings_run(struct casework *work, uint64_t *told);

#endif
