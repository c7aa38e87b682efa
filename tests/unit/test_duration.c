/* Durations: exact while few, within 1/256 beyond, the same whatever the
 * order, and nothing half done. tests/model/compare_durations.py compares
 * random multisets with a list of them. */
#include "encoding.h"

#include "kefu/duration.h"
#include "stat/duration.h"

ENCODING_CHECKS(duration)

static kefu_duration *make(void)
{
	kefu_duration *duration = NULL;

	unit_ok(kefu_duration_new(NULL, &duration));
	return duration;
}

static kefu_duration *with(const int64_t *ms, size_t count)
{
	kefu_duration *duration = make();

	unit_ok(kefu_duration_add_many(duration, ms, sizeof *ms, count, NULL));
	return duration;
}

/* Log-uniform, so that every octave is met. */
static void randoms(uint64_t seed, int64_t *ms, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		unsigned shift = 16 + (unsigned)unit_below(&seed, 47);

		ms[i] = (int64_t)(unit_random(&seed) >> shift);
	}
}

#define READ(duration, name) read_figure(duration, kefu_duration_##name)

static kefu_measure read_figure(const kefu_duration *duration,
                                int32_t (*reading)(const kefu_duration *, kefu_measure *))
{
	kefu_measure figure;

	unit_ok(reading(duration, &figure));
	return figure;
}

static kefu_measure quantile(const kefu_duration *duration, double q)
{
	kefu_measure figure;

	unit_ok(kefu_duration_quantile(duration, q, &figure));
	return figure;
}

START_TEST(empty_has_no_data_but_counts_zero)
{
	kefu_duration *duration = make();
	kefu_measure figure;
	int64_t low = 7, high = 7, edges[2], counts[1];
	size_t bins = 7;

	figure = READ(duration, count);
	ck_assert_int_eq(figure.state, KEFU_STATE_VALUE);
	ck_assert_int_eq(figure.num, 0);
	figure = READ(duration, sum);
	ck_assert_int_eq(figure.state, KEFU_STATE_VALUE);
	unit_near(figure.value, 0.0, 0.0);
	ck_assert_int_eq(READ(duration, mean).state, KEFU_STATE_NO_DATA);
	ck_assert_int_eq(READ(duration, variance).state, KEFU_STATE_NO_DATA);
	ck_assert_int_eq(READ(duration, min).state, KEFU_STATE_NO_DATA);
	ck_assert_int_eq(READ(duration, max).state, KEFU_STATE_NO_DATA);
	figure = quantile(duration, 0.5);
	ck_assert_int_eq(figure.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(figure.value) && isnan(figure.low) && isnan(figure.high));
	unit_ok(kefu_duration_rank(duration, 5, &figure));
	ck_assert_int_eq(figure.state, KEFU_STATE_NO_DATA);
	unit_status(kefu_duration_quantile_bounds(duration, 0.5, &low, &high), KEFU_E_EMPTY);
	ck_assert(low == 7 && high == 7);
	unit_ok(kefu_duration_histogram(duration, edges, counts, 1, &bins));
	ck_assert_uint_eq(bins, 0);
	duration_encoding(duration, CODEC_DURATION);
	kefu_duration_free(duration);
	kefu_duration_free(NULL);
	ck_assert_uint_eq(kefu_duration_memory(NULL), 0);
}
END_TEST

