#include "unit.h"

#include "encoding.h"
#include "kefu/amount.h"

ENCODING_CHECKS(amount)

static kefu_amount *amount_of(const int64_t *money, size_t count)
{
	kefu_amount *amount;

	unit_ok(kefu_amount_new(NULL, "CNY", 3, &amount));
	unit_ok(kefu_amount_add_many(amount, money, 8, NULL, 0, count, NULL));
	return amount;
}

static int64_t min_of(const kefu_amount *amount)
{
	kefu_measure measure;

	unit_ok(kefu_amount_min(amount, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_VALUE);
	return measure.num;
}

static int64_t max_of(const kefu_amount *amount)
{
	kefu_measure measure;

	unit_ok(kefu_amount_max(amount, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_VALUE);
	return measure.num;
}

static int64_t sum_of(const kefu_amount *amount)
{
	kefu_measure measure;

	unit_ok(kefu_amount_sum(amount, &measure));
	return measure.num;
}

START_TEST(currencies_are_three_capitals)
{
	kefu_amount *amount = NULL;

	unit_status(kefu_amount_new(NULL, "cny", 3, &amount), KEFU_E_CURRENCY);
	unit_status(kefu_amount_new(NULL, "CN", 2, &amount), KEFU_E_CURRENCY);
	unit_status(kefu_amount_new(NULL, "CNYX", 4, &amount), KEFU_E_CURRENCY);
	unit_status(kefu_amount_new(NULL, "C\0Y", 3, &amount), KEFU_E_CURRENCY);
	unit_status(kefu_amount_new(NULL, "CN[", 3, &amount), KEFU_E_CURRENCY);
	unit_status(kefu_amount_new(NULL, NULL, 3, &amount), KEFU_E_NULL);
	unit_status(kefu_amount_new(NULL, "CNY", 3, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(amount);
	unit_ok(kefu_amount_new(NULL, "CNY", 3, &amount));
	ck_assert_str_eq(kefu_amount_currency(amount), "CNY");
	ck_assert_str_eq(kefu_amount_currency(NULL), "");
	kefu_amount_free(amount);
	kefu_amount_free(NULL);
}
END_TEST

START_TEST(empty_has_no_value)
{
	kefu_amount *amount = amount_of(NULL, 0);
	int32_t (*const readings[])(const kefu_amount *, kefu_measure *) = {
		kefu_amount_sum, kefu_amount_mean, kefu_amount_per_unit, kefu_amount_variance,
		kefu_amount_min, kefu_amount_max};
	kefu_measure measure;
	size_t i;

	for (i = 0; i < sizeof readings / sizeof readings[0]; i++) {
		unit_ok(readings[i](amount, &measure));
		ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
		ck_assert(isnan(measure.value) && isnan(measure.low) && isnan(measure.high));
		unit_status(readings[i](amount, NULL), KEFU_E_NULL);
		unit_status(readings[i](NULL, &measure), KEFU_E_NULL);
	}
	ck_assert_int_eq(kefu_amount_count(NULL) + kefu_amount_units(NULL), 0);
	unit_ok(kefu_amount_add(amount, 5, 0));
	unit_ok(kefu_amount_variance(amount, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_amount_per_unit(amount, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NO_DATA);
	unit_ok(kefu_amount_mean(amount, &measure));
	ck_assert(measure.value == 5.0 && measure.low == 5.0 && measure.high == 5.0);
	amount_encoding(amount, CODEC_AMOUNT);
	unit_ok(kefu_amount_reset(amount));
	ck_assert_int_eq(kefu_amount_count(amount), 0);
	amount_encoding(amount, CODEC_AMOUNT);
	kefu_amount_free(amount);
}
END_TEST

START_TEST(readings_are_exact)
{
	static const int64_t money[5] = {1000, -250, 3000, 1000, 999}, units[5] = {1, 0, 3, 1, 2};
	kefu_amount *amount = amount_of(NULL, 0);
	kefu_measure measure;

	unit_ok(kefu_amount_add_many(amount, money, 8, units, 8, 5, NULL));
	ck_assert_int_eq(kefu_amount_count(amount), 5);
	ck_assert_int_eq(kefu_amount_units(amount), 7);
	unit_ok(kefu_amount_sum(amount, &measure));
	ck_assert(measure.value == 5749.0 && measure.low == 5749.0 && measure.high == 5749.0);
	ck_assert_int_eq(measure.num, 5749);
	ck_assert_int_eq(measure.count, 5);
	unit_ok(kefu_amount_mean(amount, &measure));
	ck_assert(measure.value == 5749.0 / 5.0);
	ck_assert_int_eq(measure.den, 5);
	/* tests/model/accumulators.py: mean_interval([1000, -250, 3000, 1000, 999]) */
	unit_near(measure.low, 126.64052847084861, 1e-14);
	unit_near(measure.high, 2172.9594715291514, 1e-14);
	unit_ok(kefu_amount_per_unit(amount, &measure));
	ck_assert(measure.value == 5749.0 / 7.0);
	ck_assert_int_eq(measure.den, 7);
	unit_ok(kefu_amount_variance(amount, &measure));
	ck_assert(measure.value == 1362575.2); /* (12060501 - 5749^2 / 5) / 4 */
	ck_assert_int_eq(min_of(amount), -250);
	ck_assert_int_eq(max_of(amount), 3000);
	kefu_amount_free(amount);
}
END_TEST

/* Readings that differ in their last digits only: where sums of doubles
 * know nothing any more. */
START_TEST(variance_of_large_amounts_is_exact)
{
	static const int64_t base = INT64_C(1000000000000000);
	kefu_amount *amount = amount_of(NULL, 0);
	kefu_measure measure;
	int i;

	for (i = 0; i < 5; i++)
		unit_ok(kefu_amount_add(amount, base + i, 1));
	unit_ok(kefu_amount_variance(amount, &measure));
	ck_assert(measure.value == 2.5);
	kefu_amount_free(amount);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	static const int64_t back[3] = {INT64_MAX, 5, -6}, far[3] = {INT64_MAX, 5, -4};
	static const int64_t wide[5] = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX};
	static const int64_t pieces[2] = {INT64_MAX, 1}, money[2] = {1, 1};
	kefu_amount *amount = amount_of(NULL, 0), *empty = amount_of(NULL, 0), *two;

	unit_status(kefu_amount_add_many(amount, far, 8, NULL, 0, 3, NULL), KEFU_E_OVERFLOW);
	unit_status(kefu_amount_add_many(amount, wide, 8, NULL, 0, 5, NULL), KEFU_E_OVERFLOW);
	unit_status(kefu_amount_add_many(amount, money, 8, pieces, 8, 2, NULL), KEFU_E_OVERFLOW);
	ck_assert(amount_same(amount, empty));
	/* Only the end of a batch has to fit. */
	unit_ok(kefu_amount_add_many(amount, back, 8, NULL, 0, 3, NULL));
	ck_assert_int_eq(sum_of(amount), INT64_MAX - 1);
	unit_ok(kefu_amount_copy(amount, NULL, &two));
	unit_status(kefu_amount_add(amount, 2, 0), KEFU_E_OVERFLOW);
	unit_status(kefu_amount_merge(amount, two), KEFU_E_OVERFLOW);
	unit_ok(kefu_amount_add(amount, 1, 0));
	unit_status(kefu_amount_add(amount, 1, 0), KEFU_E_OVERFLOW);
	unit_ok(kefu_amount_add(amount, INT64_MIN, 0));
	ck_assert_int_eq(sum_of(amount), -1);
	unit_status(kefu_amount_add(amount, INT64_MIN, 0), KEFU_E_OVERFLOW);
	unit_ok(kefu_amount_add(amount, 0, INT64_MAX));
	unit_status(kefu_amount_add(amount, 0, 1), KEFU_E_OVERFLOW);
	amount_encoding(amount, CODEC_AMOUNT);
	kefu_amount_free(amount);
	kefu_amount_free(two);
	kefu_amount_free(empty);
}
END_TEST

START_TEST(sum_of_squares_does_not_wrap)
{
	kefu_amount *amount = amount_of(NULL, 0), *before;
	kefu_measure measure;
	int i;

	/* 2^126 each, less a little; four are too many when all are MIN */
	for (i = 0; i < 2; i++)
		unit_ok(kefu_amount_add(amount, i == 0 ? INT64_MIN : INT64_MAX, 0));
	unit_ok(kefu_amount_copy(amount, NULL, &before));
	unit_ok(kefu_amount_merge(amount, before));
	unit_ok(kefu_amount_variance(amount, &measure));
	unit_near(measure.value / 4.0 * 3.0, 85070591730234615865843651857942052864.0, 1e-14);
	unit_status(kefu_amount_merge(amount, before), KEFU_E_OVERFLOW);
	unit_status(kefu_amount_add(amount, INT64_MAX, 0), KEFU_E_OVERFLOW);
	ck_assert_int_eq(kefu_amount_count(amount), 4);
	ck_assert_int_eq(sum_of(amount), -2);
	kefu_amount_free(amount);
	kefu_amount_free(before);
}
END_TEST

START_TEST(what_is_no_reading_is_refused)
{
	static const int64_t money[3] = {1, 2, 3}, units[3] = {1, -1, 1};
	kefu_amount *amount = amount_of(money, 3), *before, *dollars, *out = NULL;
	size_t bad = 99;

	unit_ok(kefu_amount_new(NULL, "USD", 3, &dollars));
	unit_ok(kefu_amount_add(dollars, 1, 1));
	unit_ok(kefu_amount_copy(amount, NULL, &before));
	unit_status(kefu_amount_add(amount, 1, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_amount_add_many(amount, money, 8, units, 8, 3, &bad), KEFU_E_NEGATIVE);
	ck_assert_uint_eq(bad, 1);
	unit_status(kefu_amount_merge(amount, dollars), KEFU_E_CURRENCY);
	unit_status(kefu_amount_subtract(amount, dollars), KEFU_E_CURRENCY);
	unit_status(kefu_amount_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_amount_copy(amount, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_amount_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_amount_add(NULL, 1, 1), KEFU_E_NULL);
	unit_status(kefu_amount_add_many(NULL, money, 8, NULL, 8, 3, &bad), KEFU_E_NULL);
	unit_status(kefu_amount_add_many(amount, NULL, 8, NULL, 8, 3, &bad), KEFU_E_NULL);
	unit_status(kefu_amount_merge(amount, NULL), KEFU_E_NULL);
	unit_status(kefu_amount_merge(NULL, amount), KEFU_E_NULL);
	unit_status(kefu_amount_subtract(amount, NULL), KEFU_E_NULL);
	unit_status(kefu_amount_subtract(NULL, amount), KEFU_E_NULL);
	ck_assert(amount_same(amount, before));
	kefu_amount_free(amount);
	kefu_amount_free(before);
	kefu_amount_free(dollars);
}
END_TEST

START_TEST(groups_take_their_rows)
{
	kefu_amount *a = amount_of(NULL, 0), *b, *table[4], *before_a, *before_b;
	uint32_t group[5] = {0, 1, 0, 3, 0};
	int64_t money[5] = {10, -20, 30, 5, -7}, units[5] = {1, 0, 2, 1, 1};
	size_t bad = 99;

	unit_ok(kefu_amount_new(NULL, "USD", 3, &b));
	table[0] = a;
	table[1] = table[3] = b;
	table[2] = NULL;
	unit_ok(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad));
	ck_assert_int_eq(sum_of(a), 33);
	ck_assert_int_eq(kefu_amount_units(a), 4);
	ck_assert_int_eq(min_of(a), -7);
	ck_assert_int_eq(max_of(a), 30);
	ck_assert_int_eq(sum_of(b), -15);
	unit_ok(kefu_amount_group_add(table, 4, group, 4, money, 8, NULL, 8, 5, &bad));
	ck_assert_int_eq(kefu_amount_units(a), 4);
	ck_assert_int_eq(kefu_amount_count(a), 6);
	unit_ok(kefu_amount_copy(a, NULL, &before_a));
	unit_ok(kefu_amount_copy(b, NULL, &before_b));
	units[4] = -1;
	unit_status(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad),
	            KEFU_E_NEGATIVE);
	ck_assert_uint_eq(bad, 4);
	units[4] = 1;
	group[3] = 2;
	unit_status(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad),
	            KEFU_E_NULL);
	ck_assert_uint_eq(bad, 3);
	group[2] = 4;
	unit_status(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad),
	            KEFU_E_ID);
	ck_assert_uint_eq(bad, 2);
	group[2] = 1;
	group[3] = 1;
	money[2] = money[3] = INT64_MAX;
	unit_status(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad),
	            KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 1); /* b's first row */
	units[0] = units[4] = INT64_MAX;
	money[3] = 0;
	unit_status(kefu_amount_group_add(table, 4, group, 4, money, 8, units, 8, 5, &bad),
	            KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 0);
	ck_assert(amount_same(a, before_a));
	ck_assert(amount_same(b, before_b));
	unit_status(kefu_amount_group_add(NULL, 4, group, 4, money, 8, NULL, 8, 5, &bad),
	            KEFU_E_NULL);
	unit_status(kefu_amount_group_add(table, 4, NULL, 4, money, 8, NULL, 8, 5, &bad),
	            KEFU_E_NULL);
	unit_status(kefu_amount_group_add(table, 4, group, 4, NULL, 8, NULL, 8, 5, &bad),
	            KEFU_E_NULL);
	kefu_amount_free(a);
	kefu_amount_free(b);
	kefu_amount_free(before_a);
	kefu_amount_free(before_b);
}
END_TEST

START_TEST(a_wrapped_sum_of_squares_is_taken_back)
{
	kefu_amount *a = amount_of(NULL, 0), *empty = amount_of(NULL, 0), *table[1];
	const uint32_t zero = 0;
	const int64_t money[6] = {7, INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
	size_t bad = 99;

	table[0] = a;
	unit_status(kefu_amount_group_add(table, 1, &zero, 0, money, 8, NULL, 0, 6, &bad),
	            KEFU_E_OVERFLOW);
	ck_assert_uint_eq(bad, 0);
	ck_assert(amount_same(a, empty));
	kefu_amount_free(a);
	kefu_amount_free(empty);
}
END_TEST

START_TEST(extremes_survive_what_cannot_have_been_them)
{
	static const int64_t outer[4] = {-5, 20, 3, 4}, inner[2] = {0, 7}, low[2] = {-5, 8};
	kefu_amount *all = amount_of(outer, 4), *part = amount_of(inner, 2), *before, *ends;
	kefu_measure measure;

	unit_ok(kefu_amount_copy(all, NULL, &before));
	unit_ok(kefu_amount_merge(all, part));
	unit_ok(kefu_amount_subtract(all, part));
	ck_assert(amount_same(all, before));
	ends = amount_of(low, 2);
	unit_ok(kefu_amount_merge(all, ends));
	unit_ok(kefu_amount_subtract(all, ends));
	ck_assert_int_eq(sum_of(all), 22);
	unit_ok(kefu_amount_min(all, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NOT_COVERED);
	ck_assert(isnan(measure.value));
	ck_assert_int_eq(max_of(all), 20);
	ck_assert(!amount_same(all, before));
	amount_encoding(all, CODEC_AMOUNT);
	/* not known stays so, until nothing is left */
	unit_ok(kefu_amount_merge(part, all));
	unit_ok(kefu_amount_min(part, &measure));
	ck_assert_int_eq(measure.state, KEFU_STATE_NOT_COVERED);
	unit_ok(kefu_amount_subtract(part, part));
	ck_assert_int_eq(kefu_amount_count(part), 0);
	unit_ok(kefu_amount_add(part, 9, 1));
	ck_assert_int_eq(min_of(part), 9);
	ck_assert_int_eq(max_of(part), 9);
	kefu_amount_free(all);
	kefu_amount_free(part);
	kefu_amount_free(ends);
	kefu_amount_free(before);
}
END_TEST

START_TEST(what_was_not_in_there_cannot_leave)
{
	static const int64_t some[3] = {10, 20, 30}, lower[1] = {9}, higher[1] = {31};
	static const int64_t four[4] = {10, 20, 20, 20}, same_three[3] = {20, 20, 10};
	static const int64_t far[2] = {INT64_MAX, -1};
	kefu_amount *amount = amount_of(some, 3), *other, *before, *empty = amount_of(NULL, 0);

	unit_ok(kefu_amount_copy(amount, NULL, &before));
	other = amount_of(lower, 1);
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_UNDERFLOW);
	kefu_amount_free(other);
	other = amount_of(higher, 1);
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_UNDERFLOW);
	kefu_amount_free(other);
	other = amount_of(four, 4);
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_UNDERFLOW);
	kefu_amount_free(other);
	other = amount_of(same_three, 3);
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_UNDERFLOW);
	kefu_amount_free(other);
	other = amount_of(NULL, 0);
	unit_ok(kefu_amount_add(other, 20, 1)); /* no units were added */
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_UNDERFLOW);
	unit_ok(kefu_amount_subtract(amount, empty));
	ck_assert(amount_same(amount, before));
	kefu_amount_free(amount);
	kefu_amount_free(other);
	kefu_amount_free(before);
	/* without its negative part the sum does not fit */
	amount = amount_of(far, 2);
	unit_ok(kefu_amount_add(amount, 1, 0));
	other = amount_of(far + 1, 1);
	unit_status(kefu_amount_subtract(amount, other), KEFU_E_OVERFLOW);
	ck_assert_int_eq(sum_of(amount), INT64_MAX);
	kefu_amount_free(amount);
	kefu_amount_free(other);
	kefu_amount_free(empty);
}
END_TEST

