/* The observer: which reader reads what, a customer, an agent or a day at a
 * time. Where their observations go is observe.c. */
#include "measure/observe.h"

#include <string.h>

#include "kefu/schedule.h"

typedef int32_t reader(struct observer *observer);

static reader *const readers[] = {
	[READER_FIRST_RESPONSE_TIME] = read_first_response,
	[READER_RESPONSE_TIME] = read_response_time,
	[READER_REPLY_WITHIN] = read_units,
	[READER_REPLY_RATE] = read_units,
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

void observer_turn_to(struct observer *observer, const struct column *column)
{
	observer->column = column;
	observer->at = column->cube_column;
	observer->definition = column->definition;
}

/* No event of the sessions is outside of these days; and how they stand. */
static void find_days(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int64_t first = INT64_MAX, last = 0;
	size_t i;

	observer->standings = 0;
	for (i = 0; i < history->session_count; i++) {
		const struct session *session = &history->sessions[i];
		int64_t end = session->steps[session->count - 1].event->t;

		observer->standings |= 1u << session->standing;
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
	if (!column->is_dated_inside)
		return ASKED_SOME;
	if (observer->last_day < column->first_asked ||
	    observer->first_day > column->last_asked ||
	    (observer->standings & column->standings) == 0)
		return ASKED_NONE;
	return column->first_asked <= observer->first_day &&
	       observer->last_day <= column->last_asked && !column->exempts
		? ASKED_ALL : ASKED_SOME;
}

int observer_asks(struct observer *observer, struct column *column)
{
	column->asked = asked_of(observer, column);
	if (column->asked == ASKED_NONE)
		return 0;
	observer_turn_to(observer, column);
	return 1;
}

/* What was found out about the last customer is forgotten. */
static int32_t meet_customer(struct observer *observer)
{
	size_t sessions = observer->fold->history.session_count, i;
	void *array = observer->sessions;
	int32_t status = memory_reserve(&observer->allocator, &array,
	                                &observer->session_capacity, sessions,
	                                sizeof *observer->sessions);

	observer->sessions = array;
	if (status != KEFU_OK)
		return status;
	observer->customers++;
	if (observer->rounds_of_all != NULL)
		observer->rounds_of_all->read = NULL; /* the only one */
	else
		for (i = 0; i < observer->round_set_count; i++)
			observer->round_sets[i].read = NULL;
	observer->rounds_of_all = observer->read_last = NULL;
	for (i = 0; i < sessions; i++)
		observer->sessions[i].facts = observer->sessions[i].row_count = 0;
	observer->sessions_known = observer->sessions_facts = 0;
	find_days(observer);
	return KEFU_OK;
}

int32_t observe_customer(struct observer *observer)
{
	int32_t i, status;

	status = meet_customer(observer);
	if (status == KEFU_OK)
		status = batches_take(observer);
	if (status == KEFU_OK && observer->together_count != 0)
		status = read_together(observer);
	for (i = observer->together_count; i < observer->alone_count && status == KEFU_OK; i++)
		if (observer_asks(observer, observer->alone[i]))
			status = observer->column->read(observer);
	return status;
}

int32_t observe_agent(struct observer *observer, kefu_id agent)
{
	int32_t i, status = KEFU_OK;

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		observer_turn_to(observer, &observer->columns[i]);
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

		observer_turn_to(observer, &observer->columns[i]);
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
	int32_t i, status = batches_flush(observer);

	for (i = 0; i < observer->column_count && status == KEFU_OK; i++) {
		observer_turn_to(observer, &observer->columns[i]);
		if (observer->definition->metric->reader == READER_PRESENCE)
			status = everyone_presence(observer);
		else if (observer->definition->metric->reader == READER_BACKLOG)
			status = everyone_backlog(observer);
	}
	return status;
}

/* The set of rounds under a rule: one for all columns that have it. */
static size_t find_round_set(struct observer *observer, const struct round_rule *rule)
{
	size_t set;

	for (set = 0; set < observer->round_set_count; set++)
		if (round_rules_equal(&observer->round_sets[set].rule, rule))
			return set;
	observer->round_sets[set].rule = *rule;
	observer->round_set_count++;
	rules_differ(&observer->rules_difference, &observer->round_sets[0].rule, rule);
	return set;
}

static void column_begin(struct observer *observer, struct column *column)
{
	const struct definition *definition = column->definition;
	enum reader read_by = definition->metric->reader;
	struct round_rule rule = round_rule_of(definition);

	column->rounds = find_round_set(observer, &rule);
	column->read = definition->gate_sessions != 0 ? read_metric : readers[read_by];
	members_begin(observer, column);
	/* what any asks for is found out at once */
	observer->sessions_asked |= column->session_out;
	observer->rounds_asked |= column->round_out;
	column->first_opened = -1;
	column->finishes = definition_finishes(definition);
	column->is_plain = !column->finishes && !column->keeps_recent &&
		(observer->cube == NULL || !observer->cube->keeps_cases);
	column->units = unit_rule_of(definition);
	column->goes_by_run = goes_by_run(observer, column);
	judgement_begin(column);
	column->gather = &observer->gathers[column - observer->columns];
	column->gather->are_means = column->reads_means;
	column->exempts = definition->exempt.count != 0;
	column->is_dated_inside = is_over_rounds(definition) ||
		read_by == READER_FIRST_RESPONSE_TIME;
	column->asked = ASKED_SOME;
	column->first_asked = INT32_MIN;
	column->last_asked = INT32_MAX;
	if (column->is_dated_inside && column->from_day != KEFU_DAY_ANY)
		column->first_asked = column->from_day;
	if (column->is_dated_inside && column->to_day != KEFU_DAY_ANY)
		column->last_asked = column->to_day;
}

static void join(struct observer *observer, const struct column *column)
{
	const struct round_rule *rule = &observer->round_sets[column->rounds].rule;
	struct round_rule *any = &observer->together_rule;

	if (observer->together_count++ == 0)
		*any = *rule;
	any->valid_reply |= rule->valid_reply;
	any->replies_out &= rule->replies_out;
	any->needs_agent &= rule->needs_agent;
}

/* Those that are read together come first. */
static void find_alone(struct observer *observer)
{
	int32_t i, together;

	for (together = 1; together >= 0; together--)
		for (i = 0; i < observer->column_count; i++) {
			struct column *column = &observer->columns[i];

			if (column->is_batched || column->read == NULL ||
			    reads_together(observer, column) != together)
				continue;
			observer->alone[observer->alone_count++] = column;
			if (together)
				join(observer, column);
		}
}

int32_t observer_begin(struct observer *observer,
                       const kefu_allocator *allocator,
                       const struct fold *fold, const kefu_zone *zone,
                       const struct roster *roster, const char currency[4],
                       const struct layer *layers, int32_t layer_count,
                       struct column *columns, int32_t column_count)
{
	int32_t i, status;

	memset(observer, 0, sizeof *observer);
	observer->allocator = *allocator;
	observer->fold = fold;
	observer->zone = zone;
	observer->roster = roster;
	memcpy(observer->currency, currency, sizeof observer->currency);
	words_find(&observer->words, fold->texts);
	observer->layers = layers;
	observer->layer_count = layer_count;
	observer_turn_to_layer(observer, 0);
	observer->sealed_to = observer->sealing_to = INT64_MIN;
	observer->ended_day = INT32_MIN;
	observer->columns = columns;
	observer->column_count = column_count;
	observer->round_sets =
		memory_get_zeroed(allocator, (size_t)column_count *
		                             sizeof *observer->round_sets);
	observer->alone = memory_get(allocator, (size_t)column_count *
	                                        sizeof *observer->alone);
	observer->gathers = memory_get_zeroed(allocator, (size_t)column_count *
	                                                 sizeof *observer->gathers);
	if (observer->round_sets == NULL || observer->alone == NULL || observer->gathers == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < column_count; i++)
		column_begin(observer, &columns[i]);
	status = opening_begin(&observer->opening, allocator);
	if (status == KEFU_OK)
		status = batches_begin(observer);
	find_alone(observer);
	return status;
}

void observer_end(struct observer *observer)
{
	const kefu_allocator *allocator = &observer->allocator;
	size_t set;
	int32_t i;

	for (set = 0; set < observer->round_set_count; set++)
		round_set_release(&observer->round_sets[set], allocator);
	memory_put(allocator, observer->round_sets,
	           (size_t)observer->column_count *
	           sizeof *observer->round_sets);
	memory_put(allocator, observer->alone,
	           (size_t)observer->column_count * sizeof *observer->alone);
	for (i = 0; observer->gathers != NULL && i < observer->column_count; i++)
		gather_release(&observer->gathers[i], allocator);
	memory_put(allocator, observer->gathers,
	           (size_t)observer->column_count * sizeof *observer->gathers);
	gather_room_release(&observer->gather_room, allocator);
	opening_release(&observer->opening, allocator);
	batches_release(observer);
	memory_put(allocator, observer->sessions,
	           observer->session_capacity * sizeof *observer->sessions);
	memory_put(allocator, observer->credit.list,
	           observer->credit.capacity * sizeof *observer->credit.list);
	memory_put(allocator, observer->kept,
	           observer->kept_capacity * sizeof *observer->kept);
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
