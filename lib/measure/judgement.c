/* The judgement and reduction clauses: does a reading pass, and what do the
 * rounds of one case come to. */
#include "measure/judgement.h"

#include <string.h>

enum outcome round_reading(const struct definition *definition,
                           const struct round *round, int64_t *reading)
{
	*reading = round_wait(definition, round);
	if (definition->only_within_ms >= 0 && *reading > definition->only_within_ms)
		return OUTCOME_NONE;
	if (round->reply != NULL) {
		if (definition->cap_ms >= 0 && *reading > definition->cap_ms)
			*reading = definition->cap_ms;
		return OUTCOME_PASS;
	}
	if (definition->unanswered != UNANSWERED_CAP)
		return OUTCOME_NONE;
	if (!round->ended && *reading < definition->cap_ms)
		return OUTCOME_UNDECIDED;
	*reading = definition->cap_ms;
	return OUTCOME_PASS;
}

void judgement_begin(struct column *column)
{
	const struct definition *definition = column->definition;
	enum { IN_TIME, LATE };

	column->limit = definition->limit_ms < 0 ? INT64_MAX
		: definition->limit_ms - (definition->limit_exclusive != 0);
	column->limits_wait = waits_plainly(definition) &&
		definition->due_rule == DUE_RULE_LIMIT;
	column->outcomes[FATE_ANSWERED][IN_TIME] = OUTCOME_PASS;
	column->outcomes[FATE_ANSWERED][LATE] = OUTCOME_FAIL;
	column->outcomes[FATE_LOST][IN_TIME] = OUTCOME_FAIL;
	column->outcomes[FATE_LOST][LATE] = OUTCOME_FAIL;
	column->outcomes[FATE_OPEN][IN_TIME] = OUTCOME_UNDECIDED;
	column->outcomes[FATE_OPEN][LATE] = OUTCOME_FAIL;
	if (definition->unanswered == UNANSWERED_IGNORE)
		memset(column->outcomes[FATE_LOST], OUTCOME_NONE,
		       2 * sizeof column->outcomes[0]);
}

/* The first round that is judged at all. */
static enum outcome judge_first(struct observer *observer,
                                const struct unit_case *unit, int64_t *reading)
{
	enum outcome outcome = OUTCOME_NONE;
	size_t i;

	*reading = 0;
	for (i = 0; i < unit->count && outcome == OUTCOME_NONE; i++)
		outcome = judge_round(observer, unit->rounds[i], reading);
	if (outcome == OUTCOME_NONE)
		*reading = 0;
	return outcome;
}

/* All rounds, or any of them; the reading is the worst. */
static enum outcome judge_each(struct observer *observer,
                               const struct unit_case *unit, int any,
                               int64_t *reading)
{
	unsigned seen = 0; /* 1 << OUTCOME_… */
	int64_t worst = 0, wait;
	size_t i;

	for (i = 0; i < unit->count; i++) {
		enum outcome outcome = judge_round(observer, unit->rounds[i], &wait);

		seen |= 1u << outcome;
		if (outcome != OUTCOME_NONE && wait > worst)
			worst = wait;
	}
	*reading = worst;
	if (any && (seen >> OUTCOME_PASS & 1) != 0)
		return OUTCOME_PASS;
	if (!any && (seen >> OUTCOME_FAIL & 1) != 0)
		return OUTCOME_FAIL;
	if ((seen >> OUTCOME_UNDECIDED & 1) != 0)
		return OUTCOME_UNDECIDED;
	return (seen >> OUTCOME_PASS & 1) != 0 ? OUTCOME_PASS
	     : (seen >> OUTCOME_FAIL & 1) != 0 ? OUTCOME_FAIL : OUTCOME_NONE;
}

/* The sum of all waits, or their mean. */
static enum outcome judge_sum(struct observer *observer,
                              const struct unit_case *unit, int mean,
                              int64_t *reading)
{
	const struct definition *definition = observer->definition;
	int64_t sum = 0, answered = 0, lost = 0, undecided = 0, wait;
	size_t i;

	for (i = 0; i < unit->count; i++) {
		const struct round *round = unit->rounds[i];
		enum outcome outcome = judge_round(observer, round, &wait);

		if (outcome == OUTCOME_NONE)
			continue;
		undecided += outcome == OUTCOME_UNDECIDED;
		lost += outcome == OUTCOME_FAIL && round->reply == NULL;
		if (round->reply != NULL) {
			sum += wait;
			answered++;
		}
	}
	*reading = sum;
	if (lost != 0)
		return OUTCOME_FAIL;
	if (undecided != 0)
		return OUTCOME_UNDECIDED;
	if (answered == 0)
		return OUTCOME_NONE;
	if (!mean)
		return within_limit(definition, sum) ? OUTCOME_PASS : OUTCOME_FAIL;
	/* mean <= limit, in whole numbers */
	*reading = sum / answered;
	if (*reading == definition->limit_ms && sum % answered != 0)
		return OUTCOME_FAIL;
	return within_limit(definition, *reading) ? OUTCOME_PASS : OUTCOME_FAIL;
}

/* The reduction clause: several rounds, one outcome. */
enum outcome judge_unit(struct observer *observer,
                        const struct unit_case *unit, int64_t *reading)
{
	if (unit->count == 1)
		return judge_round(observer, unit->rounds[0], reading);
	switch (observer->definition->reduce) {
	case REDUCE_FIRST:
		return judge_first(observer, unit, reading);
	case REDUCE_ANY:
		return judge_each(observer, unit, 1, reading);
	case REDUCE_MEAN:
		return judge_sum(observer, unit, 1, reading);
	case REDUCE_SUM:
		return judge_sum(observer, unit, 0, reading);
	default:
		return judge_each(observer, unit, 0, reading);
	}
}
