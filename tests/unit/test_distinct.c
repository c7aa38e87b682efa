/* Distinct keys: exact while few or on request, else estimated; a function of
 * the set alone. tests/model/compare_durations.py builds the bytes itself. */
#include "encoding.h"

#include "kefu/distinct.h"
#include "stat/distinct.h"

ENCODING_CHECKS(distinct)

static kefu_distinct *make(int32_t precision)
{
	kefu_distinct *distinct = NULL;

	unit_ok(kefu_distinct_new(NULL, precision, &distinct));
	return distinct;
}

static int64_t counted(const kefu_distinct *distinct)
{
	kefu_measure figure;

	unit_ok(kefu_distinct_count(distinct, &figure));
	ck_assert_int_eq(figure.state, KEFU_STATE_VALUE);
	ck_assert(figure.value == (double)figure.num && figure.num == figure.den);
	ck_assert(figure.low <= figure.value && figure.value <= figure.high);
	if (kefu_distinct_is_exact(distinct))
		ck_assert(figure.low == figure.value && figure.high == figure.value);
	else
		ck_assert(figure.low < figure.value || figure.num == 257);
	return figure.num;
}

/* Keys from..to - 1, one by one. */
static void add_range(kefu_distinct *distinct, uint64_t from, uint64_t to)
{
	for (; from < to; from++)
		unit_ok(kefu_distinct_add(distinct, from));
}

START_TEST(empty_counts_zero)
{
	kefu_distinct *distinct = make(KEFU_DISTINCT_SKETCH), *exact = make(KEFU_DISTINCT_EXACT);

	ck_assert_int_eq(counted(distinct), 0);
	ck_assert_int_eq(kefu_distinct_precision(distinct), KEFU_DISTINCT_SKETCH);
	ck_assert_int_eq(kefu_distinct_precision(exact), KEFU_DISTINCT_EXACT);
	ck_assert(!distinct_same(distinct, exact));
	distinct_encoding(distinct, CODEC_DISTINCT);
	distinct_encoding(exact, CODEC_DISTINCT);
	kefu_distinct_free(distinct);
	kefu_distinct_free(exact);
	kefu_distinct_free(NULL);
	ck_assert_uint_eq(kefu_distinct_memory(NULL), 0);
}
END_TEST

START_TEST(few_are_exact_and_repeats_do_not_count)
{
	int32_t precision;

	ck_assert_int_eq(kefu_distinct_exact_count(), 256);
	for (precision = KEFU_DISTINCT_SKETCH; precision <= KEFU_DISTINCT_EXACT; precision++) {
		kefu_distinct *distinct = make(precision);
		uint64_t i;

		for (i = 0; i < 256; i++) {
			add_range(distinct, 0, i + 1);
			ck_assert_int_eq(counted(distinct), (int64_t)i + 1);
		}
		ck_assert_int_eq(kefu_distinct_is_exact(distinct), 1);
		distinct_encoding(distinct, CODEC_DISTINCT);
		unit_ok(kefu_distinct_add(distinct, 256));
		ck_assert_int_eq(kefu_distinct_is_exact(distinct), precision);
		if (precision == KEFU_DISTINCT_EXACT)
			ck_assert_int_eq(counted(distinct), 257);
		kefu_distinct_free(distinct);
	}
}
END_TEST

START_TEST(a_hash_of_zero_is_a_key_like_others)
{
	const uint64_t key = UINT64_MAX - UINT64_C(0x9e3779b97f4a7c15) + 1;
	kefu_distinct *one = make(KEFU_DISTINCT_SKETCH), *two = make(KEFU_DISTINCT_SKETCH);

	ck_assert_uint_eq(distinct_hash_number(key), 0);
	unit_ok(kefu_distinct_add(one, key));
	unit_ok(kefu_distinct_add(one, key));
	ck_assert_int_eq(counted(one), 1);
	distinct_encoding(one, CODEC_DISTINCT);
	add_range(two, 0, 256);
	unit_ok(kefu_distinct_merge(two, one));
	ck_assert_int_eq(kefu_distinct_is_exact(two), 0);
	add_range(one, 0, 255);
	ck_assert_int_eq(counted(one), 256);
	add_range(one, 255, 256);
	ck_assert(distinct_same(one, two));
	kefu_distinct_free(one);
	kefu_distinct_free(two);
}
END_TEST

