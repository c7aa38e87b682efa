#include "measure/gather.h"

#include <string.h>

#define TIMES_MOST 32768 /* that wait; sorted, many of them are of one row */

void gather_release(struct gather *gather, const kefu_allocator *allocator)
{
	memory_put(allocator, gather->tallies, gather->tally_capacity * sizeof *gather->tallies);
	memory_put(allocator, gather->times, gather->time_capacity * sizeof *gather->times);
}

void gather_room_release(struct gather_room *room, const kefu_allocator *allocator)
{
	memory_put(allocator, room->sorted, room->sorted_capacity * sizeof *room->sorted);
	memory_put(allocator, room->ends, room->end_capacity * sizeof *room->ends);
}

int32_t gather_reach(struct gather *gather, const struct cube *cube)
{
	void *array = gather->tallies;
	int32_t status;

	if (gather->tally_count >= cube->row_count)
		return KEFU_OK;
	status = memory_reserve(&cube->allocator, &array, &gather->tally_capacity,
	                        cube->row_count, sizeof *gather->tallies);
	gather->tallies = array;
	if (status != KEFU_OK)
		return status;
	memset(gather->tallies + gather->tally_count, 0,
	       (cube->row_count - gather->tally_count) * sizeof *gather->tallies);
	gather->tally_count = cube->row_count;
	return KEFU_OK;
}

int32_t gather_settle_tallies(struct gather *gather, struct cube *cube, int32_t column)
{
	int32_t status = KEFU_OK;
	size_t row;

	for (row = 0; row < gather->tally_count && status == KEFU_OK; row++) {
		uint64_t tally = gather->tallies[row];

		gather->tallies[row] = 0;
		if (tally != 0)
			status = cell_add_tally(cube_cell(cube, row, column),
			                        (int64_t)(tally / TALLY_HAS),
			                        (int64_t)(tally % TALLY_HAS));
	}
	return status;
}

/* Into the order of their rows; `ends` then says where those of each end. */
static int32_t sort_times(const struct cell_time *times, size_t count, struct gather_room *room,
                          const struct cube *cube)
{
	void *sorted = room->sorted, *ends = room->ends;
	uint32_t before = 0;
	size_t i;
	int32_t status = memory_reserve(&cube->allocator, &sorted, &room->sorted_capacity, count,
	                                sizeof *room->sorted);

	room->sorted = sorted;
	if (status == KEFU_OK)
		status = memory_reserve(&cube->allocator, &ends, &room->end_capacity,
		                        cube->row_count, sizeof *room->ends);
	room->ends = ends;
	if (status != KEFU_OK)
		return status;
	memset(room->ends, 0, cube->row_count * sizeof *room->ends);
	for (i = 0; i < count; i++)
		room->ends[times[i].row]++;
	for (i = 0; i < cube->row_count; i++) {
		uint32_t here = room->ends[i];

		room->ends[i] = before;
		before += here;
	}
	for (i = 0; i < count; i++)
		room->sorted[room->ends[times[i].row]++] = times[i];
	return KEFU_OK;
}

static int32_t add_sorted(const struct gather *gather, const struct gather_room *room,
                          struct cube *cube, int32_t column)
{
	uint32_t start = 0;
	int32_t status = KEFU_OK;
	size_t row;

	for (row = 0; row < cube->row_count && status == KEFU_OK; row++) {
		uint32_t end = room->ends[row];

		if (start != end)
			status = cell_add_times(cube_cell(cube, row, column), &cube->allocator,
			                        &room->sorted[start], end - start,
			                        gather->are_means);
		start = end;
	}
	return status;
}

static int32_t settle_times(struct gather *gather, struct gather_room *room, struct cube *cube,
                            int32_t column)
{
	size_t count = gather->time_count, i;
	int32_t status = KEFU_OK;

	gather->time_count = 0;
	if (count == 0)
		return KEFU_OK;
	if (count >= cube->row_count) {
		status = sort_times(gather->times, count, room, cube);
		return status == KEFU_OK ? add_sorted(gather, room, cube, column) : status;
	}
	for (i = 0; i < count && status == KEFU_OK; i++) /* hardly any two are of one row */
		status = cell_add_times(cube_cell(cube, gather->times[i].row, column),
		                        &cube->allocator, &gather->times[i], 1,
		                        gather->are_means);
	return status;
}

static int32_t grow_times(struct gather *gather, const kefu_allocator *allocator)
{
	void *array = gather->times;
	int32_t status = memory_reserve(allocator, &array, &gather->time_capacity,
	                                gather->time_capacity != 0 ? 2 * gather->time_capacity : 16,
	                                sizeof *gather->times);

	gather->times = array;
	return status;
}

int32_t gather_make_room(struct gather *gather, struct gather_room *room, struct cube *cube,
                         int32_t column)
{
	return gather->time_count < TIMES_MOST ? grow_times(gather, &cube->allocator)
	                                       : settle_times(gather, room, cube, column);
}

int32_t gather_settle(struct gather *gather, struct gather_room *room, struct cube *cube,
                      int32_t column)
{
	int32_t status = gather_settle_tallies(gather, cube, column);

	return status == KEFU_OK ? settle_times(gather, room, cube, column) : status;
}
