#include "measure/definition.h"

#include <string.h>

#include "kefu/metric.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

int definition_reads_means(const struct definition *definition)
{
	return definition->metric->reader == READER_RESPONSE_TIME &&
	       definition->unit > UNIT_ROUND && definition->span.count == 0 &&
	       definition->denominator != DENOMINATOR_RECEIVED;
}

void definition_init(struct definition *definition, const struct metric *metric)
{
	memset(definition, 0, sizeof *definition);
	definition->metric = metric;
	definition->limit_ms = definition->cap_ms = -1;
	definition->only_within_ms = -1;
	definition->attribution.lookback_ms = 2 * DAY_MS;
	definition->attribution.silent_urge_ms = -1;
	definition->attribution.silent_follow_up_ms = -1;
	definition->reception.forwarded_lines = -1;
	definition->reception.answered_lines = -1;
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

enum denominator denominator_of(const struct metric *metric)
{
	switch (metric->reader) {
	case READER_SURVEY_SENT:
		return metric->variant == VARIANT_INVITED ? DENOMINATOR_HANDLED
		                                          : DENOMINATOR_SENT;
	case READER_SURVEY:
		return metric->variant == VARIANT_POSITIVE ||
		       metric->variant == VARIANT_NEGATIVE
			? DENOMINATOR_ANSWERED : DENOMINATOR_DEFAULT;
	case READER_REVIEW:
		return metric->variant == VARIANT_POSITIVE ||
		       metric->variant == VARIANT_NEGATIVE
			? DENOMINATOR_RATED : DENOMINATOR_DEFAULT;
	case READER_RESPONSE_TIME:
		return DENOMINATOR_REPLIES;
	case READER_TARGET:
		return metric->variant == VARIANT_OVERRUN
			? DENOMINATOR_DEFAULT : DENOMINATOR_DECIDED;
	default:
		return DENOMINATOR_DEFAULT;
	}
}

#define CHOICE(name) (1u << DENOMINATOR_##name)

static const char *denominator_fault(const struct definition *definition)
{
	const struct metric *metric = definition->metric;
	uint32_t others = 0;

	switch (denominator_of(metric)) {
	case DENOMINATOR_HANDLED:
		others = CHOICE(CREATED) | CHOICE(EVERYONE);
		break;
	case DENOMINATOR_SENT:
		others = CHOICE(EVERYONE);
		break;
	case DENOMINATOR_ANSWERED:
		others = CHOICE(SENT) | CHOICE(HANDLED) | CHOICE(CREATED) |
		         CHOICE(EVERYONE);
		break;
	case DENOMINATOR_RATED:
		others = CHOICE(COMPLETED_ORDERS) | CHOICE(EVERYONE);
		break;
	case DENOMINATOR_REPLIES:
		others = CHOICE(RECEIVED);
		break;
	case DENOMINATOR_DECIDED:
		others = CHOICE(RESOLVED);
		break;
	default:
		break;
	}
	if (definition->denominator != DENOMINATOR_DEFAULT &&
	    (others >> definition->denominator & 1) == 0)
		return "denominator: this metric is not divided by these";
	if (definition->denominator == DENOMINATOR_RECEIVED &&
	    definition->unit != UNIT_DEFAULT && definition->unit != UNIT_SESSION)
		return "denominator received: every session is a case; there is no other unit";
	return NULL;
}

static const char *span_fault(const struct definition *definition)
{
	const struct span *span = &definition->span;
	int refunds = definition->metric->reader == READER_REFUND;
	int32_t i;

	for (i = 0; i < span->count; i++) {
		const struct span_pair *pair = &span->pairs[i];

		if (refunds && (pair->from < KEFU_EVENT_REFUND_REQUEST ||
		                pair->to < KEFU_EVENT_REFUND_REQUEST ||
		                (pair->or_to != 0 &&
		                 pair->or_to < KEFU_EVENT_REFUND_REQUEST)))
			return "span: refund cases have no replies and resolutions";
		if (!refunds && (span->count > 1 ||
		                 pair->from != KEFU_EVENT_MESSAGE ||
		                 pair->to != KEFU_EVENT_MESSAGE ||
		                 (pair->or_to != 0 && pair->or_to !=
		                  KEFU_EVENT_SESSION_RESOLVE)))
			return "span: of a session it is reply>reply or reply>reply|resolve";
	}
	if (span->count != 0 && !refunds &&
	    (definition->unit != UNIT_DEFAULT ||
	     definition->samples != SAMPLES_DEFAULT ||
	     definition->unanswered != UNANSWERED_DEFAULT ||
	     definition->cap_ms >= 0 ||
	     definition->clock_start != CLOCK_START_DEFAULT ||
	     definition->denominator != DENOMINATOR_DEFAULT))
		return "span: from reply to reply there are no rounds, so none to choose, cap or count";
	return NULL;
}

static const char *refund_fault(const struct definition *definition)
{
	if (definition->metric->variant != VARIANT_HELP &&
	    (definition->platform_after != PLATFORM_AFTER_ANYTHING ||
	     definition->withdrawn_after_ms != 0 || definition->with_complaints))
		return "case_filter: only platform_help_rate counts calls for the platform";
	if (definition->weight_by.factor != 0 &&
	    definition->metric->variant == VARIANT_REFUNDED)
		return "weight_by: it weighs cases, this metric counts money";
	return NULL;
}

static const char *samples_fault(const struct definition *definition)
{
	const struct metric *metric = definition->metric;
	enum samples samples = definition->samples;

	if (samples == SAMPLES_DEFAULT)
		return NULL;
	switch (metric->reader) {
	case READER_RESOLUTION_TIME:
		return samples != SAMPLES_NOT_FIRST ? NULL
			: "samples not_first: of resolutions there are every, first and last";
	case READER_RESOLUTION:
		if (metric->variant == VARIANT_ONE_TOUCH)
			return "samples: this metric asks for the resolution in force";
		if (metric->variant != VARIANT_COUNT)
			return samples == SAMPLES_FIRST || samples == SAMPLES_LAST
				? NULL : "samples: a session is resolved by its first resolution or its last";
		return samples != SAMPLES_NOT_FIRST ? NULL
			: "samples not_first: of resolutions there are every, first and last";
	case READER_QUEUE_TIME:
		return samples == SAMPLES_FIRST || samples == SAMPLES_LAST ? NULL
			: "samples: a queue ends with the first assignment or the last";
	case READER_TARGET:
		return definition->target == TARGET_NEXT_REPLY &&
		       (samples == SAMPLES_EVERY || samples == SAMPLES_NOT_FIRST)
			? NULL : "samples: a target says itself which replies it is about";
	default:
		return samples != SAMPLES_LAST ? NULL
			: "samples last: of rounds there are every, first and not_first";
	}
}

/* The knobs of the reading clause that ask for one another. */
static const char *reading_fault(const struct definition *definition)
{
	const struct metric *metric = definition->metric;

	if ((definition->pause & PAUSE_OUTSIDE_HOURS) != 0 &&
	    (definition->hours == NULL || definition->clock != NULL))
		return "pause outside_hours: the hours are the clock; give hours and no clock";
	if ((definition->pause & PAUSE_OUTSIDE_HOURS) != 0 &&
	    (metric->reader == READER_WAITING ||
	     metric->reader == READER_HANDLE_TIME || metric->reader == READER_ORDER))
		return "pause outside_hours: this metric takes the hours as its clock";
	if (definition->pause_clock != PAUSE_CLOCK_SAME && definition->pause == 0)
		return "pause_clock: nothing pauses; give pause";
	if (definition->pause_clock != PAUSE_CLOCK_SAME &&
	    metric->reader == READER_WAITING)
		return "pause_clock: this metric adds up the states it is about";
	if (metric->reader == READER_SHARE && definition->horizon_ms != 0 &&
	    metric->variant != VARIANT_BOT_CONTAINED)
		return "horizon_days: this metric does not look ahead";
	if (definition->outcome == OUTCOME_RULE_ORDERED && definition->pay_days != 0)
		return "outcome ordered: an order is enough, so pay_days has nothing to ask";
	if (definition->round_up_ms != 0 && metric->unit != KEFU_UNIT_DURATION)
		return "round_up_s: only durations are rounded";
	if (definition->credit == CREDIT_TEAM_AT_REPLY &&
	    metric->reader != READER_FIRST_RESPONSE_TIME)
		return "credit team_at_reply: only a first response has a team at its reply";
	if (definition->exempt.count != 0 &&
	    (metric->reader == READER_PRESENCE ||
	     metric->reader == READER_BACKLOG))
		return "exempt: what lasts has no day that dates it";
	return NULL;
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
	case UNIT_TARGET:
		return reader == READER_TARGET ? NULL
			: "unit target: only targets are counted so";
	case UNIT_CUSTOMER:
		if (reader == READER_INQUIRY)
			return NULL;
		break;
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

/* Shares, means and peaks are no part of a target. */
static const char *target_fault(const struct definition *definition)
{
	const struct metric *target = definition->target_metric;

	if (definition->metric->reader != READER_ATTAINMENT)
		return NULL;
	switch (target->reader) {
	case READER_NONE:
	case READER_ATTAINMENT:
	case READER_BACKLOG:
	case READER_PRESENCE:
		break;
	default:
		if (target->unit == KEFU_UNIT_COUNT)
			return NULL;
	}
	switch (target->variant) {
	case VARIANT_SALES:
	case VARIANT_SILENT:
	case VARIANT_AFTER_SALES:
	case VARIANT_SERVICE:
		return NULL;
	default:
		return "target_metric: only counts and sums can be attained";
	}
}

const char *definition_fault(const struct definition *definition)
{
	const struct metric *metric = definition->metric;
	const char *fault = judgement_fault(definition);

	if (fault == NULL)
		fault = window_fault(definition);
	if (fault == NULL)
		fault = unit_fault(definition);
	if (fault == NULL)
		fault = denominator_fault(definition);
	if (fault == NULL)
		fault = span_fault(definition);
	if (fault == NULL)
		fault = refund_fault(definition);
	if (fault == NULL)
		fault = samples_fault(definition);
	if (fault == NULL)
		fault = reading_fault(definition);
	if (fault == NULL)
		fault = target_fault(definition);
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
	if (definition->recency_least > 0 && definition->recency_share <= 0)
		return "recency: least belongs to a share";
	if (definition->recency_share > 1 || definition->recency_weight > 1)
		return "recency: share and weight are at most 1";
	return NULL;
}
