/* The judgement and reduction clauses: does a reading pass, and what do the
 * rounds of one case come to. */
#include "measure/judgement.h"

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

static inline enum outcome judge_round(const struct definition *definition,
                                const struct unit_round *one, int64_t *wait)
{
	const struct round *round = one->round;
	int passes;

	*wait = round_wait(definition, round);
	passes = one->due != INT64_MAX ? round->closed <= one->due
	                               : within_limit(definition, *wait);
	if (round->reply != NULL)
		return passes ? OUTCOME_PASS : OUTCOME_FAIL;
	if (definition->unanswered == UNANSWERED_IGNORE)
		return OUTCOME_NONE;
	return round->ended || !passes ? OUTCOME_FAIL : OUTCOME_UNDECIDED;
}

/* The reduction clause: several rounds, one outcome. */
enum outcome judge_unit(const struct definition *definition,
                      const struct unit_case *unit, int64_t *reading)
{
	enum reduce reduce = definition->reduce;
	int64_t sum = 0, answered = 0, failed = 0, lost = 0, passed = 0;
	int64_t undecided = 0, worst = 0, wait;
	size_t i;

	if (unit->count == 1)
		return judge_round(definition, &unit->rounds[0], reading);
	if (reduce == REDUCE_DEFAULT || reduce == REDUCE_EACH)
		reduce = REDUCE_ALL;
	for (i = 0; i < unit->count; i++) {
		const struct round *round = unit->rounds[i].round;
		enum outcome outcome =
			judge_round(definition, &unit->rounds[i], &wait);

		if (outcome == OUTCOME_NONE)
			continue;
		if (reduce == REDUCE_FIRST) {
			*reading = wait;
			return outcome;
		}
		passed += outcome == OUTCOME_PASS;
		failed += outcome == OUTCOME_FAIL;
		undecided += outcome == OUTCOME_UNDECIDED;
		lost += outcome == OUTCOME_FAIL && round->reply == NULL;
		if (round->reply != NULL) {
			sum += wait;
			answered++;
		}
		if (wait > worst)
			worst = wait;
	}
	*reading = worst;
	if (passed + failed + undecided == 0)
		return OUTCOME_NONE;
	switch (reduce) {
	case REDUCE_ANY:
		return passed != 0 ? OUTCOME_PASS
		     : undecided != 0 ? OUTCOME_UNDECIDED : OUTCOME_FAIL;
	case REDUCE_MEAN:
	case REDUCE_SUM:
		*reading = sum;
		if (lost != 0)
			return OUTCOME_FAIL;
		if (undecided != 0)
			return OUTCOME_UNDECIDED;
		if (reduce == REDUCE_SUM)
			return within_limit(definition, sum) ? OUTCOME_PASS
			                                     : OUTCOME_FAIL;
		/* mean <= limit, in whole numbers */
		*reading = sum / answered;
		if (*reading == definition->limit_ms && sum % answered != 0)
			return OUTCOME_FAIL;
		return within_limit(definition, *reading) ? OUTCOME_PASS
		                                          : OUTCOME_FAIL;
	default:
		return failed != 0 ? OUTCOME_FAIL
		     : undecided != 0 ? OUTCOME_UNDECIDED : OUTCOME_PASS;
	}
}
