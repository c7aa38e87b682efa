#include "measure/observe.h"

#include <string.h>

#include "history/settling.h"
#include "time/civil.h"

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
		return KEFU_OK;
	}
	if (made->is_duration && made->is_mean)
		status = cell_add_duration(cell, &observer->cube->allocator,
		                           made->reading, made->parts);
	else if (made->is_duration)
		status = duration_add(&cell->duration,
		                      &observer->cube->allocator,
		                      (uint64_t)(made->has_shares ? share
		                                 : made->reading));
	if (status == KEFU_OK && observer->definition->recency_share > 0)
		status = cell_add_recent(cell, &observer->cube->allocator,
		                         made->t, made->num);
	if (status == KEFU_OK && made->is_score)
		status = cell_add_score(cell, &observer->cube->allocator,
		                        made->reading);
	if (status == KEFU_OK && made->is_tally)
		status = cell_add_tally(cell, made->num, made->den);
	else if (status == KEFU_OK)
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
	if (made->row != NULL && observer->credit.count <= 1)
		*made->row = row;
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

static void turn_to_layer(struct observer *observer, int32_t layer)
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
	if (made->row != NULL && *made->row != CUBE_NO_ROW)
		return add_to_row(observer, *made->row, made, 0);
	if (observer->layer_count == 1 || counts_alike(observer, made))
		return place(observer, made);
	for (i = 1; i < observer->layer_count && status == KEFU_OK; i++) {
		turn_to_layer(observer, i);
		status = place(observer, made);
	}
	turn_to_layer(observer, 0);
	return status;
}

typedef int32_t reader(struct observer *observer);

static reader *const readers[] = {
	[READER_FIRST_RESPONSE_TIME] = read_first_response,
	[READER_RESPONSE_TIME] = read_response_time,
	[READER_REPLY_WITHIN] = read_reply_within,
	[READER_REPLY_RATE] = read_reply_rate,
	[READER_SLOW_RESPONSE] = read_slow_response,
	[READER_WAITING] = read_waiting,
	[READER_QUEUE_TIME] = read_queue_time,
	[READER_SHARE] = read_share,
	[READER_RESOLUTION_TIME] = read_resolution_time,
	[READER_RESOLUTION] = read_resolution,
	[READER_REOPEN] = read_reopen,
	[READER_FOLLOW_UP] = read_follow_up,
	[READER_HANDLE_TIME] = read_handle_time,
	[READER_TARGET] = read_target,
	[READER_SURVEY] = read_survey,
	[READER_SURVEY_SENT] = read_survey_sent,
	[READER_TRANSFER] = read_transfer,
	[READER_COMPLAINT] = read_complaint,
	[READER_FINDING] = read_finding,
	[READER_MESSAGE] = read_message,
	[READER_CONTACT] = read_contact,
	[READER_BACKLOG] = read_backlog,
	[READER_STATIONS] = read_stations,
	[READER_PRESENCE] = read_presence,
	[READER_SALES] = read_sales,
	[READER_INQUIRY] = read_inquiry,
	[READER_ORDER] = read_order,
	[READER_REFUND] = read_refund,
	[READER_REFUND_SHARE] = read_refund_share,
	[READER_RETURN] = read_return,
	[READER_REVIEW] = read_review,
	[READER_REPURCHASE] = read_repurchase,
	[READER_RETENTION] = read_retention,
	[READER_COST] = read_cost,
	[READER_TRAINING] = NULL,
	[READER_ATTAINMENT] = read_attainment,
};