START_TEST(strings_are_hashed_as_documented)
{
	kefu_distinct *distinct = make(KEFU_DISTINCT_EXACT);
	char text[40] = "customer-1";
	size_t i, k;

	ck_assert_uint_eq(kefu_distinct_hash(NULL, 0), distinct_mix(1));
	ck_assert_uint_eq(kefu_distinct_hash("a", 1),
	                  distinct_mix(distinct_mix(2) ^ distinct_hash_number('a')));
	for (i = 0; i <= sizeof text; i++)
		for (k = 0; k < i; k++)
			ck_assert_uint_ne(kefu_distinct_hash(text, i), kefu_distinct_hash(text, k));
	for (i = 0; i <= sizeof text; i++) {
		unit_ok(kefu_distinct_add_bytes(distinct, text, i));
		unit_ok(kefu_distinct_add_bytes(distinct, text, i));
	}
	ck_assert_int_eq(counted(distinct), 41);
	kefu_distinct_free(distinct);
}
END_TEST

START_TEST(bytes_are_the_documented_ones)
{
	/* hashes of 5 and 7 by the model: hash_number(5), hash_number(7) */
	kefu_distinct *distinct = make(KEFU_DISTINCT_SKETCH);
	struct codec_reader reader;
	struct codec_section section;
	uint64_t low = distinct_hash_number(5), high = distinct_hash_number(7), swap;
	uint32_t version;
	uint8_t *bytes;
	size_t size;

	unit_ok(kefu_distinct_add(distinct, 5));
	unit_ok(kefu_distinct_add(distinct, 7));
	if (low > high) {
		swap = low;
		low = high;
		high = swap;
	}
	bytes = distinct_bytes(distinct, &size);
	unit_ok(codec_open(&reader, bytes, size, CODEC_DISTINCT, 1, &version));
	ck_assert(codec_next(&reader, &section));
	ck_assert_uint_eq(codec_get_u64(&section.body), 0);
	ck_assert_uint_eq(codec_get_u64(&section.body), 2);
	ck_assert_uint_eq(codec_get_u64(&section.body), low);
	ck_assert_uint_eq(codec_get_u64(&section.body), high - low - 1);
	unit_ok(codec_finish(&section.body));
	free(bytes);
	kefu_distinct_free(distinct);
}
END_TEST

