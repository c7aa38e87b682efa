#include "unit.h"

#include "encoding.h"
#include "kefu/csat.h"
#include "stat/csat.h"

ENCODING_CHECKS(csat)

static kefu_csat *csat_of(int32_t min, int32_t max, const int64_t *counts)
{
	kefu_csat *csat;
	int32_t score;

	unit_ok(kefu_csat_new(NULL, min, max, &csat));
	for (score = min; counts != NULL && score <= max; score++)
		unit_ok(kefu_csat_add_counts(csat, score, counts[score - min]));
	return csat;
}

START_TEST(scales_have_two_to_101_points)
{
	kefu_csat *csat = NULL;

	unit_status(kefu_csat_new(NULL, 5, 5, &csat), KEFU_E_SCORE);
	unit_status(kefu_csat_new(NULL, 5, 1, &csat), KEFU_E_SCORE);
	unit_status(kefu_csat_new(NULL, 0, 101, &csat), KEFU_E_SCORE);
	unit_status(kefu_csat_new(NULL, INT32_MIN, INT32_MAX, &csat), KEFU_E_SCORE);
	unit_status(kefu_csat_new(NULL, 1, 5, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(csat);
	ck_assert_int_eq(kefu_csat_points_max(), 101);
	unit_ok(kefu_csat_new(NULL, 0, 100, &csat));
	ck_assert_int_eq(kefu_csat_min(csat), 0);
	ck_assert_int_eq(kefu_csat_max(csat), 100);
	kefu_csat_free(csat);
	unit_ok(kefu_csat_new(NULL, INT32_MAX - 1, INT32_MAX, &csat));
	unit_ok(kefu_csat_add(csat, INT32_MAX));
	unit_status(kefu_csat_add(csat, (int64_t)INT32_MAX + 1), KEFU_E_SCORE);
	csat_encoding(csat, CODEC_CSAT);
	kefu_csat_free(csat);
	unit_ok(kefu_csat_new(NULL, INT32_MIN, INT32_MIN + 1, &csat));
	unit_ok(kefu_csat_add(csat, INT32_MIN));
	unit_status(kefu_csat_add(csat, (int64_t)INT32_MIN - 1), KEFU_E_SCORE);
	unit_status(kefu_csat_add(csat, INT64_MAX), KEFU_E_SCORE);
	unit_status(kefu_csat_add(csat, INT64_MIN), KEFU_E_SCORE);
	csat_encoding(csat, CODEC_CSAT);
	kefu_csat_free(csat);
	kefu_csat_free(NULL);
	ck_assert_int_eq(kefu_csat_min(NULL) + kefu_csat_max(NULL), 0);
	ck_assert_int_eq(kefu_csat_count(NULL), 0);
}
END_TEST

START_TEST(empty_has_no_value)
{
	kefu_csat *csat = csat_of(1, 5, NULL);
	kefu_measure measure;

	unit_ok(kefu_csat_mean(csat, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(measure.value) && isnan(measure.low) && isnan(measure.high));
	unit_ok(kefu_csat_median(csat, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_csat_top_box(csat, 0, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_csat_bottom_box(csat, 0, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	kefu_csat_free(csat);
}
END_TEST

START_TEST(readings_of_a_five_point_scale)
{
	static const int64_t counts[5] = {1, 0, 2, 3, 4};
	static const int32_t odd[3] = {1, 5, 5};
	kefu_csat *csat = csat_of(1, 5, counts);
	int64_t distribution[6] = {0, 0, 0, 0, 0, 77};
	kefu_measure measure;

	ck_assert_int_eq(kefu_csat_count(csat), 10);
	unit_ok(kefu_csat_mean(csat, &measure));
	ck_assert_int_eq(measure.num, 39);
	ck_assert_int_eq(measure.den, 10);
	ck_assert(measure.value == 3.9);
	/* tests/model/accumulators.py: mean_interval([1, 3, 3, 4, 4, 4, 5, 5, 5, 5]) */
	unit_near(measure.low, 3.1025196872625598, 1e-14);
	unit_near(measure.high, 4.69748031273744, 1e-14);
	unit_ok(kefu_csat_median(csat, &measure));
	ck_assert_int_eq(measure.num, 4);
	ck_assert(measure.value == 4.0 && measure.low == 3.0 && measure.high == 5.0);
	unit_ok(kefu_csat_top_box(csat, 0, &measure));
	ck_assert_int_eq(measure.num, 7);
	unit_ok(kefu_csat_top_box(csat, 1, &measure));
	ck_assert_int_eq(measure.num, 4);
	ck_assert(measure.value == 0.4);
	unit_ok(kefu_csat_top_box(csat, 5, &measure));
	ck_assert_int_eq(measure.num, 10);
	unit_ok(kefu_csat_bottom_box(csat, 0, &measure));
	ck_assert_int_eq(measure.num, 1);
	unit_ok(kefu_csat_bottom_box(csat, 3, &measure));
	ck_assert_int_eq(measure.num, 3);
	ck_assert_int_eq(measure.den, 10);
	unit_ok(kefu_csat_share(csat, odd, 3, &measure));
	ck_assert_int_eq(measure.num, 5);
	unit_ok(kefu_csat_share(csat, NULL, 0, &measure));
	ck_assert_int_eq(measure.num, 0);
	unit_ok(kefu_csat_distribution(csat, distribution, 5));
	ck_assert_int_eq(memcmp(distribution, counts, sizeof counts), 0);
	ck_assert_int_eq(distribution[5], 77);
	unit_status(kefu_csat_distribution(csat, distribution, 4), KEFU_E_SIZE);
	unit_ok(kefu_csat_reset(csat));
	ck_assert_int_eq(kefu_csat_count(csat), 0);
	ck_assert_int_eq(kefu_csat_max(csat), 5);
	kefu_csat_free(csat);
}
END_TEST

START_TEST(usual_boxes_depend_on_the_scale)
{
	static const int32_t top[14] = {0, 0, 1, 1, 2, 2, 2, 2, 0, 0, 3, 3, 0, 0};
	int32_t points;

	for (points = 2; points < 14; points++) {
		kefu_csat *csat = csat_of(1, points, NULL);
		kefu_measure measure;

		unit_ok(kefu_csat_add_counts(csat, points, 4));
		unit_ok(kefu_csat_add_counts(csat, points - 1, 2));
		if (points > 2)
			unit_ok(kefu_csat_add_counts(csat, points - 2, 1));
		if (top[points] == 0) {
			unit_status(kefu_csat_top_box(csat, 0, &measure), KEFU_E_RANGE);
		} else {
			unit_ok(kefu_csat_top_box(csat, 0, &measure));
			ck_assert_int_eq(measure.num, top[points] == 1 ? 4 : top[points] == 2 ? 6 : 7);
		}
		unit_status(kefu_csat_top_box(csat, points + 1, &measure), KEFU_E_RANGE);
		unit_status(kefu_csat_top_box(csat, -1, &measure), KEFU_E_RANGE);
		unit_status(kefu_csat_bottom_box(csat, points + 1, &measure), KEFU_E_RANGE);
		unit_status(kefu_csat_bottom_box(csat, 0, &measure),
		            points > 2 ? KEFU_OK : KEFU_E_RANGE);
		kefu_csat_free(csat);
	}
	ck_assert_int_eq(csat_usual_bottom(0, 11), 0);
	ck_assert_int_eq(csat_usual_bottom(1, 5), 2);
}
END_TEST

START_TEST(means_stay_on_the_scale)
{
	static const int64_t extremes[2] = {1, 9}, single[2] = {0, 1};
	kefu_csat *csat = csat_of(0, 1, extremes);
	kefu_measure measure;

	unit_ok(kefu_csat_mean(csat, &measure));
	ck_assert(measure.value == 0.9 && measure.high == 1.0 && measure.low < 0.9);
	kefu_csat_free(csat);
	csat = csat_of(-2, -1, single);
	unit_ok(kefu_csat_mean(csat, &measure));
	ck_assert(measure.value == -1.0 && measure.low == -1.0 && measure.high == -1.0);
	ck_assert_int_eq(measure.num, -1);
	kefu_csat_free(csat);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
	static const int64_t counts[5] = {1, 2, 3, 4, 5}, scores[4] = {1, 5, 0, 6};
	static const int32_t set[2] = {5, 6};
	kefu_csat *csat = csat_of(1, 5, counts), *other = csat_of(0, 4, counts), *before;
	kefu_csat *seven = csat_of(1, 7, NULL), *out = NULL;
	int64_t distribution[5];
	kefu_measure measure;
	size_t bad = 99;

	unit_ok(kefu_csat_copy(csat, NULL, &before));
	unit_status(kefu_csat_add(csat, 0), KEFU_E_SCORE);
	unit_status(kefu_csat_add(csat, 6), KEFU_E_SCORE);
	unit_status(kefu_csat_add_counts(csat, 6, 1), KEFU_E_SCORE);
	unit_status(kefu_csat_add_counts(csat, 5, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_csat_add_counts(csat, 5, INT64_MAX), KEFU_E_OVERFLOW);
	unit_status(kefu_csat_add_many(csat, scores, 8, 4, &bad), KEFU_E_SCORE);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_csat_merge(csat, other), KEFU_E_MISMATCH);
	unit_status(kefu_csat_subtract(csat, other), KEFU_E_MISMATCH);
	unit_status(kefu_csat_merge(csat, seven), KEFU_E_MISMATCH);
	unit_status(kefu_csat_share(csat, set, 2, &measure), KEFU_E_SCORE);
	unit_status(kefu_csat_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_csat_copy(csat, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_csat_add(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_csat_add_counts(NULL, 1, 1), KEFU_E_NULL);
	unit_status(kefu_csat_add_many(NULL, scores, 8, 1, &bad), KEFU_E_NULL);
	unit_status(kefu_csat_add_many(csat, NULL, 8, 1, &bad), KEFU_E_NULL);
	unit_ok(kefu_csat_add_many(csat, NULL, 8, 0, NULL));
	unit_status(kefu_csat_merge(csat, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_merge(NULL, csat), KEFU_E_NULL);
	unit_status(kefu_csat_subtract(csat, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_subtract(NULL, csat), KEFU_E_NULL);
	unit_status(kefu_csat_mean(csat, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_mean(NULL, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_median(csat, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_median(NULL, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_top_box(csat, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_top_box(NULL, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_bottom_box(csat, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_bottom_box(NULL, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_share(csat, NULL, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_share(csat, set, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_csat_share(NULL, set, 1, &measure), KEFU_E_NULL);
	unit_status(kefu_csat_distribution(csat, NULL, 5), KEFU_E_NULL);
	unit_status(kefu_csat_distribution(NULL, distribution, 5), KEFU_E_NULL);
	ck_assert(csat_same(csat, before));
	kefu_csat_free(csat);
	kefu_csat_free(other);
	kefu_csat_free(seven);
	kefu_csat_free(before);
}
END_TEST

START_TEST(groups_take_their_rows)
{
	kefu_csat *five = csat_of(1, 5, NULL), *ten = csat_of(1, 10, NULL), *table[3], *before;
	kefu_csat *full = csat_of(0, 1, NULL);
	uint32_t group[5] = {0, 1, 0, 1, 1};
	int64_t scores[5] = {5, 10, 1, 6, 5}, distribution[10];
	size_t bad = 99;

	unit_ok(kefu_csat_add_counts(full, 0, INT64_MAX - 1));
	table[0] = five;
	table[1] = ten;
	table[2] = NULL;
	unit_ok(kefu_csat_group_add(table, 3, group, 4, scores, 8, 5, &bad));
	ck_assert_int_eq(kefu_csat_count(five), 2);
	unit_ok(kefu_csat_distribution(ten, distribution, 10));
	ck_assert_int_eq(distribution[9] + distribution[5] + distribution[4], 3);
	unit_ok(kefu_csat_copy(five, NULL, &before));
	group[3] = 0; /* 6 is on the other's scale only */
	unit_status(kefu_csat_group_add(table, 3, group, 4, scores, 8, 5, &bad), KEFU_E_SCORE);
	ck_assert_uint_eq(bad, 3);
	group[2] = 2;
	unit_status(kefu_csat_group_add(table, 3, group, 4, scores, 8, 5, &bad), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 2);
	group[1] = 3;
	unit_status(kefu_csat_group_add(table, 3, group, 4, scores, 8, 5, &bad), KEFU_E_ID);
	ck_assert_uint_eq(bad, 1);
	table[2] = full;
	group[1] = group[2] = 2;
	group[3] = 1;
	scores[1] = 1;
	unit_status(kefu_csat_group_add(table, 3, group, 4, scores, 8, 5, &bad), KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_csat_group_add(NULL, 3, group, 4, scores, 8, 5, &bad), KEFU_E_NULL);
	unit_status(kefu_csat_group_add(table, 3, NULL, 4, scores, 8, 5, &bad), KEFU_E_NULL);
	unit_status(kefu_csat_group_add(table, 3, group, 4, NULL, 8, 5, &bad), KEFU_E_NULL);
	ck_assert(csat_same(five, before));
	ck_assert_int_eq(kefu_csat_count(full), INT64_MAX - 1);
	unit_status(kefu_csat_merge(full, full), KEFU_E_OVERFLOW);
	unit_ok(kefu_csat_add(full, 1));
	unit_status(kefu_csat_add(full, 1), KEFU_E_OVERFLOW);
	unit_status(kefu_csat_add_many(full, scores + 1, 8, 1, NULL), KEFU_E_OVERFLOW);
	csat_encoding(full, CODEC_CSAT);
	kefu_csat_free(five);
	kefu_csat_free(ten);
	kefu_csat_free(full);
	kefu_csat_free(before);
}
END_TEST

START_TEST(merging_and_subtracting_are_inverse)
{
	static const int64_t one[5] = {1, 0, 2, 3, 4}, two[5] = {0, 5, 0, 0, 1};
	static const int64_t both[5] = {1, 5, 2, 3, 5};
	kefu_csat *a = csat_of(1, 5, one), *b = csat_of(1, 5, two), *c = csat_of(1, 5, both);
	kefu_csat *d;

	unit_ok(kefu_csat_copy(a, NULL, &d));
	unit_ok(kefu_csat_merge(a, b));
	ck_assert(csat_same(a, c));
	unit_ok(kefu_csat_subtract(a, b));
	ck_assert(csat_same(a, d));
	unit_status(kefu_csat_subtract(a, b), KEFU_E_UNDERFLOW);
	ck_assert(csat_same(a, d));
	unit_ok(kefu_csat_merge(a, a));
	ck_assert_int_eq(kefu_csat_count(a), 20);
	unit_ok(kefu_csat_subtract(a, a));
	ck_assert_int_eq(kefu_csat_count(a), 0);
	kefu_csat_free(a);
	kefu_csat_free(b);
	kefu_csat_free(c);
	kefu_csat_free(d);
}
END_TEST

static int32_t decode_forged(int64_t min, uint64_t points, const uint64_t *counts)
{
	struct forgery f;
	struct codec_writer *w = forge(&f, CODEC_CSAT);
	kefu_csat *out = NULL;
	uint64_t i;
	int32_t status;

	codec_put_i64(w, min);
	codec_put_u64(w, points);
	for (i = 0; i < points && i < 200; i++)
		codec_put_u64(w, counts != NULL ? counts[i] : 0);
	forged(&f);
	status = kefu_csat_decode(NULL, f.bytes, f.size, &out);
	kefu_csat_free(out);
	return status;
}

START_TEST(encodings_are_checked)
{
	static const int64_t counts[11] = {0, 0, 1, 0, 0, 128, 0, 0, 70000, 0, 1};
	static const uint64_t much[2] = {INT64_MAX, 1};
	kefu_csat *csat = csat_of(0, 10, counts);

	csat_encoding(csat, CODEC_CSAT);
	kefu_csat_free(csat);
	unit_ok(decode_forged(1, 5, NULL));
	unit_ok(decode_forged(0, 101, NULL));
	unit_status(decode_forged(0, 1, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged(0, 0, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged(0, 102, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged(0, UINT64_MAX, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged(INT64_MAX, 5, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged(INT64_MIN, 5, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged((int64_t)INT32_MAX - 3, 5, NULL), KEFU_E_CORRUPT);
	unit_status(decode_forged((int64_t)INT32_MIN - 1, 5, NULL), KEFU_E_CORRUPT);
	unit_ok(decode_forged((int64_t)INT32_MAX - 4, 5, NULL));
	unit_status(decode_forged(0, 2, much), KEFU_E_CORRUPT);
}
END_TEST

static int32_t every_allocation(const kefu_allocator *allocator)
{
	kefu_csat *csat = NULL, *copy = NULL, *decoded = NULL;
	uint8_t bytes[64];
	size_t size;
	int32_t status = kefu_csat_new(allocator, 1, 5, &csat);

	if (status == KEFU_OK) {
		unit_ok(kefu_csat_add(csat, 4));
		status = kefu_csat_copy(csat, allocator, &copy);
	}
	if (status == KEFU_OK) {
		unit_ok(kefu_csat_encode(copy, bytes, sizeof bytes, &size));
		status = kefu_csat_decode(allocator, bytes, size, &decoded);
	}
	if (status == KEFU_OK)
		ck_assert_int_eq(kefu_csat_count(decoded), 1);
	kefu_csat_free(csat);
	kefu_csat_free(copy);
	kefu_csat_free(decoded);
	return status;
}

START_TEST(each_failed_allocation_is_survived)
{
	unit_sweep(every_allocation, 3);
}
END_TEST

UNIT_MAIN("csat", scales_have_two_to_101_points, empty_has_no_value,
          readings_of_a_five_point_scale, usual_boxes_depend_on_the_scale,
          means_stay_on_the_scale, what_is_no_answer_is_refused, groups_take_their_rows,
          merging_and_subtracting_are_inverse, encodings_are_checked,
          each_failed_allocation_is_survived)
