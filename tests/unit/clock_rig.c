#include "clock_rig.h"

#include "casework_rig.h"

int64_t rig_last_letter(uint64_t n)
{
	struct case_record record = read_case(n);
	struct letters letters;

	letters_read(&record, &letters);
	return letters.count > 0 ? letters.list[letters.count - 1].id : -1;
}

void rig_serve(uint64_t n)
{
	rig_do(n, &(struct act){ .action = ACTION_SERVE, .by = &rig_dispatcher, .way = S("person"),
		.letter = rig_last_letter(n) });
}


static void issue(struct clock_model *m, enum letter kind, int32_t today)
{
	m->issued[kind] = today;
	m->starts[kind] = 0;
	m->opened[kind] = 0;
}

static int32_t walk_days(int32_t day, int count)
{
	while (count > 0)
		if (workdays_is_work(rig.calendar, ++day))
			count--;
	return day;
}

/* The last day that consultation i holds the clock. */
static int32_t held_until(const struct clock_model *m, size_t i)
{
	int32_t latest = m->asked[i] != 0 ? walk_days(m->asked[i], 15) : INT32_MAX;

	return m->to[i] != 0 && m->to[i] < latest ? m->to[i] : latest;
}

static bool left_out(const struct clock_model *m, int32_t day)
{
	for (size_t i = 0; i < m->consults; i++)
		if (day > m->from[i] && day <= held_until(m, i))
			return true;
	return m->charged != 0 && day > m->charged && day <= m->paid;
}

static bool stands_overnight(const struct clock_model *m, int32_t day)
{
	for (size_t i = 0; i < m->consults; i++)
		if (day >= m->from[i] && day < held_until(m, i))
			return true;
	return m->charged != 0 && m->charged >= m->start && day >= m->charged && day < m->paid;
}

static int32_t answer_day(const struct clock_model *m)
{
	int left = 20 + m->extended;
	int32_t day = m->start;

	while (left > 0 || stands_overnight(m, day)) {
		day++;
		if (workdays_is_work(rig.calendar, day) && !left_out(m, day))
			left--;
	}
	return day;
}

/* The end of somebody else's period; until its letter is served the day by which that is to be recorded. */
static int32_t others_day(const struct clock_model *m, enum letter kind, int days)
{
	return m->starts[kind] != 0 ? walk_days(m->starts[kind], days) : walk_days(m->issued[kind], 5);
}

static bool is_over(const struct clock_model *m, enum letter kind, int days, int32_t today)
{
	return m->starts[kind] != 0 && today > walk_days(m->starts[kind], days);
}

/* Registered while it waits, or after that ended in vain with a day before the end. */
static bool comes(const struct clock_model *m, enum state waits, int32_t on, int32_t today)
{
	bool paying = waits == STATE_CHARGING;

	if (on < (paying ? m->charged : m->corrected) || on > today)
		return false;
	return m->state == waits || (m->state == STATE_CLOSED && m->waited == waits &&
		!is_over(m, paying ? LETTER_CHARGE : LETTER_CORRECTION, paying ? 20 : m->correct_days, on));
}

int32_t clock_model_due(const struct clock_model *m)
{
	switch (m->state) {
	case STATE_PENDING:
		return walk_days(m->created, 1);
	case STATE_ACCEPTED:
		return walk_days(m->start > m->accepted ? m->start : m->accepted, 1);
	case STATE_ASSIGNED:
	case STATE_DRAFTED:
		return answer_day(m);
	case STATE_CORRECTING:
		return others_day(m, LETTER_CORRECTION, m->correct_days);
	case STATE_CONSULTING:
		return others_day(m, LETTER_CONSULT, 15);
	case STATE_CHARGING:
		return others_day(m, LETTER_CHARGE, 20);
	default:
		return 0;
	}
}

