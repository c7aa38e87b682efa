#include "measure/batch.h"

#include <string.h>

#include "measure/judgement.h"
#include "measure/units.h"

#define BATCH_MOST 256 /* cases: with what columns have of 500 agents they fit near caches */
#define BATCH_SETS 32  /* bits of batch_case.sets */

/* Whether a wait is that of the clock on the wall, unless the session starts late. */
static int waits_by_wall(const struct definition *definition)
{
	return definition->clock == NULL && definition->pause == 0 &&
	       definition->clock_start != CLOCK_START_LAST_MESSAGE;
}

/* Definitions for which a case is but what struct batch_case says of it. */
static int can_wait(const struct column *column)
{
	const struct definition *definition = column->definition;
	int is_round = column->units.shape == SHAPE_ROUND;

	if (!column->goes_by_run || column->asks_more || column->exempts ||
	    column->rounds >= BATCH_SETS || definition->gate_sessions != 0)
		return 0;
	switch (column->units.reading) {
	case READS_JUDGEMENT:
		return waits_by_wall(definition) &&
		       definition->due_rule <= DUE_RULE_SAME_DAY &&
		       (is_round || column->reduces_by_fate ||
		        definition->reduce == REDUCE_FIRST);
	case READS_WAIT:
		return column->reads_wait || (is_round && waits_by_wall(definition));
	case READS_ANSWER:
	case READS_SILENCE:
		return 1;
	default:
		return 0;
	}
}

static void batch_clear(struct batch *batch)
{
	batch->count = 0;
	batch->first_day = INT32_MAX;
	batch->last_day = INT32_MIN;
	batch->standings = 0;
}

static void join(struct batches *batches, struct batch *batch, struct column *column)
{
	batch->columns[batch->column_count++] = column;
	batch->credits[column->units.to_owner] = 1;
	batch->dates_by_reply |= column->units.date == DATED_BY_REPLY;
	batch->round_out |= column->round_out;
	batch->session_out |= column->session_out;
	batch->session_special |= column->session_special;
	batch->round_special |= column->round_special;
	batches->standings |= column->standings;
	batches->sets |= 1u << column->rounds;
	column->batch_limit = column->limit;
	if (column->definition->due_rule == DUE_RULE_SAME_DAY)
		column->batch_limit = INT64_MAX; /* what outlasts the day does not wait */
}

int32_t batches_begin(struct observer *observer)
{
	const kefu_allocator *allocator = &observer->allocator;
	struct batches *batches = &observer->batches;
	size_t columns = (size_t)observer->column_count;
	int32_t i, joined = 0, shape;

	for (i = 0; i < observer->column_count; i++) {
		struct column *column = &observer->columns[i];

		column->is_batched = observer->cube != NULL && can_wait(column);
		joined += column->is_batched;
	}
	if (joined == 0)
		return KEFU_OK;
	batches->columns = memory_get(allocator, columns * sizeof *batches->columns);
	batches->list = memory_get_zeroed(allocator, UNIT_SHAPES * sizeof *batches->list);
	if (batches->columns == NULL || batches->list == NULL)
		return KEFU_E_NOMEM;
	for (joined = shape = 0; shape < UNIT_SHAPES; shape++) {
		struct batch *batch = &batches->list[batches->count];

		batch->shape = (enum unit_shape)shape;
		batch->columns = batches->columns + joined;
		for (i = 0; i < observer->column_count; i++)
			if (observer->columns[i].is_batched &&
			    observer->columns[i].units.shape == batch->shape)
				join(batches, batch, &observer->columns[i]);
		if (batch->column_count == 0)
			continue;
		joined += batch->column_count;
		batches->count++;
		batch_clear(batch);
		batch->cases = memory_get(allocator, BATCH_MOST * sizeof *batch->cases);
		if (batch->cases == NULL)
			return KEFU_E_NOMEM;
	}
	return KEFU_OK;
}

void batches_release(struct observer *observer)
{
	const kefu_allocator *allocator = &observer->allocator;
	struct batches *batches = &observer->batches;
	int32_t i;

	for (i = 0; i < batches->count; i++)
		memory_put(allocator, batches->list[i].cases,
		           BATCH_MOST * sizeof *batches->list[i].cases);
	memory_put(allocator, batches->list, UNIT_SHAPES * sizeof *batches->list);
	memory_put(allocator, batches->columns,
	           (size_t)observer->column_count * sizeof *batches->columns);
}

/* Putting into the cube */

