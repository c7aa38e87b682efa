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
static int credits_owner(const struct unit_kind *kind)
{
	return kind->credit == CREDIT_OWNER ||
	       (kind->credit == CREDIT_DEFAULT &&
	        kind->reader == READER_REPLY_RATE);
}

/* Rounds that the filters leave. */
static void collect(struct observer *observer, struct unit_list *list)
{
	const struct unit_kind *kind = list->kind;
	const struct session *session = NULL;
	int is_member = 0, to_owner = credits_owner(kind);
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
		    (kind->unit == UNIT_CUSTOMER &&
		     !day_is_asked(observer->column, round->day)))
			continue;
		kept->round = round;
		kept->agent = round->reply == NULL || to_owner
			? round->owner : round->replier;
		kept->due = kind->due_rule == DUE_RULE_LIMIT
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

	if (unit == UNIT_ROUND)
		return 1;
	for (i = 1; i < count; i++)
		if (unit == UNIT_SESSION
		    ? rounds[i].round->session != rounds[0].round->session
		    : compare_cases(unit, &rounds[0], &rounds[i]) != 0)
			break;
	return i;
}

static int kinds_are_equal(const struct unit_kind *a, const struct unit_kind *b)
{
	return a->reader == b->reader && a->unit == b->unit &&
	       a->due_rule == b->due_rule && a->date_by == b->date_by &&
	       a->credit == b->credit && a->from_day == b->from_day &&
	       a->to_day == b->to_day && a->exempt == b->exempt;
}

/* The kind of the column at work, which need not be asked for again. */
static const struct unit_kind *find_kind(struct observer *observer,
                                         enum unit otherwise)
{
	const struct definition *definition = observer->definition;
	struct column *column =
		&observer->columns[observer->column - observer->columns];
	struct unit_kind kind = {definition->metric->reader, definition->unit,
	                         definition->due_rule, definition->date_by,
	                         definition->credit, KEFU_DAY_ANY, KEFU_DAY_ANY,
	                         NULL};
	size_t i;

	if (kind.unit == UNIT_DEFAULT || kind.unit == UNIT_TARGET)
		kind.unit = otherwise;
	if (definition->reduce == REDUCE_EACH || kind.unit == UNIT_MESSAGE)
		kind.unit = UNIT_ROUND;
	if (kind.unit == UNIT_CUSTOMER) {
		kind.from_day = column->from_day;
		kind.to_day = column->to_day;
		if (definition->exempt.count != 0)
			kind.exempt = &definition->exempt;
	}
	for (i = 0; i < observer->unit_kind_count; i++)
		if (kinds_are_equal(&observer->unit_kinds[i], &kind))
			break;
	if (i == observer->unit_kind_count)
		observer->unit_kinds[observer->unit_kind_count++] = kind;
	column->unit_kind = &observer->unit_kinds[i];
	return column->unit_kind;
}

/* Room for the rounds of a set, and for as many to sort in. */
static int32_t reserve(struct unit_list *list, size_t rounds,
                       const kefu_allocator *allocator)
{
	void *array = list->rounds;
	int32_t status = memory_reserve(allocator, &array, &list->capacity,
	                                2 * rounds, sizeof *list->rounds);

	list->rounds = array;
	if (status != KEFU_OK)
		return status;
	array = list->made;
	status = memory_reserve(allocator, &array, &list->made_capacity,
	                        rounds, sizeof *list->made);
	list->made = array;
	return status;
}

void unit_list_release(struct unit_list *list, const kefu_allocator *allocator)
{
	memory_put(allocator, list->rounds,
	           list->capacity * sizeof *list->rounds);
	memory_put(allocator, list->made,
	           list->made_capacity * sizeof *list->made);
}

/* The rounds of a new list, case by case. */
static int32_t fill(struct observer *observer, struct unit_list *list)
{
	enum unit unit = list->kind->unit;
	size_t i;
	int32_t status = reserve(list, list->set->count, &observer->allocator);

	if (status != KEFU_OK)
		return status;
	collect(observer, list);
	/* a session's rounds stand together already */
	if (unit > UNIT_SESSION && list->count > 1)
		sort_items(list->rounds, list->rounds + list->count, list->count,
		           sizeof *list->rounds, stands_behind, &unit);
	for (i = 0; i < list->count; i += list->rounds[i].length) {
		list->rounds[i].length = case_length(unit, &list->rounds[i],
		                                     list->count - i);
		list->made[i].is_made = 0;
	}
	return KEFU_OK;
}

