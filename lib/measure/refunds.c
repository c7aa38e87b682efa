/* After-sales: refund cases, how they were handled and what they are a share
 * of. */
#include "measure/clock.h"
#include "measure/observe.h"

static int is_case(const struct definition *definition,
                   const struct dossier *refund)
{
	int intervened =
		dossier_first(refund, KEFU_EVENT_REFUND_INTERVENE) != NULL;

	if (definition->case_type != 0 &&
	    refund_type(refund) != definition->case_type)
		return 0;
	if (definition->case_reason != 0) {
		const struct entry *request =
			dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);

		if (request == NULL || request->name != definition->case_reason)
			return 0;
	}
	if (definition->withdrawn != WITHDRAWN_ANY &&
	    (dossier_first(refund, KEFU_EVENT_REFUND_WITHDRAW) != NULL) !=
	    (definition->withdrawn == WITHDRAWN_YES))
		return 0;
	if (definition->only_completed &&
	    dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE) == NULL)
		return 0;
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

/* From the first request to `until`, less the buyer's shipping of a return. */
static int64_t case_time(const struct definition *definition,
                         const struct dossier *refund, int64_t until)
{
	int64_t taken = clock_between(definition->clock, refund_start(refund),
	                              until);
	int64_t from, to;

	if (definition->return_pause != RETURN_PAUSE_NONE &&
	    refund_shipping(refund,
	                    definition->return_pause == RETURN_PAUSE_POSTING
	                    ? KEFU_EVENT_REFUND_SHIP_BACK
	                    : KEFU_EVENT_REFUND_SIGN, &from, &to))
		taken -= clock_between(definition->clock, from,
		                       to < until ? to : until);
	return taken;
}

static int is_error(const struct entry *event)
{
	return event->kind == KEFU_EVENT_QA_FINDING && event->value < 0;
}

/* Cases with an error found against them: filed with a session or an order it
 * names the case; filed with the case itself, its events tell. */
static int32_t note_errors(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	const struct entries *entries = &history->entries;
	int32_t status = KEFU_OK;
	size_t i, k;

	observer->keyed_count = 0;
	for (i = 0; i < entries->count && status == KEFU_OK; i++)
		if (is_error(&entries->at[i]) && entries->at[i].refund != 0)
			status = keyed_add(observer, entries->at[i].refund, 0, 0);
	for (i = 0; i < history->refund_count; i++) {
		const struct dossier *refund = &history->refunds[i];

		for (k = 0; k < refund->count && status == KEFU_OK; k++)
			if (is_error(&refund->events[k]))
				status = keyed_add(observer, refund->id, 0, 0);
	}
	keyed_sort(observer);
	return status;
}

/* One request, the seller not liable, no error found. */
static int is_accurate(const struct observer *observer,
                       const struct dossier *refund)
{
	int requests = 0;
	size_t i;

	for (i = 0; i < refund->count; i++)
		requests += refund->events[i].kind == KEFU_EVENT_REFUND_REQUEST;
	return requests == 1 && refund_judged_seller(refund) == NULL &&
	       !keyed_has(observer, refund->id);
}

static int32_t observe_case(struct observer *observer,
                            struct observation *made,
                            const struct dossier *refund)
{
	int32_t status = credit_agent(observer, handler(refund));

	return status == KEFU_OK ? observe(observer, made) : status;
}

/* The first event of a kind, or of another, not before an instant. */
static const struct entry *first_since(const struct dossier *refund,
                                       uint8_t kind, uint8_t other, int64_t t)
{
	size_t i;

	for (i = 0; i < refund->count; i++)
		if (refund->events[i].t >= t &&
		    (refund->events[i].kind == kind ||
		     (other != 0 && refund->events[i].kind == other)))
			return &refund->events[i];
	return NULL;
}

/* A definition's own span: the sum of its pairs. A pair that adds and is not
 * complete leaves the case out; the last of them dates it. */
static int span_time(const struct definition *definition,
                     const struct dossier *refund, int64_t *taken, int64_t *t)
{
	const struct span *span = &definition->span;
	int32_t i;

	*taken = 0;
	for (i = 0; i < span->count; i++) {
		const struct span_pair *pair = &span->pairs[i];
		const struct entry *from = dossier_first(refund, pair->from);
		const struct entry *to = from == NULL ? NULL
			: first_since(refund, pair->to, pair->or_to, from->t);
		int64_t part;

		if (to == NULL && !pair->minus)
			return 0;
		if (to == NULL)
			continue;
		part = clock_between(definition->clock, from->t, to->t);
		*taken += pair->minus ? -part : part;
		if (!pair->minus)
			*t = to->t;
	}
	if (*taken < 0)
		*taken = 0;
	return 1;
}

