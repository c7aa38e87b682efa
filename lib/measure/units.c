#include "measure/units.h"

#include "base/sort.h"

#include <string.h>

/* A round that was open as the day of its opening ended is unanswered as of
 * then, whatever came later. */
static void cut(struct round *round, int64_t end)
{
	round->reply = NULL;
	round->replier = 0;
	round->closed = end;
	round->ended = round->is_cut = 1;
}

static int is_of_run(const struct round *round, const struct round *before)
{
	return round->session == before->session && round->day == before->day &&
	       round->owner == before->owner &&
	       round_agent(round, 0) == round_agent(before, 0) &&
	       round_team(round) == round_team(before);
}

void round_set_release(struct round_set *set, const kefu_allocator *allocator)
{
	size_t i;

	memory_put(allocator, set->rounds, set->capacity * sizeof *set->rounds);
	memory_put(allocator, set->in_order,
	           set->in_order_capacity * sizeof *set->in_order);
	for (i = 0; i < UNIT_SHAPES; i++) {
		struct unit_list *list = &set->units[i];

		memory_put(allocator, list->cases,
		           list->case_capacity * sizeof *list->cases);
		memory_put(allocator, list->rounds,
		           list->round_capacity * sizeof *list->rounds);
	}
}

/* Tells the cases of one customer apart: 0 for rounds of the same case. */
static int compare_cases(enum unit_shape shape, const struct round *a,
                         const struct round *b)
{
	kefu_id agent, other;

	if (shape == SHAPE_CUSTOMER)
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

/* Whether a round is of the case of the one before it. */
static inline int is_of_case(enum unit_shape shape, const struct round *before,
                             const struct round *round)
{
	switch (shape) {
	case SHAPE_ROUND:
		return 0;
	case SHAPE_RUN:
		return round->run == before->run;
	case SHAPE_SESSION:
		return round->session == before->session;
	default:
		return compare_cases(shape, before, round) == 0;
	}
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
	                         unit_reading_of(definition), definition->credit, 0};

	rule.to_owner = rule.credit == CREDIT_OWNER ||
	                (rule.credit == CREDIT_DEFAULT &&
	                 reader == READER_REPLY_RATE);
	rule.shape = shape_of(definition, reader, rule.to_owner);
	if (rule.credit == CREDIT_OWNER || rule.credit == CREDIT_REPLIER)
		rule.credit = CREDIT_DEFAULT;
	return rule;
}

/* A case of no rounds yet. Field by field: compilers copy a constant by an instruction
 * that takes long to start. */
static inline void begin_case(struct unit_case *unit)
{
	unit->count = unit->answered = 0;
	unit->sum = 0;
	unit->least_wait = INT64_MAX;
	unit->most_wait = 0;
	unit->first_day = INT32_MAX;
	unit->last_day = INT32_MIN;
	unit->facts = unit->session_facts = 0;
	unit->common_facts = unit->common_session_facts = UINT64_MAX;
}

#define LEAST(a, b) ((b) < (a) ? (b) : (a))
#define MOST(a, b) ((b) > (a) ? (b) : (a))

/* What the next round adds to a case, and what those of another case do. Nobody could
 * foresee a branch in it. */
static inline void add_round(const struct observer *observer, struct unit_case *unit,
                             struct round *const *rounds)
{
	const struct round *round = *rounds;
	uint64_t session_facts = observer->sessions[round->session_at].facts;
	uint32_t answered = round->fate == FATE_ANSWERED;

	unit->rounds = rounds - unit->count++;
	unit->answered += answered;
	unit->sum += round->wait & (0 - (int64_t)answered);
	unit->least_wait = LEAST(unit->least_wait, round->wait);
	unit->most_wait = MOST(unit->most_wait, round->wait);
	unit->first_day = LEAST(unit->first_day, round->day);
	unit->last_day = MOST(unit->last_day, round->day);
	unit->facts |= round->facts;
	unit->session_facts |= session_facts;
	unit->common_facts &= round->facts;
	unit->common_session_facts &= session_facts;
}

static inline void add_case(struct unit_case *unit, const struct unit_case *other)
{
	unit->rounds = other->rounds - unit->count;
	unit->count += other->count;
	unit->answered += other->answered;
	unit->sum += other->sum;
	unit->least_wait = LEAST(unit->least_wait, other->least_wait);
	unit->most_wait = MOST(unit->most_wait, other->most_wait);
	unit->first_day = LEAST(unit->first_day, other->first_day);
	unit->last_day = MOST(unit->last_day, other->last_day);
	unit->facts |= other->facts;
	unit->session_facts |= other->session_facts;
	unit->common_facts &= other->common_facts;
	unit->common_session_facts &= other->common_session_facts;
}

