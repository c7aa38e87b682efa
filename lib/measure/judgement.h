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

/* The same, where most cases are of rounds that were all answered. */
static inline enum outcome judge_unit(struct observer *observer, const struct column *column,
                                      const struct unit_case *unit, int64_t *reading)
{
	const uint8_t *outcomes = column->outcomes[FATE_ANSWERED];

	if (!unit_is_answered(unit) || !column->limits_wait || !(column->reduces_by_fate || unit->count == 1))
		return judge_rounds(observer, column, unit, reading);
	/* what is between the least and the most comes to no third outcome */
	*reading = unit->most_wait;
	return (enum outcome)column->reduced[1u << outcomes[unit->least_wait > column->limit] |
	                                     1u << outcomes[unit->most_wait > column->limit]];
}

#endif
