/* Readers over rounds, where they do not read cases as unit_readings.c does. */
#include "measure/judgement.h"
#include "measure/units.h"

/* response_time, longest_response_time */

/* unit message: each question of the round waits by itself. */
static int32_t observe_messages(struct observer *observer,
                                const struct unit_case *unit)
{
	const struct round *round = unit->rounds[0];
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	struct round one = *round;
	struct session_case placed;
	size_t i;
	int32_t status = KEFU_OK;

	unit_place(observer->column, unit, &placed);
	for (i = round->open_step; i < round->session->count &&
	     status == KEFU_OK; i++) {
		const struct entry *event = round->session->steps[i].event;
		struct finding found = {.verdict = VERDICT_COUNTED};
		enum outcome outcome;
		int64_t reading;

		if (event == round->reply || event->t > round->closed)
			break;
		if (!rule_takes_question(rule, event))
			continue;
		one.opened = one.last_question = event->t;
		one.wait = round->closed - event->t;
		outcome = round_reading(observer->definition, &one, &reading);
		if (outcome == OUTCOME_NONE)
			continue;
		placed.t = round->reply != NULL ? round->closed : event->t;
		if (outcome == OUTCOME_PASS)
			find_time(&found, reading);
		else
			found.undecided = 1;
		status = observe_placed(observer, &placed, &found);
	}
	return status;
}

static int32_t waits_of_messages(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case kept;
	const struct unit_case *unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && (unit = units_next(observer, &walk, &kept)) != NULL)
		status = observe_messages(observer, unit);
	return status;
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
	if (observer->definition->unit == UNIT_MESSAGE)
		return waits_of_messages(observer);
	return read_units(observer);
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
		const struct round *round = unit->rounds[i];
		int64_t wait = round_wait(definition, round);

		if (within_limit(definition, wait) || ++slow < enough)
			continue;
		if (definition->unit > UNIT_SESSION)
			observation_of(&made, unit->rounds[0]->session,
			               unit->rounds[0]->opened);
		else
			observation_of(&made, round->session,
			               round->session->opened);
		made.num = made.den = 1;
		made.reading = wait;
		status = definition->credit == CREDIT_DEFAULT ||
		         definition->credit == CREDIT_REPLIER
			? credit_agent(observer, round_agent(round, 0))
			: credit_session(observer, round->session,
			                 CREDIT_OWNER, NULL);
		return status == KEFU_OK ? observe(observer, &made) : status;
	}
	return KEFU_OK;
}

int32_t read_slow_response(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case kept;
	const struct unit_case *unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && (unit = units_next(observer, &walk, &kept)) != NULL)
		status = observe_slow(observer, unit);
	return status;
}
