#include "ctl/doctor/exam.h"

static void append(struct exam *exam, enum health health, struct str what)
{
	struct finding *finding = ARENA_NEW(exam->ctl->arena, struct finding);

	*finding = (struct finding){ .health = health, .area = exam->area, .what = what };
	if (exam->last == NULL)
		exam->first = finding;
	else
		exam->last->next = finding;
	exam->last = finding;
}

void exam_add(struct exam *exam, enum health health, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(exam, health, arena_vprintf(exam->ctl->arena, format, args));
	va_end(args);
}

void exam_advise(struct exam *exam, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	exam->last->advice = arena_vprintf(exam->ctl->arena, format, args);
	va_end(args);
}

void exam_well(struct exam *exam, const char *format, ...)
{
	va_list args;

	for (const struct finding *f = exam->first; f != NULL; f = f->next)
		if (f->area == exam->area)
			return;
	va_start(args, format);
	append(exam, HEALTH_OK, arena_vprintf(exam->ctl->arena, format, args));
	va_end(args);
}

void exam_closed(struct exam *exam)
{
	exam->closed = true;
	exam_add(exam, HEALTH_UNSEEN, "not looked at (run as root or as the account of the board)");
}

bool exam_away(struct exam *exam)
{
	if (exam->work.store != NULL)
		return false;
	exam_add(exam, HEALTH_UNSEEN, "not looked at: %s",
		exam->closed ? "Redis wasn't asked" : "Redis is away");
	return true;
}

enum health exam_worst(const struct exam *exam)
{
	enum health worst = HEALTH_OK;

	for (const struct finding *f = exam->first; f != NULL; f = f->next)
		worst = health_worse(worst, f->health);
	return worst;
}
