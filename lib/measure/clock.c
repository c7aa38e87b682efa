#include "measure/clock.h"

#include "kefu/schedule.h"

int hours_are_open(const struct kefu_schedule *hours, int64_t t)
{
	int32_t open = 1;

	if (hours != NULL)
		(void)kefu_schedule_open_at(hours, t, &open);
	return open;
}

int64_t clock_between(const struct kefu_schedule *clock, int64_t from,
                      int64_t to)
{
	int64_t between = to - from;

	if (to <= from)
		return 0;
	if (clock != NULL)
		(void)kefu_schedule_between(clock, from, to, &between);
	return between;
}

int64_t clock_in_states(const struct session *session,
                        const struct kefu_schedule *clock, uint32_t states,
                        int64_t from, int64_t to)
{
	int64_t total = 0;
	size_t i;

	for (i = 0; i < session->count; i++) {
		int64_t begins = session->steps[i].event->t;
		int64_t ends = i + 1 < session->count
			? session->steps[i + 1].event->t : to;

		if ((states >> session->steps[i].state & 1) == 0)
			continue;
		if (begins < from)
			begins = from;
		if (ends > to)
			ends = to;
		if (ends > begins)
			total += clock_between(clock, begins, ends);
	}
	return total;
}

int64_t clock_reading(const struct definition *definition,
                      const struct session *session, int64_t from, int64_t to)
{
	const struct kefu_schedule *clock =
		(definition->pause & PAUSE_OUTSIDE_HOURS) != 0
		? definition->hours : definition->clock;
	int64_t reading = clock_between(clock, from, to);
	uint32_t paused = 0;

	if (definition->pause == 0)
		return reading;
	if ((definition->pause & PAUSE_PENDING) != 0)
		paused |= 1u << STATE_PENDING;
	if ((definition->pause & PAUSE_HOLD) != 0)
		paused |= 1u << STATE_HOLD;
	if ((definition->pause & PAUSE_RESOLVED) != 0)
		paused |= 1u << STATE_RESOLVED | 1u << STATE_CLOSED;
	if (paused != 0)
		reading -= clock_in_states(session,
			definition->pause_clock == PAUSE_CLOCK_ELAPSED
			? NULL : clock, paused, from, to);
	return reading > 0 ? reading : 0;
}
