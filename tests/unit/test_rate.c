#include "unit.h"

#include "encoding.h"
#include "kefu/rate.h"

ENCODING_CHECKS(rate)

static kefu_rate *rate_of(int64_t hits, int64_t total)
{
	kefu_rate *rate;

	unit_ok(kefu_rate_new(NULL, &rate));
	unit_ok(kefu_rate_add_counts(rate, hits, total));
	return rate;
}

START_TEST(empty_has_no_value)
{
	kefu_rate *rate = rate_of(0, 0);
	kefu_measure measure;

	unit_ok(kefu_rate_value(rate, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(measure.value) && isnan(measure.low) && isnan(measure.high));
	ck_assert_int_eq(measure.den, 0);
	kefu_rate_free(rate);
	kefu_rate_free(NULL);
}
END_TEST

START_TEST(shares_have_wilson_intervals)
{
	kefu_rate *rate = rate_of(0, 0);
	kefu_measure measure;
	int i;

	for (i = 0; i < 10; i++)
		unit_ok(kefu_rate_add(rate, i < 8));
	unit_ok(kefu_rate_value(rate, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_VALUE);
	ck_assert_int_eq(measure.num, 8);
	ck_assert_int_eq(measure.den, 10);
	ck_assert_int_eq(measure.count, 10);
	ck_assert(measure.value == 0.8);
	/* tests/model/accumulators.py: wilson(8, 10) */
	unit_near(measure.low, 0.4901624715366418, 1e-15);
	unit_near(measure.high, 0.9433178485456247, 1e-15);
	ck_assert_int_eq(kefu_rate_hits(rate), 8);
	ck_assert_int_eq(kefu_rate_total(rate), 10);
	ck_assert_int_eq(kefu_rate_hits(NULL), 0);
	ck_assert_int_eq(kefu_rate_total(NULL), 0);
	unit_ok(kefu_rate_reset(rate));
	ck_assert_int_eq(kefu_rate_total(rate), 0);
	kefu_rate_free(rate);
}
END_TEST

START_TEST(what_is_no_case_is_refused)
{
	kefu_rate *rate = rate_of(3, 5), *before, *out = NULL;
	const uint8_t hits[4] = {1, 0, 2, 1};
	size_t bad = 99;

	unit_ok(kefu_rate_copy(rate, NULL, &before));
	unit_status(kefu_rate_add(rate, 2), KEFU_E_RANGE);
	unit_status(kefu_rate_add(rate, -1), KEFU_E_RANGE);
	unit_status(kefu_rate_add_counts(rate, 3, 2), KEFU_E_RANGE);
	unit_status(kefu_rate_add_counts(rate, -1, 2), KEFU_E_NEGATIVE);
	unit_status(kefu_rate_add_counts(rate, 0, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_rate_add_many(rate, hits, 1, 4, &bad), KEFU_E_RANGE);
	ck_assert_uint_eq(bad, 2);
	unit_status(kefu_rate_add_many(rate, hits, 1, 4, NULL), KEFU_E_RANGE);
	unit_status(kefu_rate_new(NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_rate_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_rate_copy(rate, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_rate_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_rate_add(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_rate_add_counts(NULL, 1, 1), KEFU_E_NULL);
	unit_status(kefu_rate_add_many(NULL, hits, 1, 1, &bad), KEFU_E_NULL);
	unit_status(kefu_rate_add_many(rate, NULL, 1, 1, &bad), KEFU_E_NULL);
	unit_ok(kefu_rate_add_many(rate, NULL, 1, 0, &bad));
	unit_status(kefu_rate_merge(rate, NULL), KEFU_E_NULL);
	unit_status(kefu_rate_merge(NULL, rate), KEFU_E_NULL);
	unit_status(kefu_rate_subtract(rate, NULL), KEFU_E_NULL);
	unit_status(kefu_rate_subtract(NULL, rate), KEFU_E_NULL);
	unit_status(kefu_rate_value(rate, NULL), KEFU_E_NULL);
	unit_status(kefu_rate_value(NULL, NULL), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 2);
	ck_assert(rate_same(rate, before));
	kefu_rate_free(rate);
	kefu_rate_free(before);
}
END_TEST

START_TEST(columns_walk_by_stride)
{
	struct { uint8_t before, hit; uint16_t after; } rows[5] = {
		{9, 1, 9}, {9, 0, 9}, {9, 1, 9}, {9, 1, 9}, {9, 0, 9}};
	kefu_rate *rate = rate_of(0, 0);

	unit_ok(kefu_rate_add_many(rate, &rows[0].hit, sizeof rows[0], 5, NULL));
	ck_assert_int_eq(kefu_rate_hits(rate), 3);
	unit_ok(kefu_rate_add_many(rate, &rows[3].hit, -(ptrdiff_t)sizeof rows[0], 3, NULL));
	ck_assert_int_eq(kefu_rate_hits(rate), 5);
	unit_ok(kefu_rate_add_many(rate, &rows[0].hit, 0, 10, NULL));
	ck_assert_int_eq(kefu_rate_hits(rate), 15);
	ck_assert_int_eq(kefu_rate_total(rate), 18);
	kefu_rate_free(rate);
}
END_TEST

START_TEST(groups_take_their_rows)
{
	kefu_rate *a = rate_of(0, 0), *b = rate_of(1, 1), *table[4];
	const uint32_t group[6] = {0, 2, 1, 0, 3, 0};
	const uint8_t hits[6] = {1, 1, 0, 0, 1, 1};
	uint32_t wrong[6];
	uint8_t bad_hits[6];
	size_t bad = 99;

	table[0] = a;
	table[1] = table[3] = b; /* one accumulator for two groups */
	table[2] = NULL;
	unit_status(kefu_rate_group_add(table, 4, group, 4, hits, 1, 6, &bad), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 1);
	unit_status(kefu_rate_group_add(table, 3, group, 4, hits, 1, 6, &bad), KEFU_E_NULL);
	memcpy(wrong, group, sizeof group);
	wrong[1] = 4;
	unit_status(kefu_rate_group_add(table, 4, wrong, 4, hits, 1, 6, &bad), KEFU_E_ID);
	ck_assert_uint_eq(bad, 1);
	memcpy(bad_hits, hits, sizeof hits);
	bad_hits[0] = 7;
	unit_status(kefu_rate_group_add(table, 4, group, 4, bad_hits, 1, 6, &bad), KEFU_E_RANGE);
	ck_assert_uint_eq(bad, 0);
	ck_assert_int_eq(kefu_rate_total(a) + kefu_rate_total(b), 1);
	wrong[1] = 1;
	unit_ok(kefu_rate_group_add(table, 4, wrong, 4, hits, 1, 6, &bad));
	ck_assert_int_eq(kefu_rate_hits(a), 2);
	ck_assert_int_eq(kefu_rate_total(a), 3);
	ck_assert_int_eq(kefu_rate_hits(b), 3);
	ck_assert_int_eq(kefu_rate_total(b), 4);
	unit_status(kefu_rate_group_add(NULL, 4, wrong, 4, hits, 1, 6, &bad), KEFU_E_NULL);
	unit_status(kefu_rate_group_add(table, 4, NULL, 4, hits, 1, 6, &bad), KEFU_E_NULL);
	unit_status(kefu_rate_group_add(table, 4, wrong, 4, NULL, 1, 6, &bad), KEFU_E_NULL);
	unit_ok(kefu_rate_group_add(NULL, 0, NULL, 4, NULL, 1, 0, NULL));
	kefu_rate_free(a);
	kefu_rate_free(b);
}
END_TEST

START_TEST(full_counters_refuse_and_keep)
{
	kefu_rate *full = rate_of(INT64_MAX - 2, INT64_MAX - 1), *one = rate_of(1, 1);
	kefu_rate *before, *table[2];
	const uint32_t group[4] = {1, 0, 1, 0};
	const uint8_t hits[4] = {1, 1, 0, 0};
	kefu_measure measure;
	size_t bad = 99;

	unit_ok(kefu_rate_copy(full, NULL, &before));
	table[0] = full;
	table[1] = one;
	unit_status(kefu_rate_add_many(full, hits, 1, 2, &bad), KEFU_E_OVERFLOW);
	unit_status(kefu_rate_group_add(table, 2, group, 4, hits, 1, 4, &bad), KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 3);
	ck_assert(rate_same(full, before));
	ck_assert_int_eq(kefu_rate_total(one), 1);
	unit_ok(kefu_rate_merge(full, one));
	unit_status(kefu_rate_merge(full, one), KEFU_E_OVERFLOW);
	unit_status(kefu_rate_add(full, 1), KEFU_E_OVERFLOW);
	unit_status(kefu_rate_add_counts(full, 1, 1), KEFU_E_OVERFLOW);
	unit_ok(kefu_rate_value(full, &measure));
	ck_assert_int_eq(measure.den, INT64_MAX);
	ck_assert(measure.low <= measure.value && measure.value <= measure.high);
	unit_ok(kefu_rate_subtract(full, one));
	ck_assert(rate_same(full, before));
	rate_encoding(full, CODEC_RATE);
	kefu_rate_free(full);
	kefu_rate_free(one);
	kefu_rate_free(before);
}
END_TEST

START_TEST(merging_and_subtracting_are_inverse)
{
	kefu_rate *a = rate_of(3, 7), *b = rate_of(2, 2), *c = rate_of(5, 9);

	unit_ok(kefu_rate_merge(a, b));
	ck_assert(rate_same(a, c));
	unit_ok(kefu_rate_subtract(a, b));
	ck_assert_int_eq(kefu_rate_hits(a), 3);
	unit_status(kefu_rate_subtract(b, a), KEFU_E_UNDERFLOW); /* 3 hits of 2 */
	unit_status(kefu_rate_subtract(b, c), KEFU_E_UNDERFLOW);
	unit_ok(kefu_rate_merge(a, a));
	ck_assert_int_eq(kefu_rate_total(a), 14);
	unit_ok(kefu_rate_subtract(a, a));
	ck_assert_int_eq(kefu_rate_total(a), 0);
	ck_assert_int_eq(kefu_rate_hits(a), 0);
	kefu_rate_free(a);
	kefu_rate_free(b);
	kefu_rate_free(c);
}
END_TEST

START_TEST(misses_cannot_go_below_none)
{
	kefu_rate *a = rate_of(5, 6), *b = rate_of(1, 3);

	unit_status(kefu_rate_subtract(a, b), KEFU_E_UNDERFLOW);
	ck_assert_int_eq(kefu_rate_total(a), 6);
	kefu_rate_free(a);
	kefu_rate_free(b);
}
END_TEST

START_TEST(encodings_are_checked)
{
	struct forgery f;
	struct codec_writer *w;
	kefu_rate *rate = rate_of(300, 70000), *out = NULL;

	rate_encoding(rate, CODEC_RATE);
	w = forge(&f, CODEC_RATE);
	codec_put_u64(w, INT64_MAX);
	codec_put_u64(w, 1);
	forged(&f);
	unit_status(kefu_rate_decode(NULL, f.bytes, f.size, &out), KEFU_E_CORRUPT);
	w = forge(&f, CODEC_RATE);
	codec_put_u64(w, 1);
	codec_put_u64(w, 1);
	codec_put_u64(w, 1);
	forged(&f);
	unit_status(kefu_rate_decode(NULL, f.bytes, f.size, &out), KEFU_E_CORRUPT);
	kefu_rate_free(rate);
}
END_TEST

START_TEST(unknown_optional_sections_are_skipped)
{
	struct codec_writer w;
	uint8_t bytes[64];
	size_t size = 0, mark;
	kefu_rate *rate;

	unit_ok(codec_begin(&w, bytes, sizeof bytes, &size, CODEC_RATE, 1));
	mark = codec_section_begin(&w, 1, CODEC_REQUIRED);
	codec_put_u64(&w, 2);
	codec_put_u64(&w, 3);
	codec_section_end(&w, mark);
	mark = codec_section_begin(&w, 8, CODEC_OPTIONAL);
	codec_put_u64(&w, 12345);
	codec_section_end(&w, mark);
	unit_ok(codec_end(&w, &size));
	unit_ok(kefu_rate_decode(NULL, bytes, size, &rate));
	ck_assert_int_eq(kefu_rate_hits(rate), 2);
	ck_assert_int_eq(kefu_rate_total(rate), 5);
	kefu_rate_free(rate);
}
END_TEST

static int32_t every_allocation(const kefu_allocator *allocator)
{
	kefu_rate *rate = NULL, *copy = NULL, *decoded = NULL;
	uint8_t bytes[64];
	size_t size;
	int32_t status = kefu_rate_new(allocator, &rate);

	if (status == KEFU_OK) {
		unit_ok(kefu_rate_add_counts(rate, 2, 5));
		status = kefu_rate_copy(rate, allocator, &copy);
	}
	if (status == KEFU_OK) {
		unit_ok(kefu_rate_encode(copy, bytes, sizeof bytes, &size));
		status = kefu_rate_decode(allocator, bytes, size, &decoded);
	}
	if (status == KEFU_OK)
		ck_assert_int_eq(kefu_rate_total(decoded), 5);
	kefu_rate_free(rate);
	kefu_rate_free(copy);
	kefu_rate_free(decoded);
	return status;
}

START_TEST(each_failed_allocation_is_survived)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator half = unit_allocator(&fuse);
	kefu_rate *rate = NULL;

	unit_sweep(every_allocation, 3);
	half.release = NULL;
	unit_status(kefu_rate_new(&half, &rate), KEFU_E_NULL);
	ck_assert_ptr_null(rate);
}
END_TEST

UNIT_MAIN("rate", empty_has_no_value, shares_have_wilson_intervals, what_is_no_case_is_refused,
          columns_walk_by_stride, groups_take_their_rows, full_counters_refuse_and_keep,
          merging_and_subtracting_are_inverse, misses_cannot_go_below_none,
          encodings_are_checked, unknown_optional_sections_are_skipped,
          each_failed_allocation_is_survived)
