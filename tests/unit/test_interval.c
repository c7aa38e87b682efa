#include "unit.h"

#include "stat/interval.h"

/* Constants are from tests/model/accumulators.py. */

START_TEST(wilson_agrees_with_the_model)
{
	static const struct {
		int64_t hits, total;
		double low, high;
	} cases[] = {
		{0, 1, 0.0, 0.7934506856227626},
		{1, 1, 0.20654931437723742, 1.0},
		{0, 10, 0.0, 0.2775327998628892},
		{10, 10, 0.7224672001371107, 1.0},
		{1, 3, 0.06149194472039624, 0.7923403991979523},
		{199, 200, 0.972226295602107, 0.999116831284399},
		{5, 1000000000, 2.135701139404344e-09, 1.1705757628118387e-08},
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double low, high;

		interval_wilson(cases[i].hits, cases[i].total, &low, &high);
		unit_near(low / (cases[i].low + 1e-300), cases[i].low == 0.0 ? 0.0 : 1.0, 1e-13);
		unit_near(high / cases[i].high, 1.0, 1e-13);
	}
}
END_TEST

START_TEST(wilson_holds_the_share_at_any_size)
{
	uint64_t seed = 7;
	int i;

	for (i = 0; i < 20000; i++) {
		int64_t total = (int64_t)(unit_random(&seed) >> (1 + unit_below(&seed, 63)));
		int64_t hits;
		double share, low, high;

		if (total == 0)
			continue;
		hits = unit_below(&seed, 3) == 0 ? total - (int64_t)unit_below(&seed, 2)
		                                 : (int64_t)unit_below(&seed, (uint64_t)total);
		share = (double)hits / (double)total;
		interval_wilson(hits, total, &low, &high);
		ck_assert(0.0 <= low && low <= share && share <= high && high <= 1.0);
		ck_assert(hits != 0 || low == 0.0);
		ck_assert(hits != total || high == 1.0);
	}
}
END_TEST

START_TEST(ranks_agree_with_the_model)
{
	static const struct {
		int64_t count;
		double quantile;
		int64_t rank, low, high;
	} cases[] = {
		{1, 0, 1, 1, 1}, {1, 0.07, 1, 1, 1}, {1, 0.5, 1, 1, 1},
		{1, 0.9, 1, 1, 1}, {1, 0.95, 1, 1, 1}, {1, 0.99, 1, 1, 1},
		{1, 1, 1, 1, 1}, {2, 0, 1, 1, 1}, {2, 0.07, 1, 1, 2},
		{2, 0.5, 1, 1, 2}, {2, 0.9, 2, 1, 2}, {2, 0.95, 2, 1, 2},
		{2, 0.99, 2, 2, 2}, {2, 1, 2, 2, 2}, {5, 0, 1, 1, 1},
		{5, 0.07, 1, 1, 2}, {5, 0.5, 3, 1, 5}, {5, 0.9, 5, 3, 5},
		{5, 0.95, 5, 4, 5}, {5, 0.99, 5, 5, 5}, {5, 1, 5, 5, 5},
		{10, 0, 1, 1, 1}, {10, 0.07, 1, 1, 3}, {10, 0.5, 5, 2, 9},
		{10, 0.9, 9, 7, 10}, {10, 0.95, 10, 8, 10}, {10, 0.99, 10, 9, 10},
		{10, 1, 10, 10, 10}, {20, 0, 1, 1, 1}, {20, 0.07, 2, 1, 5},
		{20, 0.5, 10, 6, 15}, {20, 0.9, 18, 15, 20}, {20, 0.95, 19, 17, 20},
		{20, 0.99, 20, 19, 20}, {20, 1, 20, 20, 20}, {100, 0, 1, 1, 1},
		{100, 0.07, 7, 2, 13}, {100, 0.5, 50, 40, 61}, {100, 0.9, 90, 84, 97},
		{100, 0.95, 95, 91, 100}, {100, 0.99, 99, 97, 100}, {100, 1, 100, 100, 100},
		{1000, 0, 1, 1, 1}, {1000, 0.07, 70, 54, 87}, {1000, 0.5, 500, 469, 532},
		{1000, 0.9, 900, 881, 920}, {1000, 0.95, 950, 936, 965}, {1000, 0.99, 990, 984, 997},
		{1000, 1, 1000, 1000, 1000}, {12345, 0, 1, 1, 1}, {12345, 0.07, 865, 809, 921},
		{12345, 0.5, 6173, 6064, 6282}, {12345, 0.9, 11111, 11045, 11177}, {12345, 0.95, 11728, 11680, 11776},
		{12345, 0.99, 12222, 12200, 12244}, {12345, 1, 12345, 12345, 12345},
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t low, high;

		ck_assert_int_eq(interval_rank(cases[i].count, cases[i].quantile), cases[i].rank);
		interval_ranks(cases[i].count, cases[i].quantile, &low, &high);
		ck_assert_msg(low == cases[i].low && high == cases[i].high,
		              "ranks(%d, %g): %d..%d, not %d..%d", (int)cases[i].count,
		              cases[i].quantile, (int)low, (int)high, (int)cases[i].low,
		              (int)cases[i].high);
	}
}
END_TEST

