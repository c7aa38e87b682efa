#include "measure/units.h"

#include "base/sort.h"

/* A round that was open as the day of its opening ended is unanswered as of
 * then, whatever came later. */
static void cut(struct round *round, int64_t end)
{
	round->reply = NULL;
	round->replier = 0;
	round->closed = end;
	round->ended = round->is_cut = 1;
}

/* In which shapes all rounds, of which there is at least one, are one case. */
static uint32_t find_whole(const struct round_set *set)
{
	const struct round *first = set->rounds, *last = first + set->count - 1;
	const struct round *round;
	int one_day = 1, one_agent = 1, one_owner = 1;

	if (first->session != last->session)
		return 0;
	for (round = first; round <= last; round++) {
		one_day &= round->day == first->day;
		one_owner &= round->owner == first->owner;
		one_agent &= round_agent(round, 0) == round_agent(first, 0);
	}
	if (!one_day)
		return 1u << SHAPE_CUSTOMER;
	return 1u << SHAPE_CUSTOMER | 1u << SHAPE_CUSTOMER_DAY |
	       (uint32_t)one_agent << SHAPE_AGENT_DAY |
	       (uint32_t)one_owner << SHAPE_OWNER_DAY;
}

static kefu_id team_of_reply(const struct round *round)
{
	return round->reply != NULL ? round->reply->team : 0;
}

static int is_of_run(const struct round *round, const struct round *before)
{
	return round->session == before->session && round->day == before->day &&
	       round->owner == before->owner &&
	       round_agent(round, 0) == round_agent(before, 0) &&
	       team_of_reply(round) == team_of_reply(before);
}

static int32_t read_set(struct observer *observer, struct round_set *set)
{
	size_t i;
	int32_t status =
		rounds_read(set, observer->fold, &observer->allocator);

	if (status != KEFU_OK)
		return status;
	set->known = set->facts = set->common_facts = 0;
	set->outlasts_day = 0;
	for (i = 0; i < set->count; i++) {
		struct round *round = &set->rounds[i];
		int64_t end;

		round->day = local_day(observer, round->opened);
		end = day_end(observer, round->day);
		if (round->closed >= end) {
			set->outlasts_day = 1;
			if (set->rule.judged_at == JUDGED_AT_DAY_END)
				cut(round, end);
		}
		round->wait = round->closed > round->opened
			? round->closed - round->opened : 0;
		round->fate = round->reply != NULL ? FATE_ANSWERED
		            : round->ended ? FATE_LOST : FATE_OPEN;
		round->row[0] = round->row[1] = CUBE_NO_ROW;
		round->run = i != 0 && is_of_run(round, round - 1)
			? round[-1].run : round;
	}
	set->whole = set->count != 0 ? find_whole(set) : 0;
	for (i = 0; i < UNIT_SHAPES; i++)
		set->units[i].is_made = 0;
	set->read = set;
	set->read_before = observer->read_last;
	observer->read_last = set;
	return KEFU_OK;
}

void round_set_release(struct round_set *set, const kefu_allocator *allocator)
{
	size_t i;

	memory_put(allocator, set->rounds, set->capacity * sizeof *set->rounds);
	for (i = 0; i < UNIT_SHAPES; i++) {
		struct unit_list *list = &set->units[i];

		memory_put(allocator, list->cases,
		           list->case_capacity * sizeof *list->cases);
		memory_put(allocator, list->rounds,
		           list->round_capacity * sizeof *list->rounds);
	}
}

/* The set read before it in which a set's rule would have found its rounds. */
static struct round_set *find_agreeing(const struct observer *observer,
                                       const struct round_rule *rule)
{
	struct round_set *other = observer->read_last;

	for (; other != NULL; other = other->read_before) {
		struct rule_difference difference = {0};

		rules_differ(&difference, &other->rule, rule);
		if (rounds_agree(other, &difference, &observer->spoken))
			break;
	}
	return other;
}

