/* Orders, refund cases and costs in one line, and figures as "num/den".
 * Orders are numbered from 500, refund cases from 600. */
#ifndef TRADE_UNIT_H
#define TRADE_UNIT_H

#include "clauses_unit.h"

#define HOUR_S 3600

static inline kefu_event order_event(int32_t kind, int64_t seconds, kefu_id order, kefu_id customer)
{
	kefu_event event = event_of(kind, seconds);

	event.order = order;
	event.customer = customer;
	return event;
}

static inline kefu_event placing(int64_t seconds, kefu_id order, kefu_id customer)
{
	return order_event(KEFU_EVENT_ORDER_PLACE, seconds, order, customer);
}

static inline kefu_event paying(int64_t seconds, kefu_id order, kefu_id customer, int64_t amount)
{
	kefu_event event = order_event(KEFU_EVENT_ORDER_PAY, seconds, order, customer);

	event.amount = amount;
	return event;
}

static inline kefu_event shipping(int64_t seconds, kefu_id order)
{
	return order_event(KEFU_EVENT_ORDER_SHIP, seconds, order, 0);
}

static inline kefu_event refund_event(int32_t kind, int64_t seconds, kefu_id refund, kefu_id order)
{
	kefu_event event = event_of(kind, seconds);

	event.refund = refund;
	event.order = order;
	return event;
}

static inline kefu_event requesting(int64_t seconds, kefu_id refund, kefu_id order, int64_t amount)
{
	kefu_event event = refund_event(KEFU_EVENT_REFUND_REQUEST, seconds, refund, order);

	event.amount = amount;
	event.type = KEFU_TYPE_REFUND_ONLY;
	return event;
}

static inline kefu_event completing(int64_t seconds, kefu_id refund, kefu_id order)
{
	return refund_event(KEFU_EVENT_REFUND_COMPLETE, seconds, refund, order);
}

static inline kefu_event costing(int64_t seconds, int type, kefu_id agent, int64_t amount)
{
	kefu_event event = event_of(KEFU_EVENT_COST, seconds);

	event.type = (uint8_t)type;
	event.agent = agent;
	event.amount = amount;
	return event;
}

static inline kefu_event counting(kefu_id name, int64_t seconds, int64_t value)
{
	kefu_event event = event_of(KEFU_EVENT_COUNT, seconds);

	event.name = name;
	event.value = value;
	event.has_value = 1;
	return event;
}

static inline kefu_event by_agent(kefu_event event, kefu_id agent)
{
	event.agent = agent;
	return event;
}

static inline kefu_event of_item(kefu_event event, kefu_id item, int64_t units)
{
	event.item = item;
	event.units = units;
	return event;
}

static inline kefu_event of_type(kefu_event event, int type)
{
	event.type = (uint8_t)type;
	return event;
}

static inline kefu_event in_currency(kefu_event event, const char *currency)
{
	memcpy(event.currency, currency, 4);
	return event;
}

static inline kefu_event named(kefu_event event, kefu_id name)
{
	event.name = name;
	return event;
}

/* A chat of an agent: a question and its answer, closed at once. */
#define CHAT(seconds, session, customer, agent) \
	of_customer(question(seconds, session), customer), \
	reply((seconds) + 10, session, agent), \
	session_event(KEFU_EVENT_SESSION_CLOSE, (seconds) + 20, session, 0)

#define TELL(desk, ...) \
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event), NULL))

/* The figure of a definition in a run of days, as of the last event. */
static inline kefu_measure in_days(kefu_desk *desk, const char *metric, const char *knobs,
                                   int32_t from, int32_t to)
{
	const char *name = define(desk, metric, knobs);
	kefu_report *report = NULL;
	kefu_measure got;
	kefu_query query;

	kefu_query_init(&query);
	query.columns = &name;
	query.column_count = 1;
	query.from_day = from;
	query.to_day = to;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &got));
	kefu_report_free(report);
	return got;
}

#define check_state_is(measure, expected)                                     \
	do {                                                                  \
		int32_t state_ = (measure).state;                             \
		ck_assert_msg(state_ == (expected), "state is %s, not %s",    \
		              kefu_state_name(state_), kefu_state_name(expected)); \
	} while (0)

#endif
