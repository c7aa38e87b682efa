#include "measure/observe.h"

#include <string.h>

#include "history/settling.h"

int day_is_asked(const struct column *column, int32_t day)
{
	return (column->definition->exempt.count == 0 ||
	        !definition_exempts(column->definition, day)) &&
	       (column->from_day == KEFU_DAY_ANY || day >= column->from_day) &&
	       (column->to_day == KEFU_DAY_ANY || day <= column->to_day);
}

void observation_of(struct observation *made, const struct session *session,
                    int64_t t)
{
	/* copied, because clearing so few bytes with memset becomes a slow
	 * string instruction */
	static const struct observation blank;

	*made = blank;
	made->t = t;
	made->verdict = VERDICT_COUNTED;
	made->session = session->id;
	made->customer = session->customer;
	made->channel = session->channel;
	made->topic = session->topic;
	made->phase = session->phase;
	made->team = session->team;
	made->standing = session->standing;
}

/* Of what belongs to nobody, what is sealed at a mark: nothing that may still
 * be shown as incomplete. */
static int64_t matured(const struct observer *observer, int64_t mark)
{
	int32_t days = observer->definition->mature_days;
	zone_segment segment = {0};

	return days == 0 || mark < 0 ? mark
		: zone_day_start(observer->zone,
		                 zone_day(observer->zone, &segment, mark) - days + 1) - 1;
}

enum standing entry_standing(const struct observer *observer, const struct entry *entry)
{
	const struct customer_history *history = &observer->fold->history;

	if (history->run_count != 0)
		return history_standing(history, entry);
	return entry->t <= matured(observer, observer->sealed_to) ? STANDING_SETTLED
	     : entry->t <= matured(observer, observer->sealing_to) ? STANDING_SETTLING
	     : STANDING_LIVE;
}

/* Whether the row has the distinct case at hand; it has from now on. */
static int32_t count_once(struct observer *observer, size_t row, int *again)
{
	void *array = observer->counted;
	size_t i;
	int32_t status;

	*again = 0;
	for (i = 0; i < observer->counted_count; i++)
		if (observer->counted[i] == row) {
			*again = 1;
			return KEFU_OK;
		}
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->counted_capacity,
	                        observer->counted_count + 1,
	                        sizeof *observer->counted);
	observer->counted = array;
	if (status == KEFU_OK)
		observer->counted[observer->counted_count++] = row;
	return status;
}

static int32_t add_to_row(struct observer *observer, size_t row,
                          const struct observation *made, int64_t share)
{
	struct cell *cell;
	int32_t status = KEFU_OK;

	if (made->is_distinct) {
		int again;

		status = count_once(observer, row, &again);
		if (status == KEFU_OK && again)
			cube_cell(observer->cube, row, observer->at)->immature +=
				made->immature;
		if (status != KEFU_OK || again)
			return status;
	}
	if (made->is_gate)
		return cell_add_gate(cube_cell(observer->cube, row, observer->at),
		                     &observer->cube->allocator);
	if (made->is_level)
		return backlog_keep(observer, row, made);
	cell = cube_cell(observer->cube, row, observer->at);
	if (made->undecided)
		cell->undecided++;
	if (made->is_money && made->currency != 0) {
		cell->mixed |= made->currency == CURRENCY_MIXED ||
		               (cell->currency != 0 &&
		                cell->currency != made->currency);
		cell->currency = made->currency;
	}
	if (made->is_peak) {
		if (made->num > cell->num)
			cell->num = made->num;
		return KEFU_OK;
	}
	if (made->num == 0 && made->den == 0) {
		cell->touched = 1;
		if (made->immature && !made->undecided) /* it counts, with nothing */
			cell->immature++;
		return KEFU_OK;
	}
	if (made->is_duration && made->is_mean)
		status = cell_add_mean(cell, &observer->cube->allocator,
		                       made->reading, made->parts);
	else if (made->is_duration)
		status = duration_add(&cell->duration,
		                      &observer->cube->allocator,
		                      (uint64_t)(made->has_shares ? share
		                                 : made->reading));
	if (status == KEFU_OK && observer->column->keeps_recent)
		status = cell_add_recent(cell, &observer->cube->allocator,
		                         made->t, made->num);
	if (status == KEFU_OK && made->is_score)
		status = cell_add_score(cell, &observer->cube->allocator,
		                        made->reading);
	if (status == KEFU_OK)
		status = cell_add(cell, made->has_shares ? share : made->num,
		                  made->den);
	if (status != KEFU_OK)
		return status;
	if (made->immature)
		cell->immature++;
	return KEFU_OK;
}

static int32_t add_to_cell(struct observer *observer,
                           const struct cube_key *key,
                           const struct observation *made, int64_t share)
{
	size_t row;
	int32_t status = cube_row(observer->cube, key, &row);

	if (status != KEFU_OK)
		return status;
	return add_to_row(observer, row, made, share);
}

