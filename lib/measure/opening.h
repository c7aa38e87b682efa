/* Opening hours that definitions leave something out for: of each day of UTC it is found
 * out once when which of them change, and an instant then asks for all at once. */
#ifndef MEASURE_OPENING_H
#define MEASURE_OPENING_H

#include "measure/definition.h"
#include "time/zone.h"

struct kefu_schedule;

#define OPENING_MOST 48 /* hours */
#define OPENING_DAYS 512
#define OPENING_CHANGES 8 /* of a day, of all hours */

struct opening_day {
	uint32_t day; /* since ZONE_DAY_BIAS days before 1970; 0: none yet */
	int32_t changes[OPENING_CHANGES]; /* in ms, in order; INT32_MAX: none */
	uint64_t closed[OPENING_CHANGES + 1]; /* up to each of them, and after */
};

struct opening {
	const struct kefu_schedule *schedules[OPENING_MOST];
	enum hours_by by[OPENING_MOST]; /* the instant that each is asked for */
	size_t count;
	struct opening_day *days;
};

/* The number of some hours, shared by definitions with equal ones; OPENING_MOST: none is
 * left. Before opening_begin(). */
size_t opening_add(struct opening *opening, const struct kefu_schedule *schedule,
                   enum hours_by by);
/* KEFU_E_NOMEM. */
int32_t opening_begin(struct opening *opening, const kefu_allocator *allocator);
void opening_release(struct opening *opening, const kefu_allocator *allocator);

/* The same as opening_closed() for days not met yet, or not kept. */
uint64_t opening_find_closed(const struct opening *opening, struct opening_day *at, uint32_t day,
                             int64_t t);

/* Which of all hours, as bits, are closed at an instant within the range. */
static inline uint64_t opening_closed(const struct opening *opening, int64_t t)
{
	uint64_t biased = (uint64_t)(t + ZONE_DAY_BIAS * CIVIL_DAY_MS);
	uint32_t day = (uint32_t)(biased / (uint64_t)CIVIL_DAY_MS);
	int32_t ms = (int32_t)(biased - day * (uint64_t)CIVIL_DAY_MS);
	struct opening_day *at = &opening->days[day % OPENING_DAYS];
	uint32_t i, passed = 0;

	if (at->day != day)
		return opening_find_closed(opening, at, day, t);
	for (i = 0; i < OPENING_CHANGES; i++)
		passed += ms >= at->changes[i];
	return at->closed[passed];
}

#endif
