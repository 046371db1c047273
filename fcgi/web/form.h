/*
 * form: declared forms.  A form is a table of fields with their limits; form_check fills values, keeps
 * what was typed and puts a Chinese message beside each wrong field.  Depends on: web/request, base/text.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/value.h"
#include "web/request.h"

#define FORM_KEPT "kept"
#define FORM_PHOTO_MIB 8
#define FORM_PHOTO_BYTES ((size_t)FORM_PHOTO_MIB << 20)
#define FORM_FILE_MIB 10
#define FORM_FILE_BYTES ((size_t)FORM_FILE_MIB << 20)

enum field_kind {
	FIELD_LINE,	/* one line of text */
	FIELD_TEXT,	/* several lines */
	FIELD_CHOICE,	/* one of choices */
	FIELD_NUMBER,	/* decimal, min ≤ n ≤ max by value */
	FIELD_PHONE,	/* mainland mobile ("13800000000") or landline with area code ("0871-63160000") */
	FIELD_CHECK,	/* a checkbox: "1" or "" */
	FIELD_CHECKS,	/* several boxes of one name: what is ticked, joined by commas */
	FIELD_SECRET,	/* taken as typed, never given back */
	/*
	 * files: at most max of them, each of FORM_PHOTO_BYTES at most, those included that were sent ahead
	 * and come as fields FORM_KEPT; the value stays empty
	 */
	FIELD_PHOTOS,
	FIELD_FILE,	/* one file of FORM_FILE_BYTES at most; the value stays empty */
};

struct choice {
	const char *value;
	const char *label;
};

struct form_field {
	const char *name;
	const char *label;	/* as the message calls it: "标题" */
	enum field_kind kind;
	bool required;
	size_t min;		/* characters; for FIELD_NUMBER the value */
	size_t max;
	const struct choice *choices;	/* FIELD_CHOICE: ends with a NULL value */
	const char *hint;	/* message instead of the standard one when the value is wrong, or NULL */
};

struct form {
	const char *name;	/* the claim "form" of its token */
	const struct form_field *fields;	/* ends with a NULL name */
};

struct form_values {
	struct arena *arena;
	const struct form *form;
	const struct request *request;
	struct str *values;	/* in the order of the form's fields, tidied */
	struct str *errors;	/* the message beside each field, empty if right */
	bool ok;
};

/*
 * Reads and checks every field: texts tidied (text_tidy), numbers and phones with full-width digits and
 * blanks put right.  A wrong value is kept as typed, without the characters nobody can see.  Never fails as
 * a whole: look at out->ok.
 */
void form_check(struct arena *arena, const struct form *form, const struct request *request,
	struct form_values *out);

/* The value of a declared field (a programming error ends the process). */
struct str form_get(const struct form_values *values, const char *name);
/* All that the form says, field by field: another text whenever one of them is. */
struct str form_words(struct arena *arena, const struct form_values *values);
/* The message beside it, empty if it is right. */
struct str form_error(const struct form_values *values, const char *name);
int64_t form_number(const struct form_values *values, const char *name, int64_t otherwise);

/* "第 2 张照片", or "这张照片" in a field that takes one. */
struct str form_nth(struct arena *arena, const struct form_field *field, size_t place, const char *unit);

/* Marks a field as wrong, from rules that the table can't say. */
void form_fault(struct form_values *values, const char *name, struct str message);
/* Says of no field that it is wrong: for what is only kept, and may lack anything yet. */
void form_forget_errors(struct form_values *values);

/*
 * Adds to the view what a template needs to draw the form, kept values included: under "fields", a map per
 * field name: {value, error, checked_<value>: true for the chosen one of a choice, checked_1 for a ticked
 * box; again: true where files were sent, which a page can't give back, and kept [{kept_id}], which
 * it can}; FIELD_SECRET never with its value;
 * and "errors": [{name, label, message}] for the summary.  values may be NULL for a form not yet sent; then
 * prefill (may be NULL) gives values.
 */
void form_view(struct value *view, const struct form *form, const struct form_values *values,
	const struct value *prefill);

/*
 * What a browser can check before anything is sent, in the words of form_check: per field {need: it is
 * missing; min, short: too few characters; max, long: too many; phone: it is none}, each where it applies.
 * "#" stands for how many characters there are.
 */
struct value *form_rules(struct arena *arena, const struct form *form);

#endif