/* Every session that no event excluded, for a gate on how many there are. */
static int32_t count_for_gate(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->session_count && status == KEFU_OK; i++) {
		const struct session *session = &history->sessions[i];
		struct observation made;

		if (session->excluded)
			continue;
		observation_of(&made, session, session->opened);
		made.is_gate = 1;
		status = credit_session(observer, session, CREDIT_OWNER, NULL);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

int32_t read_metric(struct observer *observer)
{
	reader *read = readers[observer->definition->metric->reader];
	int32_t status = KEFU_OK;

	if (observer->definition->gate_sessions != 0)
		status = count_for_gate(observer);
	return status == KEFU_OK && read != NULL ? read(observer) : status;
}

void observer_turn_to(struct observer *observer, int32_t column)
{
	observer->column = &observer->columns[column];
	observer->at = observer->column->cube_column;
	observer->definition = observer->column->definition;
}

/* No event of the sessions is outside of these days. */
static void find_days(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int64_t first = INT64_MAX, last = 0;
	size_t i;

	for (i = 0; i < history->session_count; i++) {
		const struct session *session = &history->sessions[i];
		int64_t end = session->steps[session->count - 1].event->t;

		if (session->opened < first)
			first = session->opened;
		if (end > last)
			last = end;
	}
	observer->first_day = INT32_MAX;
	observer->last_day = INT32_MIN;
	if (history->session_count == 0)
		return;
	/* clocks that are put back over midnight give a day twice */
	observer->first_day = local_day(observer, first) - 1;
	observer->last_day = local_day(observer, last) + 1;
}

/* Which of the customer's days a column asks for. */
static enum asked asked_of(const struct observer *observer,
                           const struct column *column)
{
	int32_t from = column->from_day == KEFU_DAY_ANY ? INT32_MIN
	                                                : column->from_day;
	int32_t to = column->to_day == KEFU_DAY_ANY ? INT32_MAX
	                                            : column->to_day;

	if (!column->is_dated_inside)
		return ASKED_SOME;
	if (observer->last_day < from || observer->first_day > to)
		return ASKED_NONE;
	return from <= observer->first_day && observer->last_day <= to &&
	       column->definition->exempt.count == 0 ? ASKED_ALL : ASKED_SOME;
}

/* What any column that has something to read asks for is found out at once. */
static void find_asked(struct observer *observer)
{
	int32_t i;

	observer->sessions_asked = observer->rounds_asked = 0;
	for (i = 0; i < observer->column_count; i++) {
		struct column *column = &observer->columns[i];

		column->asked = asked_of(observer, column);
		if (column->asked == ASKED_NONE)
			continue;
		observer->sessions_asked |= column->session_out;
		observer->rounds_asked |= column->round_out;
	}
}

/* What was found out about the last customer is forgotten. */
static int32_t meet_customer(struct observer *observer)
{
	size_t sessions = observer->fold->history.session_count, i;
	void *array = observer->session_facts;
	int32_t status = memory_reserve(&observer->allocator, &array,
	                                &observer->session_facts_capacity,
	                                sessions,
	                                sizeof *observer->session_facts);

	observer->session_facts = array;
	if (status != KEFU_OK)
		return status;
	observer->customers++;
	for (i = 0; i < observer->round_set_count; i++)
		observer->round_sets[i].read = NULL;
	observer->knows_spoken = 0;
	for (i = 0; i < sessions; i++)
		observer->session_facts[i] = 0;
	observer->sessions_known = observer->sessions_facts = 0;
	observer->unit_list_count = 0;
	find_days(observer);
	find_asked(observer);
	return KEFU_OK;
}

int32_t observe_customer(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	status = meet_customer(observer);
	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		observer_turn_to(observer, i);
		if (observer->column->asked != ASKED_NONE)
			status = read_metric(observer);
	}
	return status;
}

int32_t observe_agent(struct observer *observer, kefu_id agent)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		observer_turn_to(observer, i);
		switch (observer->definition->metric->reader) {
		case READER_PRESENCE:
			status = agent_presence(observer, agent);
			break;
		case READER_TRAINING:
			status = agent_training(observer, agent);
			break;
		case READER_ATTAINMENT:
			status = agent_target(observer, agent);
			break;
		default:
			break;
		}
	}
	return status;
}

/* The host's count that adds to a metric's denominator, or 0. */
static kefu_id counted_name(const struct observer *observer)
{
	const struct words *words = &observer->words;

	switch (observer->definition->metric->variant) {
	case VARIANT_UPHELD:
	case VARIANT_HELP:
	case VARIANT_AFTER_SALES_PER_ORDER:
		return words->paid_orders;
	case VARIANT_REFUNDS:
	case VARIANT_DISPUTES:
	case VARIANT_QUALITY:
		return words->paid_items;
	case VARIANT_CONTACT_RATE:
		return observer->definition->basis == BASIS_SHIPMENTS
			? words->shipments : words->orders;
	case VARIANT_SHOP_CONVERSION:
		return words->visitors;
	default:
		return 0;
	}
}

int32_t observe_unowned(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		kefu_id name;

		observer_turn_to(observer, i);
		name = counted_name(observer);
		if (name != 0)
			status = unowned_count(observer, name);
		if (status == KEFU_OK &&
		    observer->definition->metric->reader == READER_COST)
			status = unowned_cost(observer);
	}
	return status;
}

