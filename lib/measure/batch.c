#include "measure/batch.h"

#include <string.h>

#include "measure/judgement.h"
#include "measure/units.h"

#define BATCH_SETS 32 /* bits of kind_sets() */

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
	batch->open_count = 0;
}

static size_t adds_bytes(const struct batch *batch)
{
	return (size_t)batch->column_count * KINDS_MOST * sizeof *batch->adds;
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
		batch->adds = memory_get(allocator, adds_bytes(batch));
		if (batch->cases == NULL || batch->adds == NULL)
			return KEFU_E_NOMEM;
	}
	return KEFU_OK;
}

void batches_release(struct observer *observer)
{
	const kefu_allocator *allocator = &observer->allocator;
	struct batches *batches = &observer->batches;
	int32_t i;

	for (i = 0; i < batches->count; i++) {
		const struct batch *batch = &batches->list[i];

		memory_put(allocator, batch->cases, BATCH_MOST * sizeof *batch->cases);
		memory_put(allocator, batch->adds, adds_bytes(batch));
	}
	memory_put(allocator, batches->list, UNIT_SHAPES * sizeof *batches->list);
	memory_put(allocator, batches->columns,
	           (size_t)observer->column_count * sizeof *batches->columns);
}

static inline int is_of(const struct column *column, uint32_t sets)
{
	return (sets >> column->rounds & 1) != 0;
}

/* Kinds */

static int kind_counts(const struct column *column, const struct case_kind *kind)
{
	return (kind->facts & (column->round_out | column->session_out)) == 0 &&
	       is_of(column, kind_sets(kind)) &&
	       (column->standings >> kind_standing(kind) & 1) != 0;
}

/* Of waits only whether they count: that is a matter of durations. */
static uint64_t find_adds(const struct column *column, const struct case_kind *kind, int is_late)
{
	enum outcome outcome = column->units.reading == READS_WAIT ? OUTCOME_FAIL
		: (enum outcome)column->outcomes[kind_fate(kind)][is_late];

	if (outcome == OUTCOME_UNDECIDED)
		outcome = column->undecided_is;
	if (!kind_counts(column, kind))
		return 0;
	return outcome == OUTCOME_PASS ? TALLY_CASE + TALLY_HAS
	     : outcome == OUTCOME_FAIL ? TALLY_CASE : 0;
}

static void meet_kind(struct batch *batch, uint32_t number)
{
	const struct case_kind *kind = &batch->kinds[number];
	int32_t i;
	int is_late;

	for (i = 0; i < batch->column_count; i++)
		for (is_late = 0; is_late < 2; is_late++)
			batch->adds[i * KINDS_MOST + (int32_t)number].by_lateness[is_late] =
				find_adds(batch->columns[i], kind, is_late);
}

/* A new one; there is room. */
static uint8_t add_kind(struct batch *batch, const struct case_kind *kind, size_t slot)
{
	batch->kinds[batch->kind_count] = *kind;
	meet_kind(batch, batch->kind_count);
	batch->kind_slots[slot] = (uint8_t)++batch->kind_count;
	return (uint8_t)(batch->kind_count - 1);
}

static inline uint8_t find_kind(struct batch *batch, const struct case_kind *kind)
{
	uint64_t hash = (kind->facts ^ kind->rest << 20) * UINT64_C(0x9E3779B97F4A7C15);
	size_t at = (size_t)(hash >> 54); /* below KIND_SLOTS */

	for (; batch->kind_slots[at] != 0; at = (at + 1) % KIND_SLOTS) {
		const struct case_kind *met = &batch->kinds[batch->kind_slots[at] - 1];

		if (((met->facts ^ kind->facts) | (met->rest ^ kind->rest)) == 0)
			return (uint8_t)(batch->kind_slots[at] - 1);
	}
	return add_kind(batch, kind, at);
}

/* Putting into the cube */

/* Whether days leave none of the batch out. */
static int asks_all_days(const struct column *column, const struct batch *batch)
{
	return column->first_asked <= batch->first_day && batch->last_day <= column->last_asked;
}

static inline int is_day_asked(const struct column *column, const struct batch_case *one)
{
	int32_t day = one->days[column->units.date];

	return column->first_asked <= day && day <= column->last_asked;
}

