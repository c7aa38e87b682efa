#include "unit.h"

#include "encoding.h"
#include "kefu/level.h"
#include "stat/level.h"

ENCODING_CHECKS(level)

static kefu_level *level_of(const int64_t (*steps)[2], size_t count)
{
	kefu_level *level;
	size_t i;

	unit_ok(kefu_level_new(NULL, &level));
	for (i = 0; i < count; i++)
		unit_ok(kefu_level_add(level, steps[i][0], steps[i][1]));
	return level;
}

static double mean_of(const kefu_level *level, int64_t from, int64_t to)
{
	kefu_measure measure;

	unit_ok(kefu_level_mean(level, from, to, &measure));
	return measure.value;
}

static int64_t peak_of(const kefu_level *level, int64_t from, int64_t to)
{
	kefu_measure measure;

	unit_ok(kefu_level_peak(level, from, to, &measure));
	return measure.num;
}

static int64_t at(const kefu_level *level, int64_t t)
{
	kefu_measure measure;

	unit_ok(kefu_level_at(level, t, &measure));
	return measure.num;
}

START_TEST(empty_has_no_value)
{
	static const int64_t cancelled[2][2] = {{5, 1}, {5, -1}};
	kefu_level *level = level_of(cancelled, 2);
	kefu_measure measure;
	int64_t upper = 7;
	uint64_t lower = 7;

	unit_ok(kefu_level_at(level, 5, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_level_mean(level, 0, 10, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(measure.value));
	unit_ok(kefu_level_peak(level, 0, 10, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_level_time_above(level, 0, 10, 1, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_level_area(level, 0, 10, &upper, &lower));
	ck_assert(upper == 0 && lower == 0);
	ck_assert_int_eq(kefu_level_instants(level), 0);
	ck_assert_int_eq(kefu_level_instants(NULL), 0);
	level_encoding(level, CODEC_LEVEL);
	kefu_level_free(level);
	kefu_level_free(NULL);
}
END_TEST

/* Open 10..40 and 20..30, and again 40..60 by another: at 40 both count as
 * one step. */
static const int64_t day[6][2] = {{10, 1}, {40, -1}, {20, 1}, {30, -1}, {40, 1}, {60, -1}};

START_TEST(readings_weigh_by_time)
{
	kefu_level *level = level_of(day, 6);
	kefu_measure measure;
	int64_t upper;
	uint64_t lower;

	ck_assert_int_eq(kefu_level_instants(level), 4);
	ck_assert_int_eq(at(level, 9), 0);
	ck_assert_int_eq(at(level, 10), 1);
	ck_assert_int_eq(at(level, 20), 2);
	ck_assert_int_eq(at(level, 29), 2);
	ck_assert_int_eq(at(level, 30), 1);
	ck_assert_int_eq(at(level, 59), 1);
	ck_assert_int_eq(at(level, 60), 0);
	ck_assert_int_eq(at(level, INT64_MAX), 0);
	ck_assert_int_eq(at(level, INT64_MIN), 0);
	unit_ok(kefu_level_mean(level, 0, 100, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_VALUE);
	ck_assert(measure.value == 0.6 && measure.low == 0.6 && measure.high == 0.6);
	ck_assert_int_eq(measure.num, 60);
	ck_assert_int_eq(measure.den, 100);
	ck_assert_int_eq(measure.count, 4);
	ck_assert(mean_of(level, 15, 25) == 1.5);
	ck_assert(mean_of(level, 20, 30) == 2.0);
	ck_assert(mean_of(level, 60, 61) == 0.0);
	unit_ok(kefu_level_mean(level, 20, 30, &measure));
	ck_assert_int_eq(measure.count, 1);
	ck_assert_int_eq(peak_of(level, 0, 100), 2);
	ck_assert_int_eq(peak_of(level, 0, 20), 1);
	ck_assert_int_eq(peak_of(level, 30, 100), 1);
	ck_assert_int_eq(peak_of(level, 29, 30), 2);
	ck_assert_int_eq(peak_of(level, 0, 10), 0);
	ck_assert_int_eq(peak_of(level, 70, 80), 0);
	unit_ok(kefu_level_time_above(level, 0, 100, 1, &measure));
	ck_assert_int_eq(measure.num, 50);
	ck_assert_int_eq(measure.den, 100);
	unit_ok(kefu_level_time_above(level, 0, 100, 2, &measure));
	ck_assert_int_eq(measure.num, 10);
	unit_ok(kefu_level_time_above(level, 0, 100, 0, &measure));
	ck_assert_int_eq(measure.num, 100);
	unit_ok(kefu_level_area(level, 0, 100, &upper, &lower));
	ck_assert(upper == 0 && lower == 60);
	unit_ok(kefu_level_reset(level));
	ck_assert_int_eq(kefu_level_instants(level), 0);
	unit_ok(kefu_level_add(level, 5, -3));
	unit_ok(kefu_level_area(level, 0, 10, &upper, &lower));
	ck_assert(upper == -1 && (int64_t)lower == -15);
	ck_assert_int_eq(peak_of(level, 0, 10), 0);
	ck_assert_int_eq(peak_of(level, 5, 10), -3);
	kefu_level_free(level);
}
END_TEST

START_TEST(area_needs_more_than_64_bits)
{
	kefu_level *level = level_of(NULL, 0);
	int64_t max = kefu_level_step_max(), end = kefu_time_max(), upper, i;
	uint64_t lower;
	kefu_measure measure;

	for (i = 0; i < 3; i++)
		unit_ok(kefu_level_add(level, i, max));
	unit_ok(kefu_level_area(level, 0, end, &upper, &lower));
	/* 3e12 * 253402300799999 less 1e12 and 2e12 for the first two */
	ck_assert_int_eq(upper, 41210898);
	ck_assert_uint_eq(lower, UINT64_C(13946245186727288832));
	unit_ok(kefu_level_mean(level, 0, end, &measure));
	ck_assert_int_eq(measure.num, INT64_MAX);
	unit_near(measure.value, 3e12, 1e-12);
	kefu_level_free(level);
}
END_TEST

START_TEST(what_is_no_step_is_refused)
{
	static const int64_t times[3] = {1, 2, -1}, steps[3] = {1, -1, 1};
	static const int64_t much[3] = {1, INT64_C(1000000000001), 1};
	kefu_level *level = level_of(day, 6), *before, *out = NULL;
	int64_t max = kefu_level_step_max(), upper;
	uint64_t lower;
	kefu_measure measure;
	size_t bad = 99;

	ck_assert_int_eq(max, INT64_C(1000000000000));
	unit_ok(kefu_level_copy(level, NULL, &before));
	unit_status(kefu_level_add(level, -1, 1), KEFU_E_TIME);
	unit_status(kefu_level_add(level, kefu_time_max() + 1, 1), KEFU_E_TIME);
	unit_status(kefu_level_add(level, 1, max + 1), KEFU_E_RANGE);
	unit_status(kefu_level_add(level, 1, -max - 1), KEFU_E_RANGE);
	unit_status(kefu_level_add(level, 1, INT64_MIN), KEFU_E_RANGE);
	unit_status(kefu_level_add(level, 20, max), KEFU_E_OVERFLOW);
	unit_status(kefu_level_add_many(level, times, 8, steps, 8, 3, &bad), KEFU_E_TIME);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_level_add_many(level, times, 8, much, 8, 2, &bad), KEFU_E_RANGE);
	ck_assert_uint_eq(bad, 1);
	unit_ok(kefu_level_add(level, 1, 0));
	unit_ok(kefu_level_add_many(level, times, 8, steps, 0, 0, &bad));
	unit_ok(kefu_level_add_many(level, NULL, 8, NULL, 0, 0, &bad));
	unit_status(kefu_level_new(NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_level_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_level_copy(level, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_level_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_level_add(NULL, 1, 1), KEFU_E_NULL);
	unit_status(kefu_level_add_many(NULL, times, 8, steps, 8, 2, &bad), KEFU_E_NULL);
	unit_status(kefu_level_add_many(level, NULL, 8, steps, 8, 2, &bad), KEFU_E_NULL);
	unit_status(kefu_level_add_many(level, times, 8, NULL, 8, 2, &bad), KEFU_E_NULL);
	unit_status(kefu_level_merge(level, NULL), KEFU_E_NULL);
	unit_status(kefu_level_merge(NULL, level), KEFU_E_NULL);
	unit_status(kefu_level_subtract(level, NULL), KEFU_E_NULL);
	unit_status(kefu_level_subtract(NULL, level), KEFU_E_NULL);
	unit_status(kefu_level_at(level, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_level_at(NULL, 0, &measure), KEFU_E_NULL);
	unit_status(kefu_level_mean(level, 0, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_level_mean(NULL, 0, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_level_peak(level, 0, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_level_peak(NULL, 0, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_level_time_above(level, 0, 1, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_level_time_above(NULL, 0, 1, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_level_area(level, 0, 1, NULL, &lower), KEFU_E_NULL);
	unit_status(kefu_level_area(level, 0, 1, &upper, NULL), KEFU_E_NULL);
	unit_status(kefu_level_area(NULL, 0, 1, &upper, &lower), KEFU_E_NULL);
	unit_status(kefu_level_mean(level, 5, 5, &measure), KEFU_E_RANGE);
	unit_status(kefu_level_mean(level, 6, 5, &measure), KEFU_E_RANGE);
	unit_status(kefu_level_mean(level, -1, 5, &measure), KEFU_E_TIME);
	unit_status(kefu_level_mean(level, 0, kefu_time_max() + 1, &measure), KEFU_E_TIME);
	unit_status(kefu_level_peak(level, 5, 5, &measure), KEFU_E_RANGE);
	unit_status(kefu_level_peak(level, INT64_MIN, 5, &measure), KEFU_E_TIME);
	unit_status(kefu_level_time_above(level, 5, 5, 1, &measure), KEFU_E_RANGE);
	unit_status(kefu_level_time_above(level, 5, -5, 1, &measure), KEFU_E_TIME);
	unit_status(kefu_level_area(level, 5, 5, &upper, &lower), KEFU_E_RANGE);
	unit_status(kefu_level_area(level, 5, INT64_MAX, &upper, &lower), KEFU_E_TIME);
	ck_assert(level_same(level, before));
	kefu_level_free(level);
	kefu_level_free(before);
}
END_TEST

START_TEST(sums_of_an_instant_are_bounded_at_the_end)
{
	const int64_t max = kefu_level_step_max();
	const int64_t back[3] = {max, max, -max}, far[3] = {max, max, -max + 1};
	const int64_t now = 7;
	kefu_level *level = level_of(NULL, 0), *other = level_of(NULL, 0), *before;

	unit_status(kefu_level_add_many(level, &now, 0, far, 8, 3, NULL), KEFU_E_OVERFLOW);
	ck_assert_int_eq(kefu_level_instants(level), 0);
	unit_ok(kefu_level_add_many(level, &now, 0, back, 8, 3, NULL));
	ck_assert_int_eq(at(level, 7), max);
	unit_ok(kefu_level_add(other, 7, 1));
	unit_ok(kefu_level_add(other, 3, 1));
	unit_ok(kefu_level_copy(level, NULL, &before));
	unit_status(kefu_level_merge(level, other), KEFU_E_OVERFLOW);
	unit_status(kefu_level_add_many(level, &now, 0, back, 8, 1, NULL), KEFU_E_OVERFLOW);
	ck_assert(level_same(level, before));
	unit_ok(kefu_level_subtract(level, other));
	unit_status(kefu_level_merge(other, level), KEFU_OK);
	ck_assert(level_same(other, before));
	kefu_level_free(level);
	kefu_level_free(other);
	kefu_level_free(before);
}
END_TEST

START_TEST(merging_and_subtracting_are_inverse)
{
	kefu_level *level = level_of(day, 6), *first = level_of(day, 3), *rest = level_of(day + 3, 3);
	kefu_level *empty = level_of(NULL, 0);

	unit_ok(kefu_level_merge(first, rest));
	ck_assert(level_same(first, level));
	unit_ok(kefu_level_subtract(first, rest));
	unit_ok(kefu_level_merge(rest, first));
	ck_assert(level_same(rest, level));
	unit_ok(kefu_level_merge(level, empty));
	ck_assert(level_same(rest, level));
	unit_ok(kefu_level_merge(empty, level));
	ck_assert(level_same(empty, level));
	unit_ok(kefu_level_merge(level, level));
	ck_assert_int_eq(peak_of(level, 0, 100), 4);
	unit_ok(kefu_level_subtract(level, level));
	ck_assert_int_eq(kefu_level_instants(level), 0);
	unit_ok(kefu_level_subtract(level, rest));
	ck_assert_int_eq(at(level, 20), -2);
	kefu_level_free(level);
	kefu_level_free(first);
	kefu_level_free(rest);
	kefu_level_free(empty);
}
END_TEST

/* Steps by a plain array, one entry a millisecond. */
#define SPAN 2000

static void compare_with_array(const kefu_level *level, const int64_t *steps, uint64_t *seed)
{
	int64_t instants = 0, height = 0, t;
	int i;

	for (t = 0; t < SPAN; t++) {
		instants += steps[t] != 0;
		height += steps[t];
		if (unit_below(seed, 40) == 0 && instants != 0)
			ck_assert_int_eq(at(level, t), height);
	}
	ck_assert_int_eq(kefu_level_instants(level), instants);
	for (i = 0; i < 5 && instants != 0; i++) {
		int64_t from = (int64_t)unit_below(seed, SPAN - 1);
		int64_t to = from + 1 + (int64_t)unit_below(seed, (uint64_t)(SPAN - 1 - from));
		int64_t threshold = (int64_t)unit_below(seed, 7) - 3, above = 0, area = 0, peak = 0;
		kefu_measure measure;

		height = 0;
		for (t = 0; t < to; t++) {
			height += steps[t];
			if (t < from)
				continue;
			area += height;
			above += height >= threshold;
			if (t == from || height > peak)
				peak = height;
		}
		unit_ok(kefu_level_mean(level, from, to, &measure));
		ck_assert_int_eq(measure.num, area);
		ck_assert(measure.value == (double)area / (double)(to - from));
		ck_assert_int_eq(peak_of(level, from, to), peak);
		unit_ok(kefu_level_time_above(level, from, to, threshold, &measure));
		ck_assert_int_eq(measure.num, above);
	}
}

START_TEST(random_steps_in_any_order_agree_with_an_array)
{
	uint64_t seed = 20261121;
	int round;

	for (round = 0; round < 60; round++) {
		static int64_t steps[SPAN];
		int64_t times[512], by[512];
		kefu_level *level = level_of(NULL, 0), *parts[3], *all;
		int batch, i;

		memset(steps, 0, sizeof steps);
		for (i = 0; i < 3; i++)
			parts[i] = level_of(NULL, 0);
		for (batch = 0; batch < 6; batch++) {
			size_t count = (size_t)unit_below(&seed, 512), j;
			int one_by_one = unit_below(&seed, 2) == 0;
			int rising = unit_below(&seed, 3) == 0;

			for (j = 0; j < count; j++) {
				times[j] = (int64_t)unit_below(&seed, SPAN);
				if (rising)
					times[j] = (int64_t)(j * (SPAN / 512));
				by[j] = (int64_t)unit_below(&seed, 5) - 2;
				steps[times[j]] += by[j];
				unit_ok(kefu_level_add(parts[unit_below(&seed, 3)], times[j],
				                       by[j]));
			}
			for (j = 0; one_by_one && j < count; j++)
				unit_ok(kefu_level_add(level, times[j], by[j]));
			if (!one_by_one)
				unit_ok(kefu_level_add_many(level, times, 8, by, 8, count, NULL));
			compare_with_array(level, steps, &seed);
		}
		unit_ok(kefu_level_copy(parts[2], NULL, &all));
		unit_ok(kefu_level_merge(all, parts[0]));
		unit_ok(kefu_level_merge(all, parts[1]));
		ck_assert(level_same(all, level));
		unit_ok(kefu_level_merge(parts[0], parts[1]));
		unit_ok(kefu_level_merge(parts[0], parts[2]));
		ck_assert(level_same(parts[0], level));
		for (i = 0; i < 3; i++)
			kefu_level_free(parts[i]);
		kefu_level_free(all);
		kefu_level_free(level);
	}
}
END_TEST

/* An agent goes on and off within the same instants: nothing piles up. */
START_TEST(cancelled_instants_give_their_place)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_level *level;
	int64_t t;

	unit_ok(kefu_level_new(&allocator, &level));
	for (t = 0; t < 10000; t++) {
		unit_ok(kefu_level_add(level, t, 1));
		unit_ok(kefu_level_add(level, t, -1));
	}
	ck_assert_int_eq(fuse.seen, 2);
	for (t = 9000; t > 0; t--) { /* going back in time */
		unit_ok(kefu_level_add(level, t, 1));
		unit_ok(kefu_level_add(level, t, -1));
	}
	ck_assert_uint_lt(fuse.peak_bytes, 40000);
	ck_assert_int_eq(kefu_level_instants(level), 0);
	kefu_level_free(level);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

static int32_t decode_forged(uint64_t count, const int64_t (*steps)[2], int extra)
{
	struct forgery f;
	struct codec_writer *w = forge(&f, CODEC_LEVEL);
	kefu_level *out = NULL;
	int32_t status;
	uint64_t i;

	codec_put_u64(w, count);
	for (i = 0; i < count && i < 2; i++) {
		codec_put_u64(w, (uint64_t)steps[i][0]);
		codec_put_i64(w, steps[i][1]);
	}
	if (extra)
		codec_put_u8(w, 1);
	forged(&f);
	status = kefu_level_decode(NULL, f.bytes, f.size, &out);
	kefu_level_free(out);
	return status;
}

START_TEST(encodings_are_checked)
{
	static const int64_t good[2][2] = {{0, 1}, {5, -1}}, twice[2][2] = {{3, 1}, {0, 1}};
	static const int64_t none[2][2] = {{3, 1}, {1, 0}}, late[2][2] = {{3, 1}, {INT64_MAX, 1}};
	static const int64_t much[1][2] = {{3, INT64_C(1000000000001)}};
	static const int64_t least[1][2] = {{3, INT64_MIN}};
	kefu_level *level = level_of(day, 6);

	level_encoding(level, CODEC_LEVEL);
	kefu_level_free(level);
	unit_ok(decode_forged(2, good, 0));
	unit_ok(decode_forged(0, good, 0));
	unit_status(decode_forged(2, good, 1), KEFU_E_CORRUPT);
	unit_status(decode_forged(2, twice, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(2, none, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(2, late, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(1, much, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(1, least, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(UINT64_MAX, good, 0), KEFU_E_CORRUPT);
	unit_status(decode_forged(1000000, good, 0), KEFU_E_CORRUPT);
}
END_TEST

/* Checks that a call that ran out of memory changed nothing. */
static int32_t kept(int32_t status, const kefu_level *level, const kefu_level *before)
{
	if (status != KEFU_OK)
		ck_assert(level_same(level, before));
	return status;
}

static int32_t every_allocation(const kefu_allocator *allocator)
{
	static const int64_t times[3] = {9, 2, 5}, late_times[2] = {70, 80}, by[3] = {1, 2, 3};
	kefu_level *level = NULL, *copy = NULL, *decoded = NULL, *before = NULL;
	uint8_t bytes[64];
	size_t size;
	int32_t status = kefu_level_new(allocator, &level); /* 1 */

	if (status == KEFU_OK) {
		unit_ok(kefu_level_copy(level, NULL, &before));
		status = kept(kefu_level_add(level, 10, 1), level, before); /* 2 */
	}
	if (status == KEFU_OK) {
		kefu_level_free(before);
		unit_ok(kefu_level_copy(level, NULL, &before));
		status = kept(kefu_level_add(level, 5, 1), level, before); /* 3: late */
	}
	if (status == KEFU_OK) {
		kefu_level_free(before);
		unit_ok(kefu_level_copy(level, NULL, &before));
		status = kept(kefu_level_add_many(level, times, 8, by, 8, 3, NULL), level,
		              before); /* 4, 5: to sort, to merge */
	}
	if (status == KEFU_OK) {
		kefu_level_free(before);
		unit_ok(kefu_level_copy(level, NULL, &before));
		status = kept(kefu_level_add_many(level, late_times, 8, by, 8, 2, NULL), level,
		              before); /* 6, 7: to sort, to grow */
	}
	if (status == KEFU_OK)
		status = kefu_level_copy(level, allocator, &copy); /* 8, 9 */
	if (status == KEFU_OK)
		status = kept(kefu_level_merge(copy, level), copy, level); /* 10 */
	if (status == KEFU_OK) {
		unit_ok(kefu_level_encode(copy, bytes, sizeof bytes, &size));
		status = kefu_level_decode(allocator, bytes, size, &decoded); /* 11, 12 */
	}
	if (status == KEFU_OK)
		status = kept(kefu_level_subtract(decoded, level), decoded, copy); /* 13 */
	if (status == KEFU_OK)
		ck_assert(level_same(decoded, level));
	kefu_level_free(before);
	kefu_level_free(level);
	kefu_level_free(copy);
	kefu_level_free(decoded);
	return status;
}

START_TEST(each_failed_allocation_is_survived)
{
	unit_sweep(every_allocation, 13);
}
END_TEST

/* Times that fall: every one is late, and they are moved in now and then. */
static int32_t settling(const kefu_allocator *allocator)
{
	kefu_level *level = NULL;
	int32_t status = kefu_level_new(allocator, &level);
	int64_t t;

	for (t = 500; t > 0 && status == KEFU_OK; t--) {
		status = kefu_level_add(level, t, 1);
		ck_assert_int_eq(kefu_level_instants(level), status == KEFU_OK ? 501 - t : 500 - t);
	}
	kefu_level_free(level);
	return status;
}

START_TEST(settling_survives_each_failed_allocation)
{
	unit_sweep(settling, 11);
}
END_TEST

UNIT_MAIN("level", empty_has_no_value, readings_weigh_by_time, area_needs_more_than_64_bits,
          what_is_no_step_is_refused, sums_of_an_instant_are_bounded_at_the_end,
          merging_and_subtracting_are_inverse, random_steps_in_any_order_agree_with_an_array,
          cancelled_instants_give_their_place, encodings_are_checked,
          each_failed_allocation_is_survived, settling_survives_each_failed_allocation)