static int32_t decode_forged(const char *currency, uint64_t count, uint64_t units, int64_t sum,
                             uint128 squares, uint8_t known, int64_t min, int64_t max)
{
	struct forgery f;
	struct codec_writer *w = forge(&f, CODEC_AMOUNT);
	kefu_amount *out = NULL;
	int32_t status;

	codec_put_bytes(w, currency, 3);
	codec_put_u64(w, count);
	if (count != 0) {
		codec_put_u64(w, units);
		codec_put_i64(w, sum);
		codec_put_u128(w, squares);
		codec_put_u8(w, known);
		if ((known & 1) != 0)
			codec_put_i64(w, min);
		if ((known & 2) != 0)
			codec_put_i64(w, max);
	}
	forged(&f);
	status = kefu_amount_decode(NULL, f.bytes, f.size, &out);
	kefu_amount_free(out);
	return status;
}

START_TEST(encodings_are_checked)
{
	unit_ok(decode_forged("CNY", 2, 7, 30, 500, 3, 10, 20));
	unit_ok(decode_forged("CNY", 2, 7, 30, 500, 0, 0, 0));
	unit_ok(decode_forged("CNY", 0, 0, 0, 0, 0, 0, 0));
	unit_status(decode_forged("CnY", 2, 7, 30, 500, 3, 10, 20), KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", 2, 7, 30, 449, 3, 10, 20), KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", 2, 7, 30, 500, 3, 16, 20), KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", 2, 7, 30, 500, 3, 10, 14), KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", 2, 7, 30, 500, 4, 10, 20), KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", (uint64_t)INT64_MAX + 1, 7, 30, 500, 3, 10, 20),
	            KEFU_E_CORRUPT);
	unit_status(decode_forged("CNY", 2, (uint64_t)INT64_MAX + 1, 30, 500, 3, 10, 20),
	            KEFU_E_CORRUPT);
}
END_TEST

