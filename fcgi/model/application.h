/*
 * application: what an application for government information has in addition to a question: who applies,
 * by which paper, how it came and how the information is wanted (政府信息公开条例 2019, article 29).  Names,
 * labels and the checks of numbers of identity papers; pure functions.  Depends on: base.
 */
#ifndef MODEL_APPLICATION_H
#define MODEL_APPLICATION_H

#include "base/arena.h"

/* The columns of the yearly report's table 三. */
enum applicant { APPLICANT_PERSON, APPLICANT_BUSINESS, APPLICANT_RESEARCH, APPLICANT_CHARITY, APPLICANT_LEGAL,
	APPLICANT_OTHER, APPLICANT_COUNT };

/*
 * How it came in, which says when it counts as received (article 31): by post when it was signed for; a plain
 * letter, which nobody signs for, is confirmed with its sender, as what came online or by fax.
 */
enum mode { MODE_ONLINE, MODE_PERSON, MODE_POST, MODE_FAX, MODE_PLAIN, MODE_COUNT };

/* How the information is wanted. */
enum wanted { WANTED_EMAIL, WANTED_PICKUP, WANTED_POST, WANTED_READ, WANTED_COUNT };

enum paper { PAPER_RESIDENT, PAPER_PASSPORT, PAPER_PERMIT, PAPER_CREDIT, PAPER_OTHER, PAPER_COUNT };

/* Lengths in characters. */
enum {
	ORGANISATION_MAX = 60,
	ADDRESS_MIN = 5,
	ADDRESS_MAX = 100,
	EMAIL_MAX = 100,
	PAPER_NO_MAX = 40,
	DOCUMENT_NO_MAX = 60,
	PURPOSE_MAX = 200,
};

/* Names in Redis, forms and JSON ("person", "online", "email", "resident" …) and back; labels in Chinese. */
const char *applicant_name(enum applicant applicant);
const char *applicant_label(enum applicant applicant);
bool applicant_parse(struct str name, enum applicant *out);
/* How a letter addresses one: 您, an organisation 你单位. */
const char *applicant_you(enum applicant applicant);
/* The person behind it: whoever applies, or of an organisation whom to talk to. */
struct str applicant_person(enum applicant applicant, struct str name, struct str person);
const char *mode_name(enum mode mode);
const char *mode_label(enum mode mode);
bool mode_parse(struct str name, enum mode *out);
const char *wanted_name(enum wanted wanted);
const char *wanted_label(enum wanted wanted);
bool wanted_parse(struct str name, enum wanted *out);
const char *paper_name(enum paper paper);
const char *paper_label(enum paper paper);
bool paper_parse(struct str name, enum paper *out);

/*
 * The number of an identity paper as it is written: full-width and lower-case letters put right, blanks and
 * dashes gone. False, with *out untouched, when it can't be one: a resident's number by GB 11643 (area, a
 * birthday from 1900 to today, ISO 7064 MOD 11-2), a unified social credit code by GB 32100 (31 characters,
 * MOD 31), any other 4 to 30 letters and digits.
 */
bool paper_number(struct arena *arena, enum paper paper, struct str typed, int64_t now, struct str *out);

/*
 * An e-mail address as it is written: narrow letters, blanks gone.  False, with *out untouched, unless it is
 * one @ between a name and a domain with a dot, all of letters, digits and what RFC 5321 lets stand unquoted.
 */
bool email_address(struct arena *arena, struct str typed, struct str *out);

/* What a request says besides title and body. */
struct application {
	enum applicant applicant;
	enum mode mode;
	enum wanted wanted;
	/* ms: when it was brought or signed for; 0 online and by fax: once both sides confirmed */
	int64_t received;
	struct str document_no;	/* of the document wanted, may be empty */
	/* Sealed with name and phone. */
	enum paper paper;
	struct str paper_no;
	struct str person;	/* whom to talk to at an organisation */
	struct str address;
	struct str email;
	struct str purpose;
};

#endif