static inline int is_of(const struct column *column, uint32_t sets)
{
	return (sets >> column->rounds & 1) != 0;
}

/* What a column asks of cases, beside what it reads; copied, for what is stored in
 * between might change it. */
struct asking {
	uint64_t round_out, session_out;
	uint32_t set, standings; /* bits */
	int32_t first_day, last_day;
	enum unit_date date;
	int takes_all; /* days and standings leave none of the batch out */
	struct cell *cells; /* of the first row */
	size_t width;       /* cells of a row */
	int to_owner;
};

static struct asking asking_of(const struct observer *observer, const struct column *column,
                               const struct batch *batch)
{
	return (struct asking){
		.round_out = column->round_out,
		.session_out = column->session_out,
		.set = 1u << column->rounds,
		.standings = column->standings,
		.first_day = column->first_asked,
		.last_day = column->last_asked,
		.date = column->units.date,
		.takes_all = column->first_asked <= batch->first_day &&
			batch->last_day <= column->last_asked &&
			(batch->standings & ~column->standings) == 0,
		.cells = cube_cell(observer->cube, 0, column->cube_column),
		.width = (size_t)observer->cube->column_count,
		.to_owner = column->units.to_owner,
	};
}

static inline int counts(const struct asking *asking, const struct batch_case *one)
{
	if (((one->facts & asking->round_out) | (one->session_facts & asking->session_out)) != 0 ||
	    (one->sets & asking->set) == 0)
		return 0;
	return asking->takes_all || ((asking->standings >> one->standing & 1) != 0 &&
	                             one->days[asking->date] >= asking->first_day &&
	                             one->days[asking->date] <= asking->last_day);
}

static inline struct cell *cell_of(const struct asking *asking, const struct batch_case *one)
{
	return asking->cells + one->rows[asking->to_owner] * asking->width;
}

/* A wait by itself, or the mean of several answered ones. */
static inline int find_wait(const struct column *column, const struct batch_case *one,
                            struct finding *found)
{
	int64_t wait = one->sum;
	enum outcome outcome = OUTCOME_PASS;

	if (column->reads_wait) {
		if (one->answered != 0)
			find_mean(found, one->sum, one->answered, column->reads_means);
		return one->answered != 0;
	}
	outcome = wait_reading(column->definition, (enum round_fate)one->fate, &wait);
	found->undecided = outcome == OUTCOME_UNDECIDED;
	if (outcome == OUTCOME_PASS)
		find_mean(found, wait, 1, column->reads_means);
	return outcome != OUTCOME_NONE;
}

static int32_t flush_waits(struct observer *observer, const struct column *column,
                           const struct batch *batch)
{
	const struct asking asking = asking_of(observer, column, batch);
	const struct batch_case *one = batch->cases, *end = one + batch->count;
	int32_t status = KEFU_OK;

	for (; one < end && status == KEFU_OK; one++) {
		struct finding found = {.verdict = VERDICT_COUNTED};

		if (counts(&asking, one) && find_wait(column, one, &found))
			status = finding_add(&found, cell_of(&asking, one),
			                     &observer->cube->allocator);
	}
	return status;
}

/* What a cell gets that is not decided yet. */
static void add_undecided(struct cell *cell, enum outcome *outcome, const struct column *column)
{
	cell->undecided++;
	*outcome = column->undecided_is;
	if (*outcome == OUTCOME_UNDECIDED)
		cell->touched = 1;
}

static int32_t flush_outcomes(struct observer *observer, const struct column *column,
                              const struct batch *batch)
{
	const struct asking asking = asking_of(observer, column, batch);
	const struct batch_case *one = batch->cases, *end = one + batch->count;
	const enum judged_wait judged_wait = column->judged_wait;
	const int64_t limit = column->batch_limit;
	uint8_t outcomes[2 * ROUND_FATES];
	int32_t status = KEFU_OK;

	memcpy(outcomes, column->outcomes, sizeof outcomes);
	for (; one < end && status == KEFU_OK; one++) {
		enum outcome outcome =
			(enum outcome)outcomes[2 * one->fate + (one->waits[judged_wait] > limit)];
		struct cell *cell;

		if (!counts(&asking, one) || outcome == OUTCOME_NONE)
			continue;
		cell = cell_of(&asking, one);
		if (outcome == OUTCOME_UNDECIDED)
			add_undecided(cell, &outcome, column);
		if (outcome != OUTCOME_UNDECIDED)
			status = cell_add_tally(cell, outcome == OUTCOME_PASS, 1);
	}
	return status;
}