static int32_t every_allocation(const kefu_allocator *allocator)
{
	kefu_amount *amount = NULL, *copy = NULL, *decoded = NULL;
	uint8_t bytes[64];
	size_t size;
	int32_t status = kefu_amount_new(allocator, "EUR", 3, &amount);

	if (status == KEFU_OK) {
		unit_ok(kefu_amount_add(amount, 4, 2));
		status = kefu_amount_copy(amount, allocator, &copy);
	}
	if (status == KEFU_OK) {
		unit_ok(kefu_amount_encode(copy, bytes, sizeof bytes, &size));
		status = kefu_amount_decode(allocator, bytes, size, &decoded);
	}
	if (status == KEFU_OK)
		ck_assert_int_eq(kefu_amount_units(decoded), 2);
	kefu_amount_free(amount);
	kefu_amount_free(copy);
	kefu_amount_free(decoded);
	return status;
}

START_TEST(each_failed_allocation_is_survived)
{
	unit_sweep(every_allocation, 3);
}
END_TEST

UNIT_MAIN("amount", currencies_are_three_capitals, empty_has_no_value, readings_are_exact,
          variance_of_large_amounts_is_exact, what_does_not_fit_is_refused,
          sum_of_squares_does_not_wrap, what_is_no_reading_is_refused, groups_take_their_rows,
          a_wrapped_sum_of_squares_is_taken_back, extremes_survive_what_cannot_have_been_them,
          what_was_not_in_there_cannot_leave, encodings_are_checked,
          each_failed_allocation_is_survived)
