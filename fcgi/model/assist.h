/*
 * assist: the departments that help (协办) the one in charge (主办) with a case: since when, and by when each
 * owes its opinion.  They stand in one field of the record; text there that isn't well-formed reads as
 * nobody.  Pure functions. Depends on: model/record.
 */
#ifndef MODEL_ASSIST_H
#define MODEL_ASSIST_H

#include "model/record.h"

#define ASSISTS_MOST 5

struct assist {
	struct str dept;
	int64_t asked;		/* ms */
	int64_t due;		/* end of the day by which the opinion is owed; 0: it was given */
};

struct assists {
	struct assist list[ASSISTS_MOST];
	size_t count;
};

/* In the order in which they were asked; the texts are those of the record. */
void assists_read(const struct case_record *record, struct assists *out);
/* Puts them into the record. */
void assists_write(struct arena *arena, const struct assists *assists, struct case_record *record);
/* The department's row, or NULL. */
struct assist *assists_find(struct assists *assists, struct str dept);
/* Takes out a row that assists_find gave. */
void assists_remove(struct assists *assists, struct assist *row);

/* Whether the department assists with the case. */
bool assisting(const struct case_record *record, struct str dept);
/* Whether its opinion is waited for now: not once the case has its answer. */
bool assist_owed(const struct case_record *record, const struct assist *assist);
/* How many opinions are waited for now. */
int64_t assists_owed(const struct case_record *record);

#endif
