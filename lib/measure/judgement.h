/* The judgement and reduction clauses. */
#ifndef MEASURE_JUDGEMENT_H
#define MEASURE_JUDGEMENT_H

#include "measure/observe.h"

/* What a round says: its wait, or the cap for one that nobody answered.
 * OUTCOME_PASS: it counts; OUTCOME_UNDECIDED: not yet. */
enum outcome wait_reading(const struct definition *definition, enum round_fate fate,
                          int64_t *wait);
static inline enum outcome round_reading(const struct definition *definition,
                                         const struct round *round, int64_t *reading)
{
	*reading = round_wait(definition, round);
	return wait_reading(definition, (enum round_fate)round->fate, reading);
}

/* One round: in time, late, or not known yet. */
enum outcome judge_round_read(struct observer *observer, const struct column *column,
                              const struct round *round, int64_t *wait);
static inline enum outcome judge_round(struct observer *observer, const struct column *column,
                                       const struct round *round, int64_t *wait)
{
	if (!column->limits_wait)
		return judge_round_read(observer, column, round, wait);
	*wait = round->wait;
	return (enum outcome)column->outcomes[round->fate][*wait > column->limit];
}

/* Several rounds, one outcome; the reading that decided it. */
enum outcome judge_rounds(struct observer *observer, const struct column *column,
                          const struct unit_case *unit, int64_t *reading);

/* Which outcomes the rounds of a fate have, as 1 << OUTCOME_…: what is between the
 * least and the most comes to no third. */
static inline unsigned outcomes_of_fate(const struct column *column,
                                        const struct unit_case *unit, enum round_fate fate)
{
	const struct wait_range *range = &unit->waits[fate];

	return 1u << column->outcomes[fate][range->least > column->limit] |
	       1u << column->outcomes[fate][range->most > column->limit];
}

/* The same, where most cases are of rounds that were all answered. */
static inline enum outcome judge_unit(struct observer *observer, const struct column *column,
                                      const struct unit_case *unit, int64_t *reading)
{
	if (!unit_is_answered(unit) || !column->limits_wait || !(column->reduces_by_fate || unit->count == 1))
		return judge_rounds(observer, column, unit, reading);
	*reading = unit->waits[FATE_ANSWERED].most;
	return (enum outcome)column->reduced[outcomes_of_fate(column, unit, FATE_ANSWERED)];
}

#endif
