/* After-sales: refund cases, how they were handled and what they are a share
 * of. */
#include "measure/clock.h"
#include "measure/observe.h"

static int is_case(const struct definition *definition,
                   const struct dossier *refund)
{
	int intervened =
		dossier_first(refund, KEFU_EVENT_REFUND_INTERVENE) != NULL;

	return definition->intervened == INTERVENED_ANY ||
	       intervened == (definition->intervened == INTERVENED_YES);
}

/* The last agent named on a case. */
static kefu_id handler(const struct dossier *refund)
{
	size_t i;

	for (i = refund->count; i-- > 0;)
		if (refund->events[i].agent != 0)
			return refund->events[i].agent;
	return 0;
}

static uint8_t refund_type(const struct dossier *refund)
{
	size_t i;

	for (i = 0; i < refund->count; i++)
		if (refund->events[i].type != 0)
			return refund->events[i].type;
	return 0;
}

static const struct entry *after(const struct dossier *refund,
                                 const struct entry *since, uint8_t kind)
{
	const struct entry *end = refund->events + refund->count, *event;

	for (event = since + 1; event < end; event++)
		if (event->kind == kind)
			return event;
	return NULL;
}

/* From the first request to `until`, less the buyer's shipping of a return. */
static int64_t case_time(const struct definition *definition,
                         const struct dossier *refund, int64_t until)
{
	const struct entry *request =
		dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);
	const struct entry *agreed =
		dossier_first(refund, KEFU_EVENT_REFUND_AGREE);
	int64_t start = request != NULL ? request->t : refund->events[0].t;
	int64_t taken = clock_between(definition->clock, start, until);
	const struct entry *stop;

	if (definition->return_pause == RETURN_PAUSE_NONE || agreed == NULL ||
	    refund_type(refund) != KEFU_TYPE_RETURN_REFUND)
		return taken;
	stop = after(refund, agreed,
	             definition->return_pause == RETURN_PAUSE_POSTING
	             ? KEFU_EVENT_REFUND_SHIP_BACK : KEFU_EVENT_REFUND_SIGN);
	if (stop != NULL)
		taken -= clock_between(definition->clock, agreed->t,
		                       stop->t < until ? stop->t : until);
	return taken;
}

/* A finding with negative points against the case, wherever it was filed. */
static int has_error(const struct observer *observer,
                     const struct dossier *refund)
{
	const struct entries *entries = &observer->fold->history.entries;
	size_t i;

	for (i = 0; i < entries->count; i++)
		if (entries->at[i].kind == KEFU_EVENT_QA_FINDING &&
		    entries->at[i].refund == refund->id &&
		    entries->at[i].value < 0)
			return 1;
	return 0;
}

/* One request, the seller not liable, no error found. */
static int is_accurate(const struct observer *observer,
                       const struct dossier *refund)
{
	int requests = 0;
	size_t i;

	for (i = 0; i < refund->count; i++) {
		const struct entry *event = &refund->events[i];

		requests += event->kind == KEFU_EVENT_REFUND_REQUEST;
		if (event->kind == KEFU_EVENT_REFUND_JUDGE &&
		    event->liable == KEFU_PARTY_SELLER)
			return 0;
	}
	return requests == 1 && !has_error(observer, refund);
}

static int32_t observe_case(struct observer *observer,
                            struct observation *made,
                            const struct dossier *refund)
{
	int32_t status = credit_agent(observer, handler(refund));

	return status == KEFU_OK ? observe(observer, made) : status;
}

static int32_t completed(struct observer *observer,
                         const struct dossier *refund)
{
	const struct definition *definition = observer->definition;
	const struct entry *done =
		dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
	struct observation made;
	int64_t taken;

	if (done == NULL)
		return KEFU_OK;
	observation_of_order(observer, &made, refund, done->t);
	taken = case_time(definition, refund, done->t);
	switch (definition->metric->variant) {
	case VARIANT_WITHIN:
		make_share(&made, within_limit(definition, taken));
		made.reading = taken;
		break;
	case VARIANT_ACCURACY:
		make_share(&made, is_accurate(observer, refund));
		break;
	case VARIANT_SELF_RESOLVED:
		make_share(&made, dossier_first(refund,
			KEFU_EVENT_REFUND_INTERVENE) == NULL);
		break;
	default:
		make_duration(&made, taken);
		break;
	}
	return observe_case(observer, &made, refund);
}

/* A withdrawn case counts up to its first refusal, where the definition says
 * so. */
static int32_t withdrawn(struct observer *observer,
                         const struct dossier *refund)
{
	const struct entry *request =
		dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);
	const struct entry *refused =
		dossier_first(refund, KEFU_EVENT_REFUND_REFUSE);
	struct observation made;

	if (request == NULL || refused == NULL ||
	    dossier_first(refund, KEFU_EVENT_REFUND_WITHDRAW) == NULL ||
	    dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE) != NULL)
		return KEFU_OK;
	observation_of_order(observer, &made, refund, refused->t);
	make_duration(&made, clock_between(observer->definition->clock,
	                                   request->t, refused->t));
	return observe_case(observer, &made, refund);
}