/* Which letter the act is about: random_act keeps its kind where the number goes. */
static bool serve(struct clock_model *m, const struct act *act, int32_t today)
{
	enum letter kind = (enum letter)act->letter;
	int32_t on = act->on != 0 ? clock_day(act->on) : today;
	int32_t starts = act->signed_on != 0 ? clock_day(act->signed_on) : on;
	bool opens = act->way.len == 0;

	if (m->state == STATE_PENDING || m->issued[kind] == 0)
		return false;
	if (opens && (kind == LETTER_CONSULT || m->starts[kind] != 0))
		return false;
	if (!opens && (on < m->issued[kind] || on > today || starts < on || starts > today))
		return false;
	if (opens)
		starts = m->opened[kind] = today;
	else if (m->opened[kind] != 0 && m->opened[kind] < starts)
		starts = m->opened[kind];
	m->starts[kind] = starts;
	if (kind == LETTER_CONSULT && m->consults > 0)
		m->asked[m->consults - 1] = starts;
	return true;
}

bool clock_model_step(struct clock_model *m, const struct act *act, int32_t today)
{
	int32_t on = act->on != 0 ? clock_day(act->on) : today;
	int32_t due = clock_model_due(m);

	switch (act->action) {
	case ACTION_SERVE:
		return serve(m, act, today);
	case ACTION_CHARGE:
		if (m->state != STATE_ASSIGNED || today > due || m->charged != 0)
			return false;
		m->state = STATE_CHARGING;
		m->charged = today;
		issue(m, LETTER_CHARGE, today);
		return true;
	case ACTION_PAY:
		if (!comes(m, STATE_CHARGING, on, today))
			return false;
		m->state = STATE_ASSIGNED;
		m->paid = on;
		return true;
	case ACTION_UNPAID:
		if (m->state != STATE_CHARGING || !is_over(m, LETTER_CHARGE, 20, today))
			return false;
		m->waited = m->state;
		m->state = STATE_CLOSED;
		return true;
	case ACTION_CONFIRM:
		if ((m->state != STATE_PENDING && m->state != STATE_ACCEPTED) || m->received != 0 ||
			on < m->created || on > today)
			return false;
		m->received = m->start = on;
		return true;
	case ACTION_ACCEPT:
		if (m->state != STATE_PENDING)
			return false;
		m->state = STATE_ACCEPTED;
		m->accepted = today;
		return true;
	case ACTION_ASSIGN:
		if ((m->state != STATE_PENDING && m->state != STATE_ACCEPTED) || m->received == 0)
			return false;
		m->state = STATE_ASSIGNED;
		m->dept = true;
		return true;
	case ACTION_CORRECT:
		if ((m->state != STATE_ACCEPTED && m->state != STATE_ASSIGNED) || m->received == 0 ||
			m->corrected != 0 || today > walk_days(m->received, 7))
			return false;
		m->state = STATE_CORRECTING;
		m->corrected = today;
		m->correct_days = (int)act->days;
		issue(m, LETTER_CORRECTION, today);
		return true;
	case ACTION_SUPPLEMENT:
		if (!comes(m, STATE_CORRECTING, on, today))
			return false;
		m->state = m->dept ? STATE_ASSIGNED : STATE_ACCEPTED;
		m->start = on;
		m->consults = 0;
		return true;
	case ACTION_LAPSE:
		if (m->state != STATE_CORRECTING || !is_over(m, LETTER_CORRECTION, m->correct_days, today))
			return false;
		m->waited = m->state;
		m->state = STATE_CLOSED;
		return true;
	case ACTION_CONSULT:
		if (m->state != STATE_ASSIGNED || today > due || m->consults == CONSULTS_MOST)
			return false;
		m->state = STATE_CONSULTING;
		m->from[m->consults] = today;
		m->asked[m->consults] = 0;
		m->to[m->consults++] = 0;
		issue(m, LETTER_CONSULT, today);
		return true;
	case ACTION_REPLY:
		if (m->state != STATE_CONSULTING || (str_eq(act->result, S("silent")) && !is_over(m,
			LETTER_CONSULT, 15, today)))
			return false;
		m->state = STATE_ASSIGNED;
		m->to[m->consults - 1] = today;
		return true;
	case ACTION_EXTEND:
		if (m->state != STATE_ASSIGNED || today > due || m->extended != 0 || act->days > 20)
			return false;
		m->extended = (int)act->days;
		return true;
	case ACTION_DRAFT:
		if (m->state != STATE_ASSIGNED)
			return false;
		m->state = STATE_DRAFTED;
		return true;
	case ACTION_REJECT:
		if (m->state != STATE_DRAFTED)
			return false;
		m->state = STATE_ASSIGNED;
		return true;
	default:
		return false;
	}
}
