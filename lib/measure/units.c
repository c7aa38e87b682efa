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
		set->has_cut = 1;
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
	set->known = set->facts = 0;
	set->has_cut = 0;
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
static int credits_owner(const struct definition *definition)
{
	return definition->credit == CREDIT_OWNER ||
	       (definition->credit == CREDIT_DEFAULT &&
	        definition->metric->reader == READER_REPLY_RATE);
}

/* Rounds that the filters leave. */
static void collect(struct observer *observer, struct unit_list *list)
{
	const struct session *session = NULL;
	int is_member = 0;
	size_t i;

	list->count = 0;
	for (i = 0; i < list->set->count; i++) {
		const struct round *round = &list->set->rounds[i];
		struct unit_round *kept = &list->rounds[list->count];

		if (round->session != session) { /* its rounds stand together */
			session = round->session;
			is_member = session_is_member(observer, session);
		}
		if (!is_member || !round_is_member(observer, round) ||
		    (list->unit == UNIT_CUSTOMER &&
		     !day_is_asked(observer->column, round->day)))
			continue;
		kept->round = round;
		kept->agent = round->reply == NULL || list->to_owner
			? round->owner : round->replier;
		kept->due = list->due_rule == DUE_RULE_LIMIT
			? INT64_MAX : due_instant(observer, round->opened);
		list->count++;
	}
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

	for (i = 1; i < count; i++)
		if (unit == UNIT_SESSION
		    ? rounds[i].round->session != rounds[0].round->session
		    : compare_cases(unit, &rounds[0], &rounds[i]) != 0)
			break;
	return i;
}

static int lists_are_alike(const struct unit_list *a, const struct unit_list *b)
{
	return a->set == b->set && a->session_out == b->session_out &&
	       a->round_out == b->round_out && a->unit == b->unit &&
	       a->due_rule == b->due_rule && a->to_owner == b->to_owner &&
	       a->from_day == b->from_day && a->to_day == b->to_day &&
	       a->only == b->only;
}

/* What the list of the column at work depends on. */
static int32_t describe(struct observer *observer, enum unit unit,
                        struct unit_list *list)
{
	const struct column *column = observer->column;
	const struct definition *definition = observer->definition;
	struct round_set *set;
	int32_t status = observer_rounds(observer, &set);

	if (status != KEFU_OK)
		return status;
	list->set = set;
	list->session_out = sessions_learn(observer);
	list->round_out = rounds_learn(observer, set);
	/* a session's rounds stand together already */
	list->unit = unit > UNIT_SESSION ? unit : UNIT_SESSION;
	list->due_rule = definition->due_rule;
	list->to_owner = credits_owner(definition);
	list->from_day = list->to_day = KEFU_DAY_ANY;
	if (unit == UNIT_CUSTOMER) {
		list->from_day = column->from_day;
		list->to_day = column->to_day;
	}
	list->only = column->asks_more || set->has_cut ? column : NULL;
	return KEFU_OK;
}

/* The list of the column at work, by case, made if no column before it had
 * the like. */
static int32_t find_list(struct observer *observer, enum unit unit,
                         struct unit_list **found)
{
	struct unit_list *lists = observer->unit_lists, wanted, *list;
	void *array;
	size_t i;
	int32_t status = describe(observer, unit, &wanted);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < observer->unit_list_count; i++)
		if (lists_are_alike(&lists[i], &wanted)) {
			*found = &lists[i];
			return KEFU_OK;
		}
	list = *found = &lists[i];
	array = list->rounds;
	wanted.capacity = list->capacity;
	/* and as much to sort in */
	status = memory_reserve(&observer->allocator, &array, &wanted.capacity,
	                        2 * wanted.set->count, sizeof *list->rounds);
	wanted.rounds = array;
	*list = wanted;
	list->count = 0;
	if (status != KEFU_OK)
		return status;
	collect(observer, list);
	if (unit > UNIT_SESSION && list->count > 1)
		sort_items(list->rounds, list->rounds + list->count, list->count,
		           sizeof *list->rounds, stands_behind, &list->unit);
	for (i = 0; i < list->count; i += list->rounds[i].length)
		list->rounds[i].length = case_length(list->unit, &list->rounds[i],
		                                     list->count - i);
	observer->unit_list_count++;
	return KEFU_OK;
}

int32_t units_read(struct observer *observer, enum unit otherwise,
                   unit_reader *each)
{
	enum unit unit = observer->definition->unit;
	struct unit_list *list;
	struct unit_case one;
	size_t i;
	int32_t status;

	if (unit == UNIT_DEFAULT || unit == UNIT_TARGET)
		unit = otherwise;
	if (observer->definition->reduce == REDUCE_EACH || unit == UNIT_MESSAGE)
		unit = UNIT_ROUND;
	status = find_list(observer, unit, &list);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < list->count && status == KEFU_OK; i += one.count) {
		one.rounds = &list->rounds[i];
		one.count = unit == UNIT_ROUND ? 1 : one.rounds->length;
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