static int32_t flush(struct observer *observer, struct batch *batch)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < batch->column_count && status == KEFU_OK; i++) {
		const struct column *column = batch->columns[i];

		if (batch->last_day < column->first_asked || column->last_asked < batch->first_day)
			continue;
		status = column->units.reading == READS_WAIT
			? flush_waits(observer, column, batch)
			: flush_outcomes(observer, column, batch);
	}
	batch_clear(batch);
	return status;
}

int32_t batches_flush(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->batches.count && status == KEFU_OK; i++)
		if (observer->batches.list[i].count != 0) /* so the cube has rows */
			status = flush(observer, &observer->batches.list[i]);
	return status;
}

/* Taking in */

/* A case by all columns of the sets, at once. */
static int32_t read_now(struct observer *observer, const struct batch *batch,
                        const struct unit_case *unit, uint32_t sets)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < batch->column_count && status == KEFU_OK; i++)
		if (is_of(batch->columns[i], sets) &&
		    observer_asks(observer, batch->columns[i]))
			status = read_unit(observer, unit,
			                   unit_asks_days(batch->columns[i]));
	return status;
}

/* Finds rows of a run that were not asked for before; false when one that columns
 * go by is not there yet, and nobody knows whether it will be. */
static int find_rows(struct observer *observer, const struct batch *batch,
                     const struct round *first)
{
	int k;

	for (k = 0; k < 2; k++)
		if (batch->credits[k] && run_find_row(observer, first, k) >= UINT32_MAX)
			return 0;
	return 1;
}

/* What the rounds of the first one's run have in common; false without its rows. */
static inline int begin(struct observer *observer, const struct batch *batch,
                        const struct round *first, struct batch_case *one)
{
	const size_t *rows = first->run->row;

	if (((rows[0] >= UINT32_MAX) & batch->credits[0]) |
	    ((rows[1] >= UINT32_MAX) & batch->credits[1]))
		if (!find_rows(observer, batch, first))
			return 0;
	one->rows[0] = (uint32_t)rows[0];
	one->rows[1] = (uint32_t)rows[1];
	one->session_facts = observer->sessions[first->session_at].facts;
	one->standing = first->session->standing;
	one->days[0] = one->days[1] = first->day;
	return 1;
}

static int32_t finish(struct observer *observer, struct batch *batch, const struct batch_case *one)
{
	if (one->days[DATED_BY_QUESTION] < batch->first_day)
		batch->first_day = one->days[DATED_BY_QUESTION];
	if (one->days[DATED_BY_REPLY] > batch->last_day)
		batch->last_day = one->days[DATED_BY_REPLY];
	batch->standings |= 1u << one->standing;
	return ++batch->count == BATCH_MOST ? flush(observer, batch) : KEFU_OK;
}

/* Each round for itself. */
static int32_t take_rounds(struct observer *observer, struct batch *batch,
                           const struct round_set *set, uint32_t sets)
{
	const struct round *run = NULL;
	struct batch_case common;
	int can_wait = 0;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < set->count && status == KEFU_OK; i++) {
		const struct round *round = &set->rounds[i];
		struct batch_case *one = &batch->cases[batch->count];

		if (round->run != run) {
			run = round->run;
			can_wait = begin(observer, batch, round, &common) &&
				(common.session_facts & batch->session_special) == 0;
		}
		if (!can_wait || (round->facts & batch->round_special) != 0) {
			const struct unit_case unit = unit_of_round(observer, &set->in_order[i]);

			status = read_now(observer, batch, &unit, sets);
			run = NULL; /* there may be a row now */
			continue;
		}
		*one = common;
		one->sets = sets;
		one->waits[WAIT_FIRST] = one->waits[WAIT_LEAST] = one->waits[WAIT_MOST] = round->wait;
		one->sum = round->wait;
		one->answered = round->fate == FATE_ANSWERED;
		one->fate = round->fate;
		one->facts = round->facts;
		if (batch->dates_by_reply && round->reply != NULL)
			one->days[DATED_BY_REPLY] = local_day(observer, round->closed);
		status = finish(observer, batch, one);
	}
	return status;
}

/* Of several rounds only answered ones, all alike as to what leaves any out. */
static int is_plain(const struct batch *batch, const struct unit_case *unit)
{
	if (((unit->session_facts & batch->session_special) |
	     (unit->facts & batch->round_special)) != 0)
		return 0;
	return unit->count == 1 ||
	       (unit_is_answered(unit) &&
	        ((unit->facts ^ unit->common_facts) & batch->round_out) == 0 &&
	        ((unit->session_facts ^ unit->common_session_facts) & batch->session_out) == 0);
}

