#include "measure/definition.h"

#include <string.h>

#include "kefu/metric.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

void definition_init(struct definition *definition, const struct metric *metric)
{
	memset(definition, 0, sizeof *definition);
	definition->metric = metric;
	definition->limit_ms = definition->cap_ms = -1;
	definition->only_within_ms = -1;
	definition->attribution.lookback_ms = 2 * DAY_MS;
	definition->attribution.silent_urge_ms = -1;
	definition->attribution.silent_follow_up_ms = -1;
	switch (metric->reader) {
	case READER_REPLY_WITHIN:
	case READER_SLOW_RESPONSE:
		/* the limit that most marketplaces share */
		definition->limit_ms = 3 * MINUTE_MS;
		break;
	case READER_TARGET:
		definition->limit_ms = 60 * MINUTE_MS;
		break;
	case READER_RESOLUTION:
		if (metric->variant == VARIANT_WITHIN)
			definition->limit_ms = DAY_MS;
		break;
	case READER_REFUND:
		if (metric->variant == VARIANT_WITHIN)
			definition->limit_ms = 2 * DAY_MS;
		break;
	case READER_ORDER:
		if (metric->variant == VARIANT_NON_FULFILMENT)
			definition->limit_ms = 2 * DAY_MS;
		break;
	case READER_REPURCHASE:
		definition->horizon_ms = 30 * DAY_MS;
		break;
	case READER_ATTAINMENT:
		definition->target_metric = metric_named("attributed_sales", 16);
		break;
	case READER_FOLLOW_UP:
		definition->horizon_ms = 7 * DAY_MS;
		break;
	default:
		break;
	}
}

static int counts_rounds(const struct metric *metric)
{
	return metric->reader == READER_RESPONSE_TIME ||
	       metric->reader == READER_REPLY_WITHIN ||
	       metric->reader == READER_REPLY_RATE ||
	       metric->reader == READER_SLOW_RESPONSE ||
	       metric->reader == READER_CONTACT;
}

/* Of the readers that know a limit, some serve metrics without one. */
static int has_limit(const struct metric *metric)
{
	switch (metric->reader) {
	case READER_RESOLUTION:
	case READER_REFUND:
		return metric->variant == VARIANT_WITHIN;
	case READER_ORDER:
		return metric->variant == VARIANT_NON_FULFILMENT;
	case READER_SHARE:
		return metric->variant == VARIANT_LEFT_MESSAGE_ANSWERED;
	default:
		return 1;
	}
}

static const char *unit_fault(const struct definition *definition)
{
	enum reader reader = definition->metric->reader;

	switch (definition->unit) {
	case UNIT_MESSAGE:
		return reader == READER_RESPONSE_TIME ? NULL
			: "unit message: only response_time reads single messages";
	case UNIT_ITEM:
	case UNIT_ORDER:
		return definition->metric->variant == VARIANT_HELP ||
		       definition->metric->variant == VARIANT_NON_FULFILMENT
			? NULL : "unit: this metric's cases are neither items nor orders";
	case UNIT_SESSION:
		return NULL;
	case UNIT_CUSTOMER_DAY:
		if (reader == READER_COMPLAINT)
			return NULL;
		break;
	default:
		break;
	}
	return definition->unit > UNIT_SESSION && !counts_rounds(definition->metric)
		? "unit: this metric's cases are sessions" : NULL;
}

static const char *window_fault(const struct definition *definition)
{
	if (definition->window != WINDOW_DAYS && definition->window_days != 0)
		return "window: calendar months and window_days are two windows; give one";
	if (definition->lag_days > 0 && definition->window_days == 0 &&
	    definition->window == WINDOW_DAYS)
		return "lag_days: there is no window that could lag; give window_days";
	return NULL;
}

static const char *judgement_fault(const struct definition *definition)
{
	if (definition->unanswered == UNANSWERED_CAP && definition->cap_ms < 0)
		return "unanswered cap: cap_s says how long a wait counts, and is not given";
	if (definition->due_rule != DUE_RULE_LIMIT &&
	    (definition->reduce == REDUCE_MEAN || definition->reduce == REDUCE_SUM))
		return "due_rule: a due time judges each wait; it has no mean or sum";
	if (definition->judged_at == JUDGED_AT_DAY_END &&
	    definition->metric->reader == READER_RESPONSE_TIME &&
	    definition->unanswered != UNANSWERED_CAP)
		return "judged_at day_end: what stays open counts as the cap; give unanswered cap and cap_s";
	return NULL;
}

const char *definition_fault(const struct definition *definition)
{
	const struct metric *metric = definition->metric;
	const char *fault = judgement_fault(definition);

	if (fault == NULL)
		fault = window_fault(definition);
	if (fault == NULL)
		fault = unit_fault(definition);
	if (fault != NULL)
		return fault;
	if ((definition->limit_ms >= 0 || definition->limit_exclusive) &&
	    !has_limit(metric))
		return "limit_s: this metric judges nothing";
	if (definition->short_ms != 0 && metric->variant != VARIANT_ABANDONED)
		return "short_s: this metric is not about those who gave up";
	if (definition->withdrawn_counts && metric->variant != VARIANT_TIME)
		return "withdrawn: this metric's cases are those completed";
	if (definition->hours_by != HOURS_BY_DEFAULT && definition->hours == NULL)
		return "hours_by: there are no hours; give hours";
	if (definition->statistic != SHOWN_DEFAULT &&
	    metric->unit != KEFU_UNIT_DURATION)
		return "statistic: only durations have quantiles and extremes";
	if ((definition->recency_share > 0) != (definition->recency_weight > 0))
		return "recency: share and weight belong together";
	if (definition->recency_share > 1 || definition->recency_weight > 1)
		return "recency: share and weight are at most 1";
	return NULL;
}
