#include "stat/compare.h"

#include <math.h>
#include <string.h>

#include "stat/amount.h"
#include "stat/csat.h"
#include "stat/interval.h"
#include "stat/nps.h"
#include "stat/rate.h"

static void difference(kefu_measure *out, double value, double below, double above, double limit,
                       int64_t cases_a, int64_t cases_b)
{
	figure_exact(out, value, 0, 0, int128_saturated((int128)cases_a + cases_b));
	out->low = value - below > -limit ? value - below : -limit;
	out->high = value + above < limit ? value + above : limit;
}

static void compare_shares(int64_t hits_a, int64_t total_a, int64_t hits_b, int64_t total_b,
                           kefu_measure *out)
{
	double share_a, low_a, high_a, share_b, low_b, high_b;

	if (total_a == 0 || total_b == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	share_a = (double)hits_a / (double)total_a;
	share_b = (double)hits_b / (double)total_b;
	interval_wilson(hits_a, total_a, &low_a, &high_a);
	interval_wilson(hits_b, total_b, &low_b, &high_b);
	low_a = share_a - low_a;
	high_a -= share_a;
	low_b = share_b - low_b;
	high_b -= share_b;
	difference(out, share_a - share_b, sqrt(low_a * low_a + high_b * high_b),
	           sqrt(high_a * high_a + low_b * low_b), 1.0, total_a, total_b);
}

int32_t kefu_compare_rate(const kefu_rate *a, const kefu_rate *b, kefu_measure *out)
{
	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	compare_shares(a->hits, a->total, b->hits, b->total, out);
	return KEFU_OK;
}

int32_t kefu_compare_share(const kefu_measure *a, const kefu_measure *b, kefu_measure *out)
{
	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	if (a->num < 0 || a->num > a->den || b->num < 0 || b->num > b->den)
		return KEFU_E_RANGE;
	compare_shares(a->num, a->den, b->num, b->den, out);
	return KEFU_OK;
}

void compare_means(const kefu_measure *mean_a, const kefu_measure *variance_a,
                   const kefu_measure *mean_b, const kefu_measure *variance_b, double limit,
                   kefu_measure *out)
{
	double count_a = (double)mean_a->count, count_b = (double)mean_b->count;
	double part_a, part_b, freedom, margin = (double)INFINITY;

	if (mean_a->count == 0 || mean_b->count == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	if (mean_a->count > 1 && mean_b->count > 1) {
		part_a = variance_a->value / count_a;
		part_b = variance_b->value / count_b;
		margin = 0.0;
		if (part_a + part_b > 0.0) {
			/* Shares of the whole, so that no square leaves the range. */
			double share_a = part_a / (part_a + part_b);
			double share_b = part_b / (part_a + part_b);

			freedom = 1.0 / (share_a * share_a / (count_a - 1.0) +
			                 share_b * share_b / (count_b - 1.0));
			margin = interval_student(freedom) * sqrt(part_a + part_b);
		}
	}
	difference(out, mean_a->value - mean_b->value, margin, margin, limit, mean_a->count,
	           mean_b->count);
}

int32_t kefu_compare_csat(const kefu_csat *a, const kefu_csat *b, kefu_measure *out)
{
	kefu_measure mean_a, variance_a, mean_b, variance_b;
	uint128 squares;
	int128 sum;

	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	if (a->min != b->min || a->points != b->points)
		return KEFU_E_MISMATCH;
	csat_sums(a, &sum, &squares);
	figure_mean(&mean_a, a->total, sum, squares);
	figure_variance(&variance_a, a->total, sum, squares);
	csat_sums(b, &sum, &squares);
	figure_mean(&mean_b, b->total, sum, squares);
	figure_variance(&variance_b, b->total, sum, squares);
	compare_means(&mean_a, &variance_a, &mean_b, &variance_b, (double)(a->points - 1), out);
	return KEFU_OK;
}

int32_t kefu_compare_nps(const kefu_nps *a, const kefu_nps *b, kefu_measure *out)
{
	kefu_measure score_a, score_b, margin_a, margin_b;
	double margin;

	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	if (a->total == 0 || b->total == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return KEFU_OK;
	}
	kefu_nps_score(a, &score_a);
	kefu_nps_score(b, &score_b);
	kefu_nps_margin(a, &margin_a);
	kefu_nps_margin(b, &margin_b);
	margin = sqrt(margin_a.value * margin_a.value + margin_b.value * margin_b.value);
	difference(out, score_a.value - score_b.value, margin, margin, 200.0, a->total, b->total);
	return KEFU_OK;
}

int32_t kefu_compare_amount(const kefu_amount *a, const kefu_amount *b, kefu_measure *out)
{
	kefu_measure mean_a, variance_a, mean_b, variance_b;

	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	if (memcmp(a->currency, b->currency, sizeof a->currency) != 0)
		return KEFU_E_CURRENCY;
	kefu_amount_mean(a, &mean_a);
	kefu_amount_variance(a, &variance_a);
	kefu_amount_mean(b, &mean_b);
	kefu_amount_variance(b, &variance_b);
	compare_means(&mean_a, &variance_a, &mean_b, &variance_b, (double)INFINITY, out);
	return KEFU_OK;
}

int32_t kefu_compare_duration(const kefu_duration *a, const kefu_duration *b, kefu_measure *out)
{
	kefu_measure mean_a, variance_a, mean_b, variance_b;

	if (a == NULL || b == NULL || out == NULL)
		return KEFU_E_NULL;
	kefu_duration_mean(a, &mean_a);
	kefu_duration_variance(a, &variance_a);
	kefu_duration_mean(b, &mean_b);
	kefu_duration_variance(b, &variance_b);
	compare_means(&mean_a, &variance_a, &mean_b, &variance_b, (double)INFINITY, out);
	return KEFU_OK;
}
