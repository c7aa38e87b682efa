/* Readers over rounds: how long customers waited, and whether that was in
 * time. */
#include "measure/judgement.h"

/* response_time, longest_response_time */

/* unit message: each question of the round waits by itself. */
static int32_t observe_messages(struct observer *observer,
                                const struct unit_case *unit)
{
	const struct definition *definition = observer->definition;
	const struct round *round = unit->rounds[0].round;
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	struct round one = *round;
	struct observation *shared, made;
	size_t i;
	int32_t status = KEFU_OK;

	for (i = round->open_step; i < round->session->count &&
	     status == KEFU_OK; i++) {
		const struct entry *event = round->session->steps[i].event;
		enum outcome outcome;
		int64_t reading;

		if (event == round->reply || event->t > round->closed)
			break;
		if (!rule_takes_question(rule, event))
			continue;
		one.opened = one.last_question = event->t;
		outcome = round_reading(definition, &one, &reading);
		if (outcome == OUTCOME_NONE)
			continue;
		status = unit_observation(observer, unit, &shared);
		if (status != KEFU_OK)
			break;
		made = *shared;
		made.row = NULL;
		made.t = round->reply != NULL ? round->closed : event->t;
		made.undecided = outcome == OUTCOME_UNDECIDED;
		if (outcome == OUTCOME_PASS)
			make_duration(&made, reading);
		status = observe(observer, &made);
	}
	return status;
}

static int32_t observe_wait(struct observer *observer,
                            const struct unit_case *unit)
{
	const struct definition *definition = observer->definition;
	int64_t sum = 0, reading, answered = 0, undecided = 0;
	struct observation *made;
	size_t i;
	int32_t status;

	if (definition->unit == UNIT_MESSAGE)
		return observe_messages(observer, unit);
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
	status = unit_observation(observer, unit, &made);
	if (status != KEFU_OK)
		return status;
	made->undecided = undecided != 0;
	if (answered != 0) {
		make_duration(made, sum / answered);
		made->is_mean = definition_reads_means(definition) != 0;
		made->parts = (uint32_t)(((uint64_t)(sum % answered) << 32) /
		                        (uint64_t)answered);
	}
	return observe(observer, made);
}

/* denominator received: every session is a case, with the sum of its waits. */
static int32_t waits_of_session(struct observer *observer,
                                const struct session *session)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	struct round_set *set;
	int64_t sum = 0, reading;
	size_t i;
	int32_t status = observer_rounds(observer, &set);

	if (status != KEFU_OK)
		return status;
	(void)rounds_learn(observer, set);
	observation_of(&made, session, session->opened);
	for (i = 0; i < set->count; i++) {
		const struct round *round = &set->rounds[i];

		if (round->session != session || !round_is_member(observer, round))
			continue;
		switch (round_reading(definition, round, &reading)) {
		case OUTCOME_PASS:
			sum += reading;
			break;
		case OUTCOME_UNDECIDED:
			made.undecided = 1;
			break;
		default:
			break;
		}
	}
	make_duration(&made, sum);
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_response_time(struct observer *observer)
{
	if (observer->definition->span.count != 0)
		return read_updates(observer);
	if (observer->definition->denominator == DENOMINATOR_RECEIVED)
		return sessions_read(observer, waits_of_session);
	return units_read(observer, UNIT_ROUND, observe_wait);
}

/* reply_within_rate */

static int32_t observe_judged(struct observer *observer,
                              const struct unit_case *unit,
                              enum outcome outcome, int64_t reading)
{
	const struct definition *definition = observer->definition;
	struct observation *made;
	int32_t status = unit_observation(observer, unit, &made);

	if (status != KEFU_OK)
		return status;
	made->reading = reading;
	made->undecided = outcome == OUTCOME_UNDECIDED;
	if (outcome == OUTCOME_UNDECIDED) {
		if (definition->open_units == OPEN_UNITS_PASS)
			outcome = OUTCOME_PASS;
		else if (definition->open_units == OPEN_UNITS_FAIL)
			outcome = OUTCOME_FAIL;
	}
	if (outcome != OUTCOME_UNDECIDED) {
		made->num = outcome == OUTCOME_PASS;
		made->den = 1;
		made->verdict = made->num != 0 ? VERDICT_PASS : VERDICT_FAIL;
	}
	return observe(observer, made);
}

/* Observes the rounds that are tallied. */
static int32_t observe_tally(struct observer *observer)
{
	struct tally *tally = &observer->tally;
	const struct unit_case unit = {&tally->first, 1};
	struct observation *made;
	int32_t status;

	if (tally->count == 0)
		return KEFU_OK;
	status = unit_observation(observer, &unit, &made);
	if (status != KEFU_OK)
		return status;
	made->num = tally->passed;
	made->den = tally->count;
	made->is_tally = 1;
	tally->count = tally->passed = 0;
	return observe(observer, made);
}

static int32_t tally_round(struct observer *observer,
                           const struct unit_round *round, int passed)
{
	struct tally *tally = &observer->tally;
	int32_t status = KEFU_OK;

	if (tally->count != 0 && !rounds_go_together(&tally->first, round))
		status = observe_tally(observer);
	if (tally->count == 0)
		tally->first = *round;
	tally->count++;
	tally->passed += passed;
	return status;
}

static int32_t observe_reply_within(struct observer *observer,
                                    const struct unit_case *unit)
{
	int64_t reading = 0;
	enum outcome outcome =
		judge_unit(observer->definition, unit, &reading);

	if (outcome == OUTCOME_NONE)
		return KEFU_OK;
	if (outcome != OUTCOME_UNDECIDED && unit_tallies(observer))
		return tally_round(observer, &unit->rounds[0],
		                   outcome == OUTCOME_PASS);
	return observe_judged(observer, unit, outcome, reading);
}

int32_t read_reply_within(struct observer *observer)
{
	int32_t status = units_read(observer, UNIT_ROUND, observe_reply_within);

	return status == KEFU_OK ? observe_tally(observer) : status;
}

/* reply_rate, unanswered_count */

static int32_t observe_reply_rate(struct observer *observer,
                                  const struct unit_case *unit)
{
	struct observation *made;
	int answered = 0;
	size_t i;
	int32_t status = unit_observation(observer, unit, &made);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < unit->count; i++)
		answered |= unit->rounds[i].round->reply != NULL;
	made->reading = answered;
	made->verdict = answered ? VERDICT_PASS : VERDICT_FAIL;
	made->den = 1;
	made->num = answered;
	if (observer->definition->metric->variant == VARIANT_UNANSWERED) {
		if (answered)
			return KEFU_OK;
		made->num = 1;
		made->verdict = VERDICT_COUNTED;
	}
	return observe(observer, made);
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
		if (definition->unit > UNIT_SESSION)
			observation_of(&made, unit->rounds[0].round->session,
			               unit->rounds[0].round->opened);
		else
			observation_of(&made, round->session,
			               round->session->opened);
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
