#include "stat/interval.h"

#include <math.h>
#include <string.h>

static double not_a_number(void)
{
	return (double)NAN;
}

void figure_none(kefu_measure *out, int32_t state)
{
	memset(out, 0, sizeof *out);
	out->value = out->low = out->high = not_a_number();
	out->state = state;
}

void figure_exact(kefu_measure *out, double value, int64_t num, int64_t den, int64_t count)
{
	memset(out, 0, sizeof *out);
	out->value = out->low = out->high = value;
	out->num = num;
	out->den = den;
	out->count = count;
	out->state = KEFU_STATE_VALUE;
}

void figure_share(kefu_measure *out, int64_t hits, int64_t total)
{
	if (total == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	figure_exact(out, (double)hits / (double)total, hits, total, total);
	interval_wilson(hits, total, &out->low, &out->high);
}

void figure_mean(kefu_measure *out, int64_t count, int128 sum, uint128 sum_squares)
{
	double margin = 0.0;

	if (count == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	figure_exact(out, (double)sum / (double)count, int128_saturated(sum), count, count);
	if (count > 1)
		margin = INTERVAL_Z *
		         sqrt(interval_variance(count, sum, sum_squares) / (double)count);
	out->low = out->value - margin;
	out->high = out->value + margin;
}

void figure_variance(kefu_measure *out, int64_t count, int128 sum, uint128 sum_squares)
{
	if (count < 2) {
		figure_none(out, KEFU_STATE_NO_DATA);
		out->count = count;
		return;
	}
	figure_exact(out, interval_variance(count, sum, sum_squares), 0, count - 1, count);
}

void figure_nps(kefu_measure *out, int64_t promoters, int64_t passives, int64_t detractors)
{
	int64_t count = promoters + passives + detractors;
	double value, margin;

	if (count == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	value = 100.0 * (double)(promoters - detractors) / (double)count;
	/* Beyond 2^46 the product is rounded, and may be by too much. */
	value = value > 100.0 ? 100.0 : value < -100.0 ? -100.0 : value;
	figure_exact(out, value, promoters - detractors, count, count);
	margin = interval_nps_margin(promoters, passives, detractors);
	out->low = out->value - margin > -100.0 ? out->value - margin : -100.0;
	out->high = out->value + margin < 100.0 ? out->value + margin : 100.0;
}

void interval_wilson(int64_t hits, int64_t total, double *low, double *high)
{
	const double zz = INTERVAL_Z * INTERVAL_Z;
	double n = (double)total, share = (double)hits / n;
	double middle = share + zz / (2.0 * n);
	double half = INTERVAL_Z *
	              sqrt(share * ((double)(total - hits) / n) / n + zz / (4.0 * n * n));
	double below = (middle - half) / (1.0 + zz / n);
	double above = (middle + half) / (1.0 + zz / n);

	/* The ends are exact, and rounding must not put the share outside nor
	 * the interval beyond 0..1. */
	below = hits == 0 || below < 0.0 ? 0.0 : below;
	above = hits == total || above > 1.0 ? 1.0 : above;
	*low = below < share ? below : share;
	*high = above > share ? above : share;
}

/* Four limbs, the lowest first. */
struct wide {
	uint64_t limb[4];
};

static struct wide wide_product(uint128 a, uint128 b)
{
	uint64_t x[2] = {(uint64_t)a, (uint64_t)(a >> 64)};
	uint64_t y[2] = {(uint64_t)b, (uint64_t)(b >> 64)};
	struct wide product = {{0, 0, 0, 0}};
	int i, j;

	for (i = 0; i < 2; i++) {
		uint64_t carry = 0;

		for (j = 0; j < 2; j++) {
			uint128 step = (uint128)x[i] * y[j] + product.limb[i + j] + carry;

			product.limb[i + j] = (uint64_t)step;
			carry = (uint64_t)(step >> 64);
		}
		product.limb[i + 2] = carry;
	}
	return product;
}

static int wide_compare(const struct wide *a, const struct wide *b)
{
	int i;

	for (i = 3; i >= 0; i--)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

/* a - b, which must not be negative. */
static struct wide wide_difference(const struct wide *a, const struct wide *b)
{
	struct wide result;
	uint64_t borrow = 0;
	int i;

	for (i = 0; i < 4; i++) {
		uint128 step = (uint128)a->limb[i] - b->limb[i] - borrow;

		result.limb[i] = (uint64_t)step;
		borrow = (uint64_t)(step >> 64) & 1;
	}
	return result;
}

/* Rounded once, to nearest: the highest 64 bits, and whether anything was
 * below them, decide it. */
static double wide_double(const struct wide *a)
{
	int top = 3, shift, i;
	uint64_t high, rest;
	double value;

	while (top > 0 && a->limb[top] == 0)
		top--;
	if (top == 0)
		return (double)a->limb[0];
	shift = __builtin_clzll(a->limb[top]);
	high = a->limb[top];
	rest = a->limb[top - 1];
	if (shift != 0) {
		high = high << shift | rest >> (64 - shift);
		rest <<= shift;
	}
	for (i = top - 2; i >= 0; i--)
		rest |= a->limb[i];
	value = (double)(high | (rest != 0));
	for (i = 0; i < top; i++)
		value *= 18446744073709551616.0;
	for (i = 0; i < shift; i++)
		value *= 0.5;
	return value;
}

double interval_spread(uint64_t count, int128 sum, uint128 sum_squares)
{
	uint128 size = sum < 0 ? -(uint128)sum : (uint128)sum;
	struct wide squares = wide_product(count, sum_squares);
	struct wide square = wide_product(size, size);
	struct wide spread;

	if (wide_compare(&squares, &square) >= 0) {
		spread = wide_difference(&squares, &square);
		return wide_double(&spread);
	}
	spread = wide_difference(&square, &squares);
	return -wide_double(&spread);
}

double interval_variance(int64_t count, int128 sum, uint128 sum_squares)
{
	double spread = interval_spread((uint64_t)count, sum, sum_squares);

	return spread > 0.0 ? spread / (double)count / (double)(count - 1) : 0.0;
}

double interval_nps_margin(int64_t promoters, int64_t passives, int64_t detractors)
{
	int64_t count = promoters + passives + detractors;
	double spread = interval_spread((uint64_t)count, (int128)promoters - detractors,
	                                (uint128)promoters + (uint128)detractors);

	return 100.0 * INTERVAL_Z * sqrt(spread / (double)count) / (double)count;
}

#define BILLION INT64_C(1000000000)

static int64_t billionths(double quantile)
{
	if (!(quantile > 0.0))
		return 0;
	if (quantile >= 1.0)
		return BILLION;
	return (int64_t)(quantile * 1e9 + 0.5);
}

int64_t interval_rank(int64_t count, double quantile)
{
	uint128 scaled = (uint128)(uint64_t)count * (uint64_t)billionths(quantile);
	int64_t rank = (int64_t)((scaled + (BILLION - 1)) / BILLION);

	return rank < 1 ? 1 : rank;
}

void interval_ranks(int64_t count, double quantile, int64_t *low, int64_t *high)
{
	int64_t part = billionths(quantile);
	double n = (double)count, p = (double)part / 1e9, q = (double)(BILLION - part) / 1e9;
	double middle = n * p, half = INTERVAL_Z * sqrt(n * p * q);
	double below = middle - half + 0.5, above = middle + half + 0.5;
	int64_t rank = interval_rank(count, quantile);

	*low = below < 1.0 ? 1 : below >= n ? count : (int64_t)below;
	if (above >= n) {
		*high = count;
	} else {
		*high = (int64_t)above;
		if ((double)*high < above)
			++*high;
	}
	/* At p = 0 and 1, and where doubles are coarser than ranks. */
	if (*low > rank)
		*low = rank;
	if (*high < rank)
		*high = rank;
}

/* By whole degrees of freedom, from 1. */
static const double student_points[] = {
	12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934,
	2.5705818356363146, 2.4469118511449786, 2.364624251592784, 2.306004135204166,
	2.262157162798205, 2.228138851986274, 2.200985160091639, 2.1788128296672284,
	2.1603686564627913, 2.144786687917804, 2.131449545559776, 2.1199052992212546,
	2.1098155778333156, 2.1009220402410382, 2.0930240544083087, 2.085963447265864,
};

double interval_student(double freedom)
{
	const double z = INTERVAL_Z, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
	const double z9 = z7 * z * z;
	int last = (int)(sizeof student_points / sizeof student_points[0]);
	double v = freedom, whole;
	int i;

	if (v >= (double)last) {
		/* Cornish and Fisher's expansion, good to seven digits here. */
		return z + (z3 + z) / (4.0 * v) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v) +
		       (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * v * v * v) +
		       (79.0 * z9 + 776.0 * z7 + 1482.0 * z5 - 1920.0 * z3 - 945.0 * z) /
		               (92160.0 * v * v * v * v);
	}
	if (!(v > 1.0))
		return student_points[0];
	i = (int)v;
	whole = (double)i;
	/* The point is convex in 1/v, so the chord lies above it. */
	return student_points[i] + (student_points[i - 1] - student_points[i]) *
	                           (1.0 / v - 1.0 / (whole + 1.0)) /
	                           (1.0 / whole - 1.0 / (whole + 1.0));
}
