/* Readers over rounds: how long customers waited, and whether that was in
 * time. The reading, judgement and reduction clauses of rounds are here. */
#include "measure/clock.h"
#include "measure/observe.h"

enum outcome { OUTCOME_NONE, OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNDECIDED };

/* The session's first hand-off, or first assign or join. */
static int64_t handed_at(const struct session *session, enum clock_start start)
{
	int64_t assigned, joined;

	if (start == CLOCK_START_HANDOFF)
		return session_first(session, KEFU_EVENT_SESSION_HANDOFF);
	assigned = session_first(session, KEFU_EVENT_SESSION_ASSIGN);
	joined = session_first(session, KEFU_EVENT_SESSION_JOIN);
	return assigned < 0 || (joined >= 0 && joined < assigned) ? joined
	                                                          : assigned;
}

int64_t round_wait(const struct definition *definition,
                   const struct round *round)
{
	int64_t start = round->opened, handed;

	switch (definition->clock_start) {
	case CLOCK_START_LAST_MESSAGE:
		start = round->last_question;
		break;
	case CLOCK_START_HANDOFF:
	case CLOCK_START_ASSIGN:
		handed = handed_at(round->session, definition->clock_start);
		if (handed >= round->opened && handed <= round->closed)
			start = handed;
		break;
	default:
		break;
	}
	return clock_reading(definition, round->session, start, round->closed);
}

int within_limit(const struct definition *definition, int64_t reading)
{
	if (definition->limit_ms < 0)
		return 1;
	return definition->limit_exclusive ? reading < definition->limit_ms
	                                   : reading <= definition->limit_ms;
}

/* response_time, longest_response_time */

