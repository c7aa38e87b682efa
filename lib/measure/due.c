/* The due times of the judgement clause: an instant of the local clock by
 * which a reply has to come, instead of a limit on the wait. */
#include "measure/observe.h"

#include "kefu/civil.h"

#define HOUR_MS 3600000
#define SATURDAY 5

static int64_t at_clock(struct observer *observer, int32_t day, int32_t hour)
{
	int64_t t = 0;

	(void)kefu_zone_instant(observer->zone, day, hour * HOUR_MS,
	                        KEFU_ZONE_LATER, &t);
	return t;
}

/* 0 Monday … 6 Sunday; 1970-01-01 was a Thursday. */
int weekday_of(int32_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

int64_t day_end(struct observer *observer, int32_t day)
{
	if (observer->ended_day != day)
		observer->ended_at = zone_day_start(observer->zone, day + 1);
	observer->ended_day = day;
	return observer->ended_at;
}

int64_t due_instant(struct observer *observer, const struct definition *definition,
                    int64_t opened)
{
	int32_t day;

	if (definition->due_rule == DUE_RULE_LIMIT)
		return INT64_MAX;
	day = local_day(observer, opened);
	switch (definition->due_rule) {
	case DUE_RULE_SAME_DAY:
		return day_end(observer, day) - 1;
	case DUE_RULE_NEXT_WORKING_DAY:
		for (day++; weekday_of(day) >= SATURDAY; day++)
			;
		return day_end(observer, day) - 1;
	case DUE_RULE_CYCLE_18_19:
		if (opened >= at_clock(observer, day, 18))
			day++;
		return at_clock(observer, day, 19);
	default: /* DUE_RULE_WEEKEND_NOON */
		if (weekday_of(day) < SATURDAY)
			return INT64_MAX;
		return at_clock(observer, day + 7 - weekday_of(day), 12);
	}
}
