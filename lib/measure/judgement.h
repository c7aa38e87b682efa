/* The judgement and reduction clauses. */
#ifndef MEASURE_JUDGEMENT_H
#define MEASURE_JUDGEMENT_H

#include "measure/observe.h"

/* OUTCOME_NONE: not judged at all. */
enum outcome { OUTCOME_NONE, OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNDECIDED };

/* What a round says: its wait, or the cap for one that nobody answered.
 * OUTCOME_PASS: it counts; OUTCOME_UNDECIDED: not yet. */
enum outcome round_reading(const struct definition *definition,
                           const struct round *round, int64_t *reading);

/* Several rounds, one outcome; the reading that decided it. */
enum outcome judge_unit(struct observer *observer,
                        const struct unit_case *unit, int64_t *reading);

#endif
