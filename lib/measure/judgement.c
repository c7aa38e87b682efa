/* The judgement and reduction clauses: does a reading pass, and what do the
 * rounds of one case come to. */
#include "measure/judgement.h"

enum outcome wait_reading(const struct definition *definition, enum round_fate fate,
                          int64_t *wait)
{
	if (definition->only_within_ms >= 0 && *wait > definition->only_within_ms)
		return OUTCOME_NONE;
	if (fate == FATE_ANSWERED) {
		if (definition->cap_ms >= 0 && *wait > definition->cap_ms)
			*wait = definition->cap_ms;
		return OUTCOME_PASS;
	}
	if (definition->unanswered != UNANSWERED_CAP)
		return OUTCOME_NONE;
	if (fate == FATE_OPEN && *wait < definition->cap_ms)
		return OUTCOME_UNDECIDED;
	*wait = definition->cap_ms;
	return OUTCOME_PASS;
}

/* What rounds of such outcomes, 1 << OUTCOME_…, come to: all of them, or any. */
static enum outcome reduced(unsigned seen, int any)
{
	if (any && (seen >> OUTCOME_PASS & 1) != 0)
		return OUTCOME_PASS;
	if (!any && (seen >> OUTCOME_FAIL & 1) != 0)
		return OUTCOME_FAIL;
	if ((seen >> OUTCOME_UNDECIDED & 1) != 0)
		return OUTCOME_UNDECIDED;
	return (seen >> OUTCOME_PASS & 1) != 0 ? OUTCOME_PASS
	     : (seen >> OUTCOME_FAIL & 1) != 0 ? OUTCOME_FAIL : OUTCOME_NONE;
}

static void set_outcomes(struct column *column, enum round_fate fate, enum outcome in_time,
                         enum outcome late)
{
	column->outcomes[fate][0] = (uint8_t)in_time;
	column->outcomes[fate][1] = (uint8_t)late;
}

static void outcomes_begin(struct column *column)
{
	const struct definition *definition = column->definition;
	unsigned seen;

	switch (column->units.reading) {
	case READS_ANSWER:
		set_outcomes(column, FATE_ANSWERED, OUTCOME_PASS, OUTCOME_PASS);
		set_outcomes(column, FATE_LOST, OUTCOME_FAIL, OUTCOME_FAIL);
		set_outcomes(column, FATE_OPEN, OUTCOME_FAIL, OUTCOME_FAIL);
		break;
	case READS_SILENCE:
		set_outcomes(column, FATE_ANSWERED, OUTCOME_NONE, OUTCOME_NONE);
		set_outcomes(column, FATE_LOST, OUTCOME_PASS, OUTCOME_PASS);
		set_outcomes(column, FATE_OPEN, OUTCOME_PASS, OUTCOME_PASS);
		break;
	default:
		set_outcomes(column, FATE_ANSWERED, OUTCOME_PASS, OUTCOME_FAIL);
		set_outcomes(column, FATE_LOST, OUTCOME_FAIL, OUTCOME_FAIL);
		set_outcomes(column, FATE_OPEN, OUTCOME_UNDECIDED, OUTCOME_FAIL);
		if (definition->unanswered == UNANSWERED_IGNORE) {
			set_outcomes(column, FATE_LOST, OUTCOME_NONE, OUTCOME_NONE);
			set_outcomes(column, FATE_OPEN, OUTCOME_NONE, OUTCOME_NONE);
		}
		break;
	}
	for (seen = 0; seen < 1 << OUTCOMES; seen++)
		column->reduced[seen] =
			(uint8_t)reduced(seen, definition->reduce == REDUCE_ANY);
	column->undecided_is = definition->open_units == OPEN_UNITS_PASS ? OUTCOME_PASS
		: definition->open_units == OPEN_UNITS_FAIL ? OUTCOME_FAIL : OUTCOME_UNDECIDED;
}

void judgement_begin(struct column *column)
{
	const struct definition *definition = column->definition;
	enum reduce reduce = definition->reduce;

	column->limit = definition->limit_ms < 0 ? INT64_MAX
		: definition->limit_ms - (definition->limit_exclusive != 0);
	column->limits_wait = waits_plainly(definition) &&
		definition->due_rule == DUE_RULE_LIMIT;
	column->reduces_by_fate = reduce != REDUCE_FIRST && reduce != REDUCE_MEAN &&
		reduce != REDUCE_SUM;
	column->judged_wait = reduce == REDUCE_FIRST ? WAIT_FIRST
		: reduce == REDUCE_ANY ? WAIT_LEAST : WAIT_MOST;
	column->reads_wait = waits_plainly(definition) &&
		definition->only_within_ms < 0 && definition->cap_ms < 0 &&
		definition->unanswered != UNANSWERED_CAP;
	column->reads_means = definition_reads_means(definition);
	outcomes_begin(column);
}

enum outcome judge_round_read(struct observer *observer, const struct column *column,
                              const struct round *round, int64_t *wait)
{
	int is_late;

	*wait = round_wait(column->definition, round);
	is_late = *wait > column->limit;
	if (column->definition->due_rule != DUE_RULE_LIMIT) {
		int64_t due = due_instant(observer, column->definition, round->opened);

		if (due != INT64_MAX)
			is_late = round->closed > due;
	}
	return (enum outcome)column->outcomes[round->fate][is_late];
}

/* The first round that is judged at all. */
static enum outcome judge_first(struct observer *observer, const struct column *column,
                                const struct unit_case *unit, int64_t *reading)
{
	enum outcome outcome = OUTCOME_NONE;
	size_t i;

	*reading = 0;
	for (i = 0; i < unit->count && outcome == OUTCOME_NONE; i++)
		outcome = judge_round(observer, column, unit->rounds[i], reading);
	if (outcome == OUTCOME_NONE)
		*reading = 0;
	return outcome;
}

/* All rounds, or any of them; the reading is the worst of those judged. */
static enum outcome judge_each(struct observer *observer, const struct column *column,
                               const struct unit_case *unit, int64_t *reading)
{
	unsigned seen = 0; /* 1 << OUTCOME_… */
	int64_t wait;
	size_t i;

	*reading = 0;
	for (i = 0; i < unit->count; i++) {
		enum outcome outcome = judge_round(observer, column, unit->rounds[i], &wait);

		seen |= 1u << outcome;
		if (outcome != OUTCOME_NONE && wait > *reading)
			*reading = wait;
	}
	return (enum outcome)column->reduced[seen];
}

/* The sum of all waits, or their mean. */
static enum outcome judge_sum(struct observer *observer, const struct column *column,
                              const struct unit_case *unit, int mean, int64_t *reading)
{
	const struct definition *definition = column->definition;
	int64_t sum = 0, answered = 0, lost = 0, undecided = 0, wait;
	size_t i;

	for (i = 0; i < unit->count; i++) {
		const struct round *round = unit->rounds[i];
		enum outcome outcome = judge_round(observer, column, round, &wait);

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
enum outcome judge_rounds(struct observer *observer, const struct column *column,
                          const struct unit_case *unit, int64_t *reading)
{
	if (unit->count == 1)
		return judge_round(observer, column, unit->rounds[0], reading);
	switch (column->definition->reduce) {
	case REDUCE_FIRST:
		return judge_first(observer, column, unit, reading);
	case REDUCE_MEAN:
		return judge_sum(observer, column, unit, 1, reading);
	case REDUCE_SUM:
		return judge_sum(observer, column, unit, 0, reading);
	default:
		return judge_each(observer, column, unit, reading);
	}
}
