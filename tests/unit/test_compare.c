#include "unit.h"

#include "kefu/compare.h"

static kefu_rate *rate_of(int64_t hits, int64_t total)
{
	kefu_rate *rate;

	unit_ok(kefu_rate_new(NULL, &rate));
	unit_ok(kefu_rate_add_counts(rate, hits, total));
	return rate;
}

static kefu_csat *csat_of(int32_t max, const int64_t *scores, size_t count)
{
	kefu_csat *csat;

	unit_ok(kefu_csat_new(NULL, 1, max, &csat));
	unit_ok(kefu_csat_add_many(csat, scores, 8, count, NULL));
	return csat;
}

static kefu_amount *amount_of(const char *currency, const int64_t *money, size_t count)
{
	kefu_amount *amount;

	unit_ok(kefu_amount_new(NULL, currency, 3, &amount));
	unit_ok(kefu_amount_add_many(amount, money, 8, NULL, 0, count, NULL));
	return amount;
}

/* Newcombe 1998, table II, example (a): 56/70 against 48/80; method 10 gives
 * 0.0524 to 0.3339. */
START_TEST(rates_by_newcombe)
{
	kefu_rate *a = rate_of(56, 70), *b = rate_of(48, 80), *empty = rate_of(0, 0);
	kefu_measure difference;

	unit_ok(kefu_compare_rate(a, b, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_VALUE);
	unit_near(difference.value, 0.2, 1e-15);
	unit_near(difference.low, 0.0524, 5e-5);
	unit_near(difference.high, 0.3339, 5e-5);
	ck_assert_int_eq(difference.count, 150);
	ck_assert(difference.num == 0 && difference.den == 0);
	unit_ok(kefu_compare_rate(b, a, &difference));
	unit_near(difference.low, -0.3339, 5e-5);
	unit_ok(kefu_compare_rate(a, a, &difference));
	ck_assert(difference.value == 0.0 && difference.low == -difference.high);
	unit_ok(kefu_compare_rate(a, empty, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_compare_rate(empty, a, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(difference.value));
	kefu_rate_free(a);
	kefu_rate_free(b);
	a = rate_of(10, 10);
	b = rate_of(0, 20); /* example (h): 0.6791 to 1 */
	unit_ok(kefu_compare_rate(a, b, &difference));
	ck_assert(difference.value == 1.0 && difference.high == 1.0);
	unit_near(difference.low, 0.6791, 5e-5);
	unit_status(kefu_compare_rate(NULL, b, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_rate(a, NULL, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_rate(a, b, NULL), KEFU_E_NULL);
	kefu_rate_free(a);
	kefu_rate_free(b);
	kefu_rate_free(empty);
}
END_TEST

START_TEST(shares_of_any_source)
{
	kefu_rate *a = rate_of(56, 70), *b = rate_of(48, 80);
	kefu_measure share_a, share_b, difference, again, wrong;

	unit_ok(kefu_rate_value(a, &share_a));
	unit_ok(kefu_rate_value(b, &share_b));
	unit_ok(kefu_compare_rate(a, b, &difference));
	unit_ok(kefu_compare_share(&share_a, &share_b, &again));
	ck_assert_int_eq(memcmp(&difference, &again, sizeof again), 0);
	wrong = share_a;
	wrong.num = 71;
	unit_status(kefu_compare_share(&wrong, &share_b, &again), KEFU_E_RANGE);
	wrong.num = -1;
	unit_status(kefu_compare_share(&share_a, &wrong, &again), KEFU_E_RANGE);
	ck_assert_int_eq(memcmp(&difference, &again, sizeof again), 0);
	unit_status(kefu_compare_share(NULL, &share_b, &again), KEFU_E_NULL);
	unit_status(kefu_compare_share(&share_a, NULL, &again), KEFU_E_NULL);
	unit_status(kefu_compare_share(&share_a, &share_b, NULL), KEFU_E_NULL);
	unit_ok(kefu_compare_share(&share_a, &share_b, &share_a));
	ck_assert_int_eq(memcmp(&difference, &share_a, sizeof again), 0);
	kefu_rate_free(a);
	kefu_rate_free(b);
}
END_TEST

START_TEST(scores_by_welch)
{
	static const int64_t good[10] = {5, 5, 5, 5, 5, 5, 4, 4, 4, 1};
	static const int64_t fair[10] = {5, 5, 4, 4, 4, 3, 3, 3, 3, 2};
	kefu_csat *a = csat_of(5, good, 10), *b = csat_of(5, fair, 10), *one = csat_of(5, good, 1);
	kefu_csat *ten = csat_of(10, good, 10), *empty = csat_of(5, good, 0);
	kefu_measure difference;

	unit_ok(kefu_compare_csat(a, b, &difference));
	/* tests/model/accumulators.py: 16.91 degrees of freedom */
	unit_near(difference.value, 0.7, 1e-14);
	unit_near(difference.low, -0.3553142932826343, 1e-3);
	unit_near(difference.high, 1.7553142932826338, 1e-3);
	ck_assert_int_eq(difference.count, 20);
	unit_ok(kefu_compare_csat(a, one, &difference));
	ck_assert(difference.low == -4.0 && difference.high == 4.0);
	unit_ok(kefu_compare_csat(one, one, &difference));
	ck_assert(difference.value == 0.0 && difference.low == -4.0 && difference.high == 4.0);
	unit_ok(kefu_compare_csat(a, empty, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_NO_DATA);
	unit_status(kefu_compare_csat(a, ten, &difference), KEFU_E_MISMATCH);
	unit_status(kefu_compare_csat(NULL, b, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_csat(a, NULL, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_csat(a, b, NULL), KEFU_E_NULL);
	kefu_csat_free(a);
	kefu_csat_free(b);
	kefu_csat_free(one);
	kefu_csat_free(ten);
	kefu_csat_free(empty);
}
END_TEST

START_TEST(promoter_scores_add_their_variances)
{
	kefu_nps *a, *b;
	kefu_measure difference;

	unit_ok(kefu_nps_new(NULL, &a));
	unit_ok(kefu_nps_new(NULL, &b));
	unit_ok(kefu_nps_add_counts(a, 50, 30, 20));
	unit_ok(kefu_compare_nps(a, b, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_nps_add_counts(b, 50, 30, 20));
	unit_ok(kefu_compare_nps(a, b, &difference));
	ck_assert(difference.value == 0.0);
	unit_near(difference.high, 15.307808075042672 * sqrt(2.0), 1e-14);
	unit_near(difference.low, -15.307808075042672 * sqrt(2.0), 1e-14);
	ck_assert_int_eq(difference.count, 200);
	unit_status(kefu_compare_nps(NULL, b, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_nps(a, NULL, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_nps(a, b, NULL), KEFU_E_NULL);
	kefu_nps_free(a);
	kefu_nps_free(b);
}
END_TEST

START_TEST(amounts_by_welch)
{
	static const int64_t high[3] = {1000, 1100, 1200}, low[3] = {100, 100, 100};
	kefu_amount *a = amount_of("CNY", high, 3), *b = amount_of("CNY", low, 3);
	kefu_amount *one = amount_of("CNY", low, 1), *dollars = amount_of("USD", low, 3);
	kefu_measure difference;

	unit_ok(kefu_compare_amount(a, b, &difference));
	/* all scatter is in a: 2 degrees of freedom, point 4.3027, error 100/sqrt 3 */
	ck_assert(difference.value == 1000.0);
	unit_near(difference.low, 1000.0 - 4.302652729749462 * 100.0 / sqrt(3.0), 1e-12);
	unit_ok(kefu_compare_amount(b, b, &difference));
	ck_assert(difference.low == 0.0 && difference.high == 0.0);
	unit_ok(kefu_compare_amount(a, one, &difference));
	ck_assert(isinf(difference.low) && difference.low < 0.0);
	ck_assert(isinf(difference.high) && difference.high > 0.0);
	ck_assert_int_eq(difference.state, KEFU_STATE_VALUE);
	unit_status(kefu_compare_amount(a, dollars, &difference), KEFU_E_CURRENCY);
	unit_status(kefu_compare_amount(NULL, b, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_amount(a, NULL, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_amount(a, b, NULL), KEFU_E_NULL);
	kefu_amount_free(a);
	kefu_amount_free(b);
	kefu_amount_free(one);
	kefu_amount_free(dollars);
}
END_TEST

START_TEST(durations_by_welch)
{
	static const int64_t slow[3] = {1000, 1100, 1200}, fast[3] = {100, 100, 100};
	kefu_duration *a, *b;
	kefu_measure difference;

	unit_ok(kefu_duration_new(NULL, &a));
	unit_ok(kefu_duration_new(NULL, &b));
	unit_ok(kefu_duration_add_many(a, slow, 8, 3, NULL));
	unit_ok(kefu_compare_duration(a, b, &difference));
	ck_assert_int_eq(difference.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_duration_add(b, 100));
	unit_ok(kefu_compare_duration(a, b, &difference));
	ck_assert(difference.value == 1000.0 && isinf(difference.low) && isinf(difference.high));
	unit_ok(kefu_duration_add_many(b, fast, 8, 2, NULL));
	unit_ok(kefu_compare_duration(a, b, &difference));
	unit_near(difference.low, 1000.0 - 4.302652729749462 * 100.0 / sqrt(3.0), 1e-12);
	unit_status(kefu_compare_duration(NULL, b, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_duration(a, NULL, &difference), KEFU_E_NULL);
	unit_status(kefu_compare_duration(a, b, NULL), KEFU_E_NULL);
	kefu_duration_free(a);
	kefu_duration_free(b);
}
END_TEST

UNIT_MAIN("compare", rates_by_newcombe, shares_of_any_source, scores_by_welch,
          promoter_scores_add_their_variances, amounts_by_welch, durations_by_welch)
