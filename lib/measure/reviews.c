/* Reviews of orders. */
#include "measure/observe.h"

#include "kefu/civil.h"

static int set_has(const struct score_set *set, int64_t stars)
{
	return (set->bits[0] >> stars & 1) != 0;
}

static int is_positive(const struct definition *definition, int64_t stars)
{
	return definition->positive.given
		? set_has(&definition->positive, stars) : stars >= 4;
}

static int is_negative(const struct definition *definition, int64_t stars)
{
	return definition->negative.given
		? set_has(&definition->negative, stars) : stars <= 3;
}

/* The order that a review is an event of. */
static kefu_id order_of(const struct customer_history *history, const struct entry *review)
{
	const struct dossier *order = history->orders;

	while (review < order->events || review >= order->events + order->count)
		order++;
	return order->id;
}

static int is_later(const struct observer *observer, const struct entry *one,
                    const struct entry *other)
{
	const struct customer_history *history = &observer->fold->history;

	return one->t != other->t
		? one->t > other->t
		: text_compare(observer->fold->texts, order_of(history, one),
		               order_of(history, other)) > 0;
}

/* The customer's reviews in order of time, those of one instant by order. */
static int32_t gather(struct observer *observer, size_t *count)
{
	const struct customer_history *history = &observer->fold->history;
	void *array = observer->reviews;
	size_t i, k, at;
	int32_t status;

	*count = 0;
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->review_capacity,
	                        history->entries.count,
	                        sizeof *observer->reviews);
	observer->reviews = array;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < history->order_count; i++)
		for (k = 0; k < history->orders[i].count; k++) {
			const struct entry *event =
				&history->orders[i].events[k];

			if (event->kind != KEFU_EVENT_REVIEW)
				continue;
			for (at = (*count)++; at > 0 &&
			     is_later(observer, observer->reviews[at - 1], event); at--)
				observer->reviews[at] =
					observer->reviews[at - 1];
			observer->reviews[at] = event;
		}
	return KEFU_OK;
}

/* How many of the customer's reviews before this one share its month. */
static int32_t earlier_in_month(struct observer *observer, size_t at)
{
	int32_t month = kefu_civil_month_start(
		local_day(observer, observer->reviews[at]->t));
	int32_t earlier = 0;

	while (at-- > 0)
		earlier += kefu_civil_month_start(local_day(observer,
			observer->reviews[at]->t)) == month;
	return earlier;
}

static int32_t observe_review(struct observer *observer,
                              const struct entry *review)
{
	const struct definition *definition = observer->definition;
	static const struct session nobody;
	struct observation made;
	int32_t status;

	observation_of(&made, &nobody, review->t);
	made.standing = (uint8_t)entry_standing(observer, review);
	made.customer = observer->fold->history.customer;
	made.team = review->team;
	switch (definition->metric->variant) {
	case VARIANT_POSITIVE:
		make_share(&made, is_positive(definition, review->value));
		break;
	case VARIANT_NEGATIVE:
		make_share(&made, is_negative(definition, review->value));
		break;
	case VARIANT_COUNT:
		if (!is_negative(definition, review->value))
			return KEFU_OK;
		made.num = 1;
		break;
	default:
		made.num = review->value;
		made.den = 1;
		break;
	}
	made.reading = review->value;
	made.is_score = 1;
	if (definition->denominator == DENOMINATOR_COMPLETED_ORDERS)
		made.den = 0;
	status = credit_agent(observer, review->agent);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* denominator completed_orders: by the first receipt. */
static int32_t completed_orders(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->order_count && status == KEFU_OK; i++) {
		const struct dossier *order = &history->orders[i];
		const struct entry *received =
			dossier_first(order, KEFU_EVENT_ORDER_RECEIVE);
		struct observation made;

		if (received == NULL)
			continue;
		observation_of_order(observer, &made, order, received->t);
		made.den = made.reading = made.is_repeat = 1;
		status = observe(observer, &made);
	}
	return status;
}

int32_t read_review(struct observer *observer)
{
	int32_t cap = observer->definition->pair_cap;
	size_t count, i;
	int32_t status = gather(observer, &count);

	for (i = 0; i < count && status == KEFU_OK; i++)
		if (cap == 0 || earlier_in_month(observer, i) < cap)
			status = observe_review(observer, observer->reviews[i]);
	if (status == KEFU_OK && observer->definition->denominator ==
	    DENOMINATOR_COMPLETED_ORDERS)
		status = completed_orders(observer);
	return status;
}
