#include "measure/reach.h"

#include "time/civil.h"

/* Days of an inquiry: as observe_inquiry() and session_inquiry() count them. */
static int64_t inquiry_ahead(const struct definition *definition)
{
	int32_t order_days = definition->order_days != 0 ? definition->order_days : 2;
	int32_t days = definition->pay_days > order_days ? definition->pay_days : order_days;

	return days * CIVIL_DAY_MS;
}

static int64_t not_negative(int64_t ms)
{
	return ms > 0 ? ms : 0;
}

/* Sales look back at chats, and ahead at those that follow an order. */
static void attribution_reach(const struct attribution *attribution, struct reach *reach)
{
	reach->back_ms = attribution->lookback_ms + not_negative(attribution->silent_urge_ms);
	reach->ahead_ms = not_negative(attribution->silent_follow_up_ms);
}

static int sales_add_up(enum variant variant)
{
	switch (variant) {
	case VARIANT_SALES:
	case VARIANT_SILENT:
	case VARIANT_ORDERS:
	case VARIANT_UNITS:
	case VARIANT_UNIT_PRICE:
	case VARIANT_SALES_SHARE:
		return 1;
	default: /* over buyers, contacts, or against the shop's */
		return 0;
	}
}

static int adds_up(const struct definition *definition)
{
	enum variant variant = definition->metric->variant;

	if (definition->unit == UNIT_CUSTOMER || definition->recency_share > 0)
		return 0;
	switch (definition->metric->reader) {
	case READER_CONTACT:
	case READER_PRESENCE:
	case READER_REPURCHASE:
	case READER_RETENTION:
	case READER_ATTAINMENT:
		return 0;
	case READER_BACKLOG: /* over time; what waits now is never sealed */
		return variant == VARIANT_FLOW;
	case READER_COMPLAINT:
		return variant != VARIANT_FILED || definition->unit != UNIT_CUSTOMER_DAY;
	case READER_INQUIRY:
		return definition->unit == UNIT_SESSION || variant == VARIANT_CONVERSION ||
		       variant == VARIANT_LOST;
	case READER_ORDER:
		return variant != VARIANT_LIFETIME_VALUE && variant != VARIANT_SHOP_CONVERSION;
	case READER_REVIEW:
		return definition->pair_cap == 0;
	case READER_SALES:
		return sales_add_up(variant);
	default:
		return 1;
	}
}

static int spans_days(const struct definition *definition)
{
	if (definition->denominator == DENOMINATOR_EVERYONE)
		return 1;
	switch (definition->metric->reader) {
	case READER_REPURCHASE:
	case READER_RETENTION:
	case READER_ATTAINMENT:
		return 1;
	case READER_SHARE: /* of everybody's */
		return definition->metric->variant == VARIANT_TOPIC;
	case READER_SALES:
		return definition->metric->variant == VARIANT_RELATIVE ||
		       definition->metric->variant == VARIANT_SALES_SHARE;
	default:
		return definition->unit == UNIT_CUSTOMER;
	}
}

struct reach definition_reach(const struct definition *definition)
{
	struct reach reach = {0, 0, adds_up(definition), spans_days(definition), 0};

	switch (definition->metric->reader) {
	case READER_FOLLOW_UP:
	case READER_REPURCHASE:
	case READER_SHARE:
		reach.ahead_ms = definition->horizon_ms;
		break;
	case READER_REFUND_SHARE:
		reach.ahead_ms = definition->withdrawn_after_ms;
		if (definition->weight_by.factor != 0)
			reach.back_ms = WEIGHT_BACK_MS;
		break;
	case READER_INQUIRY:
		reach.ahead_ms = inquiry_ahead(definition);
		/* paid, shipped … at any time */
		reach.awaits_orders = definition->pay_days == 0 &&
		                      definition->outcome > OUTCOME_RULE_ORDERED;
		reach.back_ms = CIVIL_DAY_MS; /* an order earlier that day */
		break;
	case READER_SALES:
	case READER_ATTAINMENT:
	case READER_COST:
		attribution_reach(&definition->attribution, &reach);
		break;
	default:
		break;
	}
	if (definition->mature_days * CIVIL_DAY_MS > reach.ahead_ms)
		reach.ahead_ms = definition->mature_days * CIVIL_DAY_MS;
	return reach;
}