int32_t rounds_of_column(struct observer *observer, struct round_set **set)
{
	struct round_set *own =
		&observer->round_sets[observer->column->rounds];
	size_t i;
	int32_t status = KEFU_OK;

	if (observer->read_last != NULL) {
		own->read = find_agreeing(observer, &own->rule);
		if (own->read == NULL)
			status = read_set(observer, own);
		*set = own->read;
		return status;
	}
	/* the first; most often it is everyone's */
	spoken_read(&observer->spoken, observer->fold);
	status = read_set(observer, own);
	*set = own->read;
	if (status == KEFU_OK &&
	    rounds_agree(own, &observer->rules_difference, &observer->spoken))
		for (i = 0; i < observer->round_set_count; i++)
			observer->round_sets[i].read = own;
	return status;
}

/* Tells the cases of one customer apart: 0 for rounds of the same case. Who is
 * not known has one session, which stands alone. */
static int compare_cases(enum unit_shape shape, const struct round *a,
                         const struct round *b)
{
	kefu_id agent, other;

	if (shape == SHAPE_CUSTOMER || a->session->customer == 0)
		return 0;
	if (a->day != b->day)
		return a->day > b->day ? 1 : -1;
	if (shape == SHAPE_CUSTOMER_DAY)
		return 0;
	agent = round_agent(a, shape == SHAPE_OWNER_DAY);
	other = round_agent(b, shape == SHAPE_OWNER_DAY);
	return (agent > other) - (agent < other);
}

struct sorting {
	enum unit_shape shape;
	const struct text_table *texts;
};

/* By case, then by the event that opened the round. */
static int stands_behind(const void *context, const void *left,
                         const void *right)
{
	const struct sorting *sorting = context;
	const struct round *a = *(const struct round *const *)left;
	const struct round *b = *(const struct round *const *)right;
	int order = compare_cases(sorting->shape, a, b);

	if (order != 0)
		return order > 0;
	if (a->opened != b->opened)
		return a->opened > b->opened;
	if (a->session != b->session)
		order = session_entity_order(sorting->texts, a->session, b->session);
	return order != 0 ? order > 0 : a > b;
}

/* Most are. */
static int are_in_order(struct round *const *rounds, size_t count,
                        const struct sorting *sorting)
{
	size_t i;

	for (i = 1; i < count; i++)
		if (stands_behind(sorting, &rounds[i - 1], &rounds[i]))
			return 0;
	return 1;
}

/* How many of the rounds, of which there is at least one, are of one case. */
static size_t case_length(enum unit_shape shape, struct round *const *rounds,
                          size_t count)
{
	size_t i;

	if (shape == SHAPE_ROUND)
		return 1;
	for (i = 1; i < count; i++)
		if (shape == SHAPE_SESSION
		    ? rounds[i]->session != rounds[0]->session
		    : compare_cases(shape, rounds[0], rounds[i]) != 0)
			break;
	return i;
}

/* A unit is dated by its first question, or by its last reply where the
 * definition says so; a wait of one round is dated by its reply. */
static enum unit_date date_of(const struct definition *definition, enum reader reader)
{
	if (definition->date_by == DATE_BY_END)
		return DATED_BY_LAST_REPLY;
	return definition->date_by == DATE_BY_DEFAULT &&
	       reader == READER_RESPONSE_TIME && definition->unit <= UNIT_ROUND
		? DATED_BY_REPLY : DATED_BY_QUESTION;
}

static enum unit_shape shape_of(const struct definition *definition,
                                enum reader reader, int to_owner)
{
	if (definition->reduce == REDUCE_EACH)
		return SHAPE_ROUND;
	switch (definition->unit) {
	case UNIT_MESSAGE:
	case UNIT_ROUND:
		return SHAPE_ROUND;
	case UNIT_SESSION:
		return SHAPE_SESSION;
	case UNIT_CUSTOMER:
		return SHAPE_CUSTOMER;
	case UNIT_CUSTOMER_DAY:
		return SHAPE_CUSTOMER_DAY;
	case UNIT_AGENT_CUSTOMER_DAY:
		return to_owner ? SHAPE_OWNER_DAY : SHAPE_AGENT_DAY;
	default:
		break;
	}
	return reader == READER_REPLY_RATE || reader == READER_SLOW_RESPONSE
		? SHAPE_SESSION : SHAPE_ROUND;
}

