/* Customers who come back: repurchase, retention, churn. Nobody can say of an
 * unknown customer whether they do. */
#include "measure/observe.h"

/* repurchase_rate: handled by a human and ended in the queried days, then a
 * payment within the horizon of an end. A customer is one case. */
static int32_t note_payments(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i, k;

	observer->keyed_count = 0;
	for (i = 0; i < history->order_count; i++)
		for (k = 0; k < history->orders[i].count; k++) {
			const struct entry *event =
				&history->orders[i].events[k];

			if (event->kind == KEFU_EVENT_ORDER_PAY &&
			    status == KEFU_OK)
				status = keyed_add(observer, (kefu_id)event->t,
				                   0, 0);
		}
	keyed_sort(observer);
	return status;
}

static int paid_within(const struct observer *observer, int64_t after,
                       int64_t until)
{
	size_t at = keyed_from(observer, (kefu_id)after + 1);

	return at < observer->keyed_count &&
	       observer->keyed[at].key <= (kefu_id)until;
}

/* Those that ended at one instant in the order of their entities. */
static int ended_later(const struct observer *observer, const struct session *session,
                       const struct session *other)
{
	return session->ended != other->ended
		? session->ended > other->ended
		: session_entity_order(observer->fold->texts, session, other) >= 0;
}

int32_t read_repurchase(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int64_t horizon = observer->definition->horizon_ms;
	const struct session *last = NULL;
	struct observation made;
	int again = 0;
	size_t i;
	int32_t status;

	if (history->customer == 0)
		return KEFU_OK;
	status = note_payments(observer);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < history->session_count; i++) {
		const struct session *session = &history->sessions[i];

		if (session->ended < 0 || !session->human_reply ||
		    !session_is_member(observer, session) ||
		    !day_is_asked(observer->column,
		                  local_day(observer, session->ended)))
			continue;
		again |= paid_within(observer, session->ended,
		                     session->ended + horizon);
		if (last == NULL || ended_later(observer, session, last))
			last = session;
	}
	if (last == NULL)
		return KEFU_OK;
	observation_of(&made, last, last->ended);
	make_share(&made, again);
	made.immature = !again &&
		observer->fold->as_of <= last->ended + horizon;
	status = credit_session(observer, last, CREDIT_LAST_AGENT, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* Paid for the first time in a run of local days. */
static int is_active(struct observer *observer, int32_t from, int32_t to)
{
	const struct customer_history *history = &observer->fold->history;
	size_t i;

	for (i = 0; i < history->order_count; i++) {
		int64_t paid = order_paid(&history->orders[i]);
		int32_t day;

		if (paid < 0)
			continue;
		day = local_day(observer, paid);
		if (day >= from && day <= to)
			return 1;
	}
	return 0;
}

/* retention_rate, churn_rate: of the customers active in as many days before
 * the queried ones, those active in them. Needs both ends of the period. */
int32_t read_retention(struct observer *observer)
{
	const struct column *column = observer->column;
	static const struct session nobody;
	struct observation made;
	int32_t days;
	int stays;

	if (column->from_day == KEFU_DAY_ANY || column->to_day == KEFU_DAY_ANY ||
	    observer->fold->history.customer == 0)
		return KEFU_OK;
	days = column->to_day - column->from_day + 1;
	if (!is_active(observer, column->from_day - days, column->from_day - 1))
		return KEFU_OK;
	stays = is_active(observer, column->from_day, column->to_day);
	observation_of(&made, &nobody,
	               zone_day_start(observer->zone, column->from_day));
	made.customer = observer->fold->history.customer;
	make_share(&made, observer->definition->metric->variant == VARIANT_CHURN
		? !stays : stays);
	made.is_undated = 1;
	credit_nobody(observer);
	return observe(observer, &made);
}