static int32_t reserve_cases(const struct observer *observer, struct unit_list *list,
                             size_t count)
{
	void *array = list->cases;
	int32_t status = memory_reserve(&observer->allocator, &array, &list->case_capacity,
	                                count, sizeof *list->cases);

	list->cases = array;
	return status;
}

static int32_t cut_rounds(const struct observer *observer, struct round *const *rounds,
                          size_t count, enum unit_shape shape, struct unit_list *list)
{
	struct unit_case *unit;
	size_t i;
	int32_t status = reserve_cases(observer, list, count);

	if (status != KEFU_OK)
		return status;
	unit = list->cases;
	begin_case(unit);
	add_round(observer, unit, &rounds[0]);
	for (i = 1; i < count; i++) {
		begin_case(unit + 1); /* whether or not it comes already */
		unit += !is_of_case(shape, rounds[i - 1], rounds[i]);
		add_round(observer, unit, &rounds[i]);
	}
	list->count = (size_t)(unit - list->cases) + 1;
	return KEFU_OK;
}

/* No case ends within a run. */
static int32_t join_runs(const struct observer *observer, const struct unit_list *runs,
                         enum unit_shape shape, struct unit_list *list)
{
	struct unit_case *unit;
	size_t i;
	int32_t status = reserve_cases(observer, list, runs->count);

	if (status != KEFU_OK)
		return status;
	unit = list->cases;
	begin_case(unit);
	add_case(unit, &runs->cases[0]);
	for (i = 1; i < runs->count; i++) {
		const struct unit_case *run = &runs->cases[i];

		begin_case(unit + 1);
		unit += !is_of_case(shape, run[-1].rounds[0], run->rounds[0]);
		add_case(unit, run);
	}
	list->count = (size_t)(unit - list->cases) + 1;
	return KEFU_OK;
}

/* Sorted by case, where rounds of several mingle. */
static int32_t cut_mingled(struct observer *observer, const struct round_set *set,
                           const struct sorting *sorting, struct unit_list *list)
{
	size_t count = set->count;
	void *array = list->rounds;
	int32_t status = memory_reserve(&observer->allocator, &array, &list->round_capacity,
	                                2 * count, sizeof *list->rounds);

	list->rounds = array;
	if (status != KEFU_OK)
		return status;
	memcpy(list->rounds, set->in_order, count * sizeof *list->rounds);
	sort_items(list->rounds, list->rounds + count, count, sizeof *list->rounds,
	           stands_behind, sorting);
	return cut_rounds(observer, list->rounds, count, sorting->shape, list);
}

static int32_t make_list(struct observer *observer, const struct round_set *set,
                         enum unit_shape shape, struct unit_list *list)
{
	const struct sorting sorting = {shape, observer->fold->texts};

	if (shape <= SHAPE_RUN)
		return cut_rounds(observer, set->in_order, set->count, shape, list);
	return (set->mingles >> shape & 1) != 0
		? cut_mingled(observer, set, &sorting, list)
		: join_runs(observer, &set->units[SHAPE_RUN], shape, list);
}

#define SHAPES_OF_DAYS (1u << SHAPE_CUSTOMER_DAY | 1u << SHAPE_AGENT_DAY | 1u << SHAPE_OWNER_DAY)

/* In which shapes, as bits, a round that begins a run begins a case, too. */
static inline uint32_t find_borders(const struct round *before, const struct round *round)
{
	uint32_t session = before->session != round->session, day = before->day != round->day;
	uint32_t agent = round_agent(before, 0) != round_agent(round, 0);
	uint32_t owner = before->owner != round->owner;

	return 1u << SHAPE_RUN | session << SHAPE_SESSION | day << SHAPE_CUSTOMER_DAY |
	       (day | agent) << SHAPE_AGENT_DAY | (day | owner) << SHAPE_OWNER_DAY;
}

