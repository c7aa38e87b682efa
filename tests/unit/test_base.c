#include "unit.h"

#include "base/memory.h"

START_TEST(strerror_is_total)
{
	int32_t status;

	for (status = KEFU_OK; status >= KEFU_E_NOT_ESTABLISHED; status--) {
		int32_t other;

		ck_assert_str_ne(kefu_strerror(status), "unknown status");
		for (other = KEFU_OK; other > status; other--)
			ck_assert_str_ne(kefu_strerror(status), kefu_strerror(other));
	}
	ck_assert_str_eq(kefu_strerror(1), "unknown status");
	ck_assert_str_eq(kefu_strerror(KEFU_E_NOT_ESTABLISHED - 1), "unknown status");
	ck_assert_str_eq(kefu_strerror(INT32_MIN), "unknown status");
	ck_assert_str_eq(kefu_strerror(INT32_MAX), "unknown status");
}
END_TEST

START_TEST(states_have_the_names_of_the_vectors)
{
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_NO_DATA), "no_data");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_VALUE), "value");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_BELOW_MINIMUM), "below_minimum");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_IMMATURE), "immature");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_PROVISIONAL), "provisional");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_DEFAULT), "default");
	ck_assert_str_eq(kefu_state_name(KEFU_STATE_NOT_COVERED), "not_covered");
	ck_assert_str_eq(kefu_state_name(-1), "unknown");
	ck_assert_str_eq(kefu_state_name(7), "unknown");
	ck_assert_str_eq(kefu_state_name(INT32_MIN), "unknown");
}
END_TEST

START_TEST(version_and_limits_agree_with_the_header)
{
	ck_assert_int_eq(kefu_version(), KEFU_VERSION_MAJOR * 10000 +
	                 KEFU_VERSION_MINOR * 100 + KEFU_VERSION_PATCH);
	ck_assert_str_eq(kefu_version_text(), "0.1.0");
	ck_assert_uint_eq(kefu_measure_size(), 3 * 8 + 3 * 8 + 8 + 16);
	ck_assert_uint_eq(kefu_measure_size(), sizeof(kefu_measure));
	ck_assert_int_eq(kefu_id_max_bytes(), 255);
	/* date -u -d 9999-12-31T23:59:59 +%s */
	ck_assert_int_eq(kefu_time_max(), INT64_C(253402300799) * 1000 + 999);
}
END_TEST

START_TEST(half_an_allocator_is_refused)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator whole = unit_allocator(&fuse), half = whole, got;

	unit_ok(memory_resolve(NULL, &got));
	ck_assert(got.allocate != NULL && got.release != NULL);
	unit_ok(memory_resolve(&whole, &got));
	ck_assert_ptr_eq(got.context, &fuse);
	half.release = NULL;
	unit_status(memory_resolve(&half, &got), KEFU_E_NULL);
	half = whole;
	half.allocate = NULL;
	unit_status(memory_resolve(&half, &got), KEFU_E_NULL);
}
END_TEST

START_TEST(growth_keeps_the_contents)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	void *array = NULL;
	size_t capacity = 0, i;

	for (i = 0; i < 1000; i++) {
		uint32_t *values;

		unit_ok(memory_reserve(&allocator, &array, &capacity, i + 1, sizeof *values));
		ck_assert_uint_gt(capacity, i);
		values = (uint32_t *)array;
		values[i] = (uint32_t)(i * i);
	}
	for (i = 0; i < 1000; i++)
		ck_assert_uint_eq(((uint32_t *)array)[i], i * i);
	ck_assert_int_lt(fuse.seen, 20);
	unit_status(memory_reserve(&allocator, &array, &capacity, SIZE_MAX / 2, 8), KEFU_E_NOMEM);
	ck_assert_uint_eq(((uint32_t *)array)[999], 999 * 999);
	memory_put(&allocator, array, capacity * sizeof(uint32_t));
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

static int32_t grow_twice(const kefu_allocator *allocator)
{
	void *array = NULL;
	size_t capacity = 0;
	int32_t status = memory_reserve(allocator, &array, &capacity, 4, 8);

	if (status == KEFU_OK) {
		size_t before = capacity;

		memset(array, 7, before * 8);
		status = memory_reserve(allocator, &array, &capacity, before + 1, 8);
		if (status != KEFU_OK)
			ck_assert_uint_eq(capacity, before);
		ck_assert_int_eq(((unsigned char *)array)[before * 8 - 1], 7);
	}
	memory_put(allocator, array, capacity * 8);
	return status;
}

START_TEST(growth_survives_each_failed_allocation)
{
	unit_sweep(grow_twice, 2);
}
END_TEST

UNIT_MAIN("base", strerror_is_total, states_have_the_names_of_the_vectors,
          version_and_limits_agree_with_the_header, half_an_allocator_is_refused,
          growth_keeps_the_contents, growth_survives_each_failed_allocation)
