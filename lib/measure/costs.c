/* Cost and development: costs, targets, trainings. */
#include "measure/attribution.h"

static int is_after_sales(const struct entry *cost, kefu_id order)
{
	return cost->type == KEFU_TYPE_FREIGHT ||
	       cost->type == KEFU_TYPE_COMPENSATION ||
	       ((cost->type == KEFU_TYPE_OTHER || cost->type == 0) &&
	        (order != 0 || cost->refund != 0));
}

/* A cost that names no currency inherits the order's, else the desk's. */
static uint32_t cost_currency(const struct observer *observer,
                              const struct entry *cost, kefu_id order)
{
	const struct dossier *found;

	if (cost->currency[0] != '\0')
		return currency_pack(cost->currency);
	found = dossier_of_order(&observer->fold->history, order);
	return found != NULL ? order_currency(found, desk_currency(observer))
	                     : desk_currency(observer);
}

/* A cost in the numerator or denominator, as the metric has it. `order` is
 * the one in whose dossier it stands, or 0. */
static int32_t observe_cost(struct observer *observer,
                            const struct entry *cost, kefu_id order)
{
	enum variant variant = observer->definition->metric->variant;
	static const struct session nobody;
	struct observation made;
	int after_sales;
	int32_t status;

	if (cost->order != 0)
		order = cost->order;
	after_sales = is_after_sales(cost, order);
	observation_of(&made, &nobody, cost->t);
	made.standing = (uint8_t)entry_standing(observer, cost);
	made.customer = observer->fold->history.customer;
	made.team = cost->team;
	made.reading = cost->amount;
	made.order = order;
	made.refund = cost->refund;
	made.currency = cost_currency(observer, cost, order);
	made.is_money = cost->amount != 0;
	switch (variant) {
	case VARIANT_AFTER_SALES:
	case VARIANT_AFTER_SALES_PER_ORDER:
		if (!after_sales)
			return KEFU_OK;
		made.num = cost->amount;
		break;
	case VARIANT_RETURN:
		made.num = after_sales ? -cost->amount : 0;
		made.den = after_sales ? 0 : cost->amount;
		break;
	default:
		if (after_sales)
			return KEFU_OK;
		made.num = cost->amount;
		break;
	}
	status = credit_agent(observer, cost->agent);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* Where the events of each order begin among all, to know whose a cost is. */
static int32_t note_orders(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	observer->keyed_count = 0;
	for (i = 0; i < history->order_count && status == KEFU_OK; i++)
		status = keyed_add(observer, (kefu_id)(history->orders[i].events -
		                                       history->entries.at), 0, i);
	keyed_sort(observer);
	return status;
}

/* The order in whose dossier an event stands, or 0. */
static kefu_id order_around(const struct observer *observer, size_t event)
{
	const struct dossier *orders = observer->fold->history.orders, *order;
	size_t low = 0, high = observer->keyed_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (observer->keyed[middle].key <= event)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return 0;
	order = &orders[observer->keyed[low - 1].at];
	return event < observer->keyed[low - 1].key + order->count ? order->id
	                                                           : 0;
}

int32_t unowned_cost(struct observer *observer)
{
	const struct entries *entries = &observer->fold->history.entries;
	int32_t status = note_orders(observer);
	size_t i;

	for (i = 0; i < entries->count && status == KEFU_OK; i++)
		if (entries->at[i].kind == KEFU_EVENT_COST)
			status = observe_cost(observer, &entries->at[i],
			                      order_around(observer, i));
	return status;
}

/* The denominators that sessions and orders give */

static int32_t handled(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	if (!session_is_handled(observer, session))
		return KEFU_OK;
	observation_of(&made, session, session->opened);
	made.den = made.reading = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

static int32_t resolved(struct observer *observer,
                        const struct session *session)
{
	const struct step *resolve;
	struct observation made;
	int32_t status;

	if (session->resolved < 0)
		return KEFU_OK;
	resolve = &session->steps[session->resolve_step];
	observation_of(&made, session, resolve->event->t);
	made.den = made.reading = 1;
	status = credit_resolve(observer, session, resolve);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* Attributed net sales, for return_on_service. */
static int32_t sales(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status;
	size_t i;

	if (history->order_count == 0)
		return KEFU_OK;
	status = chats_read(observer, 0);
	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		struct observation made;
		kefu_id agent;

		if (order_paid(order) < 0 || order_is_flagged(observer, order))
			continue;
		agent = order_earner(observer, order);
		if (agent == 0)
			continue;
		observation_of_order(observer, &made, order, order_paid(order));
		make_money(&made, sale_money(observer, order));
		status = credit_agent(observer, agent);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

int32_t read_cost(struct observer *observer)
{
	int32_t status = unowned_cost(observer);

	if (status != KEFU_OK)
		return status;
	switch (observer->definition->metric->variant) {
	case VARIANT_AFTER_SALES_PER_ORDER:
		return paid_orders(observer, 0);
	case VARIANT_PER_CONTACT:
		return sessions_read(observer, handled);
	case VARIANT_PER_RESOLUTION:
		return sessions_read(observer, resolved);
	case VARIANT_RETURN:
		return sales(observer);
	default:
		return KEFU_OK;
	}
}

/* training_count */
int32_t agent_training(struct observer *observer, kefu_id agent)
{
	const struct entries *entries = &observer->fold->history.entries;
	static const struct session nobody;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < entries->count && status == KEFU_OK; i++) {
		if (entries->at[i].kind != KEFU_EVENT_AGENT_TRAINING)
			continue;
		observation_of(&made, &nobody, entries->at[i].t);
		made.standing = (uint8_t)entry_standing(observer, &entries->at[i]);
		made.team = entries->at[i].team;
		made.num = made.reading = 1;
		status = credit_agent(observer, agent);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

/* target_attainment: the last target within the queried days */
int32_t agent_target(struct observer *observer, kefu_id agent)
{
	const struct entries *entries = &observer->fold->history.entries;
	const struct metric *metric = observer->definition->target_metric;
	static const struct session nobody;
	struct observation made;
	size_t i, length;
	int32_t status;

	for (i = entries->count; i-- > 0;) {
		const struct entry *event = &entries->at[i];
		const char *name;

		if (event->kind != KEFU_EVENT_AGENT_TARGET ||
		    (event->name & TEXT_ID_BIT) == 0 ||
		    !day_is_asked(observer->column,
		                  local_day(observer, event->t)))
			continue;
		name = text_of(observer->fold->texts, event->name, &length);
		if (metric_named(name, length) != metric)
			continue;
		observation_of(&made, &nobody, event->t);
		made.team = event->team;
		made.den = made.reading = event->value;
		made.is_repeat = 1;
		status = credit_agent(observer, agent);
		return status == KEFU_OK ? observe(observer, &made) : status;
	}
	return KEFU_OK;
}

/* The actual side: what the target's own metric reads. */
int32_t read_attainment(struct observer *observer)
{
	const struct definition *definition = observer->definition;
	struct definition actual = *definition;
	int32_t status;

	actual.metric = definition->target_metric;
	observer->definition = &actual;
	status = read_metric(observer);
	observer->definition = definition;
	return status;
}
