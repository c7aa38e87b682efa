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
		int64_t end = day_end(observer, round->day);

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

	if (own->read != NULL) {
		*set = own->read;
		return KEFU_OK;
	}
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

struct sorting {
	enum unit unit;
	const struct text_table *texts;
};

/* By case, then by the event that opened the round. */
static int stands_behind(const void *context, const void *left,
                         const void *right)
{
	const struct sorting *sorting = context;
	const struct unit_round *a = left, *b = right;
	int order = compare_cases(sorting->unit, a, b);

	if (order != 0)
		return order > 0;
	if (a->round->opened != b->round->opened)
		return a->round->opened > b->round->opened;
	if (a->round->session != b->round->session)
		order = session_entity_order(sorting->texts, a->round->session,
		                             b->round->session);
	return order != 0 ? order > 0 : a->round > b->round;
}

/* How many of the rounds, of which there is at least one, are of one unit. */
static size_t unit_length(enum unit unit, const struct unit_round *rounds,
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

/* A unit is dated by its first question, or by its last reply where the
 * definition says so; a wait of one round is dated by its reply. */
static enum unit_date date_of(const struct definition *definition)
{
	if (definition->date_by == DATE_BY_END)
		return DATED_BY_LAST_REPLY;
	return definition->date_by == DATE_BY_DEFAULT &&
	       definition->metric->reader == READER_RESPONSE_TIME &&
	       definition->unit <= UNIT_ROUND
		? DATED_BY_REPLY : DATED_BY_QUESTION;
}

/* A round credits its replier, unanswered its owner at the opening; always
 * the latter where the definition says owner, or the metric does. */
static void credit_of(const struct definition *definition,
                      struct unit_kind *kind)
{
	kind->credit = definition->credit;
	kind->to_owner = kind->credit == CREDIT_OWNER ||
	                 (kind->credit == CREDIT_DEFAULT &&
	                  definition->metric->reader == READER_REPLY_RATE);
	if (kind->credit == CREDIT_OWNER || kind->credit == CREDIT_REPLIER)
		kind->credit = CREDIT_DEFAULT;
}

static int kinds_are_equal(const struct unit_kind *a, const struct unit_kind *b)
{
	return a->unit == b->unit && a->due_rule == b->due_rule &&
	       a->date == b->date && a->credit == b->credit &&
	       a->to_owner == b->to_owner;
}

/* The kind of the column at work, which need not be asked for again. */
static const struct unit_kind *find_kind(struct observer *observer,
                                         enum unit otherwise)
{
	const struct definition *definition = observer->definition;
	struct column *column =
		&observer->columns[observer->column - observer->columns];
	struct unit_kind kind = {.unit = definition->unit,
	                         .due_rule = definition->due_rule,
	                         .date = date_of(definition)};
	size_t i;

	credit_of(definition, &kind);
	if (kind.unit == UNIT_DEFAULT || kind.unit == UNIT_TARGET)
		kind.unit = otherwise;
	if (definition->reduce == REDUCE_EACH || kind.unit == UNIT_MESSAGE)
		kind.unit = UNIT_ROUND;
	for (i = 0; i < observer->unit_kind_count; i++)
		if (kinds_are_equal(&observer->unit_kinds[i], &kind))
			break;
	if (i == observer->unit_kind_count)
		observer->unit_kinds[observer->unit_kind_count++] = kind;
	column->unit_kind = &observer->unit_kinds[i];
	return column->unit_kind;
}

/* Room for the rounds of a set, and for as many to sort in. */
static int32_t reserve(struct observer *observer, struct unit_list *list)
{
	const kefu_allocator *allocator = &observer->allocator;
	size_t rounds = list->set->count;
	void *array = list->rounds;
	int32_t status;

	if (list->capacity >= 2 * rounds && list->made_capacity >= rounds &&
	    observer->kept_capacity >= rounds)
		return KEFU_OK;
	status = memory_reserve(allocator, &array, &list->capacity, 2 * rounds,
	                        sizeof *list->rounds);
	list->rounds = array;
	if (status != KEFU_OK)
		return status;
	array = list->made;
	status = memory_reserve(allocator, &array, &list->made_capacity,
	                        rounds, sizeof *list->made);
	list->made = array;
	if (status != KEFU_OK)
		return status;
	array = observer->kept;
	status = memory_reserve(allocator, &array, &observer->kept_capacity,
	                        rounds, sizeof *observer->kept);
	observer->kept = array;
	return status;
}

void unit_list_release(struct unit_list *list, const kefu_allocator *allocator)
{
	memory_put(allocator, list->rounds,
	           list->capacity * sizeof *list->rounds);
	memory_put(allocator, list->made,
	           list->made_capacity * sizeof *list->made);
}

static void fill(struct observer *observer, struct unit_list *list)
{
	const struct unit_kind *kind = list->kind;
	struct sorting sorting = {kind->unit, observer->fold->texts};
	size_t i;

	list->count = list->set->count;
	for (i = 0; i < list->count; i++) {
		const struct round *round = &list->set->rounds[i];
		struct unit_round *one = &list->rounds[i];

		one->round = round;
		one->agent = round->reply == NULL || kind->to_owner
			? round->owner : round->replier;
		one->due = INT64_MAX;
		if (kind->due_rule != DUE_RULE_LIMIT)
			one->due = due_instant(observer, round->opened);
		one->made = &list->made[i];
		one->made->is_made = 0;
	}
	/* a session's rounds stand together already */
	if (kind->unit > UNIT_SESSION && list->count > 1)
		sort_items(list->rounds, list->rounds + list->count, list->count,
		           sizeof *list->rounds, stands_behind, &sorting);
	for (i = 0; i < list->count; i += list->rounds[i].length)
		list->rounds[i].length = unit_length(kind->unit, &list->rounds[i],
		                                     list->count - i);
}

/* The list of a kind, made if no column before had it. */
static int32_t find_list(struct observer *observer,
                         const struct unit_kind *kind,
                         const struct round_set *set,
                         const struct unit_list **found)
{
	struct unit_list *list = observer->unit_lists;
	struct unit_list *end = list + observer->unit_list_count;
	int32_t status;

	while (list < end && (list->kind != kind || list->set != set))
		list++;
	*found = list;
	if (list < end)
		return KEFU_OK;
	list->kind = kind;
	list->set = set;
	status = reserve(observer, list);
	if (status != KEFU_OK)
		return status;
	fill(observer, list);
	observer->unit_list_count++;
	return KEFU_OK;
}

/* Whether the column at work may leave any of the customer's rounds out. */
static int filters(struct observer *observer, struct round_set *set, enum unit unit)
{
	uint64_t out = sessions_learn(observer) | rounds_learn(observer, set);

	return out != 0 || observer->column->asks_more || set->has_cut ||
	       unit == UNIT_CUSTOMER;
}

static int is_kept(struct observer *observer, const struct round *round,
                   enum unit unit)
{
	return session_is_member(observer, round->session) &&
	       round_is_member(observer, round) &&
	       (unit != UNIT_CUSTOMER ||
	        day_is_asked(observer->column, round->day));
}

/* What the filters leave of a unit. */
static void keep(struct observer *observer, enum unit unit,
                 struct unit_case *one)
{
	size_t i, kept = 0;

	for (i = 0; i < one->count; i++)
		if (is_kept(observer, one->rounds[i].round, unit))
			observer->kept[kept++] = one->rounds[i];
	one->rounds = observer->kept;
	one->count = kept;
}

int32_t units_read(struct observer *observer, enum unit otherwise,
                   unit_reader *each)
{
	const struct unit_kind *kind = observer->column->unit_kind;
	const struct unit_list *list;
	struct round_set *set;
	size_t i;
	int is_filtered;
	int32_t status = observer_rounds(observer, &set);

	if (status != KEFU_OK || set->count == 0)
		return status;
	if (kind == NULL)
		kind = find_kind(observer, otherwise);
	is_filtered = filters(observer, set, kind->unit);
	status = find_list(observer, kind, set, &list);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < list->count && status == KEFU_OK;
	     i += list->rounds[i].length) {
		struct unit_case one = {&list->rounds[i], list->rounds[i].length};

		if (is_filtered)
			keep(observer, kind->unit, &one);
		if (one.count != 0)
			status = each(observer, &one);
	}
	return status;
}