/* The list of the column at work, made if no column before it had the like. */
static int32_t find_list(struct observer *observer,
                         const struct unit_kind *kind, struct unit_list **found)
{
	const struct column *column = observer->column, *only;
	uint64_t session_out, round_out;
	struct unit_list *list;
	struct round_set *set;
	size_t i;
	int32_t status = observer_rounds(observer, &set);

	if (status != KEFU_OK)
		return status;
	session_out = sessions_learn(observer);
	round_out = rounds_learn(observer, set);
	only = column->asks_more || set->has_cut ? column : NULL;
	for (i = 0; i < observer->unit_list_count; i++) {
		list = *found = &observer->unit_lists[i];
		if (list->kind == kind && list->set == set &&
		    list->session_out == session_out &&
		    list->round_out == round_out && list->only == only)
			return KEFU_OK;
	}
	list = *found = &observer->unit_lists[i];
	list->kind = kind;
	list->set = set;
	list->session_out = session_out;
	list->round_out = round_out;
	list->only = only;
	status = fill(observer, list);
	observer->unit_list_count += status == KEFU_OK;
	return status;
}

int32_t units_read(struct observer *observer, enum unit otherwise,
                   unit_reader *each)
{
	const struct unit_kind *kind = observer->column->unit_kind;
	struct unit_list *list;
	struct unit_case one;
	size_t i;
	int32_t status;

	if (kind == NULL)
		kind = find_kind(observer, otherwise);
	status = find_list(observer, kind, &list);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < list->count && status == KEFU_OK; i += one.count) {
		one.rounds = &list->rounds[i];
		one.count = one.rounds->length;
		one.made = &list->made[i];
		status = each(observer, &one);
	}
	return status;
}

/* A unit is dated by its first question; by its last reply where the
 * definition says so, a wait of one round by its reply anyway. */
static int64_t date_of(const struct definition *definition,
                       const struct unit_case *unit)
{
	const struct round *first = unit->rounds[0].round;
	int64_t t = first->opened;
	size_t i;

	if (definition->date_by == DATE_BY_END)
		for (i = 0; i < unit->count; i++)
			if (unit->rounds[i].round->reply != NULL)
				t = unit->rounds[i].round->closed;
	if (definition->metric->reader == READER_RESPONSE_TIME &&
	    definition->date_by == DATE_BY_DEFAULT &&
	    definition->unit <= UNIT_ROUND && unit->count == 1 &&
	    first->reply != NULL)
		t = first->closed;
	return t;
}

static void make(const struct definition *definition,
                 const struct unit_case *unit)
{
	const struct round *first = unit->rounds[0].round;
	struct unit_made *made = unit->made;

	observation_of(&made->observation, first->session,
	               date_of(definition, unit));
	if (first->reply != NULL && first->reply->team != 0)
		made->observation.team = first->reply->team;
	made->observation.row = &made->row;
	made->row = CUBE_NO_ROW;
	made->is_made = 1;
}

int32_t unit_observation(struct observer *observer,
                         const struct unit_case *unit,
                         struct observation **out)
{
	const struct definition *definition = observer->definition;
	struct observation *made = &unit->made->observation;

	if (!unit->made->is_made)
		make(definition, unit);
	*out = made;
	made->num = made->den = made->reading = 0;
	made->parts = 0;
	made->verdict = VERDICT_COUNTED;
	made->undecided = made->immature = 0;
	made->is_duration = made->is_mean = 0;
	if (definition->credit != CREDIT_DEFAULT &&
	    definition->credit != CREDIT_OWNER &&
	    definition->credit != CREDIT_REPLIER)
		return credit_session(observer, unit->rounds[0].round->session,
		                      definition->credit, NULL);
	return credit_agent(observer, unit->rounds[0].agent);
}