/* Whether a column asks for some of the days of a case's questions. */
static int straddles(const struct batch *batch, const struct unit_case *unit)
{
	int32_t first = unit->first_day, last = unit->last_day, k;

	for (k = 0; first != last && k < batch->column_count; k++) {
		const struct column *column = batch->columns[k];

		if ((first < column->first_asked && column->first_asked <= last) ||
		    (first <= column->last_asked && column->last_asked < last))
			return 1;
	}
	return 0;
}

static int32_t take_unit(struct observer *observer, struct batch *batch,
                         const struct unit_case *unit, uint32_t sets)
{
	const struct round *first = unit->rounds[0];
	const struct wait_range *waits = &unit->waits[first->fate];
	struct batch_case *one = &batch->cases[batch->count];

	if (!is_plain(batch, unit) ||
	    (batch->shape == SHAPE_CUSTOMER && straddles(batch, unit)) ||
	    !begin(observer, batch, first, one))
		return read_now(observer, batch, unit, sets);
	one->waits[WAIT_FIRST] = first->wait;
	one->waits[WAIT_LEAST] = waits->least;
	one->waits[WAIT_MOST] = waits->most;
	one->sum = unit->sum;
	one->answered = (uint32_t)unit->counts[FATE_ANSWERED];
	one->fate = first->fate;
	one->sets = sets;
	one->facts = unit->common_facts;
	one->session_facts = unit->common_session_facts;
	return finish(observer, batch, one);
}

static int32_t take(struct observer *observer, struct batch *batch, struct round_set *set,
                    uint32_t sets)
{
	const struct unit_list *list;
	int32_t status;
	size_t i;

	if (batch->shape == SHAPE_ROUND)
		return take_rounds(observer, batch, set, sets);
	status = units_of_shape(observer, set, batch->shape, &list);
	for (i = 0; status == KEFU_OK && i < list->count; i++)
		status = take_unit(observer, batch, &list->cases[i], sets);
	return status;
}

/* Rounds of which some were cut by the end of their day: whether those still were in
 * time is each definition's own question. */
static int32_t read_apart(struct observer *observer, uint32_t sets)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++)
		if (observer->columns[i].is_batched && is_of(&observer->columns[i], sets) &&
		    observer_asks(observer, &observer->columns[i]))
			status = read_units(observer);
	return status;
}

/* The rounds of the sets, which are those of one. */
static int32_t take_set(struct observer *observer, struct round_set *set, uint32_t sets)
{
	struct batches *batches = &observer->batches;
	int32_t i, status = KEFU_OK;

	if (set->count == 0)
		return KEFU_OK;
	if (set->is_cut)
		return read_apart(observer, sets);
	rounds_know(observer, set);
	for (i = 0; i < batches->count && status == KEFU_OK; i++)
		status = take(observer, &batches->list[i], set, sets);
	return status;
}

/* Reads the rounds of a column by its own rule, or finds whose they are. */
static int32_t read_rounds(struct observer *observer, const struct column *column,
                           struct round_set **set)
{
	observer_turn_to(observer, column);
	return observer_rounds(observer, set);
}

/* Rules that find other rounds than the first one does. */
static int32_t take_sets(struct observer *observer)
{
	uint32_t left = observer->batches.sets, same;
	int32_t i, status = KEFU_OK;
	struct round_set *set, *other;

	while (left != 0 && status == KEFU_OK) {
		for (i = 0, set = NULL, same = 0; i < observer->column_count &&
		     status == KEFU_OK; i++) {
			const struct column *column = &observer->columns[i];

			if (!column->is_batched || !is_of(column, left))
				continue;
			status = read_rounds(observer, column, &other);
			if (set == NULL)
				set = other;
			if (other == set)
				same |= 1u << column->rounds;
		}
		left &= ~same;
		if (status == KEFU_OK)
			status = take_set(observer, set, same);
	}
	return status;
}

int32_t batches_take(struct observer *observer)
{
	struct batches *batches = &observer->batches;
	struct round_set *set;
	int32_t status;

	if (batches->count == 0 || (batches->standings & observer->standings) == 0)
		return KEFU_OK;
	status = read_rounds(observer, batches->columns[0], &set);
	if (status != KEFU_OK)
		return status;
	return observer->rounds_agree ? take_set(observer, set, UINT32_MAX)
	                              : take_sets(observer);
}