START_TEST(few_are_exact)
{
	static const int64_t ms[] = {180000, 1000, 61000, 1000, 0};
	kefu_duration *duration = with(ms, 5);
	kefu_measure figure;
	int64_t low, high;

	ck_assert_int_eq(READ(duration, count).num, 5);
	figure = READ(duration, sum);
	ck_assert_int_eq(figure.num, 243000);
	ck_assert_int_eq(figure.den, 5);
	figure = READ(duration, mean);
	unit_near(figure.value, 48600.0, 1e-15);
	/* by the model: mean_interval([180000, 1000, 61000, 1000, 0]), below 0 cut */
	unit_near(figure.low, 0.0, 0.0);
	unit_near(figure.high, 116936.72387497823, 1e-14);
	unit_near(READ(duration, variance).value, 6078300000.0, 1e-14);
	unit_near(READ(duration, min).value, 0.0, 0.0);
	unit_near(READ(duration, max).value, 180000.0, 0.0);
	unit_near(quantile(duration, 0.0).value, 0.0, 0.0);
	unit_near(quantile(duration, 0.2).value, 0.0, 0.0);
	unit_near(quantile(duration, 0.2000001).value, 1000.0, 0.0);
	unit_near(quantile(duration, 0.6).value, 1000.0, 0.0);
	unit_near(quantile(duration, 0.8).value, 61000.0, 0.0);
	unit_near(quantile(duration, 0.81).value, 180000.0, 0.0);
	unit_near(quantile(duration, 1.0).value, 180000.0, 0.0);
	unit_ok(kefu_duration_quantile_bounds(duration, 0.8, &low, &high));
	ck_assert(low == 61000 && high == 61000);
	unit_ok(kefu_duration_rank(duration, 1000, &figure));
	ck_assert(figure.num == 3 && figure.den == 5);
	unit_near(figure.value, 0.6, 1e-15);
	ck_assert(figure.low < 0.6 && figure.high > 0.6);
	unit_ok(kefu_duration_rank(duration, 999, &figure));
	ck_assert_int_eq(figure.num, 1);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(one_reading_has_no_spread)
{
	static const int64_t ms = 42;
	kefu_duration *duration = with(&ms, 1);
	kefu_measure figure = READ(duration, mean);

	ck_assert(figure.value == 42.0 && figure.low == 42.0 && figure.high == 42.0);
	figure = READ(duration, variance);
	ck_assert_int_eq(figure.state, KEFU_STATE_NO_DATA);
	ck_assert_int_eq(figure.count, 1);
	kefu_duration_free(duration);
}
END_TEST

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

START_TEST(quantiles_stay_within_their_promise)
{
	enum { MOST = 20000 };
	int64_t *ms = malloc(MOST * sizeof *ms);
	size_t count;

	for (count = 60; count <= MOST; count += count / 3) {
		kefu_duration *duration;
		int i;

		randoms(count, ms, count);
		duration = with(ms, count);
		qsort(ms, count, sizeof *ms, ascending);
		for (i = 0; i <= 100; i++) {
			size_t rank = ((size_t)i * count + 99) / 100;
			double truth = (double)ms[rank == 0 ? 0 : rank - 1];
			kefu_measure figure = quantile(duration, i / 100.0);
			int64_t low, high;

			unit_ok(kefu_duration_quantile_bounds(duration, i / 100.0, &low, &high));
			ck_assert((double)low <= truth && truth <= (double)high);
			ck_assert((double)low <= figure.value && figure.value <= (double)high);
			ck_assert(fabs(figure.value - truth) <= truth / 256.0);
			ck_assert(figure.low <= figure.value && figure.value <= figure.high);
			if (count <= DURATION_EXACT)
				ck_assert(figure.value == truth);
		}
		ck_assert(READ(duration, min).value == (double)ms[0]);
		ck_assert(READ(duration, max).value == (double)ms[count - 1]);
		kefu_duration_free(duration);
	}
	free(ms);
}
END_TEST

START_TEST(the_65th_reading_is_where_buckets_begin)
{
	kefu_duration *duration = make();
	int64_t low, high, i;

	for (i = 0; i < kefu_duration_exact_count(); i++)
		unit_ok(kefu_duration_add(duration, 100000 + i));
	unit_ok(kefu_duration_quantile_bounds(duration, 0.5, &low, &high));
	ck_assert(low == 100031 && high == 100031);
	unit_ok(kefu_duration_add(duration, 100064));
	unit_ok(kefu_duration_quantile_bounds(duration, 0.5, &low, &high));
	ck_assert(low == 100000 && high == 100064); /* one bucket, cut at min and max */
	ck_assert(quantile(duration, 0.0).value == 100000.0);
	ck_assert(quantile(duration, 1.0).value == 100064.0);
	unit_near(quantile(duration, 0.5).value, 100032.0, 1e-12);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(bytes_do_not_depend_on_the_way)
{
	enum { COUNT = 3000 };
	static int64_t ms[COUNT], strided[COUNT * 3];
	kefu_duration *single = make(), *column, *merged = make(), *grouped = make();
	kefu_duration *groups[2];
	uint32_t group[COUNT] = {0};
	size_t at, i;

	randoms(5, ms, COUNT);
	for (i = 0; i < COUNT; i++) {
		unit_ok(kefu_duration_add(single, ms[COUNT - 1 - i]));
		strided[i * 3] = ms[i];
	}
	column = with(ms, COUNT);
	ck_assert(duration_same(single, column));
	kefu_duration_reset(column);
	unit_ok(kefu_duration_add_many(column, strided + (COUNT - 1) * 3,
	                               -(ptrdiff_t)(3 * sizeof *strided), COUNT, NULL));
	ck_assert(duration_same(single, column));
	for (at = 0; at < COUNT; at += i) { /* parts of all forms */
		kefu_duration *part;

		i = 1 + at / 2;
		if (i > COUNT - at)
			i = COUNT - at;
		part = with(ms + at, i);
		unit_ok(kefu_duration_merge(merged, part));
		kefu_duration_free(part);
	}
	ck_assert(duration_same(single, merged));
	groups[0] = grouped;
	groups[1] = NULL;
	unit_ok(kefu_duration_group_add(groups, 2, group, sizeof *group, ms, sizeof *ms, COUNT, NULL));
	ck_assert(duration_same(single, grouped));
	duration_encoding(single, CODEC_DURATION);
	kefu_duration_free(single);
	kefu_duration_free(column);
	kefu_duration_free(merged);
	kefu_duration_free(grouped);
}
END_TEST

START_TEST(zero_stride_repeats_one)
{
	static const int64_t ms = 70000;
	kefu_duration *duration = make();

	unit_ok(kefu_duration_add_many(duration, &ms, 0, 100000, NULL)); /* wider counters too */
	ck_assert_int_eq(READ(duration, count).num, 100000);
	ck_assert_int_eq(READ(duration, sum).num, 7000000000);
	unit_near(READ(duration, variance).value, 0.0, 0.0);
	unit_near(quantile(duration, 0.3).value, 70000.0, 0.0);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(bad_readings_change_nothing)
{
	static int64_t ms[1000];
	size_t before, at, full;

	for (before = 0; before <= 2000; before += before < 100 ? 50 : 950) {
		for (at = 0; at < 1000; at += 333) {
			kefu_duration *duration, *copy = NULL;
			size_t bad = 12345;

			for (full = 0; full < 1000; full++)
				ms[full] = (int64_t)(full * full);
			duration = with(ms, before < 1000 ? before : 1000);
			unit_ok(kefu_duration_copy(duration, NULL, &copy));
			unit_status(kefu_duration_add(duration, -1), KEFU_E_NEGATIVE);
			unit_status(kefu_duration_add(duration, kefu_duration_max_ms() + 1), KEFU_E_RANGE);
			ms[at] = -1;
			ms[999] = INT64_MAX;
			unit_status(kefu_duration_add_many(duration, ms, sizeof *ms, 1000, &bad),
			            at == 999 ? KEFU_E_RANGE : KEFU_E_NEGATIVE);
			ck_assert_uint_eq(bad, at);
			ms[at] = kefu_duration_max_ms() + 1;
			unit_status(kefu_duration_add_many(duration, ms, sizeof *ms, 1000, NULL), KEFU_E_RANGE);
			ck_assert(duration_same(duration, copy));
			/* and it goes on as if nothing had been */
			unit_ok(kefu_duration_add(duration, 5));
			unit_ok(kefu_duration_add(copy, 5));
			unit_ok(kefu_duration_merge(duration, copy));
			unit_ok(kefu_duration_merge(copy, copy));
			ck_assert(duration_same(duration, copy));
			kefu_duration_free(duration);
			kefu_duration_free(copy);
		}
	}
}
END_TEST

START_TEST(longest_readings_fit)
{
	kefu_duration *duration = make();
	int64_t most = kefu_duration_max_ms();
	kefu_measure figure;
	int i;

	ck_assert_int_eq(most, (INT64_C(1) << 48) - 1);
	for (i = 0; i < 100; i++)
		unit_ok(kefu_duration_add(duration, most));
	unit_near(READ(duration, mean).value, (double)most, 0.0);
	figure = READ(duration, sum);
	ck_assert_int_eq(figure.num, 100 * most);
	for (i = 0; i < 20; i++)
		unit_ok(kefu_duration_merge(duration, duration));
	figure = READ(duration, sum);
	ck_assert_int_eq(figure.num, INT64_MAX); /* saturated, the value is not */
	unit_near(figure.value, 104857600.0 * (double)most, 1e-15);
	unit_near(quantile(duration, 0.5).value, (double)most, 0.0);
	duration_encoding(duration, CODEC_DURATION);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(counters_widen_and_totals_overflow_at_the_end)
{
	kefu_duration *duration = make(), *copy = NULL;
	int64_t column[300], n = 100;
	int i;

	for (i = 0; i < 300; i++)
		column[i] = kefu_duration_max_ms();
	for (i = 0; i < 100; i++)
		unit_ok(kefu_duration_add(duration, kefu_duration_max_ms() - i % 2));
	while (kefu_duration_merge(duration, duration) == KEFU_OK)
		n *= 2;
	ck_assert_int_eq(n, INT64_C(100) << 25); /* the next would be beyond 2^32 of 2^96 */
	ck_assert_int_eq(READ(duration, count).num, n);
	unit_status(kefu_duration_merge(duration, duration), KEFU_E_OVERFLOW);
	unit_ok(kefu_duration_copy(duration, NULL, &copy));
	unit_ok(kefu_duration_add_many(duration, column, sizeof *column, 300, NULL));
	unit_ok(kefu_duration_add(duration, 3));
	ck_assert_int_eq(READ(duration, count).num, n + 301);
	/* short readings go on until the count is full */
	kefu_duration_reset(duration);
	for (i = 0; i < 100; i++)
		unit_ok(kefu_duration_add(duration, i));
	for (n = 100; n <= INT64_MAX / 2; n *= 2)
		unit_ok(kefu_duration_merge(duration, duration));
	unit_status(kefu_duration_merge(duration, duration), KEFU_E_OVERFLOW);
	ck_assert_int_eq(READ(duration, count).num, n);
	unit_near(quantile(duration, 0.5).value, 49.0, 1e-9);
	ck_assert(kefu_duration_memory(duration) < 2000);
	duration_encoding(duration, CODEC_DURATION);
	unit_status(kefu_duration_merge(copy, duration), KEFU_OK);
	kefu_duration_free(duration);
	kefu_duration_free(copy);
}
END_TEST

/* Fills the sum of squares but for less than one longest reading. */
static kefu_duration *nearly_full(void)
{
	kefu_duration *all = make(), *part = make();
	int64_t left = INT64_C(1) << 32, n;
	int i;

	for (i = 0; i < 128; i++)
		unit_ok(kefu_duration_add(part, kefu_duration_max_ms()));
	for (n = 128; n * 2 <= left; n *= 2) {
		if (kefu_duration_merge(part, part) != KEFU_OK)
			break;
	}
	unit_ok(kefu_duration_merge(all, part));
	kefu_duration_free(part);
	part = make();
	for (i = 0; i < 1000; i++) /* what is left, less and less */
		if (kefu_duration_merge(all, all) != KEFU_OK)
			break;
	for (;;) {
		kefu_duration_reset(part);
		for (i = 0; i < 128; i++)
			unit_ok(kefu_duration_add(part, kefu_duration_max_ms()));
		while (kefu_duration_merge(all, part) == KEFU_OK)
			unit_ok(kefu_duration_merge(part, part));
		if (READ(part, count).num == 128)
			break;
	}
	while (kefu_duration_add(all, kefu_duration_max_ms()) == KEFU_OK)
		;
	kefu_duration_free(part);
	return all;
}

START_TEST(a_full_sum_of_squares_refuses_and_undoes)
{
	kefu_duration *all = nearly_full(), *copy = NULL;
	int64_t column[400];
	size_t i;

	unit_ok(kefu_duration_copy(all, NULL, &copy));
	for (i = 0; i < 400; i++)
		column[i] = i < 350 ? 1000 + (int64_t)i : kefu_duration_max_ms();
	unit_status(kefu_duration_add_many(all, column, sizeof *column, 400, &i), KEFU_E_OVERFLOW);
	ck_assert(duration_same(all, copy));
	unit_status(kefu_duration_add(all, kefu_duration_max_ms()), KEFU_E_OVERFLOW);
	unit_status(kefu_duration_merge(all, copy), KEFU_E_OVERFLOW);
	ck_assert(duration_same(all, copy));
	unit_ok(kefu_duration_add_many(all, column, sizeof *column, 350, NULL));
	duration_encoding(copy, CODEC_DURATION);
	kefu_duration_free(all);
	kefu_duration_free(copy);
}
END_TEST

START_TEST(few_can_be_taken_out_exactly)
{
	static const int64_t all[] = {5, 5, 7, 9}, some[] = {9, 5}, rest[] = {5, 7}, others[] = {5, 8};
	kefu_duration *duration = with(all, 4), *out = with(some, 2), *left = with(rest, 2);
	kefu_duration *wrong = with(others, 2);

	unit_status(kefu_duration_subtract(duration, wrong), KEFU_E_UNDERFLOW);
	unit_status(kefu_duration_subtract(out, duration), KEFU_E_UNDERFLOW);
	unit_ok(kefu_duration_subtract(duration, out));
	ck_assert(duration_same(duration, left));
	unit_ok(kefu_duration_subtract(duration, duration));
	ck_assert_int_eq(READ(duration, count).num, 0);
	unit_ok(kefu_duration_subtract(duration, duration));
	kefu_duration_free(duration);
	kefu_duration_free(out);
	kefu_duration_free(left);
	kefu_duration_free(wrong);
}
END_TEST

START_TEST(windows_move_on)
{
	enum { DAYS = 60, WINDOW = 30 };
	static int64_t ms[DAYS][2500];
	static size_t size[DAYS];
	kefu_duration *day[DAYS], *window = make(), *again;
	uint64_t seed = 3;
	int i, k;

	for (i = 0; i < DAYS; i++) {
		size[i] = i % 7 == 3 ? unit_below(&seed, 20) : i % 5 == 0 ? 2500 : unit_below(&seed, 400);
		randoms((uint64_t)i, ms[i], size[i]);
		day[i] = with(ms[i], size[i]);
		unit_ok(kefu_duration_merge(window, day[i]));
		if (i >= WINDOW)
			unit_ok(kefu_duration_subtract(window, day[i - WINDOW]));
		again = make();
		for (k = i - WINDOW + 1 > 0 ? i - WINDOW + 1 : 0; k <= i; k++)
			unit_ok(kefu_duration_merge(again, day[k]));
		ck_assert(READ(window, sum).value == READ(again, sum).value);
		ck_assert_int_eq(READ(window, count).num, READ(again, count).num);
		unit_near(READ(window, variance).value, READ(again, variance).value, 0.0);
		unit_near(quantile(window, 0.95).value, quantile(again, 0.95).value, 0.0);
		ck_assert(READ(window, min).low <= READ(again, min).value);
		ck_assert(READ(window, min).high >= READ(again, min).value);
		ck_assert(READ(window, max).low <= READ(again, max).value);
		ck_assert(READ(window, max).high >= READ(again, max).value);
		kefu_duration_free(again);
	}
	duration_encoding(window, CODEC_DURATION);
	for (i = DAYS - WINDOW; i < DAYS; i++)
		unit_ok(kefu_duration_subtract(window, day[i]));
	again = make();
	ck_assert(duration_same(window, again)); /* exact again when nothing is left */
	for (i = 0; i < DAYS; i++)
		kefu_duration_free(day[i]);
	kefu_duration_free(window);
	kefu_duration_free(again);
}
END_TEST

START_TEST(extremes_are_bounds_when_they_may_have_left)
{
	static int64_t ms[100];
	kefu_duration *duration, *out;
	kefu_measure figure;
	int i;

	for (i = 0; i < 100; i++)
		ms[i] = 100000 + 1000 * i;
	duration = with(ms, 100);
	out = with(ms, 1);
	unit_ok(kefu_duration_subtract(duration, out));
	figure = READ(duration, min); /* 101000 was the next */
	ck_assert(figure.value == 100864.0 && figure.low == 100864.0 && figure.high == 101375.0);
	figure = READ(duration, max);
	ck_assert(figure.value == 199000.0 && figure.low == 199000.0);
	duration_encoding(duration, CODEC_DURATION);
	/* a reading below brings certainty back */
	unit_ok(kefu_duration_add(duration, 50));
	figure = READ(duration, min);
	ck_assert(figure.value == 50.0 && figure.high == 50.0);
	kefu_duration_free(duration);
	kefu_duration_free(out);
	/* below 256 ms a bucket is one value */
	for (i = 0; i < 100; i++)
		ms[i] = i;
	duration = with(ms, 100);
	out = with(ms, 10);
	unit_ok(kefu_duration_subtract(duration, out));
	figure = READ(duration, min);
	ck_assert(figure.value == 10.0 && figure.low == 10.0 && figure.high == 10.0);
	/* one that is left is known by its sum */
	kefu_duration_free(out);
	out = with(ms + 10, 89);
	unit_ok(kefu_duration_subtract(duration, out));
	ck_assert(READ(duration, min).value == 99.0 && READ(duration, max).value == 99.0);
	kefu_duration_free(duration);
	kefu_duration_free(out);
}
END_TEST

START_TEST(what_was_never_in_cannot_be_taken_out)
{
	static int64_t ms[2000], other[500];
	size_t have, take;

	randoms(9, ms, 2000);
	for (have = 10; have <= 2000; have = have * 14)
		for (take = 1; take <= 500 && take <= have; take = take * 5 + 60) {
			kefu_duration *duration = with(ms, have), *before = with(ms, have), *out;

			memcpy(other, ms, take * sizeof *other);
			other[take - 1] = kefu_duration_max_ms() - 3;
			out = with(other, take);
			unit_status(kefu_duration_subtract(duration, out), KEFU_E_UNDERFLOW);
			kefu_duration_free(out);
			/* the same bucket, other readings: the sums tell */
			other[take - 1] = ms[take - 1] ^ 1;
			out = with(other, take);
			(void)kefu_duration_subtract(duration, out);
			kefu_duration_free(out);
			if (READ(duration, count).num == (int64_t)have)
				ck_assert(duration_same(duration, before));
			kefu_duration_free(duration);
			kefu_duration_free(before);
		}
}
END_TEST

START_TEST(sums_that_cannot_be_left_are_refused)
{
	static int64_t ms[4000], other[1500];
	static const size_t takes[] = {1, 70, 1500};
	size_t i;

	for (i = 0; i < 4000; i++)
		ms[i] = 100000; /* its bucket is 99840..100351 */
	for (i = 0; i < 1500; i++)
		other[i] = 100351;
	for (i = 0; i < 3; i++) { /* few, a log, a table */
		kefu_duration *duration = with(ms, takes[i] * 2 + 65), *copy = NULL;
		kefu_duration *out = with(other, takes[i]);

		unit_ok(kefu_duration_copy(duration, NULL, &copy));
		unit_status(kefu_duration_subtract(duration, out), KEFU_E_UNDERFLOW);
		ck_assert(duration_same(duration, copy));
		kefu_duration_free(out);
		out = with(ms, takes[i]);
		unit_ok(kefu_duration_subtract(duration, out));
		ck_assert_int_eq(READ(duration, count).num, (int64_t)takes[i] + 65);
		kefu_duration_free(out);
		kefu_duration_free(copy);
		kefu_duration_free(duration);
	}
}
END_TEST

START_TEST(histograms_hold_every_reading_once)
{
	static int64_t ms[3000], edges[5400], counts[5400];
	size_t capacities[] = {1, 2, 10, 100, 5376}, count, i, c, bins;

	ck_assert_uint_eq(kefu_duration_max_bins(), 5376);
	randoms(4, ms, 3000);
	for (count = 1; count <= 3000; count = count * 7 + 1) {
		kefu_duration *duration = with(ms, count);

		for (c = 0; c < sizeof capacities / sizeof *capacities; c++) {
			size_t inside = 0;

			unit_ok(kefu_duration_histogram(duration, edges, counts, capacities[c], &bins));
			ck_assert(bins >= 1 && bins <= capacities[c]);
			for (i = 0; i < bins; i++) {
				int64_t here = 0;
				size_t k;

				ck_assert_int_lt(edges[i], edges[i + 1]);
				for (k = 0; k < count; k++)
					here += ms[k] >= edges[i] && ms[k] < edges[i + 1];
				if (bins <= 100)
					ck_assert_int_eq(counts[i], here);
				inside += (size_t)counts[i];
			}
			ck_assert_uint_eq(inside, count);
		}
		kefu_duration_free(duration);
	}
}
END_TEST

START_TEST(batch_of_quantiles_equals_single_ones)
{
	static int64_t ms[5000];
	static const double q[] = {0.99, 0.5, 0.5, 0.0, 1.0, 0.25};
	kefu_measure figures[6];
	kefu_duration *duration;
	size_t i;

	randoms(8, ms, 5000);
	duration = with(ms, 5000);
	unit_ok(kefu_duration_quantiles(duration, q, 6, figures));
	for (i = 0; i < 6; i++) {
		kefu_measure one = quantile(duration, q[i]);

		ck_assert(one.value == figures[i].value && one.low == figures[i].low &&
		          one.high == figures[i].high);
	}
	unit_ok(kefu_duration_quantiles(duration, NULL, 0, NULL));
	unit_ok(kefu_duration_rank(duration, kefu_duration_max_ms(), figures));
	ck_assert_int_eq(figures[0].num, 5000);
	unit_ok(kefu_duration_rank(duration, 0, figures));
	ck_assert_int_le(figures[0].num, 5000);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(groups_are_all_or_nothing)
{
	kefu_duration *one = make(), *two = make(), *all[4];
	static const int64_t ms[] = {1, 2, 3, 4};
	uint32_t group[] = {0, 2, 0, 2};
	int64_t wrong[] = {1, 2, -3, 4};
	size_t bad = 99;

	all[0] = one;
	all[1] = NULL;
	all[2] = two;
	all[3] = one;
	unit_ok(kefu_duration_group_add(all, 4, group, 4, ms, 8, 4, &bad));
	ck_assert_uint_eq(bad, 99);
	ck_assert_int_eq(READ(one, sum).num, 4);
	ck_assert_int_eq(READ(two, sum).num, 6);
	unit_status(kefu_duration_group_add(all, 4, group, 4, wrong, 8, 4, &bad), KEFU_E_NEGATIVE);
	ck_assert_uint_eq(bad, 2);
	wrong[2] = INT64_MAX;
	unit_status(kefu_duration_group_add(all, 4, group, 4, wrong, 8, 4, NULL), KEFU_E_RANGE);
	unit_status(kefu_duration_group_add(all, 2, group, 4, ms, 8, 4, &bad), KEFU_E_ID);
	ck_assert_uint_eq(bad, 1);
	group[3] = 1;
	unit_status(kefu_duration_group_add(all, 4, group, 4, ms, 8, 4, &bad), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 3);
	unit_status(kefu_duration_group_add(NULL, 4, group, 4, ms, 8, 4, &bad), KEFU_E_NULL);
	unit_status(kefu_duration_group_add(all, 4, NULL, 4, ms, 8, 4, &bad), KEFU_E_NULL);
	unit_status(kefu_duration_group_add(all, 4, group, 4, NULL, 8, 4, &bad), KEFU_E_NULL);
	unit_ok(kefu_duration_group_add(NULL, 0, NULL, 0, NULL, 0, 0, NULL));
	ck_assert_int_eq(READ(one, count).num, 2);
	ck_assert_int_eq(READ(two, count).num, 2);
	/* the quick look too: as many rows as groups, none missing */
	all[1] = one;
	group[3] = 3;
	unit_status(kefu_duration_group_add(all, 4, group, 4, wrong, 8, 4, &bad), KEFU_E_RANGE);
	unit_ok(kefu_duration_group_add(all, 4, group, 4, ms, 8, 4, &bad));
	ck_assert_int_eq(READ(one, count).num, 5);
	kefu_duration_free(one);
	kefu_duration_free(two);
}
END_TEST

START_TEST(null_is_refused)
{
	kefu_duration *duration = make(), *out = NULL;
	static const kefu_allocator half = {NULL, NULL, NULL};
	kefu_measure figure;
	double q = 0.5, beyond = 1.5;
	int64_t ms = 1, low, high;
	size_t bins;

	unit_status(kefu_duration_new(NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_new(&half, &out), KEFU_E_NULL);
	unit_status(kefu_duration_add(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_duration_add_many(NULL, &ms, 8, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_add_many(duration, NULL, 8, 1, NULL), KEFU_E_NULL);
	unit_ok(kefu_duration_add_many(duration, NULL, 8, 0, NULL));
	unit_status(kefu_duration_merge(NULL, duration), KEFU_E_NULL);
	unit_status(kefu_duration_merge(duration, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_subtract(NULL, duration), KEFU_E_NULL);
	unit_status(kefu_duration_subtract(duration, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_duration_copy(duration, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_copy(duration, &half, &out), KEFU_E_NULL);
	unit_status(kefu_duration_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_duration_count(NULL, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_sum(NULL, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_mean(duration, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_variance(NULL, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_min(duration, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_max(NULL, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_quantile(NULL, q, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_quantile(duration, q, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_quantile(duration, -0.1, &figure), KEFU_E_RANGE);
	unit_status(kefu_duration_quantile(duration, NAN, &figure), KEFU_E_RANGE);
	unit_status(kefu_duration_quantiles(duration, NULL, 1, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_quantiles(duration, &q, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_quantiles(duration, &beyond, 1, &figure), KEFU_E_RANGE);
	unit_status(kefu_duration_quantile_bounds(NULL, q, &low, &high), KEFU_E_NULL);
	unit_status(kefu_duration_quantile_bounds(duration, q, NULL, &high), KEFU_E_NULL);
	unit_status(kefu_duration_quantile_bounds(duration, q, &low, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_quantile_bounds(duration, 2.0, &low, &high), KEFU_E_RANGE);
	unit_status(kefu_duration_rank(NULL, 1, &figure), KEFU_E_NULL);
	unit_status(kefu_duration_rank(duration, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_rank(duration, -1, &figure), KEFU_E_NEGATIVE);
	unit_status(kefu_duration_histogram(NULL, &low, &high, 1, &bins), KEFU_E_NULL);
	unit_status(kefu_duration_histogram(duration, NULL, &high, 1, &bins), KEFU_E_NULL);
	unit_status(kefu_duration_histogram(duration, &low, NULL, 1, &bins), KEFU_E_NULL);
	unit_status(kefu_duration_histogram(duration, &low, &high, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_duration_histogram(duration, &low, &high, 0, &bins), KEFU_E_RANGE);
	kefu_duration_free(duration);
}
END_TEST

START_TEST(bytes_are_the_documented_ones)
{
	static const uint8_t few[] = {'k', 'e', 'f', 'u', 4, 1, 1, 1, 6, 3, 0, 5, 0, 0xac, 0x02, 0};
	static const int64_t ms[] = {305, 5, 5};
	static int64_t many[70];
	struct codec_reader reader;
	struct codec_section section;
	uint32_t version;
	kefu_duration *duration = with(ms, 3);
	uint8_t *bytes;
	size_t size;
	int i;

	bytes = duration_bytes(duration, &size);
	ck_assert_uint_eq(size, sizeof few + 4);
	ck_assert_mem_eq(bytes, few, sizeof few);
	free(bytes);
	kefu_duration_free(duration);
	for (i = 0; i < 70; i++)
		many[i] = i < 69 ? 1000 : 1500;
	duration = with(many, 70);
	bytes = duration_bytes(duration, &size);
	unit_ok(codec_open(&reader, bytes, size, CODEC_DURATION, 1, &version));
	ck_assert(codec_next(&reader, &section));
	ck_assert_uint_eq(codec_get_u64(&section.body), 70);
	ck_assert_uint_eq(codec_get_u64(&section.body), 1);
	ck_assert_uint_eq(codec_get_u64(&section.body), 1000);
	ck_assert_uint_eq(codec_get_u64(&section.body), 500);
	ck_assert(codec_get_u128(&section.body) == 70500);
	ck_assert(codec_get_u128(&section.body) == 71250000);
	/* buckets of 1000 (4 wide) and 1500 (8 wide): 2 * 128 + 250 and 3 * 128 + 187 */
	ck_assert_uint_eq(codec_get_u64(&section.body), 69 * 2 + 1);
	ck_assert_uint_eq(codec_get_u64(&section.body), 571 - 506 - 2);
	ck_assert_uint_eq(codec_get_u64(&section.body), 2);
	unit_ok(codec_finish(&section.body));
	free(bytes);
	kefu_duration_free(duration);
}
END_TEST

static int32_t decode_forged(const uint64_t *numbers, size_t count)
{
	struct forgery forgery;
	struct codec_writer *writer = forge(&forgery, CODEC_DURATION);
	kefu_duration *duration = NULL;
	int32_t status;
	size_t i;

	for (i = 0; i < count; i++)
		codec_put_u64(writer, numbers[i]);
	forged(&forgery);
	status = kefu_duration_decode(NULL, forgery.bytes, forgery.size, &duration);
	ck_assert((status == KEFU_OK) == (duration != NULL));
	kefu_duration_free(duration);
	return status;
}

#define FORGED(expected, ...)                                                 \
	do {                                                                  \
		static const uint64_t numbers_[] = {__VA_ARGS__};             \
		unit_status(decode_forged(numbers_, sizeof numbers_ / sizeof *numbers_), expected); \
	} while (0)

START_TEST(forgeries_are_refused)
{
	FORGED(KEFU_OK, 2, 0, 10, 5);
	FORGED(KEFU_E_CORRUPT, 2, 0, 10);          /* too few */
	FORGED(KEFU_E_CORRUPT, 2, 0, 10, 5, 5);    /* too many */
	FORGED(KEFU_E_CORRUPT, 2, 2, 10, 5);       /* a bound among exact ones */
	FORGED(KEFU_E_CORRUPT, 2, 0, DURATION_MAX, 1);
	FORGED(KEFU_E_CORRUPT, 0, 0);
	FORGED(KEFU_E_CORRUPT, 65, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	       1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	       1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
	FORGED(KEFU_E_CORRUPT, UINT64_MAX, 0, 1);
	/* n, flags, min, max - min, sum, squares, counts */
	FORGED(KEFU_OK, 70, 1, 10, 1, 720, 7420, 100, 40);
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 7420, 100, 42);  /* 71 counted */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 7420, 100, 38);  /* 69 */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 7420, 140);      /* max's bucket is missing */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 7420, 100, 41, 0); /* goes on behind it */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 7420, 0, 140);   /* an empty one */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 699, 7420, 100, 40);  /* sum too small */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 771, 7420, 100, 40);
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 6999, 100, 40);
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 1, 720, 8471, 100, 40);
	FORGED(KEFU_E_CORRUPT, 70, 3, 10, 1, 720, 7420, 100, 40);  /* 10 is no bound of a wide bucket */
	FORGED(KEFU_E_CORRUPT, 70, 8, 10, 1, 720, 7420, 100, 40);  /* an unknown flag */
	FORGED(KEFU_E_CORRUPT, 70, 1, 10, 2, 720, 7420, 101, 6000, 40); /* a gap beyond all */
}
END_TEST

/* Out of memory: each call that allocates, in both modes. */

static int64_t sweep_ms[3000];

static int32_t sweep_adds(const kefu_allocator *allocator)
{
	kefu_duration *duration = NULL;
	int32_t status = kefu_duration_new(allocator, &duration);
	size_t i;

	for (i = 0; i < 200 && status == KEFU_OK; i++) {
		status = kefu_duration_add(duration, sweep_ms[i]);
		if (status != KEFU_OK) {
			kefu_duration *same = with(sweep_ms, i);

			ck_assert(duration_same(duration, same));
			kefu_duration_free(same);
		}
	}
	kefu_duration_free(duration);
	return status;
}

/* A column on top of `before` readings. */
static int32_t sweep_column(const kefu_allocator *allocator, size_t before, size_t count)
{
	kefu_duration *duration = NULL;
	int32_t status = kefu_duration_new(allocator, &duration);

	if (status == KEFU_OK)
		status = kefu_duration_add_many(duration, sweep_ms, 8, before, NULL);
	if (status == KEFU_OK) {
		status = kefu_duration_add_many(duration, sweep_ms + before, 8, count, NULL);
		if (status != KEFU_OK) {
			kefu_duration *same = with(sweep_ms, before);

			ck_assert(duration_same(duration, same));
			kefu_duration_free(same);
		}
	}
	kefu_duration_free(duration);
	return status;
}

static int32_t sweep_column_few(const kefu_allocator *allocator)
{
	return sweep_column(allocator, 5, 30);
}

static int32_t sweep_column_from_few(const kefu_allocator *allocator)
{
	return sweep_column(allocator, 30, 2900);
}

static int32_t sweep_column_from_log(const kefu_allocator *allocator)
{
	return sweep_column(allocator, 100, 2900);
}

static int32_t sweep_column_from_table(const kefu_allocator *allocator)
{
	return sweep_column(allocator, 2000, 1000);
}

static int32_t sweep_pair(const kefu_allocator *allocator, size_t mine, size_t theirs, int take)
{
	kefu_duration *duration = NULL, *other = with(sweep_ms, theirs), *before = with(sweep_ms, mine);
	int32_t status = kefu_duration_new(allocator, &duration);

	if (status == KEFU_OK)
		status = kefu_duration_add_many(duration, sweep_ms, 8, mine, NULL);
	if (status == KEFU_OK) {
		status = take ? kefu_duration_subtract(duration, other) : kefu_duration_merge(duration, other);
		if (status != KEFU_OK)
			ck_assert(duration_same(duration, before));
	}
	kefu_duration_free(duration);
	kefu_duration_free(other);
	kefu_duration_free(before);
	return status;
}

static int32_t sweep_merge_few(const kefu_allocator *allocator)
{
	return sweep_pair(allocator, 20, 30, 0);
}

static int32_t sweep_merge_many(const kefu_allocator *allocator)
{
	return sweep_pair(allocator, 100, 3000, 0);
}

static int32_t sweep_subtract(const kefu_allocator *allocator)
{
	return sweep_pair(allocator, 100, 80, 1);
}

static int32_t sweep_copy(const kefu_allocator *allocator)
{
	kefu_duration *duration = with(sweep_ms, 300), *copy = NULL;
	int32_t status = kefu_duration_copy(duration, allocator, &copy);

	ck_assert((status == KEFU_OK) == (copy != NULL));
	kefu_duration_free(duration);
	kefu_duration_free(copy);
	return status;
}

static int32_t sweep_decode(const kefu_allocator *allocator)
{
	kefu_duration *duration = with(sweep_ms, 3000), *copy = NULL;
	size_t size;
	uint8_t *bytes = duration_bytes(duration, &size);
	int32_t status = kefu_duration_decode(allocator, bytes, size, &copy);

	ck_assert((status == KEFU_OK) == (copy != NULL));
	free(bytes);
	kefu_duration_free(duration);
	kefu_duration_free(copy);
	return status;
}

static int32_t sweep_group(const kefu_allocator *allocator)
{
	kefu_duration *one[2] = {NULL, NULL}, *same;
	uint32_t group[200];
	int32_t status = kefu_duration_new(allocator, &one[0]);
	size_t i, bad = 0;

	for (i = 0; i < 200; i++)
		group[i] = i % 2;
	if (status == KEFU_OK)
		status = kefu_duration_new(allocator, &one[1]);
	if (status == KEFU_OK) {
		status = kefu_duration_group_add(one, 2, group, 4, sweep_ms, 8, 200, &bad);
		if (status != KEFU_OK) /* as far as it says it came */
			for (i = 0; i < 2; i++) {
				same = make();
				unit_ok(kefu_duration_add_many(same, sweep_ms + i, 16, (bad + 1 - i) / 2, NULL));
				ck_assert(duration_same(one[i], same));
				kefu_duration_free(same);
			}
	}
	kefu_duration_free(one[0]);
	kefu_duration_free(one[1]);
	return status;
}

START_TEST(memory_may_run_out_anywhere)
{
	randoms(77, sweep_ms, 3000);
	unit_sweep(sweep_adds, 13);
	unit_sweep(sweep_column_few, 3);
	unit_sweep(sweep_column_from_few, 4);
	unit_sweep(sweep_column_from_log, 4);
	unit_sweep(sweep_column_from_table, 3);
	unit_sweep(sweep_merge_few, 3);
	unit_sweep(sweep_merge_many, 3);
	unit_sweep(sweep_subtract, 3);
	unit_sweep(sweep_copy, 2);
	unit_sweep(sweep_decode, 2);
	unit_sweep(sweep_group, 22);
}
END_TEST

START_TEST(encoding_and_reading_allocate_nothing)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_duration *duration = NULL;
	long before;
	size_t count, size;

	randoms(78, sweep_ms, 3000);
	unit_ok(kefu_duration_new(&allocator, &duration));
	for (count = 10; count <= 3000; count *= 10) {
		unit_ok(kefu_duration_add_many(duration, sweep_ms, 8, count, NULL));
		ck_assert_uint_eq(kefu_duration_memory(duration), fuse.live_bytes);
		before = fuse.seen;
		unit_ok(kefu_duration_encode(duration, NULL, 0, &size));
		(void)quantile(duration, 0.5);
		ck_assert_int_eq(fuse.seen, before);
	}
	kefu_duration_free(duration);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

/* Like service times: median 35 s, sigma about 1.6. */
static int64_t lifelike(uint64_t *seed)
{
	double sum = 0.0;
	int i;

	for (i = 0; i < 12; i++)
		sum += (double)(unit_random(seed) >> 11) / 9007199254740992.0;
	return (int64_t)exp(log(35000.0) + 1.6 * (sum - 6.0));
}

START_TEST(memory_is_what_was_promised)
{
	kefu_duration *duration = make();
	uint64_t seed = 1;
	long i;

	for (i = 1; i <= 1000000; i++) {
		unit_ok(kefu_duration_add(duration, lifelike(&seed)));
		if (i == 10)
			ck_assert_uint_le(kefu_duration_memory(duration), 192);
		if (i == 100)
			ck_assert_uint_le(kefu_duration_memory(duration), 700);
	}
	ck_assert_uint_le(kefu_duration_memory(duration), 6000);
	kefu_duration_free(duration);
}
END_TEST

UNIT_MAIN("duration", empty_has_no_data_but_counts_zero, few_are_exact, one_reading_has_no_spread,
          quantiles_stay_within_their_promise, the_65th_reading_is_where_buckets_begin,
          bytes_do_not_depend_on_the_way, zero_stride_repeats_one, bad_readings_change_nothing,
          longest_readings_fit, counters_widen_and_totals_overflow_at_the_end,
          a_full_sum_of_squares_refuses_and_undoes, few_can_be_taken_out_exactly, windows_move_on,
          extremes_are_bounds_when_they_may_have_left, what_was_never_in_cannot_be_taken_out,
          sums_that_cannot_be_left_are_refused,
          histograms_hold_every_reading_once, batch_of_quantiles_equals_single_ones,
          groups_are_all_or_nothing, null_is_refused, bytes_are_the_documented_ones,
          forgeries_are_refused, memory_may_run_out_anywhere,
          encoding_and_reading_allocate_nothing, memory_is_what_was_promised)