/* Once for each team among the credited, or once for nobody's. */
static int32_t add_by_team(struct observer *observer, struct cube_key *key,
                           const struct observation *made)
{
	const struct credit *credit = &observer->credit;
	void *array = observer->teams;
	size_t i, j, teams = 0;
	int32_t status;

	status = memory_reserve(&observer->allocator, &array,
	                        &observer->team_capacity, credit->count + 1,
	                        sizeof *observer->teams);
	observer->teams = array;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < credit->count || (i == 0 && credit->count == 0); i++) {
		kefu_id team = made->team;
		int64_t share = 0;

		if (team == 0 && credit->count != 0)
			team = roster_team(observer->roster, credit->list[i].agent,
			               made->t);
		for (j = 0; j < teams && observer->teams[j] != team; j++)
			;
		if (j < teams)
			continue;
		observer->teams[teams++] = team;
		for (j = i; j < credit->count; j++)
			if (made->team != 0 ||
			    roster_team(observer->roster, credit->list[j].agent,
			            made->t) == team)
				share += credit->list[j].share;
		key->team = team;
		status = add_to_cell(observer, key, made, share);
		if (status != KEFU_OK)
			return status;
	}
	return KEFU_OK;
}

/* Once for each agent credited, or once for nobody. */
static int32_t add_by_agent(struct observer *observer, struct cube_key *key,
                            const struct observation *made, int with_team)
{
	const struct credit *credit = &observer->credit;
	size_t i;
	int32_t status = KEFU_OK;

	if (credit->count == 0) {
		if (made->needs_credit)
			return KEFU_OK;
		key->team = with_team ? made->team : 0;
		return add_to_cell(observer, key, made, made->reading);
	}
	for (i = 0; i < credit->count && status == KEFU_OK; i++) {
		key->agent = credit->list[i].agent;
		if (with_team)
			key->team = made->team != 0 ? made->team
				: roster_team(observer->roster, key->agent, made->t);
		status = add_to_cell(observer, key, made,
		                     credit->list[i].share);
	}
	return status;
}

static int32_t keep_case(struct observer *observer,
                         const struct observation *made)
{
	struct cube_case kept = {0};
	size_t i;
	int32_t status;

	kept.t = made->t;
	kept.reading = made->reading;
	kept.parts = made->parts;
	kept.session = made->session;
	kept.customer = made->customer;
	kept.order = made->order;
	kept.refund = made->refund;
	kept.verdict = made->undecided && made->den == 0
		? VERDICT_UNDECIDED : (int32_t)made->verdict;
	status = cube_add_case(observer->cube, observer->at, &kept);
	for (i = 0; i < observer->credit.count && status == KEFU_OK; i++)
		status = cube_case_credit(observer->cube, observer->at,
		                          observer->credit.list[i].agent);
	return status;
}

static int has_bounds(const struct column *column)
{
	return column->from_day != KEFU_DAY_ANY ||
	       column->to_day != KEFU_DAY_ANY ||
	       column->definition->exempt.count != 0;
}

#define BY(dimension) (1u << (dimension))

/* Into the cells of the layer at work. */
static int32_t place(struct observer *observer, const struct observation *made)
{
	const uint32_t by = observer->by;
	struct cube_key key = {0};

	if ((by & BY(KEFU_BY_CHANNEL)) != 0)
		key.channel = made->channel;
	if ((by & BY(KEFU_BY_TOPIC)) != 0)
		key.topic = made->topic;
	if ((by & BY(KEFU_BY_PHASE)) != 0)
		key.phase = made->phase;
	if ((by & BY(KEFU_BY_CURRENCY)) != 0 &&
	    made->currency != CURRENCY_MIXED)
		key.currency = made->currency;
	if (observer->by_time != 0)
		key.bucket = made->has_bucket ? made->bucket
			: bucket_of(observer, observer->by_time, made->t);
	if ((by & BY(KEFU_BY_AGENT)) != 0)
		return add_by_agent(observer, &key, made,
		                    (by & BY(KEFU_BY_TEAM)) != 0);
	if ((by & BY(KEFU_BY_TEAM)) != 0)
		return add_by_team(observer, &key, made);
	if (made->has_shares) {
		struct observation whole = *made;

		whole.has_shares = 0;
		return add_to_cell(observer, &key, &whole, 0);
	}
	return add_to_cell(observer, &key, made, 0);
}

void observer_turn_to_layer(struct observer *observer, int32_t layer)
{
	const int32_t *by = observer->layers[layer].by;
	int32_t i;

	observer->cube = observer->layers[layer].cube;
	observer->by = 0;
	observer->by_time = 0;
	for (i = 0; i < observer->layers[layer].by_count; i++) {
		observer->by |= BY(by[i]);
		if (by[i] >= KEFU_BY_HOUR && by[i] <= KEFU_BY_MONTH)
			observer->by_time = by[i];
	}
}

/* Whether a reading counts in a team and in total as it counts for an agent, so
 * that one layer is enough: the others follow from it. */
static int counts_alike(const struct observer *observer, const struct observation *made)
{
	return observer->credit.count <= 1 && !made->has_shares &&
	       !(made->needs_credit && observer->credit.count == 0);
}

