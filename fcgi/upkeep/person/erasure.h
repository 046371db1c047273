/*
 * erasure: erases what is held on the sender of a case, because that person asks for it (个人信息保护法
 * article 47).  Works on ended cases, packed ones too.  What the public reads stays: it is masked, and the
 * seals of answers prove it.  Depends on: cases/commit, participation/case_photo.
 */
#ifndef UPKEEP_PERSON_ERASURE_H
#define UPKEEP_PERSON_ERASURE_H

#include "upkeep/person/copy.h"

struct person_erased {
	bool contact;		/* there was contact data, a keyed hash of phone or device, or a shown name */
	uint64_t waiting;	/* posts of the sender's that waited for review, gone with their photos */
	uint64_t photos;	/* of the sender's, removed */
};

/*
 * Erases the sealed contact data with the words that masking hid, the keyed hashes, the sender's name as
 * shown, the posts of the sender's that wait for review (they would be public once passed), and the photos
 * that the sender sent, those of refused posts too; recorded as AUDIT_ERASURE.  A second time finds
 * nothing and records nothing.  ERR_NOT_FOUND; ERR_NOT_NOW while the case, or the one it was merged into,
 * has not ended (its handling needs them: article 13(1)(3)); ERR_FORBIDDEN for a request for information,
 * which is kept as a whole for [requests] archive_years (article 47(2)) and then archived and erased by
 * the jobs.
 */
enum status person_erase(struct casework *work, uint64_t n, const struct person_request *request,
	struct person_erased *erased);

#endif
