#include "report/figure.h"

#include "kefu/metric.h"
#include "stat/interval.h"

/* Sums: always a value, 0 included. */
static int is_count(const struct metric *metric)
{
	switch (metric->variant) {
	case VARIANT_SALES:
	case VARIANT_SILENT:
	case VARIANT_AFTER_SALES:
	case VARIANT_SERVICE:
		return 1;
	default:
		return metric->unit == KEFU_UNIT_COUNT;
	}
}

/* The denominator: a group's own, or everyone's for shares. */
static int64_t den_of(const struct cell *cell,
                      const struct definition *definition,
                      const struct totals *totals)
{
	switch (definition->metric->variant) {
	case VARIANT_TOPIC:
		return totals->den;
	case VARIANT_SALES_SHARE:
		return totals->num;
	default:
		return definition->denominator == DENOMINATOR_EVERYONE
			? totals->den : cell->den;
	}
}

static void nps(const struct cell *cell, kefu_measure *out)
{
	int64_t promoters = 0, passives = 0, detractors = 0;
	uint32_t i;

	for (i = 0; i < cell->score_count; i++) {
		const struct score_count *score = &cell->scores[i];

		if (score->score >= 9)
			promoters += score->count;
		else if (score->score >= 7)
			passives += score->count;
		else
			detractors += score->count;
	}
	figure_nps(out, promoters, passives, detractors);
}

/* Puts back what the duration left of readings that are means. */
static void add_parts(kefu_measure *out, double parts)
{
	out->value += parts / 4294967296.0;
	out->low += parts / 4294967296.0;
	out->high += parts / 4294967296.0;
}

static void to_ms(kefu_measure *out)
{
	out->value /= 1 << MEAN_BITS;
	out->low /= 1 << MEAN_BITS;
	out->high /= 1 << MEAN_BITS;
}

static void duration(const struct cell *cell, int are_means,
                     enum statistic statistic, double quantile, kefu_measure *out)
{
	switch (statistic) {
	case STATISTIC_SUM:
		duration_figure_sum(&cell->duration, out);
		add_parts(out, (double)cell->parts);
		break;
	case STATISTIC_MIN:
		duration_figure_min(&cell->duration, out);
		add_parts(out, cell->min_parts);
		break;
	case STATISTIC_MAX:
		duration_figure_max(&cell->duration, out);
		add_parts(out, cell->max_parts);
		break;
	case STATISTIC_QUANTILE:
		duration_figure_quantiles(&cell->duration, &quantile, 1, out);
		break;
	case STATISTIC_VALUE:
	case STATISTIC_MEAN:
		duration_figure_mean(&cell->duration, out);
		add_parts(out, (double)cell->parts / (double)cell->den);
		break;
	}
	if (are_means)
		to_ms(out);
}

/* Figures that are one number over another, without an interval. */
static void ratio(double value, const struct cell *cell, int64_t den,
                  kefu_measure *out)
{
	figure_exact(out, value, cell->num, den, den);
}

/* Whether the sides count cases: only these make a sample. A share of money or
 * of time has no interval, however many cents or ms there are. */
static int counts_cases(const struct definition *definition)
{
	const struct metric *metric = definition->metric;

	switch (definition->denominator) {
	case DENOMINATOR_RESOLVED: /* the numerator is no part of these */
	case DENOMINATOR_COMPLETED_ORDERS:
	case DENOMINATOR_SENT:
	case DENOMINATOR_CREATED:
	case DENOMINATOR_HANDLED:
		if (metric->reader != READER_SURVEY_SENT)
			return 0;
		break;
	default:
		break;
	}
	return definition->weight_by.factor < 2 && metric->reader != READER_ATTAINMENT &&
	       metric->variant != VARIANT_OCCUPANCY &&
	       metric->variant != VARIANT_REFUNDED &&
	       metric->variant != VARIANT_SALES_SHARE;
}