int32_t observe(struct observer *observer, const struct observation *made)
{
	const struct column *column = observer->column;
	struct observation finished;
	int32_t i, status = KEFU_OK;

	if ((column->standings >> made->standing & 1) == 0 ||
	    (column->asked != ASKED_ALL && !made->is_undated &&
	     has_bounds(column) && !day_is_asked(column, local_day(observer, made->t))))
		return KEFU_OK;
	if (column->finishes) {
		finished = *made;
		observation_finish(observer, &finished);
		made = &finished;
	}
	if (observer->cube->keeps_cases && !made->is_repeat && !made->is_gate)
		status = keep_case(observer, made);
	if (status != KEFU_OK)
		return status;
	if (observer->layer_count == 1 || counts_alike(observer, made))
		return place(observer, made);
	for (i = 1; i < observer->layer_count && status == KEFU_OK; i++) {
		observer_turn_to_layer(observer, i);
		status = place(observer, made);
	}
	observer_turn_to_layer(observer, 0);
	return status;
}

int32_t observe_credited(struct observer *observer, const struct session_case *one,
                         const struct finding *found)
{
	struct observation made;

	observation_of(&made, one->session, one->t);
	if (one->team != 0)
		made.team = one->team;
	made.num = found->num;
	made.den = found->den;
	made.reading = found->reading;
	made.parts = found->parts;
	made.verdict = found->verdict;
	made.is_duration = found->is_duration != 0;
	made.is_mean = found->is_duration && observer->column->reads_means;
	made.undecided = found->undecided != 0;
	return observe(observer, &made);
}

/* What is remembered of where a case goes. */
static inline struct met_row met_row_of(struct observer *observer, const struct session_case *one)
{
	struct met_row met = {CUBE_NO_ROW, one->agent,
	                      one->team != 0 ? one->team : one->session->team, 0};

	if (observer->by_time != 0)
		met.bucket = bucket_of(observer, observer->by_time, one->t);
	if (met.team == 0 && one->agent != 0 && (observer->by & BY(KEFU_BY_TEAM)) != 0)
		met.team = roster_team(observer->roster, one->agent, one->t);
	return met;
}

static struct met_session *meet(const struct observer *observer, const struct session *session)
{
	return &observer->sessions[session - observer->fold->history.sessions];
}

/* The row of one of the cases before it in its session, if nothing that rows go by
 * differs. */
static inline size_t remembered(const struct met_session *session, const struct met_row *met)
{
	uint32_t i;

	for (i = 0; i < session->row_count && i < MET_ROWS; i++)
		if (session->rows[i].agent == met->agent && session->rows[i].team == met->team &&
		    session->rows[i].bucket == met->bucket)
			return session->rows[i].row;
	return CUBE_NO_ROW;
}

static struct cube_key key_of(const struct observer *observer, const struct session *session,
                              const struct met_row *met)
{
	struct cube_key key = {0};

	if ((observer->by & BY(KEFU_BY_AGENT)) != 0)
		key.agent = met->agent;
	if ((observer->by & BY(KEFU_BY_TEAM)) != 0)
		key.team = met->team;
	if ((observer->by & BY(KEFU_BY_CHANNEL)) != 0)
		key.channel = session->channel;
	if ((observer->by & BY(KEFU_BY_TOPIC)) != 0)
		key.topic = session->topic;
	if ((observer->by & BY(KEFU_BY_PHASE)) != 0)
		key.phase = session->phase;
	key.bucket = met->bucket;
	return key;
}

int32_t observe_row(struct observer *observer, const struct session_case *one,
                    size_t *row)
{
	struct met_row met = met_row_of(observer, one);
	struct met_session *session = meet(observer, one->session);
	struct cube_key key;
	int32_t status;

	*row = remembered(session, &met);
	if (*row != CUBE_NO_ROW)
		return KEFU_OK;
	key = key_of(observer, one->session, &met);
	status = cube_row(observer->cube, &key, &met.row);
	if (status != KEFU_OK)
		return status;
	*row = met.row;
	session->rows[session->row_count++ % MET_ROWS] = met;
	return KEFU_OK;
}

size_t observe_find_row(struct observer *observer, const struct session_case *one)
{
	struct met_row met = met_row_of(observer, one);
	struct met_session *session = meet(observer, one->session);
	size_t row = remembered(session, &met);
	struct cube_key key;

	if (row != CUBE_NO_ROW)
		return row;
	key = key_of(observer, one->session, &met);
	met.row = cube_find(observer->cube, &key);
	if (met.row != CUBE_NO_ROW)
		session->rows[session->row_count++ % MET_ROWS] = met;
	return met.row;
}

int32_t observe_found(struct observer *observer, const struct session_case *one,
                      const struct finding *found)
{
	const struct column *column = observer->column;
	size_t row;
	int32_t status;

	if (!column->is_plain) {
		status = credit_agent(observer, one->agent);
		return status == KEFU_OK ? observe_credited(observer, one, found) : status;
	}
	if (!stands(column, one->session) ||
	    (column->asked != ASKED_ALL &&
	     !day_is_asked(column, local_day(observer, one->t))))
		return KEFU_OK;
	status = observe_row(observer, one, &row);
	return status == KEFU_OK ? finding_add(observer, found, row) : status;
}