/* And in which it may belong before one that is read before it. */
static inline uint32_t find_setbacks(const struct round *before, const struct round *round)
{
	uint32_t time = (before->session != round->session) & (before->opened >= round->opened);
	uint32_t day = before->day > round->day, same_day = before->day == round->day;
	uint32_t agent = round_agent(before, 0) > round_agent(round, 0);
	uint32_t owner = before->owner > round->owner;

	return ((0 - time) & (1u << SHAPE_CUSTOMER | SHAPES_OF_DAYS)) | ((0 - day) & SHAPES_OF_DAYS) |
	       (same_day & agent) << SHAPE_AGENT_DAY | (same_day & owner) << SHAPE_OWNER_DAY;
}

/* Every other shape begins with runs; in most, cases are those of another. */
static int32_t cut_runs(struct observer *observer, struct round_set *set)
{
	struct unit_list *runs = &set->units[SHAPE_RUN];
	int32_t status = make_list(observer, set, SHAPE_RUN, runs);
	uint32_t all = UINT32_MAX, any = 0, unlike_session = 0, mingles = 0;
	size_t i;

	if (status != KEFU_OK)
		return status;
	set->made = 1u << SHAPE_RUN;
	for (i = 1; i < runs->count; i++) {
		const struct round *round = runs->cases[i].rounds[0];
		uint32_t borders = find_borders(round - 1, round);

		all &= borders;
		any |= borders;
		unlike_session |= borders ^ (0 - (borders >> SHAPE_SESSION & 1));
		mingles |= find_setbacks(round - 1, round);
	}
	set->mingles = mingles;
	set->whole = ~any;
	set->as_runs = all & ~mingles;
	set->as_sessions = ~unlike_session & ~mingles;
	set->whole_shape = runs->count == 1 ? SHAPE_RUN
		: (any >> SHAPE_SESSION & 1) == 0 ? SHAPE_SESSION : SHAPE_CUSTOMER;
	return KEFU_OK;
}

/* `b` where a bit is set, else `a`: nobody could foresee a branch on it. */
static inline uint32_t choose(uint32_t bits, uint32_t bit, uint32_t a, uint32_t b)
{
	return a ^ ((a ^ b) & (0 - (bits >> bit & 1)));
}

/* The shape whose list is that of another one, too. */
static inline enum unit_shape find_shared(const struct round_set *set, uint32_t shape)
{
	uint32_t shared = choose(set->as_sessions, shape, shape, SHAPE_SESSION);

	shared = choose(set->as_runs, shape, shared, SHAPE_RUN);
	return (enum unit_shape)choose(set->whole, shape, shared, set->whole_shape);
}

void rounds_know(struct observer *observer, struct round_set *set)
{
	if (observer->sessions_known == 0)
		sessions_learn_all(observer);
	if (set->known == 0)
		rounds_learn_all(observer, set);
}

int32_t units_of_shape(struct observer *observer, struct round_set *set,
                       enum unit_shape shape, const struct unit_list **list)
{
	int32_t status = KEFU_OK;

	rounds_know(observer, set);
	if (shape != SHAPE_ROUND && (set->made >> SHAPE_RUN & 1) == 0)
		status = cut_runs(observer, set);
	if (status != KEFU_OK)
		return status;
	if (shape != SHAPE_ROUND)
		shape = find_shared(set, (uint32_t)shape);
	*list = &set->units[shape];
	if ((set->made >> shape & 1) == 0)
		status = make_list(observer, set, shape, &set->units[shape]);
	set->made |= (uint32_t)(status == KEFU_OK) << shape;
	return status;
}

/* Reading */

/* Room for the rounds in order, and for those that filters keep. */
static int32_t reserve_rounds(struct observer *observer, struct round_set *set)
{
	void *array = set->in_order;
	int32_t status = memory_reserve(&observer->allocator, &array, &set->in_order_capacity,
	                                set->count, sizeof *set->in_order);

	set->in_order = array;
	if (status != KEFU_OK)
		return status;
	array = observer->kept;
	status = memory_reserve(&observer->allocator, &array, &observer->kept_capacity,
	                        set->count, sizeof *observer->kept);
	observer->kept = array;
	return status;
}

static void finish_round(struct observer *observer, struct round_set *set,
                         struct round *round, const struct round *before)
{
	int64_t end;

