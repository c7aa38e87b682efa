/* The unit clause: what is one case, when a case is made of rounds. */
#include "measure/observe.h"

#include "base/sort.h"

/* Rounds that were open as the day of their opening ended are unanswered as
 * of then, whatever came later. */
static void cut_at_day_end(struct observer *observer, struct round_set *set)
{
	size_t i;

	for (i = 0; i < set->count; i++) {
		struct round *round = &set->rounds[i];
		int64_t end = zone_day_start(observer->zone, round->day + 1);

		if (round->closed < end)
			continue;
		round->reply = NULL;
		round->replier = 0;
		round->closed = end;
		round->ended = round->is_cut = 1;
	}
}

static int32_t read_set(struct observer *observer, struct round_set *set)
{
	size_t i;
	int32_t status =
		rounds_read(set, observer->fold, &observer->allocator);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < set->count; i++)
		set->rounds[i].day = local_day(observer, set->rounds[i].opened);
	if (set->rule.judged_at == JUDGED_AT_DAY_END)
		cut_at_day_end(observer, set);
	set->read = set;
	return KEFU_OK;
}

int32_t observer_rounds(struct observer *observer, struct round_set **set)
{
	struct round_set *own =
		&observer->round_sets[observer->column->rounds];
	size_t i;
	int32_t status = KEFU_OK;

	if (!observer->knows_spoken)
		spoken_read(&observer->spoken, observer->fold);
	observer->knows_spoken = 1;
	for (i = 0; own->read == NULL && i < observer->round_set_count; i++) {
		struct round_set *other = &observer->round_sets[i];

		if (other->read == other &&
		    round_rules_agree(&other->rule, &own->rule,
		                      &observer->spoken))
			own->read = other;
	}
	if (own->read == NULL)
		status = read_set(observer, own);
	*set = own->read;
	return status;
}

/* A round credits its replier, unanswered its owner at the opening; always
 * the latter where the definition says owner, or the metric does. */
static kefu_id agent_of_round(const struct observer *observer,
                              const struct round *round)
{
	const struct definition *definition = observer->definition;

	if (definition->credit == CREDIT_OWNER ||
	    (definition->credit == CREDIT_DEFAULT &&
	     definition->metric->reader == READER_REPLY_RATE))
		return round->owner;
	return round->reply != NULL ? round->replier : round->owner;
}

/* Rounds that the filters leave, with what units are told apart by. There is
 * room behind them for sorting. */
static int32_t collect(struct observer *observer, enum unit unit,
                       size_t *count)
{
	const struct session *session = NULL;
	int is_member = 0;
	struct round_set *set;
	void *array;
	size_t i;
	int32_t status = observer_rounds(observer, &set);

	*count = 0;
	if (status != KEFU_OK)
		return status;
	array = observer->unit_rounds;
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->unit_round_capacity, 2 * set->count,
	                        sizeof *observer->unit_rounds);
	observer->unit_rounds = array;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < set->count; i++) {
		struct round *round = &set->rounds[i];
		struct unit_round *kept = &observer->unit_rounds[*count];

		if (round->session != session) { /* its rounds stand together */
			session = round->session;
			is_member = session_is_member(observer, session);
		}
		if (!is_member || !round_is_member(observer, round))
			continue;
		if (unit == UNIT_CUSTOMER &&
		    !day_is_asked(observer->column, round->day))
			continue;
		kept->round = round;
		kept->agent = agent_of_round(observer, round);
		kept->due = observer->definition->due_rule == DUE_RULE_LIMIT
			? INT64_MAX : due_instant(observer, round->opened);
		++*count;
	}
	return KEFU_OK;
}

/* Tells the cases of one customer apart: 0 for rounds of the same case. Who is
 * not known has one session, which stands alone. */
static int compare_cases(enum unit unit, const struct unit_round *a,
                         const struct unit_round *b)
{
	if (unit == UNIT_CUSTOMER || a->round->session->customer == 0)
		return 0;
	if (a->round->day != b->round->day)
		return a->round->day > b->round->day ? 1 : -1;
	if (unit == UNIT_CUSTOMER_DAY || a->agent == b->agent)
		return 0;
	return a->agent > b->agent ? 1 : -1;
}

/* By case, then by opening. */
static int stands_behind(const void *context, const void *left,
                         const void *right)
{
	const enum unit *unit = context;
	const struct unit_round *a = left, *b = right;
	int order = compare_cases(*unit, a, b);

	if (order != 0)
		return order > 0;
	if (a->round->opened != b->round->opened)
		return a->round->opened > b->round->opened;
	return a->round > b->round;
}

/* How many of the rounds, of which there is at least one, are of one case. */
static size_t case_length(enum unit unit, const struct unit_round *rounds,
                          size_t count)
{
	size_t i;

	if (unit == UNIT_ROUND)
		return 1;
	for (i = 1; i < count; i++)
		if (unit == UNIT_SESSION
		    ? rounds[i].round->session != rounds[0].round->session
		    : compare_cases(unit, &rounds[0], &rounds[i]) != 0)
			break;
	return i;
}

int32_t units_read(struct observer *observer, enum unit otherwise,
                   unit_reader *each)
{
	enum unit unit = observer->definition->unit;
	struct unit_round *rounds;
	struct unit_case one;
	size_t count, i;
	int32_t status;

	if (unit == UNIT_DEFAULT || unit == UNIT_TARGET)
		unit = otherwise;
	if (observer->definition->reduce == REDUCE_EACH || unit == UNIT_MESSAGE)
		unit = UNIT_ROUND;
	status = collect(observer, unit, &count);
	if (status != KEFU_OK)
		return status;
	rounds = observer->unit_rounds;
	/* a session's rounds stand together already */
	if (unit > UNIT_SESSION && count > 1)
		sort_items(rounds, rounds + count, count, sizeof *rounds,
		           stands_behind, &unit);
	for (i = 0; i < count && status == KEFU_OK; i += one.count) {
		one.rounds = &rounds[i];
		one.count = case_length(unit, &rounds[i], count - i);
		status = each(observer, &one);
	}
	return status;
}

int32_t observation_of_unit(struct observer *observer,
                            const struct unit_case *unit,
                            struct observation *made)
{
	const struct definition *definition = observer->definition;
	const struct round *first = unit->rounds[0].round;
	int64_t t = first->opened;
	size_t i;

	if (definition->date_by == DATE_BY_END)
		for (i = 0; i < unit->count; i++)
			if (unit->rounds[i].round->reply != NULL)
				t = unit->rounds[i].round->closed;
	observation_of(made, first->session, t);
	if (first->reply != NULL && first->reply->team != 0)
		made->team = first->reply->team;
	if (definition->credit != CREDIT_DEFAULT &&
	    definition->credit != CREDIT_OWNER &&
	    definition->credit != CREDIT_REPLIER)
		return credit_session(observer, first->session,
		                      definition->credit, NULL);
	return credit_agent(observer, unit->rounds[0].agent);
}
