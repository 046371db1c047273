/*
 * enclosed: the photos and files that go with an answer that is still being written: before and after the
 * work was done.  They lie with the case (record->draft_enclosed) as the members that the answer's entry of
 * the thread will have, and become part of it when it is published.  A revision begins with those of the
 * answer that it revises.  Depends on: photos/photo_entry, model/record.
 */
#ifndef PHOTOS_ENCLOSED_H
#define PHOTOS_ENCLOSED_H

#include "model/record.h"
#include "photos/photo_entry.h"

/* As many photos and files may go with an answer. */
#define ENCLOSED_PHOTOS 8
#define ENCLOSED_FILES 5

/* What is said to who sends an answer without having read what hides in its files. */
#define ENCLOSED_UNREAD "附件里有公众不易看到的内容。请看附件下面的说明，可以发出的，勾选后再提交"

/*
 * What the answer being written goes with, as an entry names it: a map, empty when it goes with nothing.
 * thread: of the case; NULL: what a published answer has isn't looked for.
 */
struct value *enclosed_read(struct arena *arena, const struct case_record *record,
	const struct value *thread);
void enclosed_write(struct arena *arena, struct case_record *record, const struct value *enclosed);
/* The change of it that came last.  Names no id: a file whose id stands somewhere is kept by the sweep. */
struct enclosed_change {
	struct str by;		/* whose it was, as an event names it */
	int64_t at;		/* ms */
	struct str file;	/* name of the file that was added; empty: none */
	int64_t photos;		/* photos that were added */
	struct str dropped;	/* name of the file that was taken out; empty: none */
	int64_t dropped_photos;
};
void enclosed_change_write(struct value *enclosed, const struct enclosed_change *change);
/* False when nothing is known of one. */
bool enclosed_change_read(const struct value *enclosed, struct enclosed_change *out);

/*
 * Whether something that the public does not easily see lies in one of its files, so that its sender must say
 * that it was read.  Its author and company are told, too, but hide in nearly every file.
 */
bool enclosed_hides(struct arena *arena, const struct value *enclosed);
/* The same of what was found in one file. */
bool enclosed_found_hides(struct arena *arena, struct str found);

/* Another one whenever what goes with the answer has changed: a form tells by it what its writer saw. */
struct str enclosed_mark(struct arena *arena, const struct case_record *record);
/* Whether that still goes with it whose mark is seen; empty: its writer didn't look. */
bool enclosed_as_seen(struct arena *arena, const struct case_record *record, struct str seen);
/* Adds it to an entry, for the one that the answer becomes. */
void enclosed_add(struct arena *arena, const struct case_record *record, struct value *entry);

#endif
