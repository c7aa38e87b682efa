#include "report/figure.h"

#include "kefu/metric.h"
#include "stat/interval.h"

static int64_t count_of(const struct cell *cell,
                        const struct definition *definition, int64_t total_den)
{
	if (definition->metric->variant == VARIANT_TOPIC)
		return total_den;
	return definition->metric->unit == KEFU_UNIT_COUNT ? cell->num
	                                                   : cell->den;
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

/* Puts back what whole ms left of readings that are means. */
static void add_parts(kefu_measure *out, double parts)
{
	out->value += parts / 4294967296.0;
	out->low += parts / 4294967296.0;
	out->high += parts / 4294967296.0;
}

static void duration(const struct cell *cell, enum statistic statistic,
                     double quantile, kefu_measure *out)
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
}

static void value_of(const struct cell *cell,
                     const struct definition *definition,
                     enum statistic statistic, double quantile,
                     int64_t total_den, kefu_measure *out)
{
	const struct metric *metric = definition->metric;
	int64_t den = cell->den;

	switch (metric->unit) {
	case KEFU_UNIT_DURATION:
		if (statistic == STATISTIC_VALUE &&
		    metric->variant == VARIANT_LONGEST)
			statistic = STATISTIC_MAX;
		duration(cell, statistic, quantile, out);
		return;
	case KEFU_UNIT_COUNT:
		figure_exact(out, (double)cell->num, cell->num, 0, cell->num);
		return;
	case KEFU_UNIT_RATE:
		if (metric->variant == VARIANT_TOPIC)
			den = total_den;
		if (cell->num >= 0 && cell->num <= den)
			figure_share(out, cell->num, den);
		else
			figure_exact(out, (double)cell->num / (double)den,
			             cell->num, den, den);
		return;
	case KEFU_UNIT_COUNTS:
		figure_none(out, KEFU_STATE_VALUE);
		return;
	default:
		break;
	}
	if (metric->variant == VARIANT_NPS)
		nps(cell, out);
	else if (metric->variant == VARIANT_ANSWER_RATIO)
		figure_exact(out, (double)cell->num / (double)den, cell->num,
		             den, den);
	else
		figure_mean(out, den, cell->num, cell->squares);
}

static int32_t state_of(const struct cell *cell,
                        const struct definition *definition, int64_t count)
{
	if (definition->metric->unit == KEFU_UNIT_COUNT)
		return KEFU_STATE_VALUE;
	if (count == 0)
		return cell->undecided != 0 ? KEFU_STATE_PROVISIONAL
		     : definition->has_default ? KEFU_STATE_DEFAULT
		                               : KEFU_STATE_NO_DATA;
	if (count < definition->min_count)
		return definition->has_default ? KEFU_STATE_DEFAULT
		                               : KEFU_STATE_BELOW_MINIMUM;
	if (cell->immature != 0)
		return KEFU_STATE_IMMATURE;
	return cell->undecided != 0 ? KEFU_STATE_PROVISIONAL : KEFU_STATE_VALUE;
}

void figure_of(const struct cell *cell, const struct definition *definition,
               enum statistic statistic, double quantile, int64_t total_den,
               kefu_measure *out)
{
	int64_t count = count_of(cell, definition, total_den);
	int32_t state = state_of(cell, definition, count);

	if (count == 0 && definition->metric->unit != KEFU_UNIT_COUNT)
		figure_none(out, state);
	else
		value_of(cell, definition, statistic, quantile, total_den, out);
	if (state == KEFU_STATE_DEFAULT && statistic == STATISTIC_VALUE)
		out->value = out->low = out->high = definition->default_value;
	out->state = state;
	out->num = cell->num;
	out->den = cell->den;
	if (definition->metric->variant == VARIANT_TOPIC)
		out->den = total_den;
	out->count = count;
}
