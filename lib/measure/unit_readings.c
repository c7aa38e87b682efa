/* What cases made of rounds come to: how long customers waited, whether that was
 * in time, and whether anybody answered (response_time, longest_response_time,
 * reply_within_rate, reply_rate, unanswered_count). Where
 * nothing is special about a definition and a case, batch.c does the same for
 * many at once. */
#include "measure/judgement.h"
#include "measure/units.h"

enum unit_reading unit_reading_of(const struct definition *definition)
{
	const struct metric *metric = definition->metric;

	switch (metric->reader) {
	case READER_REPLY_WITHIN:
		return READS_JUDGEMENT;
	case READER_REPLY_RATE:
		return metric->variant == VARIANT_UNANSWERED ? READS_SILENCE : READS_ANSWER;
	case READER_RESPONSE_TIME:
		return definition->span.count == 0 && definition->unit != UNIT_MESSAGE &&
		       definition->denominator != DENOMINATOR_RECEIVED
			? READS_WAIT : READS_OTHERWISE;
	default:
		return READS_OTHERWISE;
	}
}

/* A wait, or the mean of several; false when nothing counts. */
static inline int find_wait(const struct column *column, const struct unit_case *unit,
                            struct finding *found)
{
	int64_t count = unit->answered, sum = unit->sum, reading;
	size_t i;

	if (!column->reads_wait) {
		count = sum = 0;
		for (i = 0; i < unit->count; i++)
			switch (round_reading(column->definition, unit->rounds[i], &reading)) {
			case OUTCOME_PASS:
				sum += reading;
				count++;
				break;
			case OUTCOME_UNDECIDED:
				found->undecided = 1;
				break;
			default:
				break;
			}
	}
	if (count == 0)
		return found->undecided;
	find_mean(found, sum, count);
	return 1;
}

static inline int find_outcome(struct observer *observer, const struct column *column,
                               const struct unit_case *unit, struct finding *found)
{
	int64_t reading;
	enum outcome outcome = judge_unit(observer, column, unit, &reading);

	if (outcome == OUTCOME_NONE)
		return 0;
	found->reading = reading;
	found->undecided = outcome == OUTCOME_UNDECIDED;
	if (outcome == OUTCOME_UNDECIDED)
		outcome = column->undecided_is;
	if (outcome == OUTCOME_UNDECIDED)
		return 1;
	found->num = outcome == OUTCOME_PASS;
	found->den = 1;
	found->verdict = outcome == OUTCOME_PASS ? VERDICT_PASS : VERDICT_FAIL;
	return 1;
}

/* What a case comes to, by a column; false when it counts nothing. */
static inline int find_reading(struct observer *observer, const struct column *column,
                               const struct unit_case *unit, struct finding *found)
{
	switch (column->units.reading) {
	case READS_WAIT:
		return find_wait(column, unit, found);
	case READS_JUDGEMENT:
		return find_outcome(observer, column, unit, found);
	case READS_SILENCE:
		found->num = found->den = 1;
		return unit->answered == 0;
	default:
		found->num = found->reading = unit->answered != 0;
		found->den = 1;
		found->verdict = found->num != 0 ? VERDICT_PASS : VERDICT_FAIL;
		return 1;
	}
}

int32_t read_unit(struct observer *observer, const struct unit_case *unit, int asks_more)
{
	const struct column *column = observer->column;
	struct finding found = {.verdict = VERDICT_COUNTED};
	struct unit_case kept;

	unit = unit_filter(observer, unit, asks_more, &kept);
	if (unit == NULL || !find_reading(observer, column, unit, &found))
		return KEFU_OK;
	return column->goes_by_run &&
	       (column->asked == ASKED_ALL || column->units.date == DATED_BY_QUESTION)
		? observe_in_run(observer, unit, &found) : observe_unit(observer, unit, &found);
}

int32_t read_units(struct observer *observer)
{
	struct unit_walk walk;
	int32_t status = units_begin(observer, &walk);

	for (; status == KEFU_OK && walk.at < walk.end; walk.at++)
		status = read_unit(observer, walk.at, walk.asks_more);
	return status;
}