/* What a round says: the wait, or the cap for one that nobody answered. */
static int round_reading(const struct definition *definition,
                         const struct round *round, int64_t *reading)
{
	*reading = round_wait(definition, round);
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

static int32_t observe_wait(struct observer *observer,
                            const struct unit_case *unit)
{
	const struct definition *definition = observer->definition;
	int64_t sum = 0, reading, answered = 0, undecided = 0;
	struct observation made;
	size_t i;
	int32_t status;

	for (i = 0; i < unit->count; i++)
		switch (round_reading(definition, unit->rounds[i].round,
		                      &reading)) {
		case OUTCOME_PASS:
			sum += reading;
			answered++;
			break;
		case OUTCOME_UNDECIDED:
			undecided++;
			break;
		default:
			break;
		}
	if (answered == 0 && undecided == 0)
		return KEFU_OK;
	status = observation_of_unit(observer, unit, &made);
	if (status != KEFU_OK)
		return status;
	if (unit->count == 1 && unit->rounds[0].round->reply != NULL &&
	    definition->date_by == DATE_BY_DEFAULT &&
	    definition->unit <= UNIT_ROUND)
		made.t = unit->rounds[0].round->closed;
	made.undecided = undecided != 0;
	if (answered != 0) {
		make_duration(&made, sum / answered);
		made.is_mean = definition->unit > UNIT_ROUND;
		made.parts = (uint32_t)(((uint64_t)(sum % answered) << 32) /
		                        (uint64_t)answered);
	}
	return observe(observer, &made);
}

int32_t read_response_time(struct observer *observer)
{
	return units_read(observer, UNIT_ROUND, observe_wait);
}

/* reply_within_rate */

static int judge_round(const struct definition *definition,
                       const struct round *round, int64_t *wait)
{
	int passes;

	*wait = round_wait(definition, round);
	passes = within_limit(definition, *wait);
	if (round->reply != NULL)
		return passes ? OUTCOME_PASS : OUTCOME_FAIL;
	if (definition->unanswered == UNANSWERED_IGNORE)
		return OUTCOME_NONE;
	return round->ended || !passes ? OUTCOME_FAIL : OUTCOME_UNDECIDED;
}

/* The reduction clause: several rounds, one outcome. */
static int judge_unit(const struct definition *definition,
                      const struct unit_case *unit, int64_t *reading)
{
	enum reduce reduce = definition->reduce;
	int64_t sum = 0, answered = 0, failed = 0, lost = 0, passed = 0;
	int64_t undecided = 0, worst = 0, wait;
	size_t i;

	if (unit->count == 1)
		return judge_round(definition, unit->rounds[0].round, reading);
	if (reduce == REDUCE_DEFAULT || reduce == REDUCE_EACH)
		reduce = REDUCE_ALL;
	for (i = 0; i < unit->count; i++) {
		const struct round *round = unit->rounds[i].round;
		int outcome = judge_round(definition, round, &wait);

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

static int32_t observe_reply_within(struct observer *observer,
                                    const struct unit_case *unit)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	int64_t reading = 0;
	int outcome = judge_unit(definition, unit, &reading);
	int32_t status;

	if (outcome == OUTCOME_NONE)
		return KEFU_OK;
	status = observation_of_unit(observer, unit, &made);
	if (status != KEFU_OK)
		return status;
	made.reading = reading;
	made.undecided = outcome == OUTCOME_UNDECIDED;
	if (outcome == OUTCOME_UNDECIDED) {
		if (definition->open_units == OPEN_UNITS_PASS)
			outcome = OUTCOME_PASS;
		else if (definition->open_units == OPEN_UNITS_FAIL)
			outcome = OUTCOME_FAIL;
	}
	if (outcome != OUTCOME_UNDECIDED) {
		made.num = outcome == OUTCOME_PASS;
		made.den = 1;
		made.verdict = made.num != 0 ? VERDICT_PASS : VERDICT_FAIL;
	}
	return observe(observer, &made);
}

int32_t read_reply_within(struct observer *observer)
{
	return units_read(observer, UNIT_ROUND, observe_reply_within);
}

/* reply_rate, unanswered_count */

static int32_t observe_reply_rate(struct observer *observer,
                                  const struct unit_case *unit)
{
	struct observation made;
	int answered = 0;
	size_t i;
	int32_t status = observation_of_unit(observer, unit, &made);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < unit->count; i++)
		answered |= unit->rounds[i].round->reply != NULL;
	made.reading = answered;
	made.verdict = answered ? VERDICT_PASS : VERDICT_FAIL;
	made.den = 1;
	made.num = answered;
	if (observer->definition->metric->variant == VARIANT_UNANSWERED) {
		if (answered)
			return KEFU_OK;
		made.num = 1;
		made.verdict = VERDICT_COUNTED;
	}
	return observe(observer, &made);
}

int32_t read_reply_rate(struct observer *observer)
{
	return units_read(observer, UNIT_SESSION, observe_reply_rate);
}

/* slow_response_count */

static int32_t observe_slow(struct observer *observer,
                            const struct unit_case *unit)
{
	const struct definition *definition = observer->definition;
	int32_t slow = 0, enough = definition->slow_rounds;
	struct observation made;
	size_t i;
	int32_t status;

	if (enough == 0)
		enough = 1;
	for (i = 0; i < unit->count; i++) {
		const struct round *round = unit->rounds[i].round;
		int64_t wait = round_wait(definition, round);

		if (within_limit(definition, wait) || ++slow < enough)
			continue;
		observation_of(&made, round->session, round->session->opened);
		made.num = made.den = 1;
		made.reading = wait;
		status = definition->credit == CREDIT_DEFAULT ||
		         definition->credit == CREDIT_REPLIER
			? credit_agent(observer, unit->rounds[i].agent)
			: credit_session(observer, round->session,
			                 CREDIT_OWNER, NULL);
		return status == KEFU_OK ? observe(observer, &made) : status;
	}
	return KEFU_OK;
}

int32_t read_slow_response(struct observer *observer)
{
	return units_read(observer, UNIT_SESSION, observe_slow);
}