static void make(const struct unit_kind *kind, const struct unit_case *unit)
{
	const struct round *first = unit->rounds[0].round;
	struct unit_made *made = unit->rounds[0].made;
	int64_t t = first->opened;
	int any = 0;
	size_t i;

	if (kind->date == DATED_BY_REPLY && first->reply != NULL)
		t = first->closed;
	for (i = 0; kind->date == DATED_BY_LAST_REPLY && i < unit->count; i++)
		if (unit->rounds[i].round->reply != NULL &&
		    (!any++ || unit->rounds[i].round->closed > t))
			t = unit->rounds[i].round->closed;
	observation_of(&made->observation, first->session, t);
	if (first->reply != NULL && first->reply->team != 0)
		made->observation.team = first->reply->team;
	made->observation.row = &made->row;
	made->row = CUBE_NO_ROW;
	/* what comes last depends on the filters */
	made->is_made = kind->date != DATED_BY_LAST_REPLY;
}

int32_t unit_observation(struct observer *observer,
                         const struct unit_case *unit,
                         struct observation **out)
{
	const struct unit_kind *kind = observer->column->unit_kind;
	struct observation *made = &unit->rounds[0].made->observation;

	if (!unit->rounds[0].made->is_made)
		make(kind, unit);
	*out = made;
	made->num = made->den = made->reading = 0;
	made->parts = 0;
	made->verdict = VERDICT_COUNTED;
	made->undecided = made->immature = 0;
	made->is_duration = made->is_mean = made->is_tally = 0;
	if (kind->credit != CREDIT_DEFAULT)
		return credit_session(observer, unit->rounds[0].round->session,
		                      kind->credit, NULL);
	return credit_agent(observer, unit->rounds[0].agent);
}

int unit_tallies(const struct observer *observer)
{
	const struct unit_kind *kind = observer->column->unit_kind;

	return kind->unit == UNIT_ROUND && kind->date == DATED_BY_QUESTION &&
	       observer->by_time != KEFU_BY_HOUR &&
	       !observer->cube->keeps_cases && !observer->column->finishes &&
	       observer->definition->recency_share <= 0;
}

static kefu_id team_of_reply(const struct round *round)
{
	return round->reply != NULL ? round->reply->team : 0;
}

int rounds_go_together(const struct unit_round *a, const struct unit_round *b)
{
	return a->round->session == b->round->session &&
	       a->round->day == b->round->day && a->agent == b->agent &&
	       team_of_reply(a->round) == team_of_reply(b->round);
}