struct unit_rule unit_rule_of(const struct definition *definition)
{
	/* a target is attained by what its own metric reads */
	enum reader reader = definition->metric->reader == READER_ATTAINMENT
		? definition->target_metric->reader : definition->metric->reader;
	struct unit_rule rule = {SHAPE_ROUND, date_of(definition, reader),
	                         definition->credit, 0};

	rule.to_owner = rule.credit == CREDIT_OWNER ||
	                (rule.credit == CREDIT_DEFAULT &&
	                 reader == READER_REPLY_RATE);
	rule.shape = shape_of(definition, reader, rule.to_owner);
	if (rule.credit == CREDIT_OWNER || rule.credit == CREDIT_REPLIER)
		rule.credit = CREDIT_DEFAULT;
	return rule;
}

/* Room for the rounds of a set, and for as many to sort in. */
static int32_t reserve(struct observer *observer, struct unit_list *list,
                       size_t rounds)
{
	const kefu_allocator *allocator = &observer->allocator;
	void *array = list->rounds;
	int32_t status = memory_reserve(allocator, &array, &list->round_capacity,
	                                2 * rounds, sizeof *list->rounds);

	list->rounds = array;
	if (status != KEFU_OK)
		return status;
	array = list->cases;
	status = memory_reserve(allocator, &array, &list->case_capacity, rounds,
	                        sizeof *list->cases);
	list->cases = array;
	if (status != KEFU_OK)
		return status;
	array = observer->kept;
	status = memory_reserve(allocator, &array, &observer->kept_capacity,
	                        rounds, sizeof *observer->kept);
	observer->kept = array;
	return status;
}

static int32_t make_list(struct observer *observer, struct round_set *set,
                         enum unit_shape shape, struct unit_list *list)
{
	const struct sorting sorting = {shape, observer->fold->texts};
	size_t i, length;
	int32_t status = reserve(observer, list, set->count);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < set->count; i++)
		list->rounds[i] = &set->rounds[i];
	/* a session's rounds stand together already */
	if (shape > SHAPE_SESSION && !are_in_order(list->rounds, set->count, &sorting))
		sort_items(list->rounds, list->rounds + set->count, set->count,
		           sizeof *list->rounds, stands_behind, &sorting);
	list->count = 0;
	for (i = 0; i < set->count; i += length) {
		length = case_length(shape, &list->rounds[i], set->count - i);
		list->cases[list->count++] =
			(struct unit_case){&list->rounds[i], length};
	}
	list->is_made = 1;
	return KEFU_OK;
}

enum asked goes_by_run_when(const struct observer *observer, const struct column *column)
{
	if (!column->is_plain || column->units.credit != CREDIT_DEFAULT ||
	    column->units.date == DATED_BY_LAST_REPLY ||
	    observer->by_time == KEFU_BY_HOUR)
		return ASKED_NEVER;
	/* a roster changes at any instant */
	if ((observer->by >> KEFU_BY_TEAM & 1) != 0 && observer->roster->count != 0)
		return ASKED_NEVER;
	if (column->units.date == DATED_BY_QUESTION)
		return ASKED_SOME;
	return observer->by_time == 0 ? ASKED_ALL : ASKED_NEVER;
}

