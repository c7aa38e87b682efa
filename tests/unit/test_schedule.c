#include "unit.h"

#include <stdio.h>

#include "kefu/schedule.h"
#include "time/civil.h"

/* ck_assert notes every place it passes, which takes too long millions of
 * times; this only speaks up. */
#define must(condition) do { if (!(condition)) ck_abort_msg("%s", #condition); } while (0)

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (3600 * SECOND)
#define CLOCK(hour, minute) (((hour) * 60 + (minute)) * 60)

static int64_t at(const char *text)
{
	int64_t t = 0;

	unit_ok(kefu_zone_parse(NULL, text, strlen(text), KEFU_ZONE_EARLIER, &t));
	return t;
}

static int32_t date(const char *text)
{
	int32_t day = 0;

	unit_ok(kefu_civil_parse_date(text, strlen(text), &day));
	return day;
}

static kefu_hours *plan(void)
{
	kefu_hours *hours = NULL;

	unit_ok(kefu_hours_new(NULL, &hours));
	return hours;
}

/* Monday to Friday, 09:00 to 17:00. */
static kefu_hours *office(void)
{
	kefu_hours *hours = plan();

	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, CLOCK(9, 0), CLOCK(17, 0)));
	return hours;
}

/* Lays a plan on a POSIX string (NULL: UTC) and frees it. */
static kefu_schedule *laid(kefu_hours *hours, const char *posix)
{
	kefu_schedule *schedule = NULL;
	kefu_zone *zone = NULL;

	if (posix != NULL)
		unit_ok(kefu_zone_posix(NULL, posix, strlen(posix), &zone));
	unit_ok(kefu_schedule_new(NULL, hours, zone, &schedule));
	kefu_hours_free(hours);
	kefu_zone_free(zone); /* the schedule keeps nothing of them */
	return schedule;
}

static int64_t between(const kefu_schedule *schedule, const char *from, const char *to)
{
	int64_t ms = 0, back = 0;

	unit_ok(kefu_schedule_between(schedule, at(from), at(to), &ms));
	unit_ok(kefu_schedule_between(schedule, at(to), at(from), &back));
	ck_assert_int_eq(back, -ms);
	return ms;
}

static void check_add(const kefu_schedule *schedule, const char *from, int64_t ms, int32_t which,
                      const char *expected)
{
	int64_t got = 0;
	char text[KEFU_ZONE_TEXT_SIZE];

	unit_ok(kefu_schedule_add(schedule, at(from), ms, which, &got));
	unit_ok(kefu_zone_format(NULL, got, text, sizeof text));
	ck_assert_msg(got == at(expected), "%s, not %s", text, expected);
}

static void check_subtract(const kefu_schedule *schedule, const char *from, int64_t ms, int32_t which,
                           const char *expected)
{
	int64_t got = 0;
	char text[KEFU_ZONE_TEXT_SIZE];

	unit_ok(kefu_schedule_subtract(schedule, at(from), ms, which, &got));
	unit_ok(kefu_zone_format(NULL, got, text, sizeof text));
	ck_assert_msg(got == at(expected), "%s, not %s", text, expected);
}

static int32_t open_at(const kefu_schedule *schedule, const char *when)
{
	int32_t open = -1;

	unit_ok(kefu_schedule_open_at(schedule, at(when), &open));
	return open;
}

