/* What waits for its cells ends up there as if each case had gone alone, however
 * much waits and however few of it are of one row. */

#include "unit.h"

#include "base/codec.h"
#include "measure/gather.h"

#define COLUMN 1 /* of 3: neighbours must stay empty */

static kefu_allocator libc_memory(void)
{
	kefu_allocator allocator;

	unit_ok(memory_resolve(NULL, &allocator));
	return allocator;
}

static int32_t make_rows(struct cube *cube, size_t rows)
{
	int32_t status = KEFU_OK;
	size_t i, row;

	for (i = 0; i < rows && status == KEFU_OK; i++) {
		const struct cube_key key = {.agent = i + 1};

		status = cube_row(cube, &key, &row);
	}
	return status;
}

static struct cell_time random_time(uint64_t *seed, size_t rows, int are_means)
{
	struct cell_time time = {
		.ms = (int64_t)(unit_below(seed, (uint64_t)1 << (1 + unit_below(seed, 34)))),
		.row = (uint32_t)unit_below(seed, rows),
	};

	if (are_means && unit_below(seed, 3) != 0)
		time.parts = (uint32_t)unit_below(seed, (uint64_t)1 << 32);
	return time;
}

/* By itself. */
static void add(struct cube *cube, struct cell_time time, int are_means)
{
	struct cell *cell = cube_cell(cube, time.row, COLUMN);

	unit_ok(cell_add(cell, time.ms, 1));
	if (are_means)
		unit_ok(cell_add_mean(cell, &cube->allocator, time.ms, time.parts));
	else
		unit_ok(duration_add(&cell->duration, &cube->allocator, (uint64_t)time.ms));
}

static size_t packed(const struct cell *cell, uint8_t *bytes, size_t capacity)
{
	struct codec_writer writer = {bytes, capacity, 0};

	cell_put(cell, &writer);
	if (writer.size > capacity)
		ck_abort_msg("a cell of %zu bytes", writer.size);
	return writer.size;
}

static void expect_equal(const struct cube *a, const struct cube *b)
{
	static uint8_t x[1 << 16], y[1 << 16];
	size_t i;

	ck_assert_uint_eq(a->row_count, b->row_count);
	for (i = 0; i < a->row_count * (size_t)a->column_count; i++) {
		size_t length = packed(&a->cells[i], x, sizeof x);

		if (length != packed(&b->cells[i], y, sizeof y) || memcmp(x, y, length) != 0)
			ck_abort_msg("cell %zu differs", i);
	}
}

static void compare(size_t rows, size_t count, int are_means, uint64_t seed)
{
	const kefu_allocator allocator = libc_memory();
	struct gather gather = {.are_means = are_means};
	struct gather_room room = {0};
	struct cube cube, other;
	size_t i;

	unit_ok(cube_init(&cube, &allocator, 3, 0));
	unit_ok(cube_init(&other, &allocator, 3, 0));
	unit_ok(make_rows(&cube, rows));
	unit_ok(make_rows(&other, rows));
	for (i = 0; i < count; i++) {
		const struct cell_time time = random_time(&seed, rows, are_means);

		unit_ok(gather_time(&gather, &room, &cube, COLUMN, time));
		add(&other, time, are_means);
		if (unit_below(&seed, count) == 0) /* now and then in between */
			unit_ok(gather_settle(&gather, &room, &cube, COLUMN));
	}
	unit_ok(gather_settle(&gather, &room, &cube, COLUMN));
	expect_equal(&cube, &other);
	unit_ok(gather_settle(&gather, &room, &cube, COLUMN)); /* nothing waits any more */
	expect_equal(&cube, &other);
	gather_release(&gather, &allocator);
	gather_room_release(&room, &allocator);
	cube_release(&cube);
	cube_release(&other);
}

START_TEST(times_arrive)
{
	static const size_t rows[] = {1, 2, 7, 60, 1000, 5000};
	static const size_t counts[] = {1, 5, 59, 60, 700, 3000, 100000};
	size_t i, k;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		for (k = 0; k < sizeof counts / sizeof *counts; k++) {
			compare(rows[i], counts[k], 0, 10 * i + k);
			compare(rows[i], counts[k], 1, 1000 + 10 * i + k);
		}
}
END_TEST

