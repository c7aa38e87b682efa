/* The unit clause: what is one case, when a case is made of rounds. */
#include "measure/observe.h"

#include <string.h>

int32_t observer_rounds(struct observer *observer, struct round_set **set)
{
	*set = &observer->round_sets[observer->column->rounds];
	if ((*set)->fresh)
		return KEFU_OK;
	return rounds_read(*set, observer->fold, &observer->allocator);
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

/* Rounds that the filters leave, with what units are told apart by. */
static int32_t collect(struct observer *observer, enum unit unit,
                       size_t *count)
{
	struct round_set *set;
	void *array;
	size_t i;
	int32_t status = observer_rounds(observer, &set);

	*count = 0;
	if (status != KEFU_OK)
		return status;
	array = observer->unit_rounds;
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->unit_round_capacity, set->count,
	                        sizeof *observer->unit_rounds);
	observer->unit_rounds = array;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < set->count; i++) {
		const struct round *round = &set->rounds[i];
		struct unit_round *kept = &observer->unit_rounds[*count];

		if (!session_is_member(observer, round->session) ||
		    !round_is_member(observer, round))
			continue;
		kept->round = round;
		kept->agent = agent_of_round(observer, round);
		kept->order = i;
		kept->day = 0;
		if (unit > UNIT_SESSION)
			kept->day = local_day(observer, round->opened);
		if (unit == UNIT_CUSTOMER &&
		    !day_is_asked(observer->column, kept->day))
			continue;
		++*count;
	}
	return KEFU_OK;
}

/* Who is not known is nobody's neighbour: their sessions stand alone. */
static int same_case(enum unit unit, const struct unit_round *a,
                     const struct unit_round *b)
{
	if (unit == UNIT_SESSION || a->round->session->customer == 0)
		return a->round->session == b->round->session;
	if (unit == UNIT_CUSTOMER)
		return 1;
	return a->day == b->day &&
	       (unit == UNIT_CUSTOMER_DAY || a->agent == b->agent);
}

static int opens_later(const struct unit_round *a, const struct unit_round *b)
{
	if (a->round->opened != b->round->opened)
		return a->round->opened > b->round->opened;
	return a->order > b->order;
}

/* Brings the rounds that share the first one's case to the front, in order of
 * opening, the others behind them in the order they had. */
static size_t gather(struct unit_round *rounds, size_t count, enum unit unit)
{
	size_t i, j, taken = 1;

	for (i = 1; i < count; i++) {
		struct unit_round moved = rounds[i];

		if (!same_case(unit, &rounds[0], &moved)) {
			if (unit == UNIT_SESSION)
				break; /* a session's rounds stand together */
			continue;
		}
		for (j = i; j > taken; j--)
			rounds[j] = rounds[j - 1];
		for (; j > 1 && opens_later(&rounds[j - 1], &moved); j--)
			rounds[j] = rounds[j - 1];
		rounds[j] = moved;
		taken++;
	}
	return taken;
}

int32_t units_read(struct observer *observer, enum unit otherwise,
                   unit_reader *each)
{
	enum unit unit = observer->definition->unit;
	struct unit_round *rounds;
	struct unit_case one;
	size_t count, i, j;
	int32_t status;

	if (unit == UNIT_DEFAULT)
		unit = otherwise;
	if (observer->definition->reduce == REDUCE_EACH)
		unit = UNIT_ROUND;
	status = collect(observer, unit, &count);
	if (status != KEFU_OK)
		return status;
	rounds = observer->unit_rounds;
	if (unit > UNIT_SESSION)
		for (i = 1; i < count; i++) {
			struct unit_round moved = rounds[i];

			for (j = i; j > 0 && opens_later(&rounds[j - 1], &moved); j--)
				rounds[j] = rounds[j - 1];
			rounds[j] = moved;
		}
	for (i = 0; i < count && status == KEFU_OK; i += one.count) {
		one.rounds = &rounds[i];
		one.count = unit == UNIT_ROUND
			? 1 : gather(&rounds[i], count - i, unit);
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
