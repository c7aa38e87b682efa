/* Readers over rounds: how long customers waited, and whether that was in
 * time. */
#include "measure/judgement.h"
#include "measure/units.h"

#include <string.h>

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

	unit_place(observer, unit, &placed);
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

static int32_t observe_wait(struct unit_walk *walk, const struct unit_case *unit)
{
	const struct definition *definition = walk->observer->definition;
	struct finding found = {.verdict = VERDICT_COUNTED};
	int64_t sum = 0, reading, answered = 0;
	size_t i;

	if (definition->unit == UNIT_MESSAGE)
		return observe_messages(walk->observer, unit);
	for (i = 0; i < unit->count; i++)
		switch (round_reading(definition, unit->rounds[i], &reading)) {
		case OUTCOME_PASS:
			sum += reading;
			answered++;
			break;
		case OUTCOME_UNDECIDED:
			found.undecided = 1;
			break;
		default:
			break;
		}
	if (answered == 0 && !found.undecided)
		return KEFU_OK;
	if (answered == 1) {
		find_time(&found, sum);
	} else if (answered != 0) {
		find_time(&found, sum / answered);
		found.parts = (uint32_t)(((uint64_t)(sum % answered) << 32) /
		                         (uint64_t)answered);
	}
	found.is_mean = answered != 0 && definition_reads_means(definition);
	return observe_unit(walk, unit, &found);
}

static int32_t waits_of_units(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && units_next(&walk, &unit))
		status = observe_wait(&walk, &unit);
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
	return waits_of_units(observer);
}

/* reply_within_rate */

static int32_t observe_reply_within(struct unit_walk *walk,
                                    const struct unit_case *unit)
{
	const struct definition *definition = walk->observer->definition;
	struct finding found = {.verdict = VERDICT_COUNTED};
	enum outcome outcome = judge_unit(walk->observer, unit, &found.reading);

	if (outcome == OUTCOME_NONE)
		return KEFU_OK;
	found.undecided = outcome == OUTCOME_UNDECIDED;
	if (outcome == OUTCOME_UNDECIDED) {
		if (definition->open_units == OPEN_UNITS_PASS)
			outcome = OUTCOME_PASS;
		else if (definition->open_units == OPEN_UNITS_FAIL)
			outcome = OUTCOME_FAIL;
	}
	if (outcome != OUTCOME_UNDECIDED) {
		found.num = outcome == OUTCOME_PASS;
		found.den = 1;
		found.verdict = found.num != 0 ? VERDICT_PASS : VERDICT_FAIL;
	}
	return observe_unit(walk, unit, &found);
}

/* Adds what a run's rounds came to, and forgets it. */
static int32_t add_tally(const struct unit_walk *walk, int64_t seen[OUTCOMES])
{
	enum open_units open = walk->observer->definition->open_units;
	int64_t undecided = seen[OUTCOME_UNDECIDED], passed = seen[OUTCOME_PASS];
	int64_t counted = passed + seen[OUTCOME_FAIL];
	struct cell *cell = walk->cell;

	memset(seen, 0, OUTCOMES * sizeof *seen);
	if (cell == NULL)
		return KEFU_OK;
	if (undecided != 0) {
		cell->undecided += undecided;
		if (open == OPEN_UNITS_LEAVE_OUT)
			cell->touched = 1;
		else
			counted += undecided;
		if (open == OPEN_UNITS_PASS)
			passed += undecided;
	}
	return cell_add_tally(cell, passed, counted);
}

/* Rounds that are cases of their own: those of a run at once. */
static int32_t tally_rounds(struct unit_walk *walk)
{
	int64_t seen[OUTCOMES] = {0}, wait;
	struct unit_case unit;
	int32_t status = KEFU_OK;

	while (status == KEFU_OK && units_next(walk, &unit)) {
		const struct round *round = unit.rounds[0];
		enum outcome outcome = judge_round(walk->observer, round, &wait);

		if (outcome == OUTCOME_NONE)
			continue;
		if (walk->run != round->run) {
			status = add_tally(walk, seen);
			if (status == KEFU_OK)
				status = unit_find_cell(walk, &unit);
		}
		seen[outcome]++;
	}
	return status == KEFU_OK ? add_tally(walk, seen) : status;
}

int32_t read_reply_within(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case unit;
	int32_t status = units_begin(observer, &walk);

	if (status == KEFU_OK && walk.by_run &&
	    observer->column->units.shape == SHAPE_ROUND)
		return tally_rounds(&walk);
	while (status == KEFU_OK && units_next(&walk, &unit))
		status = observe_reply_within(&walk, &unit);
	return status;
}

/* reply_rate, unanswered_count */

static int32_t observe_reply_rate(struct unit_walk *walk,
                                  const struct unit_case *unit)
{
	struct finding found = {.den = 1};
	int answered = 0;
	size_t i;

	for (i = 0; i < unit->count; i++)
		answered |= unit->rounds[i]->reply != NULL;
	found.num = found.reading = answered;
	found.verdict = answered ? VERDICT_PASS : VERDICT_FAIL;
	if (walk->observer->definition->metric->variant == VARIANT_UNANSWERED) {
		if (answered)
			return KEFU_OK;
		found.num = 1;
		found.verdict = VERDICT_COUNTED;
	}
	return observe_unit(walk, unit, &found);
}

int32_t read_reply_rate(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && units_next(&walk, &unit))
		status = observe_reply_rate(&walk, &unit);
	return status;
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
	struct unit_case unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && units_next(&walk, &unit))
		status = observe_slow(observer, &unit);
	return status;
}