/* One that is not decided yet, and what that counts as meanwhile. */
static void add_undecided(const struct observer *observer, const struct column *column,
                          size_t row, enum outcome meanwhile)
{
	struct cell *cell = cube_cell(observer->cube, row, column->cube_column);

	cell->undecided++;
	if (meanwhile == OUTCOME_UNDECIDED)
		cell->touched = 1;
}

/* A wait by itself, or the mean of several answered ones. */
static inline enum outcome find_wait(const struct column *column, const struct batch_case *one,
                                     unsigned fate, struct cell_time *time)
{
	if (!column->reads_wait) {
		time->ms = one->sum;
		return wait_reading(column->definition, (enum round_fate)fate, &time->ms);
	}
	if (one->answered == 0)
		return OUTCOME_NONE;
	*time = time_of_mean(one->sum, one->answered);
	return OUTCOME_PASS;
}

static int32_t flush_waits(struct observer *observer, const struct column *column,
                           const struct batch *batch, const struct kind_adds *adds)
{
	const struct batch_case *one = batch->cases, *end = one + batch->count;
	const int all_days = asks_all_days(column, batch), to_owner = column->units.to_owner;
	int32_t status = KEFU_OK;

	for (; one < end && status == KEFU_OK; one++) {
		struct cell_time time = {0};
		enum outcome outcome;

		if (adds[one->kind].by_lateness[0] == 0 ||
		    (!all_days && !is_day_asked(column, one)))
			continue;
		outcome = find_wait(column, one, kind_fate(&batch->kinds[one->kind]), &time);
		time.row = one->rows[to_owner];
		if (outcome == OUTCOME_PASS)
			status = observer_add_time(observer, column, time);
		else if (outcome == OUTCOME_UNDECIDED)
			add_undecided(observer, column, time.row, outcome);
	}
	return status;
}

static inline int is_late(const struct column *column, const struct batch_case *one)
{
	return one->waits[column->judged_wait] > column->batch_limit;
}

/* What cells get besides that is not decided yet. */
static void flush_undecided(const struct observer *observer, const struct column *column,
                            const struct batch *batch)
{
	size_t i;

	for (i = 0; i < batch->open_count; i++) {
		const struct batch_case *one = &batch->cases[batch->open[i]];

		if (column->outcomes[FATE_OPEN][is_late(column, one)] == OUTCOME_UNDECIDED &&
		    kind_counts(column, &batch->kinds[one->kind]) && is_day_asked(column, one))
			add_undecided(observer, column, one->rows[column->units.to_owner],
			              column->undecided_is);
	}
}

static int32_t flush_outcomes(struct observer *observer, const struct column *column,
                              const struct batch *batch, const struct kind_adds *adds)
{
	const struct batch_case *one = batch->cases, *end = one + batch->count;
	const enum judged_wait judged_wait = column->judged_wait;
	const int to_owner = column->units.to_owner;
	const int64_t limit = column->batch_limit;
	int32_t status = gather_reach(column->gather, observer->cube);
	uint64_t *tallies = column->gather->tallies;

	if (status != KEFU_OK)
		return status;
	flush_undecided(observer, column, batch);
	if (asks_all_days(column, batch)) /* nothing here that nobody can foresee */
		for (; one < end; one++)
			tallies[one->rows[to_owner]] +=
				adds[one->kind].by_lateness[one->waits[judged_wait] > limit];
	else
		for (; one < end; one++)
			if (is_day_asked(column, one))
				tallies[one->rows[to_owner]] +=
					adds[one->kind].by_lateness[is_late(column, one)];
	return KEFU_OK;
}

/* All that batches have put into tallies. */
static int32_t settle_tallies(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++)
		status = gather_settle_tallies(&observer->gathers[i], observer->cube,
		                               observer->columns[i].cube_column);
	observer->batches.tallied = 0;
	return status;
}

static int32_t flush(struct observer *observer, struct batch *batch)
{
	int32_t i, status = KEFU_OK;

	if (observer->batches.tallied > TALLY_MOST - BATCH_MOST)
		status = settle_tallies(observer);
	observer->batches.tallied += (uint32_t)batch->count;
	for (i = 0; i < batch->column_count && status == KEFU_OK; i++) {
		const struct column *column = batch->columns[i];

		if (batch->last_day < column->first_asked || column->last_asked < batch->first_day)
			continue;
		status = column->units.reading == READS_WAIT
			? flush_waits(observer, column, batch, &batch->adds[i * KINDS_MOST])
			: flush_outcomes(observer, column, batch, &batch->adds[i * KINDS_MOST]);
	}
	batch_clear(batch);
	if (batch->kind_count == KINDS_MOST) {
		batch->kind_count = 0;
		memset(batch->kind_slots, 0, sizeof batch->kind_slots);
	}
	return status;
}