int32_t read_refund(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	const struct definition *definition = observer->definition;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->refund_count && status == KEFU_OK; i++) {
		const struct dossier *refund = &history->refunds[i];

		if (!is_case(definition, refund))
			continue;
		status = completed(observer, refund);
		if (status == KEFU_OK && definition->withdrawn_counts &&
		    definition->metric->variant == VARIANT_TIME)
			status = withdrawn(observer, refund);
	}
	return status;
}

/* Shares of what was paid: when a case counts, dated at which of its events */

static const struct entry *judged_seller(const struct dossier *refund)
{
	size_t i;

	if (dossier_first(refund, KEFU_EVENT_REFUND_INTERVENE) == NULL)
		return NULL;
	for (i = 0; i < refund->count; i++)
		if (refund->events[i].kind == KEFU_EVENT_REFUND_JUDGE &&
		    refund->events[i].liable == KEFU_PARTY_SELLER)
			return &refund->events[i];
	return NULL;
}

static const struct entry *called_by_customer(const struct dossier *refund)
{
	size_t i;

	if (dossier_first(refund, KEFU_EVENT_REFUND_WITHDRAW) != NULL)
		return NULL;
	for (i = 0; i < refund->count; i++)
		if (refund->events[i].kind == KEFU_EVENT_REFUND_INTERVENE &&
		    refund->events[i].initiator == KEFU_PARTY_CUSTOMER)
			return &refund->events[i];
	return NULL;
}

/* Only the first case of an order and item counts, by its first request. */
static const struct entry *names_quality(const struct observer *observer,
                                         const struct dossier *refund)
{
	const struct customer_history *history = &observer->fold->history;
	const struct entry *request =
		dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);
	const struct dossier *other;

	if (request == NULL || observer->words.quality == 0 ||
	    request->name != observer->words.quality ||
	    request->type == KEFU_TYPE_EXCHANGE ||
	    request->type == KEFU_TYPE_REPAIR)
		return NULL;
	for (other = history->refunds; other < refund; other++) {
		const struct entry *earlier =
			dossier_first(other, KEFU_EVENT_REFUND_REQUEST);

		if (earlier != NULL && other->order == refund->order &&
		    earlier->item == request->item)
			return NULL;
	}
	return request;
}

static int32_t share_of_paid(struct observer *observer,
                             const struct dossier *refund)
{
	const struct entry *event;
	struct observation made;
	int64_t num = 1;
	uint32_t currency = 0;

	switch (observer->definition->metric->variant) {
	case VARIANT_DISPUTES:
		event = judged_seller(refund);
		break;
	case VARIANT_HELP:
		event = called_by_customer(refund);
		break;
	case VARIANT_QUALITY:
		event = names_quality(observer, refund);
		break;
	case VARIANT_REFUNDED:
		event = dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
		num = refund_amount(refund);
		currency = order_currency(observer, refund);
		break;
	default:
		event = dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
		break;
	}
	if (event == NULL)
		return KEFU_OK;
	observation_of_order(observer, &made, refund, event->t);
	made.num = made.reading = num;
	made.currency = currency;
	return observe(observer, &made);
}

static int32_t paid_amounts(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		struct observation made;

		if (order_paid(order) < 0)
			continue;
		observation_of_order(observer, &made, order, order_paid(order));
		made.den = made.reading = order_amount(order);
		made.currency = order_currency(observer, order);
		status = observe(observer, &made);
	}
	return status;
}

int32_t read_refund_share(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	enum variant variant = observer->definition->metric->variant;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->refund_count && status == KEFU_OK; i++)
		if (is_case(observer->definition, &history->refunds[i]))
			status = share_of_paid(observer, &history->refunds[i]);
	if (status != KEFU_OK)
		return status;
	if (variant == VARIANT_REFUNDED)
		return paid_amounts(observer);
	return paid_orders(observer, variant != VARIANT_HELP);
}

/* return_rate, return_order_rate: by the day of the sale */

static int64_t returned_units(const struct dossier *refund)
{
	static const uint8_t kinds[] = {KEFU_EVENT_REFUND_COMPLETE,
	                                KEFU_EVENT_REFUND_REQUEST};
	size_t k, i;

	for (k = 0; k < 2; k++)
		for (i = 0; i < refund->count; i++)
			if (refund->events[i].kind == kinds[k] &&
			    refund->events[i].units != 0)
				return refund->events[i].units;
	return 1;
}

int32_t read_return(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int by_order =
		observer->definition->metric->variant == VARIANT_RETURN_ORDERS;
	int32_t status = KEFU_OK;
	size_t i, k;

	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		struct observation made;
		int64_t returned = 0;

		if (order_paid(order) < 0)
			continue;
		for (k = 0; k < history->refund_count; k++) {
			const struct dossier *refund = &history->refunds[k];

			if (refund->order == order->id &&
			    refund_type(refund) == KEFU_TYPE_RETURN_REFUND &&
			    dossier_first(refund,
			                  KEFU_EVENT_REFUND_COMPLETE) != NULL)
				returned += by_order ? 1
				                     : returned_units(refund);
		}
		observation_of_order(observer, &made, order, order_paid(order));
		made.num = by_order ? returned != 0 : returned;
		made.den = by_order ? 1 : order_units(order);
		made.reading = returned;
		status = observe(observer, &made);
	}
	return status;
}