static void value_of(const struct cell *cell,
                     const struct definition *definition,
                     enum statistic statistic, double quantile,
                     const struct totals *totals, kefu_measure *out)
{
	const struct metric *metric = definition->metric;
	int64_t den = den_of(cell, definition, totals);
	double quotient = (double)cell->num / (double)den;

	if (metric->unit == KEFU_UNIT_DURATION) {
		if (statistic == STATISTIC_VALUE &&
		    metric->variant == VARIANT_LONGEST)
			statistic = STATISTIC_MAX;
		if (statistic == STATISTIC_VALUE &&
		    (metric->variant == VARIANT_ONLINE ||
		     metric->variant == VARIANT_SUSPENDED))
			statistic = STATISTIC_SUM;
		duration(cell, definition_reads_means(definition), statistic, quantile, out);
		return;
	}
	if (is_count(metric) && statistic == STATISTIC_MEAN) {
		ratio(quotient, cell, den, out); /* a level over time */
		return;
	}
	if (is_count(metric)) {
		figure_exact(out, (double)cell->num, cell->num, 0, cell->num);
		return;
	}
	switch (metric->variant) {
	case VARIANT_NPS:
		nps(cell, out);
		return;
	case VARIANT_DISTRIBUTION:
		figure_none(out, KEFU_STATE_VALUE);
		return;
	case VARIANT_THROUGHPUT: /* a ms online to an hour */
		ratio((double)cell->num * 3600000 / (double)den, cell, den, out);
		return;
	case VARIANT_RELATIVE:
		ratio(quotient / ((double)totals->shop_num /
		                  (double)totals->shop_den), cell, den, out);
		return;
	case VARIANT_POINTS:
	case VARIANT_TRANSFERS:
	case VARIANT_PLAIN:
		if (metric->unit != KEFU_UNIT_RATE) {
			figure_mean(out, den, cell->num, cell->squares);
			return;
		}
		break;
	default:
		break;
	}
	if (metric->unit == KEFU_UNIT_RATE && counts_cases(definition) &&
	    cell->num >= 0 && cell->num <= den)
		figure_share(out, cell->num, den);
	else
		ratio(quotient, cell, den, out);
}

static int32_t state_of(const struct cell *cell,
                        const struct definition *definition,
                        enum statistic statistic, int64_t count,
                        const struct totals *totals)
{
	enum variant variant = definition->metric->variant;

	if (cell->mixed || (variant == VARIANT_SALES_SHARE && totals->mixed) ||
	    (variant == VARIANT_RELATIVE && totals->shop_mixed))
		return KEFU_STATE_NOT_COVERED;
	if (is_count(definition->metric) && definition->mature_days != 0 &&
	    cell->immature != 0)
		return KEFU_STATE_IMMATURE;
	if (is_count(definition->metric))
		return statistic == STATISTIC_MEAN && cell->den == 0
			? KEFU_STATE_NO_DATA : KEFU_STATE_VALUE;
	if (count == 0 ||
	    (variant == VARIANT_RELATIVE && totals->shop_num == 0))
		return cell->undecided != 0 ? KEFU_STATE_PROVISIONAL
		     : definition->has_default ? KEFU_STATE_DEFAULT
		                               : KEFU_STATE_NO_DATA;
	if ((definition->min_count != 0 && count < definition->min_count) ||
	    (definition->gate_sessions != 0 &&
	     (cell->extra == NULL ||
	      cell->extra->sessions < definition->gate_sessions)))
		return definition->has_default ? KEFU_STATE_DEFAULT
		                               : KEFU_STATE_BELOW_MINIMUM;
	if (cell->immature != 0)
		return KEFU_STATE_IMMATURE;
	return cell->undecided != 0 ? KEFU_STATE_PROVISIONAL : KEFU_STATE_VALUE;
}

/* The latest share weighs as said, all cases the rest: no interval. */
static void weigh_recent(const struct cell *cell, double weight,
                         kefu_measure *out)
{
	const struct cell_extra *extra = cell->extra;

	out->value = (1 - weight) * ((double)cell->num / (double)cell->den) +
	             weight * ((double)extra->recent_num /
	                       (double)extra->recent_den);
	out->low = out->high = out->value;
}

void figure_of(const struct cell *cell, const struct definition *definition,
               enum statistic statistic, double quantile,
               const struct totals *totals, kefu_measure *out)
{
	const struct metric *metric = definition->metric;
	int64_t den = den_of(cell, definition, totals);
	int64_t count = is_count(metric) && statistic != STATISTIC_MEAN
		? cell->num : den;
	int32_t state = state_of(cell, definition, statistic, count, totals);

	if (state == KEFU_STATE_NO_DATA || state == KEFU_STATE_NOT_COVERED ||
	    (count == 0 && !is_count(metric)))
		figure_none(out, state);
	else
		value_of(cell, definition, statistic, quantile, totals, out);
	if (definition->recency_share > 0 && cell->extra != NULL &&
	    cell->extra->recent_den != 0 && count != 0)
		weigh_recent(cell, definition->recency_weight, out);
	if (state == KEFU_STATE_DEFAULT && statistic == STATISTIC_VALUE)
		out->value = out->low = out->high = definition->default_value;
	out->state = state;
	out->num = cell->num;
	out->den = den;
	out->count = count;
}