int32_t batches_flush(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->batches.count && status == KEFU_OK; i++)
		if (observer->batches.list[i].count != 0) /* so the cube has rows */
			status = flush(observer, &observer->batches.list[i]);
	for (i = 0; i < observer->column_count && status == KEFU_OK; i++)
		status = gather_settle(&observer->gathers[i], &observer->gather_room,
		                       observer->cube, observer->columns[i].cube_column);
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
	one->days[0] = one->days[1] = first->day;
	return 1;
}

/* The facts tell no kinds apart that nobody asks for. */
static inline struct case_kind kind_of(const struct batch *batch, uint64_t facts,
                                       uint64_t session_facts, const struct round *first,
                                       uint32_t sets)
{
	return (struct case_kind){
		(facts & batch->round_out) | (session_facts & batch->session_out),
		kind_rest(sets, first->fate, first->session->standing),
	};
}

static inline void reach_days(struct batch *batch, int32_t first, int32_t last)
{
	batch->first_day = first < batch->first_day ? first : batch->first_day;
	batch->last_day = last > batch->last_day ? last : batch->last_day;
}

static inline int32_t finish(struct observer *observer, struct batch *batch,
                             struct batch_case *one, const struct case_kind *kind)
{
	reach_days(batch, one->days[DATED_BY_QUESTION], one->days[DATED_BY_REPLY]);
	batch->open[batch->open_count] = (uint8_t)batch->count;
	batch->open_count += kind_fate(kind) == FATE_OPEN;
	one->kind = find_kind(batch, kind);
	batch->count++;
	return batch->count == BATCH_MOST || batch->kind_count == KINDS_MOST
		? flush(observer, batch) : KEFU_OK;
}

/* Each round for itself. */
static int32_t take_rounds(struct observer *observer, struct batch *batch,
                           const struct round_set *set, uint32_t sets)
{
	const struct round *run = NULL;
	struct batch_case common;
	uint64_t session_facts = 0;
	int waits = 0;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < set->count && status == KEFU_OK; i++) {
		const struct round *round = &set->rounds[i];
		struct batch_case *one = &batch->cases[batch->count];
		struct case_kind kind;

		if (round->run != run) {
			run = round->run;
			session_facts = observer->sessions[round->session_at].facts;
			waits = begin(observer, batch, round, &common) &&
				(session_facts & batch->session_special) == 0;
		}
		if (!waits || (round->facts & batch->round_special) != 0) {
			const struct unit_case unit = unit_of_round(observer, &set->in_order[i]);

			status = read_now(observer, batch, &unit, sets);
			run = NULL; /* there may be a row now */
			continue;
		}
		*one = common;
		one->waits[WAIT_FIRST] = one->waits[WAIT_LEAST] = one->waits[WAIT_MOST] = round->wait;
		one->sum = round->wait;
		one->answered = round->fate == FATE_ANSWERED;
		if (batch->dates_by_reply && round->reply != NULL) {
			one->days[DATED_BY_REPLY] = local_day(observer, round->closed);
			if (one->days[DATED_BY_REPLY] < round->day) /* the clock was put back */
				reach_days(batch, one->days[DATED_BY_REPLY], round->day);
		}
		kind = kind_of(batch, round->facts, session_facts, round, sets);
		status = finish(observer, batch, one, &kind);
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
	struct batch_case *one = &batch->cases[batch->count];
	struct case_kind kind;

	if (!is_plain(batch, unit) ||
	    (batch->shape == SHAPE_CUSTOMER && straddles(batch, unit)) ||
	    !begin(observer, batch, first, one))
		return read_now(observer, batch, unit, sets);
	one->waits[WAIT_FIRST] = first->wait;
	one->waits[WAIT_LEAST] = unit->least_wait;
	one->waits[WAIT_MOST] = unit->most_wait;
	one->sum = unit->sum;
	one->answered = unit->answered;
	kind = kind_of(batch, unit->common_facts, unit->common_session_facts, first, sets);
	return finish(observer, batch, one, &kind);
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
	return observer->rounds_of_all != NULL ? take_set(observer, set, UINT32_MAX)
	                              : take_sets(observer);
}
