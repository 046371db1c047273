/*
 * sealed: a case's contact data as it lies sealed in the record: name, phone, what tells who files a request,
 * and title, body, area and document number as typed where masking changed them.  Bound to its case.  Depends
 * on: crypt/contact, privacy/mask.
 */
#ifndef PRIVACY_SEALED_H
#define PRIVACY_SEALED_H

#include "model/record.h"
#include "privacy/mask.h"

struct sealed_contact {
	struct str name;
	struct str phone;
	struct str title;	/* empty: as public */
	struct str body;
	struct str area;
	struct str document_no;
	struct str paper;	/* of a request, as are the rest: the name of its kind */
	struct str paper_no;
	struct str person;
	struct str address;
	struct str email;
	struct str push;	/* browsers to tell (privacy/push_device) */
	struct str purpose;
	struct str addition;	/* its correction as typed, where masking changed it */
	struct str explanation;	/* the same of the reasons that were asked for */
};

/* Where the words that an action adds are kept as typed; NULL: nowhere. */
struct str *sealed_words(struct sealed_contact *contact, enum action action);

/* Seals into record->contact; nothing to seal leaves it empty. */
enum status sealed_write(struct casework *work, struct case_record *record,
	const struct sealed_contact *contact);
/* ERR_TOKEN if it can't be opened; an empty one gives empty members. */
enum status sealed_read(struct casework *work, const struct case_record *record,
	struct sealed_contact *contact);
/* The same as a map of those members that it has. */
enum status sealed_map(struct casework *work, const struct case_record *record, struct value **map);
/* How a text of this case's sender is masked for the public; what can't be opened names nobody. */
struct masking sealed_masking(struct casework *work, const struct case_record *record);

#endif