	round->day = local_day(observer, round->opened);
	end = day_end(observer, round->day);
	round->outlasts_day = round->closed >= end;
	if (round->outlasts_day) {
		set->outlasts_day = 1;
		if (set->rule.judged_at == JUDGED_AT_DAY_END)
			cut(round, end);
	}
	round->wait = round->closed > round->opened ? round->closed - round->opened : 0;
	round->fate = round->reply != NULL ? FATE_ANSWERED : round->ended ? FATE_LOST : FATE_OPEN;
	round->row[0] = round->row[1] = CUBE_NO_ROW;
	round->run = before != NULL && is_of_run(round, before) ? before->run : round;
}

static int32_t read_set(struct observer *observer, struct round_set *set)
{
	size_t i;
	int32_t status = rounds_read(set, observer->fold, &observer->allocator);

	if (status == KEFU_OK)
		status = reserve_rounds(observer, set);
	if (status != KEFU_OK)
		return status;
	set->known = set->facts = 0;
	set->outlasts_day = 0;
	for (i = 0; i < set->count; i++) {
		struct round *round = &set->rounds[i];

		finish_round(observer, set, round, i != 0 ? round - 1 : NULL);
		set->in_order[i] = round;
	}
	set->is_cut = set->outlasts_day && set->rule.judged_at == JUDGED_AT_DAY_END;
	set->made = 0;
	set->read = set;
	set->read_before = observer->read_last;
	observer->read_last = set;
	return KEFU_OK;
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

static int32_t read_first(struct observer *observer, struct round_set *own)
{
	int32_t status;

	spoken_read(&observer->spoken, observer->fold);
	status = read_set(observer, own);
	/* most often it is everyone's */
	if (status == KEFU_OK &&
	    rounds_agree(own, &observer->rules_difference, &observer->spoken))
		observer->rounds_of_all = own;
	return status;
}

int32_t rounds_of_column(struct observer *observer, struct round_set **set)
{
	struct round_set *own = &observer->round_sets[observer->column->rounds];
	int32_t status = KEFU_OK;

	if (observer->read_last == NULL)
		status = read_first(observer, own);
	else
		own->read = find_agreeing(observer, &own->rule);
	if (status == KEFU_OK && own->read == NULL)
		status = read_set(observer, own);
	*set = own->read;
	return status;
}

int32_t units_begin(struct observer *observer, struct unit_walk *walk)
{
	const struct column *column = observer->column;
	const struct unit_list *list;
	struct round_set *set;
	int32_t status = observer_rounds(observer, &set);

	walk->at = walk->end = NULL;
	if (status != KEFU_OK || set->count == 0)
		return status;
	walk->asks_more = column->asks_more || set->is_cut || unit_asks_days(column);
	status = units_of_shape(observer, set, column->units.shape, &list);
	if (status != KEFU_OK)
		return status;
	walk->at = list->cases;
	walk->end = list->cases + list->count;
	return KEFU_OK;
}

const struct unit_case *units_next(struct observer *observer, struct unit_walk *walk,
                                   struct unit_case *kept)
{
	const struct unit_case *unit = NULL;

	while (unit == NULL && walk->at < walk->end)
		unit = unit_filter(observer, walk->at++, walk->asks_more, kept);
	return unit;
}

/* The same for a single round, where something else than facts may. */
static int is_left(struct observer *observer, const struct round *round)
{
	return session_is_member(observer, round->session) &&
	       round_is_member(observer, round) &&
	       (observer->column->units.shape != SHAPE_CUSTOMER ||
	        day_is_asked(observer->column, round->day));
}

const struct unit_case *unit_filter_rounds(struct observer *observer,
                                           const struct unit_case *unit, int asks_more,
                                           struct unit_case *kept)
{
	const struct column *column = observer->column;
	struct round **rounds = observer->kept;
	size_t i, count = 0;

	if (((unit->common_facts & column->round_out) |
	     (unit->common_session_facts & column->session_out)) != 0)
		return NULL;
	for (i = 0; i < unit->count; i++) {
		struct round *round = unit->rounds[i];

		if ((round->facts & column->round_out) == 0 &&
		    (observer->sessions[round->session_at].facts & column->session_out) == 0 &&
		    (!asks_more || is_left(observer, round)))
			rounds[count++] = round;
	}
	if (count == 0)
		return NULL;
	if (count == unit->count)
		return unit;
	begin_case(kept);
	for (i = 0; i < count; i++)
		add_round(observer, kept, &rounds[i]);
	return kept;
}

struct unit_case unit_of_round(const struct observer *observer, struct round *const *round)
{
	struct unit_case unit;

	begin_case(&unit);
	add_round(observer, &unit, round);
	return unit;
}
