/* What several opening hours say of an instant at once, against each schedule by itself. */
#include "unit.h"

#include "base/memory.h"
#include "kefu/schedule.h"
#include "measure/opening.h"

#define CLOCK(hour, minute) (((hour) * 60 + (minute)) * 60)
#define DAYS 1500 /* more than are kept */

static kefu_schedule *daily(const int32_t *spans, size_t count, const char *posix)
{
	kefu_hours *hours = NULL;
	kefu_zone *zone = NULL;
	kefu_schedule *schedule = NULL;
	size_t i;

	unit_ok(kefu_hours_new(NULL, &hours));
	for (i = 0; i < count; i++)
		unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SATURDAY,
		                          spans[2 * i], spans[2 * i + 1]));
	unit_ok(kefu_zone_posix(NULL, posix, strlen(posix), &zone));
	unit_ok(kefu_schedule_new(NULL, hours, zone, &schedule));
	kefu_hours_free(hours);
	kefu_zone_free(zone);
	return schedule;
}

/* The instants that tell most: about a half hour, and any. */
static void check_against_each(const struct opening *opening)
{
	uint64_t state = 1;
	int64_t k;

	for (k = 0; k < 200000; k++) {
		int64_t half_hour, t;
		uint64_t closed;
		size_t i;

		state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
		half_hour = (int64_t)(state >> 33) % (DAYS * 48);
		t = 1767225600000 + half_hour * 1800000 +
		    (k % 3 == 0 ? (int64_t)(state >> 20) % 1800000 : k % 3 - 2);
		closed = opening_closed(opening, t);
		for (i = 0; i < opening->count; i++) {
			int32_t open = 0;

			unit_status(kefu_schedule_open_at(opening->schedules[i], t, &open), KEFU_OK);
			if ((closed >> i & 1) == (uint64_t)open)
				ck_abort_msg("schedule %d at %lld", (int)i, (long long)t);
		}
		if (closed >> opening->count != 0)
			ck_abort_msg("hours that nobody gave are closed");
	}
}

static const int32_t long_day[] = {CLOCK(8, 0), CLOCK(23, 0)};
static const int32_t lunch[] = {CLOCK(9, 0), CLOCK(12, 0), CLOCK(13, 30), CLOCK(18, 0)};
static const int32_t patches[] = {CLOCK(0, 0), CLOCK(1, 0), CLOCK(2, 0), CLOCK(3, 0), CLOCK(4, 30),
                                  CLOCK(5, 0), CLOCK(21, 30), CLOCK(22, 30), CLOCK(23, 0), CLOCK(24, 0)};

/* Days that change often, and by a zone with summer time; and with one more plan they
 * change more often than there is room for. */
START_TEST(all_at_once_are_each_by_itself)
{
	struct opening opening = {.count = 0};
	kefu_schedule *schedules[4];
	kefu_allocator allocator;
	size_t plans, i;

	unit_ok(memory_resolve(NULL, &allocator));
	schedules[0] = daily(long_day, 1, "CST-8");
	schedules[1] = daily(lunch, 2, "CST-8");
	schedules[2] = daily(long_day, 1, "CET-1CEST,M3.5.0,M10.5.0/3");
	schedules[3] = daily(patches, 5, "CST-8");
	for (plans = 1; plans <= 4; plans++) {
		opening.count = 0;
		for (i = 0; i < plans; i++)
			ck_assert_uint_eq(opening_add(&opening, schedules[i], HOURS_BY_REPLY), i);
		unit_ok(opening_begin(&opening, &allocator));
		check_against_each(&opening);
		opening_release(&opening, &allocator);
	}
	for (i = 0; i < 4; i++)
		kefu_schedule_free(schedules[i]);
}
END_TEST

START_TEST(equal_hours_are_one)
{
	struct opening opening = {.count = 0};
	kefu_schedule *one = daily(long_day, 1, "CST-8"), *same = daily(long_day, 1, "CST-8");
	kefu_schedule *other = daily(lunch, 2, "CST-8");

	ck_assert_uint_eq(opening_add(&opening, one, HOURS_BY_REPLY), 0);
	ck_assert_uint_eq(opening_add(&opening, same, HOURS_BY_REPLY), 0);
	ck_assert_uint_eq(opening_add(&opening, same, HOURS_BY_HANDOFF), 1);
	ck_assert_uint_eq(opening_add(&opening, other, HOURS_BY_REPLY), 2);
	while (opening.count < OPENING_MOST)
		opening.schedules[opening.count++] = other;
	ck_assert_uint_eq(opening_add(&opening, one, HOURS_BY_SURVEY_SEND), OPENING_MOST);
	ck_assert_uint_eq(opening.count, OPENING_MOST);
	kefu_schedule_free(one);
	kefu_schedule_free(same);
	kefu_schedule_free(other);
}
END_TEST

UNIT_MAIN("opening", all_at_once_are_each_by_itself, equal_hours_are_one)
