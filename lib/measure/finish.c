/* What definitions do to a single observation before it counts: times rounded
 * up, days that are exempt or not complete, what attains a target. */
#include "measure/observe.h"

int definition_finishes(const struct definition *definition)
{
	return definition->round_up_ms != 0 || definition->mature_days != 0 ||
	       definition->metric->reader == READER_ATTAINMENT;
}

/* The next whole one of a unit. */
static void round_up(struct observation *made, int64_t unit)
{
	int64_t reading = made->reading + (made->parts != 0);
	int64_t over = reading % unit;

	if (over != 0 && reading <= INT64_MAX - unit)
		reading += unit - over;
	made->num = made->reading = reading;
	made->parts = 0;
}

void observation_finish(struct observer *observer, struct observation *made)
{
	const struct definition *definition = observer->definition;

	if (made->is_duration && definition->round_up_ms != 0)
		round_up(made, definition->round_up_ms);
	if (local_day(observer, observer->fold->as_of) -
	    local_day(observer, made->t) < definition->mature_days)
		made->immature = 1;
	/* what a count is of is no part of the target */
	if (observer->column->definition->metric->reader == READER_ATTAINMENT &&
	    definition->metric->reader != READER_ATTAINMENT)
		made->den = 0;
}

int definition_exempts(const struct definition *definition, int32_t day)
{
	const struct exempt *exempt = &definition->exempt;
	int32_t i;

	for (i = 0; i < exempt->count; i++)
		if (day >= exempt->days[i].from && day <= exempt->days[i].to)
			return 1;
	return 0;
}