START_TEST(bytes_do_not_depend_on_the_way)
{
	static const uint64_t sizes[] = {1, 200, 256, 257, 300, 5000};
	size_t s, i;
	int32_t precision;

	for (s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (precision = KEFU_DISTINCT_SKETCH; precision <= KEFU_DISTINCT_EXACT; precision++) {
			uint64_t n = sizes[s], *keys = malloc(n * 3 * sizeof *keys);
			kefu_distinct *up = make(precision), *down = make(precision), *merged = make(precision);
			kefu_distinct *part = NULL, *groups[2], *copy = NULL;
			uint32_t *group = calloc(n, sizeof *group);

			for (i = 0; i < n; i++) {
				keys[3 * i] = i * i;
				unit_ok(kefu_distinct_add(up, i * i));
			}
			unit_ok(kefu_distinct_add_many(down, keys + 3 * (n - 1), -(ptrdiff_t)(3 * sizeof *keys), n));
			ck_assert(distinct_same(up, down));
			unit_ok(kefu_distinct_add_many(down, keys, 0, n));
			ck_assert(distinct_same(up, down));
			for (i = 0; i < n; i += 100) {
				size_t here = n - i < 150 ? n - i : 150; /* overlapping parts */

				part = make(precision);
				unit_ok(kefu_distinct_add_many(part, keys + 3 * i, 24, here));
				unit_ok(kefu_distinct_merge(merged, part));
				if (i % 200 == 0) {
					unit_ok(kefu_distinct_merge(part, merged));
					ck_assert(distinct_same(part, merged));
				}
				kefu_distinct_free(part);
			}
			ck_assert(distinct_same(up, merged));
			unit_ok(kefu_distinct_merge(merged, merged));
			ck_assert(distinct_same(up, merged));
			unit_ok(kefu_distinct_copy(merged, NULL, &copy));
			ck_assert(distinct_same(up, copy));
			unit_ok(kefu_distinct_reset(merged));
			ck_assert_int_eq(counted(merged), 0);
			ck_assert_int_eq(kefu_distinct_precision(merged), precision);
			groups[0] = merged;
			groups[1] = NULL;
			unit_ok(kefu_distinct_group_add(groups, 2, group, 4, keys, 24, n, NULL));
			ck_assert(distinct_same(up, merged));
			if (n < 1000)
				distinct_encoding(up, CODEC_DISTINCT);
			kefu_distinct_free(up);
			kefu_distinct_free(down);
			kefu_distinct_free(merged);
			kefu_distinct_free(copy);
			free(keys);
			free(group);
		}
}
END_TEST

/* Keys whose hashes crowd the end of the table and run over it. */
START_TEST(crowded_tables_stay_in_order)
{
	kefu_distinct *one = make(KEFU_DISTINCT_EXACT), *two = make(KEFU_DISTINCT_EXACT);
	uint64_t keys[40], seed = 1;
	size_t count = 0, i;

	while (count < 40) {
		uint64_t key = unit_random(&seed);

		if (distinct_hash_number(key) >> 56 == 255)
			keys[count++] = key;
	}
	for (i = 0; i < count; i++) {
		unit_ok(kefu_distinct_add(one, keys[i]));
		unit_ok(kefu_distinct_add(two, keys[count - 1 - i]));
		ck_assert_int_eq(counted(one), (int64_t)i + 1);
	}
	ck_assert(distinct_same(one, two));
	distinct_encoding(one, CODEC_DISTINCT);
	kefu_distinct_free(one);
	kefu_distinct_free(two);
}
END_TEST

START_TEST(estimates_err_by_1_6_percent)
{
	static const uint64_t sizes[] = {300, 1000, 4096, 20000, 100000};
	size_t s;

	for (s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		double squares = 0.0, sum = 0.0;
		int trial, trials = 60, inside = 0;

		for (trial = 0; trial < trials; trial++) {
			kefu_distinct *distinct = make(KEFU_DISTINCT_SKETCH);
			kefu_measure figure;
			double error;

			add_range(distinct, (uint64_t)trial * 1000000, (uint64_t)trial * 1000000 + sizes[s]);
			unit_ok(kefu_distinct_count(distinct, &figure));
			error = figure.value / (double)sizes[s] - 1.0;
			squares += error * error;
			sum += error;
			inside += figure.low <= (double)sizes[s] && (double)sizes[s] <= figure.high;
			ck_assert_uint_le(kefu_distinct_memory(distinct), 4200);
			kefu_distinct_free(distinct);
		}
		/* 60 trials: the root mean square itself errs by a tenth */
		ck_assert(sqrt(squares / trials) < 0.017 * 1.3);
		ck_assert(fabs(sum / trials) < 0.017 / sqrt(60.0) * 3.5);
		ck_assert_int_ge(inside, 50);
	}
}
END_TEST

START_TEST(many_keys_can_be_exact)
{
	kefu_distinct *distinct = make(KEFU_DISTINCT_EXACT);

	add_range(distinct, 0, 100000);
	add_range(distinct, 50000, 150000);
	ck_assert_int_eq(counted(distinct), 150000);
	ck_assert_int_eq(kefu_distinct_is_exact(distinct), 1);
	ck_assert_uint_le(kefu_distinct_memory(distinct), 150000 * 22);
	kefu_distinct_free(distinct);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
	kefu_distinct *distinct = make(KEFU_DISTINCT_SKETCH), *exact = make(KEFU_DISTINCT_EXACT);
	kefu_distinct *out = NULL, *all[3];
	static const kefu_allocator half = {NULL, NULL, NULL};
	static const uint64_t keys[] = {1, 2};
	uint32_t group[] = {0, 2};
	kefu_measure figure;
	size_t bad = 9;

	unit_status(kefu_distinct_new(NULL, KEFU_DISTINCT_SKETCH, NULL), KEFU_E_NULL);
	unit_status(kefu_distinct_new(NULL, 2, &out), KEFU_E_ENUM);
	unit_status(kefu_distinct_new(NULL, -1, &out), KEFU_E_ENUM);
	unit_status(kefu_distinct_new(&half, KEFU_DISTINCT_SKETCH, &out), KEFU_E_NULL);
	unit_status(kefu_distinct_add(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_distinct_add_bytes(NULL, "a", 1), KEFU_E_NULL);
	unit_status(kefu_distinct_add_bytes(distinct, NULL, 1), KEFU_E_NULL);
	unit_ok(kefu_distinct_add_bytes(distinct, NULL, 0));
	unit_status(kefu_distinct_add_many(NULL, keys, 8, 2), KEFU_E_NULL);
	unit_status(kefu_distinct_add_many(distinct, NULL, 8, 2), KEFU_E_NULL);
	unit_ok(kefu_distinct_add_many(distinct, NULL, 8, 0));
	unit_status(kefu_distinct_merge(NULL, distinct), KEFU_E_NULL);
	unit_status(kefu_distinct_merge(distinct, NULL), KEFU_E_NULL);
	unit_status(kefu_distinct_merge(distinct, exact), KEFU_E_MISMATCH);
	unit_status(kefu_distinct_merge(exact, distinct), KEFU_E_MISMATCH);
	unit_status(kefu_distinct_copy(NULL, NULL, &out), KEFU_E_NULL);
	unit_status(kefu_distinct_copy(distinct, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_distinct_reset(NULL), KEFU_E_NULL);
	unit_status(kefu_distinct_count(NULL, &figure), KEFU_E_NULL);
	unit_status(kefu_distinct_count(distinct, NULL), KEFU_E_NULL);
	unit_status(kefu_distinct_precision(NULL), KEFU_E_NULL);
	ck_assert_int_eq(kefu_distinct_is_exact(NULL), 0);
	all[0] = distinct;
	all[1] = NULL;
	all[2] = exact;
	unit_ok(kefu_distinct_group_add(all, 3, group, 4, keys, 8, 2, &bad));
	ck_assert_uint_eq(bad, 9);
	unit_status(kefu_distinct_group_add(all, 2, group, 4, keys, 8, 2, &bad), KEFU_E_ID);
	ck_assert_uint_eq(bad, 1);
	group[0] = 1;
	unit_status(kefu_distinct_group_add(all, 3, group, 4, keys, 8, 2, &bad), KEFU_E_NULL);
	ck_assert_uint_eq(bad, 0);
	unit_status(kefu_distinct_group_add(NULL, 3, group, 4, keys, 8, 2, &bad), KEFU_E_NULL);
	unit_status(kefu_distinct_group_add(all, 3, NULL, 4, keys, 8, 2, &bad), KEFU_E_NULL);
	unit_status(kefu_distinct_group_add(all, 3, group, 4, NULL, 8, 2, &bad), KEFU_E_NULL);
	unit_ok(kefu_distinct_group_add(NULL, 0, NULL, 0, NULL, 0, 0, NULL));
	ck_assert_int_eq(counted(distinct), 2);
	ck_assert_int_eq(counted(exact), 1);
	kefu_distinct_free(distinct);
	kefu_distinct_free(exact);
}
END_TEST

static int32_t decode_forged(const uint64_t *numbers, size_t count, size_t bytes, uint8_t fill)
{
	uint8_t frame[5000];
	struct codec_writer writer;
	kefu_distinct *distinct = NULL;
	size_t size = 0, mark, i;
	int32_t status;

	unit_ok(codec_begin(&writer, frame, sizeof frame, &size, CODEC_DISTINCT, 1));
	mark = codec_section_begin(&writer, 1, CODEC_REQUIRED);
	for (i = 0; i < count; i++)
		codec_put_u64(&writer, numbers[i]);
	for (i = 0; i < bytes; i++)
		codec_put_u8(&writer, fill);
	codec_section_end(&writer, mark);
	unit_ok(codec_end(&writer, &size));
	status = kefu_distinct_decode(NULL, frame, size, &distinct);
	ck_assert((status == KEFU_OK) == (distinct != NULL));
	kefu_distinct_free(distinct);
	return status;
}

#define FORGED(expected, bytes, fill, ...)                                    \
	do {                                                                  \
		static const uint64_t numbers_[] = {__VA_ARGS__};             \
		unit_status(decode_forged(numbers_, sizeof numbers_ / sizeof *numbers_, bytes, fill), \
		            expected);                                        \
	} while (0)

START_TEST(forgeries_are_refused)
{
	FORGED(KEFU_OK, 0, 0, 0, 2, 5, 0);
	FORGED(KEFU_OK, 0, 0, 0, 2, 0, 0);
	FORGED(KEFU_OK, 0, 0, 2, 2, 0, UINT64_MAX - 1);
	FORGED(KEFU_E_CORRUPT, 0, 0, 2, 2, 0, UINT64_MAX); /* beyond the last hash */
	FORGED(KEFU_E_CORRUPT, 0, 0, 2, 2, UINT64_MAX, 0);
	FORGED(KEFU_E_CORRUPT, 0, 0, 0, 3, 5, 0);          /* too few */
	FORGED(KEFU_E_CORRUPT, 0, 0, 0, 1, 5, 0);          /* too many */
	FORGED(KEFU_E_CORRUPT, 0, 0, 3, 1, 5);             /* an unknown form */
	FORGED(KEFU_E_CORRUPT, 0, 0, 2, UINT64_MAX, 5);
	FORGED(KEFU_OK, 256, 1, 0, 256);
	FORGED(KEFU_E_CORRUPT, 257, 1, 0, 257);            /* more than few */
	FORGED(KEFU_OK, 257, 1, 2, 257);
	FORGED(KEFU_OK, 3072, 1, 1);
	FORGED(KEFU_E_CORRUPT, 3071, 1, 1);
	FORGED(KEFU_E_CORRUPT, 3073, 1, 1);
	FORGED(KEFU_E_CORRUPT, 3072, 0, 1);                /* registers of nothing */
	FORGED(KEFU_E_CORRUPT, 3072, 0xff, 1);             /* higher than can be */
}
END_TEST

/* Out of memory */

static uint64_t sweep_keys[1000];

static int32_t sweep_adds(const kefu_allocator *allocator)
{
	kefu_distinct *distinct = NULL;
	int32_t status = kefu_distinct_new(allocator, KEFU_DISTINCT_SKETCH, &distinct);
	size_t i;

	for (i = 0; i < 300 && status == KEFU_OK; i++) {
		status = kefu_distinct_add(distinct, sweep_keys[i]);
		if (status != KEFU_OK) {
			ck_assert_int_eq(counted(distinct), (int64_t)i);
			unit_status(i == 0 ? KEFU_OK : kefu_distinct_add(distinct, sweep_keys[0]), KEFU_OK);
		}
	}
	kefu_distinct_free(distinct);
	return status;
}

static int32_t sweep_column(const kefu_allocator *allocator, int32_t precision, size_t before,
                            size_t count)
{
	kefu_distinct *distinct = NULL;
	int32_t status = kefu_distinct_new(allocator, precision, &distinct);

	if (status == KEFU_OK && before != 0)
		status = kefu_distinct_add_many(distinct, sweep_keys, 8, before);
	if (status == KEFU_OK) {
		status = kefu_distinct_add_many(distinct, sweep_keys + before, 8, count);
		if (status != KEFU_OK)
			ck_assert_int_eq(counted(distinct), (int64_t)before);
	}
	kefu_distinct_free(distinct);
	return status;
}

static int32_t sweep_few(const kefu_allocator *allocator)
{
	return sweep_column(allocator, KEFU_DISTINCT_SKETCH, 3, 20);
}

static int32_t sweep_to_sketch(const kefu_allocator *allocator)
{
	return sweep_column(allocator, KEFU_DISTINCT_SKETCH, 100, 900);
}

static int32_t sweep_exact(const kefu_allocator *allocator)
{
	return sweep_column(allocator, KEFU_DISTINCT_EXACT, 100, 900);
}

static int32_t sweep_merge(const kefu_allocator *allocator)
{
	kefu_distinct *distinct = NULL, *other = make(KEFU_DISTINCT_SKETCH);
	int32_t status = kefu_distinct_new(allocator, KEFU_DISTINCT_SKETCH, &distinct);

	unit_ok(kefu_distinct_add_many(other, sweep_keys + 100, 8, 200));
	if (status == KEFU_OK)
		status = kefu_distinct_add(distinct, sweep_keys[0]);
	if (status == KEFU_OK) {
		status = kefu_distinct_merge(distinct, other); /* a larger table */
		if (status != KEFU_OK)
			ck_assert_int_eq(counted(distinct), 1);
	}
	unit_ok(kefu_distinct_add_many(other, sweep_keys + 300, 8, 500));
	if (status == KEFU_OK) {
		status = kefu_distinct_merge(distinct, other); /* registers */
		if (status != KEFU_OK)
			ck_assert_int_eq(counted(distinct), 201);
	}
	kefu_distinct_free(distinct);
	kefu_distinct_free(other);
	return status;
}

static int32_t sweep_copy_and_decode(const kefu_allocator *allocator)
{
	static const size_t sizes[] = {100, 1000};
	int32_t status = KEFU_OK;
	size_t i, size;

	for (i = 0; i < 2 && status == KEFU_OK; i++) {
		kefu_distinct *distinct = make(KEFU_DISTINCT_SKETCH), *copy = NULL, *decoded = NULL;
		uint8_t *bytes;

		unit_ok(kefu_distinct_add_many(distinct, sweep_keys, 8, sizes[i]));
		bytes = distinct_bytes(distinct, &size);
		status = kefu_distinct_copy(distinct, allocator, &copy);
		if (status == KEFU_OK)
			status = kefu_distinct_decode(allocator, bytes, size, &decoded);
		free(bytes);
		kefu_distinct_free(distinct);
		kefu_distinct_free(copy);
		kefu_distinct_free(decoded);
	}
	return status;
}

START_TEST(memory_may_run_out_anywhere)
{
	uint64_t seed = 5;
	size_t i;

	for (i = 0; i < 1000; i++)
		sweep_keys[i] = unit_random(&seed);
	unit_sweep(sweep_adds, 9);            /* handle, tables of 8 to 512, registers */
	unit_sweep(sweep_few, 7);
	unit_sweep(sweep_to_sketch, 17);
	unit_sweep(sweep_exact, 18);
	unit_sweep(sweep_merge, 4);
	unit_sweep(sweep_copy_and_decode, 8);
}
END_TEST

START_TEST(encoding_and_reading_allocate_nothing)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_distinct *distinct = NULL;
	uint64_t n;
	long before;
	size_t size;

	unit_ok(kefu_distinct_new(&allocator, KEFU_DISTINCT_EXACT, &distinct));
	for (n = 10; n <= 10000; n *= 10) {
		add_range(distinct, 0, n);
		ck_assert_uint_eq(kefu_distinct_memory(distinct), fuse.live_bytes);
		before = fuse.seen;
		unit_ok(kefu_distinct_encode(distinct, NULL, 0, &size));
		ck_assert_int_eq(counted(distinct), (int64_t)n);
		ck_assert_int_eq(fuse.seen, before);
	}
	kefu_distinct_free(distinct);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

UNIT_MAIN("distinct", empty_counts_zero, few_are_exact_and_repeats_do_not_count,
          a_hash_of_zero_is_a_key_like_others, strings_are_hashed_as_documented,
          bytes_are_the_documented_ones, bytes_do_not_depend_on_the_way,
          crowded_tables_stay_in_order, estimates_err_by_1_6_percent, many_keys_can_be_exact,
          bad_arguments_are_refused, forgeries_are_refused, memory_may_run_out_anywhere,
          encoding_and_reading_allocate_nothing)