static int32_t spanned(struct observer *observer, const struct dossier *refund)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	int64_t taken, t = 0;

	if (!span_time(definition, refund, &taken, &t))
		return KEFU_OK;
	observation_of_order(observer, &made, refund, t);
	if (definition->metric->variant == VARIANT_WITHIN) {
		make_share(&made, within_limit(definition, taken));
		made.reading = taken;
	} else {
		make_duration(&made, taken);
	}
	return observe_case(observer, &made, refund);
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

	if (definition->metric->variant == VARIANT_ACCURACY)
		status = note_errors(observer);
	for (i = 0; i < history->refund_count && status == KEFU_OK; i++) {
		const struct dossier *refund = &history->refunds[i];

		if (!is_case(definition, refund))
			continue;
		status = definition->span.count != 0
			? spanned(observer, refund)
			: completed(observer, refund);
		if (status == KEFU_OK && definition->withdrawn_counts &&
		    definition->metric->variant == VARIANT_TIME)
			status = withdrawn(observer, refund);
	}
	return status;
}

/* Shares of what was paid: when a case counts, dated at which of its events */

static const struct entry *judged_seller(const struct definition *definition,
                                         const struct dossier *refund)
{
	const struct entry *intervened =
		dossier_first(refund, KEFU_EVENT_REFUND_INTERVENE);

	if (intervened == NULL)
		return NULL;
	if (definition->liable == LIABLE_ANY)
		return definition->only_completed
			? dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE)
			: intervened;
	return refund_judged_seller(refund);
}

/* A withdrawn case counts for a while: 0 no, 1 yes, -1 still. */
static int counts_after(const struct observer *observer,
                        const struct dossier *refund)
{
	const struct entry *withdrawn =
		dossier_first(refund, KEFU_EVENT_REFUND_WITHDRAW);

	if (withdrawn == NULL)
		return 1;
	return observer->fold->as_of - withdrawn->t <
	       observer->definition->withdrawn_after_ms ? -1 : 0;
}

static const struct entry *called(const struct observer *observer,
                                  const struct dossier *refund)
{
	const struct definition *definition = observer->definition;
	uint32_t by = definition->intervened_by != 0
		? definition->intervened_by : 1u << KEFU_PARTY_CUSTOMER;
	int refused = definition->platform_after == PLATFORM_AFTER_ANYTHING;
	size_t i;

	if (counts_after(observer, refund) == 0)
		return NULL;
	for (i = 0; i < refund->count; i++) {
		const struct entry *event = &refund->events[i];

		refused |= event->kind == KEFU_EVENT_REFUND_REFUSE;
		if (event->kind == KEFU_EVENT_REFUND_INTERVENE &&
		    (by >> event->initiator & 1) != 0 &&
		    (refused || event->initiator != KEFU_PARTY_PLATFORM))
			return event;
	}
	return NULL;
}

/* Cases of customers with an order flagged not long before weigh more. */
static int64_t weight(const struct observer *observer, int64_t t)
{
	const struct customer_history *history = &observer->fold->history;
	const struct weight_by *weigh = &observer->definition->weight_by;
	size_t i, k;

	if (weigh->flag == 0)
		return 1;
	for (i = 0; i < history->order_count; i++)
		for (k = 0; k < history->orders[i].count; k++) {
			const struct entry *event =
				&history->orders[i].events[k];

			if (event->kind == KEFU_EVENT_ORDER_FLAG &&
			    event->name == weigh->flag && event->t <= t &&
			    event->t >= t - WEIGHT_BACK_MS)
				return weigh->factor;
		}
	return 1;
}

static int32_t share_of_paid(struct observer *observer,
                             const struct dossier *refund)
{
	const struct entry *event;
	struct observation made;
	struct money money = {1, 0};

	switch (observer->definition->metric->variant) {
	case VARIANT_DISPUTES:
		event = judged_seller(observer->definition, refund);
		break;
	case VARIANT_HELP:
		event = called(observer, refund);
		break;
	case VARIANT_REFUNDED:
		event = dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
		money = refund_money(refund, desk_currency(observer));
		break;
	default:
		event = dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
		break;
	}
	if (event == NULL)
		return KEFU_OK;
	observation_of_order(observer, &made, refund, event->t);
	money.amount *= weight(observer, event->t);
	make_money(&made, money);
	made.immature = observer->definition->withdrawn_after_ms != 0 &&
	                counts_after(observer, refund) < 0;
	return observe(observer, &made);
}

/* quality_refund_rate: of the cases of an order and item only the first
 * counts, by its first request. */
static int32_t quality_case(struct observer *observer,
                            const struct dossier *refund)
{
	const struct entry *request =
		dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);
	struct observation made;

	if (!is_case(observer->definition, refund) ||
	    observer->words.quality == 0 ||
	    request->name != observer->words.quality ||
	    request->type == KEFU_TYPE_EXCHANGE ||
	    request->type == KEFU_TYPE_REPAIR)
		return KEFU_OK;
	observation_of_order(observer, &made, refund, request->t);
	made.num = made.reading = weight(observer, request->t);
	return observe(observer, &made);
}