START_TEST(an_office_week)
{
	kefu_schedule *schedule = laid(office(), NULL);

	ck_assert_int_eq(open_at(schedule, "2024-05-06T08:59:59.999"), 0);
	ck_assert_int_eq(open_at(schedule, "2024-05-06T09:00"), 1);
	ck_assert_int_eq(open_at(schedule, "2024-05-06T16:59:59.999"), 1);
	ck_assert_int_eq(open_at(schedule, "2024-05-06T17:00"), 0);
	ck_assert_int_eq(between(schedule, "2024-05-06", "2024-05-13"), 40 * HOUR);
	ck_assert_int_eq(between(schedule, "2024-05-06T10:00:00.250", "2024-05-06T10:00:01"), 750);
	ck_assert_int_eq(between(schedule, "1700-01-01", "1700-01-08"), 40 * HOUR);
	ck_assert_int_eq(between(schedule, "0001-01-01", "0001-01-08"), 40 * HOUR);
	check_add(schedule, "2024-05-10T16:00", HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-10T17:00");
	check_add(schedule, "2024-05-10T16:00", HOUR, KEFU_SCHEDULE_FARTHEST, "2024-05-13T09:00");
	check_add(schedule, "2024-05-10T16:00", HOUR + 1, KEFU_SCHEDULE_NEAREST, "2024-05-13T09:00:00.001");
	check_add(schedule, "2024-05-10T16:00:00.400", HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-13T09:00:00.400");
	check_add(schedule, "2024-05-11T12:00", 0, KEFU_SCHEDULE_NEAREST, "2024-05-11T12:00");
	check_add(schedule, "2024-05-11T12:00", 0, KEFU_SCHEDULE_FARTHEST, "2024-05-13T09:00");
	check_add(schedule, "2024-05-11T12:00", 1, KEFU_SCHEDULE_NEAREST, "2024-05-13T09:00:00.001");
	check_subtract(schedule, "2024-05-13T10:00", HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-13T09:00");
	check_subtract(schedule, "2024-05-13T10:00", HOUR, KEFU_SCHEDULE_FARTHEST, "2024-05-10T17:00");
	check_subtract(schedule, "2024-05-13T10:00", HOUR + 1, KEFU_SCHEDULE_NEAREST, "2024-05-10T16:59:59.999");
	check_subtract(schedule, "2024-05-11T12:00", 0, KEFU_SCHEDULE_NEAREST, "2024-05-11T12:00");
	check_subtract(schedule, "2024-05-11T12:00", 0, KEFU_SCHEDULE_FARTHEST, "2024-05-10T17:00");
	kefu_schedule_free(schedule);
}
END_TEST

START_TEST(exceptions)
{
	kefu_hours *hours = office();
	kefu_schedule *schedule;

	unit_ok(kefu_hours_holiday(hours, date("2024-05-07")));
	unit_ok(kefu_hours_holiday(hours, date("2024-05-07")));
	unit_ok(kefu_hours_special(hours, date("2024-05-07"), CLOCK(9, 0), CLOCK(10, 0)));
	unit_ok(kefu_hours_special(hours, date("2024-05-12"), CLOCK(14, 0), CLOCK(24, 0)));
	unit_ok(kefu_hours_special(hours, date("2024-05-12"), CLOCK(10, 0), CLOCK(12, 0)));
	unit_ok(kefu_hours_break(hours, date("2024-05-08"), CLOCK(12, 0), CLOCK(13, 0)));
	unit_ok(kefu_hours_break(hours, date("2024-05-08"), CLOCK(12, 30), CLOCK(14, 0)));
	unit_ok(kefu_hours_break(hours, date("2024-05-12"), CLOCK(11, 30), CLOCK(14, 30)));
	schedule = laid(hours, NULL);
	ck_assert_int_eq(between(schedule, "2024-05-07", "2024-05-08"), 0);
	ck_assert_int_eq(between(schedule, "2024-05-08", "2024-05-09"), 6 * HOUR);
	ck_assert_int_eq(between(schedule, "2024-05-12", "2024-05-13"), 11 * HOUR);
	ck_assert_int_eq(between(schedule, "2024-05-06", "2024-05-13"), (8 + 6 + 8 + 8 + 11) * HOUR);
	check_add(schedule, "2024-05-06T16:00", HOUR, KEFU_SCHEDULE_FARTHEST, "2024-05-08T09:00");
	check_add(schedule, "2024-05-08T09:00", 3 * HOUR, KEFU_SCHEDULE_FARTHEST, "2024-05-08T14:00");
	check_add(schedule, "2024-05-10T17:00", 2 * HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-12T15:00");
	check_subtract(schedule, "2024-05-13T09:00", 11 * HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-12T10:00");
	kefu_schedule_free(schedule);
}
END_TEST

/* Fri 22:00 to 06:00 around a holiday, special hours and a break at night. */
START_TEST(nights)
{
	kefu_hours *hours;
	kefu_schedule *schedule;
	int32_t policy;

	for (policy = KEFU_OVERNIGHT_CIVIL; policy <= KEFU_OVERNIGHT_OWNER; policy++) {
		int owner = policy == KEFU_OVERNIGHT_OWNER;

		hours = plan();
		unit_ok(kefu_hours_weekly(hours, KEFU_FRIDAY, KEFU_SUNDAY, CLOCK(22, 0), CLOCK(6, 0)));
		unit_ok(kefu_hours_holiday(hours, date("2024-05-03")));  /* a Friday */
		unit_ok(kefu_hours_special(hours, date("2024-05-11"), CLOCK(23, 0), CLOCK(4, 0)));
		unit_ok(kefu_hours_break(hours, date("2024-05-18"), CLOCK(23, 0), CLOCK(1, 0)));
		unit_ok(kefu_hours_overnight(hours, policy));
		schedule = laid(hours, NULL);
		/* Sunday night goes into Monday and the next week. */
		ck_assert_int_eq(between(schedule, "2024-04-28T12:00", "2024-04-29T12:00"), 8 * HOUR);
		/* The holiday takes the evening, and as its owner the morning too. */
		ck_assert_int_eq(between(schedule, "2024-05-03", "2024-05-04"), 0);
		ck_assert_int_eq(between(schedule, "2024-05-04", "2024-05-04T12:00"), owner ? 0 : 6 * HOUR);
		/* Special hours: Friday's night is replaced from midnight, or stays. */
		ck_assert_int_eq(between(schedule, "2024-05-11", "2024-05-11T12:00"), owner ? 6 * HOUR : 0);
		ck_assert_int_eq(between(schedule, "2024-05-11T12:00", "2024-05-12"), HOUR);
		ck_assert_int_eq(between(schedule, "2024-05-12", "2024-05-12T12:00"), (owner ? 4 : 6) * HOUR);
		/* A break is closed on the dates it falls on. */
		ck_assert_int_eq(between(schedule, "2024-05-18T12:00", "2024-05-19T12:00"), 6 * HOUR);
		kefu_schedule_free(schedule);
	}
}
END_TEST

START_TEST(clock_changes)
{
	static const char zone[] = "EST5EDT,M3.2.0,M11.1.0";
	kefu_hours *hours = plan();
	kefu_schedule *schedule;

	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SUNDAY, CLOCK(1, 30), CLOCK(5, 0)));
	schedule = laid(hours, zone);
	ck_assert_int_eq(between(schedule, "2024-11-03T04:00", "2024-11-04T05:00"), 4 * HOUR);
	ck_assert_int_eq(between(schedule, "2024-03-10T05:00", "2024-03-11T04:00"), 5 * HOUR / 2);
	kefu_schedule_free(schedule);
	hours = plan();
	unit_ok(kefu_hours_weekly(hours, KEFU_SUNDAY, KEFU_SUNDAY, 0, CLOCK(1, 30)));
	schedule = laid(hours, zone);
	/* 00:00 to 01:30, and 01:00 to 01:30 once more. */
	ck_assert_int_eq(between(schedule, "2024-11-03T04:00", "2024-11-04T05:00"), 2 * HOUR);
	check_add(schedule, "2024-11-03T04:00", 3 * HOUR / 2, KEFU_SCHEDULE_NEAREST, "2024-11-03T05:30");
	check_add(schedule, "2024-11-03T04:00", 3 * HOUR / 2, KEFU_SCHEDULE_FARTHEST, "2024-11-03T06:00");
	kefu_schedule_free(schedule);
}
END_TEST

START_TEST(the_next_edge)
{
	kefu_hours *hours = office();
	kefu_schedule *schedule;
	int64_t t = 0;

	/* Through the night from Wednesday to Thursday; Thursday ends at noon. */
	unit_ok(kefu_hours_weekly(hours, KEFU_WEDNESDAY, KEFU_WEDNESDAY, CLOCK(17, 0), CLOCK(12, 0)));
	unit_ok(kefu_hours_special(hours, date("2024-05-09"), 0, CLOCK(12, 0)));
	schedule = laid(hours, NULL);
	unit_ok(kefu_schedule_next_open(schedule, at("2024-05-06T08:00"), &t));
	ck_assert_int_eq(t, at("2024-05-06T09:00"));
	unit_ok(kefu_schedule_next_open(schedule, at("2024-05-06T10:00:00.5"), &t));
	ck_assert_int_eq(t, at("2024-05-06T10:00:00.5"));
	unit_ok(kefu_schedule_next_open(schedule, at("2024-05-06T17:00"), &t));
	ck_assert_int_eq(t, at("2024-05-07T09:00"));
	unit_ok(kefu_schedule_next_close(schedule, at("2024-05-06T08:00"), &t));
	ck_assert_int_eq(t, at("2024-05-06T17:00"));
	unit_ok(kefu_schedule_next_close(schedule, at("2024-05-06T16:59:59.999"), &t));
	ck_assert_int_eq(t, at("2024-05-06T17:00"));
	unit_ok(kefu_schedule_next_close(schedule, at("2024-05-06T17:00"), &t));
	ck_assert_int_eq(t, at("2024-05-07T17:00"));
	unit_ok(kefu_schedule_next_close(schedule, at("2024-05-08T10:00"), &t));
	ck_assert_int_eq(t, at("2024-05-09T12:00"));
	kefu_schedule_free(schedule);
}
END_TEST

START_TEST(never)
{
	kefu_hours *hours = plan();
	kefu_schedule *schedule;
	int64_t t = 77;
	const int64_t noon = at("2024-05-06T12:00");

	schedule = laid(plan(), "EST5EDT");
	ck_assert_int_eq(between(schedule, "0001-01-01", "9999-12-31"), 0);
	ck_assert_int_eq(open_at(schedule, "2024-05-06T12:00"), 0);
	unit_status(kefu_schedule_add(schedule, noon, 1, KEFU_SCHEDULE_NEAREST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_add(schedule, noon, INT64_MAX, KEFU_SCHEDULE_FARTHEST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_add(schedule, noon, 0, KEFU_SCHEDULE_FARTHEST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_subtract(schedule, noon, 1, KEFU_SCHEDULE_NEAREST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_subtract(schedule, noon, 0, KEFU_SCHEDULE_FARTHEST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_next_open(schedule, noon, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_next_close(schedule, noon, &t), KEFU_E_NEVER);
	ck_assert_int_eq(t, 77);
	unit_ok(kefu_schedule_add(schedule, noon, 0, KEFU_SCHEDULE_NEAREST, &t));
	ck_assert_int_eq(t, noon);
	kefu_schedule_free(schedule);
	/* Open once in all time. */
	unit_ok(kefu_hours_special(hours, date("2024-05-06"), CLOCK(9, 0), CLOCK(10, 0)));
	schedule = laid(hours, NULL);
	check_add(schedule, "2000-01-01", HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-06T10:00");
	check_subtract(schedule, "2100-01-01", HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-06T09:00");
	unit_status(kefu_schedule_add(schedule, 0, HOUR, KEFU_SCHEDULE_FARTHEST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_add(schedule, 0, HOUR + 1, KEFU_SCHEDULE_NEAREST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_subtract(schedule, noon, HOUR, KEFU_SCHEDULE_FARTHEST, &t), KEFU_E_NEVER);
	unit_status(kefu_schedule_subtract(schedule, noon, HOUR + 1, KEFU_SCHEDULE_NEAREST, &t), KEFU_E_NEVER);
	unit_ok(kefu_schedule_next_close(schedule, 0, &t));
	ck_assert_int_eq(t, at("2024-05-06T10:00"));
	kefu_schedule_free(schedule);
}
END_TEST

START_TEST(always)
{
	static const char *const zones[] = {NULL, "EST5EDT"};
	int64_t t = 77;
	size_t i;

	for (i = 0; i < 2; i++) {
		kefu_hours *hours = plan();
		kefu_schedule *schedule;

		unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SUNDAY, 0, CLOCK(24, 0)));
		schedule = laid(hours, zones[i]);
		ck_assert_int_eq(between(schedule, "0001-01-01", "9999-12-31"),
		                 at("9999-12-31") - at("0001-01-01"));
		check_add(schedule, "2024-01-01", 1000000007, KEFU_SCHEDULE_FARTHEST, "2024-01-12T13:46:40.007");
		t = 77;
		unit_status(kefu_schedule_next_close(schedule, 0, &t), KEFU_E_NEVER);
		unit_status(kefu_schedule_add(schedule, 0, KEFU_ZONE_TIME_MAX + 1, 0, &t), KEFU_E_RANGE);
		unit_status(kefu_schedule_add(schedule, 0, INT64_MAX, 1, &t), KEFU_E_RANGE);
		unit_status(kefu_schedule_subtract(schedule, 0, INT64_MAX, 0, &t), KEFU_E_RANGE);
		unit_status(kefu_schedule_subtract(schedule, KEFU_ZONE_TIME_MIN, 1, 1, &t), KEFU_E_RANGE);
		ck_assert_int_eq(t, 77);
		unit_ok(kefu_schedule_add(schedule, 0, KEFU_ZONE_TIME_MAX, 0, &t));
		ck_assert_int_eq(t, KEFU_ZONE_TIME_MAX);
		unit_ok(kefu_schedule_subtract(schedule, 0, -KEFU_ZONE_TIME_MIN, 0, &t));
		ck_assert_int_eq(t, KEFU_ZONE_TIME_MIN);
		kefu_schedule_free(schedule);
		/* Closed once: that is the only closing. */
		hours = plan();
		unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SUNDAY, 0, CLOCK(24, 0)));
		unit_ok(kefu_hours_break(hours, date("2090-05-06"), CLOCK(12, 0), CLOCK(13, 0)));
		schedule = laid(hours, zones[i]);
		unit_ok(kefu_schedule_next_close(schedule, 0, &t));
		ck_assert_int_eq(t, at("2090-05-06T12:00") + (i == 0 ? 0 : 4 * HOUR));
		unit_status(kefu_schedule_next_close(schedule, t, &t), KEFU_E_NEVER);
		kefu_schedule_free(schedule);
	}
}
END_TEST

/* An exception beyond the last listed change must not come again when the
 * rule's 400 years do. */
START_TEST(exceptions_are_not_folded)
{
	static const char *const years[] = {"1999", "2399", "2799", "6399"};
	size_t i, k;

	for (i = 0; i < 4; i++) {
		kefu_hours *hours = office();
		kefu_schedule *schedule;
		char text[16];

		snprintf(text, sizeof text, "%s-07-05", years[i]); /* Mondays all */
		unit_ok(kefu_hours_holiday(hours, date(text)));
		schedule = laid(hours, "EST5EDT");
		for (k = 0; k < 4; k++) {
			char from[32], to[32];

			snprintf(from, sizeof from, "%s-07-03", years[k]);
			snprintf(to, sizeof to, "%s-07-10", years[k]);
			ck_assert_int_eq(between(schedule, from, to), (i == k ? 32 : 40) * HOUR);
			snprintf(to, sizeof to, "%s-07-%s:00", years[k], i == k ? "06T21" : "05T21");
			check_add(schedule, from, 8 * HOUR, KEFU_SCHEDULE_NEAREST, to);
		}
		kefu_schedule_free(schedule);
	}
}
END_TEST

START_TEST(refusals)
{
	kefu_hours *hours = office(), *none = NULL;
	kefu_schedule *schedule = NULL, *before = laid(office(), NULL), *after;
	int32_t day = date("2024-05-06"), open = 77;
	int64_t t = 77;

	unit_status(kefu_hours_new(NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_hours_weekly(NULL, 0, 0, 0, 1), KEFU_E_NULL);
	unit_status(kefu_hours_holiday(NULL, day), KEFU_E_NULL);
	unit_status(kefu_hours_special(NULL, day, 0, 1), KEFU_E_NULL);
	unit_status(kefu_hours_break(NULL, day, 0, 1), KEFU_E_NULL);
	unit_status(kefu_hours_overnight(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_hours_weekly(hours, -1, 0, 0, 1), KEFU_E_ENUM);
	unit_status(kefu_hours_weekly(hours, 0, 7, 0, 1), KEFU_E_ENUM);
	unit_status(kefu_hours_overnight(hours, 2), KEFU_E_ENUM);
	unit_status(kefu_hours_overnight(hours, -1), KEFU_E_ENUM);
	unit_status(kefu_hours_weekly(hours, 0, 0, CLOCK(9, 0), CLOCK(9, 0)), KEFU_E_INTERVAL);
	unit_status(kefu_hours_weekly(hours, 0, 0, 0, 0), KEFU_E_INTERVAL);
	unit_status(kefu_hours_special(hours, day, 5, 5), KEFU_E_INTERVAL);
	unit_status(kefu_hours_break(hours, day, 5, 5), KEFU_E_INTERVAL);
	unit_status(kefu_hours_weekly(hours, 0, 0, CLOCK(24, 0), CLOCK(2, 0)), KEFU_E_RANGE);
	unit_status(kefu_hours_weekly(hours, 0, 0, CLOCK(9, 0), CLOCK(24, 0) + 1), KEFU_E_RANGE);
	unit_status(kefu_hours_weekly(hours, 0, 0, -1, 5), KEFU_E_RANGE);
	unit_status(kefu_hours_weekly(hours, 0, 0, 5, -1), KEFU_E_RANGE);
	unit_status(kefu_hours_special(hours, date("0001-01-01") - 1, 5, 6), KEFU_E_RANGE);
	unit_status(kefu_hours_special(hours, date("9999-12-31") + 1, 5, 6), KEFU_E_RANGE);
	unit_status(kefu_hours_special(hours, day, CLOCK(24, 0), 6), KEFU_E_RANGE);
	unit_status(kefu_hours_holiday(hours, INT32_MIN), KEFU_E_RANGE);
	unit_status(kefu_hours_break(hours, INT32_MAX, 5, 6), KEFU_E_RANGE);
	/* Nothing has changed. */
	after = laid(hours, NULL);
	ck_assert_int_eq(kefu_schedule_equal(before, after), 1);
	kefu_schedule_free(after);
	hours = office();
	unit_ok(kefu_hours_special(hours, day, CLOCK(9, 0), CLOCK(12, 0)));
	unit_ok(kefu_hours_special(hours, day, CLOCK(12, 0), CLOCK(13, 0)));
	unit_ok(kefu_hours_special(hours, day, CLOCK(20, 0), CLOCK(2, 0)));
	unit_status(kefu_hours_special(hours, day, CLOCK(11, 0), CLOCK(12, 0)), KEFU_E_OVERLAP);
	unit_status(kefu_hours_special(hours, day, CLOCK(8, 0), CLOCK(9, 1)), KEFU_E_OVERLAP);
	unit_status(kefu_hours_special(hours, day, CLOCK(9, 0), CLOCK(9, 1)), KEFU_E_OVERLAP);
	unit_status(kefu_hours_special(hours, day, CLOCK(22, 0), CLOCK(23, 0)), KEFU_E_OVERLAP);
	unit_status(kefu_hours_special(hours, day, CLOCK(19, 0), CLOCK(1, 0)), KEFU_E_OVERLAP);
	unit_ok(kefu_hours_special(hours, day + 1, CLOCK(1, 0), CLOCK(3, 0)));
	unit_status(kefu_schedule_new(NULL, NULL, NULL, &schedule), KEFU_E_NULL);
	unit_status(kefu_schedule_new(NULL, hours, NULL, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(schedule);
	kefu_hours_free(hours);
	kefu_hours_free(none);
	unit_status(kefu_schedule_copy(NULL, NULL, &schedule), KEFU_E_NULL);
	unit_status(kefu_schedule_copy(NULL, before, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_open_at(NULL, 0, &open), KEFU_E_NULL);
	unit_status(kefu_schedule_open_at(before, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_open_at(before, INT64_MAX, &open), KEFU_E_RANGE);
	unit_status(kefu_schedule_between(NULL, 0, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_between(before, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_between(before, INT64_MIN, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_between(before, 0, INT64_MAX, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_add(NULL, 0, 0, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_add(before, 0, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_add(before, 0, -1, 0, &t), KEFU_E_NEGATIVE);
	unit_status(kefu_schedule_add(before, 0, 1, 2, &t), KEFU_E_ENUM);
	unit_status(kefu_schedule_add(before, INT64_MAX, 1, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_add(before, KEFU_ZONE_TIME_MAX, 40 * HOUR, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_subtract(NULL, 0, 0, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_subtract(before, 0, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_subtract(before, 0, -1, 0, &t), KEFU_E_NEGATIVE);
	unit_status(kefu_schedule_subtract(before, 0, 1, -1, &t), KEFU_E_ENUM);
	unit_status(kefu_schedule_subtract(before, INT64_MIN, 1, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_subtract(before, KEFU_ZONE_TIME_MIN, 40 * HOUR, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_next_open(NULL, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_next_open(before, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_next_open(before, INT64_MAX, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_next_open(before, KEFU_ZONE_TIME_MAX, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_next_close(NULL, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_next_close(before, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_next_close(before, KEFU_ZONE_TIME_MAX, &t), KEFU_E_RANGE);
	unit_status(kefu_schedule_clock(NULL, NULL, 0, &t), KEFU_E_NULL);
	unit_status(kefu_schedule_clock(before, NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_schedule_clock(before, NULL, INT64_MAX, &t), KEFU_E_RANGE);
	ck_assert_int_eq(t, 77);
	ck_assert_int_eq(open, 77);
	kefu_schedule_free(before);
	kefu_schedule_free(NULL);
}
END_TEST

START_TEST(copies_and_equals)
{
	kefu_hours *hours = office();
	kefu_schedule *schedule, *same, *other, *copy = NULL;

	unit_ok(kefu_hours_holiday(hours, date("2024-05-06")));
	schedule = laid(hours, "EST5EDT");
	/* The same said otherwise: pieces that touch, a break over the whole day, a
	 * holiday on a Sunday, special hours like the usual ones. */
	hours = plan();
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, CLOCK(12, 0), CLOCK(17, 0)));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, CLOCK(9, 0), CLOCK(12, 30)));
	unit_ok(kefu_hours_break(hours, date("2024-05-06"), 0, CLOCK(24, 0)));
	unit_ok(kefu_hours_holiday(hours, date("2024-05-05")));
	unit_ok(kefu_hours_special(hours, date("2024-05-08"), CLOCK(9, 0), CLOCK(17, 0)));
	unit_ok(kefu_hours_overnight(hours, KEFU_OVERNIGHT_OWNER));
	same = laid(hours, "EST5EDT");
	other = laid(office(), "EST5EDT");
	ck_assert_int_eq(kefu_schedule_equal(schedule, same), 1);
	ck_assert_int_eq(kefu_schedule_equal(schedule, schedule), 1);
	ck_assert_int_eq(kefu_schedule_equal(schedule, other), 0);
	ck_assert_int_eq(kefu_schedule_equal(schedule, NULL), 0);
	ck_assert_int_eq(kefu_schedule_equal(NULL, NULL), 0);
	kefu_schedule_free(other);
	other = laid(office(), NULL);
	ck_assert_int_eq(kefu_schedule_equal(schedule, other), 0);
	unit_ok(kefu_schedule_copy(NULL, schedule, &copy));
	ck_assert_int_eq(kefu_schedule_equal(schedule, copy), 1);
	kefu_schedule_free(schedule); /* the copy keeps nothing of it */
	ck_assert_int_eq(between(copy, "2024-05-06", "2024-05-13"), 32 * HOUR);
	check_add(copy, "2024-05-06", 8 * HOUR, KEFU_SCHEDULE_NEAREST, "2024-05-07T21:00");
	kefu_schedule_free(copy);
	kefu_schedule_free(same);
	kefu_schedule_free(other);
}
END_TEST

START_TEST(cursors_read_the_same)
{
	kefu_hours *hours = office();
	kefu_schedule *schedule, *other = laid(office(), "CST-8");
	kefu_schedule_cursor cursor = {NULL, 0, 0, 0, 0, 0};
	uint64_t state = 1;
	int64_t t = at("2020-01-01");
	int i;

	unit_ok(kefu_hours_weekly(hours, KEFU_SATURDAY, KEFU_SUNDAY, CLOCK(22, 0), CLOCK(6, 0)));
	unit_ok(kefu_hours_special(hours, date("2021-03-14"), CLOCK(1, 0), CLOCK(4, 0)));
	schedule = laid(hours, "EST5EDT");
	for (i = 0; i < 100000; i++) {
		const kefu_schedule *asked = unit_below(&state, 100) == 0 ? other : schedule;
		int64_t expected, got;

		t += (int64_t)unit_below(&state, (uint64_t)(2 * HOUR)) - 10 * MINUTE;
		must(kefu_schedule_clock(asked, NULL, t, &expected) == KEFU_OK);
		must(kefu_schedule_clock(asked, &cursor, t, &got) == KEFU_OK);
		must(got == expected);
		must(cursor.from <= t && t < cursor.to);
	}
	kefu_schedule_free(schedule);
	kefu_schedule_free(other);
}
END_TEST

/* Random intervals to the second, against a count of seconds. */
START_TEST(every_second_of_a_week)
{
	static unsigned char open[604800];
	uint64_t state = 20240506;
	int64_t monday = at("2024-05-06");
	int round;

	for (round = 0; round < 12; round++) {
		kefu_hours *hours = plan();
		kefu_schedule *schedule;
		int64_t sum = 0;
		int i, k;

		memset(open, 0, sizeof open);
		for (i = 0; i < round; i++) {
			int32_t day = (int32_t)unit_below(&state, 7), from, to;

			from = (int32_t)unit_below(&state, 86400);
			to = round % 2 == 0 ? (int32_t)unit_below(&state, 86401) : (from + 1 + i) % 86400;
			if (from == to)
				continue;
			unit_ok(kefu_hours_weekly(hours, day, day, from, to));
			if (to < from)
				to += 86400;
			for (k = from; k < to; k++)
				open[(day * 86400 + k) % 604800] = 1;
		}
		schedule = laid(hours, NULL);
		for (i = 0; i < 604800; i++) {
			int64_t got, t = monday + i * SECOND;
			int32_t is_open;

			must(kefu_schedule_between(schedule, monday, t, &got) == KEFU_OK);
			must(got == sum * SECOND);
			must(kefu_schedule_open_at(schedule, t, &is_open) == KEFU_OK);
			must(is_open == open[i]);
			if (!open[i])
				continue;
			must(kefu_schedule_add(schedule, monday, sum * SECOND, KEFU_SCHEDULE_FARTHEST,
			                       &got) == KEFU_OK);
			must(got == t);
			sum++;
			must(kefu_schedule_add(schedule, monday, sum * SECOND, KEFU_SCHEDULE_NEAREST,
			                       &got) == KEFU_OK);
			must(got == t + SECOND);
		}
		kefu_schedule_free(schedule);
	}
}
END_TEST

static int32_t make_schedule(const kefu_allocator *allocator)
{
	kefu_hours *hours = NULL;
	kefu_schedule *schedule = NULL, *copy = NULL;
	int32_t status = kefu_hours_new(allocator, &hours), i;

	for (i = 0; i < 9 && status == KEFU_OK; i++)
		status = kefu_hours_weekly(hours, i % 7, i % 7, CLOCK(9 + i, 0), CLOCK(4, 0));
	for (i = 0; i < 9 && status == KEFU_OK; i++)
		status = kefu_hours_holiday(hours, 20000 - 3 * i);
	for (i = 0; i < 9 && status == KEFU_OK; i++)
		status = kefu_hours_special(hours, 20001 + 3 * i, CLOCK(5, 0), CLOCK(6, 0));
	for (i = 0; i < 9 && status == KEFU_OK; i++)
		status = kefu_hours_break(hours, 20001 + 3 * i, CLOCK(5, 20), CLOCK(5, 40));
	if (status == KEFU_OK)
		status = kefu_schedule_new(allocator, hours, NULL, &schedule);
	if (status == KEFU_OK)
		status = kefu_schedule_copy(allocator, schedule, &copy);
	if (status == KEFU_OK) {
		int64_t ms = 0;

		unit_ok(kefu_schedule_between(copy, INT64_C(20001) * 86400000, INT64_C(20002) * 86400000, &ms));
		ck_assert_int_eq(ms, 40 * MINUTE);
	}
	kefu_hours_free(hours);
	kefu_schedule_free(schedule);
	kefu_schedule_free(copy);
	return status;
}

/* A plan that ran out of memory while it grew is as it was. */
START_TEST(a_failed_line_is_not_there)
{
	unit_fuse fuse = {-1, 1, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_hours *hours = NULL;
	kefu_schedule *before = laid(office(), NULL), *after = NULL;
	int32_t status = KEFU_OK, i;

	unit_ok(kefu_hours_new(&allocator, &hours));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, CLOCK(9, 0), CLOCK(17, 0)));
	fuse.nth = fuse.seen;
	unit_status(kefu_hours_holiday(hours, 1), KEFU_E_NOMEM);
	unit_status(kefu_hours_special(hours, 1, 2, 3), KEFU_E_NOMEM);
	unit_status(kefu_hours_break(hours, 1, 2, 3), KEFU_E_NOMEM);
	for (i = 0; i < 100 && status == KEFU_OK; i++)
		status = kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, CLOCK(9, 0), CLOCK(17, 0));
	unit_status(status, KEFU_E_NOMEM);
	unit_status(kefu_schedule_new(&allocator, hours, NULL, &after), KEFU_E_NOMEM);
	ck_assert_ptr_null(after);
	unit_ok(kefu_schedule_new(NULL, hours, NULL, &after));
	ck_assert_int_eq(kefu_schedule_equal(before, after), 1);
	kefu_schedule_free(before);
	kefu_schedule_free(after);
	kefu_hours_free(hours);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

START_TEST(memory_runs_out)
{
	kefu_allocator half = {NULL, NULL, NULL};
	kefu_hours *hours = NULL;

	/* The plan and its four lists, the draft, the block and its copy; lists
	 * grow from 8 to 20. */
	unit_sweep(make_schedule, 27);
	unit_status(kefu_hours_new(&half, &hours), KEFU_E_NULL);
	ck_assert_ptr_null(hours);
}
END_TEST

UNIT_MAIN("schedule", an_office_week, exceptions, nights, clock_changes, the_next_edge, never, always,
          exceptions_are_not_folded, refusals, copies_and_equals, cursors_read_the_same,
          every_second_of_a_week, a_failed_line_is_not_there, memory_runs_out)
