#include "measure/opening.h"

#include <string.h>

#include "base/memory.h"
#include "time/schedule.h"

#define DAY_IS_BUSY UINT32_MAX /* more changes than there is room for; never a day */

size_t opening_add(struct opening *opening, const struct kefu_schedule *schedule,
                   enum hours_by by)
{
	size_t i;

	for (i = 0; i < opening->count; i++)
		if (opening->by[i] == by && kefu_schedule_equal(opening->schedules[i], schedule))
			return i;
	if (i < OPENING_MOST) {
		opening->schedules[i] = schedule;
		opening->by[i] = by;
		opening->count++;
	}
	return i;
}

int32_t opening_begin(struct opening *opening, const kefu_allocator *allocator)
{
	if (opening->count == 0)
		return KEFU_OK;
	opening->days = memory_get_zeroed(allocator, OPENING_DAYS * sizeof *opening->days);
	return opening->days != NULL ? KEFU_OK : KEFU_E_NOMEM;
}

void opening_release(struct opening *opening, const kefu_allocator *allocator)
{
	memory_put(allocator, opening->days, OPENING_DAYS * sizeof *opening->days);
}

static uint64_t ask_all(const struct opening *opening, int64_t t)
{
	uint64_t closed = 0;
	size_t i;

	for (i = 0; i < opening->count; i++)
		closed |= (uint64_t)!schedule_is_open(opening->schedules[i], t) << i;
	return closed;
}

/* Adds a change, in order and once; false without room. */
static int add_change(struct opening_day *at, int32_t change)
{
	int32_t *changes = at->changes;
	uint32_t i = 0;

	while (i < OPENING_CHANGES && changes[i] < change)
		i++;
	if (i < OPENING_CHANGES && changes[i] == change)
		return 1;
	if (changes[OPENING_CHANGES - 1] != INT32_MAX)
		return 0;
	memmove(changes + i + 1, changes + i, (OPENING_CHANGES - 1 - i) * sizeof *changes);
	changes[i] = change;
	return 1;
}

/* What changes on a day that begins at `start`; false if that is too much. */
static int find_changes(const struct opening *opening, struct opening_day *at, int64_t start)
{
	int64_t t;
	size_t i;

	for (i = 0; i < OPENING_CHANGES; i++)
		at->changes[i] = INT32_MAX;
	for (i = 0; i < opening->count; i++) {
		kefu_schedule_cursor cursor = {0};

		(void)schedule_reading_near(opening->schedules[i], &cursor, start);
		for (t = cursor.to; t < start + CIVIL_DAY_MS; t = cursor.to) {
			int32_t open = cursor.open;

			(void)schedule_reading_near(opening->schedules[i], &cursor, t);
			if (cursor.open != open && !add_change(at, (int32_t)(t - start)))
				return 0;
		}
	}
	return 1;
}

uint64_t opening_find_closed(const struct opening *opening, struct opening_day *at, uint32_t day,
                             int64_t t)
{
	int64_t start = ((int64_t)day - ZONE_DAY_BIAS) * CIVIL_DAY_MS;
	uint32_t i;

	/* a day stays, lest days that share a place drive each other out */
	if (at->day != 0)
		return ask_all(opening, t);
	at->day = find_changes(opening, at, start) ? day : DAY_IS_BUSY;
	at->closed[0] = ask_all(opening, start);
	for (i = 0; i < OPENING_CHANGES && at->changes[i] != INT32_MAX; i++)
		at->closed[i + 1] = ask_all(opening, start + at->changes[i]);
	return ask_all(opening, t);
}