/* Rows come while tallies wait. */
START_TEST(tallies_arrive)
{
	const kefu_allocator allocator = libc_memory();
	struct gather gather = {0};
	struct gather_room room = {0};
	struct cube cube, other;
	uint64_t seed = 4;
	size_t i, rows = 0;

	unit_ok(cube_init(&cube, &allocator, 3, 0));
	unit_ok(cube_init(&other, &allocator, 3, 0));
	for (i = 0; i < 5000; i++) {
		size_t row;
		int has = unit_below(&seed, 3) == 0;

		if (i % 50 == 0) {
			rows += 1 + (size_t)unit_below(&seed, 9);
			unit_ok(make_rows(&cube, rows));
			unit_ok(make_rows(&other, rows));
			unit_ok(gather_reach(&gather, &cube));
		}
		if (i == 2500)
			unit_ok(gather_settle_tallies(&gather, &cube, COLUMN));
		row = (size_t)unit_below(&seed, rows);
		gather.tallies[row] += has ? TALLY_CASE + TALLY_HAS : TALLY_CASE;
		unit_ok(cell_add(cube_cell(&other, row, COLUMN), has, 1));
	}
	unit_ok(gather_settle(&gather, &room, &cube, COLUMN));
	expect_equal(&cube, &other);
	/* as many as fit */
	gather.tallies[0] = TALLY_MOST * (TALLY_CASE + TALLY_HAS);
	i = (size_t)cube_cell(&cube, 0, COLUMN)->den;
	unit_ok(gather_settle(&gather, &room, &cube, COLUMN));
	ck_assert_int_eq(cube_cell(&cube, 0, COLUMN)->den, (int64_t)(i + UINT32_MAX));
	gather_release(&gather, &allocator);
	gather_room_release(&room, &allocator);
	cube_release(&cube);
	cube_release(&other);
}
END_TEST

/* What a cell cannot take is refused, and the cell is as it was. */
START_TEST(sums_do_not_overflow)
{
	const kefu_allocator allocator = libc_memory();
	struct cell cell = {.num = INT64_MAX - 10, .den = 5};
	struct cell_time times[] = {{6, 0, 0}, {5, 0, 0}};

	unit_status(cell_add_times(&cell, &allocator, times, 2, 0), KEFU_E_OVERFLOW);
	unit_status(cell_add_times(&cell, &allocator, times, 2, 1), KEFU_E_OVERFLOW);
	ck_assert_int_eq(cell.num, INT64_MAX - 10);
	ck_assert_int_eq(cell.den, 5);
	ck_assert_uint_eq(duration_count(&cell.duration), 0);
	times[0].ms = 5;
	unit_ok(cell_add_times(&cell, &allocator, times, 2, 0));
	ck_assert_int_eq(cell.num, INT64_MAX);
	cell.den = INT64_MAX;
	cell.num = 0;
	unit_status(cell_add_times(&cell, &allocator, times, 1, 0), KEFU_E_OVERFLOW);
	ck_assert_uint_eq(duration_count(&cell.duration), 2);
	cell_release(&cell, &allocator);
	cell = (struct cell){.num = INT64_MAX - 1};
	unit_status(cell_add_tally(&cell, 2, 2), KEFU_E_OVERFLOW);
	ck_assert_int_eq(cell.den, 0);
}
END_TEST

/* What durations are too coarse for is kept beside them: 2^-32 of their unit, 2^-8 ms. */
START_TEST(means_keep_their_rest)
{
	const kefu_allocator allocator = libc_memory();
	struct cell cell = {0};
	struct cell_time times[] = {{3, 0x80000005, 0}, {3, 0x80000009, 0}, {3, 0x80000002, 0},
	                            {3, 0x80000007, 0}};
	struct cell_time ages = {(int64_t)1 << 41, 0, 0};
	struct duration_totals totals;

	unit_ok(cell_add_times(&cell, &allocator, times, 4, 1));
	duration_totals(&cell.duration, &totals);
	ck_assert_uint_eq(totals.min, 0x380);
	ck_assert_uint_eq(totals.max, 0x380);
	ck_assert_uint_eq(cell.min_parts, 0x200);
	ck_assert_uint_eq(cell.max_parts, 0x900);
	ck_assert_uint_eq(cell.parts, 0x1700);
	unit_ok(cell_add_times(&cell, &allocator, &ages, 1, 1));
	duration_totals(&cell.duration, &totals);
	ck_assert_uint_eq(totals.max, DURATION_MAX);
	cell_release(&cell, &allocator);
}
END_TEST

static int32_t gather_some(const kefu_allocator *allocator)
{
	struct gather gather = {.are_means = 1};
	struct gather_room room = {0};
	struct cube cube;
	uint64_t seed = 9;
	int32_t status = cube_init(&cube, allocator, 3, 0);
	size_t i;

	if (status == KEFU_OK)
		status = make_rows(&cube, 20);
	if (status == KEFU_OK)
		status = gather_reach(&gather, &cube);
	for (i = 0; i < 300 && status == KEFU_OK; i++)
		status = gather_time(&gather, &room, &cube, COLUMN, random_time(&seed, 20, 1));
	if (status == KEFU_OK)
		status = gather_settle(&gather, &room, &cube, COLUMN);
	gather_release(&gather, allocator);
	gather_room_release(&room, allocator);
	cube_release(&cube);
	return status;
}

START_TEST(survives_no_memory)
{
	unit_sweep(gather_some, -1);
}
END_TEST

UNIT_MAIN("gather", times_arrive, tallies_arrive, sums_do_not_overflow,
          means_keep_their_rest, survives_no_memory)
