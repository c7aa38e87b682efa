/* The readers over sales: paid orders and who earned them. */
#include "measure/attribution.h"

struct money sale_money(const struct observer *observer,
                        const struct dossier *order)
{
	uint32_t desk = desk_currency(observer);
	struct money money = order_money(order, desk);

	if (observer->definition->attribution.deduct_refunds)
		money = money_less(money, order_refunded(order, desk));
	if (observer->definition->attribution.deduct_postage) {
		struct money postage = {order_postage(order), money.currency};

		money = money_less(money, postage);
	}
	return money;
}

static int32_t observe_sale(struct observer *observer,
                            struct observation *made, kefu_id agent)
{
	int32_t status = credit_agent(observer, agent);

	return status == KEFU_OK ? observe(observer, made) : status;
}

/* The customer behind sales, once in every group. */
static int32_t observe_buyer(struct observer *observer,
                             struct observation *made, kefu_id agent)
{
	made->num = observer->definition->metric->variant == VARIANT_BUYERS;
	made->den = !made->num;
	made->is_distinct = 1;
	made->is_repeat = !made->num;
	return observe_sale(observer, made, agent);
}

/* The shop's side of a comparison: all paid orders, attributed or not. */
static int32_t note_shop(struct observer *observer,
                         const struct observation *made)
{
	if (!day_is_asked(observer->column, local_day(observer, made->t)))
		return KEFU_OK;
	return cube_add_shop(observer->cube, observer->at, made->currency,
	                     made->num, observer->customers);
}

static int32_t sale(struct observer *observer, const struct dossier *order)
{
	enum variant variant = observer->definition->metric->variant;
	kefu_id agent = order_earner(observer, order);
	struct observation made;
	int32_t status = KEFU_OK;

	observation_of_order(observer, &made, order, order_paid(order));
	make_money(&made, sale_money(observer, order));
	if (variant == VARIANT_RELATIVE)
		status = note_shop(observer, &made);
	if (status != KEFU_OK || (agent == 0) != (variant == VARIANT_SILENT))
		return status;
	switch (variant) {
	case VARIANT_ORDERS:
		made.is_money = 0;
		made.num = made.reading = 1;
		break;
	case VARIANT_UNITS:
	case VARIANT_UNITS_PER_BUYER:
		made.is_money = 0;
		made.num = made.reading = order_units(order);
		break;
	case VARIANT_UNIT_PRICE:
		made.den = order_units(order);
		break;
	case VARIANT_BUYERS:
		made.is_money = 0;
		return observe_buyer(observer, &made, agent);
	default:
		break;
	}
	status = observe_sale(observer, &made, agent);
	if (status == KEFU_OK && (variant == VARIANT_PER_BUYER ||
	                          variant == VARIANT_UNITS_PER_BUYER ||
	                          variant == VARIANT_RELATIVE)) {
		made.num = 0;
		status = observe_buyer(observer, &made, agent);
	}
	return status;
}

/* order_payment_rate: pairs of agent and customer with an order placed, each
 * told with all its orders, once for each side. */
static int32_t payment_pairs(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	int paid;
	size_t i;

	observer->keyed_count = 0;
	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		kefu_id agent = 0;

		if (order_placed(order) >= 0)
			agent = order_earner(observer, order);
		for (paid = 0; agent != 0 && paid <= (order_paid(order) >= 0) &&
		     status == KEFU_OK; paid++)
			status = keyed_add(observer, agent, (kefu_id)paid, i);
	}
	keyed_sort(observer);
	for (i = 0; i < observer->keyed_count && status == KEFU_OK; i++) {
		const struct keyed *keyed = &observer->keyed[i];
		const struct dossier *order = &history->orders[keyed->at];
		struct observation made;

		if (i == 0 || keyed->key != keyed[-1].key ||
		    keyed->other != keyed[-1].other)
			counted_reset(observer);
		paid = keyed->other != 0;
		observation_of_order(observer, &made, order,
		                     order_placed(order));
		made.num = paid;
		made.den = !paid;
		made.reading = order_paid(order) >= 0;
		made.verdict = made.reading ? VERDICT_PASS : VERDICT_FAIL;
		made.is_distinct = 1;
		made.is_repeat = paid != 0;
		status = observe_sale(observer, &made, keyed->key);
	}
	return status;
}

/* The customers of order_value_per_contact. */
static int32_t asked(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		struct observation made;

		if (!rule_takes_question(rule, step->event))
			continue;
		observation_of(&made, session, step->event->t);
		made.den = made.is_distinct = made.is_repeat = 1;
		status = observe_sale(observer, &made, step->event->agent != 0
			? step->event->agent : step->owner);
	}
	return status;
}

int32_t read_sales(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	enum variant variant = observer->definition->metric->variant;
	int32_t status = KEFU_OK;
	size_t i;

	counted_reset(observer);
	if (variant == VARIANT_PER_CONTACT)
		status = sessions_read(observer, asked);
	if (status != KEFU_OK || history->order_count == 0)
		return status;
	status = chats_read(observer, 0);
	if (variant == VARIANT_PAYMENT_RATE)
		return status == KEFU_OK ? payment_pairs(observer) : status;
	for (i = 0; i < history->order_count && status == KEFU_OK; i++)
		if (order_paid(&history->orders[i]) >= 0 &&
		    !order_is_flagged(observer, &history->orders[i]))
			status = sale(observer, &history->orders[i]);
	return status;
}
