/* The judgement and reduction clauses. */
#ifndef MEASURE_JUDGEMENT_H
#define MEASURE_JUDGEMENT_H

#include "measure/observe.h"

/* OUTCOME_NONE: not judged at all. */
enum outcome { OUTCOME_NONE, OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNDECIDED,
	OUTCOMES };

/* What a round says: its wait, or the cap for one that nobody answered.
 * OUTCOME_PASS: it counts; OUTCOME_UNDECIDED: not yet. */
enum outcome round_reading(const struct definition *definition,
                           const struct round *round, int64_t *reading);

/* One round: in time, late, or not known yet. */
static inline enum outcome judge_round(struct observer *observer,
                                       const struct round *round, int64_t *wait)
{
	const struct column *column = observer->column;
	int is_late;

	if (column->limits_wait) {
		*wait = round->wait;
		return (enum outcome)column->outcomes[round->fate][*wait > column->limit];
	}
	*wait = round_wait(column->definition, round);
	is_late = *wait > column->limit;
	if (column->definition->due_rule != DUE_RULE_LIMIT) {
		int64_t due = due_instant(observer, round->opened);

		if (due != INT64_MAX)
			is_late = round->closed > due;
	}
	return (enum outcome)column->outcomes[round->fate][is_late];
}

/* Several rounds, one outcome; the reading that decided it. */
enum outcome judge_unit(struct observer *observer,
                        const struct unit_case *unit, int64_t *reading);

#endif
