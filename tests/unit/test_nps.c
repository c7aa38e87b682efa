#include "unit.h"

#include "encoding.h"
#include "kefu/nps.h"

ENCODING_CHECKS(nps)

static kefu_nps *nps_of(int64_t promoters, int64_t passives, int64_t detractors)
{
	kefu_nps *nps;

	unit_ok(kefu_nps_new(NULL, &nps));
	unit_ok(kefu_nps_add_counts(nps, promoters, passives, detractors));
	return nps;
}

START_TEST(scores_fall_into_three_classes)
{
	kefu_nps *nps = nps_of(0, 0, 0);
	kefu_measure measure;
	int64_t score;

	unit_ok(kefu_nps_score(nps, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(measure.value));
	unit_ok(kefu_nps_margin(nps, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	for (score = 0; score <= 10; score++)
		unit_ok(kefu_nps_add(nps, score));
	ck_assert_int_eq(kefu_nps_promoters(nps), 2);
	ck_assert_int_eq(kefu_nps_passives(nps), 2);
	ck_assert_int_eq(kefu_nps_detractors(nps), 7);
	ck_assert_int_eq(kefu_nps_count(nps), 11);
	unit_ok(kefu_nps_reset(nps));
	ck_assert_int_eq(kefu_nps_count(nps), 0);
	ck_assert_int_eq(kefu_nps_promoters(NULL) + kefu_nps_passives(NULL) +
	                 kefu_nps_detractors(NULL) + kefu_nps_count(NULL), 0);
	kefu_nps_free(nps);
	kefu_nps_free(NULL);
}
END_TEST

START_TEST(score_has_a_margin)
{
	kefu_nps *nps = nps_of(50, 30, 20);
	kefu_measure score, margin;

	unit_ok(kefu_nps_score(nps, &score));
	ck_assert_int_eq(score.state, KEFU_STATE_VALUE);
	ck_assert(score.value == 30.0);
	ck_assert_int_eq(score.num, 30);
	ck_assert_int_eq(score.den, 100);
	ck_assert_int_eq(score.count, 100);
	unit_ok(kefu_nps_margin(nps, &margin));
	/* variance 0.5 + 0.2 - 0.09 = 0.61 */
	unit_near(margin.value, 100.0 * 1.959963984540054 * sqrt(0.61 / 100.0), 1e-14);
	unit_near(score.low, 30.0 - margin.value, 1e-14);
	unit_near(score.high, 30.0 + margin.value, 1e-14);
	kefu_nps_free(nps);
}
END_TEST

START_TEST(interval_stays_within_the_scale)
{
	kefu_nps *nps = nps_of(9, 0, 1);
	kefu_measure measure;

	unit_ok(kefu_nps_score(nps, &measure));
	ck_assert(measure.high == 100.0);
	kefu_nps_free(nps);
	nps = nps_of(0, 1, 9);
	unit_ok(kefu_nps_score(nps, &measure));
	ck_assert(measure.value == -90.0 && measure.low == -100.0);
	kefu_nps_free(nps);
	nps = nps_of(3, 0, 0);
	unit_ok(kefu_nps_score(nps, &measure));
	ck_assert(measure.value == 100.0 && measure.low == 100.0 && measure.high == 100.0);
	kefu_nps_free(nps);
}
END_TEST

START_TEST(what_is_no_answer_is_refused)
{
	kefu_nps *nps = nps_of(1, 2, 3), *before, *out = NULL;
	const int64_t scores[4] = {10, 0, 11, -1};
	kefu_measure measure;
	size_t bad = 99;

	unit_ok(kefu_nps_copy(nps, NULL, &before));
	unit_status(kefu_nps_add(nps, 11), KEFU_E_SCORE);
	unit_status(kefu_nps_add(nps, -1), KEFU_E_SCORE);
	unit_status(kefu_nps_add(nps, INT64_MIN), KEFU_E_SCORE);
	unit_status(kefu_nps_add_many(nps, scores, 8, 4, &bad), KEFU_E_SCORE);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_nps_add_counts(nps, -1, 0, 0), KEFU_E_NEGATIVE);
	unit_status(kefu_nps_add_counts(nps, 0, -1, 0), KEFU_E_NEGATIVE);
	unit_status(kefu_nps_add_counts(nps, 0, 0, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_nps_new(NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_nps_copy(nps, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_nps_add(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_nps_add_counts(NULL, 1, 1, 1), KEFU_E_NULL);
	unit_status(kefu_nps_add_many(NULL, scores, 8, 1, &bad), KEFU_E_NULL);
	unit_status(kefu_nps_add_many(nps, NULL, 8, 1, &bad), KEFU_E_NULL);
	unit_ok(kefu_nps_add_many(nps, NULL, 8, 0, NULL));
	unit_status(kefu_nps_merge(nps, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_merge(NULL, nps), KEFU_E_NULL);
	unit_status(kefu_nps_subtract(nps, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_subtract(NULL, nps), KEFU_E_NULL);
	unit_status(kefu_nps_score(nps, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_score(NULL, &measure), KEFU_E_NULL);
	unit_status(kefu_nps_margin(nps, NULL), KEFU_E_NULL);
	unit_status(kefu_nps_margin(NULL, &measure), KEFU_E_NULL);
	ck_assert(nps_same(nps, before));
	kefu_nps_free(nps);
	kefu_nps_free(before);
}
END_TEST

START_TEST(groups_take_their_rows)
{
	kefu_nps *a = nps_of(0, 0, 0), *b = nps_of(0, 0, 0), *full = nps_of(INT64_MAX - 1, 0, 0);
	kefu_nps *table[4], *before;
	struct { int64_t score; uint32_t group; } rows[5] = {
		{9, 0}, {7, 2}, {10, 0}, {0, 2}, {8, 0}};
	size_t bad = 99;

	table[0] = a;
	table[1] = NULL;
	table[2] = b;
	table[3] = full;
	unit_ok(kefu_nps_group_add(table, 4, &rows[0].group, sizeof rows[0], &rows[0].score,
	                           sizeof rows[0], 5, &bad));
	ck_assert_int_eq(kefu_nps_promoters(a), 2);
	ck_assert_int_eq(kefu_nps_passives(a), 1);
	ck_assert_int_eq(kefu_nps_passives(b), 1);
	ck_assert_int_eq(kefu_nps_detractors(b), 1);
	unit_ok(kefu_nps_copy(a, NULL, &before));
	rows[3].score = 12;
	unit_status(kefu_nps_group_add(table, 4, &rows[0].group, sizeof rows[0], &rows[0].score,
	                               sizeof rows[0], 5, &bad), KEFU_E_SCORE);
	ck_assert_uint_eq(bad, 3);
	rows[2].group = 1;
	unit_status(kefu_nps_group_add(table, 4, &rows[0].group, sizeof rows[0], &rows[0].score,
	                               sizeof rows[0], 5, &bad), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 2);
	rows[1].group = 4;
	unit_status(kefu_nps_group_add(table, 4, &rows[0].group, sizeof rows[0], &rows[0].score,
	                               sizeof rows[0], 5, &bad), KEFU_E_ID);
	ck_assert_uint_eq(bad, 1);
	rows[1].group = rows[2].group = 3;
	rows[3].score = 1;
	unit_status(kefu_nps_group_add(table, 4, &rows[0].group, sizeof rows[0], &rows[0].score,
	                               sizeof rows[0], 5, &bad), KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_nps_group_add(NULL, 4, &rows[0].group, 16, &rows[0].score, 16, 5, &bad),
	            KEFU_E_NULL);
	unit_status(kefu_nps_group_add(table, 4, NULL, 16, &rows[0].score, 16, 5, &bad),
	            KEFU_E_NULL);
	unit_status(kefu_nps_group_add(table, 4, &rows[0].group, 16, NULL, 16, 5, &bad),
	            KEFU_E_NULL);
	ck_assert(nps_same(a, before));
	ck_assert_int_eq(kefu_nps_count(full), INT64_MAX - 1);
	kefu_nps_free(a);
	kefu_nps_free(b);
	kefu_nps_free(full);
	kefu_nps_free(before);
}
END_TEST

START_TEST(merging_and_subtracting_are_inverse)
{
	kefu_nps *a = nps_of(3, 4, 5), *b = nps_of(1, 4, 0), *c = nps_of(4, 8, 5);
	kefu_nps *full = nps_of(INT64_MAX - 5, 2, 3);
	const int64_t one[1] = {5};

	unit_ok(kefu_nps_merge(a, b));
	ck_assert(nps_same(a, c));
	unit_ok(kefu_nps_subtract(a, b));
	unit_status(kefu_nps_subtract(a, c), KEFU_E_UNDERFLOW);
	unit_status(kefu_nps_subtract(b, a), KEFU_E_UNDERFLOW);
	ck_assert_int_eq(kefu_nps_count(a), 12);
	unit_ok(kefu_nps_merge(a, a));
	ck_assert_int_eq(kefu_nps_count(a), 24);
	unit_ok(kefu_nps_subtract(a, a));
	ck_assert_int_eq(kefu_nps_count(a), 0);
	unit_status(kefu_nps_merge(full, b), KEFU_E_OVERFLOW);
	unit_status(kefu_nps_add(full, 5), KEFU_E_OVERFLOW);
	unit_status(kefu_nps_add_many(full, one, 8, 1, NULL), KEFU_E_OVERFLOW);
	unit_status(kefu_nps_add_counts(b, INT64_MAX - 5, 1, 0), KEFU_E_OVERFLOW);
	unit_status(kefu_nps_add_counts(b, INT64_MAX - 5, 0, 1), KEFU_E_OVERFLOW);
	unit_ok(kefu_nps_add_counts(b, INT64_MAX - 5, 0, 0));
	nps_encoding(full, CODEC_NPS);
	kefu_nps_free(a);
	kefu_nps_free(b);
	kefu_nps_free(c);
	kefu_nps_free(full);
}
END_TEST

START_TEST(encodings_are_checked)
{
	struct forgery f;
	struct codec_writer *w;
	kefu_nps *nps = nps_of(300, 0, 7), *out = NULL;

	nps_encoding(nps, CODEC_NPS);
	w = forge(&f, CODEC_NPS);
	codec_put_u64(w, 1);
	codec_put_u64(w, INT64_MAX);
	codec_put_u64(w, 0);
	forged(&f);
	unit_status(kefu_nps_decode(NULL, f.bytes, f.size, &out), KEFU_E_CORRUPT);
	kefu_nps_free(nps);
}
END_TEST

static int32_t every_allocation(const kefu_allocator *allocator)
{
	kefu_nps *nps = NULL, *copy = NULL, *decoded = NULL;
	uint8_t bytes[64];
	size_t size;
	int32_t status = kefu_nps_new(allocator, &nps);

	if (status == KEFU_OK) {
		unit_ok(kefu_nps_add_counts(nps, 1, 2, 3));
		status = kefu_nps_copy(nps, allocator, &copy);
	}
	if (status == KEFU_OK) {
		unit_ok(kefu_nps_encode(copy, bytes, sizeof bytes, &size));
		status = kefu_nps_decode(allocator, bytes, size, &decoded);
	}
	if (status == KEFU_OK)
		ck_assert_int_eq(kefu_nps_count(decoded), 6);
	kefu_nps_free(nps);
	kefu_nps_free(copy);
	kefu_nps_free(decoded);
	return status;
}

START_TEST(each_failed_allocation_is_survived)
{
	unit_sweep(every_allocation, 3);
}
END_TEST

UNIT_MAIN("nps", scores_fall_into_three_classes, score_has_a_margin,
          interval_stays_within_the_scale, what_is_no_answer_is_refused, groups_take_their_rows,
          merging_and_subtracting_are_inverse, encodings_are_checked,
          each_failed_allocation_is_survived)
