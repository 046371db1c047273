/*
 * place: a case's texts as those read them who work on it: the public text, and in clear what says where the
 * matter is (MASK_PLACE).  Phone, identity and name stay hidden, as does whatever a reviewer hid by hand; no
 * contact data is shown, so nothing is recorded.  Depends on: model/access, privacy/mask, privacy/sealed.
 */
#ifndef PRIVACY_PLACE_H
#define PRIVACY_PLACE_H

#include "model/access.h"

/*
 * Puts the place into title, area and document number of record and into the texts of *thread, if the viewer
 * may see it (place_visible); what was erased or can't be opened stays as it is.  *thread becomes a copy.
 */
void place_show(struct casework *work, const struct viewer *viewer, struct case_record *record,
	const struct value **thread);

#endif