int32_t observe_everyone(struct observer *observer)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		observer_turn_to(observer, i);
		if (observer->definition->metric->reader == READER_PRESENCE)
			status = everyone_presence(observer);
		else if (observer->definition->metric->reader == READER_BACKLOG)
			status = everyone_backlog(observer);
	}
	return status;
}

int32_t observer_begin(struct observer *observer,
                       const kefu_allocator *allocator,
                       const struct fold *fold, const kefu_zone *zone,
                       const struct roster *roster, const char currency[4],
                       const struct layer *layers, int32_t layer_count,
                       struct column *columns, int32_t column_count)
{
	size_t set;
	int32_t i;

	memset(observer, 0, sizeof *observer);
	observer->allocator = *allocator;
	observer->fold = fold;
	observer->zone = zone;
	observer->roster = roster;
	memcpy(observer->currency, currency, sizeof observer->currency);
	words_find(&observer->words, fold->texts);
	observer->layers = layers;
	observer->layer_count = layer_count;
	turn_to_layer(observer, 0);
	observer->sealed_to = observer->sealing_to = INT64_MIN;
	observer->ended_day = INT32_MIN;
	observer->columns = columns;
	observer->column_count = column_count;
	observer->round_sets =
		memory_get_zeroed(allocator, (size_t)column_count *
		                             sizeof *observer->round_sets);
	observer->unit_lists =
		memory_get_zeroed(allocator, (size_t)column_count *
		                             sizeof *observer->unit_lists);
	observer->unit_kinds =
		memory_get_zeroed(allocator, (size_t)column_count *
		                             sizeof *observer->unit_kinds);
	if (observer->round_sets == NULL || observer->unit_lists == NULL ||
	    observer->unit_kinds == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < column_count; i++) {
		struct round_rule rule = round_rule_of(columns[i].definition);

		for (set = 0; set < observer->round_set_count; set++)
			if (round_rules_equal(&observer->round_sets[set].rule,
			                      &rule))
				break;
		if (set == observer->round_set_count) {
			observer->round_sets[set].rule = rule;
			observer->round_set_count++;
		}
		columns[i].rounds = set;
		members_begin(observer, &columns[i]);
		columns[i].first_opened = -1;
		columns[i].finishes = definition_finishes(columns[i].definition);
		columns[i].unit_kind = NULL;
		columns[i].asked = ASKED_SOME;
		columns[i].is_dated_inside =
			is_over_rounds(columns[i].definition) ||
			columns[i].definition->metric->reader ==
			READER_FIRST_RESPONSE_TIME;
	}
	return KEFU_OK;
}

void observer_end(struct observer *observer)
{
	const kefu_allocator *allocator = &observer->allocator;
	size_t columns = (size_t)observer->column_count, set, i;

	for (set = 0; set < observer->round_set_count; set++)
		memory_put(allocator, observer->round_sets[set].rounds,
		           observer->round_sets[set].capacity *
		           sizeof *observer->round_sets[set].rounds);
	memory_put(allocator, observer->round_sets,
	           (size_t)observer->column_count *
	           sizeof *observer->round_sets);
	memory_put(allocator, observer->session_facts,
	           observer->session_facts_capacity *
	           sizeof *observer->session_facts);
	memory_put(allocator, observer->credit.list,
	           observer->credit.capacity * sizeof *observer->credit.list);
	for (i = 0; observer->unit_lists != NULL && i < columns; i++)
		unit_list_release(&observer->unit_lists[i], allocator);
	memory_put(allocator, observer->unit_lists,
	           columns * sizeof *observer->unit_lists);
	memory_put(allocator, observer->kept,
	           observer->kept_capacity * sizeof *observer->kept);
	memory_put(allocator, observer->unit_kinds,
	           columns * sizeof *observer->unit_kinds);
	memory_put(allocator, observer->spans,
	           observer->span_capacity * sizeof *observer->spans);
	memory_put(allocator, observer->marks,
	           observer->mark_capacity * sizeof *observer->marks);
	memory_put(allocator, observer->keyed,
	           observer->keyed_capacity * sizeof *observer->keyed);
	memory_put(allocator, observer->chats,
	           observer->chat_capacity * sizeof *observer->chats);
	memory_put(allocator, observer->reviews,
	           observer->review_capacity * sizeof *observer->reviews);
	memory_put(allocator, observer->counted,
	           observer->counted_capacity * sizeof *observer->counted);
	memory_put(allocator, observer->contacts,
	           observer->contact_capacity * sizeof *observer->contacts);
	memory_put(allocator, observer->teams,
	           observer->team_capacity * sizeof *observer->teams);
}
