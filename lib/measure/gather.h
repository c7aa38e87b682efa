/* What goes into a column's cells, gathered until there is enough of it. Cases that
 * only count are counted by row in lists of their own, narrow enough for the near
 * caches; times wait until they can be sorted by row, so that a cell's durations
 * grow once for many of them. */
#ifndef MEASURE_GATHER_H
#define MEASURE_GATHER_H

#include "measure/cube.h"

/* Of one column; all bytes zero is an empty one. */
struct gather {
	uint64_t *tallies; /* by row: TALLY_CASE and TALLY_HAS, added up */
	size_t tally_count, tally_capacity;
	struct cell_time *times;
	size_t time_count, time_capacity;
	int are_means;
};

/* What a case adds to its row's tally; so many at most. */
#define TALLY_CASE ((uint64_t)1)
#define TALLY_HAS ((uint64_t)1 << 32)
#define TALLY_MOST UINT32_MAX

/* What sorting takes, for all columns. */
struct gather_room {
	struct cell_time *sorted;
	uint32_t *ends; /* by row */
	size_t sorted_capacity, end_capacity;
};

void gather_release(struct gather *gather, const kefu_allocator *allocator);
void gather_room_release(struct gather_room *room, const kefu_allocator *allocator);

/* Makes room for tallies of all rows of the cube. KEFU_E_NOMEM. */
int32_t gather_reach(struct gather *gather, const struct cube *cube);
/* Makes room for a time, if it takes settling those that wait. */
int32_t gather_make_room(struct gather *gather, struct gather_room *room, struct cube *cube,
                         int32_t column);
/* Gathers a time. KEFU_E_NOMEM, KEFU_E_OVERFLOW. */
static inline int32_t gather_time(struct gather *gather, struct gather_room *room,
                                  struct cube *cube, int32_t column, struct cell_time time)
{
	int32_t status = KEFU_OK;

	if (gather->time_count == gather->time_capacity)
		status = gather_make_room(gather, room, cube, column);
	if (status == KEFU_OK)
		gather->times[gather->time_count++] = time;
	return status;
}

/* Puts what is gathered into the column's cells. KEFU_E_NOMEM, KEFU_E_OVERFLOW: some
 * of it is there. */
int32_t gather_settle_tallies(struct gather *gather, struct cube *cube, int32_t column);
int32_t gather_settle(struct gather *gather, struct gather_room *room, struct cube *cube,
                      int32_t column);

#endif