START_TEST(ranks_stay_within_the_sample)
{
	static const double quantiles[6] = {0.0, 1e-9, 0.5, 0.95, 0.999999999, 1.0};
	uint64_t seed = 11;
	int i;

	for (i = 0; i < 6000; i++) {
		double quantile = quantiles[i % 6];
		int64_t count = i < 12 ? INT64_MAX - i / 6
		                       : 1 + (int64_t)(unit_random(&seed) >> (2 + i % 60));
		int64_t rank = interval_rank(count, quantile), low, high;

		interval_ranks(count, quantile, &low, &high);
		ck_assert(1 <= low && low <= rank && rank <= high && high <= count);
	}
	ck_assert_int_eq(interval_rank(INT64_MAX, 1.0), INT64_MAX);
	ck_assert_int_eq(interval_rank(INT64_MAX, 0.5), INT64_MAX / 2 + 1);
	/* out of 0..1, and no number: cut, never wild */
	ck_assert_int_eq(interval_rank(10, -3.0), 1);
	ck_assert_int_eq(interval_rank(10, 7.0), 10);
	ck_assert_int_eq(interval_rank(10, (double)NAN), 1);
}
END_TEST

START_TEST(spread_is_exact_beyond_128_bits)
{
	const uint128 all = UINT128_MAX_VALUE;
	const double two64 = 18446744073709551616.0;

	ck_assert(interval_spread(3, 6, 14) == 6.0);
	ck_assert(interval_spread(3, -6, 14) == 6.0);
	ck_assert(interval_spread(2, 6, 14) == -8.0);
	ck_assert(interval_spread(1, 5, 25) == 0.0);
	ck_assert(interval_spread(UINT64_MAX, 0, all) == two64 * two64 * two64);
	ck_assert(interval_spread(0, INT128_MIN_VALUE, 0) == -two64 * two64 / 4.0 * two64 * two64);
	/* 2^64 + 2^11 + 1 lies just above a tie: a single bit decides */
	ck_assert(interval_spread(1, 0, ((uint128)1 << 64) + 2048) == two64);
	ck_assert(interval_spread(1, 0, ((uint128)1 << 64) + 2049) == two64 + 4096.0);
	ck_assert(interval_spread(1, 0, ((uint128)1 << 64) + 4096 + 2048) == two64 + 8192.0);
	/* a sum of squares that is large and a difference that is not */
	ck_assert(interval_spread(2, ((int128)1 << 62) + 1,
	                          ((uint128)1 << 123) + ((uint128)1 << 62) + 1) == 1.0);
	ck_assert(interval_variance(5, 10, 30) == 2.5);
	ck_assert(interval_variance(2, 6, 14) == 0.0); /* impossible sums */
}
END_TEST

START_TEST(student_is_never_too_small)
{
	/* the true points, by bisection of the integrated density */
	static const double cases[][2] = {
		{1.0, 12.706204736175989},
		{1.25, 8.02795137792146},
		{1.5, 6.016663104587581},
		{2.0, 4.302652729734465},
		{2.5, 3.574654841969244},
		{3.7, 2.8675207071546573},
		{7.3, 2.34506673651759},
		{19.5, 2.089397620948342},
		{20.0, 2.0859634472419244},
		{20.5, 2.08270665060232},
		{30.0, 2.042272456278938},
		{100.0, 1.9839715185034281},
		{1000000.0, 1.9599663612428389},
	};
	double freedom, before = 13.0;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double got = interval_student(cases[i][0]);

		ck_assert(got >= cases[i][1] - 1e-6);
		ck_assert(got <= cases[i][1] * (cases[i][0] < 2.0 ? 1.35 : 1.02));
	}
	for (freedom = 1.0; freedom < 60.0; freedom += 0.01) {
		ck_assert(interval_student(freedom) < before);
		before = interval_student(freedom) + 1e-6;
	}
	ck_assert(interval_student(0.5) == interval_student(1.0));
	unit_near(interval_student(1e300), INTERVAL_Z, 1e-15);
	ck_assert(interval_student((double)INFINITY) == INTERVAL_Z);
}
END_TEST

START_TEST(margins_of_the_score)
{
	kefu_measure measure;

	unit_near(interval_nps_margin(50, 30, 20), 15.307808075042672, 1e-14);
	unit_near(interval_nps_margin(1, 0, 2), 106.68692614122911, 1e-14);
	ck_assert(interval_nps_margin(0, 7, 0) == 0.0);
	ck_assert(interval_nps_margin(INT64_MAX, 0, 0) == 0.0);
	/* 100 num, rounded, is more than 100 den */
	figure_nps(&measure, 0, 1, INT64_C(36028797018963902));
	ck_assert(measure.low >= -100.0 && measure.low <= measure.value);
	figure_nps(&measure, 0, 0, 0);
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
}
END_TEST

START_TEST(figures_fill_every_member)
{
	kefu_measure measure;

	memset(&measure, 0x77, sizeof measure);
	figure_none(&measure, KEFU_STATE_IMMATURE);
	ck_assert(isnan(measure.value) && isnan(measure.low) && isnan(measure.high));
	ck_assert_int_eq(measure.state, KEFU_STATE_IMMATURE);
	ck_assert(measure.num == 0 && measure.den == 0 && measure.count == 0);
	ck_assert(measure.reserved32 == 0 && measure.reserved[0] == 0 && measure.reserved[1] == 0);
	memset(&measure, 0x77, sizeof measure);
	figure_mean(&measure, 4, ((int128)INT64_MAX) * 4, 0);
	ck_assert_int_eq(measure.num, INT64_MAX); /* saturated */
	ck_assert(measure.value == 9223372036854775808.0);
	ck_assert(measure.reserved32 == 0 && measure.reserved[0] == 0 && measure.reserved[1] == 0);
	figure_share(&measure, 0, 0);
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	figure_variance(&measure, 1, 5, 25);
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
}
END_TEST

UNIT_MAIN("interval", wilson_agrees_with_the_model, wilson_holds_the_share_at_any_size,
          ranks_agree_with_the_model, ranks_stay_within_the_sample,
          spread_is_exact_beyond_128_bits, student_is_never_too_small, margins_of_the_score,
          figures_fill_every_member)