static int32_t quality_cases(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	const struct keyed *keyed;
	int32_t status = KEFU_OK;
	size_t i;

	observer->keyed_count = 0;
	for (i = 0; i < history->refund_count && status == KEFU_OK; i++) {
		const struct entry *request = dossier_first(
			&history->refunds[i], KEFU_EVENT_REFUND_REQUEST);

		if (request != NULL)
			status = keyed_add(observer, history->refunds[i].order,
			                   request->item, i);
	}
	keyed_sort(observer);
	for (i = 0; i < observer->keyed_count && status == KEFU_OK; i++) {
		keyed = &observer->keyed[i];
		if (i == 0 || keyed->key != keyed[-1].key ||
		    keyed->other != keyed[-1].other)
			status = quality_case(observer,
			                      &history->refunds[keyed->at]);
	}
	return status;
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
		make_money(&made, order_money(order, desk_currency(observer)));
		made.den = made.num;
		made.num = 0;
		status = observe(observer, &made);
	}
	return status;
}

/* platform_help_rate by order: of an order's cases the one called for first. */
static int32_t orders_called_for(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	observer->keyed_count = 0;
	for (i = 0; i < history->refund_count && status == KEFU_OK; i++) {
		const struct dossier *refund = &history->refunds[i];
		const struct entry *call = is_case(observer->definition, refund)
			? called(observer, refund) : NULL;

		if (call != NULL)
			status = keyed_add(observer, refund->order,
			                   (kefu_id)call->t, i);
	}
	keyed_sort(observer);
	for (i = 0; i < observer->keyed_count && status == KEFU_OK; i++) {
		const struct keyed *keyed = &observer->keyed[i];

		if (i == 0 || keyed->key == 0 || keyed->key != keyed[-1].key)
			status = share_of_paid(observer,
			                       &history->refunds[keyed->at]);
	}
	return status;
}

/* Complaints call for the platform, too. */
static int32_t complained(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind != KEFU_EVENT_COMPLAINT_FILE)
			continue;
		observation_of(&made, session, step->event->t);
		made.num = made.reading = weight(observer, step->event->t);
		status = credit_agent(observer, step->event->agent);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

static int32_t loose_complaint(struct observer *observer,
                               struct observation *made,
                               const struct entry *event)
{
	if (event->kind != KEFU_EVENT_COMPLAINT_FILE)
		return KEFU_OK;
	made->num = made->reading = weight(observer, event->t);
	return observe(observer, made);
}

int32_t read_refund_share(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	enum variant variant = observer->definition->metric->variant;
	int by_order = variant == VARIANT_HELP &&
	               observer->definition->unit == UNIT_ORDER;
	int32_t status = KEFU_OK;
	size_t i;

	if (variant == VARIANT_QUALITY)
		status = quality_cases(observer);
	else if (by_order)
		status = orders_called_for(observer);
	for (i = 0; variant != VARIANT_QUALITY && !by_order &&
	     status == KEFU_OK && i < history->refund_count; i++)
		if (is_case(observer->definition, &history->refunds[i]))
			status = share_of_paid(observer, &history->refunds[i]);
	if (status == KEFU_OK && observer->definition->with_complaints)
		status = sessions_read(observer, complained);
	if (status == KEFU_OK && observer->definition->with_complaints)
		status = loose_read(observer, loose_complaint);
	if (status != KEFU_OK)
		return status;
	if (variant == VARIANT_REFUNDED)
		return paid_amounts(observer);
	return paid_orders(observer, variant != VARIANT_HELP ||
	                             observer->definition->unit == UNIT_ITEM);
}

/* return_rate, return_order_rate: by the day of the sale */

static int64_t returned(const struct dossier *order, int by_order)
{
	int64_t total = 0;
	size_t i;

	for (i = 0; i < order->case_count; i++) {
		const struct dossier *refund = order->cases[i];
		int64_t units = by_order ? 1 : refund_units(refund);

		if (refund_type(refund) != KEFU_TYPE_RETURN_REFUND ||
		    dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE) == NULL)
			continue;
		if (by_order)
			return 1;
		total = total < SUM_OVERFLOW - units ? total + units
		                                     : SUM_OVERFLOW;
	}
	return total;
}

int32_t read_return(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int by_order =
		observer->definition->metric->variant == VARIANT_RETURN_ORDERS;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		struct observation made;

		if (order_paid(order) < 0)
			continue;
		observation_of_order(observer, &made, order, order_paid(order));
		made.num = made.reading = returned(order, by_order);
		made.den = by_order ? 1 : order_units(order);
		status = observe(observer, &made);
	}
	return status;
}