int32_t units_begin(struct observer *observer, struct unit_walk *walk)
{
	const struct column *column = observer->column;
	enum unit_shape shape = column->units.shape;
	struct round_set *set;
	struct unit_list *list;
	int32_t status = observer_rounds(observer, &set);

	walk->observer = observer;
	walk->at = walk->end = NULL;
	walk->by_run = 0;
	walk->run = NULL;
	walk->cell = NULL;
	if (status != KEFU_OK || set->count == 0)
		return status;
	walk->session_out = sessions_learn(observer);
	walk->round_out = rounds_learn(observer, set);
	if ((walk->session_out & observer->sessions_common) != 0 ||
	    (walk->round_out & set->common_facts) != 0)
		return KEFU_OK;
	walk->asks_more = column->asks_more ||
		(set->outlasts_day && set->rule.judged_at == JUDGED_AT_DAY_END) ||
		(shape == SHAPE_CUSTOMER && column->asked != ASKED_ALL);
	walk->filters = walk->asks_more ||
		(walk->session_out | walk->round_out) != 0;
	list = &set->units[(set->whole >> shape & 1) != 0 ? SHAPE_SESSION : shape];
	if (!list->is_made)
		status = make_list(observer, set, (enum unit_shape)(list - set->units),
		                   list);
	if (status != KEFU_OK)
		return status;
	walk->by_run = column->asked >= column->by_run_when;
	walk->at = list->cases;
	walk->end = list->cases + list->count;
	return KEFU_OK;
}

int unit_round_is_left(struct observer *observer, const struct round *round)
{
	return session_is_member(observer, round->session) &&
	       round_is_member(observer, round) &&
	       (observer->column->units.shape != SHAPE_CUSTOMER ||
	        day_is_asked(observer->column, round->day));
}

int unit_filter(const struct unit_walk *walk, struct unit_case *unit)
{
	struct round **kept = walk->observer->kept;
	size_t i, count = 0;

	for (i = 0; i < unit->count; i++)
		if (unit_keeps(walk, unit->rounds[i]))
			kept[count++] = unit->rounds[i];
	unit->rounds = kept;
	unit->count = count;
	return count != 0;
}

void unit_place(const struct observer *observer, const struct unit_case *unit,
                struct session_case *one)
{
	const struct unit_rule *rule = &observer->column->units;
	const struct round *first = unit->rounds[0];
	int any = 0;
	size_t i;

	one->session = first->session;
	one->t = rule->date == DATED_BY_REPLY && first->reply != NULL
		? first->closed : first->opened;
	for (i = 0; rule->date == DATED_BY_LAST_REPLY && i < unit->count; i++)
		if (unit->rounds[i]->reply != NULL &&
		    (!any++ || unit->rounds[i]->closed > one->t))
			one->t = unit->rounds[i]->closed;
	one->agent = round_agent(first, rule->to_owner);
	one->team = team_of_reply(first);
}

int32_t observe_placed(struct observer *observer, const struct session_case *one,
                       const struct finding *found)
{
	enum credit_rule credit = observer->column->units.credit;
	int32_t status;

	if (credit == CREDIT_DEFAULT)
		return observe_found(observer, one, found);
	status = credit_session(observer, one->session, credit, NULL);
	return status == KEFU_OK ? observe_credited(observer, one, found) : status;
}

int32_t unit_find_cell(struct unit_walk *walk, const struct unit_case *unit)
{
	const struct observer *observer = walk->observer;
	const struct column *column = observer->column;
	const struct round *first = unit->rounds[0];
	size_t *row = &first->run->row[column->units.to_owner];
	int32_t status = KEFU_OK;

	walk->run = first->run;
	walk->cell = NULL;
	/* dated by the question, where not all days are asked for */
	if (!stands(column, first->session) ||
	    (column->asked != ASKED_ALL && !day_is_asked(column, first->day)))
		return KEFU_OK;
	if (*row == CUBE_NO_ROW) {
		struct session_case one;

		unit_place(observer, unit, &one);
		status = observe_row(walk->observer, &one, row);
	}
	if (status == KEFU_OK)
		walk->cell = cube_cell(observer->cube, *row, observer->at);
	return status;
}
